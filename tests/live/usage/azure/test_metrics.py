"""Azure Monitor through the unmodified SDK."""

from datetime import UTC, datetime, timedelta

import pytest

from finopsguard.adapters.usage.azure_usage import AzureUsageAdapter
from finopsguard.types.usage import UsageTarget
from tests.live.usage.azure.cloud import Azure
from tests.live.usage.azure.conftest import GROUP, machine, yesterday

WEB = f"{GROUP}/Microsoft.Compute/virtualMachines/web"


def test_a_machine_has_mean_cpu_and_the_sum_of_its_traffic(adapter: AzureUsageAdapter, azure: Azure) -> None:
    usage = adapter.get_resource_usage(WEB, "virtual_machine", *yesterday())

    assert usage.avg_cpu_utilization == 20
    steps = 288  # five minutes in a day
    assert usage.avg_network_in_gb == pytest.approx(5 * steps)
    assert usage.avg_network_out_gb == pytest.approx(1 * steps)
    assert {metric.metric_name: metric.unit for metric in usage.metrics} == {
        "Percentage CPU": "Percent",
        "Network In Total": "Bytes",
        "Network Out Total": "Bytes",
    }
    assert len(azure.paths("/metrics")) == 1  # several names in one call


def test_an_idle_machine_is_at_0_percent(adapter: AzureUsageAdapter) -> None:
    usage = adapter.get_resource_usage("shop/idle", "virtual_machine", *yesterday())
    assert usage.avg_cpu_utilization == 0
    assert usage.avg_memory_utilization is None  # bytes are no percentage


def test_used_capacity_is_asked_for_by_the_hour_whatever_the_rest_is(adapter: AzureUsageAdapter, azure: Azure) -> None:
    start, end = yesterday()
    usage = adapter.get_resource_usage("shop/logs", "storage_account", start - timedelta(days=70), end)

    assert {query["interval"] for _, path, query, _ in azure.requests if path.endswith("/metrics")} == {"P1D", "PT1H"}
    values = {metric.metric_name: metric.value for metric in usage.metrics}
    assert values == {"Transactions": 10.0, "UsedCapacity": 7e9, "Availability": 100.0}


def test_what_is_older_than_93_days_is_not_asked_for(adapter: AzureUsageAdapter, azure: Azure) -> None:
    now = datetime.now(UTC)
    usage = adapter.get_resource_usage(WEB, "virtual_machine", now - timedelta(days=120), now)
    assert usage.metrics
    assert min(metric.timestamp for metric in usage.metrics) > now - timedelta(days=93)

    old = adapter.get_resource_usage(WEB, "virtual_machine", datetime(2020, 1, 1), datetime(2020, 1, 2))  # noqa: DTZ001  naive is UTC
    assert old.metrics == []


@pytest.mark.parametrize("name", ["shop/gone", "gone"])
def test_a_machine_that_is_not_there_has_no_metrics(adapter: AzureUsageAdapter, name: str) -> None:
    usage = adapter.get_resource_usage(name, "virtual_machine", *yesterday())
    assert usage.metrics == []
    assert usage.avg_cpu_utilization is None


def test_a_bare_name_is_looked_up_and_two_of_them_are_a_mistake(adapter: AzureUsageAdapter, azure: Azure) -> None:
    assert adapter.get_resource_usage("web", "virtual_machine", *yesterday()).avg_cpu_utilization == 20

    twin = machine("web")
    twin.id = twin.id.replace("/shop/", "/other/")
    azure.resources.append(twin)
    with pytest.raises(ValueError, match="2 resources are called 'web'"):
        adapter.get_resource_usage("web", "virtual_machine", *yesterday())


def test_many_are_asked_in_batches_of_fifty_by_region(adapter: AzureUsageAdapter, azure: Azure) -> None:
    pytest.importorskip("azure.monitor.querymetrics")
    azure.resources = [machine(f"vm{n}", cpu=n, location="westeurope" if n % 2 else "eastus") for n in range(120)]
    targets = [UsageTarget(resource_id=f"shop/vm{n}", resource_type="virtual_machine") for n in range(120)]
    targets.append(UsageTarget(resource_id="shop/gone", resource_type="virtual_machine"))

    answer = adapter.get_many(targets, *yesterday())

    assert answer.failures == []
    assert [usage.avg_cpu_utilization for usage in answer.usages if usage] == [*range(120), None]
    assert len(azure.paths(":getBatch")) == 4  # sixty in each of two regions
    assert {usage.region for usage in answer.usages[:120] if usage} == {"westeurope", "eastus"}


def test_without_the_batch_package_each_is_a_call(
    adapter: AzureUsageAdapter, azure: Azure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "azure.monitor.querymetrics", None)
    targets = [UsageTarget(resource_id=name, resource_type="virtual_machine") for name in ("shop/web", "shop/idle")]

    answer = adapter.get_many(targets, *yesterday())

    assert [usage and usage.avg_cpu_utilization for usage in answer.usages] == [20, 0]
    assert len(azure.paths("/metrics")) == 2
