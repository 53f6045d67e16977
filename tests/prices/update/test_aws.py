"""AWS bulk files: what of them becomes prices, in both variants."""

import json
from decimal import Decimal
from typing import Any

import pytest

from tests.prices.update.aws_shapes import Row, as_csv, as_json, documents, known_machines, machine, meter
from tests.prices.update.conftest import TODAY, Bench

PLACE = ("aws", "AmazonEC2", "eu-central-1")
M5 = "m5.large/linux/shared/on-demand"


def with_(rows: list[Row], *changed: Row) -> list[Row]:
    """The rows with some replaced by SKU or added."""
    skus = {row.sku for row in changed}
    return [row for row in rows if row.sku not in skus] + list(changed)


@pytest.fixture
def rows(bench: Bench) -> list[Row]:
    volumes = ["gp2", "gp3", "st1", "sc1", "standard"]
    disks = [
        meter(
            f"EBS:VolumeUsage.{name}" if name != "standard" else "EBS:VolumeUsage",
            f"{bench.shipped.exact(*PLACE, f'ebs/{name}/storage').unit_price:f}",  # type: ignore[union-attr]
            "GB-Mo",
            productFamily="Storage",
            volumeApiName=name,
        )
        for name in volumes
    ]
    return [*known_machines(bench.shipped), *disks]


@pytest.mark.parametrize(("kind", "written"), [("csv", as_csv), ("json", as_json)])
@pytest.mark.parametrize("compressed", [False, True])
def test_a_changed_price_is_taken_from_either_variant(bench: Bench, rows, kind, written, *, compressed) -> None:
    bench.official.compressed = compressed
    changed = with_(rows, machine("m5.large", "0.1200000000"))
    bench.official.documents = documents(written(changed), kind=kind)
    outcome = bench.update("aws", "AmazonEC2", "eu-central-1")
    assert not outcome.failed
    assert [(change.key, change.new and change.new.unit_price) for change in outcome.changes if change.key == M5] == [
        (M5, Decimal("0.12"))
    ]
    price = bench.book.find(*PLACE, M5)
    assert price is not None
    assert (price.unit_price, price.unit, price.date, price.source, price.sku) == (
        Decimal("0.12"),
        "hour",
        TODAY,
        "aws-price-list",
        "SKUM5LARGE",
    )
    source = bench.book.source("aws-price-list")
    assert source is not None
    assert "AWS Price List" in source.title


def test_other_tenancies_systems_and_terms_are_other_prices(bench: Bench, rows) -> None:
    more = [
        machine("m5.large", "0.9", "R1")._replace(term="Reserved"),
        machine("m5.large", "0.8", "U1", capacitystatus="UnusedCapacityReservation"),
        machine("m5.large", "0.7", "C1", marketoption="CapacityBlock"),
        machine("m5.large", "0.6", "S1", preInstalledSw="SQL Std"),
        machine("m5.large", "0.207", "W1", operatingSystem="Windows", operation="RunInstances:0002"),
        machine("m5.large", "0.127", "D1", tenancy="Dedicated"),
    ]
    bench.official.documents = documents(as_csv(with_(rows, machine("m5.large", "0.115"), *more)))
    assert bench.update("aws", "AmazonEC2", "eu-central-1").problems == []
    found = {
        key: bench.book.exact(*PLACE, key)
        for key in (M5, "m5.large/windows/shared/on-demand", "m5.large/linux/dedicated/on-demand")
    }
    assert [price and price.unit_price for price in found.values()] == [
        Decimal("0.115"),
        Decimal("0.207"),
        Decimal("0.127"),
    ]


def test_units_that_are_not_the_books_are_turned_into_them(bench: Bench, rows) -> None:
    throughput = meter("EBS:VolumeP-Throughput.gp3", "48.7424", "GiBps-mo", productFamily="Provisioned Throughput")
    bench.official.documents = documents(as_csv([*rows, throughput]))
    bench.update("aws", "AmazonEC2", "eu-central-1")
    price = bench.book.exact(*PLACE, "ebs/gp3/throughput")
    assert price is not None
    assert (price.unit_price, price.unit) == (Decimal("0.0476"), "MiBps-month")


def test_tiers_that_are_products_of_their_own_become_tiers(bench: Bench, rows) -> None:
    iops = [
        meter("EBS:VolumeP-IOPS.io2", "0.074", "IOPS-Mo"),
        meter("EBS:VolumeP-IOPS.io2.tier2", "0.052", "IOPS-Mo"),
        meter("EBS:VolumeP-IOPS.io2.tier3", "0.036", "IOPS-Mo"),
    ]
    bench.official.documents = documents(as_csv([*rows, *iops]))
    bench.update("aws", "AmazonEC2", "eu-central-1")
    price = bench.book.exact(*PLACE, "ebs/io2/iops")
    assert price is not None
    assert [(t.start, t.price) for t in price.tiers] == [
        (0, Decimal("0.074")),
        (32_000, Decimal("0.052")),
        (64_000, Decimal("0.036")),
    ]


def test_an_unknown_unit_is_refused_with_its_key(bench: Bench, rows) -> None:
    odd = [row._replace(unit="Fortnight") if row.sku == "SKUM5LARGE" else row for row in rows]
    bench.official.documents = documents(as_csv(odd))
    outcome = bench.update("aws", "AmazonEC2", "eu-central-1")
    assert any(M5 in problem.where and "Fortnight" in problem.why for problem in outcome.problems)
    kept = bench.book.find(*PLACE, M5)
    assert kept is not None
    assert kept.unit_price == bench.shipped.find(*PLACE, M5).unit_price  # type: ignore[union-attr]


def test_prices_by_sku_keep_all_their_tiers_and_leave_out_the_free_one(bench: Bench) -> None:
    place = ("aws", "AmazonDynamoDB", "eu-central-1")
    rows = []
    for line in bench.shipped.text(*place).decode().splitlines()[1:]:
        cells = line.split("\t")
        rows.append(Row(cells[7].partition(".")[0], cells[3], "Odd-Unit", {}, start=cells[1] or "0"))
    key, *_, sku, _note = next(
        line.split("\t")
        for line in bench.shipped.text(*place).decode().splitlines()
        if line.startswith("standard/storage\t")
    )
    sku = sku.partition(".")[0]
    rows = [row for row in rows if row.sku != sku]
    rows += [Row(sku, "0", "GB-Mo", {}), Row(sku, "0.31", "GB-Mo", {}, start="25")]
    bench.official.documents = documents(as_csv(rows, "AmazonDynamoDB"), "AmazonDynamoDB")
    outcome = bench.update("aws", "AmazonDynamoDB", "eu-central-1")
    assert not outcome.problems
    price = bench.book.exact(*place, key)
    assert price is not None
    assert [(tier.start, tier.price) for tier in price.tiers] == [(0, Decimal("0.31"))]
    assert "the first 25 a month are free" in price.note


def test_what_the_index_lacks_is_said(bench: Bench, rows) -> None:
    bench.official.documents = documents(as_csv(rows))
    outcome = bench.update("aws", "AWSELB", "eu-central-1")
    assert [problem.where for problem in outcome.problems] == ["aws/AWSELB"]


def test_the_query_api_gives_the_same_prices(bench: Bench, rows, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("boto3")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_ENDPOINT_URL_PRICING", bench.official.url)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    bench.environ["FINOPSGUARD_AWS_QUERY"] = "1"
    offer = json.loads(as_json(with_(rows, machine("m5.large", "0.12"))))
    entries = [
        json.dumps(
            {"product": product, "serviceCode": "AmazonEC2", "terms": {"OnDemand": offer["terms"]["OnDemand"][sku]}}
        )
        for sku, product in offer["products"].items()
    ]

    def page(body: dict[str, Any]) -> dict[str, Any]:
        at = int(body.get("NextToken", 0))
        more = {"NextToken": str(at + 100)} if at + 100 < len(entries) else {}
        return {"FormatVersion": "aws_v1", "PriceList": entries[at : at + 100], **more}

    bench.official.documents = {"POST": page}
    outcome = bench.update("aws", "AmazonEC2", "eu-central-1")
    assert (outcome.failed, outcome.problems) == ([], [])
    price = bench.book.exact(*PLACE, M5)
    assert price is not None
    assert price.unit_price == Decimal("0.12")
    assert bench.official.posted[0]["Filters"] == [
        {"Type": "TERM_MATCH", "Field": "regionCode", "Value": "eu-central-1"}
    ]
    assert len(bench.official.posted) == -(-len(entries) // 100)
