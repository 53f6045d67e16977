"""``usage sync`` and live usage from plan to figures; the cloud's answers are a stand-in's, everything else is real."""

import json
from decimal import Decimal

import pytest

from finopsguard.config import Config
from finopsguard.errors import UsageError
from finopsguard.inputs import projects
from finopsguard.live_usage import clouds_of, live_usage
from finopsguard.plan import Limits
from finopsguard.pricing import Pricing
from finopsguard.resources.usage_file import LayeredUsage, read_usage_file
from finopsguard.usage_sync import difference, sync
from tests.compare.usage.fakes import NOW, START, Metrics, factory, points
from tests.plans import change, plan

FUNCTION = {"function_name": "importer", "memory_size": 1024, "architectures": ["x86_64"]}
LAMBDA = [*points("Invocations", [1000] * 24), *points("Duration", [100] * 12 + [200] * 12)]
BUCKET = points(
    "BucketSizeBytes", [2**30, 3 * 2**30], StorageType="StandardStorage", start=NOW.replace(hour=0, minute=0)
)


def there(address, values, **more):
    return change(address, ["no-op"], values, values, **more)


@pytest.fixture
def written(tmp_path):
    def write(*changes, name="plan.json"):
        file = tmp_path / name
        file.write_text(json.dumps(plan(*changes)), encoding="utf-8")
        return str(file)

    return write


def synced(paths, cloud, file, **more):
    return sync(paths, Config(usage_file=str(file)), Limits(), factory(aws=cloud), ("aws",), now=NOW, **more)


def test_a_function_is_written_with_its_requests_and_their_duration(written, tmp_path):
    cloud = Metrics("aws", {("lambda", "importer"): LAMBDA})
    file = tmp_path / "usage.yml"
    done = synced([written(there("aws_lambda_function.importer", FUNCTION))], cloud, file)
    # 24,000 requests in 720 hours are 24,333.3 in 730; half of them took 100 ms, half 200 ms
    (only,) = done.files
    assert only.after == (
        "version: 0.1\n"
        "resource_usage:\n"
        "  aws_lambda_function.importer:\n"
        "    monthly_requests: 24333  # synced 24333: AWS Invocations, 2026-10-02..2026-10-31, data on 24 of 30 days\n"
        "    request_duration_ms: 150  # synced 150: AWS Duration, 2026-10-02..2026-10-31, data on 24 of 30 days\n"
    )
    assert (done.resources, done.measured, done.failures, file.exists()) == (1, 1, (), False)
    (asked,) = cloud.asked
    assert asked[:5] == ("lambda", "importer", "us-east-1", START, NOW.replace(hour=0, minute=0))
    assert difference(only).startswith(f"--- {file}\n+++ {file}\n@@ -0,0 +1,5 @@\n+version: 0.1\n")


def test_only_what_exists_and_stays_is_asked_for(written, tmp_path):
    cloud = Metrics("aws", {})
    path = written(
        change("aws_lambda_function.new", ["create"], None, FUNCTION),
        change("aws_lambda_function.gone", ["delete"], FUNCTION, None),
        there("aws_dynamodb_table.provisioned", {"name": "t", "billing_mode": "PROVISIONED"}),
        there("aws_lambda_function.secret", FUNCTION, before_sensitive={"function_name": True}, after_sensitive={}),
    )
    done = synced([path], cloud, tmp_path / "usage.yml")
    assert (cloud.asked, done.resources, done.files[0].after) == ([], 0, "")


def test_nothing_measured_is_not_zero(written, tmp_path):
    done = synced([written(there("aws_lambda_function.a", FUNCTION))], Metrics("aws", {}), tmp_path / "usage.yml")
    assert (done.files[0].after, done.resources, done.measured, done.failures) == ("", 1, 0, ())


def test_a_cloud_that_refuses_is_said_and_nothing_is_written(written, tmp_path):
    cloud = Metrics("aws", {}, down="AWS needs the permission cloudwatch:GetMetricData")
    done = synced([written(there("aws_lambda_function.a", FUNCTION))], cloud, tmp_path / "usage.yml")
    assert done.failures == ("AWS needs the permission cloudwatch:GetMetricData",)
    assert done.files[0].after == ""


def test_a_cloud_that_is_switched_off_is_said(written, tmp_path):
    made = factory(aws=Metrics("aws", {}))
    made.enabled = False
    config = Config(usage_file=str(tmp_path / "usage.yml"))
    path = written(there("aws_lambda_function.a", FUNCTION))
    done = sync([path], config, Limits(), made, ("aws",), now=NOW)
    assert "could not be read: Usage integration is not enabled" in done.failures[0]


def test_an_address_in_two_plans_with_one_file_is_not_guessed(written, tmp_path):
    cloud = Metrics("aws", {("lambda", "importer"): LAMBDA})
    paths = [written(there("aws_lambda_function.a", FUNCTION), name=name) for name in ("one.json", "two.json")]
    done = synced(paths, cloud, tmp_path / "usage.yml")
    assert "aws_lambda_function.a is in several plans" in done.failures[0]
    assert done.files[0].after == ""


def test_without_a_usage_file_it_says_what_to_give(written):
    with pytest.raises(UsageError, match="Give --usage-file FILE"):
        sync([written(there("aws_lambda_function.a", FUNCTION))], Config(), Limits(), factory(), ("aws",))


def test_live_usage_prices_what_depends_on_usage_under_what_the_file_says_of_the_address(written, tmp_path):
    path = written(
        there("aws_lambda_function.importer", FUNCTION), there("aws_s3_bucket.b", {"bucket": "b", "id": "b"})
    )
    config = Config()
    cloud = Metrics("aws", {("lambda", "importer"): LAMBDA, ("s3", "b"): BUCKET})
    pricing = Pricing(config, Limits(), {}, lambda _step: None)
    (project,) = projects([path], config)
    (read,) = pricing.read(project)
    live = live_usage([read], factory(aws=cloud), ("aws",), now=NOW)
    assert live.lookups[read.name].of("aws_lambda_function.importer", "")["monthly_requests"] == 24333
    assert pricing.price(read, project).lines[0].monthly_cost is None
    pricing.live = live.lookups
    # 24,333 requests x $0.20/1M + 24,333 x 0.150 s x 1 GB x $0.0000166667
    (function, _bucket) = pricing.price(read, project).lines
    assert function.monthly_cost == Decimal(24333) * Decimal("0.0000002") + Decimal(24333) * Decimal("0.15") * Decimal(
        "0.0000166667"
    )


def test_layers(tmp_path):
    file = tmp_path / "usage.yml"
    file.write_text(
        "resource_type_default_usage:\n  t:\n    a: 1\n    b: 1\n    c: 1\n    d: 1\n"
        "resource_usage:\n  'x.*':\n    b: 2\n  x.y:\n    c: 3\n"
    )

    class Live:
        def of(self, address, type_):
            return {"b": 9, "c": 9, "d": 9} if address == "x.y" else {}

    layered = LayeredUsage(read_usage_file(str(file)), Live())
    assert layered.of("x.y", "t") == {"a": 1, "b": 2, "c": 3, "d": 9}
    assert layered.of("x.z", "t") == {"a": 1, "b": 2, "c": 1, "d": 1}


@pytest.mark.parametrize("text", ["live", "LIVE:aws", "live:gcp,azure"])
def test_which_clouds(text):
    assert (
        clouds_of(text)
        == {
            "live": ("aws", "gcp", "azure"),
            "LIVE:aws": ("aws",),
            "live:gcp,azure": ("gcp", "azure"),
        }[text]
    )


@pytest.mark.parametrize("text", ["dead", "live:", "live:aws,oracle", ""])
def test_which_clouds_not(text):
    with pytest.raises(UsageError, match="Write live, or live:aws,gcp,azure"):
        clouds_of(text)
