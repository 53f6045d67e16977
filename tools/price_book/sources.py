"""Every list that prices were taken from, and how a collected row's ``source`` text names it
(``tables/sources.tsv``).
"""

from typing import NamedTuple

from price_book.errors import CompileError
from price_book.tables import table


class Source(NamedTuple):
    """A row of the book's ``sources.tsv``."""

    id: str
    title: str
    trust: str
    licence: str
    note: str


_BEGINNINGS = tuple((row.pop("begins"), Source(**row)) for row in table("sources.tsv"))
SOURCES: dict[str, Source] = {source.id: source for _, source in _BEGINNINGS}


def source_of(text: str) -> str:
    """The id of the list that a collected row names: the first one whose text its source begins with.

    Raises :class:`CompileError` for a source that nobody has described.
    """
    for beginning, source in _BEGINNINGS:
        if text.startswith(beginning):
            return source.id
    raise CompileError(f"no row in tools/price_book/tables/sources.tsv for the source {text!r}")
