"""How three databases write the same expression. Formats speak to :class:`Dialect`; only this file knows the databases apart."""

from collections.abc import Sequence
from datetime import date

import msgspec

MISSING = ("", "null", "none", "nan", "n/a", r"\n")
"""Texts that exports write where there is nothing, in lower case."""
NUMBER = "DECIMAL(38, 15)"


def quoted(text: str) -> str:
    """A text literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


class Dialect:
    """Expressions over a warehouse table, whose columns are typed already."""

    name = ""
    number_type = NUMBER
    text_type = "VARCHAR"
    any_value = "ANY_VALUE"
    bool_or = "BOOL_OR"

    def column(self, name: str) -> str:
        """A column, or a field of one (``service.description``)."""
        return ".".join(f'"{part}"' for part in name.split("."))

    def raw(self, name: str) -> str:
        """The column as text, whatever it holds."""
        return f"CAST({self.column(name)} AS {self.text_type})"

    def text(self, name: str) -> str:
        """The column as text; nothing in place of an empty text."""
        return f"NULLIF(TRIM({self.raw(name)}), '')"

    def number(self, name: str) -> str:
        """The column as an exact number."""
        return f"CAST({self.column(name)} AS {self.number_type})"

    def time(self, name: str) -> str:
        """The column as a timestamp in UTC."""
        return f"CAST({self.column(name)} AS TIMESTAMP)"

    def times(self, left: str, right: str) -> str:
        """A product that does not overflow."""
        return f"({left}) * ({right})"

    def joined(self, left: str, right: str) -> str:
        """Two texts as one."""
        return f"{left} || {right}"

    def day(self, expression: str) -> str:
        """The day of a timestamp."""
        return f"CAST({expression} AS DATE)"

    def distinct_days(self, expression: str, start: date, end: date) -> str:
        """On how many days of the period a timestamp of a group falls."""
        del start, end
        return f"COUNT(DISTINCT {self.day(expression)})"

    def timestamp(self, day: str) -> str:
        """The beginning of a day given as ISO 8601."""
        return f"TIMESTAMP {quoted(day + ' 00:00:00')}"

    def tags(self, name: str) -> str:
        """A JSON object of texts."""
        return self.raw(name)

    def credits(self, name: str, types: Sequence[str] = ()) -> str:
        """The sum of GCP's ``credits``, of some types or of all; 0 where there are none."""
        raise NotImplementedError

    def contains(self, expression: str, word: str) -> str:
        """Whether a text holds a word, whatever the case; false for nothing."""
        return f"COALESCE(LOWER({expression}) LIKE {quoted('%' + word + '%')}, FALSE)"


class BigQuery(Dialect):
    """Google's standard SQL."""

    name = "bigquery"
    number_type = "BIGNUMERIC"
    text_type = "STRING"
    bool_or = "LOGICAL_OR"

    def column(self, name: str) -> str:
        return ".".join(f"`{part}`" for part in name.split("."))

    def tags(self, name: str) -> str:
        return f"TO_JSON_STRING({self.column(name)})"

    def credits(self, name: str, types: Sequence[str] = ()) -> str:
        kept = f" WHERE c.type IN ({', '.join(map(quoted, types))})" if types else ""
        amounts = f"SELECT SUM(CAST(c.amount AS BIGNUMERIC)) FROM UNNEST({self.column(name)}) AS c{kept}"  # noqa: S608  constants
        return f"COALESCE(({amounts}), 0)"


class Athena(Dialect):
    """Trino's SQL, as Athena engine 3 speaks it. Checked by a parser, never run on Athena."""

    name = "athena"
    any_value = "ARBITRARY"

    def tags(self, name: str) -> str:
        return f"JSON_FORMAT(CAST({self.column(name)} AS JSON))"


class Written(msgspec.Struct, frozen=True):
    """How the texts of a file are written, as far as it matters; found out by ``evidence.py``. Plainer is faster."""

    time_formats: tuple[str, ...] = ()
    """For dates that are neither ISO 8601 nor digits alone."""
    iso: bool = False
    """All times are ISO 8601."""
    offsets: bool = True
    """Some may have an offset from UTC."""
    decimal_comma: bool = False
    separators: bool = True
    """Some numbers have commas in them."""


class DuckDB(Dialect):
    """Files, in which every column is text and may be written in any way."""

    name = "duckdb"

    def __init__(self, written: Written | None = None, *, nested: Sequence[str] = (), flat: Sequence[str] = ()) -> None:
        self.written = written or Written()
        self.nested = frozenset(nested)
        self.flat = frozenset(flat)
        """Names of columns that hold a point and are no fields."""

    def column(self, name: str) -> str:
        if name in self.flat:
            return '"' + name.replace('"', '""') + '"'
        return ".".join('"' + part.replace('"', '""') + '"' for part in name.split("."))

    def raw(self, name: str) -> str:
        if name in self.nested:
            return f"CAST(to_json({self.column(name)}) AS VARCHAR)"
        return f"CAST({self.column(name)} AS VARCHAR)"

    def text(self, name: str) -> str:
        raw = self.raw(name)
        return f"CASE WHEN {missing(raw)} THEN NULL ELSE {raw} END"

    def number(self, name: str) -> str:
        value = self.raw(name)
        if self.written.decimal_comma:
            value = f"REPLACE(REPLACE(TRIM({value}), '.', ''), ',', '.')"
        elif self.written.separators:
            value = f"REPLACE(TRIM({value}), ',', '')"
        return f"TRY_CAST({value} AS {NUMBER})"

    def time(self, name: str) -> str:
        return parsed_time(self.raw(name), self.written)

    def distinct_days(self, expression: str, start: date, end: date) -> str:
        if (end - start).days > MOST_BITS:
            return super().distinct_days(expression, start, end)
        # a bit a day costs a tenth of what counting distinct values does
        day = f"DATE_DIFF('day', DATE {quoted(start.isoformat())}, CAST({expression} AS DATE))"
        return f"BIT_COUNT(BIT_OR(CAST(1 AS HUGEINT) << CAST({day} AS HUGEINT)))"

    def times(self, left: str, right: str) -> str:
        # 38 digits hold neither factor's fifteen decimals twice; nine are enough for a price
        return f"TRY_CAST(CAST(({left}) AS DECIMAL(28, 12)) * TRY_CAST(({right}) AS DECIMAL(18, 9)) AS {NUMBER})"

    def credits(self, name: str, types: Sequence[str] = ()) -> str:
        source = f"CAST(TRY_CAST({self.raw(name)} AS JSON) AS JSON[])"
        kept = f" IF x->>'type' IN ({', '.join(map(quoted, types))})" if types else ""
        amounts = f"[TRY_CAST(x->>'amount' AS {NUMBER}) FOR x IN {source}{kept}]"
        return f"CAST(COALESCE(list_sum({amounts}), 0) AS {NUMBER})"


LONGEST_MISSING = 6
MOST_BITS = 120
"""Days that fit into a number of 128 bits."""


def missing(value: str) -> str:
    """Whether a text stands for nothing. Long ones are not looked at: that is most of the time."""
    return f"STRLEN({value}) <= {LONGEST_MISSING} AND LOWER(TRIM({value})) IN ({', '.join(map(quoted, MISSING))})"


def parsed_time(value: str, written: Written) -> str:
    """A text as a timestamp in UTC: ISO 8601 (with any offset), digits only, else by the formats that evidence allows."""
    # a cast to TIMESTAMP alone would drop the offset
    iso = (
        f"TRY_CAST({value} AS TIMESTAMPTZ) AT TIME ZONE 'UTC'" if written.offsets else f"TRY_CAST({value} AS TIMESTAMP)"
    )
    if written.iso:
        return iso
    tries = [
        f"CASE WHEN regexp_full_match(TRIM({value}), '[0-9]{{8}}([.]0)?') THEN try_strptime(LEFT(TRIM({value}), 8), '%Y%m%d') END",
        f"CASE WHEN regexp_matches({value}, '^ *[0-9]{{4}}-') THEN {iso} END",
    ]
    if written.time_formats:
        tries.append(f"try_strptime(TRIM({value}), [{', '.join(map(quoted, written.time_formats))}])")
    return f"COALESCE({', '.join(tries)})"
