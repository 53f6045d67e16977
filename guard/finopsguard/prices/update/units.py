"""How many of one unit another one is, where both name the same thing: ``10K`` operations and an operation, ``1 Hour`` and an hour."""

import re
from decimal import Decimal

_AMOUNT = re.compile(r"(\d+)\s*(K|M|B)?(?![a-zA-Z])")
_POWERS = {None: 1, "K": 1_000, "M": 1_000_000, "B": 1_000_000_000}
_SAME = {
    "gb/month": "gb-month",
    "gib/month": "gib-month",
    "gib/hour": "gib-hour",
    "/month": "month",
    "/hour": "hour",
    "/day": "day",
}
_COUNTS = ("", "month", "unit-hour")
"""What a unit that is a bare number of something may be in the book, besides ``NAME`` of what is counted."""


def same_price(price: Decimal, official: str, ours: str, *, strict: bool) -> Decimal | None:
    """A price per ``official`` as one per ``ours``; ``None`` where they are not the same thing.

    Not ``strict``: for lists whose SKU fixes the unit and whose spelling of units varies (AWS).
    """
    if not strict:
        return price
    (there, what), (here, wanted) = split(official), split(ours)
    if what != wanted and not _counted(what, wanted):
        return None
    return price * here / there


def split(unit: str) -> tuple[Decimal, str]:
    """``10K-operations`` -> 10000, ``operations``; ``1 GB/Month`` -> 1, ``gb-month``."""
    found = _AMOUNT.match(unit)
    amount = Decimal(int(found[1]) * _POWERS[found[2]]) if found else Decimal(1)
    rest = unit[found.end() :].strip(" -").lower() if found else unit.lower()
    return amount, _SAME.get(rest, rest.removesuffix("s"))


def _counted(what: str, wanted: str) -> bool:
    """The list's bare number of something, and the book's name of what is counted."""
    measures = ("hour", "day", "month", "second", "gb", "gib", "vcpu", "vcore")
    if wanted == "unit-hour":
        return what == "hour"
    if wanted in ("vcore-hour", "vcpu-hour"):
        return what == "hour"
    if what == "month":
        return wanted.endswith("month") and not wanted.startswith(("gb", "gib"))
    return what == "" and not any(wanted.startswith(measure) or wanted.endswith(measure) for measure in measures)
