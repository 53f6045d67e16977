"""One resource as a row of a table of changes."""

from collections.abc import Iterable
from decimal import Decimal

import msgspec

from finopsguard.report.amounts import ABSENT, Exchange, after_text, before_text, delta_text, direction, range_text
from finopsguard.types.result import Driver, ResourceLine

SYMBOLS = {
    "create": "+",
    "update": "~",
    "replace": "-/+",
    "delete": "-",
    "forget": ".",
    "create-forget": "+/.",
    "no-op": " ",
    "read": "<=",
    "not-understood": "?",
}
"""As ``terraform plan`` marks its actions."""

_ONE_SIDED = frozenset({"create", "delete", "forget"})


class Change(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One row of a table of changes."""

    line: ResourceLine
    symbol: str
    address: str
    drivers: tuple[Driver, ...]
    before: str
    after: str
    delta: str
    direction: int
    marks: tuple[str, ...]
    """What else to know about the amounts: ``partial``, ``plus usage``, a range."""
    before_amount: Decimal | None
    after_amount: Decimal | None
    delta_amount: Decimal | None
    """The last three are converted, for sorting on the page; ``None`` where not known."""


def as_change(line: ResourceLine, exchange: Exchange, *, stateless: bool = False) -> Change:
    """One resource as a row."""

    def converted(amount: Decimal | None) -> Decimal | None:
        return None if amount is None else exchange.convert(amount, line.currency)

    return Change(
        line=line,
        symbol=" " if stateless else SYMBOLS.get(line.action, "?"),
        address=full_address(line),
        drivers=line.drivers if stateless or line.action in _ONE_SIDED else both_sides(line.drivers),
        before="" if stateless else before_text(line),
        after=after_text(line),
        delta="" if stateless else delta_text(line),
        direction=direction(line.delta),
        marks=_marks(line),
        before_amount=converted(line.previous_monthly_cost),
        after_amount=converted(line.monthly_cost),
        delta_amount=converted(line.delta),
    )


def both_sides(drivers: Iterable[Driver]) -> tuple[Driver, ...]:
    """Drivers of something that is there before and after, with a sign for a value that is not."""
    return tuple(
        Driver(attribute=driver.attribute, before=_or_absent(driver.before), after=_or_absent(driver.after))
        if (driver.before is None) != (driver.after is None)
        else driver
        for driver in drivers
    )


def _or_absent(value: str | None) -> str:
    return ABSENT if value is None else value


def full_address(line: ResourceLine) -> str:
    """The address; an object that waits for deletion is told from the current one that bears the same."""
    return f"{line.address} (deposed object {line.deposed})" if line.deposed else line.address


def _marks(line: ResourceLine) -> tuple[str, ...]:
    marks = []
    if spread := range_text(line.monthly_cost_min, line.monthly_cost_max, line.currency):
        marks.append(spread)
    if not line.complete and line.monthly_cost is not None:
        marks.append("partial")
    if line.depends_on_usage and line.monthly_cost is not None:
        marks.append("plus usage")
    if line.importing:
        marks.append("imported")
    if line.action == "not-understood":
        marks.append("action not understood")
    return tuple(marks)
