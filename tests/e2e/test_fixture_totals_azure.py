"""Plans of fixtures/plans/azure against totals worked out by hand from published prices, read from file to report."""

from decimal import Decimal
from pathlib import Path

import pytest

from finopsguard.check import check
from finopsguard.config import Config

FIXTURES = Path(__file__).parents[2] / "fixtures/plans/azure"
USAGE = str(Path(__file__).parents[2] / "fixtures/usage/azure.yml")
MONTH = Decimal(730)


def usd(text):
    return Decimal(text)


NOTHING_KNOWN = None
"""The total where nothing that costs money has an amount without a usage file."""

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
    # a public zone of the first 25, $0.50; its records by queries
    "dns-zone": (usd("0.50"), "0.50"),
    # the book has no price of a private zone
    "private-dns-zone": (NOTHING_KNOWN, ""),
    # two rules and an outbound rule of a standard balancer $0.01/h each, none for the basic one's; two addresses $0.005/h
    # WAF v2 $0.36/h with two instances at least: 20 capacity units x $0.0144/h
    "traffic": (
        3 * MONTH * usd("0.01") + 2 * MONTH * usd("0.005") + MONTH * (usd("0.36") + 20 * usd("0.0144")),
        "502.24",
    ),
    # West Europe: $0.045/h and an address $0.005/h
    "nat-gateway": (MONTH * (usd("0.045") + usd("0.005")), "36.50"),
    # P1v3 Windows $0.315/h; EP2: 2 vCPUs x $0.173/h + 7 GB x $0.0123/h; Y1 by use
    "functions": (MONTH * (usd("0.315") + 2 * usd("0.173") + 7 * usd("0.0123")), "545.38"),
    # 2 x S1 Windows $0.10/h, P1 $0.30/h, P1v2 Linux $0.101/h; EP1: 1 vCPU x $0.173/h + 3.5 GB x $0.0123/h
    "older-web": (
        MONTH * (2 * usd("0.10") + usd("0.30") + usd("0.101") + usd("0.173") + usd("3.5") * usd("0.0123")),
        "596.45",
    ),
    # two Business Critical of 8 vCores x $0.304435/h, one with licence 8 x $0.375/h, 150 GB x $0.25
    # S3 $4.8387 and P6 $120 a day of 24 h; MySQL B1ms $0.017/h and 64 GB x $0.115
    "sql-databases": (
        MONTH * 8 * (2 * usd("0.304435") + usd("0.375"))
        + 150 * usd("0.25")
        + MONTH * (usd("4.8387") + usd("120")) / 24
        + MONTH * usd("0.017")
        + 64 * usd("0.115"),
        "9600.25",
    ),
    # serverless by use; the book has no price of General Purpose storage
    "serverless-database": (NOTHING_KNOWN, ""),
    # West Europe: Standard_D2s_v3 $0.12/h with P4 $5.8072 and S20 $21.76; with Windows $0.212/h and E10 $9.60
    # an attached P15 $41.811428; 3 x (Standard_F2 $0.114/h + S4 $1.536 + E6 $4.80)
    "older-machines": (
        MONTH * usd("0.12")
        + usd("5.8072")
        + usd("21.76")
        + MONTH * usd("0.212")
        + usd("9.60")
        + usd("41.811428")
        + 3 * (MONTH * usd("0.114") + usd("1.536") + usd("4.80")),
        "590.01",
    ),
    # West Europe: 2 x (Standard_D2s_v5 with Windows $0.207/h + E10 $9.60 + P10 $21.68)
    # six Standard_F2, of which 2 + a quarter of 4 regular at $0.114/h, three spot at $0.021067/h; six S4 $1.536
    "scale-sets": (
        2 * (MONTH * usd("0.207") + usd("9.60") + usd("21.68"))
        + 3 * MONTH * (usd("0.114") + usd("0.021067"))
        + 6 * usd("1.536"),
        "669.79",
    ),
    # 100 RU/s $0.008/h: 1,000 RU/s in two locations, 400, 600, 500 and 400 RU/s in one
    "cosmos": (MONTH * usd("0.008") * (2 * 10 + 4 + 6 + 5 + 4), "227.76"),
}
INCOMPLETE = {"partly-priced", "private-dns-zone", "serverless-database"}

# what the quantities in fixtures/usage/azure.yml add
WITH_USAGE = {
    # 5M queries x $0.40; the first 1,000M x $0.40, the next 1,500M x $0.20
    "dns-zone": (5 * usd("0.40") + 1000 * usd("0.40") + 1500 * usd("0.20"), "702.50"),
    "private-dns-zone": (10 * usd("0.40"), "4.00"),
    # 1,000 GB x $0.005; 35 capacity units, 15 more than are reserved
    "traffic": (1000 * usd("0.005") + 15 * MONTH * usd("0.0144"), "664.92"),
    "nat-gateway": (400 * usd("0.045"), "54.50"),
    # 3M executions of 0.5 s and 256 MB: 375,000 GB-s x $0.000016 + 3 x $0.20; a second EP2
    "functions": (
        375_000 * usd("0.000016") + 3 * usd("0.20") + MONTH * (2 * usd("0.173") + 7 * usd("0.0123")),
        "867.42",
    ),
    # 1M executions of 0.1 s at least and 128 MB: 12,500 GB-s x $0.000016 + $0.20
    "older-web": (12_500 * usd("0.000016") + usd("0.20"), "596.85"),
    # 50 GB x $0.17, 200 GB kept for long x $0.05, 100 GB of backups x $0.20
    "sql-databases": (50 * usd("0.17") + 200 * usd("0.05") + 100 * usd("0.20"), "9638.75"),
    # 500 vCore-hours x $0.52176
    "serverless-database": (500 * usd("0.52176"), "260.88"),
    # per 10,000 operations: 2M x $0.0005, 1M x $0.002; of each of three machines 0.5M x $0.0005 and 1M x $0.002
    "older-machines": (
        200 * usd("0.0005") + 100 * usd("0.002") + 3 * (50 * usd("0.0005") + 100 * usd("0.002")),
        "590.98",
    ),
    # two more machines
    "scale-sets": (2 * (MONTH * usd("0.207") + usd("9.60") + usd("21.68")), "1034.57"),
    # half of 4,000 RU/s x 1.5 in two locations; 20 GB stored twice x $0.25 and backed up x $0.20 and x $0.246; 10M RU x $0.25
    # 50 GB x ($0.25 + four paid copies x $0.15 + analytical $0.03); 1M writes x $0.055 and 2M reads x $0.0054 per 10,000
    "cosmos": (
        2 * 30 * MONTH * usd("0.008")
        + 20 * (2 * usd("0.25") + usd("0.20") + usd("0.246"))
        + 10 * usd("0.25")
        + 50 * (usd("0.25") + 4 * usd("0.15") + usd("0.03"))
        + 100 * usd("0.055")
        + 200 * usd("0.0054"),
        "650.16",
    ),
}


@pytest.mark.parametrize("name", TOTALS)
def test_the_total_is_the_one_worked_out_by_hand(name):
    worked_out, shown = TOTALS[name]
    report = check([str(FIXTURES / f"{name}.json")], Config())
    assert report.total_monthly_cost == worked_out
    assert ("" if worked_out is None else f"{worked_out:.2f}") == shown
    assert report.complete is (name not in INCOMPLETE)
    assert not report.unsupported


@pytest.mark.parametrize("name", WITH_USAGE)
def test_the_total_with_a_usage_file(name):
    more, shown = WITH_USAGE[name]
    report = check([str(FIXTURES / f"{name}.json")], Config(usage_file=USAGE))
    assert report.total_monthly_cost == (TOTALS[name][0] or 0) + more
    assert f"{report.total_monthly_cost:.2f}" == shown


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
