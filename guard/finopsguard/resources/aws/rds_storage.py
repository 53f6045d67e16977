"""Storage of RDS instances (AWS: "Amazon RDS DB instance storage", "Amazon RDS pricing")."""

from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Number, Text, Unknown, above
from finopsguard.types.money import MILLION

RDS = "AmazonRDS"
NAMES = {
    "gp2": "general purpose SSD, gp2",
    "gp3": "general purpose SSD, gp3",
    "io1": "provisioned IOPS SSD, io1",
    "io2": "provisioned IOPS SSD, io2",
    "standard": "magnetic",
}
CREATED_FROM = "what the database is created from decides"
GP3_IOPS = 3_000
GP3_STRIPED_IOPS = 12_000
GP3_MIBPS = 125
GP3_STRIPED_MIBPS = 500


def storage(resource: Resource, source: Block | None, bill: Bill, *, engine: Text, deployment: Text) -> None:
    """Gigabytes, and IOPS, throughput or requests where the storage type bills them.

    ``source`` is the database that a replica or restore copies; ``deployment`` is ``single-az`` or ``multi-az``, which costs twice as much.
    """
    type_ = _type(resource, source)
    size = inherited(resource, source, "allocated_storage")
    price = resource.price(RDS, "storage", type_, deployment)
    shown = type_ if isinstance(type_, Unknown) else NAMES.get(type_, type_)
    inputs = ("storage_type", "allocated_storage", "multi_az")
    bill.add(f"Storage ({shown})", "GB", size, price, inputs=inputs)
    if type_ in {"io1", "io2"}:
        iops = inherited(resource, source, "iops")
        rate = resource.price(RDS, "iops", type_, deployment)
        bill.add("Provisioned IOPS", "IOPS", iops, rate, inputs=("storage_type", "iops", "multi_az"))
    elif type_ == "gp3":
        _gp3(resource, bill, striped=_striped(engine, size), deployment=deployment)
    elif type_ == "standard":
        rate = resource.price(RDS, "storage", "standard", "requests")
        bill.use("I/O requests", "1M requests", rate, key="monthly_standard_io_requests", scale=MILLION)


def inherited(resource: Resource, source: Block | None, name: str) -> Number:
    """A number of the instance itself, else of its source; unknown where neither is in the plan."""
    for block in (resource, source):
        if block is not None and block.has(name):
            return block.number(name)
    found = resource.number(name)
    return found if isinstance(found, Unknown) else Unknown(f"{name} is not given: {CREATED_FROM}")


def _type(resource: Resource, source: Block | None) -> Text:
    """``storage_type``; where it is not set, the source's, else io1 with ``iops`` and gp2 without (Terraform's documentation)."""
    if source is not None and not resource.has("storage_type"):
        return source.text("storage_type", "io1" if source.has("iops") else "gp2")
    return resource.text("storage_type", "io1" if resource.has("iops") else "gp2")


def _striped(engine: Text, size: Number) -> bool:
    """Whether RDS stripes gp3 over four volumes: from 400 GiB, Oracle from 200 GiB, SQL Server never. Only then more can be asked for."""
    if isinstance(engine, Unknown) or isinstance(size, Unknown):
        return True
    if engine.startswith("sqlserver"):
        return False
    return size >= (200 if engine.startswith("oracle") else 400)


def _gp3(resource: Resource, bill: Bill, *, striped: bool, deployment: Text) -> None:
    free_iops = GP3_STRIPED_IOPS if striped else GP3_IOPS
    iops = above(resource.number("iops", free_iops), free_iops)
    if iops != 0:
        rate = resource.price(RDS, "iops", "gp3", deployment)
        inputs = ("storage_type", "iops", "multi_az")
        bill.add(f"Provisioned GP3 IOPS (above {free_iops:,})", "IOPS", iops, rate, inputs=inputs)
    free_mibps = GP3_STRIPED_MIBPS if striped else GP3_MIBPS
    throughput = above(resource.number("storage_throughput", free_mibps), free_mibps)
    if throughput != 0:
        rate = resource.price(RDS, "throughput", "gp3", deployment)
        inputs = ("storage_type", "storage_throughput", "multi_az")
        bill.add(f"Provisioned GP3 throughput (above {free_mibps})", "MBps", throughput, rate, inputs=inputs)
