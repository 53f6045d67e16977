"""Costs added up by module and by tag.

Only known amounts are added; a sum over a resource whose cost is not fully known says that it is partial. Amounts that
no rate joins with the report's currency are kept in rows of their own.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

import msgspec

from finopsguard.report.amounts import NO_BASE, Exchange, direction, is_stateless
from finopsguard.report.format import NOT_KNOWN, delta, money
from finopsguard.types.money import ZERO
from finopsguard.types.result import Report, ResourceLine

TAG_KEYS = 3
ROOT_MODULE = "(root module)"
NO_TAG = "(no such tag)"
_UNPRICED = frozenset({"unsupported", "no_price"})

_Namer = Callable[[ResourceLine], tuple[str, str]]
"""From a resource to the project and name of its row."""


class RollupRow(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One module, or one value of a tag."""

    project: str
    """Of a module, in a report on several projects; else empty."""
    name: str
    resources: int
    monthly: str
    delta: str
    direction: int
    partial: bool
    monthly_amount: Decimal
    delta_amount: Decimal


class Rollup(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """All modules, or all values of one tag."""

    kind: str
    """``Module`` or ``Tag``."""
    key: str
    """The tag's key; empty for modules."""
    rows: tuple[RollupRow, ...]
    more: str
    """``and 4 more``; empty when all are shown."""


class _Sum:
    """What has been added up so far for one row."""

    __slots__ = ("delta", "delta_known", "monthly", "monthly_known", "partial", "resources")

    def __init__(self) -> None:
        self.resources = 0
        self.monthly = ZERO
        self.delta = ZERO
        self.monthly_known = False
        self.delta_known = False
        self.partial = False

    def add(self, line: ResourceLine, exchange: Exchange) -> None:
        self.resources += 1
        self.partial = self.partial or not line.complete or line.status in _UNPRICED
        self.monthly_known = self.monthly_known or line.monthly_cost is not None or line.status == "free"
        self.delta_known = self.delta_known or line.delta is not None or line.status == "free"
        if line.monthly_cost:
            self.monthly += exchange.convert(line.monthly_cost, line.currency)
        if line.delta:
            self.delta += exchange.convert(line.delta, line.currency)


def rollups(report: Report, limit: int) -> list[Rollup]:
    """By module where there is more than one, then by the tags worth adding up; ``limit`` rows each, dearest first."""
    found = []
    if len({line.module for line in report.resources}) > 1:
        rows, more = _added_up(report, _module_of(several=len(report.projects) > 1), limit)
        found.append(Rollup(kind="Module", key="", rows=rows, more=more))
    for key in tag_keys(report.resources):
        rows, more = _added_up(report, _value_of(key), limit)
        found.append(Rollup(kind="Tag", key=key, rows=rows, more=more))
    return found


def tag_keys(lines: Iterable[ResourceLine]) -> list[str]:
    """At most three keys that two resources carry, the most used first; none that differs on every one, as names do."""
    carried: Counter[str] = Counter()
    values: dict[str, set[str]] = {}
    for line in lines:
        for key, value in line.tags.items():
            carried[key] += 1
            values.setdefault(key, set()).add(value)
    worthwhile = [key for key, count in carried.items() if count > 1 and len(values[key]) < count]
    return sorted(worthwhile, key=lambda key: (-carried[key], key))[:TAG_KEYS]


def _module_of(*, several: bool) -> _Namer:
    return lambda line: (line.project if several else "", line.module or ROOT_MODULE)


def _value_of(key: str) -> _Namer:
    return lambda line: ("", line.tags.get(key, NO_TAG))


def _added_up(report: Report, name_of: _Namer, limit: int) -> tuple[tuple[RollupRow, ...], str]:
    """The dearest rows, and how many more there are."""
    exchange = Exchange(report)
    sums: dict[tuple[str, str, str], _Sum] = {}
    for line in report.resources:
        row = (exchange.shown(line.currency), *name_of(line))
        if row not in sums:
            sums[row] = _Sum()
        sums[row].add(line, exchange)

    def order(item: tuple[tuple[str, str, str], _Sum]) -> tuple[bool, str, Decimal, str, str]:
        (currency, project, name), total = item
        return (currency != exchange.currency, currency, -total.monthly, project, name)

    left = len(sums) - limit
    rows = tuple(_rows(sorted(sums.items(), key=order)[:limit], alone=is_stateless(report)))
    return rows, f"and {left:,} more" if left > 0 else ""


def _rows(sums: Iterable[tuple[tuple[str, str, str], _Sum]], *, alone: bool) -> Iterator[RollupRow]:
    """``alone``: there is no base to compare with, and nothing is a change."""
    for (currency, project, name), total in sums:
        yield RollupRow(
            project=project,
            name=name,
            resources=total.resources,
            monthly=money(total.monthly, currency) if total.monthly_known else NOT_KNOWN,
            delta=NO_BASE if alone else delta(total.delta, currency) if total.delta_known else NOT_KNOWN,
            direction=direction(total.delta),
            partial=total.partial,
            monthly_amount=total.monthly,
            delta_amount=total.delta,
        )
