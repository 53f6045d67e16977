"""Totals of the Google plans under fixtures/plans/gcp, each worked out by hand from Google's list prices (2026-07-30 where not noted)."""

from decimal import Decimal
from pathlib import Path

import pytest

from finopsguard.check import check
from finopsguard.config import Config
from finopsguard.types.result import Report

FIXTURES = Path(__file__).parents[2] / "fixtures"
PLANS = FIXTURES / "plans" / "gcp"
USAGE = str(FIXTURES / "usage" / "gcp.yml")
HOURS = Decimal(730)
FULL_MONTH_N1 = Decimal("0.7")
FULL_MONTH_N2 = Decimal("0.8")

E2_MEDIUM = Decimal("0.03350571")
N1_STANDARD_16 = Decimal("0.759996")
SSD, BALANCED, STANDARD = Decimal("0.17"), Decimal("0.10"), Decimal("0.04")

CASES = [
    (
        "machines.json",
        # web: e2-medium and 20 GB balanced
        HOURS * E2_MEDIUM
        + 20 * BALANCED
        # train: n1-standard-16 and two T4 at 0.35, both less 30 %; two local SSDs of 375 GB at 0.08; 10 GB standard
        + HOURS * (N1_STANDARD_16 + 2 * Decimal("0.35")) * FULL_MONTH_N1
        + 2 * 375 * Decimal("0.08")
        + 10 * STANDARD
        # batch: preemptible n1-standard-16 at 0.26804 and 10 GB standard; the firewall is free
        + HOURS * Decimal("0.26804")
        + 10 * STANDARD,
        "1028.99",
    ),
    (
        "custom-machines.json",
        # N1 custom: 0.03319155 per vCPU, 0.004446 per GB, extended memory 0.00955 per GB
        HOURS * (6 * Decimal("0.03319155") + 20 * Decimal("0.004446")) * FULL_MONTH_N1
        + HOURS * (2 * Decimal("0.03319155") + 13 * Decimal("0.004446") + 2 * Decimal("0.00955")) * FULL_MONTH_N1
        # N2 custom: 0.03319155 per vCPU, 0.00444885 per GB
        + HOURS * (6 * Decimal("0.03319155") + 20 * Decimal("0.00444885")) * FULL_MONTH_N2
        + 3 * 10 * STANDARD
        # Windows: n1-standard-4 at 0.189999, 4 x 0.046 for the licence, 100 GB SSD
        + HOURS * Decimal("0.189999") * FULL_MONTH_N1
        + HOURS * 4 * Decimal("0.046")
        + 100 * SSD,
        "638.30",
    ),
    (
        "gke.json",
        # europe-west1; the cluster's fee; three zones of one e2-standard-4 at 0.14743092 with 100 GB balanced
        HOURS * Decimal("0.10")
        + 3 * (HOURS * Decimal("0.14743092") + 100 * BALANCED)
        # three zones of one preemptible n1-standard-16 at 0.34864 with 50 GB SSD: the least that autoscaling allows
        + 3 * (HOURS * Decimal("0.34864") + 50 * SSD),
        "1214.90",
    ),
    ("autopilot.json", HOURS * Decimal("0.10"), "73.00"),
    ("resize.json", HOURS * Decimal("0.388472") * FULL_MONTH_N2 + 50 * SSD, "235.37"),
    (
        "disks-and-addresses.json",
        # 500 GB SSD; 100 GB standard in two zones at 0.08; 1,000 GB extreme at 0.125 and 20,000 IOPS at 0.065
        500 * SSD
        + 100 * Decimal("0.08")
        + 1000 * Decimal("0.125")
        + 20_000 * Decimal("0.065")
        # the machine's address at 0.005, the spare one at 0.01; the machine
        + HOURS * (Decimal("0.005") + Decimal("0.01"))
        + HOURS * E2_MEDIUM
        + 10 * STANDARD,
        "1553.81",
    ),
    ("instance-group.json", 4 * (HOURS * Decimal("0.0076") * FULL_MONTH_N1 + 25 * SSD), "32.53"),
    (
        "databases.json",
        # europe-west1, high availability: 4 vCPUs at 0.0826, 16 GB at 0.014 an hour, 100 GB at 0.34
        HOURS * (4 * Decimal("0.0826") + 16 * Decimal("0.014"))
        + 100 * Decimal("0.34")
        # us-central1: 5 GB of Redis Standard M2 at 0.054 an hour
        + HOURS * 5 * Decimal("0.054"),
        "635.81",
    ),
    ("by-usage.json", Decimal("0.20"), "0.20"),
    # only what is known: 10 GB standard; n1-standard-4, its Windows licence and 50 GB SSD without the SQL Server licence
    (
        "unknown-and-unlisted.json",
        10 * STANDARD + HOURS * (Decimal("0.189999") * FULL_MONTH_N1 + 4 * Decimal("0.046")) + 50 * SSD,
        "240.31",
    ),
    # the NAT gateway's address at 0.005 and two VPN tunnels at 0.05 an hour; network and router are free
    ("network.json", HOURS * (Decimal("0.005") + 2 * Decimal("0.05")), "76.65"),
    # three forwarding rules and the spare address at 0.01 an hour each; the address of the rules is free
    ("load-balancing.json", 4 * HOURS * Decimal("0.01"), "29.20"),
    # europe-west1: 200 GB SSD; what the copies take is not known
    ("images-and-snapshots.json", 200 * SSD, "34.00"),
    (
        "zonal-group.json",
        # four times n1-standard-4 at 0.189999 and a T4 at 0.35, both less 30 %; 50 GB SSD; one local SSD of 375 GB at 0.08
        4 * (HOURS * (Decimal("0.189999") + Decimal("0.35")) * FULL_MONTH_N1 + 50 * SSD + 375 * Decimal("0.08")),
        "1257.76",
    ),
    # two managed zones at 0.20 a month, one of them private
    ("dns.json", 2 * Decimal("0.20"), "0.40"),
    (
        "redis-clusters.json",
        # three shards of two highmem medium nodes at 0.1923 an hour; three of one shared core nano node at 0.0318
        HOURS * (6 * Decimal("0.1923") + 3 * Decimal("0.0318")),
        "911.92",
    ),
    # a secret's version at 0.06 in each of two locations; one that is replicated automatically, which counts as one location
    ("secrets-and-artifacts.json", 3 * Decimal("0.06"), "0.18"),
]

WITH_USAGE = [
    (
        "network.json",
        # besides 76.65: 8 machines at 0.0014 an hour each, 1,000 GB at 0.045
        HOURS * (Decimal("0.005") + 2 * Decimal("0.05") + 8 * Decimal("0.0014")) + 1000 * Decimal("0.045"),
        "129.83",
    ),
    (
        "load-balancing.json",
        # besides 29.20: 500 GB in at 0.008; two proxy instances at 0.025 an hour; 1,000 GB and 100 GB through proxies at 0.008
        HOURS * (4 * Decimal("0.01") + 2 * Decimal("0.025")) + 1600 * Decimal("0.008"),
        "78.50",
    ),
    (
        "images-and-snapshots.json",
        # 200 GB SSD; snapshots of 120 GB: in the EU's group of regions at 0.075, in europe-west1 at 0.05; an image of 50 GB and
        # a machine image of 80 GB at 0.05
        200 * SSD + 120 * (Decimal("0.075") + Decimal("0.05")) + 130 * Decimal("0.05"),
        "55.50",
    ),
    (
        "analytics.json",
        # 12 TiB of queries at 6.25
        12 * Decimal("6.25")
        # us-central1: 1,000 GB at 0.023, 2,000 GB at 0.016, 200,000 MB in at 0.00005, 100 GB written at 0.025, 3 TB read at 1.10
        + 1000 * Decimal("0.023")
        + 2000 * Decimal("0.016")
        + 200_000 * Decimal("0.00005")
        + 100 * Decimal("0.025")
        + 3 * Decimal("1.10")
        # the US: 500 GB at 0.02, 500 GB at 0.01, 40 GB written at 0.025
        + 500 * Decimal("0.02")
        + 500 * Decimal("0.01")
        + 40 * Decimal("0.025"),
        "161.80",
    ),
    # besides 0.40: 1,000 million queries at 0.40 and 200 million at 0.20 a million
    ("dns.json", 2 * Decimal("0.20") + 1000 * Decimal("0.40") + 200 * Decimal("0.20"), "440.40"),
    (
        "redis-clusters.json",
        # besides 911.92: 100 GB of backups at 0.0811103
        HOURS * (6 * Decimal("0.1923") + 3 * Decimal("0.0318")) + 100 * Decimal("0.0811103"),
        "920.03",
    ),
    # besides 0.18: 200,000 accesses at 0.03 for 10,000; 4 rotations at 0.05; 80 GB of images at 0.10
    (
        "secrets-and-artifacts.json",
        3 * Decimal("0.06") + 20 * Decimal("0.03") + 4 * Decimal("0.05") + 80 * Decimal("0.10"),
        "8.98",
    ),
    (
        "observability.json",
        # 200 GB through the sink and 40 GB into each of four buckets at 0.50; 3,000 GB kept beyond 30 days at 0.01
        (200 + 4 * 40) * Decimal("0.50")
        + 3000 * Decimal("0.01")
        # 100,000 MB of metrics at 0.258 and 10,000 at 0.151; 500,000 calls at 0.01 a thousand; 50,000 checks at 0.30 a thousand
        + 100_000 * Decimal("0.258")
        + 10_000 * Decimal("0.151")
        + 500 * Decimal("0.01")
        + 50 * Decimal("0.30"),
        "27540.00",
    ),
]


def priced(name: str, usage: str = "") -> Report:
    return check([str(PLANS / name)], Config(usage_file=usage), environ={})


@pytest.mark.parametrize(("name", "expected", "rounded"), CASES, ids=[case[0] for case in CASES])
def test_totals(name: str, expected: Decimal, rounded: str) -> None:
    report = priced(name)
    assert report.currency == "USD"
    assert report.total_monthly_cost == expected
    assert f"{expected:.2f}" == rounded
    assert report.complete == (name != "unknown-and-unlisted.json")


@pytest.mark.parametrize(("name", "expected", "rounded"), WITH_USAGE, ids=[case[0] for case in WITH_USAGE])
def test_totals_with_a_usage_file(name: str, expected: Decimal, rounded: str) -> None:
    report = priced(name, USAGE)
    assert report.total_monthly_cost == expected
    assert f"{expected:.2f}" == rounded
    assert report.complete


USAGE_ALONE = ["analytics.json", "observability.json"]
"""Plans in which nothing has an amount before somebody says how much it is used."""


@pytest.mark.parametrize("name", USAGE_ALONE)
def test_what_depends_on_usage_alone_has_no_total(name: str) -> None:
    assert priced(name).total_monthly_cost is None


def test_every_fixture_has_a_total() -> None:
    assert sorted(path.name for path in PLANS.glob("*.json")) == sorted([*(case[0] for case in CASES), *USAGE_ALONE])


def test_resizing_and_deleting_move_the_bill() -> None:
    report = priced("resize.json")
    by_address = {line.address: line for line in report.resources}
    # n2-standard-4 to n2-standard-8: 4 vCPUs and 16 GB more, half of 730 h x 0.388472 x 0.8
    assert by_address["google_compute_instance.db"].delta == HOURS * Decimal("0.194236") * FULL_MONTH_N2
    (driver,) = by_address["google_compute_instance.db"].drivers
    assert (driver.attribute, driver.before, driver.after) == ("machine_type", "n2-standard-4", "n2-standard-8")
    # e2-medium with 50 GB SSD goes
    assert by_address["google_compute_instance.old"].delta == -(HOURS * E2_MEDIUM + 50 * SSD)


def test_what_depends_on_usage_is_listed_with_its_keys() -> None:
    by_address = {line.address: line for line in priced("by-usage.json").resources}
    assert by_address["google_storage_bucket.logs"].region == "us"
    assert "storage_gb" in by_address["google_storage_bucket.logs"].depends_on_usage
    assert by_address["google_pubsub_topic.events"].depends_on_usage == ("monthly_message_data_tb",)
    assert by_address["google_kms_key_ring.ring"].status == "free"
