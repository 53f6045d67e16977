"""Memorystore for Redis (Google: "Memorystore for Redis pricing")."""

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Number, Unknown
from finopsguard.types.money import ONE

REDIS = "memorystore-redis"
CAPACITY_TIERS = ((4, "m1"), (10, "m2"), (35, "m3"), (100, "m4"))
"""Largest size in GB -> capacity tier; larger instances are M5."""


@about(
    components=(("Redis instance (tier, capacity tier)", "GB"),),
    services=(REDIS,),
    assumptions=("BASIC unless tier says otherwise; without read replicas.",),
)
def instance(resource: Resource, bill: Bill) -> None:
    """``google_redis_instance``: charged per GB by tier and size."""
    size = resource.number("memory_size_gb", 1)
    tier = "standard" if resource.text("tier", "BASIC") == "STANDARD_HA" else "basic"
    inputs = ("tier", "memory_size_gb")
    capacity = capacity_tier(size)
    name = f"Redis instance ({tier}, {capacity.upper()})"
    price = resource.price(REDIS, tier, capacity)
    if resource.text("read_replicas_mode") == "READ_REPLICAS_ENABLED":
        price = Missing("instances with read replicas are charged per node, at prices that the book does not have")
    bill.add(name, "GB", size, price, scale=resource.settings.hours, inputs=inputs)


def capacity_tier(size: Number) -> str:
    """``m1`` ... ``m5``, by the instance's size in GB; of an unknown size, none."""
    if isinstance(size, Unknown):
        return "unknown"
    return next((name for limit, name in CAPACITY_TIERS if size <= limit), "m5")


@about(
    components=(("Cluster node (type)", "hours"),),
    services=(REDIS,),
    assumptions=("highmem medium nodes without replicas unless stated; AOF persistence and backups are not counted.",),
)
def cluster(resource: Resource, bill: Bill) -> None:
    """``google_redis_cluster``: shards, each of one node and its replicas."""
    node = resource.text("node_type", "REDIS_HIGHMEM_MEDIUM")
    kind = node if isinstance(node, Unknown) else node.removeprefix("REDIS_").lower()
    nodes: Number = resource.number("shard_count", 1) * (resource.number("replica_count") + ONE)
    name = f"Cluster node ({kind if isinstance(kind, Unknown) else kind.replace('_', ' ')})"
    price = resource.price(REDIS, "cluster", kind if isinstance(kind, Unknown) else kind.replace("_", "-"))
    inputs = ("node_type", "shard_count", "replica_count")
    bill.add(name, "hours", nodes * resource.settings.hours, price, inputs=inputs)
