"""Elastic Block Store volumes, alone or inside an instance (AWS: "Amazon EBS pricing")."""

from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Text, Unknown, above
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


def volume(
    resource: Resource,
    block: Block,
    bill: Bill,
    *,
    size: str = "volume_size",
    kind: str = "volume_type",
    default_size: int = 8,
    default_kind: str = "gp2",
    usage_prefix: str = "",
) -> None:
    """Lines of one volume: storage, and IOPS, throughput or requests where its type bills them.

    ``size`` and ``kind`` name the attributes: ``volume_size``/``volume_type`` in a block, ``size``/``type`` in ``aws_ebs_volume``.
    """
    type_ = block.text(kind, default_kind)
    inputs = (block.where(kind), block.where(size))
    bill.add(
        f"Storage ({_name(type_)})",
        "GB",
        block.number(size, default_size),
        resource.price(EC2, "ebs", type_, "storage"),
        inputs=inputs,
    )
    iops_input = (block.where(kind), block.where("iops"))
    if type_ in {"io1", "io2"}:
        iops = block.number("iops", IO1_DEFAULT_IOPS)
        bill.add("Provisioned IOPS", "IOPS", iops, resource.price(EC2, "ebs", type_, "iops"), inputs=iops_input)
    elif type_ == "gp3":
        iops = above(block.number("iops", GP3_FREE_IOPS), GP3_FREE_IOPS)
        if iops:
            bill.add("Provisioned IOPS", "IOPS", iops, resource.price(EC2, "ebs", "gp3", "iops"), inputs=iops_input)
        throughput = above(block.number("throughput", GP3_FREE_MIBPS), GP3_FREE_MIBPS)
        if throughput:
            price = resource.price(EC2, "ebs", "gp3", "throughput")
            bill.add(
                "Provisioned throughput",
                "Mbps",
                throughput,
                price,
                inputs=(block.where(kind), block.where("throughput")),
            )
    elif type_ == "standard":
        key = f"{usage_prefix}monthly_standard_io_requests"
        price = resource.price(EC2, "ebs", "standard", "requests")
        bill.use("I/O requests", "1M request", price, key=key, scale=MILLION)


def _name(type_: Text) -> str:
    return str(type_) if isinstance(type_, Unknown) else NAMES.get(type_, type_)
