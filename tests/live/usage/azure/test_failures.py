"""What Azure refuses, throttles or leaves unanswered, through the unmodified SDKs: its words, our kind, within the deadline."""

import threading
import time
from datetime import datetime

import pytest

from finopsguard.adapters.usage.azure_usage import AzureUsageAdapter
from finopsguard.adapters.usage.failures import CloudFailure, FailureKind
from finopsguard.types.usage import UsageQuery, UsageTarget
from tests.live.usage.azure.cloud import Answer, Azure
from tests.live.usage.azure.conftest import SUBSCRIPTION, yesterday

FIRST, LAST = datetime(2024, 1, 1), datetime(2024, 1, 31)  # noqa: DTZ001  naive is UTC
_LIMIT = "x-ms-ratelimit-microsoft.costmanagement-"
DENIED = (
    "The client 'reader' with object id '1' does not have authorization to perform action"
    f" 'Microsoft.CostManagement/query/action' over scope '/subscriptions/{SUBSCRIPTION}'."
)


def error(status: int, code: str, message: str, **headers: str) -> Answer:
    return (
        status,
        {name.replace("_", "-"): value for name, value in headers.items()},
        {"error": {"code": code, "message": message}},
    )


def throttled(**waits: str) -> Answer:
    """As Cost Management answers: without ``Retry-After``."""
    headers = {f"{_LIMIT}{name}-retry-after": seconds for name, seconds in waits.items()}
    return 429, headers, {"error": {"code": "429", "message": "Too many requests. Please retry."}}


def cost_failure(adapter: AzureUsageAdapter) -> CloudFailure:
    with pytest.raises(CloudFailure) as caught:
        adapter.get_cost_usage(FIRST, LAST)
    return caught.value


def test_the_longest_of_the_limits_headers_is_waited_for(
    adapter: AzureUsageAdapter, azure: Azure, monkeypatch: pytest.MonkeyPatch
) -> None:
    from azure.core.pipeline.transport import RequestsTransport

    waits: list[float] = []
    monkeypatch.setattr(RequestsTransport, "sleep", lambda self, seconds: waits.append(seconds))
    azure.failures = [throttled(qpu="2", entity="9", tenant="4", client="1"), throttled(entity="3")]

    assert len(adapter.get_cost_usage(FIRST, LAST)) == 31
    assert waits == [9, 3]


def test_a_wait_beyond_the_deadline_is_not_begun(adapter: AzureUsageAdapter, azure: Azure) -> None:
    azure.failures = [throttled(entity="3600")]
    failure = cost_failure(adapter)
    assert (failure.kind, failure.code) == (FailureKind.THROTTLED, "429")
    assert "Too many requests" in str(failure)
    assert len(azure.requests) == 1


def test_neither_is_a_long_retry_after(adapter: AzureUsageAdapter, azure: Azure) -> None:
    azure.failures = [error(503, "ServiceUnavailable", "Busy.", Retry_After="3600")]
    assert cost_failure(adapter).kind is FailureKind.API


def test_a_missing_permission_is_named(adapter: AzureUsageAdapter, azure: Azure) -> None:
    azure.failures = [error(403, "AuthorizationFailed", DENIED)]
    failure = cost_failure(adapter)
    assert (failure.kind, failure.code, failure.permission) == (
        FailureKind.FORBIDDEN,
        "AuthorizationFailed",
        "Microsoft.CostManagement/query/action",
    )


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (error(401, "ExpiredAuthenticationToken", "The access token expiry UTC time is past."), FailureKind.EXPIRED),
        (error(404, "SubscriptionNotFound", "The subscription could not be found."), FailureKind.NOT_FOUND),
        (error(400, "BadRequest", "Invalid query definition."), FailureKind.API),
        ((502, {}, "no json of ours"), FailureKind.API),
    ],
)
def test_kinds(adapter: AzureUsageAdapter, azure: Azure, answer: Answer, kind: FailureKind) -> None:
    azure.failures = [answer] * 9
    adapter.deadline_seconds = 2
    assert cost_failure(adapter).kind is kind


def test_a_server_error_that_passes_is_waited_for(adapter: AzureUsageAdapter, azure: Azure) -> None:
    azure.failures = [error(500, "InternalServerError", "Oops.")]
    assert len(adapter.get_cost_usage(FIRST, LAST)) == 31


def test_a_provider_is_never_registered(adapter: AzureUsageAdapter, azure: Azure) -> None:
    message = "The subscription is not registered to use namespace 'Microsoft.CostManagement'."
    azure.failures = [error(409, "MissingSubscriptionRegistration", message)]
    failure = cost_failure(adapter)
    assert "not registered" in str(failure)
    assert len(azure.requests) == 1


def test_a_missing_subscription_of_a_machine_is_no_empty_answer(adapter: AzureUsageAdapter, azure: Azure) -> None:
    azure.failures = [error(404, "SubscriptionNotFound", "The subscription could not be found.")]
    with pytest.raises(CloudFailure, match="could not be found") as caught:
        adapter.get_resource_usage("shop/web", "virtual_machine", *yesterday())
    assert caught.value.kind is FailureKind.NOT_FOUND


@pytest.mark.parametrize(
    ("code", "kind"),
    [("AADSTS7000215", FailureKind.NO_CREDENTIALS), ("AADSTS7000222", FailureKind.EXPIRED)],
)
def test_a_secret_that_is_not_taken(adapter: AzureUsageAdapter, azure: Azure, code: str, kind: FailureKind) -> None:
    azure.token_failure = (
        401,
        {},
        {"error": "invalid_client", "error_description": f"{code}: Invalid client secret provided."},
    )
    failure = cost_failure(adapter)
    assert failure.kind is kind
    assert code in str(failure)


@pytest.mark.parametrize("ask", ["metrics", "costs"])
def test_a_server_that_hangs_ends_with_the_deadline(adapter: AzureUsageAdapter, azure: Azure, ask: str) -> None:
    azure.hang = threading.Event()
    adapter.deadline_seconds = 0.7
    calls = {
        "metrics": lambda: adapter.get_resource_usage("shop/web", "virtual_machine", *yesterday()),
        "costs": lambda: adapter.get_cost_usage(FIRST, LAST),
    }
    with pytest.raises(CloudFailure) as caught:
        calls[ask]()
    assert caught.value.kind is FailureKind.TIMEOUT


def test_many_that_hang_end_with_one_deadline(adapter: AzureUsageAdapter, azure: Azure) -> None:
    azure.hang = threading.Event()
    adapter.deadline_seconds = 0.7
    began = time.monotonic()
    targets = [
        UsageTarget(resource_id=f"shop/vm{n}", resource_type="virtual_machine", region="westeurope") for n in range(200)
    ]
    answer = adapter.get_many(targets, *yesterday())
    assert answer.usages == [None] * 200
    assert len(answer.failures) == 1
    assert time.monotonic() - began < 10


def test_the_sdk_is_missing(adapter: AzureUsageAdapter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "azure.mgmt.costmanagement", None)
    failure = cost_failure(adapter)
    assert failure.kind is FailureKind.NO_SDK
    assert "'.[azure]'" in str(failure)


def test_a_summary_says_what_is_missing(adapter: AzureUsageAdapter, azure: Azure) -> None:
    query = UsageQuery(cloud_provider="azure", start_time=FIRST, end_time=LAST, resource_types=["virtual_machine"])
    query.start_time, query.end_time = yesterday()
    summary = adapter.get_usage_summary(query)
    assert summary.total_resources == 2
    assert summary.avg_cpu_utilization == 10  # 20 % and an idle one
    assert summary.problems == ["The bill has no lines for this."]

    azure.failures = [error(403, "AuthorizationFailed", "no list")]
    partial = adapter.get_usage_summary(query)
    assert partial.avg_cpu_utilization is None
    assert partial.total_resources == 0
    assert (partial.data_completeness, partial.confidence) == (0.5, "medium")
    assert "no list" in partial.problems[0]


def test_a_summary_of_some_says_how_many_there_are(adapter: AzureUsageAdapter) -> None:
    start, end = yesterday()
    query = UsageQuery(
        cloud_provider="azure", start_time=start, end_time=end, resource_types=["virtual_machine"], max_results=1
    )
    summary = adapter.get_usage_summary(query)
    assert (summary.total_resources, len(summary.resources)) == (2, 1)
    assert summary.data_completeness < 1


def test_cost_in_a_summary_is_of_the_types_asked_for(adapter: AzureUsageAdapter) -> None:
    query = UsageQuery(
        cloud_provider="azure",
        start_time=FIRST,
        end_time=LAST,
        resource_types=["virtual_machine"],
        granularity="MONTHLY",
    )
    assert adapter.get_usage_summary(query).total_cost == 62.0
    query.resource_ids = ["shop/web"]
    assert adapter.get_usage_summary(query).total_cost == 62.0


def test_availability_is_per_capability_and_kept_a_while(adapter: AzureUsageAdapter, azure: Azure) -> None:
    assert adapter.availability(billing=True) == {"metrics": "", "billing": ""}
    asked = len(azure.requests)
    assert adapter.is_available()
    assert len(azure.requests) == asked
