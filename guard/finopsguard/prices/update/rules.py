"""One line of a mapping table: which offers of an official list are the price of which key.

A filter is conditions with ``;`` between, each ``attribute=value`` or ``attribute!=value``. A value may have alternatives (``|``), be
given another word (``MySQL>mysql``), hold ``*`` for anything, and take a part of the value as a name (``CPUCredits:{family}``) that the key
or a later condition uses. The filter ``sku`` stands for the SKU that the book has for the key, ``sum`` for one that is
added up from others by the provider's file, ``-`` for a key that is not mapped.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

import msgspec

BY_SKU = "sku"
UNMAPPED = "-"
SUM = "sum"
NAMES = re.compile(r"\{(\w+)(\|lower)?\}")


class Alternative(msgspec.Struct, frozen=True):
    """A value that a condition accepts."""

    literal: str
    pattern: re.Pattern[str] | None
    """For a value with ``*`` or a name in it."""
    word: str
    """What stands for it in the key; empty: itself."""

    def match(self, value: str) -> dict[str, str] | None:
        """The names that it took out of the value; ``None`` if it does not accept it."""
        if self.pattern is None:
            return {} if value == self.literal else None
        found = self.pattern.fullmatch(value)
        return found.groupdict() if found else None


class Condition(msgspec.Struct, frozen=True):
    """One condition of a filter."""

    attribute: str
    refuses: bool
    alternatives: tuple[Alternative, ...]

    def holds(self, values: dict[str, str]) -> bool:
        """Whether the offer meets it; puts words and names into ``values``."""
        value = values.get(self.attribute, "")
        for each in self.alternatives:
            names = each.match(value)
            if names is not None:
                if not self.refuses:
                    values.update(names)
                    if each.word:
                        values[self.attribute] = each.word
                return not self.refuses
        return self.refuses


class Rule(msgspec.Struct, frozen=True):
    """One line of a mapping table."""

    service: str
    official: str
    """The provider's own code or name of the list."""
    key: str
    """With names of attributes in braces; ``*`` for any key where the filter is ``sku`` or ``-``."""
    filter: str
    units: tuple[str, ...]
    """How the list may write the unit."""
    unit: str
    """The book's."""
    per: Decimal
    """How many of the book's units one of the list's is."""
    start: Decimal | None
    """Where the tier begins, for lists that have tiers as products of their own."""
    note: str
    conditions: tuple[Condition, ...]
    pattern: re.Pattern[str]
    """The keys that it stands for."""

    @property
    def mapped(self) -> bool:
        """Whether it finds anything."""
        return self.filter != UNMAPPED

    def key_of(self, attributes: Mapping[str, str]) -> str | None:
        """The key of an offer; ``None`` if the offer is not meant."""
        values = dict(attributes)
        for condition in self.conditions:
            if not condition.holds(values):
                return None
        try:
            return NAMES.sub(lambda name: _filled(values, name), self.key)
        except KeyError:
            return None


def _filled(values: Mapping[str, str], name: re.Match[str]) -> str:
    value = values[attribute_name(name[1])]
    if not value:
        raise KeyError(name[1])
    return value.lower() if name[2] else value


def attribute_name(text: str) -> str:
    """``Volume API Name`` of a CSV file and ``volumeApiName`` of its JSON twin are one attribute: ``volumeapiname``."""
    return "".join(filter(str.isalnum, text)).lower()


def parse_rule(cells: Mapping[str, str]) -> Rule:
    """A line of a table with the columns service, official, key, filter, official_unit, unit, per, from and note."""
    listed = cells["filter"] not in (BY_SKU, UNMAPPED, SUM)
    return Rule(
        service=cells["service"],
        official=cells["official"],
        key=cells["key"],
        filter=cells["filter"],
        units=tuple(cells["official_unit"].split("|")),
        unit=cells["unit"],
        per=_factor(cells["per"]),
        start=Decimal(cells["from"]) if cells["from"] else None,
        note=cells["note"],
        conditions=tuple(_condition(text) for text in cells["filter"].split("; ")) if listed else (),
        pattern=key_pattern(cells["key"]),
    )


def key_pattern(key: str) -> re.Pattern[str]:
    """The keys that a template or a key with ``*`` stands for; a name stands for one part between slashes."""
    parts = re.split(r"(\{\w+(?:\|lower)?\}|\*)", key)
    return re.compile("".join({"*": ".*"}.get(p, "[^/]+" if p.startswith("{") else re.escape(p)) for p in parts))


def _factor(text: str) -> Decimal:
    above, _, below = (text or "1").partition("/")
    return Decimal(above) / Decimal(below or "1")


def _condition(text: str) -> Condition:
    refuses = "!=" in text
    attribute, _, values = text.partition("!=" if refuses else "=")
    return Condition(
        attribute_name(attribute), refuses, tuple(_alternative(value.strip()) for value in values.split("|"))
    )


def _alternative(text: str) -> Alternative:
    value, _, word = text.partition(">")
    if "*" not in value and "{" not in value:
        return Alternative(value, None, word)
    parts = re.split(r"(\{\w+\}|\*)", value)
    pattern = "".join(
        {"*": ".*"}.get(p, rf"(?P<{attribute_name(p)}>\S+)" if p.startswith("{") else re.escape(p)) for p in parts
    )
    return Alternative(value, re.compile(pattern), word)
