"""Predicted and actual amounts in words: of one resource, of a sum, and what their difference is made of."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

import msgspec

from finopsguard.report.amounts import direction
from finopsguard.report.escape import shortened
from finopsguard.report.format import NOT_KNOWN, delta, money, percent
from finopsguard.types.actual import ActualLine, ActualTotal, CauseLine
from finopsguard.types.money import ZERO

SHOWN_CAUSES = 5
"""Where there are more, the smaller ones are one line."""
LONGEST_NOTE = 120
_ALL = 20
_WHOLE = ("total", "bill")
_KINDS = {"service": "By service", "module": "By module", "tag": "By tag"}
_NAMED = 6
"""Sums that are the whole again are named, so many at most."""


class Sides(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Predicted and actual in words: what a row of any of these tables says."""

    list: str
    expected: str
    actual: str
    difference: str
    percent: str
    """Of the list price; empty where that is 0 or not known."""
    direction: int


class Cause(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A part of a difference; the parts add up to it."""

    word: str
    amount: str
    note: str
    direction: int


class SumRow(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A sum over resources."""

    name: str
    matched: str
    """``12 of 14``: how many of the resources it is over were found on the bill; empty for a whole bill."""
    whole: bool
    """Whether all of them were."""
    sides: Sides
    causes: tuple[Cause, ...]


class SumGroup(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Sums of one kind."""

    title: str
    """``By service``; empty for the whole."""
    rows: tuple[SumRow, ...]
    more: str
    """How many are left out, and which are the whole again."""


def sides(line: ActualLine | ActualTotal) -> Sides:
    """The amounts of a resource or a sum."""

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


def causes(found: Sequence[CauseLine], currency: str, most: int = SHOWN_CAUSES) -> tuple[Cause, ...]:
    """Those that move anything, the largest first; the smaller ones of more than ``most`` are added up."""
    moving = sorted((cause for cause in found if cause.amount), key=lambda cause: -abs(cause.amount))
    shown = moving if len(moving) <= most else moving[: most - 1]
    rest = moving[len(shown) :]
    lines = [_cause(cause.cause.replace("_", " "), cause.amount, cause.note, currency) for cause in shown]
    if rest:
        names = ", ".join(cause.cause.replace("_", " ") for cause in rest)
        lines.append(_cause(f"{len(rest)} smaller causes", sum((each.amount for each in rest), ZERO), names, currency))
    return tuple(lines)


def _cause(word: str, amount: Decimal, note: str, currency: str) -> Cause:
    return Cause(
        word=word, amount=delta(amount, currency), note=shortened(note, LONGEST_NOTE), direction=direction(amount)
    )


def sums(totals: Sequence[ActualTotal], limit: int) -> Iterable[SumGroup]:
    """The whole first, with the whole bill where that is more; then by service, module and tag, at most ``limit`` of each."""
    whole = [total for total in totals if total.by == "total"]
    whole += [total for total in totals if total.by == "bill" and not any(_same(total, one) for one in whole)]
    whole.sort(key=lambda total: (total.currency, _WHOLE.index(total.by), total.name))
    if whole:
        bills = len({total.name for total in whole if total.by == "bill"})
        yield SumGroup(title="", rows=tuple(_sum(total, named=bills > 1) for total in whole[: limit * 2]), more="")
    for kind, title in _KINDS.items():
        members = [total for total in totals if total.by == kind]
        again = [total for total in members if any(_same(total, one) for one in whole)]
        told = sorted(
            (total for total in members if total not in again),
            key=lambda total: (total.currency, -abs(total.actual), total.name),
        )
        if members:
            yield SumGroup(title=title, rows=tuple(map(_sum, told[:limit])), more=_more(len(told) - limit, again))


def _more(left: int, again: Sequence[ActualTotal]) -> str:
    names = [total.name or "(none)" for total in again]
    named = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
    return "; ".join(
        filter(None, (f"and {left:,} more" if left > 0 else "", f"the total again: {named}" if named else ""))
    )


def _same(one: ActualTotal, other: ActualTotal) -> bool:
    return (one.currency, one.list, one.actual) == (other.currency, other.list, other.actual)


def _sum(total: ActualTotal, *, named: bool = False) -> SumRow:
    own = {"total": "Total", "bill": f"Whole bill of {total.name}" if named else "Whole bill"}
    return SumRow(
        name=own.get(total.by) or total.name or "(none)",
        matched="" if total.by == "bill" else f"{total.matched:,} of {total.resources:,}",
        whole=total.by == "bill" or total.matched == total.resources,
        sides=sides(total),
        causes=causes(total.causes, total.currency, _ALL if total.by in _WHOLE else SHOWN_CAUSES),
    )
