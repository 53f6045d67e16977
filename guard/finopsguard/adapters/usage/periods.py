"""Spans of time alike on every cloud: naive datetimes are UTC, ends are exclusive, a midnight end of daily or monthly cost is that day."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

DAY: Final = timedelta(days=1)
HOUR: Final = timedelta(hours=1)
GRANULARITIES: Final = ("HOURLY", "DAILY", "MONTHLY")


def utc(moment: datetime) -> datetime:
    """The same moment in UTC; one without a zone is UTC already."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def metric_period(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """Both in UTC. Raises ``ValueError`` unless start is before end."""
    first, last = utc(start), utc(end)
    if first >= last:
        raise ValueError(f"start_time {first.isoformat()} is not before end_time {last.isoformat()}")
    return first, last


def cost_period(start: datetime, end: datetime, granularity: str) -> tuple[datetime, datetime]:
    """First moment and exclusive end of the whole steps that cover the span: days for DAILY and MONTHLY, hours for HOURLY.

    The 1st to the 31st (both at midnight) are 31 days, except by the hour. Raises ``ValueError`` for a start after the end.
    """
    if granularity not in GRANULARITIES:
        raise ValueError(f"Unknown granularity {granularity!r}: choose {', '.join(GRANULARITIES)}")
    first, last = utc(start), utc(end)
    if first > last or (first == last and granularity == "HOURLY"):
        raise ValueError(f"start_time {first.isoformat()} is not before end_time {last.isoformat()}")
    if granularity == "HOURLY":
        return floor_hour(first), -(-(last - floor_hour(last)) // HOUR) * HOUR + floor_hour(last)
    return floor_day(first), floor_day(last) + DAY


def floor_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def floor_day(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def next_month(moment: datetime) -> datetime:
    """Midnight of the first of the month after."""
    return (floor_day(moment).replace(day=1) + timedelta(days=32)).replace(day=1)


def months(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The span cut at the beginnings of months."""
    while start < end:
        after = min(next_month(start), end)
        yield start, after
        start = after


def step_end(start: datetime, granularity: str) -> datetime:
    """Exclusive end of the step that starts here."""
    if granularity == "MONTHLY":
        return next_month(start)
    return start + (HOUR if granularity == "HOURLY" else DAY)


def steps_between(start: datetime, end: datetime, granularity: str) -> int:
    """How many steps the span has, begun ones too."""
    if granularity == "MONTHLY":
        return sum(1 for _ in months(start, end))
    return max(0, -(-(end - start) // (HOUR if granularity == "HOURLY" else DAY)))
