"""ElastiCache. Prices of us-east-1 an hour: cache.t3.micro 0.017, cache.m4.large 0.156, cache.r6g.large 0.206; backups 0.085 per GB.
eu-west-1: cache.r6g.large 0.229.
"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finopsguard.types.cost import Estimate, Status
from tests.resources.harness import cents, estimate, line, related

GROUP = "aws_elasticache_replication_group"


def cluster(values: dict[str, Any], **options: Any) -> Estimate:
    return estimate("aws_elasticache_cluster", {"node_type": "cache.t3.micro", "engine": "redis", **values}, **options)


def group(values: dict[str, Any], **options: Any) -> Estimate:
    return estimate(GROUP, {"node_type": "cache.r6g.large", "engine": "redis", **values}, **options)


@pytest.mark.parametrize(
    ("values", "cost"),
    [
        ({}, "12.41"),  # 730 x 0.017
        ({"engine": "memcached", "num_cache_nodes": "3"}, "37.23"),
        ({"node_type": "cache.m4.large", "num_cache_nodes": 1}, "113.88"),  # 730 x 0.156
    ],
)
def test_a_cluster_costs_the_hours_of_its_nodes(values: dict[str, Any], cost: str) -> None:
    found = cluster(values)
    assert cents(found.monthly_cost) == cost
    assert [part.unit for part in found.components] == ["hours"]
    assert found.components[0].name == f"ElastiCache (on-demand, {values.get('node_type', 'cache.t3.micro')})"


def test_a_replica_takes_its_type_from_its_group() -> None:
    values = {"node_type": None, "engine": None, "replication_group_id": None}
    behind = related(GROUP, {"node_type": "cache.r6g.large", "engine": "redis"})
    found = cluster(values, refers={"replication_group_id": behind}, unknown={"engine": True}, configured=[])
    assert cents(found.monthly_cost) == "150.38"  # 730 x 0.206
    assert cluster({"node_type": None}).status is Status.NO_PRICE


@pytest.mark.parametrize(
    ("values", "nodes"),
    [
        ({}, 1),
        ({"num_cache_clusters": 3}, 3),
        ({"number_cache_clusters": "2"}, 2),
        ({"num_node_groups": 3, "replicas_per_node_group": 2}, 9),
        ({"num_node_groups": 2}, 2),
        ({"replicas_per_node_group": 1}, 2),
        ({"cluster_mode": [{"num_node_groups": 2, "replicas_per_node_group": 1}]}, 4),
        ({"cluster_mode": "enabled", "num_node_groups": 2, "replicas_per_node_group": 1}, 4),
    ],
)
def test_nodes_of_a_group(values: dict[str, Any], nodes: int) -> None:
    assert group(values).monthly_cost == nodes * 730 * Decimal("0.206")


def test_a_number_of_nodes_that_apply_will_tell_has_no_amount() -> None:
    found = group({}, unknown={"num_cache_clusters": True}, configured=["num_cache_clusters"])
    assert (found.monthly_cost, found.maximum) == (None, None)
    filled = group({}, unknown={"num_cache_clusters": True, "num_node_groups": True}, configured=[])
    assert cents(filled.monthly_cost) == "150.38"


def test_scaling_and_the_usage_file() -> None:
    target = {"target": related("aws_appautoscaling_target", {"min_capacity": 1})}
    found = group({"num_node_groups": 2}, refers=target)
    assert found.components[0].name == "ElastiCache (on-demand, cache.r6g.large, autoscaling)"
    assert group({}, usage={"capacity": 4}).monthly_cost == 4 * 730 * Decimal("0.206")
    assert cluster({}, usage={"monthly_hrs": 100}).monthly_cost == Decimal("1.7")


def test_valkey_costs_at_most_what_redis_costs() -> None:
    found = group({"engine": "valkey", "num_cache_clusters": 2})
    assert (found.status, found.monthly_cost, found.complete) == (Status.NO_PRICE, None, False)
    assert cents(found.maximum) == "300.76"  # 2 x 730 x 0.206


def test_snapshots_beyond_the_first_are_billed() -> None:
    assert len(group({"snapshot_retention_limit": 1}).components) == 1
    assert len(cluster({"engine": "memcached", "snapshot_retention_limit": 5}).components) == 1
    kept = group({"snapshot_retention_limit": 5})
    assert line(kept, "Backup storage").status is Status.DEPENDS_ON_USAGE
    assert kept.usage_keys == ("snapshot_storage_size_gb",)
    used = cluster({"snapshot_retention_limit": "5"}, usage={"snapshot_storage_size_gb": 100})
    assert cents(line(used, "Backup storage").monthly_cost) == "34.00"  # 4 x 100 x 0.085


def test_reserved_nodes_have_the_price_on_demand_as_a_bound() -> None:
    found = cluster({}, usage={"reserved_instance_term": "1_year", "reserved_instance_payment_option": "no_upfront"})
    assert found.components[0].name == "ElastiCache (reserved, cache.t3.micro)"
    assert (found.monthly_cost, cents(found.maximum)) == (None, "12.41")


def test_regions() -> None:
    assert cents(group({}, region="eu-west-1").monthly_cost) == "167.17"  # 730 x 0.229
    found = group({}, region="mars-north-1")
    assert found.status is Status.NO_PRICE
    assert "mars-north-1" in found.components[0].note


@given(st.integers(1, 90), st.integers(0, 5))
@settings(max_examples=30)
def test_groups_scale_with_their_nodes(shards: int, replicas: int) -> None:
    values = {"num_node_groups": shards, "replicas_per_node_group": replicas, "tags": {"a": "b"}}
    assert group(values).monthly_cost == shards * (replicas + 1) * 730 * Decimal("0.206")
