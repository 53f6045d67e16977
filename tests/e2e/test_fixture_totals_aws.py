"""Whole checks of fixtures/plans/aws. Each total is worked out by hand from AWS's on-demand price lists: us-east-1 unless the
comment says otherwise.
"""

from decimal import Decimal

import pytest

from tests.e2e.aws_totals import FIXTURES, D, H, report, rounded, usage_file

USAGE = usage_file("aws")

CASES = [
    # m5.xlarge, 7 metrics, 50 GB gp3, 200 GB io1 with 1,000 IOPS, 500 GB st1
    (
        "instance-volumes",
        H * D("0.192") + 7 * D("0.30") + 50 * D("0.08") + 200 * D("0.125") + 1000 * D("0.065") + 500 * D("0.045"),
        "258.76",
    ),
    # eu-west-1: t3.large 0.0912 and its Windows licence 0.0276; the AMI's 30 GB gp2
    ("instance-windows-ami", H * (D("0.0912") + D("0.0276")) + 30 * D("0.11"), "90.02"),
    # eu-west-1: m5.2xlarge, 60 GB gp3 with 250 MiB/s
    ("instance-resize", H * D("0.428") + 60 * D("0.088") + 125 * D("0.044"), "323.22"),
    # two t3.medium in detailed monitoring with 20 GB gp2
    ("autoscaling-configuration", 2 * (H * D("0.0416") + 7 * D("0.30") + 20 * D("0.10")), "68.94"),
    # MariaDB db.m5.large in two zones, 500 GB gp3, 1,000 IOPS above 12,000
    ("database-multi-az", H * D("0.342") + 500 * D("0.23") + 1000 * D("0.04"), "404.66"),
    # PostgreSQL db.t3.large and a db.m5.large replica, 100 GB gp2 each
    ("database-replica", H * (D("0.145") + D("0.178")) + 200 * D("0.115"), "258.79"),
    # an application and a network load balancer, idle
    ("load-balancers", 2 * H * D("0.0225"), "32.85"),
    # an accelerator, at the same price everywhere
    ("global-accelerator", H * D("0.025"), "18.25"),
    ("network-free", D("0"), "0.00"),
]


@pytest.mark.parametrize(("plan", "total", "expected"), CASES, ids=[case[0] for case in CASES])
def test_totals(plan: str, total: Decimal, expected: str) -> None:
    found = report(plan)
    assert found.total_monthly_cost == total
    assert rounded(found.total_monthly_cost) == expected
    assert found.complete
    assert found.total_monthly_cost_max == total


WITH_USAGE = [
    # Standard 1,000 GB, 200k PUT, 1M GET; infrequent access 500 GB, 50 GB read; Glacier 20,000 GB, 100k objects moved in
    (
        "bucket-lifecycle",
        1000 * D("0.023")
        + 200 * D("0.005")
        + 1000 * D("0.0004")
        + 500 * D("0.0125")
        + 50 * D("0.01")
        + 20000 * D("0.0036")
        + 100 * D("0.03"),
        "106.15",
    ),
    # 10M requests of 0.25 s with 1 GB on arm, 1.5 GB of ephemeral storage above the free half
    ("lambda-arm", 10 * D("0.20") + 2_500_000 * D("0.0000133334") + 2_500_000 * D("1.5") * D("0.0000000309"), "35.45"),
    # 2 units for 50 connections a second; 10 units for 30,000 active TLS connections
    ("load-balancers", 2 * H * D("0.0225") + 2 * H * D("0.008") + 10 * H * D("0.006"), "88.33"),
    # two databases with 250 GB of backups more each
    ("database-replica", H * (D("0.145") + D("0.178")) + 200 * D("0.115") + 500 * D("0.095"), "306.29"),
    # five instances instead of the two configured
    ("autoscaling-configuration", 5 * (H * D("0.0416") + 7 * D("0.30") + 20 * D("0.10")), "172.34"),
]


@pytest.mark.parametrize(("plan", "total", "expected"), WITH_USAGE, ids=[case[0] for case in WITH_USAGE])
def test_totals_with_a_usage_file(plan: str, total: Decimal, expected: str) -> None:
    found = report(plan, USAGE)
    assert found.total_monthly_cost == total
    assert rounded(found.total_monthly_cost) == expected
    assert found.complete


SPOT = [
    # c5.xlarge at most 0.10 an hour; 40 GB gp3
    ("instance-spot-template", 40 * D("0.08"), H * D("0.10"), "3.20"),
    # 8 instances: 2 + 25 % of 6 rounded up are on demand, 4 m5.xlarge spot; 7 metrics and 30 GB gp3 each
    ("autoscaling-mixed", 4 * H * D("0.192") + 8 * (7 * D("0.30") + 30 * D("0.08")), 4 * H * D("0.192"), "596.64"),
]


@pytest.mark.parametrize(("plan", "known", "open_", "expected"), SPOT, ids=[case[0] for case in SPOT])
def test_spot_is_known_up_to_a_bound(plan: str, known: Decimal, open_: Decimal, expected: str) -> None:
    found = report(plan)
    assert rounded(found.total_monthly_cost) == expected
    assert not found.complete
    (line,) = [line for line in found.resources if line.status == "no_price"]
    assert (line.monthly_cost_min, line.monthly_cost_max) == (known, known + open_)


@pytest.mark.parametrize("plan", ["bucket-lifecycle", "lambda-arm"])
def test_what_waits_for_usage_has_no_amount(plan: str) -> None:
    found = report(plan)
    (line,) = [line for line in found.resources if line.status == "depends_on_usage"]
    assert (line.monthly_cost, found.complete) == (None, True)
    assert line.depends_on_usage


def test_a_resize_says_what_drives_it() -> None:
    (line,) = report("instance-resize").resources
    assert rounded(line.delta) == "242.47"  # 730 x (0.428 - 0.107) + 30 x 0.088 + 125 x 0.044
    assert [(driver.attribute, driver.before, driver.after) for driver in line.drivers] == [
        ("instance_type", "m5.large", "m5.2xlarge"),
        ("root_block_device[0].volume_size", "30", "60"),
        ("root_block_device[0].throughput", "125", "250"),
    ]


def test_nothing_in_these_plans_is_unsupported() -> None:
    plans = sorted(path.stem for path in (FIXTURES / "plans" / "aws").glob("*.json"))
    assert [plan for plan in plans if report(plan).unsupported] == []
