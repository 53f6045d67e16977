from datetime import timedelta

import pytest

from finopsguard.adapters.usage.failures import CloudFailure
from tests.live.usage.aws.bill import EC2
from tests.live.usage.aws.conftest import TODAY

DAY = timedelta(days=1)
YESTERDAY = TODAY - DAY


def test_a_midnight_end_includes_that_day(adapter):
    records = adapter.get_cost_usage(YESTERDAY - 2 * DAY, YESTERDAY)
    assert [record.date for record in records] == [f"{YESTERDAY - days * DAY:%Y-%m-%d}" for days in (2, 1, 0)]
    assert [record.cost for record in records] == [pytest.approx(7.7)] * 3  # 24 x 0.30 + 0.50


def test_ungrouped_figures_are_in_the_total(adapter):
    (record,) = adapter.get_cost_usage(YESTERDAY, YESTERDAY, filters={"service": EC2})
    assert (record.service, record.cost, record.usage_amount, record.usage_unit) == (EC2, 7.2, 48.0, "Hrs")


def test_all_pages_are_read(adapter, aws):
    records = adapter.get_cost_usage(TODAY - 30 * DAY, YESTERDAY, group_by=["service"])
    assert len(records) == 60
    assert sum(record.cost for record in records) == pytest.approx(30 * 7.7)
    assert len(aws.costs.requests) == 12  # five rows a page
    (count,) = adapter.calls()
    assert (count.calls, str(count.price)) == (12, "0.12")


def test_tags_and_regions_group_together(adapter):
    records = adapter.get_cost_usage(YESTERDAY, YESTERDAY, group_by=["tag:team", "region"])
    found = {(record.tags["team"], record.region): record.cost for record in records}
    assert found == {("", "us-east-1"): 4.8, ("data", "eu-west-1"): 0.5, ("web", "us-east-1"): 2.4}


def test_several_filters_must_all_hold(adapter):
    (record,) = adapter.get_cost_usage(
        YESTERDAY, YESTERDAY, filters={"region": ["us-east-1", "eu-west-1"], "tag:team": "web"}
    )
    assert record.cost == pytest.approx(2.4)


def test_an_expression_of_the_api_is_a_filter(adapter):
    (record,) = adapter.get_cost_usage(
        YESTERDAY, YESTERDAY, filters={"Not": {"Dimensions": {"Key": "REGION", "Values": ["us-east-1"]}}}
    )
    assert record.cost == pytest.approx(0.5)


def test_hours_are_instants_and_their_end_is_exclusive(adapter):
    records = adapter.get_cost_usage(YESTERDAY, YESTERDAY + timedelta(hours=3), granularity="HOURLY")
    assert [record.cost for record in records] == [pytest.approx(0.3)] * 3
    assert records[-1].end_time.hour == 3


def test_months_and_estimates(adapter):
    records = adapter.get_cost_usage(TODAY - 30 * DAY, YESTERDAY, granularity="monthly")
    assert sum(record.cost for record in records) == pytest.approx(30 * 7.7)
    assert records[-1].metadata == {"cost_metric": "UnblendedCost", "estimated": True}


def test_a_month_without_cost_is_an_answer(adapter):
    (record,) = adapter.get_cost_usage(TODAY - 90 * DAY, TODAY - 90 * DAY)
    assert (record.cost, record.currency) == (0.0, "USD")
    assert adapter.get_cost_usage(TODAY - 90 * DAY, TODAY - 80 * DAY, group_by=["SERVICE"]) == []


def test_another_kind_of_cost(adapter):
    adapter.cost_metric = "AmortizedCost"
    (record,) = adapter.get_cost_usage(YESTERDAY, YESTERDAY)
    assert record.cost == pytest.approx(7.7 * 0.8)
    assert record.metadata["cost_metric"] == "AmortizedCost"


def test_single_resources_for_14_days(adapter, aws):
    records = adapter.get_cost_usage(YESTERDAY, YESTERDAY, group_by=["resource_id"], filters={"service": EC2})
    assert {record.resource_id: record.cost for record in records} == {"i-one": 2.4, "i-two": 4.8}
    with pytest.raises(ValueError, match="14 days"):
        adapter.get_cost_usage(TODAY - 20 * DAY, YESTERDAY, filters={"RESOURCE_ID": "i-one"})
    aws.costs.opted_in = False
    with pytest.raises(CloudFailure, match="Enable resource-level data") as caught:
        adapter.get_cost_usage(YESTERDAY, YESTERDAY, filters={"resource_id": "i-one"})
    assert caught.value.code == "DataUnavailableException"


def test_a_forecast_has_bounds(adapter):
    records = adapter.get_cost_forecast(TODAY, TODAY + DAY, "daily")
    assert [record.cost for record in records] == [7.7, 7.7]
    assert records[0].metadata == {"cost_metric": "UnblendedCost", "forecast": True, "low": 7.0, "high": 8.5}


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({"granularity": "WEEKLY"}, "granularity"),
        ({"group_by": ["colour"]}, "INSTANCE_TYPE"),
        ({"group_by": ["service", "region", "az"]}, "two keys"),
        ({"filters": {"colour": "red"}}, "SERVICE"),
    ],
)
def test_mistakes_are_told_before_anything_is_asked(adapter, aws, question, words):
    with pytest.raises(ValueError, match=words):
        adapter.get_cost_usage(YESTERDAY, YESTERDAY, **question)
    with pytest.raises(ValueError, match="start"):
        adapter.get_cost_usage(TODAY, YESTERDAY)
    assert aws.calls == 0


def test_currencies_are_not_added_up(adapter, aws):
    from dataclasses import replace

    from finopsguard.types.usage import UsageQuery

    aws.costs.lines = [
        replace(line, currency="EUR") if line.dimensions["SERVICE"] == EC2 else line for line in aws.costs.lines
    ]
    summary = adapter.get_usage_summary(UsageQuery(cloud_provider="aws", start_time=YESTERDAY, end_time=YESTERDAY))
    assert (summary.total_cost, len(summary.records)) == (None, 2)
    assert any("EUR, USD" in problem for problem in summary.problems)
