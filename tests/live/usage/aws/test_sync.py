"""``finopsguard usage sync`` as a shell starts it, against moto's CloudWatch."""

import json
from datetime import UTC, timedelta

import boto3
import pytest

from tests.e2e.program import process
from tests.live.usage.aws.conftest import TODAY
from tests.live.usage.aws.test_command import KEYS
from tests.plans import change, plan

FUNCTION = {"function_name": "importer", "memory_size": 128, "architectures": ["x86_64"]}
TABLE = {"name": "orders", "id": "orders", "billing_mode": "PAY_PER_REQUEST"}
BUCKET = {"bucket": "files", "id": "files"}
LAST_DAY = TODAY - timedelta(days=1)


@pytest.fixture
def cloud(moto):
    client = boto3.client("cloudwatch", region_name="us-east-1", endpoint_url=moto)

    def put(namespace, name, value, day, **dimensions):
        named = [{"Name": key, "Value": text} for key, text in dimensions.items()]
        stamp = (day + timedelta(hours=5)).replace(tzinfo=UTC)
        data = {"MetricName": name, "Dimensions": named, "Timestamp": stamp, "Value": value}
        client.put_metric_data(Namespace=namespace, MetricData=[data])

    for day in (LAST_DAY, LAST_DAY - timedelta(days=20)):
        put("AWS/Lambda", "Invocations", 36_000, day, FunctionName="importer")
        put("AWS/Lambda", "Duration", 250, day, FunctionName="importer")
    put("AWS/Lambda", "Invocations", 10**9, LAST_DAY - timedelta(days=40), FunctionName="importer")  # not in the window
    put("AWS/DynamoDB", "ConsumedReadCapacityUnits", 7_200, LAST_DAY, TableName="orders")
    for day, size in ((LAST_DAY, 5), (LAST_DAY - timedelta(days=1), 4)):
        put("AWS/S3", "BucketSizeBytes", size * 2**30, day, BucketName="files", StorageType="StandardStorage")
    return moto


@pytest.fixture
def run(cloud, tmp_path):
    changes = [
        change(address, ["no-op"], values, values)
        for address, values in (
            ("aws_lambda_function.importer", FUNCTION),
            ("aws_dynamodb_table.orders", TABLE),
            ("aws_s3_bucket.files", BUCKET),
        )
    ]
    (tmp_path / "plan.json").write_text(json.dumps(plan(*changes)))

    def started(*arguments, **environ):
        known = {"HOME": str(tmp_path), "AWS_ENDPOINT_URL": cloud, **KEYS, **environ}
        result = process(*arguments, cwd=tmp_path, **known)
        return result.returncode, result.stdout.decode(), result.stderr.decode()

    return started


def test_a_file_is_made_then_kept_then_priced(run, tmp_path):
    file = tmp_path / "usage.yml"
    arguments = ("usage", "sync", "plan.json", "--usage-file", "usage.yml")
    code, out, err = run(*arguments, "--dry-run")
    assert (code, file.exists()) == (0, False)
    assert "+    monthly_requests: 73000  # synced 73000: AWS Invocations, " in out  # 72,000 in 720 hours
    assert "3 of 3 resources that can be measured have figures." in err
    assert run(*arguments)[:2] == (0, "")
    text = file.read_text()
    span = f"{TODAY - timedelta(days=30):%Y-%m-%d}..{LAST_DAY:%Y-%m-%d}"
    assert text == (
        "version: 0.1\n"
        "resource_usage:\n"
        "  aws_dynamodb_table.orders:\n"
        f"    monthly_read_request_units: 7300  # synced 7300: AWS ConsumedReadCapacityUnits, {span}, data on 1 of 30 days\n"
        "  aws_lambda_function.importer:\n"
        f"    monthly_requests: 73000  # synced 73000: AWS Invocations, {span}, data on 2 of 30 days\n"
        f"    request_duration_ms: 250  # synced 250: AWS Duration, {span}, data on 2 of 30 days\n"
        "  aws_s3_bucket.files:\n"
        "    standard:\n"
        f"      storage_gb: 5  # synced 5: AWS BucketSizeBytes of StandardStorage, {span}, data on 2 of 30 days\n"
    )
    file.write_text(text.replace("monthly_requests: 73000  #", "monthly_requests: 90000  #"))
    code, _, err = run(*arguments)
    assert "kept: aws_lambda_function.importer monthly_requests: 90000 (measured 73000)" in err
    assert "as it was" in err
    code, out, _ = run("check", "plan.json", "--usage-file", "usage.yml", "--format", "json", "--soft-fail")
    costs = {line["address"]: line["monthly_cost"] for line in json.loads(out)["resources"]}
    assert costs["aws_s3_bucket.files"] == pytest.approx(5 * 0.023)
    assert costs["aws_lambda_function.importer"] == pytest.approx(90000 * 0.2e-6 + 90000 * 0.25 * 0.125 * 0.0000166667)


def test_what_cannot_be_had_is_incomplete_and_the_file_stays(run, tmp_path):
    file = tmp_path / "usage.yml"
    file.write_text("resource_usage:\n  a.b:\n    x: 1\n")
    code, _, err = run("usage", "sync", "plan.json", "--usage-file", "usage.yml", AWS_USAGE_ENABLED="false")
    assert code == 4
    assert "Incomplete: Usage of lambda on aws could not be read: AWS usage adapter is not enabled" in err
    assert file.read_text() == "resource_usage:\n  a.b:\n    x: 1\n"


def test_without_a_file_it_is_wrong_usage(run):
    code, _, err = run("usage", "sync", "plan.json")
    assert (code, "Give --usage-file FILE" in err) == (2, True)


def test_check_with_live_usage_prices_what_depends_on_it(run):
    code, out, err = run("check", "plan.json", "--usage", "live:aws", "--format", "json")
    report = json.loads(out)
    costs = {line["address"]: line["monthly_cost"] for line in report["resources"]}
    assert costs["aws_s3_bucket.files"] == pytest.approx(5 * 0.023)
    assert (code, err, report["utilisation"]) == (0, "", [])


def test_check_with_live_usage_that_cannot_be_had_is_incomplete(run):
    code, out, _ = run("check", "plan.json", "--usage", "live:aws", "--format", "json", AWS_USAGE_ENABLED="false")
    report = json.loads(out)
    assert (code, report["verdict"]) == (4, "incomplete")
    assert "AWS usage adapter is not enabled" in report["reasons"][0]["message"]
