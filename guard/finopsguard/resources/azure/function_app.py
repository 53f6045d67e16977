"""Function apps, in consumption and Elastic Premium plans (Azure: "Azure Functions pricing")."""

from decimal import ROUND_CEILING, Decimal

from finopsguard.resources.about import about
from finopsguard.resources.azure.app_service import CONSUMPTION, PREMIUM
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Related, Resource
from finopsguard.resources.values import Number, Unknown
from finopsguard.types.money import MILLION, ONE

FUNCTIONS = "functions"
SIZES = {"ep1": (Decimal(1), Decimal("3.5")), "ep2": (Decimal(2), Decimal(7)), "ep3": (Decimal(4), Decimal(14))}
"""vCPUs and GB of memory of an instance (Azure: "Azure Functions Premium plan")."""
STEP_MB = 128
LEAST_MS = Decimal(100)


@about(
    components=(
        ("vCPU (plan)", "vCPU"),
        ("Memory (plan)", "GB"),
        ("Execution time", "GB-seconds"),
        ("Executions", "1M requests"),
    ),
    services=(FUNCTIONS,),
    usage=(
        ("monthly_executions", "executions"),
        ("execution_duration_ms", "ms an execution"),
        ("memory_mb", "MB an execution"),
        ("instances", "instances of an Elastic Premium plan"),
    ),
    assumptions=(
        "A consumption plan where the plan of the app cannot be found.",
        "Memory rounds up to 128 MB and an execution lasts at least 100 ms; the monthly free grant is not taken off.",
        "Apps that share an Elastic Premium plan share its instances; each app shows them.",
    ),
)
def function_app(resource: Resource, bill: Bill) -> None:
    """``azurerm_linux_function_app``, ``azurerm_windows_function_app`` and the older ``azurerm_function_app``."""
    plan = resource.follow("service_plan_id", "azurerm_service_plan") or resource.follow(
        "app_service_plan_id", "azurerm_app_service_plan"
    )
    sku = _sku(plan)
    if sku in PREMIUM:
        _premium(resource, bill, sku, plan)
    elif not sku or sku in CONSUMPTION:
        if not sku:
            bill.note("its plan is not in this plan: a consumption plan is assumed")
        _consumption(resource, bill)
    else:
        bill.free("it runs in an App Service plan, which is billed for it")


def _sku(plan: Related | None) -> str:
    if plan is None:
        return ""
    sku = plan.block.block("sku")
    if sku is None:
        return str(plan.block.text("sku_name")).lower()
    dynamic = str(sku.text("tier")).lower() == "dynamic"
    return CONSUMPTION[0] if dynamic else str(sku.text("size")).lower()


def _premium(resource: Resource, bill: Bill, sku: str, plan: Related | None) -> None:
    given = resource.usage("instances")
    count: Number = ONE if given is None else given
    if given is None and plan is not None:
        sku_block = plan.block.block("sku")
        workers = sku_block.number("capacity", 1) if sku_block else plan.block.number("worker_count", 1)
        count = workers if isinstance(workers, Unknown) or workers > 0 else ONE
    cores, memory = SIZES[sku]
    month = resource.settings.hours
    label = sku.upper()
    bill.add(f"vCPU ({label})", "vCPU", count * cores, resource.price(FUNCTIONS, "premium", "vcpu"), scale=month)
    bill.add(f"Memory ({label})", "GB", count * memory, resource.price(FUNCTIONS, "premium", "memory"), scale=month)


def _consumption(resource: Resource, bill: Bill) -> None:
    executions = resource.usage("monthly_executions")
    duration, memory = resource.usage("execution_duration_ms"), resource.usage("memory_mb")
    bill.use_amount(
        "Execution time",
        "GB-seconds",
        _gb_seconds(executions, duration, memory),
        resource.price(FUNCTIONS, "consumption", "execution-time"),
        keys=("monthly_executions", "execution_duration_ms", "memory_mb"),
    )
    price = resource.price(FUNCTIONS, "consumption", "executions")
    bill.use("Executions", "1M requests", price, key="monthly_executions", scale=MILLION)


def _gb_seconds(executions: Number | None, duration: Number | None, memory: Number | None) -> Number | None:
    if executions is None or duration is None or memory is None:
        return None
    for value in (executions, duration, memory):
        if isinstance(value, Unknown):
            return value
    assert isinstance(executions, Decimal)
    assert isinstance(duration, Decimal)
    assert isinstance(memory, Decimal)
    rounded = (memory / STEP_MB).to_integral_value(ROUND_CEILING) * STEP_MB
    return executions * max(duration, LEAST_MS) / 1000 * rounded / 1024
