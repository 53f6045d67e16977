"""Discounts off list prices that every matching line has: negotiated and flat rates, and those read off a bill (docs/prices.md).

Order on a line: what the provider gives by itself (sustained use) or a commitment in its place, then the negotiated rate that says
most of what it is for, then every flat rate in the order written, each on what the one before left. Own prices are what is paid:
none of it applies. A rate read off a bill holds everything that was taken off there, so it applies alone, and only where no written
rule does.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fnmatch import fnmatchcase

import msgspec
from msgspec.structs import replace

from finopsguard.types.cost import Component
from finopsguard.types.discount import AppliedDiscount, Discount, DiscountKind
from finopsguard.types.money import ZERO
from finopsguard.types.price import Price

SameService = Callable[[str, str], bool]
SPOT = "/spot"


class Place(msgspec.Struct, frozen=True, gc=False):
    """What rules ask of the resource that a line belongs to."""

    provider: str
    """Terraform's name of it."""
    type: str
    region: str


def same_name(one: str, other: str) -> bool:
    """Services are called what the price book calls them, unless somebody knows more names of theirs."""
    return one == other


class Discounts:
    """The rules of a run."""

    def __init__(
        self, written: Sequence[Discount], learned: Sequence[Discount] = (), same_service: SameService = same_name
    ) -> None:
        self.pools = tuple(rule for rule in written if rule.pooled)
        """Limited amounts, which :mod:`finopsguard.resources.commitments` shares out."""
        self._rates = tuple(rule for rule in written if not rule.pooled)
        self._learned = tuple(learned)
        self._same_service = same_service
        self._covered: dict[tuple[int, str, str, str, str], bool] = {}
        self._by_place: dict[Place, tuple[tuple[Discount, ...], ...]] = {}

    def applied(self, components: Sequence[Component], provider: str, type_: str, region: str) -> list[Component]:
        """The lines of a resource with their rates taken off."""
        place = Place(provider, type_, region)
        rates, learned, pools = self._fitting(place)
        if not rates and not learned:
            return list(components)
        return [self._one(part, place, rates, learned, pools) for part in components]

    def fits(self, rule: Discount, price: Price, place: Place) -> bool:
        """Whether a rule is for lines with this price, of resources at this place."""
        return _is_for(rule, place) and self._covers(rule, price, place)

    def _fitting(self, place: Place) -> tuple[tuple[Discount, ...], ...]:
        found = self._by_place.get(place)
        if found is None:
            every = (self._rates, self._learned, tuple(rule for rule in self.pools if rule.per_month is None))
            found = tuple(tuple(rule for rule in rules if _is_for(rule, place)) for rules in every)
            self._by_place[place] = found
        return found

    def _one(
        self,
        part: Component,
        place: Place,
        rates: Sequence[Discount],
        learned: Sequence[Discount],
        pools: Sequence[Discount],
    ) -> Component:
        price = part.price
        if not part.monthly_cost or price is None or price.own:
            return part
        fitting = [rule for rule in rates if self._covers(rule, price, place)]
        if fitting:
            return less(part, in_order(fitting))
        if any(may_commit(rule, part) and self._covers(rule, price, place) for rule in pools):
            return part
        known = [rule for rule in learned if self._covers(rule, price, place)]
        return less(without_discounts(part), [max(known, key=precision)]) if known else part

    def _covers(self, rule: Discount, price: Price, place: Place) -> bool:
        asked = (id(rule), place.provider, price.provider, price.service, price.key)
        found = self._covered.get(asked)
        if found is None:
            found = self._covered[asked] = self._looked_up(rule, price, place)
        return found

    def _looked_up(self, rule: Discount, price: Price, place: Place) -> bool:
        if rule.provider and rule.provider not in (place.provider, price.provider):
            return False
        if rule.service and not self._same_service(rule.service, price.service):
            return False
        return not rule.keys or any(fnmatchcase(price.key, pattern) for pattern in rule.keys)


def in_order(rules: Sequence[Discount]) -> list[Discount]:
    """The negotiated rate that says most of what it is for (the first of several), then the flat ones."""
    negotiated = [rule for rule in rules if rule.kind is DiscountKind.NEGOTIATED]
    flat = [rule for rule in rules if rule.kind is not DiscountKind.NEGOTIATED]
    return [max(negotiated, key=precision), *flat] if negotiated else flat


def precision(rule: Discount) -> int:
    """How many things a rule says of what it is for."""
    return sum(map(bool, (rule.keys, rule.resource_type, rule.service, rule.region, rule.provider)))


def less(part: Component, rules: Sequence[Discount]) -> Component:
    """The line with each rule's rate taken off what the one before left."""
    left = part.monthly_cost or ZERO
    taken = list(part.discounts)
    for rule in rules:
        amount = left * rule.rate
        taken.append(AppliedDiscount(rule.name, rule.kind, rule.rate, amount, rule.source))
        left -= amount
    return replace(part, monthly_cost=left, discounts=tuple(taken))


def listed(part: Component) -> Decimal:
    """What a line costs before discounts; 0 where that is not known."""
    return sum((taken.amount for taken in part.discounts), part.monthly_cost or ZERO)


def without_discounts(part: Component) -> Component:
    """The line at list price."""
    return replace(part, monthly_cost=listed(part), discounts=()) if part.discounts else part


def may_commit(rule: Discount, part: Component) -> bool:
    """Whether a line is of the kind that commitments cover: not spot, not an own price; for counted ones, priced by the hour."""
    price = part.price
    if price is None or price.own or SPOT in price.key or not part.monthly_cost:
        return False
    return rule.count is None or (price.unit in ("hour", "hours") and part.scale == 1)


def _is_for(rule: Discount, place: Place) -> bool:
    """Whether a rule is for resources like this one, as far as that can be told without a price."""
    return (not rule.resource_type or fnmatchcase(place.type, rule.resource_type)) and (
        not rule.region or fnmatchcase(place.region, rule.region)
    )
