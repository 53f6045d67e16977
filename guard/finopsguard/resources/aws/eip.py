"""Elastic IP addresses (AWS: "Amazon VPC pricing", "Public IPv4 address"): since February 2024 every public IPv4 address of AWS costs
its hours, idle or in use.
"""

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Unknown

VPC = "AmazonVPC"
USED_BY = (
    ("aws_eip_association", "allocation_id"),
    ("aws_nat_gateway", "allocation_id"),
    ("aws_nat_gateway", "secondary_allocation_ids"),
    ("aws_lb", "subnet_mapping.allocation_id"),
    ("aws_alb", "subnet_mapping.allocation_id"),
)
"""Types and attributes that put an address to use."""
OWN = "an address of one's own (brought to AWS, or of an Outpost) is not charged for"


@about(
    components=(("IP address", "hours"),),
    services=(VPC,),
    assumptions=(
        "Idle unless the address names an instance or network interface, or something in the plan uses it: both cost the same.",
        "Addresses from a pool of one's own are free; from an IPAM pool of Amazon's they cost what contiguous blocks cost.",
    ),
)
def address(resource: Resource, bill: Bill) -> None:
    """``aws_eip``."""
    pool = resource.text("public_ipv4_pool", "amazon", unknown=("amazon",))
    if not isinstance(pool, Unknown) and pool != "amazon":
        bill.free(OWN)
        return
    if resource.has("customer_owned_ipv4_pool"):
        bill.free(OWN)
        return
    kind = "contiguous-block" if resource.has("ipam_pool_id") else "in-use" if _used(resource) else "idle"
    inputs = ("instance", "network_interface", "public_ipv4_pool", "ipam_pool_id")
    price = resource.price(VPC, "public-ipv4", kind)
    bill.add("IP address", "hours", resource.settings.hours, price, inputs=inputs)


def _used(resource: Resource) -> bool:
    if resource.has("instance") or resource.has("network_interface") or resource.has("association_id"):
        return True
    return any(resource.referrers(type_, attribute) for type_, attribute in USED_BY)
