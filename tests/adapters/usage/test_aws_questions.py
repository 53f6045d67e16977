"""What AWS is asked, by the rules of its API references. No SDK is needed for it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.adapters.usage import aws_bulk, aws_costs, aws_discovery, aws_metrics
from finopsguard.adapters.usage.aws_summary import Scope
from finopsguard.adapters.usage.aws_usage import AWSUsageAdapter
from finopsguard.adapters.usage.settings import UsageSettings
from finopsguard.types.usage import UsageQuery, UsageTarget

NOW = datetime(2026, 2, 1, 12, 34, 56, tzinfo=UTC)


@given(
    age=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=800)),
    span=st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=900)),
)
def test_points_are_kept_and_at_most_1440(age, span):
    end = NOW - age
    start = end - span
    for series in aws_metrics.series_of("ec2", "i-1", ["CPUUtilization"], start, end, NOW):
        assert aws_metrics.points_of(series) <= 1440
        assert series.step % 60 == 0
        assert series.step >= (
            3600 if NOW - start > timedelta(days=63) else 300 if NOW - start > timedelta(days=15) else 60
        )
        assert series.start >= start - timedelta(hours=1)
        assert series.end <= max(end, series.start + timedelta(minutes=1))


def test_statistics_by_metric():
    sums = ["Invocations", "Errors", "RequestCount", "ActiveConnectionCount", "NetworkIn", "NetworkOut"]
    sums += ["ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits"]
    assert {aws_metrics.statistic_of(name) for name in sums} == {"Sum"}
    averages = [
        "CPUUtilization",
        "CPUCreditBalance",
        "Duration",
        "DatabaseConnections",
        "BucketSizeBytes",
        "HealthyHostCount",
    ]
    assert {aws_metrics.statistic_of(name) for name in averages} == {"Average"}


@pytest.mark.parametrize(
    ("type_", "name", "found"),
    [
        ("ec2", "i-1", ("i-1", "")),
        ("ec2", "arn:aws:ec2:eu-west-1:1:instance/i-1", ("i-1", "eu-west-1")),
        ("rds", "arn:aws:rds:eu-west-1:1:db:shop", ("shop", "eu-west-1")),
        ("s3", "arn:aws:s3:::logs", ("logs", "")),
        ("dynamodb", "arn:aws-cn:dynamodb:cn-north-1:1:table/t", ("t", "cn-north-1")),
        ("elb", "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/old", ("old", "eu-west-1")),
        ("ALB", "app/front/50dc", ("app/front/50dc", "")),
        (
            "alb",
            "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/front/50dc",
            ("app/front/50dc", "eu-west-1"),
        ),
    ],
)
def test_arns_and_names(type_, name, found):
    assert aws_metrics.identified(type_, name) == found


@pytest.mark.parametrize(
    ("type_", "name"),
    [
        ("ecs", "x"),
        ("ec2", ""),
        ("ec2", "arn:aws:rds:eu-west-1:1:db:shop"),
        ("alb", "front"),
        ("elb", "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/front/50dc"),
    ],
)
def test_what_no_such_resource_is_called(type_, name):
    with pytest.raises(ValueError, match=r"resource type|ARN|name|Unknown"):
        aws_metrics.identified(type_, name)


@given(st.integers(1, 3000), st.sampled_from([1, 7, 30, 400]))
def test_a_batch_keeps_within_one_answer(count, days):
    wanted = [
        ("us-east-1", series)
        for number in range(count)
        for series in aws_metrics.series_of(
            "ec2", f"i-{number}", ["CPUUtilization"], NOW - timedelta(days=days), NOW, NOW
        )
    ]
    made = aws_bulk.batches(wanted)
    assert [series for batch in made for series in batch.series] == [series for _, series in wanted]
    for batch in made:
        assert len(batch.series) <= 500
        assert sum(map(aws_metrics.points_of, batch.series)) <= 100_800


def question(**change):
    asked = {"granularity": "DAILY", "group_by": None, "filters": None, "metric": "UnblendedCost"} | change
    return aws_costs.request(NOW - timedelta(days=3), NOW, now=NOW, **asked)


def test_filters_become_one_expression():
    assert "Filter" not in question()[1]
    assert question(filters={"service": "S3"})[1]["Filter"] == {"Dimensions": {"Key": "SERVICE", "Values": ["S3"]}}
    both = question(filters={"tags": {"team": "web"}, "cost_category:Unit": ["a", "b"]})[1]["Filter"]
    assert both == {
        "And": [
            {"Tags": {"Key": "team", "Values": ["web"]}},
            {"CostCategories": {"Key": "Unit", "Values": ["a", "b"]}},
        ]
    }


def test_groups_are_dimensions_tags_and_categories():
    assert question(group_by=["linked_account", "tag:Team"])[1]["GroupBy"] == [
        {"Type": "DIMENSION", "Key": "LINKED_ACCOUNT"},
        {"Type": "TAG", "Key": "Team"},
    ]
    assert question(group_by=[{"Type": "COST_CATEGORY", "Key": "Unit"}])[1]["GroupBy"][0]["Type"] == "COST_CATEGORY"


def test_a_value_that_reads_like_a_dimension_is_a_value():
    assert question(filters={"tag:team": "RESOURCE_ID"})[0] == "get_cost_and_usage"
    with pytest.raises(ValueError, match="filter"):
        question(group_by=["resource_id"])


@pytest.mark.parametrize("word", ["amortized", "AmortizedCost", "AMORTIZED_COST", "amortized-cost"])
def test_a_cost_by_any_of_its_names(word):
    assert aws_costs.cost_metric(word) == "AmortizedCost"


def test_a_scope_that_nobody_can_tell():
    base = {"cloud_provider": "aws", "start_time": NOW - timedelta(days=1), "end_time": NOW}
    with pytest.raises(ValueError, match="Of which type"):
        Scope(UsageQuery(resource_ids=["shop"], **base), "us-east-1")
    with pytest.raises(ValueError, match="Unknown AWS resource type"):
        Scope(UsageQuery(resource_types=["ecs"], **base), "us-east-1")
    scope = Scope(UsageQuery(resource_ids=["arn:aws:rds:eu-west-1:1:db:shop"], **base), "us-east-1")
    groups, filters = scope.cost_question()
    assert (groups, filters["REGION"], filters["RESOURCE_ID"]) == (
        ["RESOURCE_ID"],
        ["eu-west-1"],
        ["arn:aws:rds:eu-west-1:1:db:shop", "shop"],
    )


def test_a_plan_of_calls_needs_no_cloud():
    adapter = AWSUsageAdapter(UsageSettings())
    targets = [UsageTarget(resource_id=f"i-{number}", resource_type="ec2") for number in range(1000)]
    (planned,) = adapter.planned_calls(targets, NOW - timedelta(days=7), NOW)
    assert (planned.calls, planned.items, str(planned.price)) == (6, 3000, "0.03000")
    (planned,) = adapter.planned_cost_calls(NOW - timedelta(days=7), NOW)
    assert (planned.calls, str(planned.price)) == (1, "0.01")
    with pytest.raises(ValueError, match="AWS usage adapter is not enabled"):
        adapter.get_cost_usage(NOW, NOW)


@pytest.mark.parametrize(
    ("type_", "arn", "name"),
    [
        ("nat_gateway", "arn:aws:ec2:eu-west-1:1:natgateway/nat-0a", "nat-0a"),
        ("ebs", "arn:aws:ec2:eu-west-1:1:volume/vol-0a", "vol-0a"),
        ("log_group", "arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/f:*", "/aws/lambda/f"),
        ("kinesis", "arn:aws:kinesis:eu-west-1:1:stream/s", "s"),
        ("firehose", "arn:aws:firehose:eu-west-1:1:deliverystream/d", "d"),
    ],
)
def test_arns_of_what_only_usage_is_asked_of(type_, arn, name):
    assert aws_metrics.identified(type_, arn) == (name, "eu-west-1")
    assert aws_discovery.type_of(arn) == type_


def test_a_rest_api_is_not_known_by_its_arn():
    with pytest.raises(ValueError, match="not the ARN"):
        aws_metrics.identified("rest_api", "arn:aws:apigateway:eu-west-1::/restapis/abc")
    assert aws_metrics.identified("rest_api", "shop") == ("shop", "")


@pytest.mark.parametrize(
    "metric",
    ["Count", "IncomingBytes", "BytesOutToSource", "RuleEvaluations", "EstimatedProcessedBytes", "VolumeReadOps"],
)
def test_what_is_counted_is_summed(metric):
    assert aws_metrics.statistic_of(metric) == "Sum"
