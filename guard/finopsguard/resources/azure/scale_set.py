"""Virtual machine scale sets: as many machines with their disks, no charge of their own (Azure: "Virtual Machine Scale Sets pricing")."""

from finopsguard.resources.about import about
from finopsguard.resources.azure import disk, image
from finopsguard.resources.azure.virtual_machine import (
    ASSUMPTIONS,
    LINUX,
    MACHINES,
    WINDOWS,
    has_hybrid_benefit,
    is_spot,
    machine,
    os_disk,
    reservation,
)
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Number, Unknown, larger
from finopsguard.types.money import ZERO

COMPONENTS = (
    ("Instance usage (OS, purchase, size)", "hours"),
    ("Software licence (product)", "hours"),
    ("Ultra disk reservation (if unattached)", "vCPU"),
    ("os_disk: Storage (tier, redundancy)", "months"),
    ("os_disk: Disk operations", "10k operations"),
    ("data_disk[n]: Storage (tier, redundancy)", "months"),
    ("data_disk[n]: Disk operations", "10k operations"),
)
USAGE = (
    ("instances", "machines"),
    ("monthly_hrs", "hours a machine"),
    ("os_disk.monthly_disk_operations", "operations a machine (Standard HDD and SSD)"),
    ("data_disk.monthly_disk_operations", "operations a disk (Standard HDD and SSD)"),
)


@about(components=COMPONENTS, services=(MACHINES, disk.STORAGE), usage=USAGE, assumptions=ASSUMPTIONS)
def linux(resource: Resource, bill: Bill) -> None:
    """``azurerm_linux_virtual_machine_scale_set``."""
    _uniform(resource, bill, LINUX)


@about(components=COMPONENTS, services=(MACHINES, disk.STORAGE), usage=USAGE, assumptions=ASSUMPTIONS)
def windows(resource: Resource, bill: Bill) -> None:
    """``azurerm_windows_virtual_machine_scale_set``."""
    _uniform(resource, bill, WINDOWS)


@about(components=COMPONENTS, services=(MACHINES, disk.STORAGE), usage=USAGE, assumptions=ASSUMPTIONS)
def orchestrated(resource: Resource, bill: Bill) -> None:
    """``azurerm_orchestrated_virtual_machine_scale_set``; with a priority mix, the share of spot machines above the base."""
    if resource.text("sku_name") == "":
        bill.free("a scale set without a size has no machines of its own: those that join it are billed by themselves")
        return
    profile = resource.block("os_profile")
    system = WINDOWS if profile and profile.block("windows_configuration") else LINUX
    count = instances(resource)
    mix = resource.block("priority_mix")
    if mix and is_spot(resource) and not isinstance(count, Unknown):
        base = mix.number("base_regular_count")
        share = mix.number("regular_percentage_above_base")
        regular = base + (larger(count - base, ZERO) * share) / 100
        _machines(resource, bill, system, regular if isinstance(regular, Unknown) else min(regular, count), spot=False)
        _machines(resource, bill, system, larger(count - regular, ZERO), spot=True)
    else:
        _machines(resource, bill, system, count, spot=is_spot(resource))
    _around(resource, bill, system, count)


def _uniform(resource: Resource, bill: Bill, system: str) -> None:
    count = instances(resource)
    _machines(resource, bill, system, count, spot=is_spot(resource))
    _around(resource, bill, system, count)


def instances(resource: Resource) -> Number:
    """How many machines: what the usage file says, else ``instances``."""
    given = resource.usage("instances")
    return resource.number("instances") if given is None else given


def _machines(resource: Resource, bill: Bill, system: str, count: Number, *, spot: bool) -> None:
    size = resource.text("sku") if resource.text("sku") != "" else resource.text("sku_name")
    machine(
        resource,
        bill,
        size,
        system,
        resource.hours() * count,
        hybrid=has_hybrid_benefit(resource),
        spot=spot,
        inputs=("sku", "sku_name", "instances", "priority"),
    )


def _around(resource: Resource, bill: Bill, system: str, count: Number) -> None:
    """Licences and disks of ``count`` machines."""
    source = resource.block("source_image_reference")
    image.licence(resource, bill, resource.hours() * count, source)
    capabilities = resource.block("additional_capabilities")
    if capabilities and capabilities.flag("ultra_ssd_enabled"):
        reservation(resource, bill)
    block = resource.block("os_disk")
    if block:
        os_disk(resource, bill, block, system, source, count)
    for position, data in enumerate(resource.blocks("data_disk")):
        disk.lines(resource, bill.within(f"data_disk[{position}]", count), data_disk(data, "data_disk"))


def data_disk(block: Block, usage: str, kind: str = "storage_account_type") -> disk.Disk:
    """A data disk of a machine. ``kind`` names the attribute that says what it is."""
    return disk.Disk(
        block.text(kind, "Standard_LRS"),
        _data_size(block, kind),
        inputs=(block.where(kind), block.where("disk_size_gb")),
        usage_key=f"{usage}.monthly_disk_operations",
        iops=block.number("ultra_ssd_disk_iops_read_write"),
        mbps=block.number("ultra_ssd_disk_mbps_read_write"),
    )


def _data_size(block: Block, kind: str) -> Number:
    size = block.number("disk_size_gb")
    if isinstance(size, Unknown) or size > 0 or str(block.text(kind)).lower() == disk.ULTRA:
        return size
    return Unknown(f"{block.where('disk_size_gb')} is not set: the size is that of the image or disk it is made from")
