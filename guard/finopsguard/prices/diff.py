"""What differs between two books."""

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from finopsguard.prices.book import PriceBook
from finopsguard.prices.rows import Place, merged, number, place_of
from finopsguard.types.price import Price

SHOWN = 20
"""Lines of a kind, unless all are asked for."""


class Difference(msgspec.Struct, frozen=True, gc=False):
    """A key whose price is not the same in both; ``None`` where a book lacks it."""

    place: Place
    key: str
    old: Price | None
    new: Price | None

    @property
    def share(self) -> Decimal | None:
        """By how much of the old price it moved; ``None`` where that cannot be said."""
        if self.old is None or self.new is None or not self.old.unit_price or self.old.currency != self.new.currency:
            return None
        return (self.new.unit_price - self.old.unit_price) / self.old.unit_price


def differences(old: PriceBook, new: PriceBook) -> Iterator[Difference]:
    """Every key with another price, partition by partition. What differs in date, source or note alone is the same price."""
    before = {place_of(p): p.sha256 for p in old.partitions()}
    after = {place_of(p): p.sha256 for p in new.partitions()}
    for place in sorted(before.keys() | after.keys()):
        if before.get(place) != after.get(place):
            there = {price.key: price for price in merged(old, place)} if place in before else {}
            here = {price.key: price for price in merged(new, place)} if place in after else {}
            for key in sorted(there.keys() | here.keys()):
                left, right = there.get(key), here.get(key)
                if left is None or right is None or _stated(left) != _stated(right):
                    yield Difference(place, key, left, right)


def _stated(price: Price) -> tuple[object, ...]:
    return price.unit, price.currency, price.tiers


def difference_lines(found: list[Difference], *, everything: bool = False) -> Iterator[str]:
    """Moved prices with the furthest first, then those that came and went."""
    moved = sorted((d for d in found if d.old and d.new), key=lambda d: -abs(d.share or Decimal(0)))
    for title, some in (
        ("moved", moved),
        ("new", [d for d in found if d.old is None]),
        ("gone", [d for d in found if d.new is None]),
    ):
        yield f"{len(some):,} {title}"
        shown = some if everything else some[:SHOWN]
        yield from (f"  {line_of(d.place, d.key, d.old, d.new)}" for d in shown)
        if len(shown) < len(some):
            yield f"  and {len(some) - len(shown):,} more (--all)"


def line_of(place: Place, key: str, old: Price | None, new: Price | None) -> str:
    """``aws/AmazonEC2/eu-central-1 m5.large/linux/shared/on-demand: 0.115 -> 0.11 USD per hour (-4.3 %)``."""
    some = new or old
    assert some is not None
    share = Difference(place, key, old, new).share
    amount = " -> ".join(number(price.unit_price) for price in (old, new) if price)
    moved = f" ({share * 100:+.1f} %)" if share else ""
    tiers = " in tiers" if len(some.tiers) > 1 else ""
    return f"{'/'.join(place)} {key}: {amount} {some.currency} per {some.unit}{tiers}{moved}"
