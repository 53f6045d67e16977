"""EFS file systems (AWS: "Amazon EFS pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Number, above

EFS = "AmazonEFS"
STORAGE = "storage_gb"
GB_PER_INCLUDED_MIBPS = Decimal(20)
"""GB in the standard class that include 1 MiB/s of throughput (50 KiB/s each)."""


@about(
    components=(
        ("Storage (standard)", "GB"),
        ("Storage (one zone)", "GB"),
        ("Storage (standard, infrequent access)", "GB"),
        ("Storage (one zone, infrequent access)", "GB"),
        ("Storage (archive)", "GB"),
        ("Read requests (infrequent access)", "GB"),
        ("Write requests (infrequent access)", "GB"),
        ("Read requests (elastic throughput)", "GB"),
        ("Write requests (elastic throughput)", "GB"),
        ("Provisioned throughput", "MBps"),
    ),
    services=(EFS,),
    usage=(
        (STORAGE, "GB"),
        ("infrequent_access_storage_gb", "GB"),
        ("monthly_infrequent_access_read_gb", "GB"),
        ("monthly_infrequent_access_write_gb", "GB"),
        ("archive_storage_gb", "GB"),
        ("monthly_elastic_read_gb", "GB"),
        ("monthly_elastic_write_gb", "GB"),
    ),
    assumptions=(
        "Storage includes 1 MiB/s for each 20 GB; without a usage file all provisioned throughput is billed.",
        "Bursting throughput costs nothing.",
    ),
)
def file_system(resource: Resource, bill: Bill) -> None:
    """``aws_efs_file_system``: storage by class, and throughput that is provisioned or elastic."""
    one_zone = resource.has("availability_zone_name")
    class_, name = ("one-zone", "one zone") if one_zone else ("standard", "standard")
    inputs = ("availability_zone_name",)
    bill.use(f"Storage ({name})", "GB", resource.price(EFS, class_, "storage"), key=STORAGE, inputs=inputs)
    policies = resource.blocks("lifecycle_policy")
    if any(policy.has("transition_to_ia") for policy in policies) or _said(resource, "infrequent_access_storage_gb"):
        price = resource.price(EFS, f"{class_}-ia", "storage")
        name = f"Storage ({name}, infrequent access)"
        bill.use(name, "GB", price, key="infrequent_access_storage_gb", inputs=(*inputs, "lifecycle_policy"))
        _moved(resource, bill, "infrequent access", "standard-ia", "monthly_infrequent_access")
    if any(policy.has("transition_to_archive") for policy in policies):
        price = resource.price(EFS, "archive", "storage")
        bill.use("Storage (archive)", "GB", price, key="archive_storage_gb", inputs=("lifecycle_policy",))
    mode = resource.text("throughput_mode", "bursting")
    if mode == "elastic":
        _moved(resource, bill, "elastic throughput", "elastic-throughput", "monthly_elastic")
    elif mode == "provisioned":
        _provisioned(resource, bill)


def _provisioned(resource: Resource, bill: Bill) -> None:
    throughput = resource.number("provisioned_throughput_in_mibps")
    stored = resource.usage(STORAGE)
    included: Number = Decimal(0) if stored is None else stored / GB_PER_INCLUDED_MIBPS
    price = resource.price(EFS, "provisioned-throughput")
    billed = above(throughput - included, 0)
    note = "" if stored is not None else "nothing of it is taken as included in storage, whose size is not given"
    inputs = ("throughput_mode", "provisioned_throughput_in_mibps")
    bill.add("Provisioned throughput", "MBps", billed, price, inputs=inputs, note=note)


def _moved(resource: Resource, bill: Bill, name: str, key: str, usage: str) -> None:
    """Gigabytes read and written where they are billed."""
    for direction in ("Read", "Write"):
        what = direction.lower()
        price = resource.price(EFS, key, what)
        bill.use(f"{direction} requests ({name})", "GB", price, key=f"{usage}_{what}_gb")


def _said(resource: Resource, key: str) -> bool:
    return resource.said(key) is not None
