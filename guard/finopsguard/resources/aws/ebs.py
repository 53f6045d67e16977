"""Elastic Block Store volumes, alone or inside an instance, and snapshots (AWS: "Amazon EBS pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Number, Text, Unknown, above
from finopsguard.types.money import MILLION, THOUSAND

EC2 = "AmazonEC2"

NAMES = {
    "gp2": "general purpose SSD, gp2",
    "gp3": "general purpose SSD, gp3",
    "io1": "provisioned IOPS SSD, io1",
    "io2": "provisioned IOPS SSD, io2",
    "st1": "throughput optimized HDD, st1",
    "sc1": "cold HDD, sc1",
    "standard": "magnetic",
}
GP3_FREE_IOPS = 3000
GP3_FREE_MIBPS = 125
IO1_DEFAULT_IOPS = 100
DEFAULT_SIZE = Decimal(8)
"""GB of a volume whose size is left to the AMI: that of the AMIs of Amazon Linux and Ubuntu."""


@about(
    components=(
        ("Storage (type)", "GB"),
        ("Provisioned IOPS", "IOPS"),
        ("Provisioned throughput", "Mbps"),
        ("I/O requests", "1M request"),
    ),
    services=(EC2,),
    usage=(("monthly_standard_io_requests", "requests to a magnetic volume"),),
    assumptions=(
        "gp2 unless type says otherwise. 3,000 IOPS and 125 MiB/s of gp3 are included.",
        "Without size the snapshot decides: then the storage has no amount.",
    ),
)
def standalone(resource: Resource, bill: Bill) -> None:
    """``aws_ebs_volume``."""
    volume(resource, resource, bill, size="size", kind="type", default_size=Unknown("size is not given"))


@about(
    components=(
        ("EBS snapshot storage", "GB"),
        ("Fast snapshot restore", "DSU-hours"),
        ("ListChangedBlocks & ListSnapshotBlocks API requests", "1k requests"),
        ("GetSnapshotBlock API requests", "1k SnapshotAPIUnits"),
        ("PutSnapshotBlock API requests", "1k SnapshotAPIUnits"),
    ),
    services=(EC2,),
    usage=(
        ("storage_gb", "GB that the snapshot stores: blocks written since the one before"),
        ("fast_snapshot_restore_hours", "hours of fast restore, counted in each zone"),
        ("monthly_list_block_requests", "requests"),
        ("monthly_get_block_requests", "units of 512 KiB read"),
        ("monthly_put_block_requests", "units of 512 KiB written"),
    ),
    assumptions=("A snapshot stores what was written to the volume, at most its size: the plan does not tell.",),
)
def snapshot(resource: Resource, bill: Bill) -> None:
    """``aws_ebs_snapshot``, and copies and imports of one."""
    tier = "archive" if resource.text("storage_tier", "standard") == "archive" else "storage"
    price = resource.price(EC2, "ebs", "snapshot", tier)
    bill.use("EBS snapshot storage", "GB", price, key="storage_gb", inputs=("storage_tier",), note=_at_most(resource))
    restore = resource.price(EC2, "ebs", "fast-snapshot-restore")
    bill.use("Fast snapshot restore", "DSU-hours", restore, key="fast_snapshot_restore_hours")
    for name, unit, call in (
        ("ListChangedBlocks & ListSnapshotBlocks", "1k requests", "list"),
        ("GetSnapshotBlock", "1k SnapshotAPIUnits", "get"),
        ("PutSnapshotBlock", "1k SnapshotAPIUnits", "put"),
    ):
        price = resource.price(EC2, "ebs", "snapshot-api", call)
        bill.use(f"{name} API requests", unit, price, key=f"monthly_{call}_block_requests", scale=THOUSAND)


def _at_most(resource: Resource) -> str:
    """The volume's size as a bound, where the volume is in the plan."""
    found = resource.follow("volume_id", "aws_ebs_volume")
    size = found.block.number("size") if found else None
    return f"at most the {size} GB of {found.address}" if found and isinstance(size, Decimal) and size else ""


def volume(
    resource: Resource,
    block: Block,
    bill: Bill,
    *,
    size: str = "volume_size",
    kind: str = "volume_type",
    default_kind: str = "gp2",
    default_size: Number = DEFAULT_SIZE,
    usage_prefix: str = "",
) -> None:
    """Lines of one volume: storage, and IOPS, throughput or requests where its type bills them.

    ``size`` and ``kind`` name the attributes: ``volume_size``/``volume_type`` in a block, ``size``/``type`` in ``aws_ebs_volume``.
    """
    type_ = block.text(kind, default_kind)
    bill.add(
        f"Storage ({_name(type_)})",
        "GB",
        _gigabytes(block, size, default_size),
        resource.price(EC2, "ebs", type_, "storage"),
        inputs=(block.where(kind), block.where(size)),
    )
    if type_ in {"io1", "io2"}:
        _iops(resource, block, bill, str(type_), kind, block.number("iops", IO1_DEFAULT_IOPS))
    elif type_ == "gp3":
        _iops(resource, block, bill, "gp3", kind, above(block.number("iops", GP3_FREE_IOPS), GP3_FREE_IOPS))
        throughput = above(block.number("throughput", GP3_FREE_MIBPS), GP3_FREE_MIBPS)
        if throughput:
            price = resource.price(EC2, "ebs", "gp3", "throughput")
            inputs = (block.where(kind), block.where("throughput"))
            bill.add("Provisioned throughput", "Mbps", throughput, price, inputs=inputs)
    elif type_ == "standard":
        price = resource.price(EC2, "ebs", "standard", "requests")
        bill.use("I/O requests", "1M request", price, key=f"{usage_prefix}monthly_standard_io_requests", scale=MILLION)


def _gigabytes(block: Block, size: str, default: Number) -> Number:
    """The volume's size. That of a snapshot is not in the plan; that of an AMI is assumed to be the usual one."""
    if not block.has(size) and block.has("snapshot_id"):
        return Unknown(f"{block.where(size)} is not given: the snapshot decides")
    if isinstance(default, Unknown):
        return block.number(size) if block.has(size) else default
    return block.number(size, default)


def _iops(resource: Resource, block: Block, bill: Bill, type_: str, kind: str, iops: Number) -> None:
    """IOPS by the price's own tiers: io2 costs less above 32,000 and above 64,000."""
    if iops == 0:
        return
    price = resource.price(EC2, "ebs", type_, "iops")
    bill.add_tiered("Provisioned IOPS", "IOPS", iops, price, inputs=(block.where(kind), block.where("iops")))


def _name(type_: Text) -> str:
    return str(type_) if isinstance(type_, Unknown) else NAMES.get(type_, type_)
