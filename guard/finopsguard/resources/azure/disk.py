"""Managed disks, alone or inside a machine (Azure: "Managed Disks pricing", "Azure managed disk types", "Understand disk billing")."""

from decimal import ROUND_CEILING, Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Number, Text, Unknown, above
from finopsguard.types.money import ZERO
from finopsguard.types.price import Price

STORAGE = "storage"

TIERS = (
    (4, "1"),
    (8, "2"),
    (16, "3"),
    (32, "4"),
    (64, "6"),
    (128, "10"),
    (256, "15"),
    (512, "20"),
    (1024, "30"),
    (2048, "40"),
    (4096, "50"),
    (8192, "60"),
    (16384, "70"),
    (32767, "80"),
)
"""Largest size in GiB of a tier and the tier's number; a size between two is billed as the larger (Azure: "Azure managed disk types")."""

SMALLEST_HDD = 32
"""Standard HDD starts at S4."""

TIERED = {
    "standard_lrs": ("S", "LRS"),
    "standardssd_lrs": ("E", "LRS"),
    "standardssd_zrs": ("E", "ZRS"),
    "premium_lrs": ("P", "LRS"),
    "premium_zrs": ("P", "ZRS"),
}
"""``storage_account_type`` -> letter of its tiers and redundancy."""

ULTRA = "ultrassd_lrs"
PREMIUM_V2 = "premiumv2_lrs"
ULTRA_STEPS = tuple(Decimal(2**power) for power in range(2, 10))
ULTRA_STEP = 1024
ULTRA_LARGEST = 65536
ULTRA_SIZE, ULTRA_IOPS, ULTRA_MBPS = 1024, 2048, 8
"""What an Ultra disk is taken to have where nothing is said: the portal's suggestion for 1 TiB."""
V2_FREE_IOPS, V2_FREE_MBPS = 3000, 125
OPERATIONS = Decimal(10_000)


class Disk:
    """What a disk is billed by: kind (``storage_account_type``), size in GiB, and where the plan says so."""

    __slots__ = ("inputs", "iops", "kind", "mbps", "size", "tier", "usage_key")

    def __init__(
        self,
        kind: Text,
        size: Number,
        *,
        inputs: tuple[str, ...] = (),
        usage_key: str = "monthly_disk_operations",
        tier: Text = "",
        iops: Number = ZERO,
        mbps: Number = ZERO,
    ) -> None:
        self.kind = kind
        self.size = size
        self.inputs = inputs
        self.usage_key = usage_key
        self.tier = tier
        self.iops = iops
        self.mbps = mbps


@about(
    components=(
        ("Storage (tier, redundancy)", "months"),
        ("Disk operations", "10k operations"),
        ("Storage (ultra or premium v2, size)", "GiB"),
        ("Provisioned IOPS", "IOPS"),
        ("Throughput", "MB/s"),
        ("On-demand bursting", "months"),
        ("Burst transactions", "10k operations"),
        ("Shared disk mounts (tier, redundancy)", "months"),
    ),
    services=(STORAGE,),
    usage=(
        ("monthly_disk_operations", "operations (Standard HDD and SSD)"),
        ("monthly_burst_transactions", "operations above the tier's own performance"),
        ("shared_disk_mounts", "machines that mount a shared disk"),
    ),
    assumptions=(
        "A disk is billed as the next larger tier of its kind; `tier` puts it in a higher one.",
        "An Ultra disk without figures of its own has 1,024 GiB, 2,048 IOPS and 8 MB/s.",
        "Premium SSD v2 includes 3,000 IOPS and 125 MB/s.",
    ),
)
def managed_disk(resource: Resource, bill: Bill) -> None:
    """``azurerm_managed_disk``; a copy of another disk of the plan without a size of its own has that disk's."""
    kind = resource.text("storage_account_type")
    size = _size(resource)
    derived = tier_of(kind, size)
    tier = resource.text("tier", derived if isinstance(derived, str) else "")
    tier = tier if isinstance(tier, Unknown) else tier.upper()
    disk = Disk(
        kind,
        size,
        inputs=("storage_account_type", "disk_size_gb", "tier"),
        tier=tier,
        iops=resource.number("disk_iops_read_write"),
        mbps=resource.number("disk_mbps_read_write"),
    )
    lines(resource, bill, disk)
    billed = tier if tier != "" else derived
    if resource.flag("on_demand_bursting_enabled"):
        _bursting(resource, bill, disk)
    shares = resource.number("max_shares", 1)
    if isinstance(shares, Unknown) or shares > 1:
        _mounts(resource, bill, disk, billed)


def lines(resource: Resource, bill: Bill, disk: Disk, *, operations: bool = True) -> None:
    """The lines of one disk: its tier's month and operations, or size, IOPS and throughput where these are set apart.

    ``operations`` false leaves out the operations of a Standard disk, where nobody could say how many there are.
    """
    if isinstance(disk.kind, Unknown):
        bill.add("Storage", "months", Decimal(1), Missing(disk.kind.why), inputs=disk.inputs)
        return
    kind = disk.kind.lower()
    if kind == ULTRA:
        _ultra(resource, bill, disk)
    elif kind == PREMIUM_V2:
        _premium_v2(resource, bill, disk)
    elif kind in TIERED:
        _tiered(resource, bill, disk, *TIERED[kind], operations=operations)
    else:
        bill.add("Storage", "months", Decimal(1), Missing(f"{disk.kind or 'no kind'} is not a kind of disk known here"))


def tier_of(kind: Text, size: Number) -> Text:
    """The tier a disk is billed as: ``P10`` for 100 GiB of ``Premium_LRS``; empty for kinds without tiers."""
    if isinstance(kind, Unknown):
        return kind
    if kind.lower() not in TIERED:
        return ""
    if isinstance(size, Unknown):
        return size
    letter, _ = TIERED[kind.lower()]
    wanted = max(size, Decimal(SMALLEST_HDD)) if letter == "S" else size
    for largest, number in TIERS:
        if wanted <= largest:
            return letter + number
    return Unknown(f"{size} GiB is more than the largest disk of this kind has (32,767 GiB)")


def ultra_size(size: Decimal) -> Decimal | Unknown:
    """The size that an Ultra disk is billed as: 4 to 512 GiB doubling, then whole TiB (Azure: "Ultra disk size")."""
    if size > ULTRA_LARGEST:
        return Unknown(f"{size} GiB is more than the largest Ultra disk has (65,536 GiB)")
    for step in ULTRA_STEPS:
        if size <= step:
            return step
    return (size / ULTRA_STEP).to_integral_value(ROUND_CEILING) * ULTRA_STEP


def per_ten_thousand(resource: Resource, key: str) -> Number | None:
    """Operations from the usage file in the unit they are priced by."""
    given = resource.usage(key)
    return None if given is None else given / OPERATIONS


def _size(resource: Resource) -> Number:
    """``disk_size_gb``, or that of the disk this one is a copy of."""
    size = resource.number("disk_size_gb")
    kind = resource.text("storage_account_type")
    if isinstance(size, Unknown) or size > 0:
        return size
    if not isinstance(kind, Unknown) and kind.lower() == ULTRA:
        return size
    source = resource.follow("source_resource_id", "azurerm_managed_disk")
    if source:
        copied = source.block.number("disk_size_gb")
        if isinstance(copied, Unknown) or copied > 0:
            return copied
    return Unknown("disk_size_gb is not set: the size is that of the image, snapshot or disk it is made from")


def _tiered(resource: Resource, bill: Bill, disk: Disk, letter: str, redundancy: str, *, operations: bool) -> None:
    tier = disk.tier if disk.tier != "" else tier_of(disk.kind, disk.size)
    if isinstance(tier, Unknown):
        bill.add(f"Storage ({letter}, {redundancy})", "months", Decimal(1), Missing(tier.why), inputs=disk.inputs)
    else:
        price = resource.price(STORAGE, "disk", tier, redundancy)
        bill.add(f"Storage ({tier}, {redundancy})", "months", Decimal(1), price, inputs=disk.inputs)
    if operations and letter in {"S", "E"}:
        bill.use_amount(
            "Disk operations",
            "10k operations",
            per_ten_thousand(resource, disk.usage_key),
            resource.price(STORAGE, "disk-operations", letter, redundancy),
            keys=(disk.usage_key,),
            inputs=disk.inputs,
        )


def _ultra(resource: Resource, bill: Bill, disk: Disk) -> None:
    iops, mbps = disk.iops or Decimal(ULTRA_IOPS), disk.mbps or Decimal(ULTRA_MBPS)
    asked = disk.size or Decimal(ULTRA_SIZE)
    size = asked if isinstance(asked, Unknown) else ultra_size(asked)
    if not (disk.size and disk.iops and disk.mbps):
        bill.note("Ultra disk: 1,024 GiB, 2,048 IOPS and 8 MB/s assumed for what is not set")
    _provisioned(resource, bill, disk, ("ultra", "ultra"), size, iops, mbps)


def _premium_v2(resource: Resource, bill: Bill, disk: Disk) -> None:
    iops = above(disk.iops, V2_FREE_IOPS)
    mbps = above(disk.mbps, V2_FREE_MBPS)
    size = disk.size or Unknown("disk_size_gb is not set")
    _provisioned(resource, bill, disk, ("premium-v2", "premium v2"), size, iops, mbps)


def _provisioned(
    resource: Resource, bill: Bill, disk: Disk, kind: tuple[str, str], size: Number, iops: Number, mbps: Number
) -> None:
    """Size, IOPS and MB/s, each billed by the hour of a month."""
    key, label = kind
    month = resource.settings.hours

    def rate(part: str) -> Price | Missing:
        return resource.price(STORAGE, key, "LRS", part)

    shown = str(size) if isinstance(size, Unknown) else f"{size.normalize():f} GiB"
    bill.add(f"Storage ({label}, {shown})", "GiB", size, rate("capacity"), inputs=disk.inputs, scale=month)
    if iops:
        inputs = ("disk_iops_read_write",) if disk.iops else disk.inputs
        bill.add("Provisioned IOPS", "IOPS", iops, rate("iops"), inputs=inputs, scale=month)
    if mbps:
        inputs = ("disk_mbps_read_write",) if disk.mbps else disk.inputs
        bill.add("Throughput", "MB/s", mbps, rate("throughput"), inputs=inputs, scale=month)


def _bursting(resource: Resource, bill: Bill, disk: Disk) -> None:
    """On-demand bursting of a Premium SSD: a monthly fee and the operations (Azure: "Managed disk bursting")."""
    redundancy = _redundancy(disk.kind)
    enabled = resource.price(STORAGE, "disk-burst", redundancy, "enablement")
    bill.add("On-demand bursting", "months", Decimal(1), enabled, inputs=("on_demand_bursting_enabled",))
    key = "monthly_burst_transactions"
    bill.use_amount(
        "Burst transactions",
        "10k operations",
        per_ten_thousand(resource, key),
        resource.price(STORAGE, "disk-burst", redundancy, "transactions"),
        keys=(key,),
        inputs=("on_demand_bursting_enabled",),
    )


def _mounts(resource: Resource, bill: Bill, disk: Disk, tier: Text) -> None:
    """A shared disk costs extra for each machine that mounts it; Ultra disks do not (Azure: "Share an Azure managed disk")."""
    if tier == "":
        return
    redundancy = _redundancy(disk.kind)
    bill.use_amount(
        f"Shared disk mounts ({tier}, {redundancy})",
        "months",
        resource.usage("shared_disk_mounts"),
        resource.price(STORAGE, "disk-mount", tier, redundancy),
        keys=("shared_disk_mounts",),
        inputs=("max_shares",),
    )


def _redundancy(kind: Text) -> str:
    return "LRS" if isinstance(kind, Unknown) else TIERED.get(kind.lower(), ("", "LRS"))[1]
