"""A bill that is read from files."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finopsguard.adapters.billing.bill_days import Day, has_effective, period_of, plain_day_query
from finopsguard.adapters.billing.condensed import day_query, period_query
from finopsguard.adapters.billing.database import MEMORY, THREADS, connect, rows
from finopsguard.adapters.billing.dialects import MOST_BITS, DuckDB, quoted
from finopsguard.adapters.billing.errors import BillError, ShortRowError
from finopsguard.adapters.billing.evidence import evidence
from finopsguard.adapters.billing.formats import FORMATS
from finopsguard.adapters.billing.formats.shape import Columns, Format, Mapping
from finopsguard.adapters.billing.sql import aggregate, base
from finopsguard.adapters.billing.table import Table, files_of, table_of
from finopsguard.types.bill import BillDay, BilledLine, BilledResource, BillSummary, ServiceCost, Wanted

if TYPE_CHECKING:
    import duckdb

MOST_KEYS = 10_000
"""Keys in one query."""


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
        days = plain_day_query(select) if table.nested else day_query(mapping, table.relation, table.names, dialect)
        per_day = [Day(*row) for row in rows(connection, days, source.name)]
        self._effective = has_effective(per_day)
        period, notes = period_of(per_day, wanted, source.name)
        if padded:
            notes.append("Some rows end before the last column and are read as far as they go: was the file cut off?")
        if table.nested or (period.end - period.start).days > MOST_BITS:
            query = aggregate(select, dialect, period.start, period.end)
        else:
            query = period_query(mapping, table.relation, table.names, dialect, period.start, period.end)
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
