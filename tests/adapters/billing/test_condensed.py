"""The quick sums over a file are those of the plain query, which warehouses run too."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finopsguard.adapters.billing import parse_source
from finopsguard.adapters.billing.bill_days import plain_day_query
from finopsguard.adapters.billing.condensed import day_query, period_query
from finopsguard.adapters.billing.database import connect
from finopsguard.adapters.billing.dialects import DuckDB
from finopsguard.adapters.billing.file_bill import _format, _mapping
from finopsguard.adapters.billing.formats.shape import Columns
from finopsguard.adapters.billing.sql import aggregate, base
from finopsguard.adapters.billing.table import files_of, table_of

BILLS = Path("fixtures/billing")
START, END = date(2026, 8, 15), date(2026, 11, 1)
HEADER = (
    "BilledCost,EffectiveCost,ListCost,BillingCurrency,ChargeCategory,ChargeDescription,ChargePeriodStart,ChargePeriodEnd,"
    "PricingQuantity,PricingUnit,ResourceId,ServiceName,Tags"
)


def both(file: Path) -> tuple[list[object], list[object]]:
    """Rows of the two ways, the sums of the period and those of the days."""
    source = parse_source(f"file:{file}")
    assert source is not None
    files = files_of(str(file))
    with connect(files) as connection:
        table = table_of(connection, files, str(file))
        dialect, mapping = _mapping(connection, table, _format(source, Columns(table.names)), source)
        assert isinstance(dialect, DuckDB)
        select = base(mapping, table.relation, dialect)

        def answer(query: str) -> list[object]:
            return sorted(connection.execute(query).fetchall(), key=repr)

        plain = [*answer(aggregate(select, dialect, START, END)), *answer(plain_day_query(select))]
        quick = [
            *answer(period_query(mapping, table.relation, table.names, dialect, START, END)),
            *answer(day_query(mapping, table.relation, table.names, dialect)),
        ]
    return plain, quick


@pytest.mark.parametrize("name", sorted(file.name for file in BILLS.glob("*.csv")))
def test_every_kind_of_bill(name: str) -> None:
    plain, quick = both(BILLS / name)
    assert plain
    assert quick == plain


amounts = st.sampled_from(["1", "-0.10", "0.000000000000001", "12345678.9", "", "NULL"])
charges = st.tuples(
    amounts,
    amounts,
    amounts,
    st.sampled_from(["USD", "EUR", "", "null"]),
    st.sampled_from(["Usage", "usage", "Tax", "Credit", "Purchase", "Strange", ""]),
    st.sampled_from(["BoxUsage", "n/a", ""]),
    st.integers(0, 40),
    st.sampled_from(["1", "24.5", "", "N/A"]),
    st.sampled_from(["Hrs", "", "GB"]),
    st.sampled_from(["i-1", "I-1", "", "None", "bucket"]),
    st.sampled_from(["EC2", "AWS Support", ""]),
    st.sampled_from(['"{""a"": ""1""}"', "{}", ""]),
)


@settings(max_examples=20, deadline=None)
@given(st.lists(charges, min_size=1, max_size=30))
def test_any_rows(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[object, ...]]) -> None:
    file = tmp_path_factory.mktemp("bill") / "bill.csv"
    lines = [HEADER]
    for *before, day, quantity, unit, id_, service, tags in rows:
        start = date(2026, 9, 1) + timedelta(days=int(str(day)))
        times = (f"{start}T00:00:00Z", f"{start + timedelta(days=1)}T00:00:00Z")
        lines.append(",".join(map(str, (*before, *times, quantity, unit, id_, service, tags))))
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    plain, quick = both(file)
    assert quick == plain
