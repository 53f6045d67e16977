"""The compiler's own tables: what stands for what. Tab separated, one header line, no quoting."""

from collections.abc import Iterator
from pathlib import Path

TABLES = Path(__file__).parent / "tables"


def table(name: str) -> Iterator[dict[str, str]]:
    """The rows of a table in this folder by column name."""
    header, *lines = (TABLES / name).read_text(encoding="utf-8").splitlines()
    columns = header.split("\t")
    for line in lines:
        yield dict(zip(columns, line.split("\t"), strict=True))
