"""The book while it is being compiled: candidates for every price, and the rule which of them wins."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from price_book.errors import CompileError
from price_book.rows import SourceRow
from price_book.sources import SOURCES, source_of

TRUST = {"high": 0, "medium": 1, "low": 2}
SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
MAX_HOURLY = Decimal(1000)
"""The dearest machines on any list (24 TB of memory, eight accelerators) stay below this in USD and EUR."""
MAX_PRICE = Decimal(200_000)
SAME_TIME_DAYS = 31
LAST_RESORT = "resource-types-2026"
"""The list of published estimates: used where no price list has the key."""


@dataclass(frozen=True, slots=True)
class Line:
    """One tier of one price, as a source gives it."""

    start: Decimal
    price: Decimal
    unit: str
    currency: str
    date: str
    source: str
    trust: str
    sku: str
    note: str


@dataclass(slots=True)
class Draft:
    """All candidates: (provider, service, region, key) -> source id and date -> lines."""

    candidates: dict[tuple[str, str, str, str], dict[tuple[str, str], list[Line]]] = field(default_factory=dict)
    dropped: Counter[tuple[str, str]] = field(default_factory=Counter)
    facts: dict[tuple[str, str], dict[str, dict[str, str]]] = field(default_factory=dict)

    def drop(self, group: str, reason: str, count: int = 1) -> None:
        """Counts rows that are left out, and why."""
        self.dropped[group, reason] += count

    def add(
        self,
        row: SourceRow,
        service: str,
        key: str,
        unit: str,
        *,
        provider: str = "",
        region: str = "",
        price: Decimal | None = None,
        start: Decimal = Decimal(0),
        sku: str | None = None,
        note: str = "",
        zero: bool = False,
        low: bool = False,
        source: str = "",
        trust: str = "",
    ) -> None:
        """Offers ``row`` for ``key``. ``zero`` allows a listed price of 0, ``low`` a row of low trust."""
        amount = row.price if price is None else price
        group = f"{provider or row.provider}/{service}"
        source_id = source or source_of(row.source)
        trust = trust or row.trust or SOURCES[source_id].trust
        if trust == "low" and not low:
            return self.drop(group, "low trust")
        if amount == 0 and not zero:
            return self.drop(group, "a price of 0: free allowance or not billed")
        if amount > (MAX_HOURLY if unit == "hour" else MAX_PRICE) and row.currency != "CNY":
            raise CompileError(f"{row.where}: {amount} {row.currency} per {unit} is absurd")
        full = (provider or row.provider, service, region or row.region, key)
        for name in full[:3]:
            if not SAFE_NAME.match(name):
                raise CompileError(f"{row.where}: {name!r} cannot name a file")
        if not key or any(c in key for c in "\t\n\r"):
            raise CompileError(f"{row.where}: {key!r} cannot be a key")
        line = Line(
            start, amount, unit, row.currency, row.date, source_id, trust, row.sku if sku is None else sku, note
        )
        self.candidates.setdefault(full, {}).setdefault((source_id, row.date), []).append(line)
        return None

    def fact(self, provider: str, kind: str, name: str, **values: str) -> None:
        """Records facts of a machine type. A second source may add to them, never change them."""
        known = self.facts.setdefault((provider, kind), {}).setdefault(name, {})
        for field_name, value in values.items():
            if known.setdefault(field_name, value) != value:
                self.drop(f"{provider}/{kind}", f"fact that an earlier source states otherwise: {field_name}")

    def resolve(self) -> dict[tuple[str, str, str], dict[str, list[Line]]]:
        """(provider, service, region) -> key -> the lines of the winning source, by rising start."""
        book: dict[tuple[str, str, str], dict[str, list[Line]]] = defaultdict(dict)
        for (provider, service, region, key), offers in self.candidates.items():
            group = f"{provider}/{service}"
            lists = [lines for offered in offers.values() if (lines := self._tiers(group, offered))]
            winner = self._choose(group, lists)
            if winner:
                book[provider, service, region][key] = winner
        return book

    def _tiers(self, group: str, offered: list[Line]) -> list[Line]:
        """One source's lines for a key as a list of tiers, or nothing if they do not make one."""
        by_start: dict[Decimal, Line] = {}
        for line in offered:
            same = by_start.setdefault(line.start, line)
            if same.price != line.price:
                self.drop(group, "ambiguous: one source gives several prices", len(offered))
                return []
        lines = [by_start[start] for start in sorted(by_start)]
        if lines[0].start != 0:
            self.drop(group, "tiers without the first one", len(lines))
            return []
        if len({(line.unit, line.currency) for line in lines}) != 1:
            self.drop(group, "ambiguous: one source gives several units", len(lines))
            return []
        return lines

    def _choose(self, group: str, lists: list[list[Line]]) -> list[Line]:
        """The most trusted list, and of those the newest; nothing if two equally good ones contradict each other."""
        if not lists:
            return []
        ranked = sorted(lists, key=_newest_first)
        best = ranked[0]
        for other in ranked[1:]:
            if _same(best, other):
                continue
            if (
                other[0].source != LAST_RESORT
                and other[0].trust == best[0].trust
                and _days_apart(best[0].date, other[0].date) <= SAME_TIME_DAYS
            ):
                self.drop(group, "contradiction: two lists of one time give different prices", len(best) + len(other))
                return []
            self.drop(group, "replaced by a better or newer list that differs", len(other))
        return best


def _newest_first(lines: list[Line]) -> tuple[bool, int, int, str]:
    first = lines[0]
    return first.source == LAST_RESORT, TRUST[first.trust], -date.fromisoformat(first.date).toordinal(), first.source


def _same(left: list[Line], right: list[Line]) -> bool:
    return [(line.start, line.price) for line in left] == [(line.start, line.price) for line in right]


def _days_apart(left: str, right: str) -> int:
    return abs((date.fromisoformat(left) - date.fromisoformat(right)).days)
