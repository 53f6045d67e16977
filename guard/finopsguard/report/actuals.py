"""Predicted against actual: what resources should have cost for the hours that a bill covers, what was billed, and why that differs.

Order: the size of the difference, largest first, then the address; resources without a prediction follow.
"""

from collections.abc import Iterable
from decimal import Decimal

import msgspec

from finopsguard.report.actual_sources import Leftover, Source, accuracy, discounts, forecast, leftovers, source
from finopsguard.report.actual_sums import Cause, Sides, SumGroup, causes, sides, sums
from finopsguard.report.amounts import Exchange
from finopsguard.report.days import count as days_of
from finopsguard.report.format import percent, plural
from finopsguard.types.actual import ActualLine
from finopsguard.types.money import ONE, ZERO
from finopsguard.types.result import Report


class ActualRow(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One resource."""

    address: str
    project: str
    sides: Sides
    causes: tuple[Cause, ...]
    marks: tuple[str, ...]
    """What else to know: how it was matched if not by identity, ``may still change``, the days if they differ."""
    amounts: tuple[Decimal | None, Decimal | None, Decimal | None, Decimal | None]
    """List, expected, actual and difference, converted, for sorting and for the chart."""


class Actuals(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The section. ``empty`` says why there are no rows."""

    heading: str
    """Of the column of actual amounts: ``Actual (30 complete days)``."""
    empty: str
    rows: tuple[ActualRow, ...]
    total: int
    rest: str
    sums: tuple[SumGroup, ...]
    sources: tuple[Source, ...]
    forecasts: tuple[str, ...]
    discounts: tuple[str, ...]
    accuracy: tuple[str, ...]
    leftovers: tuple[Leftover, ...]


def actuals(report: Report, limit: int) -> Actuals | None:
    """The section with at most ``limit`` rows in each table; ``None`` when nobody asked."""
    if report.actuals is None and not report.actual_sources and not report.accuracy:
        return None
    several = len(report.projects) > 1
    exchange = Exchange(report)
    lines = sorted(report.actuals or (), key=lambda line: _order(line, exchange))
    common = {days_of(line.period) for line in lines}
    days = common.pop() if len(common) == 1 else None
    return Actuals(
        heading=f"Actual ({plural(days, 'complete day')})" if days else "Actual",
        empty=_empty(report),
        rows=tuple(_row(line, exchange, several=several, days=days) for line in lines[:limit]),
        total=len(lines),
        rest=f"and {plural(len(lines) - limit, 'more resource')}" if len(lines) > limit else "",
        sums=tuple(sums(report.actual_totals, limit)),
        sources=tuple(map(source, report.actual_sources)),
        forecasts=tuple(map(forecast, report.forecasts)),
        discounts=discounts(report.bill_discounts),
        accuracy=accuracy(report.accuracy),
        leftovers=tuple(leftovers(report, limit)),
    )


def _empty(report: Report) -> str:
    """Nothing on a bill that could be read is an answer; a bill that could not be read is none."""
    if report.actuals or (report.actuals is None and not report.actual_sources):
        return ""
    if report.actuals is None or any(source.status == "error" for source in report.actual_sources):
        return "Not known: what was billed could not be had."
    if any(total.by == "service" for total in report.actual_totals):
        return "No resource of the plan was found on the bill; what can be compared are sums by service."
    return "Nothing found: no resource of the plan is on the bill."


def _order(line: ActualLine, exchange: Exchange) -> tuple[bool, bool, str, Decimal, str, str]:
    joined = exchange.joins(line.currency)
    size = ZERO if line.difference is None else -abs(exchange.convert(line.difference, line.currency))
    return (
        line.difference is None,
        not joined,
        "" if joined else line.currency,
        size,
        line.address,
        line.project,
    )


def _row(line: ActualLine, exchange: Exchange, *, several: bool, days: int | None) -> ActualRow:
    def converted(amount: Decimal | None) -> Decimal | None:
        return None if amount is None else exchange.convert(amount, line.currency)

    return ActualRow(
        address=line.address,
        project=line.project if several else "",
        sides=sides(line),
        causes=causes(line.causes, line.currency),
        marks=tuple(_marks(line, days)),
        amounts=(converted(line.list), converted(line.expected), converted(line.actual), converted(line.difference)),
    )


def _marks(line: ActualLine, days: int | None) -> Iterable[str]:
    if line.match is not None and line.match.confidence < ONE:
        how = line.match.method.replace("_", " ")
        yield f"matched by {how}, {percent(line.match.confidence * 100)} sure"
    if line.estimated:
        yield "may still change"
    if days is None and (own := days_of(line.period)):
        yield plural(own, "day")
