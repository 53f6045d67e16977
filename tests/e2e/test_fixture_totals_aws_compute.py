"""Whole checks of fixtures/plans/aws: networks, volumes, containers, clusters and caches. Each total is worked out by hand from AWS's
on-demand price lists: us-east-1 unless the comment says otherwise.
"""

from decimal import Decimal

import pytest

from tests.e2e.aws_totals import D, H, report, rounded, usage_file

USAGE = usage_file("aws-compute")

CASES = [
    # two NAT gateways, three addresses (two of them in use), an interface endpoint in two subnets, a classic and an
    # application load balancer
    (
        "network-paths",
        2 * H * D("0.045") + 3 * H * D("0.005") + 2 * H * D("0.01") + H * D("0.025") + H * D("0.0225"),
        "125.93",
    ),
    # eu-west-1: 200 GB gp3 with 2,000 IOPS and 125 MiB/s more than included, 100 GB gp2, 500 GB sc1
    (
        "volumes-alone",
        200 * D("0.088") + 2000 * D("0.0055") + 125 * D("0.044") + 100 * D("0.11") + 500 * D("0.0168"),
        "53.50",
    ),
    # a cluster in extended support, three m5.large with 50 GB gp3, two t3.medium with 20 GB gp2
    (
        "eks-node-groups",
        H * D("0.60") + 3 * (H * D("0.096") + 50 * D("0.08")) + 2 * (H * D("0.0416") + 20 * D("0.10")),
        "724.98",
    ),
    # eu-west-1: three (the target's minimum) tasks of 0.5 vCPU and 1 GB on ARM; one of 2 vCPUs, 8 GB and 80 GB more storage
    (
        "ecs-services",
        3 * H * (D("0.5") * D("0.03238") + D("0.00356"))
        + H * (2 * D("0.04048") + 8 * D("0.004445") + 80 * D("0.000122")),
        "135.44",
    ),
    # db.r5.large and db.t3.medium; the rest by usage
    ("aurora-cluster", H * (D("0.29") + D("0.082")), "271.56"),
    # two cache.t3.micro, two shards of two cache.r6g.xlarge
    ("caches", H * (2 * D("0.017") + 4 * D("0.411")), "1224.94"),
    # two c4.2xlarge with 100 GB gp3 and 125 MiB/s more, three masters c4.8xlarge; one more c4.2xlarge
    # with 50 GB gp2; three kafka.m5.large with 500 GB
    (
        "search-and-streams",
        2 * (H * D("0.587") + 100 * D("0.122") + 125 * D("0.064"))
        + 3 * H * D("2.347")
        + H * D("0.587")
        + 50 * D("0.135")
        + 3 * (H * D("0.21") + 500 * D("0.10")),
        "7082.51",
    ),
    # two ra3.xlplus
    ("redshift-cluster", 2 * H * D("1.086"), "1585.56"),
]


@pytest.mark.parametrize(("plan", "total", "expected"), CASES, ids=[case[0] for case in CASES])
def test_totals(plan: str, total: Decimal, expected: str) -> None:
    found = report(plan)
    assert found.total_monthly_cost == total
    assert rounded(found.total_monthly_cost) == expected
    assert found.complete
    assert found.total_monthly_cost_max == total


WITH_USAGE = [
    # as above, and 500 GB through each NAT gateway, 100 GB through the endpoint
    ("network-paths", D("125.925") + 2 * 500 * D("0.045") + 100 * D("0.01"), "171.93"),
    # 300 GB, 150 requests a second for 2,628,000 s, 6 days of 100 GB backups, 2 ACUs
    (
        "aurora-cluster",
        D("271.56") + 300 * D("0.10") + D("394.2") * D("0.20") + 600 * D("0.021") + 2 * H * D("0.12"),
        "568.20",
    ),
    # 10 TB in managed storage
    ("redshift-cluster", D("1585.56") + 10240 * D("0.024"), "1831.32"),
    # two snapshots of 50 GB beyond the free one
    ("caches", D("1224.94") + 100 * D("0.085"), "1233.44"),
]


@pytest.mark.parametrize(("plan", "total", "expected"), WITH_USAGE, ids=[case[0] for case in WITH_USAGE])
def test_totals_with_a_usage_file(plan: str, total: Decimal, expected: str) -> None:
    found = report(plan, USAGE)
    assert found.total_monthly_cost == total
    assert rounded(found.total_monthly_cost) == expected
    assert found.complete


def test_a_larger_cache_says_what_drives_it() -> None:
    (line,) = [line for line in report("caches").resources if line.type == "aws_elasticache_replication_group"]
    assert rounded(line.delta) == "598.60"  # 4 x 730 x (0.411 - 0.206)
    assert [(driver.attribute, driver.before, driver.after) for driver in line.drivers] == [
        ("node_type", "cache.r6g.large", "cache.r6g.xlarge")
    ]


def test_what_costs_nothing_says_why() -> None:
    free = {
        line.address: line.notes[0]
        for plan in ("network-paths", "ecs-services")
        for line in report(plan).resources
        if line.status == "free" and line.type in {"aws_vpc_endpoint", "aws_ecs_service"}
    }
    assert set(free) == {"aws_vpc_endpoint.s3", "aws_ecs_service.agents"}
    assert all(free.values())
