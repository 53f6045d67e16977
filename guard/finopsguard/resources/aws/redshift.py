"""Redshift clusters of nodes (AWS: "Amazon Redshift pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.aws.ec2 import NO_RESERVED, RESERVED_KEYS
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Unknown

REDSHIFT = "AmazonRedshift"
MANAGED = ("ra3.", "rg.")
"""Nodes whose data is in managed storage, billed by what is stored."""


@about(
    components=(
        ("Cluster usage (on-demand | reserved, type)", "hours"),
        ("Concurrency scaling (type)", "node-seconds"),
        ("Spectrum", "TB"),
        ("Managed storage (type)", "GB"),
        ("Backup storage (tier)", "GB"),
    ),
    services=(REDSHIFT,),
    usage=(
        ("excess_concurrency_scaling_secs", "seconds of concurrency scaling beyond the free ones"),
        ("spectrum_data_scanned_tb", "TB"),
        ("managed_storage_gb", "GB in managed storage (RA3)"),
        ("backup_storage_gb", "GB of snapshots beyond the free ones"),
        ("monthly_hrs", "hours"),
    ),
    assumptions=(
        "One node unless number_of_nodes says otherwise; twice as many in a Multi-AZ cluster.",
        "Concurrency scaling runs clusters of as many nodes as the cluster has.",
    ),
)
def cluster(resource: Resource, bill: Bill) -> None:
    """``aws_redshift_cluster``: nodes, and storage and queries by usage."""
    type_ = resource.text("node_type")
    if type_ == "":
        type_ = Unknown("node_type is not given: the snapshot decides")
    nodes = resource.number("number_of_nodes", 1)
    zones = Decimal(2 if resource.flag("multi_az") else 1)
    listed = resource.price(REDSHIFT, "node", type_)
    reserved = any(resource.said(key) for key in RESERVED_KEYS)
    bill.add(
        f"Cluster usage ({'reserved' if reserved else 'on-demand'}, {type_})",
        "hours",
        resource.hours() * zones * nodes,
        Missing(NO_RESERVED) if reserved else listed,
        inputs=("node_type", "number_of_nodes", "multi_az"),
        at_most=listed if reserved else None,
    )
    seconds = resource.usage("excess_concurrency_scaling_secs")
    bill.use_amount(
        f"Concurrency scaling ({type_})",
        "node-seconds",
        None if seconds is None else seconds * nodes,
        resource.price(REDSHIFT, "concurrency-scaling", type_),
        keys=("excess_concurrency_scaling_secs",),
        inputs=("node_type", "number_of_nodes"),
    )
    bill.use("Spectrum", "TB", resource.price(REDSHIFT, "spectrum"), key="spectrum_data_scanned_tb")
    if not isinstance(type_, Unknown) and type_.startswith(MANAGED):
        price = resource.price(REDSHIFT, "managed-storage")
        bill.use(f"Managed storage ({type_})", "GB", price, key="managed_storage_gb", inputs=("node_type",))
    backup = resource.price(REDSHIFT, "backup")
    bill.use("Backup storage", "GB", backup, key="backup_storage_gb", name_first_tier=True)
