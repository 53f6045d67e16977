"""Plans of fixtures/plans/azure against totals worked out by hand from published prices, read from file to report."""

from decimal import Decimal
from pathlib import Path

import pytest

from finopsguard.check import check
from finopsguard.config import Config

FIXTURES = Path(__file__).parents[2] / "fixtures/plans/azure"
MONTH = Decimal(730)


def usd(text):
    return Decimal(text)


TOTALS = {
    # Standard_B1s $0.0104/h, its OS disk from a 30 GB image = P4 $5.2795, a public IP $0.005/h
    "linux-machine": (MONTH * usd("0.0104") + usd("5.2795") + MONTH * usd("0.005"), "16.52"),
    # Standard_D2s_v3: hybrid benefit = Linux $0.12/h, licence included $0.212/h; each a 127 GB disk = E10 $9.60; P30 $148.68
    "windows-machines": (MONTH * usd("0.12") + MONTH * usd("0.212") + 2 * usd("9.60") + usd("148.68"), "410.24"),
    # 5 x Standard_F2 spot $0.021067/h, 5 x E6 $4.80, 5 x P10 $21.68
    "spot-scale-set": (5 * (MONTH * usd("0.021067") + usd("4.80") + usd("21.68")), "209.29"),
    # Standard_D4s_v5 in UK South $0.222/h and a P10 $23.848; the deleted disk is gone
    "resize-and-delete": (MONTH * usd("0.222") + usd("23.848"), "185.91"),
    # $0.10/h, 3 x (Standard_DS2_v2 $0.146/h + P10 $19.71), 2 x (Windows Standard_D2_v2 $0.238/h + S4 $1.536)
    "kubernetes": (
        MONTH * usd("0.10") + 3 * (MONTH * usd("0.146") + usd("19.71")) + 2 * (MONTH * usd("0.238") + usd("1.536")),
        "802.42",
    ),
    # 2 x Ultra: 200 GiB billed as 256 x $0.000213/h, 2,000 IOPS x $0.000088/h, 50 MB/s x $0.000572/h
    # Premium SSD v2: 500 GiB x $0.00013/h, 2,000 IOPS above 3,000 x $0.000008/h
    "fast-disks": (
        2 * MONTH * (256 * usd("0.000213") + 2000 * usd("0.000088") + 50 * usd("0.000572"))
        + MONTH * (500 * usd("0.00013") + 2000 * usd("0.000008")),
        "437.46",
    ),
    # 2 x P1v3 Linux $0.155/h; EP1: 1 vCPU x $0.173/h + 3.5 GB x $0.0123/h
    # PostgreSQL in two zones: 2 x 4 vCores x $0.089/h + 2 x 128 GB x $0.115
    "web-shop": (
        2 * MONTH * usd("0.155")
        + MONTH * (usd("0.173") + usd("3.5") * usd("0.0123"))
        + 2 * (4 * MONTH * usd("0.089") + 128 * usd("0.115")),
        "933.22",
    ),
    # a Premium registry in two places: 2 x 30 days x $1.6667; a Standard C3 cache: 2 nodes x $0.225/h; the rest by use
    "platform": (60 * usd("1.6667") + 2 * MONTH * usd("0.225"), "428.50"),
    # Standard_D4s_v5 $0.192/h and E6 $4.80; the RHEL licence and a disk of unknown size have no price
    "partly-priced": (MONTH * usd("0.192") + usd("4.80"), "144.96"),
}


@pytest.mark.parametrize("name", TOTALS)
def test_the_total_is_the_one_worked_out_by_hand(name):
    worked_out, shown = TOTALS[name]
    report = check([str(FIXTURES / f"{name}.json")], Config())
    assert report.total_monthly_cost == worked_out
    assert f"{report.total_monthly_cost:.2f}" == shown
    assert report.complete is (name != "partly-priced")
    assert not report.unsupported


def test_every_plan_of_the_folder_has_its_total():
    assert {path.stem for path in FIXTURES.glob("*.json")} == set(TOTALS)


def test_what_a_resize_and_a_deletion_change():
    report = check([str(FIXTURES / "resize-and-delete.json")], Config())
    # D2s_v5 $0.111/h becomes D4s_v5 $0.222/h; an S20 of $23.936 goes
    assert report.delta_monthly_cost == MONTH * (usd("0.222") - usd("0.111")) - usd("23.936")
    machine = next(line for line in report.resources if line.address == "azurerm_linux_virtual_machine.web")
    assert [(driver.attribute, driver.before, driver.after) for driver in machine.drivers] == [
        ("size", "Standard_D2s_v5", "Standard_D4s_v5")
    ]


def test_what_has_no_price_is_said():
    report = check([str(FIXTURES / "partly-priced.json")], Config())
    notes = {
        line.name: line.note
        for resource in report.resources
        for line in resource.components
        if line.status == "no_price"
    }
    assert "Red Hat Enterprise Linux" in notes["Software licence (Red Hat Enterprise Linux)"]
    assert "disk_size_gb is not set" in notes["Storage (P, LRS)"]
    assert report.coverage.no_price == 2
