"""A usage file's text with the place of each entry, for changing single lines of it."""

from collections.abc import Sequence
from typing import Any

import msgspec

from finopsguard.errors import UsageFileError

STEP = 2
"""Columns of an indentation where the file shows none."""


class Entry(msgspec.Struct, frozen=True):
    """A key of a mapping, what stands below it, and where."""

    indent: int
    """Column of the key."""
    end: int
    """Where the last line of it ends, before the line break."""
    children: dict[str, "Entry"]
    block: bool
    """Whether lines can be added below it: it is an indented mapping, or has no value yet."""
    scalar: tuple[int, int] | None = None
    """Start and end of a plain scalar's text."""


class ValueLine(msgspec.Struct, frozen=True):
    """A plain value and what follows it on its line."""

    start: int
    end: int
    value: str
    comment: str
    line_end: int


class Page:
    """The text and what is to be changed in it. Raises :class:`UsageFileError` where the whole is not an indented mapping."""

    def __init__(self, text: str, where: str) -> None:
        import yaml  # noqa: PLC0415  15 ms that other commands need not wait

        self._text = text
        self._where = where
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self._changes: list[tuple[int, int, str]] = []
        root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
        self._root: dict[str, Entry] = {}
        if root is not None and root.id == "mapping":
            if root.flow_style:
                raise self._braces()
            self._root = self._children(root)

    def section(self, name: str) -> dict[str, Entry] | None:
        """Entries below a top-level key; ``None`` where it is not there or holds nothing."""
        entry = self._root.get(name)
        if entry is None:
            return None
        if not entry.block:
            raise self._braces()
        return entry.children

    def value_line(self, entry: Entry) -> ValueLine | None:
        """A plain scalar with its comment; ``None`` for everything else."""
        if entry.scalar is None:
            return None
        start, end = entry.scalar
        line_end = self._line_end(end)
        return ValueLine(start, end, self._text[start:end], self._text[end:line_end], line_end)

    def replace(self, line: ValueLine, value: str, comment: str) -> None:
        """Another value and comment on that line."""
        self._changes.append((line.start, line.line_end, value + comment))

    def add_lines(self, entry: Entry, lines: Sequence[tuple[int, str]]) -> None:
        """Lines (level and text) at the end of what stands below an entry."""
        below = next(iter(entry.children.values()), None)
        indent = below.indent if below is not None else entry.indent + self._step()
        self._insert(entry.end, [(indent + level * self._step(), text) for level, text in lines])

    def add_entries(
        self, name: str, section: dict[str, Entry] | None, entries: Sequence[tuple[str, Sequence[tuple[int, str]]]]
    ) -> None:
        """New keys with lines below them, at the end of a top-level section, which is made where it is not there."""
        lines: list[tuple[int, str]] = []
        step = self._step()
        indent = next((entry.indent for entry in (section or {}).values()), step)
        for key, below in entries:
            lines.append((indent, f"{quoted(key)}:"))
            lines += [(indent + step + level * step, text) for level, text in below]
        entry = self._root.get(name)
        if entry is not None:
            self._insert(entry.end, lines)
            return
        head = [] if self._root else [(0, "version: 0.1")]
        last = max((each.end for each in self._root.values()), default=len(self._text.rstrip()))
        self._insert(last, [*head, (0, f"{name}:"), *lines])

    def text(self) -> str:
        """The text with all changes."""
        if not self._changes:
            return self._text
        parts: list[str] = []
        at = 0
        for start, end, new in sorted(
            self._changes, key=lambda change: change[0]
        ):  # of lines added at one place the first stands first
            parts += (self._text[at:start], new)
            at = end
        result = "".join((*parts, self._text[at:]))
        return result if result.endswith(("\n", "\r")) else result + self._newline

    def _insert(self, at: int, lines: Sequence[tuple[int, str]]) -> None:
        """New lines after the one that ends at ``at``."""
        new = self._newline.join(" " * indent + text for indent, text in lines)
        before = self._text[:at]
        new = new if not before or before.endswith("\n") else self._newline + new
        if before.endswith("\n") or not before:
            new += self._newline
        self._changes.append((at, at, new))

    def _step(self) -> int:
        """How far the file indents."""
        for entry in self._root.values():
            for child in entry.children.values():
                if child.indent > entry.indent:
                    return child.indent - entry.indent
        return STEP

    def _children(self, node: Any) -> dict[str, Entry]:
        return {key.value: self._entry(key, value) for key, value in node.value if key.id == "scalar"}

    def _entry(self, key: Any, value: Any) -> Entry:
        shared = value.start_mark.index < key.start_mark.index  # an alias: it stands elsewhere
        own = not shared and not self._anchored(key, value)
        mapping = value.id == "mapping"
        empty = value.id == "scalar" and value.start_mark.index == value.end_mark.index
        children = self._children(value) if mapping and not value.flow_style and own else {}
        plain = own and value.id == "scalar" and not value.style and not empty and "\n" not in self._between(value)
        end = max((child.end for child in children.values()), default=-1)
        if end < 0:
            end = self._line_end(self._last(key if shared else value))
        return Entry(
            indent=key.start_mark.column,
            end=end,
            children=children,
            block=own and ((mapping and not value.flow_style) or empty),
            scalar=(value.start_mark.index, value.end_mark.index) if plain else None,
        )

    def _anchored(self, key: Any, value: Any) -> bool:
        """Whether other places may refer to the value, or it has a tag."""
        between = self._text[key.end_mark.index : value.start_mark.index].partition("#")[0]
        return "&" in between or "!" in between or self._text.startswith(("&", "!"), value.start_mark.index)

    def _between(self, value: Any) -> str:
        return self._text[value.start_mark.index : value.end_mark.index]

    def _last(self, node: Any) -> int:
        """A place on the last line of a node: the end of a block scalar is the start of what follows."""
        start: int = node.start_mark.index
        end: int = node.end_mark.index
        return max(start, start + len(self._text[start:end].rstrip()))

    def _line_end(self, at: int) -> int:
        end = self._text.find("\n", at)
        if end < 0:
            return len(self._text)
        return end - 1 if end > at and self._text[end - 1] == "\r" else end

    def _braces(self) -> UsageFileError:
        return UsageFileError(
            f"{self._where} is written in braces, which sync does not edit.", hint="Write it as indented blocks."
        )


def quoted(key: str) -> str:
    """A key as YAML reads it back: ``aws_lambda_function.a["b"]`` needs quotes."""
    plain = key.replace("_", "a").replace(".", "a").replace("-", "a")
    if (
        plain.isascii() and plain.isalnum() and key[0].isalpha() and "." in key
    ):  # neither .0 nor null, which are no texts
        return key
    if not key.isprintable():
        from json import dumps  # noqa: PLC0415  rare: only hostile addresses have line breaks

        return dumps(key)
    return "'" + key.replace("'", "''") + "'"
