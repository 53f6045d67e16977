"""MSK clusters (AWS: "Amazon MSK pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Number, Text, Unknown

MSK = "AmazonMSK"
THROUGHPUT = "whether the 250 MiB/s of every volume are charged for too is not known: it costs at most this"
EXPRESS = "express."


@about(
    components=(
        ("Instance (type)", "hours"),
        ("Storage", "GB"),
        ("Storage (autoscaling)", "GB"),
        ("Provisioned throughput", "MBps"),
        ("Tiered storage", "GB"),
        ("Tiered storage retrieval", "GB"),
    ),
    services=(MSK,),
    usage=(
        ("storage_gb", "GB that express brokers store"),
        ("monthly_data_written_gb", "GB written to express brokers"),
        ("tiered_storage_gb", "GB in tiered storage"),
        ("monthly_tiered_data_retrieval_gb", "GB read from tiered storage"),
    ),
    assumptions=(
        "Every broker has its own volume; volumes that scale are counted at the size they begin with.",
        "Provisioned throughput has an upper bound only.",
    ),
)
def cluster(resource: Resource, bill: Bill) -> None:
    """``aws_msk_cluster``: brokers and their storage."""
    count = resource.number("number_of_broker_nodes")
    nodes = resource.block("broker_node_group_info")
    type_: Text = nodes.text("instance_type") if nodes else ""
    if type_ == "":
        type_ = Unknown("broker_node_group_info.0.instance_type is not given")
    inputs = ("number_of_broker_nodes", "broker_node_group_info.0.instance_type")
    price = resource.price(MSK, type_ if isinstance(type_, Unknown) else f"broker/{type_}")
    bill.add(f"Instance ({type_})", "hours", resource.settings.hours * count, price, inputs=inputs)
    if not isinstance(type_, Unknown) and type_.startswith(EXPRESS):
        bill.use("Storage", "GB", resource.price(MSK, "express", "storage"), key="storage_gb")
        bill.use("Data written", "GB", resource.price(MSK, "express", "in"), key="monthly_data_written_gb")
        return
    if nodes is not None:
        _volumes(resource, bill, nodes, count)
    if resource.text("storage_mode", "LOCAL") == "TIERED":
        bill.use("Tiered storage", "GB", resource.price(MSK, "storage", "tiered"), key="tiered_storage_gb")
        price = resource.price(MSK, "storage", "tiered", "retrieval")
        bill.use("Tiered storage retrieval", "GB", price, key="monthly_tiered_data_retrieval_gb")


def _volumes(resource: Resource, bill: Bill, nodes: Block, count: Number) -> None:
    storage = nodes.block("storage_info")
    volume = storage.block("ebs_storage_info") if storage else None
    # The provider before 5.0 has the size in the group itself.
    holder, name = (volume, "volume_size") if volume else (nodes, "ebs_volume_size")
    size = holder.number(name) if holder.has(name) else Unknown(f"{holder.where(name)} is not given")
    scaled = resource.referrers("aws_appautoscaling_target", "resource_id")
    bill.add(
        "Storage (autoscaling)" if scaled else "Storage",
        "GB",
        size * count,
        resource.price(MSK, "storage", "gp2"),
        inputs=("number_of_broker_nodes", holder.where(name)),
        note="the volumes grow with what they hold" if scaled else "",
    )
    throughput = volume.block("provisioned_throughput") if volume else None
    if throughput is not None and throughput.flag("enabled"):
        rate = throughput.number("volume_throughput", Decimal(250))
        listed = resource.price(MSK, "storage", "provisioned-throughput")
        inputs = ("number_of_broker_nodes", throughput.where("volume_throughput"))
        quantity = rate * count
        bill.add("Provisioned throughput", "MBps", quantity, Missing(THROUGHPUT), inputs=inputs, at_most=listed)
