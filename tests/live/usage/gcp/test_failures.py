"""What Google Cloud refuses or leaves unanswered, through the unmodified SDKs: its words, our kind, within the deadline."""

import json
import threading
import time
from pathlib import Path

import grpc
import pytest

from finopsguard.adapters.usage.failures import CloudFailure, FailureKind
from finopsguard.adapters.usage.gcp_usage import GCPUsageAdapter
from finopsguard.adapters.usage.settings import Secrets, UsageSettings
from finopsguard.types.usage import UsageQuery, UsageTarget
from tests.live.usage.gcp.bigquery_emulator import TokenServer, key_file
from tests.live.usage.gcp.conftest import END, START, day, settings
from tests.live.usage.gcp.metric_service import MetricService

DENIED = "Permission monitoring.timeSeries.list denied (or the resource may not exist)."


def failure_of(adapter: GCPUsageAdapter) -> CloudFailure:
    with pytest.raises(CloudFailure) as caught:
        adapter.get_resource_usage("web", "gce_instance", START, END)
    return caught.value


def test_a_missing_permission_is_named(adapter: GCPUsageAdapter, service: MetricService) -> None:
    service.failures = [(grpc.StatusCode.PERMISSION_DENIED, DENIED)]
    failure = failure_of(adapter)
    assert (failure.kind, failure.code, failure.permission) == (
        FailureKind.FORBIDDEN,
        "PERMISSION_DENIED",
        "monitoring.timeSeries.list",
    )
    assert DENIED.rstrip(".") in str(failure)
    assert "usage permissions gcp" in str(failure)


def test_a_metric_that_nothing_has_ever_written_is_no_failure(adapter: GCPUsageAdapter, service: MetricService) -> None:
    words = 'Cannot find metric(s) that match type = "agent.googleapis.com/memory/percent_used".'
    service.failures = [(grpc.StatusCode.NOT_FOUND, words)]
    usage = adapter.get_resource_usage(
        "web", "gce_instance", START, END, metrics=["memory/percent_used", "cpu/utilization"]
    )
    assert {point.metric_name for point in usage.metrics} == {"cpu/utilization"}


@pytest.mark.parametrize(
    "code", [grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.INTERNAL]
)
def test_what_passes_is_waited_for(adapter: GCPUsageAdapter, service: MetricService, code: grpc.StatusCode) -> None:
    service.failures = [(code, "Quota exceeded for quota metric 'Time series queries'")]
    assert adapter.get_resource_usage("web", "gce_instance", START, END).metrics


def test_a_quota_that_stays_exhausted_is_throttling(adapter: GCPUsageAdapter, service: MetricService) -> None:
    service.failures = [(grpc.StatusCode.RESOURCE_EXHAUSTED, "Quota exceeded")] * 50
    adapter.deadline_seconds = 1.5
    failure = failure_of(adapter)
    assert failure.kind in {FailureKind.THROTTLED, FailureKind.TIMEOUT}


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (grpc.StatusCode.UNAUTHENTICATED, FailureKind.EXPIRED),
        (grpc.StatusCode.INVALID_ARGUMENT, FailureKind.API),
        (grpc.StatusCode.NOT_FOUND, FailureKind.NOT_FOUND),
    ],
)
def test_kinds(adapter: GCPUsageAdapter, service: MetricService, code: grpc.StatusCode, kind: FailureKind) -> None:
    service.failures = [(code, "words of Google")]
    failure = failure_of(adapter)
    assert failure.kind is kind
    assert "words of Google" in str(failure)


def test_a_server_that_hangs_ends_with_the_deadline(adapter: GCPUsageAdapter, service: MetricService) -> None:
    service.hang = threading.Event()
    adapter.deadline_seconds = 0.5
    assert failure_of(adapter).kind is FailureKind.TIMEOUT


def test_many_say_once_what_failed(adapter: GCPUsageAdapter, service: MetricService) -> None:
    service.failures = [(grpc.StatusCode.PERMISSION_DENIED, DENIED)] * 2
    targets = [
        UsageTarget(resource_id="web", resource_type="gce_instance"),
        UsageTarget(resource_id="logs", resource_type="gcs_bucket"),
        UsageTarget(resource_id="orders", resource_type="cloudsql_database"),
    ]
    answer = adapter.get_many(targets, START, END)
    assert [usage is not None for usage in answer.usages] == [False, False, True]
    assert len(answer.failures) == 1


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}), FailureKind.EXPIRED),
        ((401, {"error": "invalid_client"}), FailureKind.EXPIRED),
    ],
)
def test_a_key_that_is_not_taken(key: Path, tokens: TokenServer, answer: tuple[int, object], kind: FailureKind) -> None:
    tokens.answer = answer
    failure = failure_of(GCPUsageAdapter(settings()))
    assert failure.kind is kind
    assert answer[1]["error"] in str(failure)  # type: ignore[index]  # the payloads above are mappings
    assert "PRIVATE KEY" not in str(failure)


@pytest.mark.parametrize("ask", ["metrics", "costs"])
def test_a_token_server_that_hangs_ends_with_the_deadline(key: Path, tokens: TokenServer, ask: str) -> None:
    tokens.hang = threading.Event()
    adapter = GCPUsageAdapter(settings())
    adapter.deadline_seconds = 0.5
    calls = {
        "metrics": lambda: adapter.get_resource_usage("web", "gce_instance", START, END),
        "costs": lambda: adapter.get_cost_usage(day(10), day(9)),
    }
    with pytest.raises(CloudFailure) as caught:
        calls[ask]()
    assert caught.value.kind is FailureKind.TIMEOUT


def test_no_credentials_at_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_CLOUD_PROJECT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    adapter = GCPUsageAdapter(settings())
    assert failure_of(adapter).kind is FailureKind.NO_CREDENTIALS
    assert not adapter.is_available()


def test_the_sdk_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "google.cloud.monitoring_v3", None)
    monkeypatch.delattr("google.cloud.monitoring_v3", raising=False)
    failure = failure_of(GCPUsageAdapter(settings()))
    assert failure.kind is FailureKind.NO_SDK
    assert "'.[gcp]'" in str(failure)


class TestEnvFile:
    """A ``.env`` can come with a pull request."""

    def adapter(self, path: Path) -> GCPUsageAdapter:
        credentials = Secrets(GOOGLE_APPLICATION_CREDENTIALS=str(path))
        return GCPUsageAdapter(UsageSettings(gcp_enabled=True, gcp_project_id="my-project", credentials=credentials))

    def test_an_account_that_reads_files_of_this_machine_is_refused(self, tmp_path: Path, tokens: TokenServer) -> None:
        path = tmp_path / "external.json"
        content = {
            "type": "external_account",
            "audience": "//iam.googleapis.com/x",
            "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
            "token_url": tokens.uri,
            "credential_source": {"file": "/etc/passwd"},
        }
        path.write_text(json.dumps(content))
        failure = failure_of(self.adapter(path))
        assert failure.kind is FailureKind.NO_CREDENTIALS
        assert "external_account" in str(failure)
        assert tokens.requests == 0

    def test_a_key_is_taken(self, tmp_path: Path, tokens: TokenServer) -> None:
        tokens.answer = (400, {"error": "invalid_grant"})
        failure = failure_of(self.adapter(key_file(tmp_path / "key.json", tokens.uri)))
        assert tokens.requests > 0
        assert failure.kind is FailureKind.EXPIRED

    @pytest.mark.parametrize("content", ["", "{}", "[]", '{"type": "service_account"}'])
    def test_what_is_no_key_is_said(self, tmp_path: Path, content: str) -> None:
        path = tmp_path / "key.json"
        path.write_text(content)
        assert failure_of(self.adapter(path)).kind is FailureKind.NO_CREDENTIALS


class TestSummary:
    """What comes is told from what does not."""

    @pytest.fixture
    def query(self) -> UsageQuery:
        return UsageQuery(
            cloud_provider="gcp",
            start_time=START,
            end_time=END,
            resource_types=["gce_instance"],
            regions=["europe-west1"],
        )

    def test_metrics_without_a_bill(
        self, adapter: GCPUsageAdapter, key: Path, tokens: TokenServer, query: UsageQuery
    ) -> None:
        tokens.answer = (400, {"error": "invalid_grant"})
        summary = adapter.get_usage_summary(query)

        assert summary.total_resources == 2
        assert summary.avg_cpu_utilization == pytest.approx(10)  # 20 % and an idle one
        assert summary.total_cost is None
        assert summary.data_completeness == pytest.approx(2 / 3)
        assert summary.confidence == "medium"
        assert any("invalid_grant" in problem for problem in summary.problems)

    def test_neither_is_a_failure(
        self, adapter: GCPUsageAdapter, service: MetricService, key: Path, tokens: TokenServer, query: UsageQuery
    ) -> None:
        service.failures = [(grpc.StatusCode.PERMISSION_DENIED, DENIED)]
        tokens.answer = (400, {"error": "invalid_grant"})
        with pytest.raises(CloudFailure) as caught:
            adapter.get_usage_summary(query)
        assert caught.value.kind is FailureKind.FORBIDDEN

    def test_resources_by_label(
        self, adapter: GCPUsageAdapter, key: Path, tokens: TokenServer, query: UsageQuery
    ) -> None:
        tokens.answer = (400, {"error": "invalid_grant"})
        query.tags = {"team": "nobody"}
        assert adapter.get_usage_summary(query).total_resources == 0

    def test_cost_of_what_is_asked_for(
        self, adapter: GCPUsageAdapter, warehouse: str, key: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("BIGQUERY_EMULATOR_HOST", warehouse)
        query = UsageQuery(
            cloud_provider="gcp",
            start_time=day(10),
            end_time=day(9),
            resource_types=["gce_instance"],
            tags={"env": "prod"},
        )
        summary = adapter.get_usage_summary(query)
        assert summary.total_cost == 13.0
        assert summary.confidence != "high"  # the month is open, and no instance was there


def test_availability_is_per_capability_and_kept_a_while(
    adapter: GCPUsageAdapter, service: MetricService, key: Path, tokens: TokenServer
) -> None:
    tokens.answer = (400, {"error": "invalid_grant"})
    found = adapter.availability(billing=True)
    assert found["metrics"] == ""
    assert "invalid_grant" in found["billing"]
    adapter.availability()
    assert len(service.requests) == 1


def test_the_deadline_is_for_the_whole_call(adapter: GCPUsageAdapter, service: MetricService) -> None:
    service.hang = threading.Event()
    adapter.deadline_seconds = 0.5
    began = time.monotonic()
    targets = [
        UsageTarget(resource_id="x", resource_type=name) for name in ("gce_instance", "gcs_bucket", "gke_container")
    ]
    assert adapter.get_many(targets, START, END).usages == [None, None, None]
    assert time.monotonic() - began < 10  # the SDK's own patience is 77 seconds
