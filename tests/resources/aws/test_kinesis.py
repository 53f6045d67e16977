"""Streams. us-east-1: a shard 0.015 an hour, extended retention 0.02 a shard-hour, 0.014 per million put units, long-
term retention 0.023 per GB and 0.021 retrieved, fan-out 0.015 a consumer and shard-hour and 0.013 per GB; on
demand 0.04 an hour, per GB 0.08 in, 0.04 out, 0.05 fanned out, 0.10 extended. Firehose in eu-west-2: 0.035 per GB
(0.030 above 500 TB), 0.021 converted, VPC 0.01 per GB and 0.011 an hour.
"""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from finopsguard.types.cost import Estimate, Status
from tests.resources.harness import cents, estimate, line, related

ON_DEMAND = {"stream_mode_details": [{"stream_mode": "ON_DEMAND"}]}


def stream(values: dict[str, Any], refers: Any = None, **usage: Any) -> Estimate:
    return estimate("aws_kinesis_stream", values, usage=usage, refers=refers)


def firehose(values: dict[str, Any] | None = None, region: str = "eu-west-2", **usage: Any) -> Estimate:
    return estimate("aws_kinesis_firehose_delivery_stream", values or {}, region, usage=usage)


def test_shards_by_the_hour() -> None:
    found = stream({"shard_count": "4", "retention_period": 24})
    # 4 x 730 x 0.015
    assert cents(found.monthly_cost) == "43.80"
    shards = line(found, "PROVISIONED")
    assert (shards.unit, shards.quantity) == ("hours", 2920)
    assert [part.name for part in found.components] == ["PROVISIONED", "Put request unit"]


def test_retention_beyond_a_day_is_billed_by_the_shard() -> None:
    found = stream({"shard_count": 2, "retention_period": 48})
    # 2 x 730 x (0.015 + 0.02)
    assert cents(found.monthly_cost) == "51.10"
    assert line(found, "Extended retention (24H to 7D)").quantity == 1460
    year = [part.name for part in stream({"shard_count": 2, "retention_period": 8760}).components]
    assert "Long term retention (7D+)" in year
    assert "Extended retention retrieval (7D+)" in year


def test_usage_of_a_provisioned_stream() -> None:
    found = stream(
        {"shard_count": 1},
        monthly_provisioned_put_units=100_000_000,
        monthly_provisioned_long_term_retention_gb=100,
        monthly_provisioned_long_term_retrieval_gb=10,
        monthly_provisioned_efo_consumer_hours=1000,
        monthly_provisioned_efo_data_out_gb=100,
    )
    # 10.95 + 1.40 + 2.30 + 0.21 + 15 + 1.30
    assert cents(found.monthly_cost) == "31.16"


def test_consumers_of_the_plan_read_all_shards_all_month() -> None:
    two = {name: related("aws_kinesis_stream_consumer", {}, name=name) for name in ("audit", "search")}
    found = stream({"shard_count": 3}, two)
    # 3 x 730 x 0.015 + 2 x 3 x 730 x 0.015 = 32.85 + 65.70
    assert cents(found.monthly_cost) == "98.55"
    assert line(found, "Enhanced Fan Out (EFO) Data").status is Status.DEPENDS_ON_USAGE


def test_a_stream_on_demand() -> None:
    found = stream(
        ON_DEMAND,
        monthly_on_demand_data_in_gb=1000,
        monthly_on_demand_data_out_gb="2000",
        monthly_on_demand_efo_data_out_gb=100,
        monthly_on_demand_extended_retention_gb=100,
        monthly_on_demand_long_term_retention_gb=100,
    )
    # 730 x 0.04 + 1,000 x 0.08 + 2,000 x 0.04 + 100 x (0.05 + 0.10 + 0.023)
    assert cents(found.monthly_cost) == "206.50"
    assert [part.name for part in stream(ON_DEMAND).components] == ["ON_DEMAND", "Data ingested", "Data retrieval"]
    assert cents(stream({**ON_DEMAND, "shard_count": 9}).monthly_cost) == "29.20"


def test_unknown_and_missing() -> None:
    found = estimate("aws_kinesis_stream", {}, unknown={"shard_count": True}, configured=["shard_count"])
    assert "shard_count" in line(found, "PROVISIONED").note
    mode = estimate(
        "aws_kinesis_stream",
        {"stream_mode_details": [{}]},
        unknown={"stream_mode_details": [{"stream_mode": True}]},
        configured=["stream_mode_details.0.stream_mode"],
    )
    assert mode.status is Status.NO_PRICE
    lost = estimate("aws_kinesis_stream", {"shard_count": 1}, "mars-north-1")
    assert "mars-north-1" in line(lost, "PROVISIONED").note


def test_a_delivery_stream() -> None:
    assert firehose().status is Status.DEPENDS_ON_USAGE
    found = firehose(monthly_data_ingested_gb=600 * 1024)
    # 500 TB x 0.035 + 100 TB x 0.030
    assert [(part.name.partition(" (")[2][:5], cents(part.monthly_cost)) for part in found.components] == [
        ("first", "17920.00"),
        ("next ", "3072.00"),
    ]
    assert "us-east-1" in firehose(region="us-east-1", monthly_data_ingested_gb=1).components[0].note


def test_conversion_and_delivery_into_a_vpc() -> None:
    converted = firehose(
        {"extended_s3_configuration": [{"data_format_conversion_configuration": [{}]}]}, monthly_data_ingested_gb=100
    )
    # 100 x (0.035 + 0.021)
    assert cents(converted.monthly_cost) == "5.60"
    off = {"extended_s3_configuration": [{"data_format_conversion_configuration": [{"enabled": False}]}]}
    assert cents(firehose(off, monthly_data_ingested_gb=100).monthly_cost) == "3.50"
    inside = {"elasticsearch_configuration": [{"vpc_config": [{"subnet_ids": ["a", "b"]}]}]}
    # 100 x (0.035 + 0.01) + 2 x 730 x 0.011
    assert cents(firehose(inside, monthly_data_ingested_gb=100).monthly_cost) == "20.56"
    planned = {"opensearch_configuration": [{"vpc_config": [{"subnet_ids": [None, None, None]}]}]}
    assert line(firehose(planned), "VPC AZ delivery").quantity == 3 * 730
    assert line(firehose({"opensearch_configuration": [{"vpc_config": [{}]}]}), "VPC AZ").status is Status.NO_PRICE


@given(st.integers(1, 1000), st.sampled_from((24, 48, 8760)))
@settings(max_examples=30)
def test_streams_scale_with_shards(shards: int, kept: int) -> None:
    one = stream({"shard_count": shards, "retention_period": kept}).monthly_cost
    assert one is not None
    assert one > 0
    two = stream({"shard_count": 2 * shards, "retention_period": kept, "name": "x", "encryption_type": "KMS"})
    assert two.monthly_cost == 2 * one
    assert one >= Decimal(shards) * 730 * Decimal("0.015")
