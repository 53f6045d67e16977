"""Elastic Block Store volumes, alone or inside an instance (AWS: "Amazon EBS pricing")."""

from decimal import Decimal

from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Number, Text, Unknown, above
from finopsguard.types.money import MILLION

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
