"""Virtual machines of either system, alone (Azure: "Linux Virtual Machines Pricing", "Windows Virtual Machines Pricing").

What scale sets and node pools share with them is here too: the hourly price of a size, its line, and the licence of its image.
"""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.azure import disk, image
from finopsguard.resources.azure.sizes import canonical
from finopsguard.resources.bill import Bill, Missing, together
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Number, Text, Unknown
from finopsguard.types.price import Price

MACHINES = "virtual-machines"
LINUX, WINDOWS = "linux", "windows"
NAMES = {LINUX: "Linux", WINDOWS: "Windows"}
IMAGE_SIZE = {LINUX: 30, WINDOWS: 127}
"""GiB of an image's OS disk where the plan sets no size (Azure: "Expand virtual hard disks on a Linux VM", "... a Windows VM")."""
SMALL_IMAGE = 30
"""GiB of the Windows images whose SKU says ``smalldisk``."""
HYBRID = {"windows_server", "windows_client"}

COMPONENTS = (
    ("Instance usage (OS, purchase, size)", "hours"),
    ("Software licence (product)", "hours"),
    ("Ultra disk reservation (if unattached)", "vCPU"),
    ("os_disk: Storage (tier, redundancy)", "months"),
    ("os_disk: Disk operations", "10k operations"),
)
USAGE = (
    ("monthly_hrs", "hours"),
    ("os_disk.monthly_disk_operations", "operations (Standard HDD and SSD)"),
    ("ultra_disk_reservation_vcpus", "vCPUs of machines that allow Ultra disks and have none"),
)
ASSUMPTIONS = (
    "Pay as you go unless priority is Spot; Windows with its licence unless license_type claims the hybrid benefit.",
    "An OS disk without a size is the image's: 30 GB for Linux, 127 GB for Windows (30 GB for smalldisk images).",
    "Licences of other publishers (RHEL, SLES, SQL Server, marketplace plans) are named, not priced.",
)


@about(components=COMPONENTS, services=(MACHINES, disk.STORAGE), usage=USAGE, assumptions=ASSUMPTIONS)
def linux(resource: Resource, bill: Bill) -> None:
    """``azurerm_linux_virtual_machine``."""
    _alone(resource, bill, LINUX)


@about(components=COMPONENTS, services=(MACHINES, disk.STORAGE), usage=USAGE, assumptions=ASSUMPTIONS)
def windows(resource: Resource, bill: Bill) -> None:
    """``azurerm_windows_virtual_machine``."""
    _alone(resource, bill, WINDOWS)


def _alone(resource: Resource, bill: Bill, system: str) -> None:
    hours = resource.hours()
    size = resource.text("size")
    hybrid = has_hybrid_benefit(resource)
    if resource.text("dedicated_host_id") != "" or resource.text("dedicated_host_group_id") != "":
        bill.note("runs on a dedicated host, which is billed as azurerm_dedicated_host: no instance hours")
        if system == WINDOWS and not hybrid:
            uplift = resource.price(MACHINES, "windows-uplift", size if isinstance(size, Unknown) else canonical(size))
            bill.add(f"Software licence (Windows, {size})", "hours", hours, uplift, inputs=("size", "license_type"))
    else:
        machine(resource, bill, size, system, hours, hybrid=hybrid, spot=is_spot(resource), inputs=("size", "priority"))
    image.licence(resource, bill, hours, resource.block("source_image_reference"))
    capabilities = resource.block("additional_capabilities")
    if capabilities and capabilities.flag("ultra_ssd_enabled"):
        reservation(resource, bill)
    block = resource.block("os_disk")
    if resource.text("os_managed_disk_id") != "":
        bill.note("os_disk: an existing disk, billed as azurerm_managed_disk")
    elif block:
        os_disk(resource, bill, block, system, resource.block("source_image_reference"))


def machine(
    resource: Resource,
    bill: Bill,
    size: Text,
    system: str,
    hours: Number,
    *,
    hybrid: bool = False,
    spot: bool = False,
    inputs: tuple[str, ...] = (),
) -> None:
    """The line of instance hours; ``hybrid`` is Windows without its licence."""
    billed = LINUX if hybrid else system
    on_demand = hourly(resource, size, billed)
    purchase = "spot" if spot else "hybrid benefit" if hybrid and system == WINDOWS else "pay as you go"
    price = spot_price(resource, size, billed) if spot else on_demand
    bill.add(
        f"Instance usage ({NAMES[system]}, {purchase}, {size})",
        "hours",
        hours,
        price,
        inputs=inputs,
        at_most=on_demand if spot else None,
    )


def hourly(resource: Resource, size: Text, system: str) -> Price | Missing:
    """The pay-as-you-go price of an hour; Windows as Linux plus its licence where the list has no row of its own."""
    if isinstance(size, Unknown):
        return Missing(size.why)
    name = canonical(size)
    direct = resource.price(MACHINES, name, system, "on-demand")
    if isinstance(direct, Price) or system == LINUX:
        return direct
    plain = resource.price(MACHINES, name, LINUX, "on-demand")
    return together(plain, resource.price(MACHINES, "windows-uplift", name))


def spot_price(resource: Resource, size: Text, system: str) -> Price | Missing:
    """The listed spot price of an hour, which moves; the book has it for a few regions."""
    found = resource.price(MACHINES, size if isinstance(size, Unknown) else canonical(size), system, "spot")
    if isinstance(found, Price):
        return found
    return Missing(f"{found.why}; spot prices move, it costs at most the pay-as-you-go price")


def os_disk(
    resource: Resource, bill: Bill, block: Block, system: str, source: Block | None, times: Number = Decimal(1)
) -> None:
    """The OS disk that an ``os_disk`` block describes; one on the host itself (ephemeral) costs nothing."""
    if block.block("diff_disk_settings"):
        bill.note("os_disk: ephemeral, on the machine's own storage: no charge")
        return
    described = disk.Disk(
        block.text("storage_account_type"),
        image_size(bill, block, system, source),
        inputs=(block.where("storage_account_type"), block.where("disk_size_gb")),
        usage_key="os_disk.monthly_disk_operations",
    )
    disk.lines(resource, bill.within("os_disk", times), described)


def image_size(bill: Bill, block: Block, system: str, source: Block | None) -> Number:
    """``disk_size_gb``, else what the image of the system usually has, with a note."""
    small = source is not None and system == WINDOWS and "smalldisk" in str(source.text("sku")).lower()
    default = SMALL_IMAGE if small else IMAGE_SIZE[system]
    size = block.number("disk_size_gb", default)
    if block.values.get("disk_size_gb") in (None, "") and not isinstance(size, Unknown):
        name = block.path.partition(".")[0]
        bill.note(f"{name}: {default} GB assumed, the usual size of a {NAMES[system]} image; the image decides")
    return size


def is_spot(block: Block) -> bool:
    """Whether ``priority`` asks for spot machines (``Low`` is their old name)."""
    return str(block.text("priority", "Regular", unknown=("Regular", "Spot"))).lower() in {"spot", "low"}


def has_hybrid_benefit(block: Block) -> bool:
    """Whether ``license_type`` says that the Windows licence is the customer's own (Azure: "Azure Hybrid Benefit for Windows Server")."""
    return str(block.text("license_type", "None", unknown=("None", "Windows_Server"))).lower() in HYBRID


def reservation(resource: Resource, bill: Bill) -> None:
    """What a machine that allows Ultra disks costs per vCPU while none is attached (Azure: "Managed Disks pricing", Ultra Disks)."""
    key = "ultra_disk_reservation_vcpus"
    bill.use_amount(
        "Ultra disk reservation (if unattached)",
        "vCPU",
        resource.usage(key),
        resource.price(disk.STORAGE, "ultra", "LRS", "vcpu-reservation"),
        keys=(key,),
        inputs=("additional_capabilities",),
        scale=resource.settings.hours,
    )
