import pytest

from finopsguard.adapters.usage.summary import summarise
from finopsguard.types.usage import UsageQuery
from tests.adapters.usage.fakes import END, START, bill, usage

QUERY = UsageQuery(cloud_provider="AWS", start_time=START, end_time=END, resource_types=["ec2"])


def test_idle_machines_count():
    summary = summarise(QUERY, [usage(0.0), usage(50.0)], bill(), metrics_asked=1)
    assert (summary.avg_cpu_utilization, summary.total_cost, summary.average_cost_per_resource) == (25.0, 1.5, 0.75)
    assert (summary.data_completeness, summary.confidence, summary.problems) == (1.0, "high", [])


def test_what_did_not_come_is_not_complete():
    summary = summarise(QUERY, [usage(10.0), None], None, metrics_asked=2, problems=["no permission"])
    assert summary.data_completeness == pytest.approx(
        0.5 / 3
    )  # half of one resource's metrics; no bill, no second resource
    assert (summary.confidence, summary.total_cost, summary.total_resources) == ("low", None, 2)
    assert summary.problems == ["no permission"]


def test_currencies_and_units_are_never_added():
    records = bill() + bill(currency="EUR")
    summary = summarise(QUERY, [], records, metrics_asked=1)
    assert (summary.total_cost, summary.total_usage, summary.records) == (None, 4.0, records)
    assert "EUR, USD" in summary.problems[0]


def test_a_bill_that_may_change_is_never_high():
    assert summarise(QUERY, [usage()], bill(metadata={"estimated": True}), metrics_asked=1).confidence == "medium"


def test_no_lines_are_no_zero():
    summary = summarise(QUERY, [usage()], [], metrics_asked=1)
    assert (summary.total_cost, summary.problems) == (None, ["The bill has no lines for this."])
