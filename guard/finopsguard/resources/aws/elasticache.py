"""ElastiCache clusters and replication groups of nodes (AWS: "Amazon ElastiCache pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.aws.ec2 import NO_RESERVED, RESERVED_KEYS
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Number, Text, Unknown
from finopsguard.types.money import ONE, ZERO

ELASTICACHE = "AmazonElastiCache"
FREE_SNAPSHOTS = 1
"""Snapshots whose storage is free of charge for each cluster."""
NO_TYPE = "node_type is not given: the group that it belongs to decides"

COMPONENTS = (("ElastiCache (on-demand | reserved, type)", "hours"), ("Backup storage", "GB"))
USAGE = (
    ("snapshot_storage_size_gb", "GB of one snapshot"),
    ("monthly_hrs", "hours"),
    ("reserved_instance_term", "1_year or 3_year: reserved rates are not in the book"),
    ("reserved_instance_payment_option", "no_upfront, partial_upfront or all_upfront, the same"),
)
VALKEY = "Valkey nodes have no price in the book where it lists none; the range goes up to the price of Redis, which is higher."


@about(
    components=COMPONENTS,
    services=(ELASTICACHE,),
    usage=USAGE,
    assumptions=(
        "One node unless num_cache_nodes says otherwise. What it leaves out is taken from its replication group.",
        "One snapshot is free of charge.",
        VALKEY,
    ),
)
def cluster(resource: Resource, bill: Bill) -> None:
    """``aws_elasticache_cluster``: its nodes, also where it is a replica in a replication group."""
    group = resource.follow("replication_group_id", "aws_elasticache_replication_group")
    source = group.block if group else None
    engine = _own_or(resource, source, "engine", "redis" if resource.has("replication_group_id") else "")
    type_ = _own_or(resource, source, "node_type", "")
    _nodes(resource, bill, engine, type_, resource.number("num_cache_nodes", 1), ("num_cache_nodes",))
    if engine != "memcached":
        _backup(resource, bill)


@about(
    components=(*COMPONENTS, ("ElastiCache (on-demand | reserved, type, autoscaling)", "hours")),
    services=(ELASTICACHE,),
    usage=(("capacity", "nodes that run on average"), *USAGE),
    assumptions=(
        "Nodes are num_node_groups x (1 + replicas_per_node_group), else num_cache_clusters, else one: scaling is not foreseen.",
        "One snapshot of each node group is free of charge.",
        VALKEY,
    ),
)
def replication_group(resource: Resource, bill: Bill) -> None:
    """``aws_elasticache_replication_group``: the nodes of all its shards."""
    count, inputs = _members(resource)
    given = resource.usage("capacity")
    scaled = bool(resource.referrers("aws_appautoscaling_target", "resource_id"))
    type_ = resource.text("node_type")
    _nodes(
        resource,
        bill,
        resource.text("engine", "redis"),
        Unknown(NO_TYPE) if type_ == "" else type_,
        count if given is None else given,
        inputs,
        detail=", autoscaling" if scaled else "",
    )
    _backup(resource, bill)


def _own_or(resource: Resource, source: Block | None, name: str, default: str) -> Text:
    """An attribute of the cluster, else of the group it belongs to."""
    found = (
        source.text(name, default) if source is not None and not resource.has(name) else resource.text(name, default)
    )
    return Unknown(NO_TYPE.replace("node_type", name)) if found == "" else found


def _members(resource: Resource) -> tuple[Number, tuple[str, ...]]:
    """Nodes of a group, and the attributes that say so."""
    mode = resource.block("cluster_mode")
    shards = mode if mode is not None and mode.has("num_node_groups") else resource
    if shards.has("num_node_groups"):
        replicas = shards.number("replicas_per_node_group") if shards.has("replicas_per_node_group") else ZERO
        inputs = (shards.where("num_node_groups"), shards.where("replicas_per_node_group"))
        return shards.number("num_node_groups") * (replicas + ONE), inputs
    for name in ("num_cache_clusters", "number_cache_clusters"):
        if resource.has(name):
            return resource.number(name), (name,)
    if resource.has("replicas_per_node_group"):
        return resource.number("replicas_per_node_group") + ONE, ("replicas_per_node_group",)
    return ONE, ("num_cache_clusters", "num_node_groups")


def _nodes(
    resource: Resource,
    bill: Bill,
    engine: Text,
    type_: Text,
    count: Number,
    inputs: tuple[str, ...],
    *,
    detail: str = "",
) -> None:
    listed = resource.price(ELASTICACHE, type_, engine)
    price = listed
    reserved = any(resource.said(key) for key in RESERVED_KEYS)
    at_most = None
    if reserved:
        price, at_most = Missing(NO_RESERVED), listed
    if engine == "valkey" and isinstance(listed, Missing):
        at_most = resource.price(ELASTICACHE, type_, "redis")
    bill.add(
        f"ElastiCache ({'reserved' if reserved else 'on-demand'}, {type_}{detail})",
        "hours",
        resource.hours() * count,
        price,
        inputs=("node_type", "engine", *inputs),
        at_most=at_most,
    )


def _backup(resource: Resource, bill: Bill) -> None:
    """Snapshots beyond the free one, as many as are kept."""
    kept = resource.number("snapshot_retention_limit") if resource.has("snapshot_retention_limit") else ZERO
    if not isinstance(kept, Unknown) and kept <= FREE_SNAPSHOTS:
        return
    size = resource.usage("snapshot_storage_size_gb")
    billed = kept - Decimal(FREE_SNAPSHOTS)
    bill.use_amount(
        "Backup storage",
        "GB",
        None if size is None else size * billed,
        resource.price(ELASTICACHE, "backup"),
        keys=("snapshot_storage_size_gb",),
        inputs=("snapshot_retention_limit",),
    )
