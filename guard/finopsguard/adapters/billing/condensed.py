"""The sums of a bill over a file, quickly: rows are added up by the columns as they are written, and only then is it worked out what those
columns mean. A bill of two million rows has some thousands of kinds of rows, so that reading texts is done some thousands of times.

The answers are those of the plain queries (``sql.py``, ``file_bill.py``), which stay for tables whose columns are nested.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from finopsguard.adapters.billing.dialects import DuckDB, quoted
from finopsguard.adapters.billing.formats.shape import Mapping, plain
from finopsguard.adapters.billing.sql import KEYS, charge_key, typed

_AMOUNTS = ("billed", "effective", "promotion", "list", "quantity")
_SUMMED = ("billed", "effective", "promotion")


def period_query(mapping: Mapping, relation: str, names: Sequence[str], dialect: DuckDB, start: date, end: date) -> str:
    """As :func:`finopsguard.adapters.billing.sql.aggregate`, for a period whose days fit into the bits of a number."""
    keys, raw, rows = _rows(
        mapping, relation, names, dialect, (*KEYS, "tags"), ("start_time", "end_time", *_AMOUNTS, "estimated")
    )
    begin, stop = dialect.timestamp(start.isoformat()), dialect.timestamp(end.isoformat())
    day = f"DATE_DIFF('day', DATE {quoted(start.isoformat())}, CAST({_own('start_time')} AS DATE))"
    inner = ",\n  ".join(
        (
            *raw,
            f"MIN({_own('start_time')}) AS {_own('start_time')}",
            f"MAX(COALESCE({_own('end_time')}, {_own('start_time')})) AS {_own('end_time')}",
            f"BIT_OR(CAST(1 AS HUGEINT) << CAST({day} AS HUGEINT)) AS {_own('days')}",
            f"BOOL_OR({_own('estimated')}) AS {_own('estimated')}",
            *(f"SUM({_own(name)}) AS {_own(name)}" for name in _AMOUNTS),
            *(f"COUNT({_own(name)}) AS {_own('count_' + name)}" for name in ("list", "quantity")),
            f"COUNT(*) AS {_own('count')}",
        )
    )
    inside = f"{_own('start_time')} >= {begin} AND {_own('start_time')} < {stop}"
    summed = f"SELECT {inner} FROM ({rows}) WHERE {inside} GROUP BY ALL"  # noqa: S608  quoted names
    own = ", ".join(_own(name) for name in ("start_time", "end_time", "days", "estimated", *_AMOUNTS, *_COUNTS))
    told = f"SELECT {', '.join(f'{value} AS {name}' for name, value in keys.items())}, {own} FROM ({summed})"  # noqa: S608  as above
    named = ",\n  ".join(f"COALESCE({key}, '') AS {key}" for key in KEYS)
    return f"""SELECT
  {charge_key(dialect)} AS charge_key,
  {named},
  ANY_VALUE(tags) AS tags,
  MIN({_own("start_time")}) AS start_time,
  MAX({_own("end_time")}) AS end_time,
  BIT_COUNT(BIT_OR({_own("days")})) AS days,
  BOOL_OR({_own("estimated")}) AS estimated,
  {", ".join(f"SUM({_own(name)}) AS {name}" for name in _SUMMED)},
  {", ".join(_whole(name) for name in ("list", "quantity"))}
FROM ({told})
GROUP BY {", ".join(str(number) for number in range(1, len(KEYS) + 2))}"""  # noqa: S608  as above


def day_query(mapping: Mapping, relation: str, names: Sequence[str], dialect: DuckDB) -> str:
    """Each day and currency: sums, how many rows, and of usage the longest charge, the last end, how many and the sums."""
    keys, raw, rows = _rows(
        mapping, relation, names, dialect, ("category", "currency"), ("start_time", "end_time", *_SUMMED)
    )
    inner = ", ".join(
        (
            *raw,
            f"CAST({_own('start_time')} AS DATE) AS {_own('day')}",
            f"MAX({_own('end_time')} - {_own('start_time')}) AS {_own('longest')}",
            f"MAX({_own('end_time')}) AS {_own('last')}",
            f"SUM({_own('billed')}) AS {_own('billed')}",
            f"SUM({_own('effective')}) AS {_own('effective')}",
            f"COUNT(*) AS {_own('count')}",
        )
    )
    own = ", ".join(_own(name) for name in ("day", "longest", "last", "billed", "effective", "count"))
    told = ", ".join(f"{value} AS {name}" for name, value in keys.items())
    usage = "FILTER (WHERE category = 'usage')"
    return (
        f"SELECT {_own('day')}, COALESCE(currency, ''), SUM({_own('billed')}), SUM({_own('effective')}), "  # noqa: S608  as above
        f"CAST(SUM({_own('count')}) AS BIGINT), MAX({_own('longest')}) {usage}, MAX({_own('last')}) {usage}, "
        f"CAST(COALESCE(SUM({_own('count')}) {usage}, 0) AS BIGINT), "
        f"SUM({_own('billed')}) {usage}, SUM({_own('effective')}) {usage} "
        f"FROM (SELECT {told}, {own} FROM (SELECT {inner} FROM ({rows}) GROUP BY ALL)) GROUP BY 1, 2 ORDER BY 1, 2"
    )


_COUNTS = ("count_list", "count_quantity", "count")


def _whole(name: str) -> str:
    """A sum only where every row has a part of it."""
    return (
        f"CASE WHEN SUM({_own('count_' + name)}) = SUM({_own('count')}) THEN SUM({_own(name)}) END "
        f"AS {'quantity' if name == 'quantity' else chr(34) + name + chr(34)}"
    )


def _own(name: str) -> str:
    """A name that no column of a bill has."""
    return f'"={name}"'


def _rows(
    mapping: Mapping,
    relation: str,
    names: Sequence[str],
    dialect: DuckDB,
    keys: Iterable[str],
    values: Iterable[str],
) -> tuple[dict[str, str], list[str], str]:
    """What tells kinds of rows apart, as expressions over columns; these columns; and the query of the rows with them.

    What a key takes from amounts, times or credits, which differ from row to row, is worked out row by row.
    """
    columns = {dialect.column(name): name for name in names}
    varying = {column for column, name in columns.items() if plain(name) == "credits"}
    varying |= {dialect.column(name) for name in (*mapping.numbers, *mapping.times)}
    told = {name: typed(name, mapping, dialect) for name in keys}
    early = {name: text for name, text in told.items() if any(column in text for column in varying)}
    late = {name: text for name, text in told.items() if name not in early}
    raw = [column for column in columns if any(column in text for text in late.values())]
    each = early | {name: typed(name, mapping, dialect) for name in values}
    worked_out = (f"{text} AS {_own(name)}" for name, text in each.items())
    query = f"SELECT {', '.join((*raw, *worked_out))} FROM {relation}"  # noqa: S608  as above
    return {name: late.get(name, _own(name)) for name in told}, [*raw, *map(_own, early)], query
