"""Aurora clusters and their instances (AWS: "Amazon Aurora pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.aws.ec2 import NO_RESERVED, RESERVED_KEYS
from finopsguard.resources.aws.rds_class import CLOUDWATCH, FREE_RETENTION_DAYS, RDS, cpu_credits, insights
from finopsguard.resources.aws.rds_support import DISABLED, extended_support, year_of
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Related, Resource
from finopsguard.resources.values import Block, Number, Text, Unknown
from finopsguard.types.money import MILLION, SECONDS_PER_HOUR, ZERO

SERVERLESS = "db.serverless"
ENGINES = {"aurora": "aurora-mysql"}
"""Terraform's older name -> that of the price book."""
SUPPORT = {"aurora-postgresql": "postgresql"}
"""Engine -> whose dates of extended support it has, where not its own."""
CONFIGURATIONS = {"aurora-iopt1": "io-optimized"}
"""``storage_type`` -> the configuration that prices are listed for; others are ``standard``."""
READS, WRITES = "read_requests_per_sec", "write_requests_per_sec"
BACKTRACK = ("average_statements_per_hr", "change_records_per_statement", "backtrack_window_hrs")
CAPACITY = "capacity_units_per_hr"
CLUSTER_ABSENT = "the cluster is not in the plan: Aurora Standard assumed"


@about(
    components=(
        ("Storage", "GB"),
        ("I/O requests", "1M requests"),
        ("Aurora serverless", "ACU-hours"),
        ("Backup storage", "GB"),
        ("Backtrack", "1M change-records"),
        ("Snapshot export", "GB"),
        ("Database instance (on-demand, Multi-AZ cluster, class)", "hours"),
        ("Storage (type)", "GB"),
        ("Provisioned IOPS", "IOPS"),
    ),
    services=(RDS,),
    usage=(
        ("storage_gb", "GB that the cluster's data takes"),
        (READS, "read requests to storage a second"),
        (WRITES, "write requests to storage a second"),
        ("backup_snapshot_size_gb", "GB of one day's backup"),
        ("snapshot_export_size_gb", "GB exported to S3"),
        (CAPACITY, "Aurora capacity units of a serverless v1 cluster on average"),
        (BACKTRACK[0], "statements an hour, with Backtrack"),
        (BACKTRACK[1], "change records of a statement, with Backtrack"),
        (BACKTRACK[2], "hours kept, where backtrack_window does not say"),
    ),
    assumptions=(
        "One day of backups is free; each further day of backup_retention_period costs its size.",
        "Requests to storage are free in the I/O-Optimized configuration (storage_type aurora-iopt1).",
        "Instances are priced as aws_rds_cluster_instance. Multi-AZ clusters of MySQL and PostgreSQL have no price in the book.",
    ),
)
def cluster(resource: Resource, bill: Bill) -> None:
    """``aws_rds_cluster``: storage, requests and backups, all by usage."""
    engine = _engine(resource.text("engine", "aurora"))
    if not isinstance(engine, Unknown) and not engine.startswith("aurora"):
        _multi_az(resource, bill, engine)
        return
    configuration = _configuration(resource)
    mode = resource.text("engine_mode", "provisioned")
    if mode == "serverless":
        _capacity(resource, bill, "Aurora serverless", "serverless-v1", inputs=("engine_mode",))
    storage = resource.price(RDS, "aurora", "storage", configuration)
    bill.use("Storage", "GB", storage, key="storage_gb", inputs=("storage_type",))
    if configuration == "standard":
        price = resource.price(RDS, "aurora", "io-requests")
        requests, keys = _requests(resource), (READS, WRITES)
        bill.use_amount("I/O requests", "1M requests", requests, price, keys=keys, scale=MILLION)
    days = resource.number("backup_retention_period", 1)
    if isinstance(days, Unknown) or days > 1:
        size = resource.usage("backup_snapshot_size_gb")
        bill.use_amount(
            "Backup storage",
            "GB",
            None if size is None else size * (days - Decimal(1)),
            resource.price(RDS, "aurora", "backup"),
            keys=("backup_snapshot_size_gb",),
            inputs=("backup_retention_period",),
        )
    _backtrack(resource, bill, engine)
    export = resource.price(RDS, "aurora", "snapshot-export")
    bill.use("Snapshot export", "GB", export, key="snapshot_export_size_gb")


@about(
    components=(
        ("Database instance (on-demand | reserved, class)", "hours"),
        ("Aurora serverless v2", "ACU-hours"),
        ("CPU credits", "vCPU-hours"),
        ("Extended support (year 1 | 3)", "vCPU-hours"),
        ("Performance Insights Long Term Retention (class)", "vCPU-month"),
        ("Performance Insights API", "1000 requests"),
        ("Database Insights (advanced)", "vCPU-hours"),
    ),
    services=(RDS, CLOUDWATCH),
    usage=(
        ("monthly_hrs", "hours"),
        (CAPACITY, "Aurora capacity units of a serverless v2 instance on average"),
        ("monthly_cpu_credit_hrs", "hours of surplus CPU credits per vCPU"),
        ("monthly_additional_performance_insights_requests", "requests beyond the free million"),
        ("reserved_instance_term", "1_year or 3_year: reserved rates are not in the book"),
        ("reserved_instance_payment_option", "no_upfront, partial_upfront or all_upfront, the same"),
    ),
    assumptions=(
        "Aurora Standard, unless the cluster in the plan is I/O-Optimized.",
        "Old versions pay for extended support as of the day of the check, unless the cluster disables it.",
    ),
)
def instance(resource: Resource, bill: Bill) -> None:
    """``aws_rds_cluster_instance``, in the configuration of its cluster."""
    found = resource.follow("cluster_identifier", "aws_rds_cluster")
    holder = found.block if found else resource
    if found is None:
        bill.note(CLUSTER_ABSENT)
    engine = _engine(_own_or(resource, found, "engine") or "aurora")
    version = _own_or(resource, found, "engine_version")
    type_ = resource.text("instance_class")
    configuration = _configuration(found.block) if found else "standard"
    if type_ == SERVERLESS:
        _serverless(resource, bill, holder, engine, version, configuration)
        return
    listed = resource.price(RDS, "aurora", type_, engine, configuration)
    reserved = any(resource.said(key) for key in RESERVED_KEYS)
    bill.add(
        f"Database instance ({'reserved' if reserved else 'on-demand'}, {type_})",
        "hours",
        resource.hours(),
        Missing(NO_RESERVED) if reserved else listed,
        inputs=("instance_class", "engine"),
        at_most=listed if reserved else None,
    )
    if not isinstance(engine, Unknown):
        engine = SUPPORT.get(engine, engine)
        extended_support(resource, bill, engine=engine, version=version, type_=type_, holder=holder)
    cpu_credits(resource, bill, type_, resource.price(RDS, "aurora", "cpu-credits"))
    insights(resource, bill, type_, holder)


def _engine(engine: Text) -> Text:
    return engine if isinstance(engine, Unknown) else ENGINES.get(engine, engine)


def _own_or(resource: Resource, found: Related | None, name: str) -> Text:
    """An attribute of the instance, else of its cluster."""
    return resource.text(name) if resource.has(name) or found is None else found.block.text(name)


def _configuration(holder: Block) -> Text:
    kind = holder.text("storage_type", "aurora")
    return kind if isinstance(kind, Unknown) else CONFIGURATIONS.get(kind, "standard")


def _capacity(resource: Resource, bill: Bill, name: str, *key: Text, inputs: tuple[str, ...], note: str = "") -> None:
    """Capacity units all month, by usage."""
    units = resource.usage(CAPACITY)
    quantity = None if units is None else units * resource.hours()
    price = resource.price(RDS, "aurora", *key)
    bill.use_amount(name, "ACU-hours", quantity, price, keys=(CAPACITY,), inputs=inputs, note=note)


def _serverless(
    resource: Resource, bill: Bill, holder: Block, engine: Text, version: Text, configuration: Text
) -> None:
    """A serverless v2 instance: capacity units, also for what provisioned ones pay by vCPU."""
    scaling = holder.block("serverlessv2_scaling_configuration")
    note = ""
    if scaling is not None:
        least, most = scaling.text("min_capacity"), scaling.text("max_capacity")
        note = f"{least or 'unknown'} to {most or 'unknown'} capacity units as its cluster says"
    name, inputs = "Aurora serverless v2", ("instance_class",)
    _capacity(resource, bill, name, "serverless-v2", configuration, inputs=inputs, note=note)
    if not isinstance(engine, Unknown) and holder.text("engine_lifecycle_support") != DISABLED:
        year = year_of(SUPPORT.get(engine, engine), version, resource.settings.today)
        if year:
            part = f"year-{3 if year == 3 else 1}"
            _capacity(resource, bill, f"Extended support (year {year})", "extended-support", part, inputs=inputs)
    days = resource.number("performance_insights_retention_period", FREE_RETENTION_DAYS)
    if resource.flag("performance_insights_enabled") and (isinstance(days, Unknown) or days > FREE_RETENTION_DAYS):
        price = resource.price(RDS, "performance-insights", "long-term-retention", SERVERLESS)
        name = f"Performance Insights Long Term Retention ({SERVERLESS})"
        bill.use(name, "ACUs", price, key=CAPACITY, inputs=("performance_insights_retention_period",))


def _requests(resource: Resource) -> Number | None:
    """Millions of requests a month; ``None`` where neither reads nor writes are given."""
    given = [rate for rate in (resource.usage(READS), resource.usage(WRITES)) if rate is not None]
    if not given:
        return None
    total: Number = ZERO
    for rate in given:
        total = total + rate
    return total * resource.settings.hours * SECONDS_PER_HOUR / MILLION


def _backtrack(resource: Resource, bill: Bill, engine: Text) -> None:
    """Change records that are kept, each billed by the hour (Aurora MySQL)."""
    seconds = resource.number("backtrack_window") if resource.has("backtrack_window") else ZERO
    said = resource.usage(BACKTRACK[2])
    if engine != "aurora-mysql" or (seconds == 0 and said is None):
        return
    hours = seconds / SECONDS_PER_HOUR if said is None else said
    statements, records = resource.usage(BACKTRACK[0]), resource.usage(BACKTRACK[1])
    quantity = None
    if statements is not None and records is not None:
        quantity = statements * records * hours * resource.settings.hours / MILLION
    price = resource.price(RDS, "aurora", "backtrack")
    bill.use_amount(
        "Backtrack",
        "1M change-records",
        quantity,
        price,
        keys=BACKTRACK[:2],
        inputs=("backtrack_window",),
        scale=MILLION,
    )


def _multi_az(resource: Resource, bill: Bill, engine: str) -> None:
    """A Multi-AZ cluster of MySQL or PostgreSQL: one writer and two readable standbys."""
    type_ = resource.text("db_cluster_instance_class")
    engine = {"postgres": "postgresql"}.get(engine, engine)
    price = resource.price(RDS, type_, engine, "multi-az-cluster")
    name = f"Database instance (on-demand, Multi-AZ cluster, {type_})"
    bill.add(name, "hours", resource.hours(), price, inputs=("db_cluster_instance_class", "engine"))
    kind = resource.text("storage_type", "io1")
    price = resource.price(RDS, "storage", kind, "multi-az-cluster")
    size = (
        resource.number("allocated_storage") if resource.has("allocated_storage") else _not_given("allocated_storage")
    )
    bill.add(f"Storage ({kind})", "GB", size, price, inputs=("storage_type", "allocated_storage"))
    if resource.has("iops"):
        price = resource.price(RDS, "iops", kind, "multi-az-cluster")
        bill.add("Provisioned IOPS", "IOPS", resource.number("iops"), price, inputs=("storage_type", "iops"))


def _not_given(name: str) -> Unknown:
    return Unknown(f"{name} is not given")
