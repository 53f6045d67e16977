"""Every format that is read, from the same made-up world; sums worked out by hand in tools/make_bill.py."""

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from finopsguard.adapters.billing.formats import FORMATS
from tests.adapters.billing.bills import FIXTURES, opened

WEB_0 = "arn:aws:ec2:us-east-1:111122223333:instance/i-9f266ae0863bc31c2"
SPELLINGS = {
    "focus": ("demo-focus.csv",),
    "cur": ("cur-legacy.csv", "cur-2.csv"),
    "azure": ("azure-ea.csv", "azure-mca.csv", "azure-german.csv", "azure-integer-dates.csv"),
    "gcp": ("gcp-detailed.ndjson", "gcp-detailed.csv"),
}


def test_every_format_has_a_fixture() -> None:
    assert set(SPELLINGS) | {"query"} == set(FORMATS)


def test_fixtures_are_what_the_tool_writes() -> None:
    done = subprocess.run(
        [sys.executable, "tools/make_bill.py", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", [name for names in SPELLINGS.values() for name in names])
def test_kind_is_found_by_the_columns(name: str) -> None:
    kind = next(kind for kind, names in SPELLINGS.items() if name in names)
    assert opened(f"file:{FIXTURES / name}").summary.kind == kind


def test_focus() -> None:
    bill = opened(f"focus:{FIXTURES / 'demo-focus.csv'}")
    costs = {each.resource_id: each.cost for each in bill.resources() if each.category == "usage"}
    # 720 h x 0.096 x 0.92 + 50 GB x 0.09
    assert costs[WEB_0] == Decimal("68.0904")
    assert (bill.summary.start, bill.summary.end, bill.summary.days) == ("2026-09-01", "2026-10-01", 30)
    assert {each.category for each in bill.resources()} == {"usage", "tax", "support"}
    box, data = bill.lines([WEB_0])
    assert (box.usage_type, box.quantity, box.list, box.days) == ("BoxUsage:m5.large", 720, Decimal("69.12"), 30)
    assert (data.usage_type, data.quantity, data.days) == ("DataTransfer-Out-Bytes", 50, 10)


@pytest.mark.parametrize("name", SPELLINGS["cur"])
def test_cur_amortizes_savings_plans(name: str) -> None:
    bill = opened(f"cur:{FIXTURES / name}")
    assert bill.summary.basis == "amortized"
    lines = [line for line in bill.lines([WEB_0]) if line.usage_type == "BoxUsage:m5.large"]
    covered = next(line for line in lines if line.pricing == "commitment")
    assert (covered.effective, covered.list, covered.commitment_type) == (
        Decimal("63.5904"),
        Decimal("69.12"),
        "savings_plan",
    )
    # the negation takes back what the covered rows billed, and amortizes to nothing
    assert sum(line.billed for line in lines) == 0
    assert sum(line.effective for line in lines) == Decimal("63.5904")
    # 150 committed, 140 used
    assert [each.cost for each in bill.resources() if each.category == "unused_commitment"] == [10]


@pytest.mark.parametrize("name", SPELLINGS["azure"])
def test_azure_in_all_its_spellings(name: str) -> None:
    bill = opened(f"azure:{FIXTURES / name}")
    found = {(each.resource_name, each.category): each for each in bill.resources()}
    machine = found["Web", "usage"]
    # 3 days x 24 h x 0.096 x 0.9
    assert (machine.cost, machine.currency) == (Decimal("6.2208"), "EUR")
    assert found["Web", "adjustment"].cost == -1
    assert (bill.summary.start, bill.summary.end) == ("2026-09-11", "2026-09-14")
    (line,) = (line for line in bill.lines([machine.key]) if line.category == "usage")
    assert (line.list, line.quantity, line.unit) == (Decimal("6.912"), 72, "1 Hour")


@pytest.mark.parametrize("name", SPELLINGS["gcp"])
def test_gcp_is_net_of_credits(name: str) -> None:
    bill = opened(f"gcp:{FIXTURES / name}")
    instance, tax = bill.resources()
    assert (instance.cost, instance.category, tax.cost, tax.category) == (12, "usage", Decimal("2.52"), "tax")
    (line,) = bill.lines([instance.key])
    assert (line.list, line.effective, line.promotion, line.commitment_type) == (20, 12, -2, "committed_use")


@pytest.mark.parametrize("name", ["demo-focus.csv", "cur-2.csv", "gcp-detailed.ndjson"])
def test_parquet_gives_the_same(name: str, tmp_path: Path) -> None:
    source, target = FIXTURES / name, tmp_path / "bill.parquet"
    reader = "read_json" if name.endswith("json") else "read_csv"
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT * FROM {reader}('{source}')) TO '{target}' (FORMAT parquet)")
    text, typed = opened(f"file:{source}"), opened(f"file:{target}")
    assert [(each.key, each.category, each.cost) for each in typed.resources()] == [
        (each.key, each.category, each.cost) for each in text.resources()
    ]
    assert typed.daily == text.daily


def test_parquet_with_a_map_of_tags(tmp_path: Path) -> None:
    target = tmp_path / "bill.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT 1.5::DOUBLE AS BilledCost, 1.5::DOUBLE AS EffectiveCost, 'USD' AS BillingCurrency, 'Usage' AS ChargeCategory, "
            "TIMESTAMP '2026-09-01' AS ChargePeriodStart, TIMESTAMP '2026-09-02' AS ChargePeriodEnd, 'vm' AS ResourceId, "
            f"MAP {{'team': 'a'}} AS Tags) TO '{target}' (FORMAT parquet)"
        )
    (only,) = opened(f"focus:{target}").resources()
    assert (only.cost, only.tags) == (Decimal("1.5"), '{"team":"a"}')
