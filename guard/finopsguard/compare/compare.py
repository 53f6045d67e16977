"""Predicted against actual: every planned resource that is on a bill, and sums of them."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

import msgspec

from finopsguard.compare.causes import Ledger, Scale, explain
from finopsguard.compare.cents import cause_lines, cents
from finopsguard.compare.discounts import rate_of
from finopsguard.compare.matching import Found, Matches, match
from finopsguard.compare.planned import Planned
from finopsguard.compare.service_sums import service_sums
from finopsguard.compare.totals import Compared, total_lines
from finopsguard.compare.units import Family, family_of_line
from finopsguard.compare.unmatched import COSTS, unmatched
from finopsguard.types.actual import ActualLine, ActualSource, ActualTotal, Cause, Match, Period, Unmatched
from finopsguard.types.bill import Bill, BilledLine, ChargeCategory
from finopsguard.types.discount import Discount
from finopsguard.types.money import HOURS_PER_MONTH

ZERO, ONE, DAY = Decimal(0), Decimal(1), Decimal(24)
LASTING = (Family.HOURS, Family.CAPACITY)
Convert = Callable[[str, str], Decimal | None]
"""Rate from one currency to another; ``None`` where none is known."""


class Comparison(msgspec.Struct, frozen=True):
    """What reports show of it: the fields of the report of the same names."""

    actuals: tuple[ActualLine, ...]
    totals: tuple[ActualTotal, ...]
    sources: tuple[ActualSource, ...]
    unmatched: Unmatched
    compared: tuple[Compared, ...] = ()
    """The same before rounding, for what is learned from it."""


def no_rates(source: str, target: str) -> Decimal | None:
    """Currencies are kept apart."""
    return ONE if source == target else None


def compare(
    resources: Sequence[Planned],
    bills: Sequence[Bill],
    *,
    hours_per_month: Decimal = HOURS_PER_MONTH,
    discounts: Sequence[Discount] = (),
    convert: Convert = no_rates,
) -> Comparison:
    """Compare the estimates of what exists with every bill. Lines are sorted by |difference|, then by address."""
    compared: list[Compared] = []
    sources: list[ActualSource] = []
    results: list[tuple[Bill, Matches]] = []
    for bill in bills:
        matches = match(resources, bill.resources())
        results.append((bill, matches))
        found = _of_bill(resources, bill, matches, hours_per_month, discounts, convert)
        compared += found
        sources.append(_source(bill, resources, matches))
    lines = sorted(map(_line, compared), key=lambda line: (-abs(line.difference or ZERO), -line.actual, line.address))
    missing = unmatched(resources, results)
    by_service = [
        row
        for bill, matches in results
        if not matches.found
        for row in service_sums(matches.billed, resources, bill.summary.days * DAY / hours_per_month, convert)
    ]
    return Comparison(
        tuple(lines),
        (*by_service, *total_lines(compared, resources, results, hours_per_month, convert)),
        tuple(sources),
        missing,
        tuple(compared),
    )


def _of_bill(
    resources: Sequence[Planned],
    bill: Bill,
    matches: Matches,
    month: Decimal,
    discounts: Sequence[Discount],
    convert: Convert,
) -> list[Compared]:
    keys = {each.resource.key for found in matches.found.values() for each in found}
    by_key: dict[str, list[BilledLine]] = defaultdict(list)
    for line in bill.lines(keys):
        by_key[line.key].append(line)
    scale = Scale(bill.summary.days * DAY, month, _months(bill))
    result = []
    for position, found in matches.found.items():
        planned = resources[position]
        for currency in sorted({each.resource.currency for each in found}):
            mine = [each for each in found if each.resource.currency == currency]
            lines = _lines(mine, by_key, currency)
            if lines:
                result.append(_one(planned, mine, lines, currency, bill, scale, discounts, convert))
    return result


def _months(bill: Bill) -> Decimal:
    """The covered days in calendar months: thirty days of September are one, thirty of October are less."""
    start, end = (date.fromisoformat(day) for day in (bill.summary.start, bill.summary.end))
    days = (end - start).days
    each = [start + timedelta(days=number) for number in range(days)]
    whole = sum((ONE / monthrange(day.year, day.month)[1] for day in each), ZERO)
    return whole * bill.summary.days / days


def _lines(
    found: Iterable[Found], by_key: Mapping[str, Sequence[BilledLine]], currency: str
) -> list[tuple[str, BilledLine]]:
    """Each key's lines once, with the nested path that the key stands for."""
    parts = {each.resource.key: each.part for each in found}
    return [(part, line) for key, part in parts.items() for line in by_key.get(key, ()) if line.currency == currency]


def _one(
    planned: Planned,
    found: Sequence[Found],
    lines: Sequence[tuple[str, BilledLine]],
    currency: str,
    bill: Bill,
    scale: Scale,
    discounts: Sequence[Discount],
    convert: Convert,
) -> Compared:
    actual = sum((line.effective for _, line in lines), ZERO)
    monthly, rate = planned.monthly, convert(planned.currency, currency)
    listed = None if monthly is None or rate is None else monthly * scale.share * rate
    ledger = Ledger()
    service = max(found, key=lambda each: each.resource.cost).resource.service
    presence = _presence([line for _, line in lines], bill)
    if listed is not None and rate is not None:
        known = _rate(planned, service, discounts)
        ledger = explain(planned, lines, scale, presence, known, convert=rate)
    return Compared(
        planned=planned,
        source=bill.summary.name,
        resource_id=found[0].resource.resource_id or found[0].resource.resource_name,
        match=_weakest(found),
        period=Period(bill.summary.start, bill.summary.end),
        currency=currency,
        basis=bill.summary.basis,
        list=listed,
        expected=None if listed is None or rate is None else _expected(planned, service, scale.share * rate, discounts),
        actual=actual,
        amounts=ledger.amounts,
        notes={cause: tuple(notes) for cause, notes in ledger.notes.items()},
        estimated=bill.summary.estimated or any(line.estimated for _, line in lines),
        service=service,
        presence=presence,
    )


def _weakest(found: Sequence[Found]) -> Match:
    """How sure the whole is: as sure as its least sure part."""
    return min((each.match for each in found), key=lambda each: each.confidence)


def _rate(planned: Planned, service: str, discounts: Sequence[Discount]) -> Decimal:
    line = planned.line
    return rate_of(discounts, provider=line.provider, service=service, type_=line.type, region=line.region)


def _expected(planned: Planned, service: str, times: Decimal, discounts: Sequence[Discount]) -> Decimal:
    """The estimate less its own discounts and those that are known; what the user has stated of a line comes before what a bill shows."""
    line = planned.line
    total = ZERO
    for part in planned.components:
        if part.monthly_cost is not None:
            own = part.price.service if part.price else service
            rate = rate_of(discounts, provider=line.provider, service=own, type_=line.type, region=line.region)
            stated = any(taken.source for taken in part.discounts)
            total += part.monthly_cost * times * (ONE if stated else ONE - rate)
    return total


def _presence(lines: Sequence[BilledLine], bill: Bill) -> Decimal:
    """The share of the period in which the resource existed: from its first use to its last, by what runs or is kept where it has such.

    A bill by day begins and ends its charges at midnight; one that does not state ends is read so too.
    """
    used = [line for line in lines if line.category == ChargeCategory.USAGE.value and line.start]
    used = [line for line in used if family_of_line(line) in LASTING] or used
    if not used:
        return ONE
    first, last = min(_instant(line.start) for line in used), max(_end(line) for line in used)
    start, end = (
        datetime.combine(date.fromisoformat(day), datetime.min.time()) for day in (bill.summary.start, bill.summary.end)
    )
    first, last = max(first, start), min(last, end)
    whole = Decimal((end - start) // timedelta(seconds=1))
    span = Decimal((last - first) // timedelta(seconds=1))
    return min(max(span / whole, ZERO), ONE) if whole else ONE


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=None)


def _end(line: BilledLine) -> datetime:
    start, end = _instant(line.start), _instant(line.end or line.start)
    whole_days = end.time() == datetime.min.time() and end > start
    if whole_days and line.days * 24 <= (end - start) / timedelta(hours=1):
        return end
    if end.time() == datetime.min.time():  # no end is stated: the charge of the day that begins here
        return end + timedelta(days=1)
    return end


def _line(each: Compared) -> ActualLine:
    actual = cents(each.actual)
    listed = None if each.list is None else cents(each.list)
    difference = None if listed is None else actual - listed
    line = each.planned.line
    return ActualLine(
        project=line.project,
        address=line.address,
        resource_id=each.resource_id,
        match=each.match,
        period=each.period,
        currency=each.currency,
        basis=each.basis,
        list=listed,
        expected=None if each.expected is None else cents(each.expected),
        actual=actual,
        difference=difference,
        causes=() if difference is None else cause_lines(each.amounts, each.notes, difference),
        estimated=each.estimated,
        service=each.service,
        module=line.module,
        tags=line.tags,
    )


def _source(bill: Bill, resources: Sequence[Planned], matches: Matches) -> ActualSource:
    summary = bill.summary
    return ActualSource(
        name=summary.name,
        status="ok" if summary.complete else "partial",
        basis=summary.basis,
        period=Period(summary.start, summary.end),
        through=summary.through,
        currency=" ".join(currency for currency in summary.currencies if currency),
        matched=len(matches.found),
        planned=sum(each.exists and each.line.status in COSTS for each in resources),
        message=" ".join(summary.messages),
    )


__all__ = ["Cause", "Compared", "Comparison", "Convert", "compare"]
