"""The usage adapter over the seeded project: two hours of a server at 0.05 and of a volume of 10 GiB at 0.10 were rated."""

import datetime as dt
from collections.abc import Iterator

import pytest

from finopsguard.adapters.usage.failures import CloudFailure, FailureKind
from finopsguard.adapters.usage.openstack_usage import OpenStackUsageAdapter
from finopsguard.types.usage import UsageQuery
from tests.adapters.openstack.cloud import Cloud, client, serving

START = dt.datetime(2026, 11, 21)  # noqa: DTZ001  naive times are UTC
END = dt.datetime(2026, 11, 22)  # noqa: DTZ001  as above


@pytest.fixture
def adapter(cloud: Cloud) -> Iterator[OpenStackUsageAdapter]:
    with client(cloud) as one:
        yield OpenStackUsageAdapter(one, currency="CHF")


def test_a_server_s_hours(adapter: OpenStackUsageAdapter, cloud: Cloud) -> None:
    rows = next(a for a in cloud.answers if "os-simple-tenant-usage" in a["url"])["body"]["tenant_usage"][
        "server_usages"
    ]
    row = rows[0]
    found = adapter.get_resource_usage(row["instance_id"], "instance", START, END)
    figures = {metric.metric_name: metric.value for metric in found.metrics}
    assert figures == {
        "hours": row["hours"],
        "vcpu_hours": row["hours"] * row["vcpus"],
        "memory_mb_hours": row["hours"] * row["memory_mb"],
    }
    assert (found.region, found.metadata["name"]) == ("RegionOne", row["name"])
    assert found.avg_cpu_utilization is None


def test_a_resource_that_is_not_there_has_no_metrics(adapter: OpenStackUsageAdapter) -> None:
    assert adapter.get_resource_usage("nobody", "volume", START, END).metrics == []


def test_the_bill_by_service_and_day(adapter: OpenStackUsageAdapter) -> None:
    records = adapter.get_cost_usage(START, END)
    assert [(one.service, round(one.cost, 6), one.currency, one.date) for one in records] == [
        ("instance", 0.1, "CHF", "2026-11-21"),
        ("volume.size", 0.2, "CHF", "2026-11-21"),
    ]
    assert records[0].end_time == dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    hours = adapter.get_cost_usage(START, END, "HOURLY", filters={"service": "instance"})
    assert [round(one.cost, 6) for one in hours] == [0.05, 0.05]
    (month,) = adapter.get_cost_usage(START, END, "MONTHLY", filters={"service": ["volume.size"]})
    assert (month.date, month.end_time.date().isoformat()) == ("2026-11-01", "2026-12-01")


def test_without_a_currency_none_is_made_up(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENSTACK_RATING_CURRENCY", raising=False)
    with client(cloud) as one:
        assert {record.currency for record in OpenStackUsageAdapter(one).get_cost_usage(START, END)} == {"XXX"}


def test_a_summary_says_how_complete_it_is(adapter: OpenStackUsageAdapter, cloud: Cloud) -> None:
    query = UsageQuery(
        cloud_provider="openstack", start_time=START, end_time=END, resource_types=["volume", "floating_ip"]
    )
    whole = adapter.get_usage_summary(query)
    assert (whole.total_resources, whole.data_completeness, whole.confidence) == (11, 1.0, "high")
    assert whole.total_cost == pytest.approx(0.3)
    cloud.fail("/volumes/detail", 500)
    partial = adapter.get_usage_summary(query)
    assert (partial.total_resources, partial.confidence) == (3, "medium")
    assert partial.data_completeness == pytest.approx(2 / 3)


def test_mistakes_of_the_caller(adapter: OpenStackUsageAdapter) -> None:
    with pytest.raises(ValueError, match="one of instance, volume"):
        adapter.get_resource_usage("x", "server", START, END)
    with pytest.raises(ValueError, match="Unknown metric cpu"):
        adapter.get_resource_usage("x", "volume", START, END, metrics=["cpu"])
    with pytest.raises(ValueError, match="one of HOURLY, DAILY, MONTHLY"):
        adapter.get_cost_usage(START, END, "WEEKLY")
    with pytest.raises(ValueError, match="Unknown group colour"):
        adapter.get_cost_usage(START, END, group_by=["colour"])
    with pytest.raises(ValueError, match="is after"):
        adapter.get_cost_usage(END + dt.timedelta(days=2), START)


def test_failures_of_the_world(cloud: Cloud) -> None:
    with serving("noswift") as running, client(running) as one, pytest.raises(CloudFailure, match="no rating service"):
        OpenStackUsageAdapter(one).get_cost_usage(START, END)
    cloud.fail("/volumes/detail", 403)
    with client(cloud) as one:
        adapter = OpenStackUsageAdapter(one)
        with pytest.raises(CloudFailure) as caught:
            adapter.get_resource_usage("x", "volume", START, END)
        assert (caught.value.kind, caught.value.code) == (FailureKind.FORBIDDEN, "403")
        assert adapter.is_available()


def test_disabled_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENSTACK_USAGE_ENABLED", raising=False)
    adapter = OpenStackUsageAdapter()
    assert not adapter.is_available()
    with pytest.raises(ValueError, match="OpenStack usage adapter is not enabled"):
        adapter.get_cost_usage(START, END)
