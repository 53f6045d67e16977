"""Whole checks of the plans of serverless services in fixtures/plans/aws. Each total is worked out by hand from AWS's
price lists: us-east-1 unless the comment says otherwise.
"""

from decimal import Decimal

import pytest

from tests.e2e.aws_totals import D, H, report, rounded, usage_file

USAGE = usage_file("aws-serverless")

CUSTOMERS = (
    # 30 + 10 write and 20 + 5 read units; the replica in eu-west-1 at 0.000735 and 0.000147
    H * (40 * D("0.00065") + 25 * D("0.00013")) + H * (40 * D("0.000735") + 25 * D("0.000147"))
)
SESSIONS_READ = H * 50 * D("0.00016")
SITE = (
    # zone; dedicated IP certificate; web ACL with a rule, two managed groups, one own group of two rules and Bot Control;
    # two classic ACLs with three rules; 16 MiB/s of throughput
    D("0.50") + 600 + (5 + 1 + 2 + 3 + 10) + (2 * 5 + 3) + 16 * D("6.00")
)
STREAMS = (
    # eu-west-2: four shards in extended retention with one consumer; a stream on demand; Firehose in two subnets
    4 * H * (D("0.0179") + D("0.0242") + D("0.0179")) + H * D("0.048") + 2 * H * D("0.011")
)
KEYS = (
    # five keys, a secret and its replica, an advanced parameter; alarms in standard and high resolution, on an anomaly and
    # composite; a dashboard
    5 + 2 * D("0.40") + D("0.05") + D("0.10") + D("0.30") + 3 * D("0.10") + D("0.50") + 3
)

CASES = [
    # nothing but the cache of 1.6 GB is known
    ("serverless-api", H * D("0.038"), "27.74"),
    # infrequent access: at least 40 write and 50 read units
    ("dynamodb-tables", CUSTOMERS + H * 40 * D("0.00081") + SESSIONS_READ, "74.99"),
    ("content-delivery", SITE, "730.50"),
    ("streams-and-audit", STREAMS, "226.30"),
    ("keys-and-alarms", KEYS, "10.05"),
    # six shards kept for a week; the table is now on demand
    ("capacity-change", 6 * H * (D("0.015") + D("0.02")), "153.30"),
]

WITH_USAGE = [
    (
        "serverless-api",
        H * D("0.038")
        # REST: 333 million at 3.50, 67 at 2.80; WebSocket: 10 million messages of two pieces, 2 million minutes
        + (333 * D("3.50") + 67 * D("2.80"))
        + (2 * 10 * D("1.00") + 2 * D("0.25"))
        # queues: 5 million of two pieces in order, 5 million; topic: 1 million and as many over HTTP, twice
        + (2 * 5 * D("0.50") + 5 * D("0.40"))
        + (D("0.50") + 2 * D("0.60"))
        # workflows: 3 million transitions; 3.6 million runs of 0.5 s in 64 MB = 31.25 GB-hours
        + (3000 * D("0.025") + D("3.6") * D("1.00") + D("31.25") * D("0.060012"))
        + D("1.00"),
        "1491.52",
    ),
    (
        "dynamodb-tables",
        CUSTOMERS
        # 100 GB there and in eu-west-1 at 0.283; 100 write units by the usage file
        + 100 * (D("0.25") + D("0.283"))
        + H * 100 * D("0.00081")
        + SESSIONS_READ
        # 10 million writes, 40 million reads, 50 GB and their backup
        + (10 * D("0.625") + 40 * D("0.125") + 50 * (D("0.25") + D("0.20"))),
        "197.52",
    ),
    (
        "content-delivery",
        # storage of 100 GB includes 5 MiB/s
        SITE
        - 5 * D("6.00")
        + 100 * D("0.30")
        + 10 * D("0.10")
        + 5 * D("0.60")
        # 1,000 GB in the US, 100 in Japan, 10 million HTTPS requests in Europe
        + (1000 * D("0.085") + 100 * D("0.114") + 1000 * D("0.0120"))
        # 10 million requests to the ACL, also for Bot Control
        + 10 * (D("0.60") + D("1.00")),
        "858.90",
    ),
    (
        "streams-and-audit",
        # 100 million put units at 0.0173; 1,000 GB delivered into the VPC; 30 h of 20 DPUs; 1 million data events;
        # evaluations in two tiers
        STREAMS
        + 100 * D("0.0173")
        + 1000 * (D("0.035") + D("0.01"))
        + 30 * 20 * D("0.44")
        + 10 * D("0.10")
        + (100_000 * D("0.001") + 50_000 * D("0.0008")),
        "678.03",
    ),
    # 1 million requests to the key; 200 GB of logs at 0.5985, 100 GB kept at 0.0315 (eu-west-2)
    ("keys-and-alarms", KEYS + 100 * D("0.03") + 200 * D("0.5985") + 100 * D("0.0315"), "135.90"),
]


@pytest.mark.parametrize(("plan", "total", "expected"), CASES, ids=[case[0] for case in CASES])
def test_totals(plan: str, total: Decimal, expected: str) -> None:
    found = report(plan)
    assert found.total_monthly_cost == total
    assert rounded(found.total_monthly_cost) == expected
    assert found.complete
    assert found.unsupported == ()


@pytest.mark.parametrize(("plan", "total", "expected"), WITH_USAGE, ids=[case[0] for case in WITH_USAGE])
def test_totals_with_usage(plan: str, total: Decimal, expected: str) -> None:
    found = report(plan, USAGE)
    assert found.total_monthly_cost == total
    assert rounded(found.total_monthly_cost) == expected


def test_what_has_no_list_price_leaves_the_total_incomplete() -> None:
    found = report("dns-and-certificates")
    # a private authority; two addresses of a resolver endpoint
    assert found.total_monthly_cost == 400 + 2 * H * D("0.125")
    assert rounded(found.total_monthly_cost) == "582.50"
    assert not found.complete
    assert [line.address for line in found.resources if line.status == "no_price"] == ["aws_route53_health_check.web"]


def test_more_shards_and_longer_retention() -> None:
    (stream,) = [line for line in report("capacity-change").resources if line.type == "aws_kinesis_stream"]
    # 6 x 730 x (0.015 + 0.02) less 2 x 730 x 0.015
    assert rounded(stream.delta) == "131.40"
    assert [(driver.attribute, driver.before, driver.after) for driver in stream.drivers] == [
        ("shard_count", "2", "6"),
        ("retention_period", "24", "168"),
    ]


def test_autoscaling_says_what_it_may_come_to() -> None:
    (table,) = [line for line in report("dynamodb-tables").resources if line.address == "aws_dynamodb_table.sessions"]
    notes = [part.note for part in table.components if "autoscaling" in part.name]
    assert notes == [
        "aws_appautoscaling_target.sessions_write scales between 40 and 400 units",
        "aws_appautoscaling_target.sessions_read scales between 50 and 400 units",
    ]


def test_what_is_free_says_why() -> None:
    free = {
        line.address: line.notes[0]
        for plan in ("serverless-api", "content-delivery", "keys-and-alarms")
        for line in report(plan).resources
        if line.status == "free"
    }
    assert free["aws_route53_record.www"] == "queries for an alias to an AWS resource are free"
    assert free["aws_acm_certificate.site"] == "public certificates cost nothing"
    assert free["aws_ssm_parameter.url"] == "standard parameters cost nothing"
    assert free["aws_sns_topic_subscription.mail"] == "SNS delivers to sqs without charge"
