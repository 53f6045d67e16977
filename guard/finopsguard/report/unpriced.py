"""What no amount stands for, and why; and what was assumed where there is one.

Three kinds, never mixed: ``unsupported`` types, resources with ``no_price``, and those that wait for usage.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from finopsguard.report.format import plural, price, status_word
from finopsguard.types.result import ComponentLine, Report, ResourceLine

_ADDRESSES = 3


class UnpricedRow(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Resources that lack an amount for the same reason."""

    what: str
    """The resource type."""
    count: int
    addresses: tuple[str, ...]
    """The first few."""
    reason: str = ""
    keys: tuple[str, ...] = ()
    """Usage-file keys that would fill the amount in."""
    prices: tuple[str, ...] = ()
    """What is charged per unit: ``Requests: $0.20 per 1M requests``."""


class UnpricedGroup(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One of the three kinds."""

    status: str
    title: str
    meaning: str
    rows: tuple[UnpricedRow, ...]
    more: str


class Assumption(msgspec.Struct, frozen=True, gc=False):
    """A note, and how many resources it holds for."""

    note: str
    count: int


def unpriced(report: Report, limit: int) -> list[UnpricedGroup]:
    """The kinds that have something in them, with at most ``limit`` rows each."""
    groups = (
        _group(
            "unsupported", _UNSUPPORTED, _unsupported(report), sum(item.count for item in report.unsupported), limit
        ),
        _group("no_price", _NO_PRICE, _rows(_no_price(report.resources)), report.coverage.no_price, limit),
        _group("depends_on_usage", _USAGE, _rows(_usage(report.resources)), report.coverage.depends_on_usage, limit),
    )
    return [group for group in groups if group.rows]


_UNSUPPORTED = "Types this version cannot price. They may cost money; nothing of it is in the totals."
_NO_PRICE = "These cost money; the amount is not known, and not in the totals."
_USAGE = "Charged per unit used. Put the keys into a usage file to have them in the totals."


def assumptions(report: Report, limit: int) -> tuple[list[Assumption], str]:
    """The notes behind the amounts, each once, the most frequent first, and how many more there are."""
    counted: Counter[str] = Counter()
    for line in report.resources:
        counted.update(_notes(line))
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return [Assumption(*item) for item in ordered[:limit]], _more(len(ordered) - limit)


def _notes(line: ResourceLine) -> set[str]:
    """What was assumed for one resource; what explains a missing price is told elsewhere."""
    notes = {component.note for component in line.components if component.note and component.status != "no_price"}
    if line.status not in {"no_price", "unsupported"}:
        notes.update(line.notes)
    if line.region_source == "default" and line.status not in {"free", "unsupported"}:
        notes.add(f"Region {line.region or 'not known'}: nothing in the plan says where the resource is.")
    return notes


def _unsupported(report: Report) -> list[UnpricedRow]:
    ordered = sorted(report.unsupported, key=lambda item: (-item.count, item.type))
    return [UnpricedRow(what=item.type, count=item.count, addresses=item.addresses[:_ADDRESSES]) for item in ordered]


_Reason = tuple[str, str, tuple[str, ...], tuple[str, ...]]
"""What the resources of one row share: type, reason, usage keys, unit prices."""


def _no_price(lines: Iterable[ResourceLine]) -> Iterator[tuple[_Reason, str]]:
    for line in lines:
        lacking = [component for component in line.components if component.status == "no_price"]
        if line.status != "no_price" and not lacking:
            continue
        reasons = dict.fromkeys(_lack(component) for component in lacking)
        if line.status == "no_price" and not any(component.note for component in lacking):
            reasons = dict.fromkeys(line.notes) or reasons
        yield (line.type, "; ".join(reasons), (), ()), line.address


def _lack(component: ComponentLine) -> str:
    return f"{component.name}: {component.note}" if component.note else component.name


def _usage(lines: Iterable[ResourceLine]) -> Iterator[tuple[_Reason, str]]:
    for line in lines:
        if not line.depends_on_usage and line.status != "depends_on_usage":
            continue
        prices = dict.fromkeys(
            f"{component.name}: {price(component.unit_price, component.currency)} per {component.unit}"
            for component in line.components
            if component.status == "depends_on_usage" and component.unit_price is not None
        )
        yield (line.type, "", line.depends_on_usage, tuple(prices)), line.address


def _rows(found: Iterable[tuple[_Reason, str]]) -> list[UnpricedRow]:
    """One row per reason, those with the most resources first."""
    shared: dict[_Reason, list[str]] = {}
    for reason, address in found:
        shared.setdefault(reason, []).append(address)
    return [
        UnpricedRow(
            what=type_,
            count=len(addresses),
            addresses=tuple(sorted(addresses)[:_ADDRESSES]),
            reason=why,
            keys=keys,
            prices=prices,
        )
        for (type_, why, keys, prices), addresses in sorted(shared.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


def _group(status: str, meaning: str, rows: list[UnpricedRow], wholly: int, limit: int) -> UnpricedGroup:
    """``wholly`` counts the resources of that status; others among the rows have an amount, and a part without one."""
    partly = sum(row.count for row in rows) - wholly
    counts = [plural(wholly, "resource")] if wholly else []
    if partly > 0:
        counts.append(f"a part of {partly:,} more" if wholly else f"a part of {plural(partly, 'resource')}")
    return UnpricedGroup(
        status=status,
        title=f"{status_word(status).capitalize()}: {', and '.join(counts)}",
        meaning=meaning,
        rows=tuple(rows[:limit]),
        more=_more(len(rows) - limit),
    )


def _more(count: int) -> str:
    return f"and {count:,} more" if count > 0 else ""
