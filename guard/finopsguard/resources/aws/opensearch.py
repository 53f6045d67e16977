"""OpenSearch Service domains, Elasticsearch ones included (AWS: "Amazon OpenSearch Service pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import NOTHING, Block, Number, Text, Unknown, above
from finopsguard.types.price import Price

OPENSEARCH = "AmazonES"
DEFAULT_TYPE = "m4.large"
GP3_IOPS = Decimal(3000)
GP3_IOPS_PER_GIB = Decimal(3)
GP3_MIBPS, GP3_MIBPS_LARGE, GP3_LARGE = 125, 250, 170
"""MiB/s that a gp3 volume includes, those of one larger than 170 GiB."""
GP3_HUGE = 1024
OVER_A_TEBIBYTE = "volumes over 1 TiB include more throughput, by a rule that is not known: it costs at most this"


@about(
    components=(
        ("Instance (on-demand, type)", "hours"),
        ("Storage (type)", "GB"),
        ("Storage IOPS (type)", "IOPS"),
        ("Throughput (gp3)", "Mbps"),
        ("Dedicated master (on-demand, type)", "hours"),
        ("Coordinator (on-demand, type)", "hours"),
        ("UltraWarm instance (on-demand, type)", "hours"),
        ("UltraWarm storage", "GB"),
        ("Cold storage", "GB"),
    ),
    services=(OPENSEARCH,),
    usage=(("ultrawarm_storage_gb", "GB in UltraWarm storage"), ("cold_storage_gb", "GB in cold storage")),
    assumptions=(
        "One m4.large data node unless cluster_config says otherwise; gp2 volumes unless ebs_options does. Every data node has a volume.",
        "Volumes of gp3 include 3,000 IOPS (3 for each GiB where that is more), and 125 MiB/s (250 when larger than 170 GiB).",
    ),
)
def domain(resource: Resource, bill: Bill) -> None:
    """``aws_opensearch_domain`` and ``aws_elasticsearch_domain``: data, master, coordinator and warm nodes, and volumes."""
    config = resource.block("cluster_config") or Block(NOTHING, NOTHING, resource.trial, "cluster_config.0")
    suffix = "elasticsearch" if resource.address.rpartition("aws_elasticsearch_domain")[1] else "search"
    count = config.number("instance_count", 1)
    _nodes(resource, bill, "Instance", config, "instance_type", "instance_count", count, f"{DEFAULT_TYPE}.{suffix}")
    _volumes(resource, bill, count, config.where("instance_count"))
    if config.flag("dedicated_master_enabled"):
        masters = _stated(config, "dedicated_master_count")
        _nodes(
            resource, bill, "Dedicated master", config, "dedicated_master_type", "dedicated_master_count", masters, ""
        )
    for options in config.blocks("node_options"):
        node = options.block("node_config")
        if node is not None and node.flag("enabled"):
            _nodes(resource, bill, "Coordinator", node, "type", "count", _stated(node, "count"), "")
    if config.flag("warm_enabled"):
        _nodes(
            resource,
            bill,
            "UltraWarm instance",
            config,
            "warm_type",
            "warm_count",
            _stated(config, "warm_count"),
            f"ultrawarm1.medium.{suffix}",
        )
        bill.use("UltraWarm storage", "GB", resource.price(OPENSEARCH, "storage/ultrawarm"), key="ultrawarm_storage_gb")
    cold = config.block("cold_storage_options")
    if cold is not None and cold.flag("enabled"):
        bill.use("Cold storage", "GB", resource.price(OPENSEARCH, "storage/cold"), key="cold_storage_gb")


def _nodes(
    resource: Resource,
    bill: Bill,
    name: str,
    block: Block,
    type_name: str,
    count_name: str,
    count: Number,
    default: str,
) -> None:
    type_ = block.text(type_name, default)
    if type_ == "":
        type_ = Unknown(f"{block.where(type_name)} is not given")
    # Both spellings of a type (m5.large.search, m5.large.elasticsearch) cost the same; the book has the first.
    listed: Text = (
        type_
        if isinstance(type_, Unknown)
        else f"{type_.removesuffix('.elasticsearch').removesuffix('.search')}.search"
    )
    bill.add(
        f"{name} (on-demand, {type_})",
        "hours",
        count * resource.settings.hours,
        resource.price(OPENSEARCH, listed),
        inputs=(block.where(type_name), block.where(count_name)),
    )


def _stated(block: Block, name: str) -> Number:
    return block.number(name) if block.has(name) else Unknown(f"{block.where(name)} is not given")


def _volumes(resource: Resource, bill: Bill, count: Number, count_path: str) -> None:
    """EBS volumes of the data nodes. Without them the nodes have their own disks."""
    options = resource.block("ebs_options")
    if options is None or not options.flag("ebs_enabled"):
        return
    type_ = options.text("volume_type", "gp2")
    size = _stated(options, "volume_size")
    inputs = (options.where("volume_type"), options.where("volume_size"), count_path)
    price = resource.price(OPENSEARCH, "storage", type_)
    bill.add(f"Storage ({type_})", "GB", size * count, price, inputs=inputs)
    if type_ == "io1":
        iops = _stated(options, "iops")
        _performance(resource, bill, f"Storage IOPS ({type_})", "IOPS", iops, count, "iops/io1", options.where("iops"))
    elif type_ == "gp3":
        _gp3(resource, bill, options, size, count)


def _gp3(resource: Resource, bill: Bill, options: Block, size: Number, count: Number) -> None:
    known = size if isinstance(size, Decimal) else Decimal(0)
    free_iops = max(GP3_IOPS, GP3_IOPS_PER_GIB * known)
    iops = above(options.number("iops", free_iops), free_iops)
    if iops != 0:
        _performance(resource, bill, "Storage IOPS (gp3)", "IOPS", iops, count, "iops/gp3", options.where("iops"))
    free_mibps = GP3_MIBPS_LARGE if known > GP3_LARGE else GP3_MIBPS
    throughput = above(options.number("throughput", free_mibps), free_mibps)
    if throughput != 0:
        path = options.where("throughput")
        bounded = known > GP3_HUGE
        _performance(
            resource, bill, "Throughput (gp3)", "Mbps", throughput, count, "throughput/gp3", path, bounded=bounded
        )


def _performance(
    resource: Resource,
    bill: Bill,
    name: str,
    unit: str,
    amount: Number,
    count: Number,
    key: str,
    path: str,
    *,
    bounded: bool = False,
) -> None:
    """IOPS or throughput of each node's volume; ``bounded`` where not all of it may be charged for."""
    listed = resource.price(OPENSEARCH, key)
    price: Price | Missing = Missing(OVER_A_TEBIBYTE) if bounded else listed
    inputs = ("ebs_options.0.volume_type", "ebs_options.0.volume_size", path)
    bill.add(name, unit, amount * count, price, inputs=inputs, at_most=listed if bounded else None)
