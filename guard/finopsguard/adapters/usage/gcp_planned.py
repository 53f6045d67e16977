"""What questions to Google Cloud would cost, without asking them."""

from collections.abc import Iterable
from decimal import Decimal

from finopsguard.adapters.usage.gcp_bulk import Asked
from finopsguard.adapters.usage.gcp_costs import price_of
from finopsguard.adapters.usage.gcp_failures import BIGQUERY, MONITORING
from finopsguard.adapters.usage.gcp_identity import filters
from finopsguard.adapters.usage.gcp_metrics import PAGE_POINTS
from finopsguard.types.usage import CloudCalls


def metric_calls(groups: Iterable[Asked], steps: int) -> list[CloudCalls]:
    """ListTimeSeries calls and their pages, for ``steps`` points of each metric of each resource."""
    calls = 0
    for asked in groups:
        texts = len(filters(asked.resource, asked.labels, []))
        pages = -(-len(asked.ids) * steps // PAGE_POINTS)
        calls += len(asked.metrics) * max(texts, pages)
    note = "more pages where the project has many other resources of the type"
    return [CloudCalls(service=MONITORING, operation="ListTimeSeries", calls=calls, price=Decimal(0), note=note)]


def cost_calls(maximum_bytes: int) -> list[CloudCalls]:
    """A dry run, which is free, and the query: $6.25 a TiB, 10 MiB at least, ``maximum_bytes`` at most."""
    note = (
        f"the least; $6.25 for each TiB read, ${price_of(maximum_bytes):.2f} at most; the first TiB of a month is free"
    )
    return [
        CloudCalls(service=BIGQUERY, operation="Query (dry run)", calls=1, price=Decimal(0)),
        CloudCalls(service=BIGQUERY, operation="Query", calls=1, price=price_of(0), note=note),
    ]
