"""A client of the caller's own in place of Google's: the public contract lets it be set."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from finopsguard.adapters.usage.gcp_usage import GCPUsageAdapter
from finopsguard.adapters.usage.settings import UsageSettings

START, END = datetime(2024, 5, 1, tzinfo=UTC), datetime(2024, 5, 8, tzinfo=UTC)


def test_a_client_in_place_of_googles() -> None:
    adapter = GCPUsageAdapter(UsageSettings(gcp_enabled=True, gcp_project_id="shop"))
    point = SimpleNamespace(
        interval=SimpleNamespace(end_time=START + timedelta(hours=1)), value=SimpleNamespace(double_value=0.25)
    )
    labels = {"instance_id": "1", "zone": "us-east1-b"}
    series = SimpleNamespace(
        resource=SimpleNamespace(labels=labels),
        metric=SimpleNamespace(labels={"instance_name": "web"}),
        points=[point],
        value_type=3,
    )
    adapter._monitoring = SimpleNamespace(list_time_series=lambda **_: [series])
    usage = adapter.get_resource_usage("web", "gce_instance", START, END, metrics=["cpu/utilization"])
    assert usage.avg_cpu_utilization == 25
    assert usage.metrics[0].timestamp == START
