"""Cloud Monitoring through the unmodified SDK. The service refuses aligners that do not fit, and answers newest first."""

from datetime import timedelta

import pytest

from finopsguard.adapters.usage.gcp_usage import GCPUsageAdapter
from finopsguard.types.usage import UsageTarget
from tests.live.usage.gcp.conftest import END, START, instance
from tests.live.usage.gcp.metric_service import MetricService

WEB_LINK = "https://www.googleapis.com/compute/v1/projects/my-project/zones/europe-west1-b/instances/web"


@pytest.mark.parametrize("name", ["111", "web", WEB_LINK])
def test_an_instance_by_number_name_or_link(adapter: GCPUsageAdapter, name: str) -> None:
    usage = adapter.get_resource_usage(name, "gce_instance", START, END)

    assert usage.avg_cpu_utilization == pytest.approx(20)  # a fraction in the API
    # 1 MB a minute with and without a load balancer, for two days of 1,440 minutes.
    assert usage.avg_network_in_gb == pytest.approx(2 * 1e6 * 2880 / 1e9)
    assert usage.region == "europe-west1"
    cpu = [metric.timestamp for metric in usage.metrics if metric.metric_name == "cpu/utilization"]
    assert cpu == sorted(cpu)
    assert (cpu[0], cpu[-1]) == (START, END - timedelta(hours=1))


def test_an_idle_machine_is_at_0_percent(adapter: GCPUsageAdapter) -> None:
    assert adapter.get_resource_usage("idle", "gce_instance", START, END).avg_cpu_utilization == 0


def test_cpu_may_exceed_100_percent(adapter: GCPUsageAdapter, service: MetricService) -> None:
    service.series += instance("444", "burst", cpu=1.5)
    assert adapter.get_resource_usage("burst", "gce_instance", START, END).avg_cpu_utilization == pytest.approx(150)


def test_a_database_in_the_project(adapter: GCPUsageAdapter) -> None:
    usage = adapter.get_resource_usage("orders", "cloudsql_database", START, END)
    assert (usage.avg_cpu_utilization, usage.avg_memory_utilization) == (pytest.approx(40), pytest.approx(60))


def test_a_bucket_is_sampled_daily_and_its_classes_add_up(adapter: GCPUsageAdapter) -> None:
    # An hour in which no sample was taken: the window is widened.
    usage = adapter.get_resource_usage("gs://logs", "gcs_bucket", END - timedelta(hours=1), END)
    sizes = {metric.value for metric in usage.metrics if metric.metric_name == "total_bytes"}
    assert sizes == {7e9}
    requests = [metric.value for metric in usage.metrics if metric.metric_name == "request_count"]
    assert sum(requests) == 2 * 5 * 60


def test_a_container_has_cores_and_bytes_and_no_percentage(adapter: GCPUsageAdapter) -> None:
    usage = adapter.get_resource_usage("shop/cart-1/cart", "gke_container", START, END)
    values = {metric.metric_name: (metric.value, metric.unit) for metric in usage.metrics}
    assert values == {"cpu": (0.5, "Cores"), "memory": (2e6, "Bytes")}
    assert usage.avg_cpu_utilization is None


def test_what_is_not_there_has_no_metrics(adapter: GCPUsageAdapter) -> None:
    usage = adapter.get_resource_usage("gone", "gce_instance", START, END)
    assert usage.metrics == []
    assert usage.avg_cpu_utilization is None
    assert usage.avg_network_in_gb is None


def test_a_region_is_not_taken_for_one_whose_name_it_begins(adapter: GCPUsageAdapter) -> None:
    assert adapter.get_resource_usage("far", "gce_instance", START, END, region="europe-west1").metrics == []
    assert adapter.get_resource_usage("far", "gce_instance", START, END, region="europe-west10").metrics != []


def test_one_name_in_two_zones_is_a_mistake(adapter: GCPUsageAdapter, service: MetricService) -> None:
    service.series += instance("555", "web", cpu=0.9, zone="us-east1-c")
    with pytest.raises(ValueError, match=r"europe-west1-b, us-east1-c"):
        adapter.get_resource_usage("web", "gce_instance", START, END)
    assert adapter.get_resource_usage(WEB_LINK, "gce_instance", START, END).avg_cpu_utilization == pytest.approx(20)


def test_pages_may_end_within_a_series(adapter: GCPUsageAdapter, service: MetricService) -> None:
    service.page_points = 10  # of 48
    usage = adapter.get_resource_usage("web", "gce_instance", START, END, metrics=["cpu/utilization"])
    assert len(usage.metrics) == 48
    assert len(service.requests) == 5


def test_many_share_a_call_for_each_metric(adapter: GCPUsageAdapter, service: MetricService) -> None:
    service.series = [one for n in range(120) for one in instance(str(1000 + n), f"vm{n}", cpu=n / 100)]
    targets = [UsageTarget(resource_id=f"vm{n}", resource_type="gce_instance") for n in range(100)]
    targets.append(UsageTarget(resource_id="gone", resource_type="gce_instance"))

    answer = adapter.get_many(targets, START, END)

    assert len(service.requests) == 2
    assert answer.failures == []
    assert [usage.avg_cpu_utilization for usage in answer.usages if usage] == [*map(pytest.approx, range(100)), None]


def test_a_filter_holds_what_is_asked_as_text(adapter: GCPUsageAdapter, service: MetricService) -> None:
    assert adapter.get_resource_usage('x" OR "', "gce_instance", START, END).metrics == []
    assert service.requests[0].filter.endswith(r'metric.labels.instance_name = "x\" OR \""')


def test_rates_are_not_asked_for_as_gauges(service: MetricService, adapter: GCPUsageAdapter) -> None:
    adapter.get_resource_usage("web", "gce_instance", START, END)
    assert [request.aggregation.per_series_aligner for request in service.requests] == [
        12,
        1,
    ]  # ALIGN_MEAN of CPU, ALIGN_DELTA of bytes
