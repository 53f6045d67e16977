"""Which days of a bill are compared: the last complete ones, unless a period is asked for."""

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from finopsguard.adapters.billing.errors import BillError
from finopsguard.types.bill import Wanted

LATE_DAYS = 3
"""Clouds go on adding charges to a day for about this long."""
ONE = timedelta(days=1)


class Chosen(msgspec.Struct, frozen=True):
    """The period, and what is missing of what was asked for."""

    start: date
    end: date
    """Excluded."""
    days: int
    """Days in it that have charges."""
    through: date
    complete: bool
    estimated: bool
    messages: tuple[str, ...]


def choose(days: Sequence[date], wanted: Wanted, what: str, *, monthly: tuple[date, date] | None = None) -> Chosen:
    """The period for a bill with charges on ``days`` (sorted). ``monthly`` is set where charges are for whole months: the last of them.

    Raises :class:`BillError` where the bill has nothing in the period.
    """
    complete = [day for day in days if day < wanted.today]
    if not complete:
        raise BillError(f"{what} has no complete day.", hint="A day is complete when it is over.")
    if monthly is not None and wanted.start is None:
        start, end = monthly
        note = f"The bill has one charge for a whole month: {start} to {end - ONE} is compared."
        return Chosen(start, end, (end - start).days, end - ONE, complete=True, estimated=False, messages=(note,))
    through = complete[-1]
    if wanted.start is not None and wanted.end is not None:
        start, end = wanted.start, min(wanted.end, wanted.today)
        asked = (wanted.end - wanted.start).days
    else:
        end = through + ONE
        start, asked = end - timedelta(days=wanted.days), wanted.days
    inside = [day for day in complete if start <= day < end]
    if not inside:
        raise BillError(
            f"{what} has no charges from {start} to {end - ONE}; it covers {complete[0]} to {through}.",
            hint="Ask for days that it covers.",
        )
    messages = []
    if len(inside) < asked:
        messages.append(f"The bill covers {len(inside)} of {asked} days: {_spans(inside)}.")
    estimated = (wanted.today - inside[-1]).days <= LATE_DAYS
    if estimated:
        messages.append(f"The last days may still change: clouds add charges for about {LATE_DAYS} days.")
    return Chosen(
        inside[0],
        inside[-1] + ONE,
        len(inside),
        through,
        complete=len(inside) == asked,
        estimated=estimated,
        messages=tuple(messages),
    )


def _spans(days: Sequence[date], most: int = 3) -> str:
    """``2026-09-01 to 2026-09-12, 2026-09-15``."""
    spans: list[tuple[date, date]] = []
    for day in days:
        if spans and day - spans[-1][1] == ONE:
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    shown = [str(first) if first == last else f"{first} to {last}" for first, last in spans[:most]]
    return ", ".join(shown) + (f" and {len(spans) - most} more" if len(spans) > most else "")
