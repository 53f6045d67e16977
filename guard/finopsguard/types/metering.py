"""What is in a project of a cloud now, and what it costs a month: a view of the whole, apart from any plan."""

from decimal import Decimal

import msgspec


class Cost(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A sum of monthly amounts. ``None`` where none of them is known; ``unknown`` counts those that are not in it."""

    amount: Decimal | None
    currency: str = ""
    unknown: int = 0
    why: str = ""
    """Why the first of them is not known."""


class Group(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Resources of one kind."""

    name: str
    """``servers``, ``volumes attached``, ``volumes unattached``, ``floating IPs in use``, ``floating IPs idle``, ``object storage``."""
    count: int
    figures: dict[str, Decimal] = {}
    """``vcpus``, ``ram_gb``, ``disk_gb``, ``size_gb``, ``containers``, ``objects``."""
    cost: Cost
    idle: bool = False
    """Paid for and not in use."""


class MeteringView(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One project in one region."""

    cloud: str
    project: str
    region: str
    date: str
    groups: tuple[Group, ...]
    missing: tuple[str, ...] = ()
    """Services that did not answer and why; what they hold is in no group."""
    notes: tuple[str, ...] = ()
