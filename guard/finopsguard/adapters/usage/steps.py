"""How far apart data points are for a period of that length, and the period cut to such steps."""

from datetime import UTC, datetime, timedelta
from typing import Final

from finopsguard.adapters.usage.periods import utc

_STEPS: Final = ((timedelta(hours=6), 60), (timedelta(days=5), 300), (timedelta(days=60), 3600))
_LONGEST: Final = 86_400


def step_of(span: timedelta) -> int:
    """Seconds between data points: 60, 300, 3,600 or 86,400, which makes at most 1,440 points of up to four years."""
    return next((step for longest, step in _STEPS if span <= longest), _LONGEST)


def aligned(moment: datetime, seconds: int) -> datetime:
    """The last whole step of ``seconds`` at or before ``moment``, in UTC."""
    stamp = int(utc(moment).timestamp())
    return datetime.fromtimestamp(stamp - stamp % seconds, UTC)
