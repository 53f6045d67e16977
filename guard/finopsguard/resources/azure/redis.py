"""Caches for Redis (Azure: "Azure Cache for Redis pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Number, Unknown
from finopsguard.types.money import ONE

REDIS = "redis-cache"


@about(
    components=(("Cache usage (SKU_FAMILYCAPACITY)", "nodes"),),
    services=(REDIS,),
    assumptions=(
        "Basic has one node, Standard two, Premium a primary and its replicas (one unless set) for each shard.",
    ),
)
def cache(resource: Resource, bill: Bill) -> None:
    """``azurerm_redis_cache``."""
    sku, family, capacity = resource.text("sku_name"), resource.text("family"), resource.text("capacity")
    unknown = next((part for part in (sku, family, capacity) if isinstance(part, Unknown)), None)
    name = f"{sku}_{family}{capacity}"
    listed = f"{str(sku).lower()}/{str(family).upper()}{capacity}"
    price = resource.price(REDIS, unknown or listed)
    inputs = ("sku_name", "family", "capacity", "shard_count", "replicas_per_primary", "replicas_per_master")
    nodes = _nodes(resource, str(sku).lower())
    bill.add(f"Cache usage ({name})", "nodes", nodes, price, inputs=inputs, scale=resource.settings.hours)


def _nodes(resource: Resource, sku: str) -> Number:
    if sku == "basic":
        return ONE
    if sku == "standard":
        return Decimal(2)
    shards = resource.number("shard_count", 1)
    # The provider has renamed the attribute; Azure fills in the other.
    newer = resource.number("replicas_per_primary") if resource.has("replicas_per_primary") else Decimal(0)
    replicas = newer or resource.number("replicas_per_master", 1)
    if not isinstance(shards, Unknown):
        shards = max(shards, ONE)
    return shards * (replicas + ONE)
