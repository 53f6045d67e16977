"""Totals of the OpenStack plans under fixtures/plans/openstack, worked out by hand from the clouds' list prices without VAT."""

from decimal import Decimal
from pathlib import Path

import pytest

from finopsguard.check import check
from finopsguard.config import Config
from finopsguard.types.result import Report

PLANS = Path(__file__).parents[2] / "fixtures" / "plans" / "openstack"
HOURS = Decimal(730)

CASES = [
    (
        "infomaniak.json",
        # a2-ram4-disk20-perf1 at 0.00939 and a4-ram8-disk0 at 0.0145 an hour; 50 GB perf2 at 0.15 to boot from; 200 GB perf1 at 0.08;
        # a load balancer at 9.01 a month; network, security group and attachment are free
        HOURS * (Decimal("0.00939") + Decimal("0.0145"))
        + 50 * Decimal("0.15")
        + 200 * Decimal("0.08")
        + Decimal("9.01"),
        "49.95",
    ),
    (
        "ovh.json",
        # two b2-7 at 0.0709 an hour; 100 GB of the default type classic at 0.0482 and of high-speed at 0.0964
        2 * HOURS * Decimal("0.0709") + 100 * Decimal("0.0482") + 100 * Decimal("0.0964"),
        "117.97",
    ),
    # Cleura: 100 GB and 250 GB at 0.10, a floating IP at 4.84; no price is listed for what an image takes
    ("older-types.json", 350 * Decimal("0.10") + Decimal("4.84"), "39.84"),
    ("resize-volume.json", 300 * Decimal("0.0482"), "14.46"),
]


def priced(name: str, cloud: str = "") -> Report:
    return check([str(PLANS / name)], Config(openstack_cloud=cloud), environ={})


@pytest.mark.parametrize(("name", "expected", "rounded"), CASES, ids=[case[0] for case in CASES])
def test_totals(name: str, expected: Decimal, rounded: str) -> None:
    report = priced(name)
    assert (report.currency, report.total_monthly_cost, report.complete) == ("EUR", expected, True)
    assert f"{expected:.2f}" == rounded


def test_every_fixture_has_a_total() -> None:
    named = {case[0] for case in CASES} | {"private-cloud.json"}
    assert {path.name for path in PLANS.glob("*.json")} == named


def test_a_private_cloud_has_no_price_until_it_is_named() -> None:
    report = priced("private-cloud.json")
    assert (report.complete, report.coverage.no_price) == (False, 2)
    assert all("openstack: {cloud: NAME}" in line.components[0].note for line in report.resources)
    named = priced("private-cloud.json", cloud="hikube")
    # m1.large at 0.2157 an hour and a floating IP at 4.37 a month
    assert named.total_monthly_cost == HOURS * Decimal("0.2157") + Decimal("4.37")


def test_growing_a_volume_and_deleting_a_stopped_server_move_the_bill() -> None:
    report = priced("resize-volume.json")
    # 200 GB more at 0.0482; d2-2 at 0.0104 an hour goes, billed although it was shut off
    assert report.delta_monthly_cost == 200 * Decimal("0.0482") - HOURS * Decimal("0.0104")
