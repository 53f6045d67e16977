"""Floating IPs and load balancers (the clouds' price pages: "Public addresses", "Load balancer")."""

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.openstack.prices import NETWORK, open_bill, price
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Unknown
from finopsguard.types.money import ONE
from finopsguard.types.price import Price

SIZED = {"ovh": ("s", "m", "l", "xl")}
"""Clouds that charge load balancers by size, smallest first."""

SIZES = {"small": "s", "medium": "m", "large": "l", "xlarge": "xl", "xl": "xl", "s": "s", "m": "m", "l": "l"}


@about(
    components=(("Floating IP", "months"),),
    services=(NETWORK,),
    assumptions=("Allocated for the whole month, whether associated or not.",),
)
def floating_ip(resource: Resource, bill: Bill) -> None:
    """``openstack_networking_floatingip_v2`` and ``openstack_compute_floatingip_v2``."""
    open_bill(resource, bill)
    bill.add("Floating IP", "months", ONE, price(resource, NETWORK, "floating-ip"), inputs=("pool",))


@about(
    components=(("Load balancer", "months"), ("Load balancer (size)", "months")),
    services=(NETWORK,),
    assumptions=("OVHcloud: the smallest size unless the flavor says otherwise. Public addresses are billed apart.",),
)
def load_balancer(resource: Resource, bill: Bill) -> None:
    """``openstack_lb_loadbalancer_v2``."""
    open_bill(resource, bill)
    inputs = ("flavor_id",)
    sizes = SIZED.get(resource.provider)
    if sizes is None:
        bill.add("Load balancer", "months", ONE, price(resource, NETWORK, "load-balancer"), inputs=inputs)
        return
    size = _size(resource, bill, sizes[0])
    cost: Price | Missing
    if size is None:
        cost = Missing("the load balancer's flavor_id leads to no name, and its price goes by size")
    else:
        cost = price(resource, NETWORK, "load-balancer", size)
    bill.add(f"Load balancer ({(size or 'unknown size').upper()})", "months", ONE, cost, inputs=inputs)


def _size(resource: Resource, bill: Bill, smallest: str) -> str | None:
    found = resource.follow("flavor_id", "openstack_loadbalancer_flavor_v2", "openstack_lb_flavor_v2")
    name = found.block.text("name") if found else resource.text("flavor_id")
    if isinstance(name, Unknown):
        return None
    if not name:
        bill.note(f"flavor_id is not given: size {smallest.upper()} assumed")
        return smallest
    return SIZES.get(name.lower())
