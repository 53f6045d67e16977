"""Which charges of a resource are which parts of its estimate."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

import msgspec

from finopsguard.compare.planned import list_cost
from finopsguard.compare.units import Family, family_of_component, family_of_line, words
from finopsguard.types.bill import BilledLine
from finopsguard.types.cost import Component

ZERO = Decimal(0)


class Charge(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Charges of one kind added up: what ran on demand and what a commitment covered are one use."""

    part: str
    """Path of the nested resource whose id the bill names."""
    usage_type: str
    family: Family
    skus: frozenset[str]
    effective: Decimal
    """Without promotions."""
    list: Decimal | None
    quantity: Decimal | None
    pricing: frozenset[str]
    commitment_types: frozenset[str]


class Pair(msgspec.Struct, frozen=True):
    """A part of the estimate with the charges for it."""

    component: Component
    charge: Charge


class Pairs(msgspec.Struct, frozen=True):
    """What belongs together, and what is left over."""

    pairs: tuple[Pair, ...]
    components: tuple[Component, ...]
    charges: tuple[Charge, ...]


def charges(lines: Iterable[tuple[str, BilledLine]]) -> tuple[Charge, ...]:
    """Charges by kind, from lines with the nested path that their id stands for."""
    groups: dict[tuple[str, str, Family], list[BilledLine]] = defaultdict(list)
    for part, line in lines:
        groups[part, line.usage_type, family_of_line(line)].append(line)
    return tuple(_charge(part, usage_type, family, each) for (part, usage_type, family), each in sorted(groups.items()))


def _charge(part: str, usage_type: str, family: Family, lines: Sequence[BilledLine]) -> Charge:
    return Charge(
        part=part,
        usage_type=usage_type,
        family=family,
        skus=frozenset(sku for line in lines for sku in _skus(line.sku)),
        effective=sum((line.effective - line.promotion for line in lines), ZERO),
        list=_all(line.list for line in lines),
        quantity=_all(line.quantity for line in lines),
        pricing=frozenset(line.pricing for line in lines),
        commitment_types=frozenset(line.commitment_type for line in lines if line.commitment_type),
    )


def _all(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum; ``None`` where one of them is not known."""
    total = ZERO
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total


def _skus(text: str) -> Sequence[str]:
    """SKU and, of AWS' rate codes, the part that is the SKU."""
    return (text, text.partition(".")[0]) if text else ()


def pair(components: Sequence[Component], billed: Sequence[Charge]) -> Pairs:
    """Find each charge's part: by SKU, else by what is counted and what the texts have in common. Each is used once."""
    scored = sorted(
        (
            (-score, position, place)
            for position, part in enumerate(components)
            for place, charge in enumerate(billed)
            if (score := _score(part, charge, components, billed)) > 0
        ),
    )
    taken_parts: set[int] = set()
    taken_charges: set[int] = set()
    found = []
    for _, position, place in scored:
        if position not in taken_parts and place not in taken_charges:
            taken_parts.add(position)
            taken_charges.add(place)
            found.append(Pair(components[position], billed[place]))
    return Pairs(
        tuple(found),
        tuple(part for position, part in enumerate(components) if position not in taken_parts),
        tuple(charge for place, charge in enumerate(billed) if place not in taken_charges),
    )


def _score(part: Component, charge: Charge, components: Sequence[Component], billed: Sequence[Charge]) -> int:
    """How surely they are one; 0 where they are not."""
    path = part.name.partition(":")[0]
    nested = charge.part
    if nested and not path.startswith(nested):
        return 0
    if part.price is not None and part.price.sku and not charge.skus.isdisjoint(_part_skus(part.price.sku)):
        return 1_000
    family = family_of_component(part)
    if family is not charge.family or (family is Family.OTHER and charge.usage_type == ""):
        return 0
    common = words(f"{part.name} {part.price.key if part.price else ''}") & words(charge.usage_type)
    alone = (
        sum(family_of_component(other) is family for other in components) == 1
        and sum(other.family is family for other in billed) == 1
    )
    if family is Family.OTHER:
        return 10 * len(common) if len(common) >= 2 else 0
    own_path = 5 if nested else 0
    priced = 1 if list_cost(part) is not None else 0
    return 10 * len(common) + own_path + priced + (20 if alone else 0) if common or alone or nested else _last(family)


def _part_skus(text: str) -> set[str]:
    return {piece for sku in text.split(" + ") for piece in (sku, sku.partition(".")[0])}


def _last(family: Family) -> int:
    """Hours are nearly always those of the machine; anything else without a word in common may be a charge of its own."""
    return 1 if family is Family.HOURS else 0
