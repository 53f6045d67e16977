"""Exact money: ``Decimal`` everywhere, nothing rounded before it is displayed."""

from decimal import Decimal

ZERO = Decimal(0)
ONE = Decimal(1)
THOUSAND = Decimal(1_000)
MILLION = Decimal(1_000_000)
HOURS_PER_MONTH = Decimal(730)
"""What a month is unless the user says otherwise: 365 days x 24 h / 12, the convention of every cloud's own calculator."""

SECONDS_PER_HOUR = Decimal(3600)


MOST_DIGITS = 30
"""Digits that an amount, a rate or a quantity may have before its point, and zeros after it. All that is real has far fewer; arithmetic on
``1e999999`` overflows, and printing it takes a million characters."""


def usable(number: Decimal) -> Decimal | None:
    """``number``, or ``None`` where it is none that can be computed with: NaN, infinite, or of another size than anything real."""
    if not number.is_finite():
        return None
    if not number:
        return ZERO
    return number if abs(number.adjusted()) <= MOST_DIGITS else None
