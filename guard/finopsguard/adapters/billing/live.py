"""Bills asked of the clouds themselves, through the usage adapters (docs/usage-integration.md).

What they tell differs: AWS names resources for the last 14 days only and when asked to, else sums are by service; Google's standard export
has labels and no resource names; Azure and OpenStack name resources and do not say what of them was used.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

import msgspec

from finopsguard.adapters.billing.errors import BillError
from finopsguard.adapters.billing.listed import USED, ListedBill, category_of
from finopsguard.adapters.usage.base import UsageAdapter
from finopsguard.adapters.usage.failures import CloudFailure
from finopsguard.types.bill import Wanted
from finopsguard.types.usage import CostUsageRecord

RESOURCE_DAYS = 14
"""Cost Explorer keeps costs of single resources for 14 days ("GetCostAndUsageWithResources")."""
MOST_SERVICES = 20
"""Services of AWS whose resources are asked for, those that cost most: each is a request of its own."""
Ask = Callable[[Sequence[str], Mapping[str, Any]], Sequence[CostUsageRecord]]


class Asked(msgspec.Struct, frozen=True):
    """How one cloud is asked."""

    group_by: tuple[str, ...]
    basis: str
    days: int | None = None
    notes: tuple[str, ...] = ()
    filters: Mapping[str, Any] = {}
    by_resource: tuple[str, ...] = ()
    """Where resources are asked for service by service: the groups of those requests."""


CLOUDS: Final[Mapping[str, Asked]] = {
    "aws": Asked(
        ("SERVICE", "RECORD_TYPE"),
        "amortized",
        notes=("Sums by service: ask with aws+resources for single resources of the last 14 days.",),
    ),
    "aws+resources": Asked(
        ("SERVICE", "RECORD_TYPE"), "amortized", RESOURCE_DAYS, by_resource=("RESOURCE_ID", "USAGE_TYPE")
    ),
    "gcp": Asked(
        ("service", "sku", "cost_type", "region", "project", "labels"),
        "net",
        notes=("Matching goes by labels: ask with gcp+resources where the resource-level export is on.",),
    ),
    "gcp+resources": Asked(("resource", "service", "sku", "cost_type", "region", "project"), "net"),
    "azure": Asked(("resource", "service"), "amortized", filters={"cost_type": "AmortizedCost"}),
    "openstack": Asked(("resource_id", "service"), "rated"),
}
"""``--actuals`` word -> what is asked."""


class LiveSource:
    """A cloud's own billing API. ``adapter`` is called when the bill is opened; ``cloud`` is the word of :data:`CLOUDS`."""

    def __init__(self, name: str, adapter: Callable[[], UsageAdapter], *, cloud: str = "") -> None:
        self.name = name
        self._asked = CLOUDS[cloud or name]
        self._adapter = adapter

    def open(self, wanted: Wanted) -> ListedBill:
        """Ask for the days. Raises :class:`BillError` with the cloud's reason."""
        start, end = self._days(wanted)
        first, last = (datetime.combine(day, time(), UTC) for day in (start, end - timedelta(days=1)))
        asked, notes = self._asked, list(self._asked.notes)
        try:
            adapter = self._adapter()

            def ask(group_by: Sequence[str], filters: Mapping[str, Any]) -> Sequence[CostUsageRecord]:
                return adapter.get_cost_usage(first, last, "DAILY", list(group_by), dict(filters) or None)

            records = ask(asked.group_by, asked.filters)
            if asked.by_resource:
                records = _with_resources(records, asked.by_resource, ask, notes)
        except (CloudFailure, ValueError) as problem:
            raise BillError(f"The bill of {self.name} could not be had: {str(problem).rstrip('.')}.") from None
        if not records:
            raise BillError(f"{self.name} answers with no costs from {start} to {last.date()}.", hint=_OTHER_DAYS)
        return ListedBill(self.name, asked.basis, records, wanted, notes)

    def _days(self, wanted: Wanted) -> tuple[date, date]:
        end = min(wanted.end or wanted.today, wanted.today)
        start = wanted.start or end - timedelta(days=wanted.days)
        if self._asked.days is not None:
            earliest = wanted.today - timedelta(days=self._asked.days)
            if end <= earliest:
                raise BillError(
                    f"{self.name} knows the last {self._asked.days} days, from {earliest} on, and was asked for {start} to "
                    f"{end - timedelta(days=1)}.",
                    hint=_OTHER_DAYS,
                )
            start = max(start, earliest)
        if start >= end:
            raise BillError(f"{self.name} has no bill of days to come: {start} is not over.", hint=_OTHER_DAYS)
        return start, end


_OTHER_DAYS = "Ask for other days with --actuals-days or --actuals-period."


def _with_resources(
    sums: Sequence[CostUsageRecord], group_by: Sequence[str], ask: Ask, notes: list[str]
) -> list[CostUsageRecord]:
    """The use of each service resource by resource, in place of its sum. Cost Explorer wants the service as a filter, and what is no use
    (tax, credits) belongs to no resource.
    """
    used: dict[str, list[CostUsageRecord]] = defaultdict(list)
    found: list[CostUsageRecord] = []
    for record in sums:
        if category_of(record) == USED:
            used[record.service].append(record)
        else:
            found.append(record)
    ordered = sorted(used, key=lambda service: (-sum(record.cost for record in used[service]), service))
    for service in ordered[:MOST_SERVICES]:
        kinds = sorted({kind for record in used[service] if (kind := record.dimensions.get("RECORD_TYPE"))})
        answer = ask(group_by, {"SERVICE": [service]} | ({"RECORD_TYPE": kinds} if kinds else {}))
        found += [msgspec.structs.replace(record, service=service) for record in answer]
    left = ordered[MOST_SERVICES:]
    found += [record for service in left for record in used[service]]
    if left:
        notes.append(f"{len(left)} smaller services are given as sums: {', '.join(left[:3])} ...")
    return found
