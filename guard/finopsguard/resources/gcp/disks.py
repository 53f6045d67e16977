"""Persistent disks, Hyperdisk and local SSDs, alone or inside a machine (Google: "Disk and image pricing")."""

from decimal import Decimal

from finopsguard.resources.bill import Bill
from finopsguard.resources.gcp.machine_types import base_name, series
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Number, Text, Unknown
from finopsguard.types.price import Price

COMPUTE = "compute-engine"

KINDS = {
    "pd-standard": "Standard",
    "pd-balanced": "Balanced",
    "pd-ssd": "SSD",
    "pd-extreme": "Extreme",
}
"""Disk type -> first word of its line; every other type is a Hyperdisk."""

DEFAULT_IOPS = {"pd-extreme": 2500, "hyperdisk-extreme": 2500}
"""What Google provisions where ``provisioned_iops`` is left out of a type whose IOPS are billed."""

HYPERDISK_ONLY = {"a4", "a4x", "c4", "c4a", "c4d", "c4n", "g4", "h4d", "m4", "n4", "n4a", "n4d", "x4"}
"""Machine series that take no Persistent Disks: they boot from Hyperdisk Balanced where no type is given."""

LOCAL_SSD_GB = 375
"""Capacity of one local SSD partition; they come in this size only on machines that do not bundle them."""


def default_type(machine_type: Text, usual: str) -> str:
    """The boot disk type that a machine gets where none is given."""
    if isinstance(machine_type, str) and series(base_name(machine_type)) in HYPERDISK_ONLY:
        return "hyperdisk-balanced"
    return usual


def storage(
    resource: Resource,
    bill: Bill,
    type_: Text,
    size: Number,
    *,
    inputs: tuple[str, ...],
    regional: bool = False,
) -> None:
    """The line for the capacity of one disk."""
    key = ("disk", type_, "regional") if regional else ("disk", type_)
    bill.add(storage_name(type_, regional=regional), "GB", size, resource.price(COMPUTE, *key), inputs=inputs)


def storage_name(type_: Text, *, regional: bool = False) -> str:
    """``SSD provisioned storage (pd-ssd)``."""
    kind = KINDS.get(type_, "Hyperdisk") if isinstance(type_, str) else "Disk"
    return f"{kind} provisioned storage ({type_}{', regional' if regional else ''})"


def performance(resource: Resource, bill: Bill, type_: Text, block: Block) -> None:
    """IOPS and throughput, where the type bills what is provisioned of them."""
    if isinstance(type_, Unknown):
        return
    iops = block.number("provisioned_iops", DEFAULT_IOPS.get(type_, 0))
    if type_ in DEFAULT_IOPS or (type_ == "hyperdisk-balanced" and iops):
        inputs = (block.where("provisioned_iops"),)
        bill.add("Provisioned IOPS", "IOPS", iops, resource.price(COMPUTE, "disk", type_, "iops"), inputs=inputs)
    throughput = block.number("provisioned_throughput")
    if type_ in {"hyperdisk-balanced", "hyperdisk-throughput", "hyperdisk-ml"} and throughput:
        inputs = (block.where("provisioned_throughput"),)
        price = resource.price(COMPUTE, "disk", type_, "throughput")
        bill.add("Provisioned throughput", "MBps", throughput, price, inputs=inputs)


def local_ssd(
    resource: Resource, bill: Bill, count: Number, *, spot: bool, inputs: tuple[str, ...], size: Number | None = None
) -> None:
    """The line for ``count`` local SSDs of a machine; ``size`` is the GB of one."""
    gigabytes = count * (Decimal(LOCAL_SSD_GB) if size is None else size)
    on_demand = resource.price(COMPUTE, "disk", "local-ssd")
    price = resource.price(COMPUTE, "disk", "local-ssd", "spot") if spot else on_demand
    bill.add(
        "Local SSD provisioned storage",
        "GB",
        gigabytes,
        price,
        inputs=inputs,
        at_most=on_demand if spot and not isinstance(price, Price) else None,
    )
