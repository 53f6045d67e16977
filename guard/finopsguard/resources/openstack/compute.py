"""Nova servers (the clouds' price pages: "Instances"; OpenStack: "Nova server concepts")."""

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.openstack import blockstorage
from finopsguard.resources.openstack.own_rates import own_rates
from finopsguard.resources.openstack.prices import BLOCK_STORAGE, INSTANCES, NO_CLOUD, open_bill, price
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Text, Unknown
from finopsguard.types.price import Price

INPUTS = ("flavor_name", "flavor_id")
OFF = {"shutoff", "stopped"}


@about(
    components=(
        ("Instance usage (flavor)", "hours"),
        ("vCPU (flavor)", "vCPU-hours"),
        ("Memory (flavor)", "GB-hours"),
        ("Flavor disk (flavor)", "GB-hours"),
        ("block_device[n]: Storage (type)", "GB"),
    ),
    services=(INSTANCES, BLOCK_STORAGE),
    usage=(("monthly_hrs", "hours"),),
    assumptions=(
        "List prices without VAT of the cloud that openstack.cloud in finopsguard.yml or the auth_url names; never guessed from flavors.",
        "A server that is shut off is billed like a running one; only shelving or deleting ends that.",
        "The disk of a flavor is in the flavor's price; volumes made for block devices are billed as volumes.",
        "A flavor without a price is priced by your own rates per vCPU and GB of memory, where --prices has them (docs/openstack.md).",
    ),
)
def instance(resource: Resource, bill: Bill) -> None:
    """``openstack_compute_instance_v2``."""
    open_bill(resource, bill)
    flavor, cost = _flavor(resource)
    rates = own_rates(resource, flavor) if isinstance(cost, Missing) else None
    if rates is None:
        bill.add(f"Instance usage ({flavor})", "hours", resource.hours(), cost, inputs=INPUTS)
    else:
        rates.bill(bill, resource.hours(), INPUTS)
    state = resource.text("power_state", "active")
    if state in OFF:
        bill.note(f"power_state {state}: a server that is shut off keeps its place and is billed on")
    elif state == "shelved_offloaded":
        bill.note("power_state shelved_offloaded: clouds bill its disk but often no hours; the full hours are counted")
    for position, device in enumerate(resource.blocks("block_device")):
        if _makes_volume(device):
            blockstorage.storage(resource, bill.within(f"block_device[{position}]"), device)


def _flavor(resource: Resource) -> tuple[Text, Price | Missing]:
    """The flavor's name and price. An id leads to a name through the data source or where a cloud uses names as ids."""
    name = "" if _set_by_id(resource) else resource.text("flavor_name")
    if name and isinstance(name, str):
        return name, price(resource, INSTANCES, name)
    found = resource.follow("flavor_id", "openstack_compute_flavor_v2")
    if found and (known := found.block.text("name")) and isinstance(known, str):
        return known, price(resource, INSTANCES, known)
    identity = resource.text("flavor_id")
    if isinstance(identity, Unknown) or not identity:
        return identity or name, price(resource, INSTANCES, identity or name)
    cost = price(resource, INSTANCES, identity)
    if isinstance(cost, Price) or cost.why == NO_CLOUD:
        return identity, cost
    return identity, Missing(
        f"flavor_id {identity} is no name on the price list of {resource.provider}: set flavor_name"
    )


def _set_by_id(resource: Resource) -> bool:
    """Whether the configuration names the flavor by id alone: the provider then keeps the name of the flavor before in the plan."""
    configured = resource.trial.configured
    return configured("flavor_id") is True and configured("flavor_name") is False


def _makes_volume(device: Block) -> bool:
    """Whether a block device is a volume made for it; ``source_type`` volume attaches one that is billed by itself."""
    return device.text("destination_type", "local") == "volume" and device.text("source_type") != "volume"
