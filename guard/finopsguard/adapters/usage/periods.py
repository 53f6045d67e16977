"""Times as the public contract reads them: a time without a zone is UTC, and mistakes of the caller are ``ValueError``."""

from datetime import UTC, datetime, timedelta
from typing import Final

GRANULARITIES: Final = ("HOURLY", "DAILY", "MONTHLY")
_STEPS: Final = ((timedelta(hours=6), 60), (timedelta(days=5), 300), (timedelta(days=60), 3600))
"""Span -> seconds between data points: at most 1,440 of them, which is all that GetMetricStatistics answers."""
_DAY: Final = timedelta(days=1)


def utc(moment: datetime) -> datetime:
    """The same instant in UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def metric_span(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """Both in UTC; ``end`` is exclusive. Raises ``ValueError`` when nothing lies between them."""
    first, last = utc(start), utc(end)
    if first >= last:
        raise ValueError(f"The period ends at {last.isoformat()}, not after its start {first.isoformat()}.")
    return first, last


def granularity_of(word: str) -> str:
    """In capitals. Raises ``ValueError`` that names the choices."""
    known = word.upper()
    if known not in GRANULARITIES:
        raise ValueError(f"Unknown granularity {word}: choose {', '.join(GRANULARITIES)}.")
    return known


def billing_span(start: datetime, end: datetime, granularity: str) -> tuple[datetime, datetime]:
    """Whole hours or days in UTC that cover the period; the end is exclusive.

    For DAILY and MONTHLY the day on which ``end`` falls is included even when it is midnight: January is asked for as 1 to 31.
    Raises ``ValueError`` for an unknown granularity and a start after the end.
    """
    first, last = utc(start), utc(end)
    if first > last:
        raise ValueError(f"The period starts at {first.isoformat()}, after its end {last.isoformat()}.")
    if granularity_of(granularity) == "HOURLY":
        hour = aligned(last, 3600)
        return aligned(first, 3600), hour if hour == last and hour > first else hour + timedelta(hours=1)
    return midnight(first), midnight(last) + _DAY


def midnight(moment: datetime) -> datetime:
    """The start of that day."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def aligned(moment: datetime, seconds: int) -> datetime:
    """The last whole step of ``seconds`` at or before ``moment``, in UTC."""
    stamp = int(utc(moment).timestamp())
    return datetime.fromtimestamp(stamp - stamp % seconds, UTC)


def step_of(span: timedelta) -> int:
    """Seconds between data points that suit a period of that length: 60, 300, 3,600 or 86,400."""
    return next((step for longest, step in _STEPS if span <= longest), 86_400)
