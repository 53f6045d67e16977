"""The query for warehouses: parsed in each dialect, and run where it can be."""

from datetime import date
from pathlib import Path

import duckdb
import pytest
import sqlglot

from finopsguard.adapters.billing import BillError
from finopsguard.adapters.billing.sql import WAREHOUSES, warehouse_query
from tests.adapters.billing.bills import FIXTURES, opened

CASES = [(database, kind) for database, (_, kinds) in WAREHOUSES.items() for kind in kinds]


@pytest.mark.parametrize(("database", "kind"), CASES)
def test_it_is_valid_in_its_dialect(database: str, kind: str) -> None:
    text = warehouse_query(database, "project.set.table", date(2026, 9, 1), date(2026, 10, 1), kind=kind)
    (tree,) = sqlglot.parse(text, read=database, error_level=sqlglot.ErrorLevel.RAISE)
    assert tree is not None
    names = [each.alias_or_name for each in tree.expressions]
    assert {"charge_key", "billed", "effective", "list", "quantity", "days"} <= set(names)
    assert ("Not run on Athena" in text) == (database == "athena")


def test_a_table_name_is_a_name() -> None:
    with pytest.raises(BillError, match="no table name"):
        warehouse_query("bigquery", "a; DROP TABLE b", date(2026, 9, 1), date(2026, 10, 1))
    with pytest.raises(BillError, match="no query for oracle"):
        warehouse_query("oracle", "a", date(2026, 9, 1), date(2026, 10, 1))


def test_the_answer_is_a_bill_again(tmp_path: Path) -> None:
    """Athena's query, translated by sqlglot, over a FOCUS file; its answer read with query:FILE gives the same sums."""
    text = warehouse_query("athena", "focus", date(2026, 9, 1), date(2026, 10, 1), kind="focus")
    query = sqlglot.transpile(text, read="athena", write="duckdb")[0].rstrip(";")
    answer = tmp_path / "answer.csv"
    with duckdb.connect() as connection:
        missing = ", ".join(f"NULL AS {name}" for name in ("ResourceName", "SkuPriceId", "CommitmentDiscountType"))
        rows = f"read_csv('{FIXTURES / 'demo-focus.csv'}', nullstr = 'NULL')"
        connection.execute(f"CREATE VIEW focus AS SELECT * REPLACE (CAST(Tags AS JSON) AS Tags), {missing} FROM {rows}")
        connection.execute(f"COPY ({query}) TO '{answer}' (HEADER)")
    before = opened(f"focus:{FIXTURES / 'demo-focus.csv'}")
    after = opened(f"query:{answer}", start=date(2026, 9, 1), end=date(2026, 10, 1))
    sums = [{(each.resource_id, each.category): each.cost for each in bill.resources()} for bill in (before, after)]
    assert sums[0] == sums[1]
