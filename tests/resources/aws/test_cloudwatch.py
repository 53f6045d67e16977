"""Logs, alarms, dashboards. Prices of us-east-1: logs 0.50 per GB ingested (infrequent access 0.25), 0.03 kept, 0.005 scanned; an alarm
metric 0.10 in standard and 0.30 in high resolution, a composite alarm 0.50, a dashboard 3.00. eu-west-1: logs 0.57 per GB.
"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finopsguard.types.cost import Estimate, Status
from tests.resources.harness import cents, estimate, line

USAGE = {"monthly_data_ingested_gb": 1000, "storage_gb": "500", "monthly_data_scanned_gb": 200}


def alarm(values: dict[str, Any], **options: Any) -> Estimate:
    return estimate("aws_cloudwatch_metric_alarm", values, **options)


def query(period: int, **fields: Any) -> dict[str, Any]:
    return {"id": "m", "metric": [{"metric_name": "CPUUtilization", "period": period}], **fields}


def test_logs_depend_on_usage() -> None:
    found = estimate("aws_cloudwatch_log_group", {"name": "app"})
    assert (found.status, found.monthly_cost) == (Status.DEPENDS_ON_USAGE, None)
    assert [(part.name, part.unit, part.unit_price) for part in found.components] == [
        ("Data ingested", "GB", Decimal("0.5")),
        ("Archival Storage", "GB", Decimal("0.03")),
        ("Insights queries data scanned", "GB", Decimal("0.005")),
    ]


def test_logs_with_usage() -> None:
    # 1,000 x 0.50 + 500 x 0.03 + 200 x 0.005 = 500 + 15 + 1
    assert cents(estimate("aws_cloudwatch_log_group", {}, usage=USAGE).monthly_cost) == "516.00"
    infrequent = estimate("aws_cloudwatch_log_group", {"log_group_class": "INFREQUENT_ACCESS"}, usage=USAGE)
    assert cents(infrequent.monthly_cost) == "266.00"
    assert line(estimate("aws_cloudwatch_log_group", {}, "eu-west-1"), "Data").unit_price == Decimal("0.57")


def test_an_unknown_log_class_has_no_price() -> None:
    found = estimate("aws_cloudwatch_log_group", {"log_group_class": "DELIVERY"}, usage=USAGE)
    assert line(found, "Data ingested").status is Status.NO_PRICE
    assert cents(found.monthly_cost) == "16.00"


@pytest.mark.parametrize(
    ("values", "name", "quantity", "cost"),
    [
        ({"period": 300, "metric_name": "CPUUtilization"}, "Standard resolution", 1, "0.10"),
        ({"period": "10"}, "High resolution", 1, "0.30"),
        ({}, "Standard resolution", 1, "0.10"),
        (
            {"metric_query": [query(120), query(60), {"id": "e", "expression": "m1/m2"}]},
            "Standard resolution",
            2,
            "0.20",
        ),
        ({"metric_query": [query(120), query(30)]}, "High resolution", 2, "0.60"),
        (
            {"metric_query": [query(120), {"id": "e1", "expression": "ANOMALY_DETECTION_BAND(m)"}]},
            "Standard resolution anomaly detection",
            1,
            "0.30",
        ),
        (
            {"metric_query": [query(10), {"id": "e1", "expression": "ANOMALY_DETECTION_BAND(m, 2)"}]},
            "High resolution anomaly detection",
            1,
            "0.90",
        ),
    ],
)
def test_alarms_by_resolution(values: dict[str, Any], name: str, quantity: int, cost: str) -> None:
    found = alarm(values)
    (only,) = found.components
    assert (only.name, only.quantity, cents(found.monthly_cost)) == (name, quantity, cost)
    assert only.unit == ("alarms" if "anomaly" in name else "alarm metrics")


def test_a_metrics_insights_alarm_depends_on_the_metrics_it_looks_at() -> None:
    values = {"metric_query": [{"id": "q", "expression": "SELECT AVG(CPUUtilization) FROM SCHEMA(...)", "period": 60}]}
    assert alarm(values).status is Status.DEPENDS_ON_USAGE
    assert cents(alarm(values, usage={"metrics_analyzed": 50}).monthly_cost) == "5.00"


def test_an_unknown_period_has_no_price() -> None:
    found = alarm({}, unknown={"period": True}, configured=["period"])
    assert found.status is Status.NO_PRICE
    assert "period" in found.components[0].note


def test_flat_prices() -> None:
    assert cents(estimate("aws_cloudwatch_composite_alarm", {}).monthly_cost) == "0.50"
    assert cents(estimate("aws_cloudwatch_dashboard", {}, "eu-west-1").monthly_cost) == "3.00"


def test_a_region_that_the_book_lacks() -> None:
    assert "mars-north-1" in alarm({"period": 60}, region="mars-north-1").components[0].note


@given(st.integers(0, 10**6), st.text(max_size=10))
@settings(max_examples=30)
def test_logs_scale_and_other_attributes_change_nothing(gigabytes: int, name: str) -> None:
    def cost(amount: int, **values: Any) -> Decimal:
        found = estimate("aws_cloudwatch_log_group", values, usage={"monthly_data_ingested_gb": amount})
        assert found.monthly_cost is not None
        return found.monthly_cost

    assert cost(2 * gigabytes, name=name, retention_in_days=14) == 2 * cost(gigabytes)
    assert cost(gigabytes) >= 0


@given(st.integers(1, 86_400), st.integers(1, 10))
@settings(max_examples=30)
def test_alarms_cost_by_metric(period: int, metrics: int) -> None:
    one, several = alarm({"metric_query": [query(period)]}), alarm({"metric_query": [query(period)] * metrics})
    assert one.monthly_cost is not None
    assert several.monthly_cost == metrics * one.monthly_cost
