"""Days that a bill or a measurement covers, in words. Dates come from outside: what is no date is shown as it is."""

from datetime import date, timedelta

from finopsguard.types.actual import Period


def count(period: Period | None) -> int | None:
    """Whole days from start to end; ``None`` where the two are no dates."""
    dates = _dates(period)
    return (dates[1] - dates[0]).days if dates else None


def text(period: Period | None) -> str:
    """``2026-10-22 to 2026-11-20``: both days included, as people read it; empty without a period."""
    if period is None:
        return ""
    dates = _dates(period)
    last = str(dates[1] - timedelta(days=1)) if dates and dates[0] < dates[1] else f"before {period.end}"
    return f"{period.start} to {last}"


def _dates(period: Period | None) -> tuple[date, date] | None:
    if period is None:
        return None
    try:
        return date.fromisoformat(period.start), date.fromisoformat(period.end)
    except ValueError:
        return None
