"""What the adapters' summaries and availability checks have in common: metrics and bill fail one without the other."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from finopsguard.adapters.usage.failures import CloudFailure
from finopsguard.adapters.usage.summary import summarise
from finopsguard.types.usage import BulkUsage, CostUsageRecord, UsageQuery, UsageSummary

KEPT_SECONDS: Final = 60.0
"""How long an answer to "is it available" is good for."""


def collect(
    query: UsageQuery,
    metrics: Callable[[], tuple[BulkUsage, int]],
    costs: Callable[[], list[CostUsageRecord]],
    *,
    metrics_asked: Mapping[str, int],
    remarks: Callable[[list[CostUsageRecord]], Sequence[str]],
) -> UsageSummary:
    """The summary of both. ``metrics`` answers with usages and how many resources there are, ``metrics_asked`` is by type.

    Raises :class:`CloudFailure` when neither could be had; else the reason is among the problems.
    """
    failed: list[CloudFailure] = []
    bulk, count = BulkUsage(usages=[None] * len(query.resource_ids or ())), 0
    try:
        bulk, count = metrics()
    except CloudFailure as failure:
        failed.append(failure)
    uncounted = bool(failed) and not bulk.usages
    records: list[CostUsageRecord] | None = None
    try:
        records = costs()
    except CloudFailure as failure:
        failed.append(failure)
    came = any(usage is not None for usage in bulk.usages)
    if records is None and not came and (len(failed) > 1 or bulk.failures or not metrics_asked):
        raise failed[0]
    summary = summarise(
        query,
        [None] if uncounted else bulk.usages,
        records,
        metrics_asked=metrics_asked,
        resources=None if uncounted else max(count, len(bulk.usages)),
        problems=[*bulk.failures, *map(str, failed), *remarks(records or [])],
    )
    if uncounted:  # what could not be listed counts as missing, but how many there are is not known
        summary.total_resources, summary.average_cost_per_resource, summary.average_usage = 0, None, None
    return summary


def one_type(query: UsageQuery) -> None:
    """Raises ``ValueError`` where it is not clear of which type the named resources are."""
    if query.resource_ids and len(query.resource_types or ()) != 1:
        raise ValueError("resource_ids need exactly one entry in resource_types, which says what they are")


class Availability:
    """Reasons by capability, asked again after :data:`KEPT_SECONDS`."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[float, Exception | None]] = {}
        self._lock = threading.Lock()

    def error(self, capability: str, probe: Callable[[], None]) -> Exception | None:
        """What ``probe`` raised just now or a moment ago; ``None`` when it passed."""
        with self._lock:
            kept = self._found.get(capability)
            if kept is not None and time.monotonic() - kept[0] < KEPT_SECONDS:
                return kept[1]
            found: Exception | None = None
            try:
                probe()
            except Exception as error:  # noqa: BLE001  whether something is available never fails
                found = error
            self._found[capability] = (time.monotonic(), found)
            return found
