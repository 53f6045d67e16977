"""RDS database instances (AWS: "Amazon RDS pricing")."""

from finopsguard.resources.about import about
from finopsguard.resources.aws.ec2 import NO_RESERVED, RESERVED_KEYS
from finopsguard.resources.aws.instance_types import family
from finopsguard.resources.aws.rds_class import cpu_credits, insights
from finopsguard.resources.aws.rds_storage import CREATED_FROM, storage
from finopsguard.resources.aws.rds_support import extended_support
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Text, Unknown
from finopsguard.types.money import ONE
from finopsguard.types.price import Price

RDS = "AmazonRDS"
CLOUDWATCH = "AmazonCloudWatch"

ENGINES = {"postgres": "postgresql", "oracle-ee-cdb": "oracle-ee", "oracle-se2-cdb": "oracle-se2"}
"""Terraform's engine -> that of the price book, where they differ."""
ORACLE_LICENCES = {"oracle-ee": "bring-your-own-license", "oracle-se2": "license-included"}
"""Licence where ``license_model`` is not set: Enterprise Edition can only be brought along (AWS: "RDS for Oracle licensing options")."""
RESTORED_FROM = ("replicate_source_db", "restore_to_point_in_time.0.source_db_instance_identifier")


@about(
    components=(
        ("Database instance (on-demand | reserved, Single-AZ | Multi-AZ, class)", "hours"),
        ("Storage (type)", "GB"),
        ("Provisioned IOPS", "IOPS"),
        ("Provisioned GP3 IOPS (above 3,000 | 12,000)", "IOPS"),
        ("Provisioned GP3 throughput (above 125 | 500)", "MBps"),
        ("I/O requests", "1M requests"),
        ("Additional backup storage", "GB"),
        ("CPU credits", "vCPU-hours"),
        ("Extended support (year 1 | 3)", "vCPU-hours"),
        ("Performance Insights Long Term Retention (class)", "vCPU-month"),
        ("Performance Insights API", "1000 requests"),
        ("Database Insights (advanced)", "vCPU-hours"),
        ("Dedicated log volume", "months"),
    ),
    services=(RDS, CLOUDWATCH),
    usage=(
        ("monthly_hrs", "hours"),
        ("additional_backup_storage_gb", "GB of backups beyond the size of the region's databases"),
        ("monthly_cpu_credit_hrs", "hours of surplus CPU credits per vCPU"),
        ("monthly_standard_io_requests", "requests to magnetic storage"),
        ("monthly_additional_performance_insights_requests", "requests beyond the free million"),
        ("reserved_instance_term", "1_year or 3_year: reserved rates are not in the book"),
        ("reserved_instance_payment_option", "no_upfront, partial_upfront or all_upfront, the same"),
    ),
    assumptions=(
        "Storage is gp2, io1 where iops is set, unless storage_type says otherwise.",
        "A replica or a restore to a point in time has what it leaves out from its source, where that is in the plan.",
        "Oracle Standard Edition 2 includes its licence, Enterprise Edition brings it along, unless license_model says otherwise.",
        "MariaDB costs what MySQL costs: both prices are equal wherever the book has both.",
        "Old MySQL and PostgreSQL versions pay for extended support as of the day of the check, unless it is disabled.",
    ),
)
def database(resource: Resource, bill: Bill) -> None:
    """``aws_db_instance``. Aurora instances are ``aws_rds_cluster_instance``."""
    source = _source(resource)
    engine = _text(resource, source, "engine")
    if not isinstance(engine, Unknown):
        engine = ENGINES.get(engine.lower(), engine.lower())
    type_ = _text(resource, source, "instance_class")
    deployment = "multi-az" if resource.flag("multi_az") else "single-az"
    _hours(resource, source, bill, engine, type_, deployment)
    storage(resource, source, bill, engine=engine, deployment=deployment)
    bill.use(
        "Additional backup storage", "GB", resource.price(RDS, "backup", "rds"), key="additional_backup_storage_gb"
    )
    copies = 2 if deployment == "multi-az" else 1
    if not isinstance(engine, Unknown):
        version = _text(resource, source, "engine_version")
        extended_support(resource, bill, engine=engine, version=version, type_=type_, copies=copies)
    cpu_credits(resource, bill, type_, resource.price(RDS, "cpu-credits", family(str(type_))))
    insights(resource, bill, type_, resource)
    if resource.flag("dedicated_log_volume"):
        rate = resource.price(RDS, "dedicated-log-volume", deployment)
        bill.add("Dedicated log volume", "months", ONE, rate, inputs=("dedicated_log_volume", "multi_az"))


def _source(resource: Resource) -> Block | None:
    """The database that this one replicates or is restored from, where it is in the plan."""
    for attribute in RESTORED_FROM:
        found = resource.follow(attribute, "aws_db_instance")
        if found is not None:
            return found.block
    return None


def _text(resource: Resource, source: Block | None, name: str) -> Text:
    """An attribute of the instance itself, else of its source."""
    if not resource.has(name) and source is not None:
        return source.text(name)
    found = resource.text(name)
    return Unknown(f"{name} is not given: {CREATED_FROM}") if found == "" else found


def _hours(resource: Resource, source: Block | None, bill: Bill, engine: Text, type_: Text, deployment: str) -> None:
    listed = _hourly(resource, source, bill, engine, type_, deployment)
    reserved = any(resource.said(key) for key in RESERVED_KEYS)
    where = "Multi-AZ" if deployment == "multi-az" else "Single-AZ"
    bill.add(
        f"Database instance ({'reserved' if reserved else 'on-demand'}, {where}, {type_})",
        "hours",
        resource.hours(),
        Missing(NO_RESERVED) if reserved else listed,
        inputs=("instance_class", "engine", "license_model", "multi_az"),
        at_most=listed if reserved else None,
    )


def _hourly(
    resource: Resource, source: Block | None, bill: Bill, engine: Text, type_: Text, deployment: str
) -> Price | Missing:
    if isinstance(engine, Unknown):
        return Missing(engine.why)
    if engine.startswith("aurora"):
        return Missing("Aurora runs in clusters: its instances are priced as aws_rds_cluster_instance")
    if engine == "mariadb":
        return _mariadb(resource, bill, type_, deployment)
    if engine in ORACLE_LICENCES:
        licensed = source if source is not None and not resource.has("license_model") else resource
        licence = licensed.text("license_model", ORACLE_LICENCES[engine])
        return resource.price(RDS, type_, engine, licence, deployment)
    if resource.text("license_model") == "bring-your-own-media":
        return Missing(f"the price book has no price for {engine} with media brought along")
    return resource.price(RDS, type_, engine, deployment)


def _mariadb(resource: Resource, bill: Bill, type_: Text, deployment: str) -> Price | Missing:
    own = resource.price(RDS, type_, "mariadb", deployment)
    if isinstance(own, Price):
        return own
    mysql = resource.price(RDS, type_, "mysql", deployment)
    if isinstance(mysql, Missing):
        return own
    bill.note("MariaDB at the price of MySQL: both are equal wherever the book has both")
    return mysql
