"""CloudTrail, Config, EventBridge, Step Functions, Glue. us-east-1: per 100,000 events 2.00 (further copies), 0.10
(data), 0.35 (insights); Config 0.003 an item (0.012 daily), 0.001 an evaluation (0.0008 above 100,000); 1.00 per
million events, archive 0.10 processed and 0.023 kept; 0.025 per 1,000 transitions, express 1.00 per million and
0.060012 a GB-hour; Glue 0.44 a DPU-hour, flexible 0.29.
"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finopsguard.types.cost import Estimate, Status
from tests.resources.harness import cents, estimate, line, related


def of(type_: str, values: dict[str, Any] | None = None, **usage: Any) -> Estimate:
    return estimate(type_, values or {}, usage=usage)


def job(values: dict[str, Any], **usage: Any) -> Estimate:
    return of("aws_glue_job", values, **usage)


def test_a_trail() -> None:
    assert [part.name for part in of("aws_cloudtrail").components] == ["Management events (additional copies)"]
    values = {
        "event_selector": [{"data_resource": [{"type": "AWS::S3::Object", "values": ["arn:aws:s3"]}]}],
        "insight_selector": [{"insight_type": "ApiCallRateInsight"}],
    }
    found = of(
        "aws_cloudtrail",
        values,
        monthly_additional_management_events=100_000,
        monthly_data_events="200000",
        monthly_insight_events=400_000,
    )
    # 2.00 + 2 x 0.10 + 4 x 0.35
    assert cents(found.monthly_cost) == "3.60"
    assert [(part.name, part.unit) for part in found.components][1:] == [
        ("Data events", "100k events"),
        ("Insight events", "100k events"),
    ]
    lost = estimate("aws_cloudtrail", {}, "mars-north-1", usage={"monthly_additional_management_events": 1})
    assert "mars-north-1" in lost.components[0].note


@pytest.mark.parametrize(
    "type_", ["aws_config_config_rule", "aws_config_organization_custom_rule", "aws_config_organization_managed_rule"]
)
def test_evaluations_of_a_rule(type_: str) -> None:
    assert [part.name for part in of(type_).components] == ["Rule evaluations (first 100K)"]
    # 100,000 x 0.001 + 50,000 x 0.0008
    assert cents(of(type_, monthly_rule_evaluations=150_000).monthly_cost) == "140.00"


def test_a_recorder() -> None:
    found = of("aws_config_configuration_recorder", monthly_config_items=10_000, monthly_custom_config_items=1000)
    assert cents(found.monthly_cost) == "33.00"
    daily = {"recording_mode": [{"recording_frequency": "DAILY"}]}
    assert cents(of("aws_config_configuration_recorder", daily, monthly_config_items=1000).monthly_cost) == "12.00"


def test_an_event_bus() -> None:
    assert [part.name for part in of("aws_cloudwatch_event_bus").components] == ["Custom events published"]
    archive = {"archive": related("aws_cloudwatch_event_archive", {})}
    usage = {"monthly_custom_events": 2_000_000, "monthly_archive_processing_gb": 100, "archive_storage_gb": 200}
    found = estimate("aws_cloudwatch_event_bus", {}, usage=usage, refers=archive)
    # 2 x 1.00 + 100 x 0.10 + 200 x 0.023
    assert cents(found.monthly_cost) == "16.60"
    assert of("aws_cloudwatch_event_bus", monthly_schema_discovery_events=1).status is Status.NO_PRICE


def test_a_standard_workflow() -> None:
    found = of("aws_sfn_state_machine", {"type": "STANDARD"}, monthly_transitions=1_000_000)
    assert cents(found.monthly_cost) == "25.00"
    assert [(part.name, part.unit) for part in of("aws_sfn_state_machine").components] == [
        ("Transitions", "1K transitions")
    ]


def test_an_express_workflow() -> None:
    express = {"type": "EXPRESS"}
    assert [part.name for part in of("aws_sfn_state_machine", express).components] == [
        "Requests",
        "Duration (first 1K)",
    ]
    usage = {"monthly_requests": 36_000_000, "workflow_duration_ms": 950, "memory_mb": 100}
    found = of("aws_sfn_state_machine", express, **usage)
    # 36 x 1.00; 36,000,000 x 1 s = 10,000 hours x 128 / 1,024 GB = 1,250: 1,000 x 0.060012 + 250 x 0.029988
    assert [cents(part.monthly_cost) for part in found.components] == ["36.00", "60.01", "7.50"]
    some = of("aws_sfn_state_machine", express, monthly_requests=1)
    assert some.usage_keys == ("workflow_duration_ms", "memory_mb")


def test_an_unknown_kind_of_workflow() -> None:
    found = estimate(
        "aws_sfn_state_machine", {}, unknown={"type": True}, configured=["type"], usage={"monthly_transitions": 1}
    )
    assert "type" in found.components[0].note
    lost = estimate("aws_sfn_state_machine", {}, "mars-north-1", usage={"monthly_transitions": 1})
    assert "mars-north-1" in lost.components[0].note


@pytest.mark.parametrize(
    ("values", "unit", "price"),
    [
        ({"worker_type": "G.1X", "number_of_workers": 10}, "hours (10 DPUs)", "4.4"),
        ({"worker_type": "G.2X", "number_of_workers": "10"}, "hours (20 DPUs)", "8.8"),
        ({"worker_type": "G.025X", "number_of_workers": 2}, "hours (0.5 DPUs)", "0.22"),
        ({"max_capacity": 1}, "hours (1 DPU)", "0.44"),
        ({"command": [{"name": "pythonshell"}]}, "hours (0.0625 DPUs)", "0.0275"),
        ({"command": [{"name": "glueetl"}]}, "hours (10 DPUs)", "4.4"),
        ({"max_capacity": 10, "execution_class": "FLEX"}, "hours (10 DPUs)", "2.9"),
    ],
)
def test_jobs_by_their_workers(values: dict[str, Any], unit: str, price: str) -> None:
    (only,) = job(values).components
    assert (only.name, only.unit, only.unit_price) == ("Duration", unit, Decimal(price))
    assert job(values, monthly_hours=100).monthly_cost == 100 * Decimal(price)


def test_jobs_of_unknown_size() -> None:
    found = job({"worker_type": "Z.2X", "number_of_workers": 2}, monthly_hours=1)
    assert found.status is Status.NO_PRICE
    assert "Z.2X" in found.components[0].note
    found = estimate(
        "aws_glue_job", {}, unknown={"max_capacity": True}, configured=["max_capacity"], usage={"monthly_hours": 1}
    )
    assert "max_capacity" in found.components[0].note


def test_crawlers_and_the_catalogue() -> None:
    assert cents(of("aws_glue_crawler", monthly_hours=5).monthly_cost) == "2.20"
    found = of("aws_glue_catalog_database", monthly_objects=1_000_000, monthly_requests=2_000_000)
    # 10 x 1.00 + 2 x 1.00
    assert cents(found.monthly_cost) == "12.00"
    assert line(found, "Storage").unit == "100k objects"


@given(st.integers(0, 10**6), st.integers(1, 100), st.text(max_size=9))
@settings(max_examples=30)
def test_jobs_scale(hours: int, workers: int, name: str) -> None:
    one = job({"worker_type": "G.1X", "number_of_workers": workers}, monthly_hours=hours).monthly_cost
    assert one is not None
    assert one >= 0
    two = job({"worker_type": "G.2X", "number_of_workers": workers, "name": name}, monthly_hours=hours)
    assert two.monthly_cost == 2 * one


@given(st.integers(0, 10**9))
@settings(max_examples=30)
def test_events_scale(count: int) -> None:
    one = of("aws_cloudtrail", monthly_data_events=count).monthly_cost
    assert one is not None
    assert of("aws_cloudtrail", {"name": "t"}, monthly_data_events=2 * count).monthly_cost == 2 * one
