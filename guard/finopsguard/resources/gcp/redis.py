"""Memorystore for Redis (Google: "Memorystore for Redis pricing", "Memorystore for Redis Cluster pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Number, Text, Unknown
from finopsguard.types.money import ONE

REDIS = "memorystore-redis"
CAPACITY_TIERS = ((4, "m1"), (10, "m2"), (35, "m3"), (100, "m4"))
"""Largest size in GB -> capacity tier; larger instances are M5."""

NODE_GB = {
    "shared_core_nano": Decimal("1.4"),
    "standard_small": Decimal("6.5"),
    "highmem_medium": Decimal(13),
    "highmem_xlarge": Decimal(58),
}
"""Capacity of a cluster's node (Google: "Cluster and node specification")."""


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
    components=(("Cluster node (type)", "hours"), ("AOF persistence", "GB"), ("Backups", "GB")),
    services=(REDIS,),
    usage=(("backup_storage_gb", "GB of backups"),),
    assumptions=("highmem medium nodes without replicas unless stated; the book has no price for AOF persistence.",),
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
    persistence = resource.block("persistence_config")
    if persistence is not None and persistence.text("mode") == "AOF":
        stored = nodes * _node_gb(kind)
        aof = resource.price(REDIS, "cluster", "aof-persistence")
        bill.add("AOF persistence", "GB", stored, aof, inputs=(*inputs, "persistence_config.0.mode"))
    bill.use("Backups", "GB", resource.price(REDIS, "cluster", "backups"), key="backup_storage_gb")


def _node_gb(kind: Text) -> Number:
    if isinstance(kind, Unknown):
        return kind
    return NODE_GB.get(kind) or Unknown(f"the capacity of a {kind} node is not known")
