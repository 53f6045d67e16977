from datetime import timedelta

import boto3
import pytest

from finopsguard.adapters.usage.aws_usage import AWSUsageAdapter
from finopsguard.adapters.usage.settings import UsageSettings
from finopsguard.types.usage import UsageQuery, UsageTarget
from tests.live.usage.aws.conftest import NOW, TODAY

WEEK = (NOW - timedelta(days=7), NOW)
ALB = "arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/app/front/50dc6c495c0c9188"


@pytest.fixture
def seeded(moto):
    """Puts points into moto's CloudWatch; answers an adapter of that moto."""

    def put(namespace, name, value, stamp, region="us-east-1", **dimensions):
        client = boto3.client("cloudwatch", region_name=region)
        point = {
            "MetricName": name,
            "Dimensions": [{"Name": key, "Value": text} for key, text in dimensions.items()],
            "Timestamp": stamp,
            "Value": value,
        }
        client.put_metric_data(Namespace=namespace, MetricData=[point])

    return put


@pytest.fixture
def moto_adapter(moto):
    return AWSUsageAdapter(UsageSettings(aws_enabled=True))


def test_idle_hours_count_and_network_is_summed(seeded, moto_adapter):
    for hour, cpu in ((1, 0.0), (2, 0.0), (3, 60.0)):
        stamp = NOW - timedelta(hours=hour)
        seeded("AWS/EC2", "CPUUtilization", cpu, stamp, InstanceId="i-1")
        seeded("AWS/EC2", "NetworkIn", 2e9, stamp, InstanceId="i-1")
    usage = moto_adapter.get_resource_usage("i-1", "EC2", *WEEK)
    assert (usage.avg_cpu_utilization, usage.avg_network_in_gb, usage.avg_network_out_gb) == (20.0, 6.0, None)
    stamps = [metric.timestamp for metric in usage.metrics if metric.metric_name == "CPUUtilization"]
    assert stamps == sorted(stamps)
    assert all(stamp.utcoffset() == timedelta(0) for stamp in stamps)


def test_an_alb_is_found_by_its_arn(seeded, moto_adapter):
    seeded("AWS/ApplicationELB", "RequestCount", 5, NOW - timedelta(hours=1), LoadBalancer="app/front/50dc6c495c0c9188")
    usage = moto_adapter.get_resource_usage(ALB, "alb", *WEEK)
    assert [(metric.metric_name, metric.value) for metric in usage.metrics] == [("RequestCount", 5.0)]
    with pytest.raises(ValueError, match="ARN"):
        moto_adapter.get_resource_usage("front", "alb", *WEEK)


def test_a_bucket_has_sizes_by_storage_class_and_a_day_of_delay(seeded, moto_adapter):
    stamp = TODAY - timedelta(days=1)
    for kind, size in (("StandardStorage", 100.0), ("GlacierStorage", 900.0)):
        seeded("AWS/S3", "BucketSizeBytes", size, stamp, BucketName="logs", StorageType=kind)
    seeded("AWS/S3", "NumberOfObjects", 7, stamp, BucketName="logs", StorageType="AllStorageTypes")
    usage = moto_adapter.get_resource_usage("logs", "s3", NOW - timedelta(hours=1), NOW)
    assert {(metric.dimensions["StorageType"], metric.value) for metric in usage.metrics} == {
        ("StandardStorage", 100.0),
        ("GlacierStorage", 900.0),
        ("AllStorageTypes", 7.0),
    }


def test_each_region_is_asked_where_it_is(seeded, moto_adapter):
    seeded("AWS/Lambda", "Invocations", 3, NOW - timedelta(hours=1), region="eu-west-1", FunctionName="job")
    assert moto_adapter.get_resource_usage("job", "lambda", *WEEK).metrics == []
    assert len(moto_adapter.get_resource_usage("job", "lambda", *WEEK, region="eu-west-1").metrics) == 1
    arn = "arn:aws:lambda:eu-west-1:111111111111:function:job:live"
    assert len(moto_adapter.get_resource_usage(arn, "lambda", *WEEK).metrics) == 1


def test_many_resources_of_several_types(seeded, moto_adapter):
    seeded("AWS/EC2", "CPUUtilization", 12.0, NOW - timedelta(hours=1), InstanceId="i-1")
    seeded("AWS/RDS", "CPUUtilization", 34.0, NOW - timedelta(hours=1), DBInstanceIdentifier="db")
    targets = [
        UsageTarget(resource_id="i-1", resource_type="ec2"),
        UsageTarget(resource_id="db", resource_type="rds"),
        UsageTarget(resource_id="gone", resource_type="dynamodb"),
    ]
    bulk = moto_adapter.get_many(targets, *WEEK)
    assert [usage.avg_cpu_utilization for usage in bulk.usages] == [12.0, 34.0, None]
    assert (bulk.usages[2].metrics, bulk.failures) == ([], [])


def test_a_summary_finds_the_instances_and_bills_their_region(seeded, aws, moto, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto)
    monkeypatch.setenv("AWS_ENDPOINT_URL_COST_EXPLORER", aws.url)
    adapter = AWSUsageAdapter(UsageSettings(aws_enabled=True))
    for name in ("i-one", "i-two"):
        seeded("AWS/EC2", "CPUUtilization", 0.0, NOW - timedelta(hours=1), InstanceId=name)
    yesterday = TODAY - timedelta(days=1)
    query = UsageQuery(cloud_provider="aws", start_time=yesterday, end_time=NOW, resource_types=["ec2"])
    summary = adapter.get_usage_summary(query)
    assert (summary.total_resources, summary.avg_cpu_utilization, summary.region) == (2, 0.0, "us-east-1")
    assert summary.total_cost == pytest.approx(7.2)
    assert summary.average_cost_per_resource == pytest.approx(3.6)
    assert summary.data_completeness == pytest.approx((1 + 2 / 3) / 3)  # the bill, and one metric of three for each


def test_points_are_never_more_than_1440(adapter, aws):
    for span in (timedelta(minutes=7), timedelta(days=1), timedelta(days=5), timedelta(days=60), timedelta(days=454)):
        usage = adapter.get_resource_usage(
            "i-1", "ec2", NOW - span + timedelta(seconds=37), NOW, metrics=["CPUUtilization"]
        )
        assert usage.metrics
    periods = [request["Period"] for _, request in aws.metrics.requests]
    assert periods == [60, 300, 300, 3600, 86400]


def test_old_minutes_are_gone(adapter, aws):
    for days in (20, 100):
        start = NOW - timedelta(days=days)
        adapter.get_resource_usage("i-1", "ec2", start, start + timedelta(hours=1), metrics=["CPUUtilization"])
    assert [request["Period"] for _, request in aws.metrics.requests] == [300, 3600]


def test_a_thousand_instances_take_six_calls(adapter, aws):
    targets = [UsageTarget(resource_id=f"i-{n:017x}", resource_type="ec2") for n in range(1000)]
    planned = adapter.planned_calls(targets, *WEEK)
    bulk = adapter.get_many(targets, *WEEK)
    assert len(aws.metrics.requests) == 6
    assert bulk.calls == planned
    assert str(planned[0].price) == "0.03000"
    assert all(usage.avg_cpu_utilization == 10.0 for usage in bulk.usages)
    assert bulk.usages[-1].avg_network_in_gb == pytest.approx(168 * 1000 / 1e9)


def test_pages_of_points_are_followed(adapter, aws):
    aws.metrics.page_points = 200
    targets = [UsageTarget(resource_id=f"i-{n}", resource_type="ec2") for n in range(4)]
    bulk = adapter.get_many(targets, *WEEK)
    assert [len(usage.metrics) for usage in bulk.usages] == [3 * 168] * 4
    assert len(aws.metrics.requests) == 12
