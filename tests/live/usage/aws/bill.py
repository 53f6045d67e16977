"""A small account's bill, line by line: what the loopback Cost Explorer filters, groups and adds up."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

EC2 = "Amazon Elastic Compute Cloud - Compute"
S3 = "Amazon Simple Storage Service"
RDS = "Amazon Relational Database Service"


@dataclass(frozen=True)
class Line:
    start: datetime
    """An hour."""
    cost: Decimal
    usage: Decimal
    unit: str
    dimensions: dict[str, str]
    tags: dict[str, str] = field(default_factory=dict)
    currency: str = "USD"


def lines(first: datetime, days: int) -> list[Line]:
    """Every hour two instances (0.10 and 0.20 an hour, one tagged), every day at noon storage in Ireland for 0.50."""
    made = []
    for hour in range(24 * days):
        start = first + timedelta(hours=hour)
        for name, price, tags in (("i-one", "0.10", {"team": "web"}), ("i-two", "0.20", {})):
            made.append(used(start, price, EC2, name, "BoxUsage:m5.large", account="111111111111", tags=tags))
        if start.hour == 12:
            storage = used(
                start, "0.50", S3, "logs", "TimedStorage-ByteHrs", region="eu-west-1", account="222222222222"
            )
            made.append(replace(storage, usage=Decimal(20), unit="GB-Mo", tags={"team": "data"}))
    return made


def used(
    start, cost, service, resource, usage_type, *, region="us-east-1", account="", kind="Usage", tags=None, unit="Hrs"
):
    """A line of an hour; ``resource`` may be empty: a charge of no resource."""
    dimensions = {"SERVICE": service, "REGION": region, "USAGE_TYPE": usage_type, "RECORD_TYPE": kind}
    dimensions |= {"RESOURCE_ID": resource} if resource else {}
    dimensions |= {"LINKED_ACCOUNT": account} if account else {}
    return Line(start, Decimal(cost), Decimal(1), unit, dimensions, tags or {})
