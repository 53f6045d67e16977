"""The answer of this program's own query (``finopsguard match --sql``), saved from a warehouse as CSV or Parquet."""

from finopsguard.adapters.billing.dialects import Dialect
from finopsguard.adapters.billing.formats.shape import NOTHING, Columns, Expressions, Format, Mapping

_TEXTS = (
    "category",
    "resource_id",
    "resource_name",
    "service",
    "region",
    "account",
    "usage_type",
    "pricing",
    "commitment_id",
    "commitment_type",
    "currency",
    "unit",
    "sku",
)


def _map(columns: Columns, dialect: Dialect) -> Mapping:
    read = Expressions(columns, dialect)
    return read.mapping(
        {
            **{name: read.text(name) for name in _TEXTS},
            **{name: read.number(name) for name in ("billed", "effective", "promotion", "list", "quantity")},
            "start_time": read.time("start_time"),
            "end_time": read.time("end_time"),
            "tags": read.tags("tags"),
            "estimated": f"COALESCE({_flag(read)}, FALSE)",
        },
        basis="amortized",
        billed_basis="billed",
    )


def _flag(read: Expressions) -> str:
    found = read.text("estimated")
    return read.is_in(found, "true", "1") if found != NOTHING else "FALSE"


QUERY = Format(
    name="query",
    title="answer of finopsguard match --sql",
    telling=(("billed",), ("effective",), ("start_time",), ("category",), ("usage_type",)),
    map=_map,
)
