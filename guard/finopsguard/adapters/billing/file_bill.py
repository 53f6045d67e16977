"""A bill that is read from files."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from finopsguard.adapters.billing.database import MEMORY, THREADS, connect, rows
from finopsguard.adapters.billing.dialects import DuckDB, quoted
from finopsguard.adapters.billing.errors import BillError, ShortRowError
from finopsguard.adapters.billing.evidence import evidence
from finopsguard.adapters.billing.formats import FORMATS
from finopsguard.adapters.billing.formats.shape import Columns, Format, Mapping
from finopsguard.adapters.billing.period import Chosen, choose
from finopsguard.adapters.billing.sql import aggregate, base
from finopsguard.adapters.billing.table import Table, files_of, table_of
from finopsguard.types.bill import BillDay, BilledLine, BilledResource, BillSummary, ServiceCost, Wanted

if TYPE_CHECKING:
    import duckdb

MOST_KEYS = 10_000
"""Keys in one query."""
ZERO = Decimal(0)


class FileSource:
    """Bills in CSV, Parquet or NDJSON files."""

    def __init__(
        self,
        kind: str,
        path: str,
        *,
        order: str = "",
        name: str = "",
        memory: str = MEMORY,
        threads: int = THREADS,
    ) -> None:
        self.kind = kind
        self.path = path
        self.order = order
        self.name = name or f"{kind}:{path}"
        self.memory = memory
        self.threads = threads

    def open(self, wanted: Wanted) -> "FileBill":
        """Read what the bill is and sum the period up. Raises :class:`BillError`."""
        files = files_of(self.path)
        try:
            return self._read(files, wanted, padded=False)
        except ShortRowError:
            return self._read(files, wanted, padded=True)

    def _read(self, files: Sequence[str], wanted: Wanted, *, padded: bool) -> "FileBill":
        connection = connect(files, memory=self.memory, threads=self.threads)
        try:
            return FileBill(self, connection, files, wanted, padded=padded)
        except BaseException:
            connection.close()
            raise


class FileBill:
    """:class:`finopsguard.types.bill.Bill` over DuckDB. The period is summed once, when it is opened."""

    def __init__(
        self,
        source: FileSource,
        connection: "duckdb.DuckDBPyConnection",
        files: Sequence[str],
        wanted: Wanted,
        *,
        padded: bool,
    ) -> None:
        self._connection = connection
        self._name = source.name
        table = table_of(connection, files, source.name, padded=padded)
        form = _format(source, Columns(table.names))
        dialect, mapping = _mapping(connection, table, form, source)
        select = base(mapping, table.relation, dialect)
        per_day = _per_day(connection, select, source.name)
        self._effective = _has_effective(per_day)
        period, notes = _period(per_day, wanted, source.name)
        if padded:
            notes.append("Some rows end before the last column and are read as far as they go: was the file cut off?")
        query = aggregate(select, dialect, period.start, period.end)
        rows(connection, f"CREATE TEMP TABLE billed AS {query}", source.name)
        self.daily: Sequence[BillDay] = [
            BillDay(day.day.isoformat(), day.currency, day.effective if self._effective else day.billed)
            for day in per_day
            if day.day is not None and day.day < wanted.today
        ]
        self.summary = BillSummary(
            name=source.name,
            kind=form.name,
            basis=mapping.basis if self._effective else mapping.billed_basis,
            start=period.start.isoformat(),
            end=period.end.isoformat(),
            days=period.days,
            through=period.through.isoformat(),
            complete=period.complete and not notes,
            estimated=period.estimated or self._any_estimated(),
            currencies=self._currencies(),
            messages=(*period.messages, *notes, *mapping.notes),
        )

    def resources(self) -> Sequence[BilledResource]:
        """Everything that was billed in the period, once."""
        cost = "effective" if self._effective else "billed"
        query = (
            "SELECT charge_key, resource_id, resource_name, service, region, account, category, currency, ANY_VALUE(tags), "  # noqa: S608  no outside text
            f"SUM({cost}) FROM billed GROUP BY ALL ORDER BY 10 DESC, 1, 4"
        )
        return [
            BilledResource(
                key=key,
                resource_id=id_,
                resource_name=name,
                service=service,
                region=region,
                account=account,
                category=category,
                currency=currency,
                tags=tags or "",
                cost=cost,
            )
            for key, id_, name, service, region, account, category, currency, tags, cost in self._rows(query)
        ]

    def lines(self, keys: Collection[str]) -> Sequence[BilledLine]:
        """The kinds of charges of these resources."""
        wanted = sorted(set(keys) - {""})
        found: list[BilledLine] = []
        for begin in range(0, len(wanted), MOST_KEYS):
            listed = ", ".join(map(quoted, wanted[begin : begin + MOST_KEYS]))
            query = f"SELECT {', '.join(_LINE)} FROM billed WHERE charge_key IN ({listed}) ORDER BY ALL"  # noqa: S608  quoted
            found += [self._line(row) for row in self._rows(query)]
        return found

    def services(self) -> Sequence[ServiceCost]:
        """List and effective cost of what has both, by service."""
        cost = "effective" if self._effective else "billed"
        query = (
            f'SELECT service, currency, SUM("list"), SUM({cost} - promotion) FROM billed '  # noqa: S608  no outside text
            "WHERE category = 'usage' AND \"list\" IS NOT NULL GROUP BY ALL ORDER BY 1, 2"
        )
        return [ServiceCost(*row) for row in self._rows(query)]

    def _line(self, row: tuple[Any, ...]) -> BilledLine:
        fields = dict(zip(_LINE_FIELDS, row, strict=True))
        for name in ("start", "end"):
            fields[name] = fields[name].isoformat() if fields[name] is not None else ""
        if not self._effective:
            fields["effective"] = fields["billed"]
        return BilledLine(**fields)

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        return rows(self._connection, query, self._name)

    def _currencies(self) -> tuple[str, ...]:
        found = self._rows("SELECT DISTINCT currency FROM billed ORDER BY 1")
        return tuple(currency for (currency,) in found)

    def _any_estimated(self) -> bool:
        return bool(self._rows("SELECT COALESCE(BOOL_OR(estimated), FALSE) FROM billed")[0][0])


_LINE = (
    "charge_key",
    "service",
    "region",
    "category",
    "usage_type",
    "pricing",
    "commitment_id",
    "commitment_type",
    "currency",
    "billed",
    "effective",
    "promotion",
    '"list"',
    "quantity",
    "unit",
    "sku",
    "start_time",
    "end_time",
    "days",
    "estimated",
)
_LINE_FIELDS = tuple(
    {"charge_key": "key", "start_time": "start", "end_time": "end"}.get(name, name.strip('"')) for name in _LINE
)


def _format(source: FileSource, columns: Columns) -> Format:
    """The format that was named, else the first that fits. Raises :class:`BillError` that says which columns are missing."""
    if source.kind != "file":
        form = FORMATS[source.kind]
        if not form.fits(columns):
            other = next((name for name, each in FORMATS.items() if each.fits(columns)), "")
            hint = f"It looks like {other}:{source.path}." if other else "Export it with all columns."
            raise BillError(
                f"{source.name} lacks columns of a {form.title} bill: {', '.join(form.missing(columns))}.", hint=hint
            )
        return form
    found = next((form for form in FORMATS.values() if form.fits(columns)), None)
    if found is None:
        raise BillError(
            f"{source.path} is no bill of a known kind.",
            hint=f"Known: {', '.join(form.title for form in FORMATS.values())}.",
        )
    return found


def _mapping(
    connection: "duckdb.DuckDBPyConnection", table: Table, form: Format, source: FileSource
) -> tuple[DuckDB, Mapping]:
    """The mapping, read twice: first to know which columns count, then with how they are written."""
    columns = Columns(table.names)
    first = form.map(columns, DuckDB(nested=table.nested, flat=table.flat))
    written = evidence(connection, table, first, source.name, order=source.order)
    dialect = DuckDB(written, nested=table.nested, flat=table.flat)
    return dialect, form.map(columns, dialect)


class _Day(msgspec.Struct, gc=False):
    """One day of the bill in one currency."""

    day: date | None
    currency: str
    billed: Decimal
    effective: Decimal
    count: int
    longest: timedelta | None
    last: datetime | None
    usage: int
    used_billed: Decimal | None
    """Of usage alone: purchases have no amortised cost by right."""
    used_effective: Decimal | None


def _per_day(connection: "duckdb.DuckDBPyConnection", select: str, what: str) -> list[_Day]:
    query = (
        "SELECT CAST(start_time AS DATE), COALESCE(currency, ''), SUM(billed), SUM(effective), COUNT(*), "  # noqa: S608  built here
        "MAX(end_time - start_time) FILTER (WHERE category = 'usage'), MAX(end_time) FILTER (WHERE category = 'usage'), "
        "COUNT(*) FILTER (WHERE category = 'usage'), SUM(billed) FILTER (WHERE category = 'usage'), "
        f"SUM(effective) FILTER (WHERE category = 'usage') FROM ({select}) AS charges GROUP BY 1, 2 ORDER BY 1, 2"
    )
    return [_Day(*row) for row in rows(connection, query, what)]


def _has_effective(days: Sequence[_Day]) -> bool:
    """Whether the amortised cost is filled in at all: some exports have the column and leave it empty."""
    return any(day.used_effective for day in days) or not any(day.used_billed for day in days)


def _period(days: Sequence[_Day], wanted: Wanted, what: str) -> tuple[Chosen, list[str]]:
    if not days:
        raise BillError(f"{what} has no rows.", hint="Export it again.")
    undated = sum(day.count for day in days if day.day is None)
    dated = sorted({day.day for day in days if day.day is not None})
    notes = [f"{undated:,} rows have no readable date and are left out."] if undated else []
    if not dated:
        raise BillError(f"{what}: no row has a readable date.", hint="Dates are read as 2026-09-21 or 20260921.")
    if any(not day.currency for day in days):
        notes.append("Some charges have no currency; they are kept apart.")
    with_usage = sorted({day.day for day in days if day.day is not None and day.usage}) or dated
    return choose(with_usage, wanted, what, monthly=_month(days)), notes


def _month(days: Sequence[_Day]) -> tuple[date, date] | None:
    """The last whole month, where usage is charged by month and not by hour or day."""
    monthly = [
        day for day in days if day.day is not None and day.longest is not None and day.longest > timedelta(days=27)
    ]
    with_usage = [day for day in days if day.usage]
    if not monthly or len(monthly) < len(with_usage):
        return None
    last = monthly[-1]
    assert last.day is not None
    assert last.last is not None
    return last.day, last.last.date()


def parse_source(text: str, *, memory: str = MEMORY, threads: int = THREADS) -> FileSource | None:
    """``focus:bill.csv``, ``azure+dmy:FILE``, ``file:FILE``; ``None`` where the text names no file kind. Raises :class:`BillError`."""
    word, colon, path = text.partition(":")
    kind, plus, order = word.partition("+")
    if not colon or (kind != "file" and kind not in FORMATS):
        return None
    if not path:
        raise BillError(f"--actuals {text} names no file.", hint=f"Write {kind}:FILE.")
    if plus and order not in ("dmy", "mdy"):
        raise BillError(f"--actuals {text}: {order} is no order of dates.", hint="Write dmy or mdy.")
    return FileSource(kind, str(Path(path).expanduser()), order=order, name=text, memory=memory, threads=threads)
