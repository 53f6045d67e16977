"""Sums of comparisons: of everything, by service, module and tag, and of the whole bill."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

import msgspec

from finopsguard.compare.causes import BY_CATEGORY
from finopsguard.compare.cents import cause_lines, cents
from finopsguard.compare.matching import Matches
from finopsguard.compare.planned import Planned
from finopsguard.types.actual import ActualTotal, Cause, Match, Period
from finopsguard.types.bill import Bill

ZERO, DAY = Decimal(0), Decimal(24)
MOST_TAGS = 20
"""Values of one tag that are shown; the rest is in the total."""
HALF_A_CENT = Decimal("0.005")


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """One resource on one bill in one currency, exact."""

    planned: Planned
    source: str
    resource_id: str
    match: Match
    period: Period
    currency: str
    basis: str
    list: Decimal | None
    expected: Decimal | None
    actual: Decimal
    amounts: dict[Cause, Decimal]
    notes: dict[Cause, tuple[str, ...]]
    estimated: bool
    service: str
    presence: Decimal


class Sum:
    """What has been added up so far."""

    def __init__(self) -> None:
        self.listed = self.expected = self.actual = ZERO
        self.known = False
        self.amounts: dict[Cause, Decimal] = defaultdict(Decimal)
        self.notes: dict[Cause, list[str]] = defaultdict(list)
        self.matched = self.resources = 0

    def add(self, each: Compared) -> None:
        """A resource without an estimate is one that the estimate does not model."""
        self.matched += 1
        self.resources += 1
        self.actual += each.actual
        if each.list is None:
            self.put(Cause.NOT_MODELLED, each.actual, "resources without an estimate")
            return
        self.known = True
        self.listed += each.list
        self.expected += each.expected or ZERO
        for cause, amount in each.amounts.items():
            self.amounts[cause] += amount
        rest = each.actual - each.list - sum(each.amounts.values(), ZERO)
        self.amounts[Cause.UNEXPLAINED] += rest

    def put(self, cause: Cause, amount: Decimal, note: str = "") -> None:
        """A part of the difference that no matched resource has."""
        self.amounts[cause] += amount
        if note and note not in self.notes[cause]:
            self.notes[cause].append(note)

    def line(self, by: str, name: str, currency: str) -> ActualTotal:
        """As reports show it."""
        actual = cents(self.actual)
        if not self.known:
            return ActualTotal(
                by=by,
                name=name,
                currency=currency,
                list=None,
                expected=None,
                actual=actual,
                difference=None,
                matched=self.matched,
                resources=self.resources,
            )
        listed = cents(self.listed)
        amounts = dict(self.amounts)
        if abs(amounts.get(Cause.UNEXPLAINED, ZERO)) < HALF_A_CENT:
            amounts.pop(Cause.UNEXPLAINED, None)
        difference = actual - listed
        return ActualTotal(
            by=by,
            name=name,
            currency=currency,
            list=listed,
            expected=cents(self.expected),
            actual=actual,
            difference=difference,
            causes=cause_lines(amounts, self.notes, difference),
            matched=self.matched,
            resources=self.resources,
        )


def total_lines(
    compared: Sequence[Compared],
    resources: Sequence[Planned],
    results: Sequence[tuple[Bill, Matches]],
    month: Decimal,
    convert: Callable[[str, str], Decimal | None],
) -> tuple[ActualTotal, ...]:
    """Totals: everything first, then by service, module and tag, each by size; the whole bill of each source last."""
    totals: dict[tuple[str, str, str], Sum] = defaultdict(Sum)
    for each in compared:
        for by, name in _groups(each):
            totals[by, name, each.currency].add(each)
    found_on_a_bill = {position for _, matches in results for position in matches.found}
    currencies = {each.currency for each in compared}
    if len({(bill.summary.start, bill.summary.end) for bill, _ in results}) == 1:
        _add_missing(totals, resources, found_on_a_bill, currencies, results[0][0].summary.days * DAY / month, convert)
    order = {"total": 0, "service": 1, "module": 2, "tag": 3}
    lines = [value.line(by, name, currency) for (by, name, currency), value in totals.items()]
    lines.sort(
        key=lambda line: (
            order[line.by],
            line.name.partition("=")[0] if line.by == "tag" else "",
            -line.actual,
            line.name,
        )
    )
    whole = [line for bill, matches in results for line in _whole_bill(bill, matches, compared)]
    return (*_few_tags(lines), *whole)


def _groups(each: Compared) -> Iterable[tuple[str, str]]:
    yield "total", ""
    yield "service", each.service
    if each.planned.line.module:
        yield "module", each.planned.line.module
    for key, value in each.planned.line.tags.items():
        if key != "Name":
            yield "tag", f"{key}={value}"


def _add_missing(
    totals: dict[tuple[str, str, str], Sum],
    resources: Sequence[Planned],
    found: set[int],
    currencies: set[str],
    times: Decimal,
    convert: Callable[[str, str], Decimal | None],
) -> None:
    """What is planned, exists, and is on no bill: predicted, and nothing billed for it."""
    for position, each in enumerate(resources):
        monthly = each.monthly
        if position in found or not each.exists or not monthly:
            continue
        currency = each.currency if each.currency in currencies or not currencies else min(currencies)
        rate = convert(each.currency, currency)
        if rate is None or ("total", "", currency) not in totals:
            continue
        total = totals["total", "", currency]
        listed = monthly * times * rate
        total.listed += listed
        total.expected += listed
        total.resources += 1
        total.put(Cause.UNMATCHED, -listed, "planned resources that are not on the bill")


def _few_tags(lines: Sequence[ActualTotal]) -> list[ActualTotal]:
    """Of each tag the values that cost most."""
    seen: dict[tuple[str, str], int] = defaultdict(int)
    kept = []
    for line in lines:
        if line.by == "tag":
            key = (line.name.partition("=")[0], line.currency)
            seen[key] += 1
            if seen[key] > MOST_TAGS:
                continue
        kept.append(line)
    return kept


def _whole_bill(bill: Bill, matches: Matches, compared: Sequence[Compared]) -> Iterable[ActualTotal]:
    """The bill to its last cent: what the plan explains, and what is not the plan's."""
    for currency in bill.summary.currencies:
        whole = Sum()
        for each in compared:
            if each.source == bill.summary.name and each.currency == currency:
                whole.add(each)
        for charge in matches.billed:
            if charge.currency == currency:
                whole.actual += charge.cost
                own = BY_CATEGORY.get(charge.category) if not charge.resource_id else None
                whole.put(own or Cause.UNMATCHED, charge.cost, "" if own else "billed and not in the plan")
        if whole.matched or whole.actual:
            whole.known = True
            yield whole.line("bill", bill.summary.name, currency)
