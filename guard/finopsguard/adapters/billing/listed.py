"""A bill over records that a usage adapter has answered with."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import msgspec

from finopsguard.adapters.billing.period import choose
from finopsguard.types.bill import BillDay, BilledLine, BilledResource, BillSummary, ChargeCategory, ServiceCost, Wanted
from finopsguard.types.usage import CostUsageRecord

ZERO = Decimal(0)
USED = ChargeCategory.USAGE.value
_NO_RESOURCE = ("NoResourceId", "No RESOURCE_ID")
"""What Cost Explorer calls charges without a resource."""
_NO_CURRENCY = "XXX"
_KINDS = ("RECORD_TYPE", "cost_type")
_CATEGORIES: Mapping[str, ChargeCategory] = {
    "tax": ChargeCategory.TAX,
    "credit": ChargeCategory.CREDIT,
    "refund": ChargeCategory.ADJUSTMENT,
    "adjustment": ChargeCategory.ADJUSTMENT,
    "roundingerror": ChargeCategory.ADJUSTMENT,
    "support": ChargeCategory.SUPPORT,
    "supportfee": ChargeCategory.SUPPORT,
    "fee": ChargeCategory.PURCHASE,
    "upfront": ChargeCategory.PURCHASE,
    "upfrontreservationfee": ChargeCategory.PURCHASE,
    "savingsplanupfrontfee": ChargeCategory.PURCHASE,
    "rifee": ChargeCategory.UNUSED_COMMITMENT,
    "recurring": ChargeCategory.UNUSED_COMMITMENT,
    "recurringreservationfee": ChargeCategory.UNUSED_COMMITMENT,
    "savingsplanrecurringfee": ChargeCategory.UNUSED_COMMITMENT,
}
"""Words of ``RECORD_TYPE`` (AWS) and ``cost_type`` (Google) that are no use, in small letters without blanks."""


class _Kind(NamedTuple):
    """What charges are told apart by."""

    key: str
    resource_id: str
    service: str
    region: str
    account: str
    category: str
    usage_type: str
    unit: str
    currency: str


class ListedBill:
    """:class:`finopsguard.types.bill.Bill` over records that are at hand."""

    def __init__(
        self, name: str, basis: str, records: Sequence[CostUsageRecord], wanted: Wanted, notes: Sequence[str]
    ) -> None:
        days = sorted({_day(record) for record in records})
        period = choose(days, wanted, name)
        inside = [record for record in records if period.start <= _day(record) < period.end]
        self._groups: dict[_Kind, list[CostUsageRecord]] = defaultdict(list)
        for record in inside:
            self._groups[_kind(record)].append(record)
        currencies = tuple(sorted({record.currency for record in inside}))
        said = list(notes)
        if _NO_CURRENCY in currencies:
            said.append("The cloud states no currency: set OPENSTACK_RATING_CURRENCY to compare.")
        self.summary = BillSummary(
            name=name,
            kind=name.partition("+")[0].partition(":")[0],
            basis=_basis(inside) or basis,
            start=period.start.isoformat(),
            end=period.end.isoformat(),
            days=period.days,
            through=period.through.isoformat(),
            complete=period.complete,
            estimated=period.estimated or any(record.metadata.get("estimated") for record in inside),
            currencies=currencies,
            messages=(*period.messages, *said),
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
        sums: dict[_Kind, Decimal] = defaultdict(Decimal)
        tags: dict[_Kind, str] = {}
        for kind, records in self._groups.items():
            whole = kind._replace(usage_type="", unit="")
            sums[whole] += _cost(records)
            tags[whole] = _tags(records[0].tags)
        found = [
            BilledResource(
                key=kind.key,
                resource_id=kind.resource_id,
                service=kind.service,
                region=kind.region,
                account=kind.account,
                category=kind.category,
                currency=kind.currency,
                cost=cost,
                tags=tags[kind],
            )
            for kind, cost in sums.items()
        ]
        return sorted(found, key=lambda each: (-each.cost, each.key, each.service))

    def lines(self, keys: Collection[str]) -> Sequence[BilledLine]:
        """One line per kind of charge, as far as the cloud tells kinds apart."""
        return [_line(kind, records) for kind, records in sorted(self._groups.items()) if kind.key and kind.key in keys]

    def services(self) -> Sequence[ServiceCost]:
        """None: billing APIs do not state list prices."""
        return ()


def exact(cost: float) -> Decimal:
    """The shortest number that the cloud can have meant."""
    return Decimal(str(cost))


def category_of(record: CostUsageRecord) -> str:
    """What a charge is for, as far as the cloud says it."""
    kind = next((record.dimensions[name] for name in _KINDS if name in record.dimensions), "")
    service = record.service.lower()
    if service == "tax":
        return ChargeCategory.TAX.value
    if service.startswith(("aws support", "support")):
        return ChargeCategory.SUPPORT.value
    found = _CATEGORIES.get(kind.lower().replace(" ", "").replace("_", ""), ChargeCategory.USAGE)
    return found.value


def _day(record: CostUsageRecord) -> date:
    return date.fromisoformat(record.date[:10])


def _cost(records: Sequence[CostUsageRecord]) -> Decimal:
    return sum((exact(record.cost) for record in records), ZERO)


def _kind(record: CostUsageRecord) -> _Kind:
    id_ = record.resource_id if record.resource_id not in _NO_RESOURCE else None
    key = id_ or (f"tags:{_tags(record.tags)}" if record.tags else "")
    usage_type = record.dimensions.get("USAGE_TYPE") or record.dimensions.get("sku") or ""
    return _Kind(
        key=key,
        resource_id=id_ or "",
        service=record.service,
        region=record.region or "",
        account=record.dimensions.get("project", ""),
        category=category_of(record),
        usage_type=usage_type,
        unit=record.usage_unit if usage_type and record.usage_unit != "N/A" else "",
        currency=record.currency,
    )


def _tags(tags: Mapping[str, str]) -> str:
    return msgspec.json.encode(dict(sorted(tags.items()))).decode() if tags else ""


def _basis(records: Sequence[CostUsageRecord]) -> str:
    """Which cost it is, in one word for all clouds: ``NetUnblendedCost`` is ``net-unblended``."""
    words = {str(record.metadata.get("cost_metric") or record.metadata.get("cost_type") or "") for record in records}
    word = words.pop() if len(words) == 1 else ""
    if word == "CloudKitty rating":
        return "rated"
    spaced = "".join(f"-{letter}" if letter.isupper() else letter for letter in word.removesuffix("Cost"))
    return spaced.strip("-").lower()


def _line(kind: _Kind, records: Sequence[CostUsageRecord]) -> BilledLine:
    cost = _cost(records)
    return BilledLine(
        key=kind.key,
        service=kind.service,
        region=kind.region,
        category=kind.category,
        usage_type=kind.usage_type,
        currency=kind.currency,
        billed=cost,
        effective=cost,
        quantity=sum((exact(record.usage_amount) for record in records), ZERO) if kind.unit else None,
        unit=kind.unit,
        start=min(record.start_time for record in records).replace(tzinfo=None).isoformat(),
        end=max(record.end_time for record in records).replace(tzinfo=None).isoformat(),
        days=len({record.date[:10] for record in records}),
        estimated=any(bool(record.metadata.get("estimated")) for record in records),
    )
