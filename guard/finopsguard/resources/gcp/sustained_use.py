"""Sustained use discounts (Google: "Sustained use discounts for Compute Engine").

Every further quarter of the month is charged at a lower rate: 100, 80, 60 and 40 % of the list price where the full month saves 30 %;
100, 86.67, 73.33 and 60 % where it saves 20 %.
"""

from decimal import Decimal

from finopsguard.resources.bill import Rebate
from finopsguard.resources.values import Number, Unknown
from finopsguard.types.discount import DiscountKind
from finopsguard.types.money import ONE, ZERO

NAME = "Sustained use discount"
FULL_MONTH = {
    "n1": Decimal("0.3"),
    "f1": Decimal("0.3"),
    "g1": Decimal("0.3"),
    "m1": Decimal("0.3"),
    "m2": Decimal("0.3"),
    "n2": Decimal("0.2"),
    "n2d": Decimal("0.2"),
    "c2": Decimal("0.2"),
}
"""Machine series -> share of the list price that is not charged for a full month. Others (e2, t2d, c3, a2 ...) have none."""

GPU_SERIES = "n1"
"""GPUs attached to N1 machines have the discount of N1; those that come with a2, a3, g2 and later machines have none."""

QUARTER = Decimal("0.25")


def rebate(series: str, hours: Number, month: Decimal) -> Rebate | None:
    """What ``hours`` of a machine of ``series`` in a month of ``month`` hours save; ``None`` where there is no discount."""
    full = FULL_MONTH.get(series)
    if full is None or isinstance(hours, Unknown) or hours <= 0 or month <= 0:
        return None
    rate = effective(full, min(hours / month, ONE))
    return Rebate(NAME, DiscountKind.SUSTAINED_USE, rate) if rate else None


def effective(full: Decimal, share: Decimal) -> Decimal:
    """The discount on all hours of a machine that runs ``share`` of the month, from the discount ``full`` of a whole month.

    The nth quarter (n = 0 ... 3) is discounted by ``full x 2n / 3``: 0, 20, 40, 60 % make 30 % on average.
    """
    weighted = ZERO
    for quarter in range(4):
        part = min(max(share - QUARTER * quarter, ZERO), QUARTER)
        weighted += part * quarter
    return full * 2 * weighted / (3 * share)
