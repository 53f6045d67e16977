"""Percentiles of what was measured."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal
from math import isfinite

import msgspec

_TENTH = Decimal("0.1")


class Figures(msgspec.Struct, frozen=True):
    """Of one metric of one resource, in %."""

    p50: Decimal
    p95: Decimal
    max: Decimal
    samples: int


def figures(values: Iterable[float]) -> Figures | None:
    """By nearest rank: the least value that at least so many percent of all do not exceed. ``None`` of nothing."""
    ordered = sorted(Decimal(repr(value)) for value in values if isfinite(value))
    if not ordered:
        return None
    return Figures(_ranked(ordered, 50), _ranked(ordered, 95), _tenth(ordered[-1]), len(ordered))


def _ranked(ordered: Sequence[Decimal], percent: int) -> Decimal:
    rank = int((Decimal(percent * len(ordered)) / 100).to_integral_value(ROUND_CEILING))
    return _tenth(ordered[max(rank, 1) - 1])


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(_TENTH, ROUND_HALF_EVEN)
