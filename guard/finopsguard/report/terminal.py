"""Laying text out for a terminal: widths, columns, wrapping and colour. What comes in goes out visible.

Every method returns ``Markup``, which here means: fit to be printed. Only this module writes ANSI escapes.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Final

from markupsafe import Markup

from finopsguard.report.escape import LONGEST, shortened, shortened_middle, visible, visible_lines

NARROWEST = 40
_LONGEST_LABEL = 64
_MARGIN = 2
_SYMBOL = 4
_GAP = 2

_STYLES: Final = {
    "bold": "1",
    "dim": "2",
    "PASS": "1;32",
    "FAIL": "1;31",
    "INCOMPLETE": "1;33",
    "dearer": "31",
    "cheaper": "32",
    "same": "",
    "+": "32",
    "-": "31",
    "~": "33",
    "-/+": "31",
    "+/.": "32",
}
_DIRECTIONS: Final = {1: "dearer", 0: "same", -1: "cheaper"}


def width_of(text: str) -> int:
    """Columns of ``text``: 2 for wide characters, 0 for marks on others (Unicode Annex 11, "East Asian Width")."""
    if text.isascii():
        return len(text)
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def fitted(text: str, columns: int) -> str:
    """``text``, or both its ends around an ellipsis, in at most ``columns``."""
    if width_of(text) <= columns:
        return text
    head = _prefix(text, (columns - 1) // 2)
    tail = _prefix(text[::-1], columns - 1 - width_of(head))[::-1]
    return f"{head}…{tail}"


def _prefix(text: str, columns: int) -> str:
    ends = accumulate(_columns(char) for char in text)
    return text[: sum(end <= columns for end in ends)]


class Page:
    """A page of given width; ``columns`` of figures stand at its right, the same ones in every table."""

    def __init__(
        self, width: int | None, *, color: bool, labels: Iterable[str], figures: Iterable[Sequence[str]]
    ) -> None:
        self.width = None if width is None else max(width, NARROWEST)
        self.color = color
        self.columns = _widest(figures)
        natural = min(max((width_of(visible(label)) for label in labels), default=0), _LONGEST_LABEL)
        self.label = (
            natural
            if self.width is None
            else min(natural, self.width - _MARGIN - _SYMBOL - sum(self.columns) - _GAP * len(self.columns))
        )
        self.label = max(self.label, NARROWEST // 3)

    def paint(self, text: object, style: str) -> Markup:
        """``text`` in a style, if there is colour."""
        plain = text if isinstance(text, Markup) else visible(str(text))
        code = _STYLES.get(style, "")
        return Markup(f"\x1b[{code}m{plain}\x1b[0m") if self.color and code else Markup(plain)

    def direction(self, text: object, direction: int) -> Markup:
        """A delta in the colour of what it does to the bill."""
        return self.paint(text, _DIRECTIONS[direction])

    def heading(self, title: str, *figures: str) -> Markup:
        """A section's title, with the names of the columns of figures."""
        if not figures:
            return self.paint(title, "bold")
        room = _MARGIN + _SYMBOL + self.label
        return Markup(
            self.paint(title, "bold")
            + " " * max(room - width_of(visible(title)), 0)
            + self.paint(self._figures(figures), "dim")
        )

    def row(self, symbol: str, label: str, figures: Sequence[str], direction: int = 0) -> Markup:
        """A label and its figures, the last one coloured; with fewer figures than columns it spans what is left."""
        name = visible(shortened_middle(label))
        if self.width is not None:
            name = fitted(name, self.label)
        padding = " " * max(self.label - width_of(name), 0)
        room = sum(self.columns[len(figures) - 1 :]) + _GAP * (len(self.columns) - len(figures))
        last = self.direction(_right(figures[-1], room), direction)
        mark = Markup(self.paint(symbol, symbol) + " " * (_SYMBOL - len(symbol)))
        return Markup(f"{'':{_MARGIN}}{mark}{name}{padding}{self._figures(figures[:-1])}{'':{_GAP}}{last}")

    def tall(self, label: str, figures: Sequence[str], direction: int = 0) -> Markup:
        """A row whose label has a line of its own where it has no room beside the figures."""
        name = visible(shortened_middle(label))
        if self.width is None or width_of(name) <= self.label:
            return self.row("", label, figures, direction)
        indent = _MARGIN + _SYMBOL
        return Markup(f"{'':{indent}}{fitted(name, self.width - indent)}\n{self.row('', '', figures, direction)}")

    def part(self, label: str, figure: str, note: str, column: int, direction: int = 0) -> Markup:
        """A part of the row above: its figure in that ``column`` of figures, and what to say of it behind that or, without room, below."""
        room = self.label - _MARGIN + sum(self.columns[:column]) + _GAP * column
        name = fitted(visible(shortened_middle(label)), max(room, NARROWEST // 3))
        amount = _right(figure, self.columns[column])
        gap = " " * max(room - width_of(name), 0)
        indent = 2 * _MARGIN + _SYMBOL
        line = Markup(f"{'':{indent}}{name}{gap}{'':{_GAP}}{self.direction(amount, direction)}")
        if not note:
            return line
        said = visible(shortened(note))
        used = indent + width_of(name + gap) + _GAP + width_of(amount) + _GAP
        if self.width is None or used + width_of(said) <= self.width:
            return Markup(f"{line}{'':{_GAP}}{self.paint(said, 'dim')}")
        return Markup(f"{line}\n{self.paint(self.wrapped(said, indent + _MARGIN, ' ' * (indent + _MARGIN)), 'dim')}")

    def note(self, text: object, style: str = "dim") -> Markup:
        """A line under a row, wrapped."""
        return self.paint(self.wrapped(text, indent=_MARGIN + _SYMBOL), style)

    def wrapped(self, text: object, indent: int = _MARGIN, first: str = "", longest: int = LONGEST) -> Markup:
        """Words over as many lines as they need, indented; the first line begins with ``first`` (within the indent)."""
        words = visible(shortened(str(text), longest)).split()
        lines: list[str] = []
        for word in words:
            if lines and (self.width is None or indent + width_of(lines[-1]) + 1 + width_of(word) <= self.width):
                lines[-1] += f" {word}"
            else:
                lines.append(word)
        return Markup(visible(first).ljust(indent) + f"\n{'':{indent}}".join(lines))

    def block(self, text: str, indent: int) -> Markup:
        """Lines of Terraform as they are."""
        return Markup("\n".join(" " * indent + line for line in visible_lines(text)))

    def _figures(self, figures: Sequence[str]) -> str:
        return "".join(
            " " * _GAP + _right(figure, columns) for figure, columns in zip(figures, self.columns, strict=False)
        )


def _right(text: str, columns: int) -> str:
    shown = visible(text)
    return " " * max(columns - width_of(shown), 0) + shown


def _widest(rows: Iterable[Sequence[str]]) -> tuple[int, ...]:
    return tuple(max(map(width_of, column)) for column in zip(*rows, strict=True))
