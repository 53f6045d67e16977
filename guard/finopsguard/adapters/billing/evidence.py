"""How a bill writes its dates and numbers, found out from all of its values; never guessed.

09/04/2023 is April or September. A column tells by a value that can only be read in one way; one without such a value is refused.
"""

from typing import TYPE_CHECKING

from finopsguard.adapters.billing.database import rows
from finopsguard.adapters.billing.dialects import DuckDB, Written, missing, quoted
from finopsguard.adapters.billing.errors import BillError
from finopsguard.adapters.billing.formats.shape import Mapping
from finopsguard.adapters.billing.table import Table

if TYPE_CHECKING:
    import duckdb

ORDERS = {"dmy": ("%d", "%m"), "mdy": ("%m", "%d")}
_TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M:%S %p", " %I:%M %p")


def evidence(
    connection: "duckdb.DuckDBPyConnection", table: Table, mapping: Mapping, what: str, *, order: str = ""
) -> Written:
    """Look at every date and number that the mapping reads. ``order`` is what the user says of dates: ``dmy``, ``mdy`` or nothing.

    Raises :class:`BillError` that names the column where dates or numbers can be read in two ways.
    """
    dialect = DuckDB(nested=table.nested, flat=table.flat)
    if table.typed:
        return Written()
    plain = _plain(connection, table, mapping, dialect, what)
    formats = () if plain.iso else _dates(connection, table, mapping.times, dialect, what, order)
    comma = plain.separators and _decimal_comma(connection, table, mapping.numbers, dialect, what)
    return Written(formats, plain.iso, plain.offsets, comma, plain.separators)


def _plain(
    connection: "duckdb.DuckDBPyConnection", table: Table, mapping: Mapping, dialect: DuckDB, what: str
) -> Written:
    """A quick look: whether all is written in the plainest way, as it is in most bills."""
    odd_times, offsets = ["FALSE"], ["FALSE"]
    for value in map(dialect.raw, mapping.times):
        # a CASE looks at the costly half only where the other holds; AND looks at both
        odd_times.append(f"CASE WHEN SUBSTR({value}, 5, 1) <> '-' THEN NOT ({missing(value)}) ELSE FALSE END")
        ends = (f"SUBSTR({value}, -{length}, 1) = '-'" for length in (6, 5, 3))
        offset = f"CONTAINS({value}, '+') OR {' OR '.join(ends)}"
        offsets.append(f"CASE WHEN STRLEN({value}) > 16 AND SUBSTR({value}, -1, 1) <> 'Z' THEN {offset} ELSE FALSE END")
    odd_numbers = ["FALSE"]
    odd_numbers += [
        f"CASE WHEN TRY_CAST({value} AS DOUBLE) IS NULL THEN NOT ({missing(value)}) ELSE FALSE END"
        for value in map(dialect.raw, mapping.numbers)
    ]
    tests = (f"COALESCE(BOOL_OR({' OR '.join(each)}), FALSE)" for each in (odd_times, offsets, odd_numbers))
    odd, offset, separators = rows(connection, f"SELECT {', '.join(tests)} FROM {table.relation}", what)[0]  # noqa: S608  quoted names
    return Written(iso=not odd, offsets=offset or odd, separators=separators)


def _dates(
    connection: "duckdb.DuckDBPyConnection",
    table: Table,
    columns: tuple[str, ...],
    dialect: DuckDB,
    what: str,
    order: str,
) -> tuple[str, ...]:
    if not columns:
        return ()
    pattern = r"^([0-9]{1,2})([/.-])([0-9]{1,2})[/.-]([0-9]{2,4})"
    parts = []
    for column in columns:
        value = f"TRIM({dialect.raw(column)})"
        part = ", ".join(
            (
                f"COUNT(*) FILTER (WHERE regexp_matches({value}, {quoted(pattern)}))",
                *(f"MAX(TRY_CAST(regexp_extract({value}, {quoted(pattern)}, {group}) AS INTEGER))" for group in (1, 3)),
                f"ANY_VALUE(regexp_extract({value}, {quoted(pattern)}, 2)) FILTER (WHERE regexp_matches({value}, {quoted(pattern)}))",
                f"MAX(LENGTH(regexp_extract({value}, {quoted(pattern)}, 4)))",
                f"ANY_VALUE({value}) FILTER (WHERE regexp_matches({value}, {quoted(pattern)}))",
            )
        )
        parts.append(part)
    answer = rows(connection, f"SELECT {', '.join(parts)} FROM {table.relation}", what)[0]  # noqa: S608  quoted names over quoted paths
    firsts, seconds = [], []
    found: tuple[str, str, int, str] | None = None
    for number, column in enumerate(columns):
        count, first, second, separator, length, example = answer[number * 6 : number * 6 + 6]
        if count:
            found = found or (column, separator, length, example)
            firsts.append(first or 0)
            seconds.append(second or 0)
    if found is None:
        return ()
    column, separator, length, example = found
    chosen = order or _order(max(firsts), max(seconds), column, example, what)
    if max(firsts if chosen == "mdy" else seconds) > 12:
        raise BillError(f"{what}: the dates in {column} cannot be read as {chosen}.", hint="Leave the order out.")
    return tuple(
        separator.join((*ORDERS[chosen], year)) + time
        for year in (("%Y",) if length == 4 else ("%y",))
        for time in _TIMES
    )


def _order(first: int, second: int, column: str, example: str, what: str) -> str:
    """Which of the two numbers is the day: the one that is over 12 somewhere."""
    if first > 12 and second > 12:
        raise BillError(
            f"{what}: the dates in the column {column} are written in two ways, day first and month first.",
            hint="Export them in one way, best as 2026-09-21.",
        )
    if first > 12:
        return "dmy"
    if second > 12:
        return "mdy"
    raise BillError(
        f"{what}: dates such as {example} in the column {column} can be read as day/month or as month/day.",
        hint="Say which: azure+dmy:FILE or azure+mdy:FILE (likewise with the other kinds).",
    )


def _decimal_comma(
    connection: "duckdb.DuckDBPyConnection", table: Table, columns: tuple[str, ...], dialect: DuckDB, what: str
) -> bool:
    if not columns:
        return False
    point = r"^-?[0-9]*\.([0-9]{1,2}|[0-9]{4,})(e[+-]?[0-9]+)?$|,[0-9]{3}\."
    comma, thousands = r"^-?[0-9.]*,([0-9]{1,2}|[0-9]{4,})$|^-?0,[0-9]+$|\.[0-9]{3},", r",[0-9]{3}[.,]|,[0-9]{3}$"
    parts = []
    for column in columns:
        value = f"TRIM({dialect.raw(column)})"
        some = f"NOT ({missing(value)})"
        parts += [
            f"COUNT(*) FILTER (WHERE regexp_matches({value}, {quoted(comma)}))",
            f"COUNT(*) FILTER (WHERE regexp_matches(LOWER({value}), {quoted(point)}))",
            f"ANY_VALUE({value}) FILTER (WHERE regexp_matches({value}, {quoted(thousands)}) AND NOT contains({value}, '.'))",
            f"ANY_VALUE({value}) FILTER (WHERE {some} AND TRY_CAST(REPLACE(REPLACE({value}, ',', ''), '.', '') AS DOUBLE) IS NULL)",
        ]
    answer = rows(connection, f"SELECT {', '.join(parts)} FROM {table.relation}", what)[0]  # noqa: S608  as above
    commas = sum(answer[0::4])
    points = sum(answer[1::4])
    for column, unsure, broken in zip(columns, answer[2::4], answer[3::4], strict=True):
        if broken is not None:
            raise BillError(
                f"{what}: {broken[:40]} in the column {column} is no number.", hint="Export the bill again as it is."
            )
        if unsure is not None and not commas and not points:
            raise BillError(
                f"{what}: {unsure[:40]} in the column {column} may have a decimal comma or a thousands separator.",
                hint="Export the bill with decimal points.",
            )
    if commas and points:
        raise BillError(
            f"{what}: amounts are written with a decimal comma in some rows and a point in others.",
            hint="Export the bill in one way.",
        )
    return bool(commas)
