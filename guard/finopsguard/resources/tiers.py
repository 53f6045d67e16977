"""Tiers of a price: which part of a quantity falls into each, and their bounds in words."""

from collections.abc import Sequence
from decimal import Decimal

from finopsguard.types.money import ZERO
from finopsguard.types.price import Price


def split(quantity: Decimal, starts: Sequence[Decimal]) -> list[Decimal]:
    """How much of ``quantity`` falls into each tier that begins at ``starts`` (rising, the first 0)."""
    ends = [*starts[1:], None]
    return [
        max((quantity if end is None else min(quantity, end)) - start, ZERO)
        for start, end in zip(starts, ends, strict=True)
    ]


def second_tier(price: Price, otherwise: Decimal) -> Decimal:
    return price.tiers[1].start if len(price.tiers) > 1 else otherwise


def span(price: Price, position: int, unit: str) -> str:
    """A tier in words: ``first 50TB``, ``next 450TB``, ``over 500TB``. Counted in units of the price row: ``first 1B`` queries."""
    starts = [tier.start for tier in price.tiers]
    if position + 1 == len(starts):
        return f"over {amount(starts[position], unit)}" if position else "all"
    size = amount(starts[position + 1] - starts[position], unit)
    return f"next {size}" if position else f"first {size}"


def amount(value: Decimal, unit: str) -> str:
    """A tier's bound as price pages write it: ``50TB`` (of 1,024 GB), ``1PB`` (of 1,024 TB), ``7.5B``, ``10K``."""
    if unit in {"GB", "GB-month", "GiB"} and value >= 1024:
        return f"{_plain(value / 1024**2)}PB" if value >= 1024**2 else f"{_plain(value / 1024)}TB"
    for size, letter in ((10**9, "B"), (10**6, "M"), (10**3, "K")):
        if value >= size:
            return f"{_plain(value / size)}{letter}"
    return f"{_plain(value)}{'GB' if unit in {'GB', 'GB-month', 'GiB'} else ''}"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
