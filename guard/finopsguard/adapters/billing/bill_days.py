"""The days of a bill: what each cost, and from that which days are compared."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

import msgspec

from finopsguard.adapters.billing.errors import BillError
from finopsguard.adapters.billing.period import Chosen, choose
from finopsguard.types.bill import Wanted


class Day(msgspec.Struct, gc=False):
    """One day of the bill in one currency."""

    day: date | None
    currency: str
    billed: Decimal
    effective: Decimal
    count: int
    longest: timedelta | None
    last: datetime | None
    usage: int
    used_billed: Decimal | None
    """Of usage alone: purchases have no amortised cost by right."""
    used_effective: Decimal | None


def plain_day_query(select: str) -> str:
    """The query for :class:`Day` rows over rows in the common shape."""
    return (
        "SELECT CAST(start_time AS DATE), COALESCE(currency, ''), SUM(billed), SUM(effective), COUNT(*), "  # noqa: S608  built here
        "MAX(end_time - start_time) FILTER (WHERE category = 'usage'), MAX(end_time) FILTER (WHERE category = 'usage'), "
        "COUNT(*) FILTER (WHERE category = 'usage'), SUM(billed) FILTER (WHERE category = 'usage'), "
        f"SUM(effective) FILTER (WHERE category = 'usage') FROM ({select}) AS charges GROUP BY 1, 2 ORDER BY 1, 2"
    )


def has_effective(days: Sequence[Day]) -> bool:
    """Whether the amortised cost is filled in at all: some exports have the column and leave it empty."""
    return any(day.used_effective for day in days) or not any(day.used_billed for day in days)


def period_of(days: Sequence[Day], wanted: Wanted, what: str) -> tuple[Chosen, list[str]]:
    """The days to compare, and what is to be said of the bill's days. Raises :class:`BillError` where none can be read."""
    if not days:
        raise BillError(f"{what} has no rows.", hint="Export it again.")
    undated = sum(day.count for day in days if day.day is None)
    dated = sorted({day.day for day in days if day.day is not None})
    notes = [f"{undated:,} rows have no readable date and are left out."] if undated else []
    if not dated:
        raise BillError(f"{what}: no row has a readable date.", hint="Dates are read as 2026-09-21 or 20260921.")
    if any(not day.currency for day in days):
        notes.append("Some charges have no currency; they are kept apart.")
    with_usage = sorted({day.day for day in days if day.day is not None and day.usage}) or dated
    return choose(with_usage, wanted, what, monthly=_month(days)), notes


def _month(days: Sequence[Day]) -> tuple[date, date] | None:
    """The last whole month, where usage is charged by month and not by hour or day."""
    monthly = [
        day for day in days if day.day is not None and day.longest is not None and day.longest > timedelta(days=27)
    ]
    with_usage = [day for day in days if day.usage]
    if not monthly or len(monthly) < len(with_usage):
        return None
    last = monthly[-1]
    assert last.day is not None
    assert last.last is not None
    return last.day, last.last.date()
