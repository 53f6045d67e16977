"""Exact money: ``Decimal`` everywhere, nothing rounded before it is displayed."""

from decimal import Decimal

ZERO = Decimal(0)
ONE = Decimal(1)
THOUSAND = Decimal(1_000)
MILLION = Decimal(1_000_000)
HOURS_PER_MONTH = Decimal(730)
"""What a month is unless the user says otherwise: 365 days x 24 h / 12, the convention of every cloud's own calculator."""

SECONDS_PER_HOUR = Decimal(3600)


def add(left: Decimal | None, right: Decimal | None) -> Decimal | None:
    """Sum in which an unknown amount stays unknown: ``None`` is never read as 0."""
    if left is None or right is None:
        return None
    return left + right
