"""Memorystore for Redis (Google: "Memorystore for Redis pricing")."""

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Number, Unknown

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
