"""Google Kubernetes Engine (Google: "Google Kubernetes Engine pricing", "About node pools", "Configuring a custom boot disk")."""

from collections.abc import Sequence
from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.gcp import compute, disks
from finopsguard.resources.gcp.machine_types import base_name
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Number, Text, Unknown, whole
from finopsguard.types.money import ONE

COMPUTE = "compute-engine"
KUBERNETES = "kubernetes-engine"
DEFAULT_MACHINE = "e2-medium"
DEFAULT_DISK_GB = 100
BALANCED_SINCE = (1, 24)
"""Version of Kubernetes from which nodes boot from balanced disks by default; from standard ones before."""

ZONES_OF_A_REGION = Decimal(3)
"""GKE spreads the nodes of a regional cluster over three zones of its region unless told otherwise."""

LOCAL_SSD_BLOCKS = (
    "ephemeral_storage_config",
    "ephemeral_storage_local_ssd_config",
    "local_nvme_ssd_block_config",
)


@about(
    components=(
        ("Instance usage (Linux/UNIX, purchase, type)", "hours"),
        ("Custom instance CPU (Linux/UNIX, purchase, series vCPUs)", "hours"),
        ("Custom Instance RAM (Linux/UNIX, purchase, series GB)", "hours"),
        ("Balanced provisioned storage (pd-balanced)", "GB"),
        ("Local SSD provisioned storage", "GB"),
        ("NVIDIA model (purchase)", "hours"),
        ("License (Windows Server)", "hours"),
    ),
    services=(COMPUTE,),
    usage=(("nodes", "nodes per zone"),),
    assumptions=(
        "node_count, else initial_node_count, else the least that autoscaling allows; per zone, and a region has three zones.",
        "e2-medium with a boot disk of 100 GB pd-balanced (pd-standard before Kubernetes 1.24) where node_config says nothing else.",
    ),
)
def node_pool(resource: Resource, bill: Bill) -> None:
    """``google_container_node_pool``; what it leaves to its cluster is taken from there by reference."""
    found = resource.follow("cluster", "google_container_cluster")
    pool(resource, resource, bill, found.block if found else None, usage_key="nodes")


def pool(resource: Resource, block: Block, bill: Bill, cluster: Block | None, *, usage_key: str) -> None:
    """The lines of all nodes of the pool that ``block`` describes, in the location of ``resource``."""
    nodes = _nodes(resource, block, bill, cluster, usage_key)
    config = block.block("node_config") or Block({}, {}, resource.trial, block.where("node_config.0"))
    node(resource, config, bill.within("", nodes), version=_version(block, cluster))


def node(resource: Resource, config: Block, bill: Bill, *, version: Text = "") -> None:
    """The lines of one node; ``bill`` is a view for as many as there are."""
    spot = compute.is_spot(config)
    image = config.text("image_type", "COS_CONTAINERD")
    system = "windows" if isinstance(image, str) and image.upper().startswith("WINDOWS") else ""
    compute.machine(
        resource, config, bill, image=system, spot=spot, hours=resource.hours(), default_type=DEFAULT_MACHINE
    )
    _boot_disk(resource, config, bill, version)
    _local_ssds(resource, config, bill, spot=spot)


def _boot_disk(resource: Resource, config: Block, bill: Bill, version: Text) -> None:
    nested = config.block("boot_disk") or config
    size_name, type_name = ("size_gb", "disk_type") if nested is not config else ("disk_size_gb", "disk_type")
    machine = config.text("machine_type", DEFAULT_MACHINE)
    default = disks.default_type(machine, "pd-balanced" if _balanced(version) else "pd-standard")
    type_ = nested.text(type_name, default)
    size = nested.number(size_name, DEFAULT_DISK_GB)
    disks.storage(resource, bill, type_, size, inputs=(nested.where(type_name), nested.where(size_name)))
    disks.performance(resource, bill, type_, nested)
    if not nested.values.get(type_name) and type_ == default:
        bill.note(f"node boot disks: {default} assumed, the default of this version of Kubernetes and machine series")


def _local_ssds(resource: Resource, config: Block, bill: Bill, *, spot: bool) -> None:
    count = config.number("local_ssd_count")
    inputs = [config.where("local_ssd_count")]
    for name in LOCAL_SSD_BLOCKS:
        for nested in config.blocks(name):
            count = nested.number("local_ssd_count") + count
            inputs.append(nested.where("local_ssd_count"))
    machine = config.text("machine_type", DEFAULT_MACHINE)
    bundled = isinstance(machine, str) and resource.facts("machine_types", base_name(machine)).get("local_ssd_gb")
    if count != 0 and bundled:
        bill.note(f"{machine} includes its local SSDs: they are not charged again")
    elif count != 0:
        disks.local_ssd(resource, bill, count, spot=spot, inputs=tuple(inputs))


def _nodes(resource: Resource, block: Block, bill: Bill, cluster: Block | None, usage_key: str) -> Number:
    """Nodes in all zones."""
    scaling = block.block("autoscaling")
    given = resource.usage(usage_key)
    if given is None:
        given = _stated(resource, block, "node_count")
    if given is None:
        given = _stated(resource, block, "initial_node_count")
    if given is None and scaling is not None:
        total = _stated(resource, scaling, "total_min_node_count")
        if total is not None and total != 0:
            bill.note(f"autoscaling: the least it allows is counted; usage key {usage_key} says what runs")
            return total
        given = scaling.number("min_node_count")
        bill.note(f"autoscaling: the least it allows is counted; usage key {usage_key} says what runs")
    if given is None:
        bill.note(f"no number of nodes is stated: one per zone assumed; usage key {usage_key} says what runs")
        given = ONE
    return given * _zones(resource, block, bill, cluster)


def _stated(resource: Resource, block: Block, name: str) -> Number | None:
    """A number of nodes that the configuration states; what the provider fills in by itself is not stated."""
    if block.values.get(name) is not None:
        return block.number(name)
    if block.is_unknown(name) and resource.trial.configured(block.where(name)) is True:
        return Unknown(f"{block.where(name)} is known only after apply")
    return None


def _zones(resource: Resource, block: Block, bill: Bill, cluster: Block | None) -> Number:
    """Zones that a pool's nodes are spread over: its own list, else the cluster's, else three of a region or the one zone."""
    own = _list(block, "node_locations")
    if own:
        return Decimal(len(own))
    if block.is_unknown("node_locations") and resource.trial.configured(block.where("node_locations")) is True:
        return Unknown(f"{block.where('node_locations')} is known only after apply")
    location = _location(resource, block, cluster)
    zonal = location.count("-") == 2
    listed = _list(cluster, "node_locations") if cluster else ()
    if listed:
        return Decimal(len(set(listed) | {location})) if zonal else Decimal(len(listed))
    if zonal:
        return ONE
    bill.note(f"nodes in three zones assumed ({location or 'a region'} is no zone and node_locations is not given)")
    return ZONES_OF_A_REGION


def _location(resource: Resource, block: Block, cluster: Block | None) -> str:
    for place in (block, cluster):
        if place is None:
            continue
        for name in ("location", "zone", "region"):
            value = place.values.get(name)
            if isinstance(value, str) and value:
                return value
    return resource.provider_setting("zone") or resource.region


def _list(block: Block, name: str) -> Sequence[str]:
    value = block.values.get(name)
    return [str(item) for item in value] if isinstance(value, list | tuple) else ()


def _version(block: Block, cluster: Block | None) -> Text:
    for place, name in ((block, "version"), (cluster, "min_master_version"), (cluster, "node_version")):
        value = place.values.get(name) if place is not None else None
        if isinstance(value, str) and value:
            return value
    return ""


def _balanced(version: Text) -> bool:
    """Whether nodes of a version boot from balanced disks; unstated versions are current ones."""
    major, minor = (whole(part) for part in (*str(version).split("."), "", "")[:2])
    return major is None or minor is None or (major, minor) >= BALANCED_SINCE


@about(
    components=(
        ("Cluster management fee", "hours"),
        ("Autopilot", "hours"),
        ("Autopilot vCPU", "vCPU"),
        ("Autopilot memory", "GB"),
        ("Autopilot ephemeral storage", "GB"),
        ("default_pool: Instance usage (Linux/UNIX, purchase, type)", "hours"),
        ("default_pool: Balanced provisioned storage (pd-balanced)", "GB"),
        ("node_pool[n]: Instance usage (Linux/UNIX, purchase, type)", "hours"),
        ("node_pool[n]: Balanced provisioned storage (pd-balanced)", "GB"),
    ),
    services=(KUBERNETES, COMPUTE),
    usage=(
        ("nodes", "nodes per zone of the default pool"),
        ("node_pool[0].nodes", "nodes per zone of a pool written inside the cluster"),
        ("autopilot_vcpu_count", "vCPUs that pods request, on average over the month"),
        ("autopilot_memory_gb", "GB of memory"),
        ("autopilot_ephemeral_storage_gb", "GB of ephemeral storage"),
    ),
    assumptions=("The credit that pays one zonal or Autopilot cluster of an account is not deducted.",),
)
def cluster(resource: Resource, bill: Bill) -> None:
    """``google_container_cluster``: the fee, and the pools that are part of it."""
    autopilot = resource.flag("enable_autopilot")
    fee = resource.price(KUBERNETES, "cluster")
    name = "Autopilot" if autopilot else "Cluster management fee"
    bill.add(name, "hours", resource.settings.hours, fee, inputs=("enable_autopilot",))
    if autopilot:
        _autopilot(resource, bill)
        return
    inside = _pools_inside(resource)
    for position, block in enumerate(inside):
        path = f"node_pool[{position}]"
        pool(resource, block, bill.within(path), resource, usage_key=f"{path}.nodes")
    if not inside and not resource.flag("remove_default_node_pool"):
        pool(resource, resource, bill.within("default_pool"), resource, usage_key="nodes")


def _autopilot(resource: Resource, bill: Bill) -> None:
    for name, unit, part, key in (
        ("Autopilot vCPU", "vCPU", "vcpu", "autopilot_vcpu_count"),
        ("Autopilot memory", "GB", "memory", "autopilot_memory_gb"),
        ("Autopilot ephemeral storage", "GB", "ephemeral-storage", "autopilot_ephemeral_storage_gb"),
    ):
        bill.use(name, unit, resource.price(KUBERNETES, "autopilot", part), key=key)


def _pools_inside(resource: Resource) -> list[Block]:
    """Pools written inside the cluster. State lists every pool there, those that are resources of their own too."""
    if resource.trial.configured("node_pool") is False or resource.flag("remove_default_node_pool"):
        return []
    return resource.blocks("node_pool")
