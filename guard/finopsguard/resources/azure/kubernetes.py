"""Kubernetes clusters and their node pools (Azure: "Azure Kubernetes Service pricing", "Storage options for applications in AKS")."""

from finopsguard.resources.about import about
from finopsguard.resources.azure import disk, dns, load_balancer
from finopsguard.resources.azure.sizes import takes_premium_disks, vcpus
from finopsguard.resources.azure.virtual_machine import LINUX, MACHINES, WINDOWS, is_spot, machine
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Number, Text, Unknown
from finopsguard.types.money import ONE

AKS = "kubernetes-service"
DISK_SIZES = ((7, 128), (15, 256), (63, 512))
"""Up to so many vCPUs a node has so many GiB of OS disk where nothing is said; above, 1,024 (Azure: "Default OS disk sizing")."""
LARGEST_DISK = 1024
CLUSTER = "azurerm_kubernetes_cluster"
ASSUMPTIONS = (
    "node_count, else the autoscaler's min_count, else one node.",
    "A managed OS disk by the node's vCPUs where no size is given; Premium SSD where the size of machine can have it.",
)


@about(
    components=(
        ("Uptime SLA", "hours"),
        ("default_node_pool: Instance usage (OS, purchase, size)", "hours"),
        ("default_node_pool: os_disk: Storage (tier, redundancy)", "months"),
        ("load_balancer: Data processed", "GB"),
        ("http_application_routing: Hosted zone", "months"),
    ),
    services=(AKS, MACHINES, disk.STORAGE, load_balancer.BALANCER, dns.DNS),
    usage=(
        ("default_node_pool.nodes", "nodes"),
        ("default_node_pool.monthly_hrs", "hours a node"),
        ("load_balancer.monthly_data_processed_gb", "GB"),
    ),
    assumptions=ASSUMPTIONS,
)
def cluster(resource: Resource, bill: Bill) -> None:
    """``azurerm_kubernetes_cluster``: the tier of its control plane and the default node pool."""
    tier = str(resource.text("sku_tier", "Free")).lower()
    if tier != "free":
        key = "standard" if tier == "paid" else tier
        bill.add(
            "Uptime SLA", "hours", resource.settings.hours, resource.price(AKS, key, "uptime"), inputs=("sku_tier",)
        )
    pool = resource.block("default_node_pool")
    if pool:
        _pool(resource, resource, pool, bill.within("default_node_pool"), "default_node_pool.")
    profile = resource.block("network_profile")
    if not profile or str(profile.text("load_balancer_sku", "standard")).lower() != "basic":
        load_balancer.data_processed(resource, bill.within("load_balancer"), "load_balancer.monthly_data_processed_gb")
    if _routes(resource):
        dns.hosted_zone(resource, bill.within("http_application_routing"), "public")


@about(
    components=(("Instance usage (OS, purchase, size)", "hours"), ("os_disk: Storage (tier, redundancy)", "months")),
    services=(MACHINES, disk.STORAGE),
    usage=(("nodes", "nodes"), ("monthly_hrs", "hours a node")),
    assumptions=ASSUMPTIONS,
)
def node_pool(resource: Resource, bill: Bill) -> None:
    """``azurerm_kubernetes_cluster_node_pool``; its cluster says whose Windows licences it runs on."""
    found = resource.follow("kubernetes_cluster_id", CLUSTER)
    _pool(resource, found.block if found else None, resource, bill, "")


def _routes(resource: Resource) -> bool:
    """Whether HTTP application routing is on; the provider before 3.0 has it among the add-ons."""
    addons = resource.block("addon_profile")
    routing = addons.block("http_application_routing") if addons else None
    return resource.flag("http_application_routing_enabled") or (routing is not None and routing.flag("enabled"))


def _pool(resource: Resource, cluster: Block | None, pool: Block, bill: Bill, usage: str) -> None:
    size = pool.text("vm_size") if pool.text("vm_size") != "" else Unknown("vm_size is not set: Azure chooses one")
    count = _nodes(resource, pool, f"{usage}nodes")
    system = WINDOWS if "windows" in f"{pool.text('os_type')} {pool.text('os_sku')}".lower() else LINUX
    hours = resource.hours(f"{usage}monthly_hrs") * count
    inputs = tuple(pool.where(name) for name in ("vm_size", "node_count", "min_count", "priority"))
    profile = cluster.block("windows_profile") if cluster and system == WINDOWS else None
    hybrid = profile is not None and str(profile.text("license")).lower() == "windows_server"
    machine(resource, bill, size, system, hours, hybrid=hybrid, spot=is_spot(pool), inputs=inputs)
    _os_disk(resource, pool, bill, size, count)


def _nodes(resource: Resource, pool: Block, key: str) -> Number:
    given = resource.usage(key)
    if given is not None:
        return given
    count = pool.number("node_count")
    if isinstance(count, Unknown) or count > 0 or pool.values.get("node_count") == 0:
        return count
    return pool.number("min_count", 1)


def _os_disk(resource: Resource, pool: Block, bill: Bill, size: Text, count: Number) -> None:
    if str(pool.text("os_disk_type", "Managed")).lower() == "ephemeral":
        bill.note("os_disk: ephemeral, on the node's own storage: no charge")
        return
    premium = isinstance(size, Unknown) or takes_premium_disks(size)
    described = disk.Disk(
        size if isinstance(size, Unknown) else "Premium_LRS" if premium else "Standard_LRS",
        _disk_size(pool, size, bill),
        inputs=(pool.where("os_disk_size_gb"), pool.where("vm_size"), pool.where("node_count")),
    )
    disk.lines(resource, bill.within("os_disk", count), described, operations=False)


def _disk_size(pool: Block, size: Text, bill: Bill) -> Number:
    given = pool.number("os_disk_size_gb")
    if isinstance(given, Unknown) or given > 0 or isinstance(size, Unknown):
        return given
    cores = vcpus(size)
    gib = next((gib for most, gib in DISK_SIZES if (cores or 1) <= most), LARGEST_DISK)
    bill.note(f"os_disk: {gib} GB, what a node of this size gets where os_disk_size_gb is not set")
    return ONE * gib
