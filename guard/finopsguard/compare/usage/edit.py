"""Writes measured quantities into the text of a usage file and leaves everything else of it as it stands, character by character.

A line that was written by sync carries its value again in a comment: ``monthly_requests: 1200  # synced 1200: AWS Invocations, ...``. Where
the two differ, or without the comment, somebody has written the value by hand, and it stays.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from finopsguard.compare.usage import nodes
from finopsguard.compare.usage.measures import Quantity
from finopsguard.errors import UsageFileError
from finopsguard.text import load_yaml

SECTION = "resource_usage"
SYNCED = "# synced "
STEP = 2
"""Columns of an indentation where the file shows none."""
Stated = Callable[[str], Mapping[str, Any]]
"""What a file says of an address by pattern; empty where nothing."""


class Kept(msgspec.Struct, frozen=True):
    """A quantity that was measured and not written."""

    address: str
    key: str
    stands: str
    """What the file says."""
    measured: Decimal
    why: str


class Edited(msgspec.Struct, frozen=True):
    """The new text, and what was done."""

    text: str
    written: int
    kept: tuple[Kept, ...]


def plain(value: Decimal) -> str:
    """A number as YAML reads it back: no exponent."""
    return format(value, "f")


def marker(found: Quantity) -> str:
    """The comment that says where a value comes from."""
    some = f", data on {found.with_data} of {found.days} days" if found.with_data < found.days else ""
    return f"{SYNCED}{plain(found.value)}: {found.metric}, {found.start}..{found.end}{some}"


def edited(
    text: str,
    measured: Mapping[str, Sequence[Quantity]],
    where: str,
    *,
    by_pattern: Stated = lambda _address: {},
    overwrite: bool = False,
) -> Edited:
    """``text`` (that of the file ``where``) with the quantities of each address.

    ``by_pattern`` answers what entries with ``*`` say. Raises :class:`UsageFileError` for a file that cannot be read, or that is written
    in a way that cannot be edited line by line.
    """
    data = load_yaml(text, where, UsageFileError)
    page = nodes.Page(text, where)
    section = page.section(SECTION)
    kept: list[Kept] = []
    expected: dict[str, dict[str, Decimal]] = {}
    inserts: list[tuple[str, list[Quantity]]] = []
    for address, found in measured.items():
        stated = by_pattern(address)
        wanted = [each for each in found if overwrite or not _said(stated, each, address, kept)]
        entry = section.get(address) if section is not None else None
        if wanted and entry is None:
            inserts.append((address, wanted))
            expected[address] = {each.key: each.value for each in wanted}
        elif wanted and entry is not None:
            done = _entry(page, address, entry, wanted, kept, overwrite=overwrite)
            expected[address] = {each.key: each.value for each in done}
    if inserts:
        page.add_entries(SECTION, section, [(address, _lines(found)) for address, found in inserts])
    result = page.text()
    _verify(data, load_yaml(result, where, UsageFileError), expected, where)
    return Edited(result, sum(map(len, expected.values())), tuple(kept))


def _said(stated: Mapping[str, Any], each: Quantity, address: str, kept: list[Kept]) -> bool:
    value: Any = stated
    for step in each.key.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    if value is None:
        return False
    kept.append(Kept(address, each.key, str(value), each.value, "an entry with * states it"))
    return True


def _entry(
    page: nodes.Page, address: str, entry: nodes.Entry, wanted: Sequence[Quantity], kept: list[Kept], *, overwrite: bool
) -> list[Quantity]:
    """Writes into an entry that is there; answers what it wrote."""
    done: list[Quantity] = []
    missing: dict[tuple[str, ...], list[Quantity]] = {}
    for each in wanted:
        *path, last = each.key.split(".")
        inside, depth = _inside(entry, path)
        if inside is None:
            kept.append(Kept(address, each.key, "...", each.value, "it is not written as a block of its own"))
        elif depth < len(path) or last not in inside.children:
            missing.setdefault(tuple(path[:depth]), []).append(each)
        elif _replace(page, address, inside.children[last], each, kept, overwrite=overwrite):
            done.append(each)
    for steps, several in sorted(missing.items(), key=lambda item: -len(item[0])):  # the deepest block ends first
        inside, _ = _inside(entry, steps)
        assert inside is not None
        page.add_lines(inside, _lines(several, len(steps)))
        done += several
    return done


def _inside(entry: nodes.Entry, path: Sequence[str]) -> tuple[nodes.Entry | None, int]:
    """The deepest block on the path that is there, and how deep it is; ``None`` where it cannot be written into."""
    depth = 0
    for step in path:
        if not entry.block:
            return None, depth
        if step not in entry.children:
            return entry, depth
        entry = entry.children[step]
        depth += 1
    return (entry if entry.block else None), depth


def _replace(
    page: nodes.Page, address: str, entry: nodes.Entry, each: Quantity, kept: list[Kept], *, overwrite: bool
) -> bool:
    line = page.value_line(entry)
    if line is None:
        kept.append(Kept(address, each.key, "...", each.value, "it is not a plain number on one line"))
        return False
    ours, own_comment = _comment(line.comment)
    if not overwrite and (ours is None or not _same(line.value, ours)):
        why = "it was written by hand" if ours is None else f"it was changed by hand since {ours} was synced"
        if not _same(line.value, plain(each.value)):
            kept.append(Kept(address, each.key, line.value, each.value, why))
        return False
    page.replace(line, plain(each.value), f"  {marker(each)}{own_comment}")
    return True


def _comment(text: str) -> tuple[str | None, str]:
    """The value that was synced, and the comment of somebody else beside it."""
    words = text.strip()
    if not words.startswith(SYNCED):
        return None, f"  {words}" if words else ""
    head, hash_, rest = words[len(SYNCED) :].partition("#")
    return head.partition(":")[0].strip(), f"  {hash_}{rest}" if hash_ else ""


def _same(one: str, other: str) -> bool:
    try:
        return Decimal(one.replace("_", "")) == Decimal(other)
    except InvalidOperation:
        return False


def _lines(found: Iterable[Quantity], depth: int = 0) -> list[tuple[int, str]]:
    """Level and text of each line below an address; ``depth`` steps of the keys are there already."""
    blocks: dict[str, Any] = {}
    for each in found:
        *path, last = each.key.split(".")[depth:]
        inside = blocks
        for step in path:
            inside = inside.setdefault(step, {})
        inside[last] = each
    return list(_rendered(blocks, 0))


def _rendered(block: Mapping[str, Any], level: int) -> Iterator[tuple[int, str]]:
    for key, value in block.items():
        if isinstance(value, Quantity):
            yield level, f"{key}: {plain(value.value)}  {marker(value)}"
        else:
            yield level, f"{key}:"
            yield from _rendered(value, level + 1)


def _verify(before: Any, after: Any, expected: Mapping[str, Mapping[str, Decimal]], where: str) -> None:
    """The file must say what it said, and besides only what was measured."""
    wanted = _copy(before) if before is not None else {}
    if any(expected.values()):
        section = wanted.get(SECTION) or {}
        wanted[SECTION] = section
        for address, values in expected.items():
            entry = section.get(address) or {}
            section[address] = entry
            for key, value in values.items():
                *path, last = key.split(".")
                inside = entry
                for step in path:
                    inside[step] = inside.get(step) or {}
                    inside = inside[step]
                inside[last] = value
    now = _copy(after) if after is not None else {}
    if not before and "version" in now:
        wanted.setdefault("version", now["version"])
    if now != wanted:
        raise UsageFileError(
            f"{where} is written in a way that cannot be edited line by line.",
            hint=f"Write {SECTION}: and its entries as indented blocks, without anchors.",
        )


def _copy(value: Any) -> Any:
    return {key: _copy(item) for key, item in value.items()} if isinstance(value, Mapping) else value
