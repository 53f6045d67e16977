"""How old prices are."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Protocol

NAMED = 3
LAST = 253_402_300_799
"""The last second that a date can be made of."""


class Dated(Protocol):
    """A price, or what a report keeps of one."""

    @property
    def date(self) -> str: ...
    @property
    def provider(self) -> str: ...
    @property
    def service(self) -> str: ...
    @property
    def region(self) -> str: ...


def today(environ: Mapping[str, str]) -> dt.date:
    """The day of the run; ``SOURCE_DATE_EPOCH`` (reproducible-builds.org) stands in for the clock."""
    stated = environ.get("SOURCE_DATE_EPOCH", "")
    if stated.isdecimal() and int(stated) <= LAST:
        return dt.datetime.fromtimestamp(int(stated), dt.UTC).date()
    return dt.datetime.now(dt.UTC).date()


def warning(prices: Iterable[Dated], days: int, on: dt.date) -> str:
    """One sentence about prices that were read more than ``days`` before ``on``; empty if there are none, or ``days`` is 0."""
    if not days:
        return ""
    limit = (on - dt.timedelta(days=days)).isoformat()
    old = {(p.date, p.provider, p.service, p.region) for p in prices if p.date and p.date < limit}
    if not old:
        return ""
    places = list(
        dict.fromkeys(f"{provider} {service} in {region} ({date})" for date, provider, service, region in sorted(old))
    )
    more = f" and {len(places) - NAMED} more" if len(places) > NAMED else ""
    return f"Prices older than {days} days were used: {', '.join(places[:NAMED])}{more}. finopsguard prices update fetches newer ones."
