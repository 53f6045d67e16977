"""The Azure adapter without its SDK: mistakes of callers, names of resources, requests that share a call, planned calls."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from finopsguard.adapters.usage import azure_permissions, azure_usage
from finopsguard.adapters.usage.azure_catalogue import RESOURCES
from finopsguard.adapters.usage.azure_costs import query_of
from finopsguard.adapters.usage.azure_metrics import Span, requests_of
from finopsguard.adapters.usage.azure_resources import uri_of
from finopsguard.adapters.usage.azure_usage import AzureUsageAdapter, get_azure_usage_adapter
from finopsguard.adapters.usage.failures import CloudFailure
from finopsguard.adapters.usage.settings import UsageSettings
from finopsguard.types.usage import UsageQuery, UsageTarget

NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
START, END = NOW - timedelta(days=2), NOW
SETTINGS = UsageSettings(azure_enabled=True, azure_subscription_id="sub")


@pytest.fixture
def adapter() -> AzureUsageAdapter:
    return AzureUsageAdapter(SETTINGS)


def test_switched_off() -> None:
    adapter = AzureUsageAdapter(UsageSettings())
    query = UsageQuery(cloud_provider="azure", start_time=START, end_time=END)
    for ask in (
        lambda: adapter.get_resource_usage("web", "virtual_machine", START, END),
        lambda: adapter.get_cost_usage(START, END),
        lambda: adapter.get_usage_summary(query),
    ):
        with pytest.raises(ValueError, match=r"^Azure usage adapter is not enabled$"):
            ask()
    assert not adapter.is_available()


def test_one_adapter_for_the_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(azure_usage, "_azure_usage_adapter", None)
    assert get_azure_usage_adapter() is get_azure_usage_adapter()


def test_no_subscription_is_a_failure_that_names_the_variable() -> None:
    with pytest.raises(CloudFailure, match="AZURE_SUBSCRIPTION_ID"):
        AzureUsageAdapter(UsageSettings(azure_enabled=True)).get_cost_usage(START, END)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("web", "vm", START, END), "choose virtual_machine, sql_database, storage_account, app_service"),
        (("web", "virtual_machine", END, START), "is not before end_time"),
        (("web", "virtual_machine", START, END, None, ["colour"]), "choose Percentage CPU, Network In Total"),
        (("group/server", "sql_database", START, END), "GROUP/SERVERS/DATABASES"),
    ],
)
def test_mistakes_name_the_choices(adapter: AzureUsageAdapter, arguments: tuple[Any, ...], words: str) -> None:
    adapter._monitor = object()
    with pytest.raises(ValueError, match=words):
        adapter.get_resource_usage(*arguments)


def test_ids_are_completed() -> None:
    database = RESOURCES["sql_database"]
    expected = "/subscriptions/sub/resourceGroups/g/providers/Microsoft.Sql/servers/s/databases/d"
    assert uri_of("g/s/d", database, "sub") == expected
    assert uri_of(expected, database, "other") == expected
    assert uri_of("d", database, "sub") is None


def test_metrics_share_a_call_where_they_have_the_step() -> None:
    storage = RESOURCES["storage_account"].metrics
    assert [(step, [metric.name for metric in several]) for step, several in requests_of(storage, 86_400)] == [
        (86_400, ["Transactions", "Availability"]),
        (3600, ["UsedCapacity"]),
    ]
    assert len(requests_of(storage, 3600)) == 1
    assert [len(several) for _, several in requests_of([RESOURCES["app_service"].metrics[0]] * 45, 60)] == [20, 20, 5]


def test_what_is_counted_is_summed_and_what_is_measured_is_averaged() -> None:
    found = {
        metric.name: (metric.aggregation, metric.unit)
        for one in RESOURCES.values()
        for metric in one.metrics
        if metric.is_default
    }
    assert found == {
        "Percentage CPU": ("Average", "Percent"),
        "Network In Total": ("Total", "Bytes"),
        "Network Out Total": ("Total", "Bytes"),
        "cpu_percent": ("Average", "Percent"),
        "connection_successful": ("Total", "Count"),
        "storage_percent": ("Average", "Percent"),
        "Transactions": ("Total", "Count"),
        "UsedCapacity": ("Average", "Bytes"),
        "Availability": ("Average", "Percent"),
        "CpuTime": ("Total", "Seconds"),
        "Requests": ("Total", "Count"),
        "HttpResponseTime": ("Average", "Seconds"),
        "ByteCount": ("Total", "Bytes"),
    }


def test_cpu_seconds_are_no_percentage(adapter: AzureUsageAdapter) -> None:
    adapter._monitor = monitor("CpuTime", [(START, 12.0)], field="total")
    usage = adapter.get_resource_usage("g/site", "app_service", START, END, metrics=["CpuTime"])
    assert usage.avg_cpu_utilization is None
    assert usage.metrics[0].unit == "Seconds"


def test_steps_without_a_value_are_left_out_and_points_are_in_order(adapter: AzureUsageAdapter) -> None:
    later = START + timedelta(hours=1)
    adapter._monitor = monitor(
        "Percentage CPU", [(later, 30.0), (END - timedelta(hours=1), None), (START, 0.0)], field="average"
    )
    usage = adapter.get_resource_usage("g/web", "virtual_machine", START, END, metrics=["percentage cpu"])
    assert [(metric.timestamp, metric.value) for metric in usage.metrics] == [(START, 0.0), (later, 30.0)]
    assert usage.avg_cpu_utilization == 15


def monitor(name: str, values: list[tuple[datetime, float | None]], *, field: str) -> Any:
    """A client that answers with one metric, in the shape of the SDK's models."""
    data = [SimpleNamespace(time_stamp=at, average=None, total=None) for at, _ in values]
    for item, (_, value) in zip(data, values, strict=True):
        setattr(item, field, value)
    metric = SimpleNamespace(
        name=SimpleNamespace(value=name), error_code="Success", timeseries=[SimpleNamespace(data=data)]
    )
    return SimpleNamespace(metrics=SimpleNamespace(list=lambda *_, **__: SimpleNamespace(value=[metric])))


def test_the_93_days_are_those_that_azure_keeps() -> None:
    span = Span(NOW - timedelta(days=200), NOW, 86_400)
    kept = span.kept(NOW)
    assert kept is not None
    assert timedelta(days=92) < kept.end - kept.start < timedelta(days=93)
    assert Span(NOW - timedelta(days=200), NOW - timedelta(days=100), 3600).kept(NOW) is None


def test_costs_are_asked_by_month_and_by_year() -> None:
    first, last = datetime(2023, 1, 15, tzinfo=UTC), datetime(2024, 3, 2, tzinfo=UTC)
    daily = query_of("/s", (first, last), "DAILY", None, None)
    assert len(daily.spans) == 15
    assert daily.spans[0] == (first, datetime(2023, 2, 1, tzinfo=UTC))
    assert max(end - start for start, end in daily.spans) == timedelta(days=31)
    assert len(query_of("/s", (first, last), "MONTHLY", None, None).spans) == 2


def test_planned_calls(adapter: AzureUsageAdapter, monkeypatch: pytest.MonkeyPatch) -> None:
    targets = [
        UsageTarget(resource_id=f"g/vm{n}", resource_type="virtual_machine", region="westeurope") for n in range(1000)
    ]
    for can_batch, operation, expected in ((True, "Metrics Batch - Batch", 20), (False, "Metrics - List", 1000)):
        monkeypatch.setattr(
            "finopsguard.adapters.usage.azure_planned._can_batch", lambda can_batch=can_batch: can_batch
        )
        (calls,) = adapter.planned_calls(targets, START, END)
        assert (calls.operation, calls.calls, calls.price) == (operation, expected, 0)
    (costs,) = adapter.planned_cost_calls(datetime(2024, 1, 1), datetime(2024, 3, 31))  # noqa: DTZ001  naive is UTC
    assert costs.calls == 3


def test_permissions_name_roles_and_commands() -> None:
    text = azure_permissions.text()
    for word in (
        '--role "Monitoring Reader"',
        '--role "Cost Management Reader"',
        "Microsoft.CostManagement/query/action",
    ):
        assert word in text
