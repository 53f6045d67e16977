"""DuckDB, shut in: it reads the files that are named and nothing else, within the memory that it is given."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from finopsguard.adapters.billing.errors import BillError, ShortRowError

if TYPE_CHECKING:
    import duckdb

MEMORY = "512MB"
THREADS = min(max(os.cpu_count() or 2, 2), 4)
"""Each needs memory of its own."""


def connect(paths: Sequence[str], *, memory: str = MEMORY, threads: int = THREADS) -> "duckdb.DuckDBPyConnection":
    """A database in memory that may read ``paths``. Raises :class:`BillError` where DuckDB is not installed."""
    try:
        import duckdb
    except ImportError:
        raise BillError(
            "Bills are read with DuckDB, which is not installed.", hint='Install the extra "focus" of finopsguard.'
        ) from None
    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": memory,
            "threads": str(threads),
            "temp_directory": "",
        }
    )
    connection.execute("SET TimeZone = 'UTC'")
    # text order is of no interest, and keeping the file's order costs memory
    connection.execute("SET preserve_insertion_order = false")
    if connection.execute("SELECT name FROM duckdb_optimizers() WHERE name = 'type_pushdown'").fetchall():
        # DuckDB 2 reads a column as the type that TRY_CAST asks for and fails on what TRY_CAST takes for NULL
        connection.execute("SET disabled_optimizers = 'type_pushdown'")
    connection.execute("SET allowed_paths = ?", [[os.path.abspath(path) for path in paths]])  # noqa: PTH100  as DuckDB writes them
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def rows(connection: "duckdb.DuckDBPyConnection", query: str, what: str) -> list[tuple[Any, ...]]:
    """The answer to a query over the bill ``what``. Raises :class:`BillError` with DuckDB's reason in one line."""
    import duckdb

    try:
        return connection.execute(query).fetchall()
    except duckdb.Error as problem:
        kind = ShortRowError if "Expected Number of Columns" in str(problem) else BillError
        raise kind(f"{what} cannot be read: {reason(problem)}.", hint=hint(problem)) from None


def reason(problem: Exception) -> str:
    """The first lines of DuckDB's message as one, without the data that it quotes."""
    lines = [line.strip().rstrip(".") for line in str(problem).strip().splitlines()]
    said = [line for line in lines[:4] if line and not line.startswith(("Original Line", "Possible", "LINE", "*", "^"))]
    return ": ".join(said[:3])[:300]


def hint(problem: Exception) -> str:
    """What to do about it."""
    text = str(problem).lower()
    if "out of memory" in text:
        return "Give a shorter period, or a bill with less in it."
    if "parquet" in text or "magic bytes" in text:
        return "The file is damaged or was cut off: export it again."
    if "unicode" in text:
        return "Save it as UTF-8."
    if "columns" in text:
        return "The file is damaged or was cut off: export it again."
    return "Check that the file is a whole bill."
