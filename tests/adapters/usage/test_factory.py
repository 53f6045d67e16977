import json
import logging
import subprocess
import sys
from datetime import timedelta

import pytest

from finopsguard.adapters.usage.failures import CloudFailure, FailureKind, NotEnabled
from finopsguard.adapters.usage.settings import UsageSettings
from finopsguard.adapters.usage.usage_factory import UsageFactory
from finopsguard.types.usage import UsageQuery
from tests.adapters.usage.fakes import END, START, Cloud
from tests.e2e.program import environment


@pytest.fixture
def cloud():
    return Cloud()


@pytest.fixture
def factory(cloud):
    made = UsageFactory(UsageSettings(enabled=True))
    assert made._aws_adapter is None
    made._aws_adapter = cloud
    return made


REQUESTS = [
    {},
    {"granularity": "MONTHLY"},
    {"group_by": ["service"]},
    {"group_by": ["region"]},
    {"group_by": ["service", "region"]},
    {"filters": {"region": "a"}},
    {"filters": {"region": "b"}},
    {"filters": {"tags": {"team": "a"}}},
    {"end_time": END + timedelta(days=1)},
]
QUERIES = [
    {},
    {"resource_ids": ["a"]},
    {"resource_types": ["ec2"]},
    {"regions": ["a"]},
    {"metric_names": ["CPUUtilization"]},
    {"tags": {"a": "b"}},
    {"group_by": ["service"]},
    {"max_results": 1},
    {"granularity": "MONTHLY"},
]
METRICS = [
    {},
    {"resource_id": "i-2"},
    {"resource_type": "rds"},
    {"region": "a"},
    {"metrics": ["a"]},
    {"metrics": ["a", "b"]},
    {"metrics": []},
]


def test_every_difference_is_another_request(factory, cloud):
    for change in REQUESTS * 2:
        factory.get_cost_usage("aws", **{"start_time": START, "end_time": END} | change)
    for change in QUERIES * 2:
        factory.get_usage_summary(
            UsageQuery(**{"cloud_provider": "AWS", "start_time": START, "end_time": END} | change)
        )
    base = {"resource_id": "i-1", "resource_type": "ec2", "start_time": START, "end_time": END}
    for change in METRICS * 2:
        factory.get_resource_usage("Aws", **base | change)
    assert cloud.asked == len(REQUESTS) + len(QUERIES) + len(METRICS)


def test_another_account_never_gets_the_answer(factory, cloud):
    factory.get_cost_usage("aws", START, END)
    cloud.account = "two"
    factory.get_cost_usage("aws", START, END)
    assert cloud.asked == 2


def test_callers_of_now_share_an_answer(factory, cloud):
    now = END.replace(tzinfo=None, hour=12, minute=30, second=1)
    for seconds in (0, 5, 600):
        moment = now + timedelta(seconds=seconds)
        assert factory.get_resource_usage("aws", "i-1", "ec2", moment - timedelta(days=7), moment) is not None
        assert factory.get_cost_usage("aws", moment - timedelta(days=7), moment) == []
    assert cloud.asked == 2


def test_a_naive_time_is_utc(factory, cloud):
    factory.get_cost_usage("aws", START, END)
    factory.get_cost_usage("aws", START.replace(tzinfo=None), END.replace(tzinfo=None))
    assert cloud.asked == 1


def test_without_the_cache_it_is_asked_again(factory, cloud):
    for _ in range(2):
        factory.get_cost_usage("aws", START, END, use_cache=False)
    assert cloud.asked == 2
    factory.get_cost_usage("aws", START, END)
    factory.clear_cache()
    factory.get_cost_usage("aws", START, END)
    assert cloud.asked == 4


@pytest.mark.parametrize(
    ("error", "kind", "level"),
    [
        (CloudFailure(FailureKind.NO_CREDENTIALS, "none"), FailureKind.NO_CREDENTIALS, logging.WARNING),
        (CloudFailure(FailureKind.FORBIDDEN, "no"), FailureKind.FORBIDDEN, logging.ERROR),
        (NotEnabled("AWS", "aws"), FailureKind.DISABLED, logging.INFO),
        (ValueError("AWS usage adapter is not enabled"), FailureKind.DISABLED, logging.INFO),
        (RuntimeError("API error"), FailureKind.API, logging.ERROR),
        (json.JSONDecodeError("no JSON", "", 0), FailureKind.API, logging.ERROR),
    ],
)
def test_the_worlds_failures_are_none_with_a_reason(factory, cloud, caplog, error, kind, level):
    cloud.error = error
    with caplog.at_level(logging.INFO):
        assert factory.get_cost_usage("aws", START, END) is None
    assert factory.last_error.kind is kind
    assert [record.levelno for record in caplog.records] == [level]
    cloud.error = None
    assert factory.get_cost_usage("aws", START, END) == []  # a failure is not kept
    assert factory.last_error is None


@pytest.mark.parametrize("enabled", [True, False])
def test_mistakes_are_told_whether_it_is_on_or_off(factory, cloud, enabled):
    factory.enabled = enabled
    with pytest.raises(ValueError, match="Unsupported cloud provider"):
        factory.get_cost_usage("nimbus", START, END)
    with pytest.raises(ValueError, match="start"):
        factory.get_cost_usage("aws", END, START)
    with pytest.raises(ValueError, match="granularity"):
        factory.get_cost_usage("aws", START, END, "WEEKLY")
    with pytest.raises(ValueError, match="start"):
        factory.get_resource_usage("aws", "i-1", "ec2", END, START)
    assert cloud.asked == 0


def test_off_is_none(factory, cloud):
    factory.enabled = False
    assert factory.get_cost_usage("aws", START, END) is None
    assert factory.last_error.kind is FailureKind.DISABLED
    assert not factory.is_available("aws")
    assert cloud.asked == 0


def test_availability_never_raises(factory, cloud):
    assert factory.is_available("AWS")
    cloud.error = RuntimeError("boom")
    assert not factory.is_available("aws")
    assert str(factory.last_error) == "boom"
    assert not factory.is_available("nimbus")


def test_adapters_are_made_when_first_asked_for_and_kept():
    factory = UsageFactory(UsageSettings())
    with pytest.raises(ValueError, match="Unsupported cloud provider"):
        factory._get_adapter("nimbus")
    adapter = factory._get_adapter("AWS")
    assert factory._get_aws_adapter() is adapter
    assert adapter.cloud_provider == "aws"


def test_importing_brings_no_sdk():
    program = (
        "import sys, finopsguard, finopsguard.adapters.usage as u; u.UsageFactory; u.AWSUsageAdapter; u.get_usage_factory();"
        "print([n for n in ('boto3', 'botocore', 'google.cloud', 'azure', 'openstack', 'requests') if n in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, env=environment(), check=False)
    assert result.stdout.decode().strip() == "[]", result.stderr.decode()


def test_the_package_and_the_adapters_work_without_any_extra():
    program = (
        "import sys\n"
        "class Missing:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.partition('.')[0] in ('boto3', 'botocore', 'google', 'azure', 'openstack'):\n"
        "            raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Missing())\n"
        "from datetime import datetime\n"
        "from finopsguard.adapters.usage import UsageFactory\n"
        "from finopsguard.adapters.usage.settings import UsageSettings\n"
        "f = UsageFactory(UsageSettings(enabled=True, aws_enabled=True))\n"
        "print(f.get_cost_usage('aws', datetime(2026, 1, 1), datetime(2026, 1, 2)), f.last_error.kind, f.last_error)\n"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, env=environment(), check=False)
    assert "None no-sdk boto3 is not installed" in result.stdout.decode(), result.stderr.decode()
    assert "'.[aws]'" in result.stdout.decode()
