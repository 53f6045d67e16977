"""Adds up what was fetched. Says how much of what was asked for that is, and never adds currencies or units together."""

from collections.abc import Iterable, Mapping, Sequence
from math import fsum

from finopsguard.types.usage import CostUsageRecord, ResourceUsage, UsageQuery, UsageSummary

UNKNOWN_UNIT = "N/A"
"""The ``usage_unit`` of a record that has no quantity, or one of several units."""
HIGH, MEDIUM = 0.9, 0.5
"""The least ``data_completeness`` of that confidence."""


def summarise(
    query: UsageQuery,
    usages: Sequence[ResourceUsage | None],
    records: Sequence[CostUsageRecord] | None,
    *,
    metrics_asked: int | Mapping[str, int],
    resources: int | None = None,
    unanswered: int = 0,
    problems: Sequence[str] = (),
) -> UsageSummary:
    """The summary of ``query``.

    ``usages`` holds ``None`` for each resource whose metrics could not be had; ``metrics_asked`` is the number of metrics of one
    resource, by its type where they differ.
    ``records`` is ``None`` when the bill could not be had. ``resources`` is how many there are, where that is more than were fetched.
    ``unanswered`` counts questions of which nobody knows how many resources they were about: which ones there are.
    """
    have = [usage for usage in usages if usage is not None]
    count = len(usages) if resources is None else resources
    total = _total(record.cost for record in records) if records and len(_currencies(records)) == 1 else None
    units = {record.usage_unit for record in records or ()}
    one_unit = len(units) == 1 and UNKNOWN_UNIT not in units
    usage = _total(record.usage_amount for record in records) if records and one_unit else None
    completeness = _completeness(have, count + unanswered, metrics_asked, billed=records is not None)
    return UsageSummary(
        cloud_provider=query.cloud_provider.lower(),
        resource_type=", ".join(query.resource_types) if query.resource_types else "all",
        region=", ".join(query.regions) if query.regions else None,
        start_time=query.start_time,
        end_time=query.end_time,
        total_resources=count,
        total_cost=total,
        average_cost_per_resource=total / count if total is not None and count else None,
        total_usage=usage,
        average_usage=usage / count if usage is not None and count else None,
        usage_unit=units.pop() if usage is not None else None,
        avg_cpu_utilization=_mean(item.avg_cpu_utilization for item in have),
        avg_memory_utilization=_mean(item.avg_memory_utilization for item in have),
        records=list(records or ())[: query.max_results],
        resources=have[: query.max_results],
        confidence=_confidence(completeness, records or ()),
        data_completeness=completeness,
        problems=list(dict.fromkeys([*problems, *_remarks(records)])),
    )


def _completeness(have: Sequence[ResourceUsage], count: int, asked: int | Mapping[str, int], *, billed: bool) -> float:
    """One share for the bill and one for each resource: of that the metrics that have data."""
    came = float(billed)
    for usage in have:
        names = {metric.metric_name for metric in usage.metrics}
        wanted = asked if isinstance(asked, int) else asked.get(usage.resource_type, 0)
        came += min(len(names) / wanted, 1.0) if wanted else 1.0
    return came / (1 + count)


def _confidence(completeness: float, records: Sequence[CostUsageRecord]) -> str:
    """A bill that the cloud may still change is never ``high``."""
    estimated = any(record.metadata.get("estimated") for record in records)
    if completeness >= HIGH and not estimated:
        return "high"
    return "medium" if completeness >= MEDIUM else "low"


def _currencies(records: Iterable[CostUsageRecord]) -> set[str]:
    return {record.currency for record in records}


def _remarks(records: Sequence[CostUsageRecord] | None) -> list[str]:
    if records is not None and not records:
        return ["The bill has no lines for this."]
    found = sorted(_currencies(records or ()))
    return [f"The bill is in {', '.join(found)}, which are not added up."] if len(found) > 1 else []


def _total(numbers: Iterable[float]) -> float:
    return fsum(numbers)


def _mean(numbers: Iterable[float | None]) -> float | None:
    """Of what is known: an idle machine's 0 counts, ``None`` does not."""
    known = [number for number in numbers if number is not None]
    return _total(known) / len(known) if known else None
