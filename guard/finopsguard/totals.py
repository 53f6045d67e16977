"""Adds up resource lines: per currency, converted into one, per project, and what they cover."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

import msgspec

from finopsguard.prices import NoRateError, Rates
from finopsguard.types.cost import Status
from finopsguard.types.money import ZERO
from finopsguard.types.plan import Action
from finopsguard.types.result import Conversion, Coverage, DiscountTotal, ResourceLine, Total, Unsupported

FREE = Status.FREE.value
CREATE = Action.CREATE.value
UNCHANGED = {Action.NO_OP.value, Action.READ.value}
GONE = {Action.DELETE.value, Action.FORGET.value}
ADDRESSES_SHOWN = 10


class Sums(msgspec.Struct, frozen=True, kw_only=True):
    """Sums in one currency. All are of known amounts: ``complete`` says whether that is everything."""

    monthly: Decimal | None
    """``None`` when nothing has a known amount, or no rate joins the currencies."""
    previous: Decimal | None
    delta: Decimal | None
    low: Decimal | None
    high: Decimal | None
    """The most that the known lines can cost, over values that are unknown until apply."""
    delta_high: Decimal | None
    forgotten: Decimal | None
    complete: bool
    conversions: tuple[Conversion, ...] = ()
    missing_rates: tuple[str, ...] = ()
    """Currencies that no rate converts."""


class Count:
    """How many resources have a known amount on one side, and how many one that is not known."""

    __slots__ = ("known", "open")

    def __init__(self) -> None:
        self.known = self.open = 0

    def add(self, *, known: bool) -> None:
        """Count one resource that exists on this side."""
        if known:
            self.known += 1
        else:
            self.open += 1

    def include(self, other: "Count") -> None:
        """Count what another count has counted."""
        self.known += other.known
        self.open += other.open

    @property
    def nothing_known(self) -> bool:
        """There are amounts, and none is known."""
        return bool(self.open) and not self.known


class Running:
    """What has been added up so far in one currency.

    A sum is of known amounts; the count beside it tells a sum of nothing but unknowns, which is no sum, from one that is 0.
    """

    __slots__ = (
        "after",
        "before",
        "change",
        "delta",
        "delta_high",
        "forgotten",
        "high",
        "left",
        "low",
        "monthly",
        "previous",
    )

    def __init__(self) -> None:
        self.monthly = self.previous = self.delta = self.delta_high = self.low = self.high = self.forgotten = ZERO
        self.after, self.before, self.change = Count(), Count(), Count()
        self.left = False

    def add(self, line: ResourceLine) -> None:
        """Add one resource; what is unknown of it adds nothing."""
        cost, previous, delta = line.monthly_cost, line.previous_monthly_cost, line.delta
        if line.status != FREE:  # what is free says nothing of what the others cost
            if line.action not in GONE:
                self.after.add(known=cost is not None)
            if (
                line.action != CREATE or previous is None
            ):  # of a directory by itself, what was there before is not known
                self.before.add(known=previous is not None)
            if line.action not in UNCHANGED:
                self.change.add(known=delta is not None)
        high = cost if line.monthly_cost_max is None else line.monthly_cost_max
        if cost is not None:
            self.monthly += cost
            self.low += cost if line.monthly_cost_min is None else line.monthly_cost_min
        if high is not None:
            self.high += high
        if previous is not None:
            self.previous += previous
        if delta is not None:
            self.delta += delta
            if line.action not in UNCHANGED or delta:
                self.delta_high += delta if high is None or cost is None else delta + high - cost
        if line.forgotten_monthly_cost is not None:
            self.left = True
            self.forgotten += line.forgotten_monthly_cost

    def include(self, other: "Running") -> None:
        """Add what another sum in the same currency has added up."""
        for field in FIELDS:
            setattr(self, field, getattr(self, field) + getattr(other, field))
        for side in SIDES:
            getattr(self, side).include(getattr(other, side))
        self.left = self.left or other.left

    @property
    def known(self) -> bool:
        """Whether anything has a known amount."""
        return bool(self.after.known or self.before.known)


def per_currency(lines: Iterable[ResourceLine]) -> dict[str, Running]:
    """Running sums by currency, in order of appearance."""
    sums: dict[str, Running] = {}
    for line in lines:
        running = sums.get(line.currency)
        if running is None:
            running = sums[line.currency] = Running()
        running.add(line)
    return sums


def together(parts: Iterable[dict[str, Running]]) -> dict[str, Running]:
    """The sums of several plans as one."""
    sums: dict[str, Running] = {}
    for part in parts:
        for currency, running in part.items():
            sums.setdefault(currency, Running()).include(running)
    return sums


def main_currency(asked: str, sums: dict[str, Running]) -> str:
    """What the user asked for; else the only currency with an amount; else USD."""
    used = [currency for currency, running in sums.items() if running.known and (running.monthly or running.previous)]
    return asked or (used[0] if len(used) == 1 else "USD")


def totals(sums: dict[str, Running]) -> tuple[Total, ...]:
    """The report's ``totals``: what is known in each currency, unconverted."""
    return tuple(
        Total(
            currency,
            running.monthly,
            None if running.change.nothing_known else running.delta,
            None if running.before.nothing_known else running.previous,
        )
        for currency, running in sums.items()
        if running.known and (running.monthly or running.previous or running.delta)
    )


def discount_totals(lines: Sequence[ResourceLine], totals: Sequence[Total]) -> tuple[DiscountTotal, ...]:
    """What all discounts take off the bill after the change, by currency."""
    taken: dict[str, Decimal] = {}
    for line in lines:
        if line.action not in GONE:
            for part in line.components:
                for discount in part.discounts if part.currency == line.currency else ():
                    taken[part.currency] = taken.get(part.currency, ZERO) + discount.amount
    net = {total.currency: total.monthly for total in totals}
    return tuple(
        DiscountTotal(currency, net.get(currency, ZERO) + amount, amount, net.get(currency, ZERO))
        for currency, amount in taken.items()
    )


def joined(sums: dict[str, Running], target: str, rates: Rates, *, complete: bool) -> Sums:
    """All currencies converted into one; no sum at all where a rate is missing, for a part would look like the whole."""
    known = {currency: running for currency, running in sums.items() if running.known or running.left}
    conversions = []
    added = dict.fromkeys(FIELDS, ZERO)
    missing = []
    for currency, running in known.items():
        if currency != target and not any(getattr(running, field) for field in FIELDS):
            continue
        try:
            conversion = rates.between(currency, target)
        except NoRateError:
            missing.append(currency)
            continue
        if currency != target:
            conversions.append(conversion)
        for field in FIELDS:
            added[field] += getattr(running, field) * conversion.rate
    if missing or not sums:
        nothing = dict.fromkeys(FIELDS)
        return Sums(**nothing, complete=complete and not missing, missing_rates=tuple(missing))  # type: ignore[arg-type]  # names from FIELDS
    found: dict[str, Decimal | None] = {**added}
    for side, fields in SIDES.items():
        counts = [getattr(running, side) for running in sums.values()]
        if any(count.nothing_known for count in counts) and not any(count.known for count in counts):
            found.update(dict.fromkeys(fields))
    if not any(running.left for running in sums.values()):
        found["forgotten"] = None
    return Sums(**found, complete=complete, conversions=tuple(conversions))  # type: ignore[arg-type]  # as above


SIDES = {"after": ("monthly", "low", "high"), "before": ("previous",), "change": ("delta", "delta_high")}
"""Which sums are of which count of resources."""

FIELDS = ("monthly", "previous", "delta", "low", "high", "delta_high", "forgotten")


def coverage(lines: Sequence[ResourceLine]) -> Coverage:
    """How many resources have which status, and how many of the changed ones are known."""
    counts = dict.fromkeys((status.value for status in Status), 0)
    changed = known = waiting = 0
    for line in lines:
        counts[line.status] += 1
        if line.action not in UNCHANGED:
            changed += 1
            known += line.complete
            waiting += line.status == Status.DEPENDS_ON_USAGE.value
    return Coverage(**counts, changed_total=changed, changed_known=known, changed_depends_on_usage=waiting)


def unsupported(lines: Iterable[ResourceLine]) -> tuple[Unsupported, ...]:
    """Types that cannot be priced, the most frequent first."""
    found: dict[str, list[str]] = {}
    for line in lines:
        if line.status == Status.UNSUPPORTED.value:
            found.setdefault(line.type, []).append(line.address)
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(Unsupported(type_, len(addresses), tuple(addresses[:ADDRESSES_SHOWN])) for type_, addresses in ordered)
