"""What a cloud does on a bad day, and what the caller is told of it."""

import threading
from datetime import timedelta

import pytest

from finopsguard.adapters.usage.aws_usage import AWSUsageAdapter
from finopsguard.adapters.usage.failures import CloudFailure, FailureKind
from finopsguard.adapters.usage.settings import UsageSettings
from finopsguard.adapters.usage.usage_factory import UsageFactory
from finopsguard.types.usage import UsageQuery, UsageTarget
from tests.live.usage.aws.conftest import NOW, TODAY

WEEK = (NOW - timedelta(days=7), NOW)
DAY = TODAY - timedelta(days=1)
DENIED = (
    400,
    "AccessDeniedException",
    "User: arn:aws:iam::111111111111:user/me is not authorized to perform: ce:GetCostAndUsage on resource: *",
    {},
)
THROTTLED = (400, "ThrottlingException", "Rate exceeded", {})
LOST = (500, "InternalServerError", "We lost it", {})


def failure(work):
    with pytest.raises(CloudFailure) as caught:
        work()
    return caught.value


def test_a_missing_permission_is_named(adapter, aws):
    aws.always = DENIED
    found = failure(lambda: adapter.get_cost_usage(DAY, DAY))
    assert (found.kind, found.code, found.permission) == (
        FailureKind.FORBIDDEN,
        "AccessDeniedException",
        "ce:GetCostAndUsage",
    )
    assert "user/me is not authorized" in str(found)
    assert aws.calls == 1


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (
            (400, "ExpiredTokenException", "The security token included in the request is expired", {}),
            FailureKind.EXPIRED,
        ),
        ((403, "UnrecognizedClientException", "The security token is invalid", {}), FailureKind.NO_CREDENTIALS),
        (
            (403, "InvalidSignatureException", "Signature not yet current: 2026 is later than", {}),
            FailureKind.CLOCK_SKEW,
        ),
        ((403, "", "Forbidden by a proxy", {}), FailureKind.FORBIDDEN),
    ],
)
def test_what_no_retry_mends_is_asked_once(adapter, aws, answer, kind):
    aws.always = answer
    assert failure(lambda: adapter.get_resource_usage("i-one", "ec2", *WEEK)).kind is kind
    assert aws.calls == 1


def test_a_rate_limit_is_waited_for(adapter, aws):
    aws.faults = [THROTTLED, (429, "TooManyRequestsException", "Slow down", {"Retry-After": "0"})]
    assert len(adapter.get_cost_usage(DAY, DAY)) == 1
    assert aws.calls == 3


def test_a_rate_limit_beyond_the_deadline_is_the_reason(adapter, aws):
    aws.always = (429, "TooManyRequestsException", "Slow down", {"Retry-After": "3600"})
    found = failure(lambda: adapter.get_cost_usage(DAY, DAY))
    assert (found.kind, aws.calls) == (FailureKind.THROTTLED, 1)


def test_errors_of_the_server_are_tried_again_a_few_times(adapter, aws):
    aws.faults = [LOST, LOST]
    assert len(adapter.get_cost_usage(DAY, DAY)) == 1
    aws.always = LOST
    found = failure(lambda: adapter.get_cost_usage(DAY, DAY))
    assert (found.kind, aws.calls) == (FailureKind.API, 6)
    assert "We lost it" in str(found)


def test_a_server_that_hangs_ends_at_the_deadline(adapter, aws):
    aws.always = "hang"
    adapter.deadline_seconds = 0.3
    assert failure(lambda: adapter.get_cost_usage(DAY, DAY)).kind is FailureKind.TIMEOUT
    bulk = adapter.get_many([UsageTarget(resource_id="i-1", resource_type="ec2")] * 2, *WEEK)
    assert bulk.usages == [None, None]
    assert "did not answer" in bulk.failures[0]


def test_half_an_answer_is_no_answer(adapter, aws):
    aws.always = "half"
    assert failure(lambda: adapter.get_cost_usage(DAY, DAY)).kind is FailureKind.API


def test_a_bill_whose_pages_are_lost_is_no_bill(adapter, aws):
    aws.faults = [None, None, LOST, LOST, LOST]
    with pytest.raises(CloudFailure):
        adapter.get_cost_usage(DAY - timedelta(days=20), DAY)


def test_metrics_whose_pages_are_lost_are_no_metrics(adapter, aws):
    aws.metrics.page_points = 2 * 168
    aws.metrics.lose_pages_after = 2
    targets = [UsageTarget(resource_id=f"i-{n}", resource_type="ec2") for n in range(3)]
    bulk = adapter.get_many(targets, *WEEK)
    # Two series fit on a page and two pages came: the first resource is whole, of the second one series is missing its answer.
    assert [usage and sorted({metric.metric_name for metric in usage.metrics}) for usage in bulk.usages] == [
        ["CPUUtilization", "NetworkIn", "NetworkOut"],
        ["CPUUtilization"],
        None,
    ]
    assert bulk.usages[1].metadata["not_answered"] == ["NetworkIn", "NetworkOut"]
    assert bulk.failures


def test_nobody_listens(adapter, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    alone = AWSUsageAdapter(UsageSettings(aws_enabled=True), deadline_seconds=5)
    assert "127.0.0.1:9" in str(failure(lambda: alone.get_cost_usage(DAY, DAY)))
    assert not alone.is_available()


def test_no_credentials(aws, monkeypatch):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    alone = AWSUsageAdapter(UsageSettings(aws_enabled=True))
    assert failure(lambda: alone.get_cost_usage(DAY, DAY)).kind is FailureKind.NO_CREDENTIALS
    assert aws.calls == 0
    factory = UsageFactory(UsageSettings(enabled=True, aws_enabled=True))
    assert factory.get_cost_usage("AWS", DAY, DAY) is None
    assert factory.last_error.kind is FailureKind.NO_CREDENTIALS
    assert not factory.is_available("aws")


def test_the_factory_answers_none_and_says_why(aws):
    factory = UsageFactory(UsageSettings(enabled=True, aws_enabled=True))
    aws.always = DENIED
    assert factory.get_cost_usage("aws", DAY, DAY) is None
    assert factory.last_error.permission == "ce:GetCostAndUsage"
    aws.always = None
    assert len(factory.get_cost_usage("aws", DAY, DAY)) == 1  # a failure is not kept
    assert factory.last_error is None


def test_a_summary_says_which_half_is_missing(adapter, aws):
    query = UsageQuery(
        cloud_provider="aws", start_time=DAY, end_time=NOW, resource_ids=["i-one"], resource_types=["ec2"]
    )
    aws.faults = [None, None, None, DENIED]
    summary = adapter.get_usage_summary(query)
    assert (summary.total_cost, summary.avg_cpu_utilization, summary.data_completeness) == (None, 10.0, 0.5)
    assert summary.confidence == "medium"
    assert "ce:GetCostAndUsage" in summary.problems[0]
    aws.always = DENIED
    assert failure(lambda: adapter.get_usage_summary(query)).kind is FailureKind.FORBIDDEN


def test_resources_that_nobody_could_list_are_missing(adapter, aws):
    denied = (403, "AccessDenied", "not authorized to perform: cloudwatch:ListMetrics", {})
    aws.faults = [denied]
    summary = adapter.get_usage_summary(
        UsageQuery(cloud_provider="aws", start_time=DAY, end_time=NOW, resource_types=["ec2"])
    )
    assert (summary.data_completeness, summary.confidence) == (0.5, "medium")
    assert summary.total_cost is not None
    assert "cloudwatch:ListMetrics" in summary.problems[0]


def test_many_threads_ask_once(aws):
    factory = UsageFactory(UsageSettings(enabled=True, aws_enabled=True))
    together = threading.Barrier(8)
    answers = []

    def ask():
        together.wait()
        answers.append(factory.get_cost_usage("aws", DAY, DAY))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert aws.calls == 1
    assert len({id(answer) for answer in answers}) == 8
    assert all(answer == answers[0] for answer in answers)
