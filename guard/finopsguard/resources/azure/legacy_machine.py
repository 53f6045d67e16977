"""The older types that describe machines of either system: ``azurerm_virtual_machine`` and ``azurerm_virtual_machine_scale_set``."""

from finopsguard.resources.about import about
from finopsguard.resources.azure import disk, image
from finopsguard.resources.azure.scale_set import data_disk
from finopsguard.resources.azure.virtual_machine import (
    ASSUMPTIONS,
    LINUX,
    MACHINES,
    WINDOWS,
    has_hybrid_benefit,
    image_size,
    is_spot,
    machine,
    reservation,
)
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Number
from finopsguard.types.money import ONE

WINDOWS_PUBLISHERS = ("microsoftwindowsserver", "microsoftwindowsdesktop")


@about(
    components=(
        ("Instance usage (OS, purchase, size)", "hours"),
        ("Software licence (product)", "hours"),
        ("Ultra disk reservation (if unattached)", "vCPU"),
        ("storage_os_disk: Storage (tier, redundancy)", "months"),
        ("storage_os_disk: Disk operations", "10k operations"),
        ("storage_data_disk[n]: Storage (tier, redundancy)", "months"),
        ("storage_data_disk[n]: Disk operations", "10k operations"),
        ("storage_data_disk[n]: Storage (ultra, size)", "GiB"),
        ("storage_data_disk[n]: Provisioned IOPS", "IOPS"),
        ("storage_data_disk[n]: Throughput", "MB/s"),
    ),
    services=(MACHINES, disk.STORAGE),
    usage=(
        ("monthly_hrs", "hours"),
        ("storage_os_disk.monthly_disk_operations", "operations (Standard HDD and SSD)"),
        ("storage_data_disk.monthly_disk_operations", "operations a disk (Standard HDD and SSD)"),
    ),
    assumptions=(*ASSUMPTIONS, "Windows where the OS disk, the profile or the image's publisher says so, else Linux."),
)
def virtual_machine(resource: Resource, bill: Bill) -> None:
    """``azurerm_virtual_machine``."""
    hours = resource.hours()
    source = resource.block("storage_image_reference")
    block = resource.block("storage_os_disk")
    system = _system(resource, block, source)
    size = resource.text("vm_size")
    machine(
        resource, bill, size, system, hours, hybrid=has_hybrid_benefit(resource), inputs=("vm_size", "license_type")
    )
    image.licence(resource, bill, hours, source)
    capabilities = resource.block("additional_capabilities")
    if capabilities and capabilities.flag("ultra_ssd_enabled"):
        reservation(resource, bill)
    if block:
        _os_disk(resource, bill, block, system, source, ONE, "storage_os_disk", "storage_os_disk")
    for position, data in enumerate(resource.blocks("storage_data_disk")):
        name = f"storage_data_disk[{position}]"
        if str(data.text("create_option")).lower() == "attach":
            bill.note(f"{name}: an existing disk, billed as azurerm_managed_disk")
        elif data.text("vhd_uri") != "":
            bill.note(f"{name}: unmanaged, billed with the storage account that holds it")
        else:
            disk.lines(resource, bill.within(name), data_disk(data, "storage_data_disk", "managed_disk_type"))


@about(
    components=(
        ("Instance usage (OS, purchase, size)", "hours"),
        ("Software licence (product)", "hours"),
        ("storage_os_disk: Storage (tier, redundancy)", "months"),
        ("storage_os_disk: Disk operations", "10k operations"),
        ("storage_data_disk[n]: Storage (tier, redundancy)", "months"),
        ("storage_data_disk[n]: Disk operations", "10k operations"),
    ),
    services=(MACHINES, disk.STORAGE),
    usage=(
        ("instances", "machines"),
        ("monthly_hrs", "hours a machine"),
        ("storage_profile_os_disk.monthly_disk_operations", "operations a machine (Standard HDD and SSD)"),
        ("storage_profile_data_disk.monthly_disk_operations", "operations a disk (Standard HDD and SSD)"),
    ),
    assumptions=ASSUMPTIONS,
)
def scale_set(resource: Resource, bill: Bill) -> None:
    """``azurerm_virtual_machine_scale_set``."""
    sku = resource.block("sku") or Block({}, {}, resource.trial, "sku.0")
    given = resource.usage("instances")
    count = sku.number("capacity") if given is None else given
    hours = resource.hours() * count
    source = resource.block("storage_profile_image_reference")
    block = resource.block("storage_profile_os_disk")
    system = _system(resource, block, source)
    inputs = ("sku.0.name", "sku.0.capacity", "priority")
    hybrid = has_hybrid_benefit(resource)
    machine(resource, bill, sku.text("name"), system, hours, hybrid=hybrid, spot=is_spot(resource), inputs=inputs)
    image.licence(resource, bill, hours, source)
    if block:
        _os_disk(resource, bill, block, system, source, count, "storage_os_disk", "storage_profile_os_disk")
    for position, data in enumerate(resource.blocks("storage_profile_data_disk")):
        nested = bill.within(f"storage_data_disk[{position}]", count)
        disk.lines(resource, nested, data_disk(data, "storage_profile_data_disk", "managed_disk_type"))


def _system(resource: Resource, block: Block | None, source: Block | None) -> str:
    said = str(block.text("os_type")).lower() if block else ""
    if said in {LINUX, WINDOWS}:
        return said
    if resource.block("os_profile_windows_config"):
        return WINDOWS
    publisher = str(source.text("publisher")).lower() if source else ""
    return WINDOWS if publisher in WINDOWS_PUBLISHERS else LINUX


def _os_disk(
    resource: Resource,
    bill: Bill,
    block: Block,
    system: str,
    source: Block | None,
    times: Number,
    name: str,
    usage: str,
) -> None:
    """The OS disk of an older type: managed unless it names a VHD; one that is attached is billed by itself."""
    if str(block.text("create_option")).lower() == "attach" and block.text("managed_disk_id") != "":
        bill.note(f"{name}: an existing disk, billed as azurerm_managed_disk")
        return
    if block.text("vhd_uri") != "" or block.values.get("vhd_containers"):
        bill.note(f"{name}: unmanaged, billed with the storage account that holds it")
        return
    described = disk.Disk(
        block.text("managed_disk_type", "Standard_LRS"),
        image_size(bill, block, system, source),
        inputs=(block.where("managed_disk_type"), block.where("disk_size_gb")),
        usage_key=f"{usage}.monthly_disk_operations",
    )
    disk.lines(resource, bill.within(name, times), described)
