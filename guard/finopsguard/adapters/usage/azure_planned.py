"""What questions to Azure would be, without asking them. All are free; what counts is the rate."""

from collections.abc import Sequence
from decimal import Decimal
from importlib.util import find_spec

from finopsguard.adapters.usage.azure_catalogue import metrics_of, resource_of
from finopsguard.adapters.usage.azure_costs import CostQuery
from finopsguard.adapters.usage.azure_failures import COSTS, MONITOR, RESOURCE_MANAGER
from finopsguard.adapters.usage.azure_metrics import BATCH, Span, requests_of
from finopsguard.types.usage import CloudCalls, UsageTarget


def metric_calls(targets: Sequence[UsageTarget], metrics: Sequence[str] | None, span: Span) -> list[CloudCalls]:
    """Batches where the package for them is installed, else a request for each resource."""
    groups: dict[tuple[str, str | None], int] = {}
    for target in targets:
        key = (target.resource_type, target.region)
        groups[key] = groups.get(key, 0) + 1
    single = batched = listed = 0
    for (resource_type, region), count in groups.items():
        requests = len(requests_of(metrics_of(resource_of(resource_type), metrics), span.step))
        if count > 1 and _can_batch():
            batched += -(-count // BATCH) * requests
            listed += region is None
        else:
            single += count * requests
    plans = (
        (RESOURCE_MANAGER, "Resources - List", listed, "more pages beyond 1,000 resources"),
        (MONITOR, "Metrics - List", single, ""),
        (MONITOR, "Metrics Batch - Batch", batched, "at least; one for each region and 50 resources"),
    )
    return [
        CloudCalls(service=service, operation=operation, calls=calls, price=Decimal(0), note=note)
        for service, operation, calls, note in plans
        if calls
    ]


def cost_calls(query: CostQuery) -> list[CloudCalls]:
    """A query for each month of days, or for each year of months, and further pages."""
    note = "more pages beyond 1,000 rows; a tenant has 12 query units in 10 seconds, 60 in a minute"
    return [CloudCalls(service=COSTS, operation="Query - Usage", calls=len(query.spans), price=Decimal(0), note=note)]


def _can_batch() -> bool:
    try:
        return find_spec("azure.monitor.querymetrics") is not None
    except ModuleNotFoundError:
        return False
