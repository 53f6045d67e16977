"""Which components of which resource types a price bills: ``uses.tsv``, which ``tools/write_uses.py`` writes from priced plans."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import msgspec

from finopsguard.prices.rows import Place

PATH = Path(__file__).parent / "uses.tsv"
HEADER = ("provider", "service", "key", "component", "type", "example")
ANY = "*"
ALIKE = {"open-telekom-cloud": "ovh"}
"""OpenStack clouds, of whose prices no plan among the fixtures makes use: they bill as another does."""
NAMED = 4
"""Resource types named in one line."""


class Component(msgspec.Struct, frozen=True, order=True):
    """What a resource is billed for, and the types that are."""

    name: str
    types: tuple[str, ...]

    def __str__(self) -> str:
        more = f" and {len(self.types) - NAMED} more types" if len(self.types) > NAMED else ""
        return f"{', '.join(self.types[:NAMED])}{more}: {self.name}"


def shape(key: str) -> str:
    """A key without sizes and generations: parts with a digit stand for any other such part."""
    return "/".join(ANY if any(map(str.isdigit, part)) else part for part in key.split("/"))


def plain(name: str) -> str:
    """A component's name without the block that it is nested in and without what is in brackets: ``root_block_device: Storage (gp3)``."""
    return name.rpartition(": ")[2].partition(" (")[0]


def components(place: Place, key: str) -> tuple[Component, ...]:
    """The components that a price bills; of a key that no plan had, the types that the service bills; empty where neither is known."""
    provider, service, _region = place
    known = _uses().get((ALIKE.get(provider, provider), service), {})
    if exact := known.get(shape(key)):
        return exact
    types = sorted({type_ for found in known.values() for each in found for type_ in each.types})
    return (Component(f"something of {service}", tuple(types)),) if types else ()


def concerned(found: Iterable[tuple[str, Place, str]]) -> Iterator[str]:
    """From (what is the matter, where, key): a line per component with how many of its prices are concerned."""
    counts: dict[tuple[str, str, str], dict[str, int]] = {}
    for matter, place, key in found:
        billed = components(place, key)
        for name in map(str, billed) if billed else ("no component known",):
            matters = counts.setdefault((place[0], place[1], name), {})
            matters[matter] = matters.get(matter, 0) + 1
    for (provider, service, name), matters in sorted(counts.items()):
        said = ", ".join(f"{number:,} {matter}" for matter, number in matters.items())
        yield f"  {provider}/{service} {name}: {said}"


def billed(provider: str) -> list[tuple[str, str, str, str, str]]:
    """Resource type, component, service, shape of the key, and an example of it, of all that a provider bills; sorted."""
    rows = (tuple(line.split("\t")) for line in _lines())
    alike = ALIKE.get(provider, provider)
    return sorted(
        (type_, name, service, key, example) for owner, service, key, name, type_, example in rows if owner == alike
    )


def billed_types() -> frozenset[str]:
    """Every resource type in the table."""
    return frozenset(line.split("\t")[4] for line in _lines())


def _lines() -> list[str]:
    return PATH.read_text(encoding="utf-8").splitlines()[1:]


@cache
def _uses() -> dict[tuple[str, str], dict[str, tuple[Component, ...]]]:
    types: dict[tuple[str, str, str, str], list[str]] = {}
    for line in _lines():
        provider, service, key, name, type_, _example = line.split("\t")
        types.setdefault((provider, service, key, name), []).append(type_)
    found: dict[tuple[str, str], dict[str, tuple[Component, ...]]] = {}
    for (provider, service, key, name), every in types.items():
        keys = found.setdefault((provider, service), {})
        keys[key] = (*keys.get(key, ()), Component(name, tuple(every)))
    return found
