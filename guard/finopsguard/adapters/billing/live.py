"""Bills asked of the clouds themselves, through the usage adapters (docs/usage-integration.md).

What they tell differs: AWS names resources for the last 14 days only and when asked to, else sums are by service; Google's standard export
has labels and no resource names; Azure and OpenStack name resources.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

import msgspec

from finopsguard.adapters.billing.errors import BillError
from finopsguard.adapters.billing.period import choose
from finopsguard.adapters.usage.base import UsageAdapter
from finopsguard.adapters.usage.failures import CloudFailure
from finopsguard.types.bill import BillDay, BilledLine, BilledResource, BillSummary, ServiceCost, Wanted
from finopsguard.types.usage import CostUsageRecord

ZERO = Decimal(0)
RESOURCE_DAYS = 14
"""Cost Explorer keeps costs of single resources for 14 days ("GetCostAndUsageWithResources")."""


class Asked(msgspec.Struct, frozen=True):
    """How one cloud is asked."""

    group_by: tuple[str, ...]
    basis: str
    days: int | None = None
    note: str = ""
    filters: Mapping[str, Any] = {}


CLOUDS: Final[Mapping[str, Asked]] = {
    "aws": Asked(
        ("SERVICE", "REGION"),
        "unblended",
        note="Sums by service: ask with aws+resources for single resources of the last 14 days.",
    ),
    "aws+resources": Asked(
        ("RESOURCE_ID", "SERVICE"), "unblended", RESOURCE_DAYS, "Single resources: 14 days at most."
    ),
    "gcp": Asked(
        ("service", "region"),
        "net",
        note="The standard export names no resources: ask with gcp+resources where the resource-level export is on.",
    ),
    "gcp+resources": Asked(("resource", "service"), "net", note="From the resource-level export."),
    "azure": Asked(("resource", "service"), "amortized", filters={"cost_type": "AmortizedCost"}),
    "openstack": Asked(("resource_id", "service"), "rated"),
}
"""``--actuals`` word -> what is asked."""


class LiveSource:
    """A cloud's own billing API. ``adapter`` is called when the bill is opened."""

    def __init__(self, name: str, adapter: Callable[[], UsageAdapter]) -> None:
        self.name = name
        self._adapter = adapter

    def open(self, wanted: Wanted) -> "ListedBill":
        """Ask for the days. Raises :class:`BillError` with the cloud's reason."""
        asked = CLOUDS[self.name]
        end = wanted.end or wanted.today
        start = wanted.start or end - timedelta(days=wanted.days)
        if asked.days is not None:
            start = max(start, wanted.today - timedelta(days=asked.days))
        first, last = (datetime.combine(day, time(), UTC) for day in (start, end - timedelta(days=1)))
        try:
            records = self._adapter().get_cost_usage(
                first, last, "DAILY", list(asked.group_by), dict(asked.filters) or None
            )
        except (CloudFailure, ValueError) as problem:
            raise BillError(f"The bill of {self.name} could not be had: {problem}.", hint="See --debug.") from None
        if not records:
            raise BillError(f"{self.name} answers with no costs from {start} to {end}.", hint="Ask for other days.")
        return ListedBill(self.name, asked, records, wanted)


class ListedBill:
    """:class:`finopsguard.types.bill.Bill` over records that are at hand."""

    def __init__(self, name: str, asked: Asked, records: Sequence[CostUsageRecord], wanted: Wanted) -> None:
        days = sorted({_day(record) for record in records})
        period = choose(days, wanted, name)
        inside = [record for record in records if period.start <= _day(record) < period.end]
        self._groups: dict[tuple[str, str, str, str], list[CostUsageRecord]] = defaultdict(list)
        for record in inside:
            self._groups[_key(record), record.service, record.region or "", record.currency].append(record)
        estimated = any(record.metadata.get("estimated") for record in inside)
        said = {str(record.metadata.get("cost_metric") or record.metadata.get("cost_type") or "") for record in inside}
        self.summary = BillSummary(
            name=name,
            kind=name.partition("+")[0],
            basis=said.pop() if len(said) == 1 and "" not in said else asked.basis,
            start=period.start.isoformat(),
            end=period.end.isoformat(),
            days=period.days,
            through=period.through.isoformat(),
            complete=period.complete,
            estimated=period.estimated or estimated,
            currencies=tuple(sorted({record.currency for record in inside})),
            messages=(*period.messages, *((asked.note,) if asked.note else ())),
        )
        daily: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for record in records:
            if _day(record) < wanted.today:
                daily[_day(record).isoformat(), record.currency] += exact(record.cost)
        self.daily: Sequence[BillDay] = [
            BillDay(day, currency, cost) for (day, currency), cost in sorted(daily.items())
        ]

    def resources(self) -> Sequence[BilledResource]:
        """Everything that was billed in the period, once."""
        found = [
            BilledResource(
                key=key,
                resource_id=records[0].resource_id or "",
                service=service,
                region=region,
                currency=currency,
                cost=sum((exact(record.cost) for record in records), ZERO),
                tags=_tags(records[0].tags),
            )
            for (key, service, region, currency), records in self._groups.items()
        ]
        return sorted(found, key=lambda each: (-each.cost, each.key, each.service))

    def lines(self, keys: Collection[str]) -> Sequence[BilledLine]:
        """One line per resource and service: these APIs do not tell kinds of charges apart."""
        return [
            _line(key, service, region, currency, records)
            for (key, service, region, currency), records in sorted(self._groups.items())
            if key and key in keys
        ]

    def services(self) -> Sequence[ServiceCost]:
        """None: billing APIs do not state list prices."""
        return ()


def exact(cost: float) -> Decimal:
    """The shortest number that the cloud can have meant."""
    return Decimal(str(cost))


def _day(record: CostUsageRecord) -> date:
    return date.fromisoformat(record.date[:10])


def _key(record: CostUsageRecord) -> str:
    if record.resource_id:
        return record.resource_id
    return f"tags:{_tags(record.tags)}" if record.tags else ""


def _tags(tags: Mapping[str, str]) -> str:
    return msgspec.json.encode(dict(sorted(tags.items()))).decode() if tags else ""


def _line(key: str, service: str, region: str, currency: str, records: Sequence[CostUsageRecord]) -> BilledLine:
    cost = sum((exact(record.cost) for record in records), ZERO)
    return BilledLine(
        key=key,
        service=service,
        region=region,
        currency=currency,
        billed=cost,
        effective=cost,
        start=min(record.start_time for record in records).replace(tzinfo=None).isoformat(),
        end=max(record.end_time for record in records).replace(tzinfo=None).isoformat(),
        days=len({record.date[:10] for record in records}),
        estimated=any(bool(record.metadata.get("estimated")) for record in records),
    )
