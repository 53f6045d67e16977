"""What a database class costs besides its hours: surplus CPU credits and insights (AWS: "Amazon RDS pricing", "Performance Insights
pricing", "Amazon CloudWatch pricing").
"""

from decimal import Decimal

from finopsguard.resources.aws.instance_types import UNLIMITED_BY_DEFAULT, family, vcpus
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Number, Text, Unknown
from finopsguard.types.money import THOUSAND
from finopsguard.types.price import Price

RDS = "AmazonRDS"
CLOUDWATCH = "AmazonCloudWatch"
FREE_RETENTION_DAYS = 7


def cpu_credits(resource: Resource, bill: Bill, type_: Text, price: Price | Missing) -> None:
    """T3 and T4g databases run in unlimited mode and pay for surplus credits (AWS: "DB instance class types")."""
    if isinstance(type_, Unknown) or family(type_) not in UNLIMITED_BY_DEFAULT:
        return
    hours, cores = resource.usage("monthly_cpu_credit_hrs"), vcpus(resource, type_)
    bill.use_amount(
        "CPU credits",
        "vCPU-hours",
        None if hours is None else hours * cores if cores is not None else _no_vcpus(type_),
        price,
        keys=("monthly_cpu_credit_hrs",),
        inputs=("instance_class",),
    )


def insights(resource: Resource, bill: Bill, type_: Text, holder: Block) -> None:
    """Performance Insights beyond its seven free days, or Database Insights in advanced mode, which includes 15 months of it.

    ``holder`` says the mode: the instance, or an Aurora instance's cluster.
    """
    cores = vcpus(resource, type_)
    count: Number = _no_vcpus(type_) if cores is None else cores
    advanced = holder.text("database_insights_mode", "standard") == "advanced"
    if advanced:
        rate = resource.price(CLOUDWATCH, "database-insights", "vcpu")
        name = "Database Insights (advanced)"
        bill.add(
            name, "vCPU-hours", resource.hours() * count, rate, inputs=("database_insights_mode", "instance_class")
        )
    if not resource.flag("performance_insights_enabled"):
        return
    days = resource.number("performance_insights_retention_period", FREE_RETENTION_DAYS)
    if not advanced and (isinstance(days, Unknown) or days > Decimal(FREE_RETENTION_DAYS)):
        rate = resource.price(RDS, "performance-insights", "long-term-retention", type_)
        bill.add(
            f"Performance Insights Long Term Retention ({type_})",
            "vCPU-month",
            days if isinstance(days, Unknown) else count,
            rate,
            inputs=("performance_insights_retention_period", "instance_class"),
        )
    rate = resource.price(RDS, "performance-insights", "api-requests")
    key = "monthly_additional_performance_insights_requests"
    bill.use("Performance Insights API", "1000 requests", rate, key=key, scale=THOUSAND)


def _no_vcpus(type_: Text) -> Unknown:
    return Unknown(f"the number of vCPUs of {type_} is not known")
