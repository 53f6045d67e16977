"""Bill files as one table: which files, how they are written, which columns they have."""

import csv
import glob
import gzip
import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from finopsguard.adapters.billing.database import rows
from finopsguard.adapters.billing.dialects import quoted
from finopsguard.adapters.billing.errors import BillError

if TYPE_CHECKING:
    import duckdb

CSV_ENDINGS = (".csv", ".csv.gz", ".txt")
JSON_ENDINGS = (".json", ".jsonl", ".ndjson", ".json.gz", ".jsonl.gz", ".ndjson.gz")
MOST_FILES = 1_000
HEADER_BYTES = 1 << 20
DELIMITERS = (",", ";", "\t", "|")


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """What SQL can select from."""

    relation: str
    names: tuple[str, ...]
    """Columns; fields of nested ones as ``service.description``."""
    nested: tuple[str, ...] = ()
    """Those that are lists, maps or structs."""
    flat: tuple[str, ...] = ()
    """Those whose own name holds a point."""
    typed: bool = False
    """Times and numbers have types: nothing needs to be found out about how they are written."""


def files_of(pattern: str) -> tuple[str, ...]:
    """The files that a path or glob names, in the order of their names. Raises :class:`BillError` where there are none."""
    if os.path.lexists(pattern):
        found = [pattern]
        if os.path.isdir(pattern):  # noqa: PTH112  beside glob, which speaks text
            found = [
                name
                for ending in ("csv", "csv.gz", "parquet", "ndjson", "jsonl", "json")
                for name in glob.glob(os.path.join(glob.escape(pattern), "**", f"*.{ending}"), recursive=True)  # noqa: PTH118, PTH207  as above
            ]
    else:
        found = glob.glob(pattern, recursive=True)  # noqa: PTH207  the pattern is absolute or relative
    found = sorted(name for name in set(found) if os.path.isfile(name))  # noqa: PTH113  as above
    if not found:
        raise BillError(f"There is no bill {pattern}.", hint="Check the path; ** matches folders within folders.")
    if len(found) > MOST_FILES:
        raise BillError(f"{pattern} names {len(found):,} files.", hint=f"Name at most {MOST_FILES:,}.")
    return tuple(found)


def table_of(
    connection: "duckdb.DuckDBPyConnection", files: Sequence[str], what: str, *, padded: bool = False
) -> Table:
    """The files as one table; ``padded`` takes CSV rows that end early as far as they go.

    Raises :class:`BillError` for an empty, damaged or mixed lot."""
    kinds = {_kind(name) for name in files}
    if len(kinds) != 1:
        raise BillError(f"{what} names files of different kinds.", hint="Name CSV, Parquet or JSON files, not several.")
    empty = [name for name in files if os.path.getsize(name) == 0]  # noqa: PTH202  as above
    if empty:
        raise BillError(f"The bill {empty[0]} is empty.", hint="Export it again.")
    kind = kinds.pop()
    if kind == "csv":
        return _csv(files, padded=padded)
    listed = _listed(files)
    if kind == "parquet":
        relation = f"read_parquet({listed}, union_by_name = true)"
    else:
        relation = f"read_json({listed}, format = 'newline_delimited', sample_size = -1, union_by_name = true)"
    return _typed(connection, relation, what, typed=kind == "parquet")


def _kind(name: str) -> str:
    lower = name.lower()
    if lower.endswith(CSV_ENDINGS):
        return "csv"
    if lower.endswith(JSON_ENDINGS):
        return "json"
    if lower.endswith(".parquet"):
        return "parquet"
    with Path(name).open("rb") as file:
        start = file.read(4)
    return "parquet" if start == b"PAR1" else "json" if start.lstrip()[:1] == b"{" else "csv"


def _listed(files: Sequence[str]) -> str:
    return f"[{', '.join(quoted(os.path.abspath(name)) for name in files)}]"  # noqa: PTH100  as DuckDB is allowed to read them


def _csv(files: Sequence[str], *, padded: bool) -> Table:
    """CSV as text throughout: guesses at types and dialects fail on real exports, so none are made."""
    headers = {name: _header(name) for name in files}
    first, delimiter, encoding = headers[files[0]]
    odd = next((name for name, header in headers.items() if header != headers[files[0]]), None)
    if odd is not None:
        raise BillError(f"{odd} has other columns than {files[0]}.", hint="Name bills of one kind and export together.")
    types = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in first)
    relation = (
        f"read_csv({_listed(files)}, auto_detect = false, header = true, columns = {{{types}}}, delim = {quoted(delimiter)}, "
        f"quote = '\"', escape = '\"', strict_mode = false, {'null_padding = true, parallel = false, ' if padded else ''}"
        f"encoding = {quoted(encoding)})"
    )
    return Table(relation=relation, names=first, flat=tuple(name for name in first if "." in name))


def _header(name: str) -> tuple[tuple[str, ...], str, str]:
    """Column names, the delimiter and the encoding, read off the first line."""
    try:
        with gzip.open(name, "rb") if name.lower().endswith(".gz") else Path(name).open("rb") as file:
            data = file.read(HEADER_BYTES)
    except (OSError, EOFError) as problem:
        raise BillError(f"The bill {name} cannot be read: {problem}.", hint="Export it again.") from None
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    text = data.decode("utf-16" if encoding == "utf-16" else "utf-8-sig", errors="replace")
    if "\0" in text or not text.strip():
        raise BillError(f"The bill {name} is no text.", hint="Name a CSV, Parquet or NDJSON file.")
    line = _first_record(text)
    delimiter = max(DELIMITERS, key=line.count)
    names = next(csv.reader(io.StringIO(line), delimiter=delimiter))
    return _unique([column.strip() or f"column{number}" for number, column in enumerate(names)]), delimiter, encoding


def _first_record(text: str) -> str:
    """The first line that is not blank; a quoted header may hold line ends."""
    text = text.lstrip("\r\n \ufeff")
    quotes = 0
    for position, character in enumerate(text):
        if character == '"':
            quotes += 1
        elif character in "\r\n" and quotes % 2 == 0:
            return text[:position]
    return text


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    """Names told apart as DuckDB wants them: whatever their case."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        count = seen[name.lower()] = seen.get(name.lower(), 0) + 1
        found.append(name if count == 1 else f"{name}_{count}")
    return tuple(found)


def _typed(connection: "duckdb.DuckDBPyConnection", relation: str, what: str, *, typed: bool) -> Table:
    names: list[str] = []
    nested: list[str] = []
    for name, type_, *_ in rows(connection, f"DESCRIBE SELECT * FROM {relation}", what):  # noqa: S608  built here from quoted paths
        names.append(name)
        if type_.startswith("STRUCT(") and not type_.endswith("[]"):
            fields = rows(connection, f'DESCRIBE SELECT "{name}".* FROM {relation}', what)  # noqa: S608  as above
            names += [f"{name}.{field}" for field, *_ in fields]
        if type_.endswith("]") or type_.startswith(("MAP(", "STRUCT(")):
            nested.append(name)
    flat = tuple(name for name in names if "." in name and not any(name.startswith(f"{part}.") for part in nested))
    return Table(relation=relation, names=tuple(names), nested=tuple(nested), flat=flat, typed=typed)
