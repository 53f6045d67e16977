"""Amounts as reports show them: to the cent, and adding up."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from finopsguard.types.actual import Cause, CauseLine

CENT = Decimal("0.01")
ZERO = Decimal(0)
ORDER = {cause: position for position, cause in enumerate(Cause)}


def cents(amount: Decimal) -> Decimal:
    """Rounded to the cent, half to even; 0 without a sign."""
    return amount.quantize(CENT, ROUND_HALF_EVEN) + ZERO


def cause_lines(
    amounts: Mapping[Cause, Decimal], notes: Mapping[Cause, Sequence[str]], difference: Decimal
) -> tuple[CauseLine, ...]:
    """Causes in their documented order that add up to ``difference``, itself whole cents.

    What the causes leave is unexplained. The cents that rounding makes or loses go to the largest cause, not there.
    """
    exact = dict(amounts)
    unexplained = difference - sum(exact.values(), ZERO)
    if abs(unexplained) >= CENT or Cause.UNEXPLAINED in exact:
        exact[Cause.UNEXPLAINED] = exact.get(Cause.UNEXPLAINED, ZERO) + unexplained
    rounded = {cause: cents(amount) for cause, amount in exact.items()}
    left = difference - sum(rounded.values(), ZERO)
    if left:
        largest = max(rounded, key=lambda cause: (abs(rounded[cause]), -ORDER[cause]), default=Cause.UNEXPLAINED)
        rounded[largest] = rounded.get(largest, ZERO) + left
    return tuple(
        CauseLine(cause.value, rounded[cause], "; ".join(_few(notes.get(cause, ()))))
        for cause in sorted(rounded, key=ORDER.__getitem__)
        if rounded[cause]
    )


def _few(notes: Sequence[str], most: int = 3) -> Sequence[str]:
    return notes if len(notes) <= most else (*notes[:most], f"and {len(notes) - most} more")
