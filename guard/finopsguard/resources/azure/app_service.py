"""App Service plans (Azure: "App Service pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Number, Text, Unknown
from finopsguard.types.money import ONE

APP_SERVICE = "app-service"
FUNCTIONS = "functions"
FREE = ("f1", "free")
FIRST_PREMIUM = ("P1", "P2", "P3", "P4")
"""Premium before version 2, shown as ``P1v1``."""
CONSUMPTION = ("y1", "fc1")
PREMIUM = {"ep1": (Decimal(1), Decimal("3.5")), "ep2": (Decimal(2), Decimal(7)), "ep3": (Decimal(4), Decimal(14))}
"""vCPUs and GB of memory of an Elastic Premium instance (Azure: "Azure Functions Premium plan")."""
FUNCTION_APPS = ("azurerm_linux_function_app", "azurerm_windows_function_app")
OLDER_APP = "azurerm_function_app"
COMPONENTS = (("Instance usage (SKU)", "hours"), ("vCPU (Elastic Premium)", "vCPU"), ("Memory (Elastic Premium)", "GB"))
ASSUMPTIONS = (
    "One worker unless the plan says otherwise.",
    "An Elastic Premium plan is billed with its function app where it has one alone; consumption plans are billed by use.",
)


@about(
    components=COMPONENTS,
    services=(APP_SERVICE, FUNCTIONS),
    usage=(("monthly_hrs", "hours an instance"),),
    assumptions=ASSUMPTIONS,
)
def service_plan(resource: Resource, bill: Bill) -> None:
    """``azurerm_service_plan``."""
    system = "windows" if str(resource.text("os_type")).lower().startswith("windows") else "linux"
    apps = sum(len(resource.referrers(type_, "service_plan_id")) for type_ in FUNCTION_APPS)
    _instances(resource, bill, resource.text("sku_name"), system, resource.number("worker_count", 1), apps)


@about(
    components=COMPONENTS,
    services=(APP_SERVICE, FUNCTIONS),
    usage=(("monthly_hrs", "hours an instance"),),
    assumptions=ASSUMPTIONS,
)
def app_service_plan(resource: Resource, bill: Bill) -> None:
    """``azurerm_app_service_plan`` (the older type)."""
    sku = resource.block("sku") or Block({}, {}, resource.trial, "sku.0")
    kind = str(resource.text("kind", "Windows")).lower()
    system = "linux" if "linux" in kind or resource.flag("reserved") else "windows"
    apps = len(resource.referrers(OLDER_APP, "app_service_plan_id"))
    _instances(resource, bill, sku.text("size"), system, sku.number("capacity", 1), apps)


def elastic_premium(resource: Resource, bill: Bill, sku: str, count: Number) -> None:
    """The vCPUs and memory of ``count`` instances of an Elastic Premium plan; at least one runs all month."""
    cores, memory = PREMIUM[sku]
    instances = count if isinstance(count, Unknown) else max(count, ONE)
    month, label = resource.settings.hours, sku.upper()
    bill.add(f"vCPU ({label})", "vCPU", instances * cores, resource.price(FUNCTIONS, "premium", "vcpu"), scale=month)
    bill.add(f"Memory ({label})", "GB", instances * memory, resource.price(FUNCTIONS, "premium", "memory"), scale=month)


def _instances(resource: Resource, bill: Bill, sku: Text, system: str, count: Number, apps: int) -> None:
    """The lines of a plan that ``apps`` function apps of the Terraform plan run in."""
    plan = str(sku).lower()
    if plan in FREE:
        bill.free("the free plan")
        return
    if plan in CONSUMPTION:
        bill.free("a consumption plan costs nothing by itself: its function apps are billed by use")
        return
    if plan in PREMIUM:
        if apps == 1:
            bill.free("an Elastic Premium plan is billed with its function app")
        else:
            elastic_premium(resource, bill, plan, count)
        return
    listed = sku if isinstance(sku, Unknown) else _listed(plan)
    price = resource.price(APP_SERVICE, system, listed)
    workers = ONE if not isinstance(count, Unknown) and count < 1 else count
    inputs = ("sku_name", "worker_count", "os_type", "sku.0.size", "sku.0.capacity")
    label = f"{listed}v1" if listed in FIRST_PREMIUM else sku
    bill.add(f"Instance usage ({label})", "hours", resource.hours() * workers, price, inputs=inputs)


def _listed(plan: str) -> str:
    """A plan as the price list spells it: ``p1mv3`` -> ``P1mv3``; ``d1`` is the old name of the shared plan."""
    return "Shared" if plan in {"d1", "shared"} else plan[:1].upper() + plan[1:]
