"""Kinesis data streams and their delivery (AWS: "Amazon Kinesis Data Streams pricing", "Amazon Data Firehose pricing")."""

from decimal import Decimal
from typing import NamedTuple

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Number, Unknown

KINESIS, FIREHOSE = "AmazonKinesis", "AmazonKinesisFirehose"
PROVISIONED, ON_DEMAND = "PROVISIONED", "ON_DEMAND"
DAY, WEEK = Decimal(24), Decimal(168)
"""Hours of retention beyond which it is extended, and long-term."""
FAN_OUT_HOURS = "monthly_provisioned_efo_consumer_hours"


class Line(NamedTuple):
    """What a stream bills by usage: name, unit, usage key, price key, and whether it is listed without usage."""

    name: str
    unit: str
    usage: str
    price: str
    always: bool = False


FAN_OUT_DATA = "Enhanced Fan Out (EFO) Data retrieval"
LONG_TERM = "Long term retention (7D+)"
EXTENDED = "Extended retention (24H to 7D)"
PROVISIONED_LINES = (
    Line("Put request unit", "units", "monthly_provisioned_put_units", "provisioned/put-payload-units", always=True),
    Line(LONG_TERM, "GB", "monthly_provisioned_long_term_retention_gb", "provisioned/long-term-retention"),
    Line(
        "Extended retention retrieval (7D+)",
        "GB",
        "monthly_provisioned_long_term_retrieval_gb",
        "long-term-retrieval",
    ),
    Line(FAN_OUT_DATA, "GB", "monthly_provisioned_efo_data_out_gb", "provisioned/fan-out/retrieval"),
)
ON_DEMAND_LINES = (
    Line("Data ingested", "GB", "monthly_on_demand_data_in_gb", "on-demand/ingested", always=True),
    Line("Data retrieval", "GB", "monthly_on_demand_data_out_gb", "on-demand/retrieved", always=True),
    Line(FAN_OUT_DATA, "GB", "monthly_on_demand_efo_data_out_gb", "on-demand/fan-out/retrieval"),
    Line(EXTENDED, "GB", "monthly_on_demand_extended_retention_gb", "on-demand/extended-retention"),
    Line(LONG_TERM, "GB", "monthly_on_demand_long_term_retention_gb", "on-demand/long-term-retention"),
)


@about(
    components=(
        (PROVISIONED, "hours"),
        (ON_DEMAND, "hours"),
        (EXTENDED, "hours"),
        ("Enhanced Fan Out (EFO)", "consumer-shard hour"),
        *((line.name, line.unit) for line in (*PROVISIONED_LINES, *ON_DEMAND_LINES)),
    ),
    services=(KINESIS,),
    usage=(
        *((line.usage, line.unit) for line in (*PROVISIONED_LINES, *ON_DEMAND_LINES)),
        (FAN_OUT_HOURS, "hours of each consumer in each shard"),
    ),
    assumptions=(
        "Provisioned unless stream_mode_details says otherwise; hours are those of all shards.",
        "Retention beyond 24 hours is billed by the shard-hour in a provisioned stream, by what it stores in one on demand.",
        "Each aws_kinesis_stream_consumer of the plan reads all shards all month, unless the usage file gives the hours.",
    ),
)
def stream(resource: Resource, bill: Bill) -> None:
    """``aws_kinesis_stream``: shards or hours, and by usage what goes in, out and is kept."""
    details = resource.block("stream_mode_details")
    mode = details.text("stream_mode", PROVISIONED) if details else PROVISIONED
    kept = resource.number("retention_period", DAY)
    hours = resource.settings.hours
    inputs = ("stream_mode_details.0.stream_mode",)
    if isinstance(mode, Unknown):
        bill.add("Stream", "hours", hours, Missing(mode.why), inputs=inputs)
    elif mode == ON_DEMAND:
        bill.add(ON_DEMAND, "hours", hours, resource.price(KINESIS, "on-demand/stream"), inputs=inputs)
        _by_usage(resource, bill, ON_DEMAND_LINES, kept)
    else:
        shards = resource.number("shard_count") * hours
        price = resource.price(KINESIS, "provisioned/shard")
        bill.add(PROVISIONED, "hours", shards, price, inputs=(*inputs, "shard_count"))
        if not isinstance(kept, Decimal) or kept > DAY:
            price = resource.price(KINESIS, "provisioned/extended-retention")
            billed = kept if isinstance(kept, Unknown) else shards
            bill.add(EXTENDED, "hours", billed, price, inputs=("retention_period", "shard_count"))
        _by_usage(resource, bill, PROVISIONED_LINES, kept)
        _fan_out(resource, bill, shards)


def _by_usage(resource: Resource, bill: Bill, lines: tuple[Line, ...], kept: Number) -> None:
    """What is always billed by usage, and what the retention, a consumer or the usage file makes billable."""
    consumed = bool(resource.referrers("aws_kinesis_stream_consumer", "stream_arn"))
    for line in lines:
        listed = line.always or resource.said(line.usage) is not None
        if "7D+" in line.name:
            listed = listed or (isinstance(kept, Decimal) and kept > WEEK)
        elif line.name == EXTENDED:
            listed = listed or (isinstance(kept, Decimal) and kept > DAY)
        elif line.name == FAN_OUT_DATA:
            listed = listed or consumed
        if listed:
            bill.use(line.name, line.unit, resource.price(KINESIS, line.price), key=line.usage)


def _fan_out(resource: Resource, bill: Bill, shards: Number) -> None:
    """Consumers with throughput of their own: the hours of the usage file, else those of the consumers in the plan."""
    name, unit = "Enhanced Fan Out (EFO)", "consumer-shard hour"
    price = resource.price(KINESIS, "provisioned/fan-out/consumer-shard")
    if resource.said(FAN_OUT_HOURS) is not None:
        bill.use(name, unit, price, key=FAN_OUT_HOURS)
        return
    consumers = len(resource.referrers("aws_kinesis_stream_consumer", "stream_arn"))
    if consumers:
        bill.add(name, unit, shards * Decimal(consumers), price, inputs=("shard_count",))


DESTINATIONS = ("extended_s3_configuration", "elasticsearch_configuration", "opensearch_configuration")
"""Blocks of a delivery stream that may convert formats or deliver into a VPC."""


@about(
    components=(
        ("Data ingested (tier)", "GB"),
        ("Format conversion", "GB"),
        ("VPC data", "GB"),
        ("VPC AZ delivery", "hours"),
    ),
    services=(FIREHOSE,),
    usage=(("monthly_data_ingested_gb", "GB"),),
    assumptions=(
        "Records are taken as rounded up to 5 KB in the gigabytes given. Delivery into a VPC runs in one zone a subnet.",
        "Tiers start at the delivery stream's own data.",
    ),
)
def delivery_stream(resource: Resource, bill: Bill) -> None:
    """``aws_kinesis_firehose_delivery_stream``: what is ingested, converted and delivered into a VPC."""
    usage = "monthly_data_ingested_gb"
    bill.use("Data ingested", "GB", resource.price(FIREHOSE, "ingested"), key=usage, name_first_tier=True)
    destinations = [block for name in DESTINATIONS for block in resource.blocks(name)]
    conversions = [found for block in destinations if (found := block.block("data_format_conversion_configuration"))]
    if any(block.flag("enabled", default=True) for block in conversions):
        bill.use("Format conversion", "GB", resource.price(FIREHOSE, "format-conversion"), key=usage)
    vpc = next((found for block in destinations if (found := block.block("vpc_config"))), None)
    if vpc is not None:
        inputs = (vpc.where("subnet_ids"),)
        hours = _zones(vpc) * resource.settings.hours
        bill.use("VPC data", "GB", resource.price(FIREHOSE, "vpc-delivery/gb"), key=usage)
        bill.add("VPC AZ delivery", "hours", hours, resource.price(FIREHOSE, "vpc-delivery/hour"), inputs=inputs)


def _zones(vpc: Block) -> Number:
    """Subnets delivered into, also those whose ids only apply tells."""
    subnets = vpc.values.get("subnet_ids")
    if isinstance(subnets, list) and subnets:
        return Decimal(len(subnets))
    return Unknown(f"{vpc.where('subnet_ids')} is known only after apply")
