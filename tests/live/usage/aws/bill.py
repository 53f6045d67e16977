"""A small account's bill, line by line: what the loopback Cost Explorer filters, groups and adds up."""

from dataclasses import dataclass, field
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
            dimensions = {"SERVICE": EC2, "REGION": "us-east-1", "RESOURCE_ID": name, "LINKED_ACCOUNT": "111111111111"}
            made.append(Line(start, Decimal(price), Decimal(1), "Hrs", dimensions, tags))
        if start.hour == 12:
            dimensions = {"SERVICE": S3, "REGION": "eu-west-1", "RESOURCE_ID": "logs", "LINKED_ACCOUNT": "222222222222"}
            made.append(Line(start, Decimal("0.50"), Decimal(20), "GB-Mo", dimensions, {"team": "data"}))
    return made
