"""Quotas of a cloud's projects and what a plan does to them."""

from enum import StrEnum

import msgspec


class QuotaStatus(StrEnum):
    """What a plan's demand comes to."""

    FITS = "fits"
    TIGHT = "tight"
    """It fits, with less headroom than was asked for."""
    EXCEEDED = "exceeded"
    UNLIMITED = "unlimited"
    UNKNOWN = "unknown"
    """The cloud did not answer, or the plan does not say how much it adds: never a silent pass."""


class QuotaLine(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One row of the report's ``quotas``. Counts are whole; ``ram_mb`` is in MiB, ``gigabytes`` in GiB; ``None`` where not known."""

    cloud: str
    project: str
    """The cloud's project (tenant), by name where the cloud tells it."""
    region: str
    name: str
    """``instances``, ``cores``, ``ram_mb``, ``gigabytes``, ``gigabytes_<volume type>``, ``floating_ips`` ..."""
    used: int | None
    """In use and reserved now."""
    plan: int | None
    """What the plan adds, less what it gives back."""
    peak: int | None
    """In use at most while the plan is applied: higher than ``after`` where something is created before the old one is destroyed."""
    after: int | None
    limit: int | None
    """``None`` also where there is no limit; ``status`` tells."""
    headroom: int | None
    """What is left at the peak; negative where the plan does not fit."""
    status: QuotaStatus
    resources: tuple[str, ...] = ()
    """Addresses that add most, at most ten."""
    note: str = ""
    """Why it is unknown, in the cloud's own words; or what was assumed."""
