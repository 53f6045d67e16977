"""Bills as they come: what can be read is read, what can be read in two ways is refused, what is missing is said."""

import gzip
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finopsguard.adapters.billing import BillError, FileSource
from finopsguard.adapters.billing.database import connect
from finopsguard.types.bill import Wanted
from tests.adapters.billing.bills import FIXTURES, FOCUS, TODAY, opened, usage, write

AZURE = "Date,MeterCategory,Cost,BillingCurrency,ResourceId,SubscriptionId,Quantity"


def azure(*days: str, cost: str = "1.5") -> list[str]:
    return [f"{day},Storage,{cost},EUR,/subscriptions/a/x,a,1" for day in days]


@pytest.mark.parametrize(
    ("days", "start"),
    [
        (["09/04/2023", "09/21/2023"], "2023-09-04"),
        (["04/09/2023", "21/09/2023"], "2023-09-04"),
        (["4/9/23", "21/9/23"], "2023-09-04"),
        (["20230904", "20230921"], "2023-09-04"),
        (["2023-09-04", "2023-09-21T00:00:00Z"], "2023-09-04"),
        (["04.09.2023", "21.09.2023"], "2023-09-04"),
    ],
)
def test_dates_are_read_by_the_evidence_of_the_column(days: list[str], start: str, tmp_path: Path) -> None:
    assert opened(f"azure:{write(tmp_path, *azure(*days), header=AZURE)}").summary.start == start


def test_dates_that_can_be_read_in_two_ways_are_refused(tmp_path: Path) -> None:
    file = write(tmp_path, *azure("09/04/2023", "10/05/2023"), header=AZURE)
    with pytest.raises(BillError, match=r"09/04/2023|10/05/2023") as refused:
        opened(f"azure:{file}")
    assert "Date" in refused.value.message
    assert "azure+dmy" in refused.value.hint
    assert opened(f"azure+dmy:{file}").summary.through == "2023-05-10"
    assert opened(f"azure+mdy:{file}").summary.through == "2023-10-05"


def test_dates_written_in_two_ways_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BillError, match="two ways"):
        opened(f"azure:{write(tmp_path, *azure('13/04/2023', '04/13/2023'), header=AZURE)}")


def test_an_offset_moves_a_charge_to_its_day_in_utc(tmp_path: Path) -> None:
    row = usage("2026-09-02", "1").replace("2026-09-02T00:00:00Z", "2026-09-02T01:00:00+02:00")
    assert opened(f"focus:{write(tmp_path, row)}").summary.start == "2026-09-01"


@pytest.mark.parametrize(
    ("cost", "sum_"),
    [('"1,234.50"', "1234.5"), ('"1.234,50"', "1234.5"), ('"0,125"', "0.125"), ("1.2E-05", "0.000012")],
)
def test_numbers_as_texts(cost: str, sum_: str, tmp_path: Path) -> None:
    (only,) = opened(f"azure:{write(tmp_path, *azure('2023-09-04', cost=cost), header=AZURE)}").resources()
    assert str(only.cost.normalize()) in (sum_, "0.000012", "1.2E-5")


def test_a_number_that_can_be_read_in_two_ways_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BillError, match=r"1,234 in the column Cost"):
        opened("azure:" + write(tmp_path, *azure("2023-09-04", cost='"1,234"'), header=AZURE))


def test_text_in_place_of_a_number_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BillError, match="no number"):
        opened(f"azure:{write(tmp_path, *azure('2023-09-04', cost='about 5'), header=AZURE)}")


@pytest.mark.parametrize("nothing", ["NULL", "null", "", "None", "NaN"])
def test_words_for_nothing(nothing: str, tmp_path: Path) -> None:
    row = f"1,1,{nothing},USD,Usage,x,2026-09-01T00:00:00Z,2026-09-02T00:00:00Z,{nothing},S3"
    (only,) = opened(f"focus:{write(tmp_path, row)}").resources()
    assert (only.resource_id, only.cost) == ("", 1)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks(encoding: str, tmp_path: Path) -> None:
    (only,) = opened(f"focus:{write(tmp_path, usage('2026-09-01', '2'), encoding=encoding)}").resources()
    assert only.cost == 2


def test_gzip_and_several_files(tmp_path: Path) -> None:
    for day in ("2026-09-01", "2026-09-02"):
        (tmp_path / f"{day}.csv.gz").write_bytes(gzip.compress(f"{FOCUS}\n{usage(day, '2')}\n".encode()))
    assert sum(each.cost for each in opened(f"focus:{tmp_path}/*.csv.gz").resources()) == 4
    assert sum(each.cost for each in opened(f"focus:{tmp_path}").resources()) == 4


def test_rows_that_end_early_are_read_and_said(tmp_path: Path) -> None:
    bill = opened(f"focus:{write(tmp_path, usage('2026-09-01', '2'), '3,3,3,USD,Usage,x,2026-09-01T00:00:00Z')}")
    assert sum(each.cost for each in bill.resources()) == 5
    assert not bill.summary.complete
    assert "cut off" in bill.summary.messages[-1]


def test_line_ends_in_quotes(tmp_path: Path) -> None:
    row = usage("2026-09-01", "2").replace("BoxUsage:m5.large", '"Box\nUsage"')
    (only,) = opened(f"focus:{write(tmp_path, row)}").resources()
    assert only.cost == 2


def test_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    file = write(tmp_path, usage("2026-09-01", "2", resource="v\xe9"), encoding="latin-1")
    with pytest.raises(BillError, match="unicode") as refused:
        opened(f"focus:{file}")
    assert "UTF-8" in refused.value.hint


def test_currencies_are_kept_apart(tmp_path: Path) -> None:
    file = write(tmp_path, usage("2026-09-01", "2"), usage("2026-09-01", "3", currency="EUR"))
    bill = opened(f"focus:{file}")
    assert {(each.currency, each.cost) for each in bill.resources()} == {("USD", 2), ("EUR", 3)}
    assert {(day.currency, day.cost) for day in bill.daily} == {("USD", 2), ("EUR", 3)}


def test_a_bill_that_does_not_cover_the_period_says_so(tmp_path: Path) -> None:
    bill = opened(f"focus:{write(tmp_path, usage('2026-09-01', '2'), usage('2026-09-05', '2'))}")
    assert not bill.summary.complete
    assert bill.summary.messages[0] == "The bill covers 2 of 30 days: 2026-09-01, 2026-09-05."
    with pytest.raises(BillError, match="no charges from 2026-01-01 to 2026-01-31; it covers 2026-09-01"):
        opened(f"focus:{tmp_path}/bill.csv", start=date(2026, 1, 1), end=date(2026, 2, 1))


def test_today_is_no_complete_day(tmp_path: Path) -> None:
    days = [TODAY - timedelta(days=number) for number in range(31)]
    bill = opened(f"focus:{write(tmp_path, *(usage(day.isoformat(), '1') for day in days))}")
    assert (bill.summary.through, bill.summary.days) == ("2026-11-20", 30)
    assert bill.summary.estimated
    assert sum(each.cost for each in bill.resources()) == 30


def test_rows_without_a_date_are_counted(tmp_path: Path) -> None:
    row = usage("2026-09-02", "9").replace("2026-09-02T00:00:00Z", "2026-09-02T30:00:00Z")
    bill = opened(f"focus:{write(tmp_path, usage('2026-09-01', '2'), row)}")
    assert "1 rows have no readable date and are left out." in bill.summary.messages
    assert not bill.summary.complete


def test_purchases_cost_nothing_amortized(tmp_path: Path) -> None:
    row = "8760,0,,USD,Purchase,x,2026-09-01T00:00:00Z,2027-09-01T00:00:00Z,plan,S"
    (only,) = opened(f"focus:{write(tmp_path, row)}").resources()
    assert (only.category, only.cost) == ("purchase", 0)


def test_an_effective_cost_that_is_never_filled_in_is_not_the_basis(tmp_path: Path) -> None:
    row = "5,0,5,USD,Usage,x,2026-09-01T00:00:00Z,2026-09-02T00:00:00Z,vm,S"
    bill = opened(f"focus:{write(tmp_path, row)}")
    assert (bill.summary.basis, bill.resources()[0].cost) == ("billed", 5)


def test_a_charge_for_a_month_is_compared_with_that_month(tmp_path: Path) -> None:
    row = "5,5,5,USD,Usage,x,2026-09-01T00:00:00Z,2026-10-01T00:00:00Z,vm,S"
    summary = opened(f"focus:{write(tmp_path, row)}").summary
    assert (summary.start, summary.end, summary.days) == ("2026-09-01", "2026-10-01", 30)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "bill.csv", "is empty"),
        (b"PAR1 cut off", "bill.parquet", "cannot be read"),
        (b"\x00\x01\x02\x03", "bill.csv", "no text"),
        (b"a,b\n1,2\n", "bill.csv", "lacks columns of a FOCUS"),
        (b'{"a": 1}\n{broken', "bill.ndjson", "cannot be read|lacks columns"),
    ],
)
def test_files_that_are_no_bill(content: bytes, name: str, words: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BillError, match=words):
        opened(f"focus:{tmp_path / name}")


def test_a_truncated_parquet_file(tmp_path: Path) -> None:
    import duckdb

    whole, cut = tmp_path / "whole.parquet", tmp_path / "cut.parquet"
    duckdb.sql(f"COPY (SELECT * FROM read_csv('{FIXTURES / 'demo-focus.csv'}')) TO '{whole}' (FORMAT parquet)")
    cut.write_bytes(whole.read_bytes()[:-100])
    with pytest.raises(BillError, match="cannot be read") as refused:
        opened(f"focus:{cut}")
    assert "cut off" in refused.value.hint


def test_the_wrong_kind_names_the_right_one() -> None:
    with pytest.raises(BillError) as refused:
        opened(f"cur:{FIXTURES / 'demo-focus.csv'}")
    assert "focus:" in refused.value.hint


def test_a_missing_file() -> None:
    with pytest.raises(BillError, match="There is no bill"):
        opened("focus:nowhere/*.csv")


def test_only_the_named_files_can_be_read(tmp_path: Path) -> None:
    import duckdb

    one, other = write(tmp_path, name="one.csv"), write(tmp_path, name="other.csv")
    connection = connect([one])
    connection.execute(f"SELECT * FROM read_csv('{one}')")
    for query in (
        f"SELECT * FROM read_csv('{other}')",
        f"COPY (SELECT 1) TO '{tmp_path / 'out.csv'}'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
    ):
        with pytest.raises(duckdb.Error):
            connection.execute(query)


def test_a_name_cannot_end_a_statement(tmp_path: Path) -> None:
    header = FOCUS.replace("ServiceName", 'ServiceName,"x\'); DROP TABLE billed; --"')
    file = write(tmp_path, usage("2026-09-01", "2") + ",y", header=header, name="it's.csv")
    (only,) = opened(f"focus:{file}").resources()
    assert only.cost == 2


def test_little_memory_is_an_error_and_no_crash(tmp_path: Path) -> None:
    file = write(tmp_path, *(usage("2026-09-01", "2", resource=f"i-{number:017x}") for number in range(2000)))
    with pytest.raises(BillError, match="emory"):
        FileSource("focus", file, memory="1MB").open(Wanted(today=TODAY))


@settings(max_examples=25, deadline=None)
@given(costs=st.lists(st.decimals(-1000, 1000, places=10), min_size=1, max_size=30))
def test_sums_are_exact(costs: list, tmp_path_factory: pytest.TempPathFactory) -> None:
    rows = [usage("2026-09-01", f"{cost:f}") for cost in costs]
    bill = opened(f"focus:{write(tmp_path_factory.mktemp('bill'), *rows)}")
    assert sum(each.cost for each in bill.resources()) == sum(costs)
