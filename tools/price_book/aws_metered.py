"""The AWS site's own price files: region -> description -> price. A rule per description says which key it is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from price_book.draft import Draft
from price_book.rows import Reader

TB = 1024
"""GB in a TB, as AWS counts tier limits (50 TB = 51,200 GB)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a description stands for. ``start`` is where the tier begins; ``zero`` says that a price of 0 is a real one."""

    key: str
    unit: str
    start: Decimal = Decimal(0)
    zero: bool = False
    per: Decimal = Decimal(1)
    """Units that the listed price is for; the price is divided by it."""
    note: str = ""


def rule(key: str, unit: str, start: float = 0, *, zero: bool = False, per: int = 1, note: str = "") -> Rule:
    """A :class:`Rule` written short."""
    return Rule(key, unit, Decimal(start), zero, Decimal(per), note)


Patterns = tuple[tuple[re.Pattern[str], Rule], ...]


def compile_metered(
    reader: Reader, draft: Draft, name: str, service: str, rules: Mapping[str, Rule], patterns: Patterns = ()
) -> None:
    """Offers the rows of one file whose description has a rule; others are counted by description group."""
    for row in reader.rows(name):
        found = rules.get(row.description)
        key = found.key if found else ""
        if found is None:
            for pattern, candidate in patterns:
                if match := pattern.fullmatch(row.description):
                    found, key = candidate, match.expand(candidate.key).lower()
                    break
        if found is None:
            draft.drop(f"aws/{service}", "no key: no resource type is billed for it, or its description is not clear")
            continue
        code = row.attributes.get("rateCode", row.sku)
        price = row.price / found.per
        draft.add(row, service, key, found.unit, start=found.start, zero=found.zero, sku=code, price=price, note=found.note)
