"""MSK clusters. Prices of us-east-1: kafka.t3.small 0.0456, kafka.m5.large 0.21, kafka.m5.4xlarge 1.68 an hour; storage 0.10 per GB, tiered
0.06; provisioned throughput 0.08 per MiB/s.
"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finopsguard.types.cost import Estimate, Status
from tests.resources.harness import cents, estimate, line, related


def cluster(nodes: dict[str, Any], count: Any = 3, values: dict[str, Any] | None = None, **options: Any) -> Estimate:
    group = {"instance_type": "kafka.m5.large", "storage_info": storage(volume_size=100), **nodes}
    base = {"number_of_broker_nodes": count, "broker_node_group_info": [group]}
    return estimate("aws_msk_cluster", {**base, **(values or {})}, **options)


def storage(**volume: Any) -> list[dict[str, Any]]:
    return [{"ebs_storage_info": [volume]}]


@pytest.mark.parametrize(
    ("nodes", "count", "cost"),
    [
        ({}, 3, "489.90"),  # 3 x (730 x 0.21 + 100 x 0.10)
        ({"instance_type": "kafka.t3.small"}, "2", "86.58"),  # 2 x (730 x 0.0456 + 100 x 0.10)
        ({"storage_info": [], "ebs_volume_size": 50}, 3, "474.90"),  # 3 x (730 x 0.21 + 50 x 0.10)
    ],
)
def test_brokers_and_their_volumes(nodes: dict[str, Any], count: Any, cost: str) -> None:
    found = cluster(nodes, count)
    assert cents(found.monthly_cost) == cost
    assert [part.name.partition(" (")[0] for part in found.components] == ["Instance", "Storage"]


def test_names_and_units() -> None:
    found = cluster({})
    assert [(part.name, part.unit) for part in found.components] == [
        ("Instance (kafka.m5.large)", "hours"),
        ("Storage", "GB"),
    ]


def test_volumes_that_scale_are_counted_as_they_begin() -> None:
    found = cluster({}, refers={"target": related("aws_appautoscaling_target", {"min_capacity": 1})})
    assert cents(line(found, "Storage (autoscaling)").monthly_cost) == "30.00"


def test_provisioned_throughput_has_an_upper_bound() -> None:
    fast = storage(volume_size=100, provisioned_throughput=[{"enabled": True, "volume_throughput": 400}])
    found = cluster({"instance_type": "kafka.m5.4xlarge", "storage_info": fast})
    assert line(found, "Provisioned throughput").monthly_cost_max == 3 * 400 * Decimal("0.08")
    assert (cents(found.monthly_cost), cents(found.maximum)) == ("3709.20", "3805.20")  # 3 x (730 x 1.68 + 10)
    off = storage(volume_size=100, provisioned_throughput=[{"enabled": False}])
    assert len(cluster({"storage_info": off}).components) == 2


def test_tiered_storage_depends_on_usage() -> None:
    tiered = {"storage_mode": "TIERED"}
    assert line(cluster({}, values=tiered), "Tiered storage retrieval").status is Status.DEPENDS_ON_USAGE
    usage = {"tiered_storage_gb": 1000, "monthly_tiered_data_retrieval_gb": 100}
    found = cluster({}, values=tiered, usage=usage)
    assert cents(found.monthly_cost) == "550.05"  # 489.90 + 1,000 x 0.06 + 100 x 0.0015


def test_express_brokers_are_billed_for_what_they_store() -> None:
    found = cluster({"instance_type": "express.m7g.large", "storage_info": []})
    assert line(found, "Instance (express.m7g.large)").status is Status.NO_PRICE
    assert line(found, "Storage").status is Status.DEPENDS_ON_USAGE


def test_what_is_not_given_has_no_amount() -> None:
    assert line(cluster({"storage_info": []}), "Storage").status is Status.NO_PRICE
    found = cluster({}, None, unknown={"number_of_broker_nodes": True}, configured=["number_of_broker_nodes"])
    assert (found.monthly_cost, found.maximum) == (None, None)
    empty = estimate("aws_msk_cluster", {"number_of_broker_nodes": 3})
    assert "instance_type is not given" in empty.components[0].note


def test_a_region_without_prices_is_named() -> None:
    found = cluster({}, region="mars-north-1")
    assert found.status is Status.NO_PRICE
    assert "mars-north-1" in found.components[0].note


@given(st.integers(1, 30), st.integers(1, 16384))
@settings(max_examples=30)
def test_clusters_scale_with_their_brokers(count: int, size: int) -> None:
    found = cluster({"storage_info": storage(volume_size=size)}, count, {"enhanced_monitoring": "DEFAULT"})
    assert found.monthly_cost == count * (730 * Decimal("0.21") + size * Decimal("0.10"))
