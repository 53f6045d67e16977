"""From offers of official lists to keys of the book, by the tables in ``mapping/`` (docs/price-mapping.md)."""

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Names
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import msgspec

from finopsguard.prices.book import PriceBook
from finopsguard.prices.rows import Place, place_of
from finopsguard.prices.update.records import Hit, Offer, Problem
from finopsguard.prices.update.rules import BY_SKU, NAMES, Rule, attribute_name, parse_rule
from finopsguard.prices.update.units import same_price
from finopsguard.types.money import ZERO

FOLDER = Path(__file__).parent / "mapping"
OTHERS = "others"
"""The table of providers without a table."""
COMPUTED = "computed:"
"""How the note of a figure begins that was worked out: its SKU is not its price."""


class Listed(msgspec.Struct, frozen=True, gc=False):
    """A row of the book whose SKU is known."""

    place: Place
    key: str
    unit: str
    start: Decimal


class Mapping:
    """The table of one provider, with the SKUs that the shipped book knows."""

    def __init__(self, provider: str, rules: Iterable[Rule], book: PriceBook, digest: str = "") -> None:
        self.provider = provider
        self.rules = tuple(rules)
        self.digest = digest
        self._book = book
        self._rules: dict[tuple[str, str], Rule | None] = {}
        self._filters: dict[str, tuple[Rule, ...]] = {}

    @classmethod
    def of(cls, provider: str, book: PriceBook) -> "Mapping":
        """The shipped table of a provider; ``book`` is the shipped one."""
        path = FOLDER / f"{provider}.tsv"
        text = (path if path.is_file() else FOLDER / f"{OTHERS}.tsv").read_text(encoding="utf-8")
        header, *lines = text.splitlines()
        names = header.split("\t")
        rules = (parse_rule(dict(zip(names, line.split("\t"), strict=True))) for line in lines)
        return cls(provider, rules, book, sha256(text.encode()).hexdigest()[:16])

    @cached_property
    def by_sku(self) -> dict[str, list[Listed]]:
        """SKU (of AWS without term and rate) -> what the book has it for, of the services whose rule is ``sku``."""
        found: dict[str, list[Listed]] = {}
        services = {rule.service for rule in self.rules if rule.filter == BY_SKU}
        for partition in self._book.partitions():
            if partition.provider == self.provider and partition.service in services:
                for listed, sku in self._skus(place_of(partition)):
                    known = found.setdefault(sku, [])
                    if all((one.place, one.key) != (listed.place, listed.key) for one in known):
                        known.append(listed)
        return found

    def _skus(self, place: Place) -> Iterator[tuple[Listed, str]]:
        for line in self._book.text(*place).decode().splitlines()[1:]:
            key, start, unit, _, _, _, _, sku, note = line.split("\t")
            rule = self.rule_of(place[1], key)
            if sku and not note.startswith(COMPUTED) and rule and rule.filter == BY_SKU:
                yield Listed(place, key, unit, Decimal(start) if start else ZERO), sku.partition(".")[0]

    def rule_of(self, service: str, key: str) -> Rule | None:
        """The line that says where a key of the book comes from: what finds it by its product, else why nothing does, else by SKU."""
        if (service, key) not in self._rules:
            self._rules[service, key] = self._rule(service, key)
        return self._rules[service, key]

    def _rule(self, service: str, key: str) -> Rule | None:
        meant = [rule for rule in self.rules if rule.service in (service, "*") and rule.pattern.fullmatch(key)]
        order = (lambda r: r.mapped and r.filter != BY_SKU, lambda r: not r.mapped, lambda r: r.mapped)
        return next((rule for wanted in order for rule in meant if wanted(rule)), None)

    def services(self) -> dict[str, str]:
        """Service -> the provider's own name of it, of all that have a line which finds something."""
        return {rule.service: rule.official for rule in self.rules if rule.mapped}

    def attributes(self, official: str) -> frozenset[str]:
        """What the filters of a list look at."""
        named = {condition.attribute for rule in self._of(official) for condition in rule.conditions}
        for rule in self._of(official):
            named |= {attribute_name(name) for name, _lower in NAMES.findall(rule.key)}
        return frozenset(named)

    def knows(self, official: str, sku: str, attributes: Names[str, str]) -> bool:
        """Whether a product is behind any key."""
        return sku in self.by_sku or any(rule.key_of(attributes) is not None for rule in self._of(official))

    def match(self, official: str, offer: Offer) -> Iterator[Hit | Problem]:
        """The keys that an offer of the list ``official`` is the price of; mostly none."""
        for listed in self.by_sku.get(offer.sku, ()):
            if listed.place[2] != offer.attributes.get("region"):
                continue  # some meters are those of several regions
            price = same_price(offer.price, offer.unit, listed.unit, strict=self.provider == "azure")
            if price is None:
                yield Problem(f"{'/'.join(listed.place)} {listed.key}", _unit(offer.unit, listed.unit))
            else:
                start = offer.start or listed.start
                yield Hit(listed.place, listed.key, listed.unit, start, price, offer.currency, offer.sku)
        for rule in self._of(official):
            key = rule.key_of(offer.attributes)
            if key is None:
                continue
            place = (self.provider, rule.service, offer.attributes.get("region", ""))
            if offer.unit not in rule.units:
                yield Problem(f"{'/'.join(place)} {key}", _unit(offer.unit, " or ".join(rule.units)))
                continue
            price = offer.price / rule.per if rule.per != 1 else offer.price
            start = rule.start if rule.start is not None else offer.start * rule.per
            yield Hit(place, key, rule.unit, start, price, offer.currency, offer.sku, self._note(rule))

    def _note(self, rule: Rule) -> str:
        return "without VAT" if "without VAT" in rule.note else ""

    def _of(self, official: str) -> tuple[Rule, ...]:
        if official not in self._filters:
            self._filters[official] = tuple(r for r in self.rules if r.official == official and r.conditions)
        return self._filters[official]


def _unit(found: str, wanted: str) -> str:
    return f"listed per {found or 'nothing'}, not per {wanted}: the list has changed"
