"""App Service plans (Azure: "App Service pricing")."""

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Number, Text, Unknown
from finopsguard.types.money import ONE

APP_SERVICE = "app-service"
FREE = ("f1", "free")
CONSUMPTION = ("y1", "fc1")
PREMIUM = ("ep1", "ep2", "ep3")
FUNCTION_APPS = ("azurerm_linux_function_app", "azurerm_windows_function_app")
ASSUMPTION = "One worker unless the plan says otherwise."


@about(
    components=(("Instance usage (SKU)", "hours"),),
    services=(APP_SERVICE,),
    usage=(("monthly_hrs", "hours an instance"),),
    assumptions=(ASSUMPTION, "Elastic Premium plans are billed with their function apps, consumption plans by use."),
)
def service_plan(resource: Resource, bill: Bill) -> None:
    """``azurerm_service_plan``."""
    system = "windows" if str(resource.text("os_type")).lower().startswith("windows") else "linux"
    hosted = any(resource.referrers(type_, "service_plan_id") for type_ in FUNCTION_APPS)
    _instances(resource, bill, resource.text("sku_name"), system, resource.number("worker_count", 1), hosted=hosted)


@about(
    components=(("Instance usage (SKU)", "hours"),),
    services=(APP_SERVICE,),
    usage=(("monthly_hrs", "hours an instance"),),
    assumptions=(ASSUMPTION,),
)
def app_service_plan(resource: Resource, bill: Bill) -> None:
    """``azurerm_app_service_plan`` (the older type)."""
    sku = resource.block("sku") or Block({}, {}, resource.trial, "sku.0")
    kind = str(resource.text("kind", "Windows")).lower()
    system = "linux" if "linux" in kind or resource.flag("reserved") else "windows"
    hosted = bool(resource.referrers("azurerm_function_app", "app_service_plan_id"))
    _instances(resource, bill, sku.text("size"), system, sku.number("capacity", 1), hosted=hosted)


def _instances(resource: Resource, bill: Bill, sku: Text, system: str, count: Number, *, hosted: bool) -> None:
    plan = str(sku).lower()
    if plan in FREE:
        bill.free("the free plan")
        return
    if plan in CONSUMPTION:
        bill.free("a consumption plan costs nothing by itself: its function apps are billed by use")
        return
    if plan in PREMIUM and hosted:
        bill.free("an Elastic Premium plan is billed with its function apps")
        return
    price = resource.price(APP_SERVICE, system, sku if isinstance(sku, Unknown) else _listed(plan))
    workers = ONE if not isinstance(count, Unknown) and count < 1 else count
    inputs = ("sku_name", "worker_count", "os_type", "sku.0.size", "sku.0.capacity")
    bill.add(f"Instance usage ({sku})", "hours", resource.hours() * workers, price, inputs=inputs)


def _listed(plan: str) -> str:
    """A plan as the price list spells it: ``p1mv3`` -> ``P1mv3``; ``d1`` is the old name of the shared plan."""
    return "Shared" if plan in {"d1", "shared"} else plan[:1].upper() + plan[1:]
