"""Function apps, in consumption and Elastic Premium plans (Azure: "Azure Functions pricing")."""

from decimal import ROUND_CEILING, Decimal

from finopsguard.resources.about import about
from finopsguard.resources.azure.app_service import (
    CONSUMPTION,
    FUNCTION_APPS,
    FUNCTIONS,
    OLDER_APP,
    PREMIUM,
    elastic_premium,
)
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Related, Resource
from finopsguard.resources.values import Number, Unknown
from finopsguard.types.money import MILLION

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
        "An app alone in its Elastic Premium plan shows the plan's instances; apps that share one leave them to the plan.",
    ),
)
def function_app(resource: Resource, bill: Bill) -> None:
    """``azurerm_linux_function_app``, ``azurerm_windows_function_app`` and the older ``azurerm_function_app``."""
    plan = resource.follow("service_plan_id", "azurerm_service_plan") or resource.follow(
        "app_service_plan_id", "azurerm_app_service_plan"
    )
    sku = _sku(plan)
    if plan is not None and sku in PREMIUM:
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


def _premium(resource: Resource, bill: Bill, sku: str, plan: Related) -> None:
    if _sharing(resource, plan) > 1:
        bill.free("it shares an Elastic Premium plan with other apps, which is billed for them all")
        return
    count = resource.usage("instances")
    if count is None:
        sku_block = plan.block.block("sku")
        count = sku_block.number("capacity", 1) if sku_block else plan.block.number("worker_count", 1)
    elastic_premium(resource, bill, sku, count)


def _sharing(resource: Resource, plan: Related) -> int:
    """How many function apps run in a plan."""
    if plan.type == "azurerm_app_service_plan":
        return len(resource.referrers_to(plan, OLDER_APP, "app_service_plan_id"))
    return sum(len(resource.referrers_to(plan, type_, "service_plan_id")) for type_ in FUNCTION_APPS)


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
