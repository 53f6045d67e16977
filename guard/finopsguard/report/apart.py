"""What a change does without a change in cost of its own: objects forgotten, imported, moved, and drifted.

Each is its own block, because each is easily taken for something else: a forgotten object is no saving, an imported
one no new cost.
"""

from collections.abc import Callable

import msgspec

from finopsguard.report.amounts import after_text
from finopsguard.report.change_row import both_sides, full_address
from finopsguard.report.format import NOT_KNOWN, delta, money, status_word
from finopsguard.types.result import Driver, Report, ResourceLine


class Item(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One object of a block."""

    project: str
    """Empty in a report on one project only."""
    address: str
    previous_address: str = ""
    drivers: tuple[Driver, ...] = ()
    amount: str = ""


class Block(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One kind of object, and what it means for the bill."""

    name: str
    meaning: str
    items: tuple[Item, ...]
    more: str
    """``and 4 more``; empty when all are shown."""


def blocks(report: Report, limit: int) -> list[Block]:
    """The blocks that have something in them, with at most ``limit`` objects each, in the report's order."""
    several = len(report.projects) > 1
    found = [_block(kind, report, limit, several=several) for kind in _KINDS]
    found.append(_drifted(report, limit, several=several))
    return [block for block in found if block.items]


def is_forgotten(line: ResourceLine) -> bool:
    """Whether an object of this resource leaves the state without being destroyed."""
    return line.action in {"forget", "create-forget"} or line.forgotten_monthly_cost is not None


def _block(kind: "_Kind", report: Report, limit: int, *, several: bool) -> Block:
    members = sorted(filter(kind.belongs, report.resources), key=lambda line: (line.address, line.project))
    items = tuple(kind.item(line, line.project if several else "") for line in members[:limit])
    meaning = kind.meaning
    if kind.name == "Forgotten" and report.forgotten_monthly_cost is not None:
        meaning += f" Known: {money(report.forgotten_monthly_cost, report.currency)}/mo."
    return Block(name=kind.name, meaning=meaning, items=items, more=_more(len(members) - limit))


def _forgotten(line: ResourceLine, project: str) -> Item:
    if line.forgotten_monthly_cost is not None:
        amount = f"{money(line.forgotten_monthly_cost, line.currency)}/mo"
    else:
        amount = NOT_KNOWN if line.status == "priced" else status_word(line.status)
    return Item(project=project, address=full_address(line), amount=amount)


def _imported(line: ResourceLine, project: str) -> Item:
    amount = after_text(line)
    return Item(project=project, address=full_address(line), amount=f"{amount}/mo" if line.monthly_cost else amount)


def _moved(line: ResourceLine, project: str) -> Item:
    return Item(project=project, address=full_address(line), previous_address=line.previous_address or "")


class _Kind(msgspec.Struct, frozen=True, gc=False):
    """Which resources belong to a block, and what is said of each."""

    name: str
    meaning: str
    belongs: Callable[[ResourceLine], bool]
    item: Callable[[ResourceLine, str], Item]


_KINDS = (
    _Kind(
        "Forgotten",
        "Leaves the Terraform state but is not destroyed: it goes on being billed, outside every total here.",
        is_forgotten,
        _forgotten,
    ),
    _Kind("Imported", "Already billed before this change, so no new cost.", lambda line: line.importing, _imported),
    _Kind("Moved", "The same objects at new addresses.", lambda line: bool(line.previous_address), _moved),
)


def _drifted(report: Report, limit: int, *, several: bool) -> Block:
    members = sorted(report.drift, key=lambda line: (line.address, line.project))
    items = tuple(
        Item(
            project=line.project if several else "",
            address=line.address,
            drivers=both_sides(line.drivers),
            amount=NOT_KNOWN if line.delta is None else f"{delta(line.delta, line.currency)}/mo",
        )
        for line in members[:limit]
    )
    meaning = "Changed outside Terraform since the last apply; not counted as this change's doing."
    return Block(name="Drifted", meaning=meaning, items=items, more=_more(len(members) - limit))


def _more(count: int) -> str:
    return f"and {count:,} more" if count > 0 else ""
