"""Predicted against actual: what resources should have cost for the hours that a bill covers, what was billed, and why that differs.

Order: the size of the difference, largest first, then the address; resources without a prediction follow.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

import msgspec

from finopsguard.report.amounts import Exchange, direction
from finopsguard.report.days import count as days_of
from finopsguard.report.days import text as days_text
from finopsguard.report.format import NOT_KNOWN, delta, money, percent, plural, share
from finopsguard.types.actual import Accuracy, ActualLine, ActualSource, ActualTotal, CauseLine, UnmatchedLine
from finopsguard.types.money import ONE, ZERO
from finopsguard.types.result import Report

SHOWN_CAUSES = 4
_KINDS = {"total": "", "service": "By service", "module": "By module", "tag": "By tag"}
_ACCURACIES = 10


class Sides(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Predicted and actual in words: what a row of any of these tables says."""

    list: str
    expected: str
    actual: str
    difference: str
    percent: str
    """Of the list price; empty where that is 0 or not known."""
    direction: int


class ActualRow(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One resource."""

    address: str
    project: str
    sides: Sides
    causes: tuple[str, ...]
    marks: tuple[str, ...]
    """What else to know: how it was matched if not by identity, ``may still change``, the days if they differ."""
    amounts: tuple[Decimal | None, Decimal | None, Decimal | None, Decimal | None]
    """List, expected, actual and difference, converted, for sorting and for the chart."""


class SumRow(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A sum over resources."""

    name: str
    matched: str
    """``12 of 14``: how many of the resources it is over were found on the bill."""
    sides: Sides
    causes: tuple[str, ...]


class SumGroup(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Sums of one kind."""

    title: str
    """``By service``; empty for the whole."""
    rows: tuple[SumRow, ...]
    more: str


class Source(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Where actual costs came from."""

    name: str
    status: str
    facts: str
    """Basis, days, the last complete day, how many resources were found in it."""
    message: str


class Leftover(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What found no counterpart on one of the two sides."""

    title: str
    items: tuple[tuple[str, str, str], ...]
    """Name, amount, and service and reason."""
    more: str


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
        sums=tuple(_sums(report.actual_totals, limit)),
        sources=tuple(map(_source, report.actual_sources)),
        accuracy=_accuracy(report.accuracy),
        leftovers=tuple(_leftovers(report, limit)),
    )


def _empty(report: Report) -> str:
    """Nothing on a bill that could be read is an answer; a bill that could not be read is none."""
    if report.actuals or (report.actuals is None and not report.actual_sources):
        return ""
    if report.actuals is None or any(source.status == "error" for source in report.actual_sources):
        return "Not known: what was billed could not be had."
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
        sides=_sides(line),
        causes=tuple(_causes(line.causes, line.currency)),
        marks=tuple(_marks(line, days)),
        amounts=(converted(line.list), converted(line.expected), converted(line.actual), converted(line.difference)),
    )


def _sides(line: ActualLine | ActualTotal) -> Sides:
    def known(amount: Decimal | None) -> str:
        return NOT_KNOWN if amount is None else money(amount, line.currency)

    part = line.difference / line.list * 100 if line.difference and line.list else None
    return Sides(
        list=known(line.list),
        expected=known(line.expected),
        actual=known(line.actual),
        difference=NOT_KNOWN if line.difference is None else delta(line.difference, line.currency),
        percent="" if part is None else percent(part, signed=True),
        direction=direction(line.difference),
    )


def _causes(causes: Sequence[CauseLine], currency: str) -> Iterable[str]:
    """``discount -$16.43``: those that move anything, in the order in which they were taken."""
    moving = [cause for cause in causes if cause.amount]
    for cause in moving[:SHOWN_CAUSES]:
        words = f"{cause.cause.replace('_', ' ')} {delta(cause.amount, currency)}"
        yield f"{words} ({cause.note})" if cause.note else words
    if len(moving) > SHOWN_CAUSES:
        yield f"{plural(len(moving) - SHOWN_CAUSES, 'more cause')}"


def _marks(line: ActualLine, days: int | None) -> Iterable[str]:
    if line.match is not None and line.match.confidence < ONE:
        how = line.match.method.replace("_", " ")
        yield f"matched by {how}, {percent(line.match.confidence * 100)} sure"
    if line.estimated:
        yield "may still change"
    if days is None and (own := days_of(line.period)):
        yield plural(own, "day")


def _sums(totals: Sequence[ActualTotal], limit: int) -> Iterable[SumGroup]:
    for kind, title in _KINDS.items():
        members = sorted(
            (total for total in totals if total.by == kind),
            key=lambda total: (total.currency, -abs(total.actual), total.name),
        )
        if members:
            yield SumGroup(
                title=title,
                rows=tuple(_sum(total) for total in members[:limit]),
                more=f"and {len(members) - limit:,} more" if len(members) > limit else "",
            )


def _sum(total: ActualTotal) -> SumRow:
    return SumRow(
        name=total.name or ("Total" if total.by == "total" else "(none)"),
        matched=f"{total.matched:,} of {total.resources:,}",
        sides=_sides(total),
        causes=tuple(_causes(total.causes, total.currency)),
    )


def _source(source: ActualSource) -> Source:
    days = days_of(source.period)
    period = days_text(source.period)
    matched = f"{source.matched:,} of {plural(source.planned, 'resource')} matched"
    facts = (
        f"basis {source.basis}" if source.basis else "",
        f"{period} ({plural(days, 'day')})" if period and days else period,
        f"data through {source.through}" if source.through else "",
        f"{matched} ({share(source.matched, source.planned)})" if source.planned else "",
    )
    return Source(name=source.name, status=source.status, facts=", ".join(filter(None, facts)), message=source.message)


def _accuracy(past: Sequence[Accuracy]) -> tuple[str, ...]:
    """``aws_instance: 4 % (MAPE) over 12 predictions, bills 2 % higher``; the types that were predicted most often."""
    ordered = sorted(past, key=lambda item: (-item.samples, item.type))
    return tuple(
        f"{item.type}: {percent(item.mape)} over {plural(item.samples, 'prediction')}{_bias(item.bias)}"
        for item in ordered[:_ACCURACIES]
    ) + ((f"and {plural(len(past) - _ACCURACIES, 'more type')}",) if len(past) > _ACCURACIES else ())


def _bias(bias: Decimal) -> str:
    if not bias:
        return ""
    return f", bills {percent(abs(bias))} {'higher' if bias > 0 else 'lower'}"


def _leftovers(report: Report, limit: int) -> Iterable[Leftover]:
    if report.unmatched is None:
        return
    sides = (
        ("Planned and not on the bill", report.unmatched.planned, report.unmatched.planned_count),
        ("Billed and not in the plan", report.unmatched.billed, report.unmatched.billed_count),
    )
    for title, members, count in sides:
        whole = max(count, len(members))
        if whole:
            left = whole - min(limit, len(members))
            yield Leftover(
                title=f"{title}: {whole:,}",
                items=tuple(map(_leftover, members[:limit])),
                more=f"and {left:,} more" if left > 0 else "",
            )


def _leftover(line: UnmatchedLine) -> tuple[str, str, str]:
    amount = NOT_KNOWN if line.amount is None else money(line.amount, line.currency)
    return line.name, amount, ", ".join(filter(None, (line.service, line.reason)))
