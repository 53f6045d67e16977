"""RDS Extended Support: what old major versions cost beyond their end of standard support.

Dates: AWS "Supported MySQL major versions on Amazon RDS", "Release calendars for Amazon RDS for PostgreSQL", "Using Amazon RDS Extended
Support" (Aurora MySQL; Aurora PostgreSQL has the dates of RDS). Charges: AWS "Amazon RDS Extended Support charges": per vCPU-hour, also
of the standby in Multi-AZ deployments.
"""

from datetime import date
from decimal import Decimal

from finopsguard.resources.aws.instance_types import vcpus
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Number, Text, Unknown

RDS = "AmazonRDS"
DISABLED = "open-source-rds-extended-support-disabled"

CHARGED_FROM = {
    # (engine, major version): the first day of year 1, the first day of year 3.
    ("mysql", "5.7"): (date(2024, 3, 1), date(2026, 3, 1)),
    ("mysql", "8.0"): (date(2026, 8, 1), date(2028, 8, 1)),
    ("mysql", "8.4"): (date(2029, 8, 1), date(2031, 8, 1)),
    ("aurora-mysql", "5.7"): (date(2024, 12, 1), date(2026, 12, 1)),
    ("postgresql", "11"): (date(2024, 4, 1), date(2026, 4, 1)),
    ("postgresql", "12"): (date(2025, 3, 1), date(2027, 3, 1)),
    ("postgresql", "13"): (date(2026, 3, 1), date(2028, 3, 1)),
    ("postgresql", "14"): (date(2027, 3, 1), date(2029, 3, 1)),
    ("postgresql", "15"): (date(2028, 3, 1), date(2030, 3, 1)),
    ("postgresql", "16"): (date(2029, 3, 1), date(2031, 3, 1)),
    ("postgresql", "17"): (date(2030, 3, 1), date(2032, 3, 1)),
    ("postgresql", "18"): (date(2031, 3, 1), date(2033, 3, 1)),
}
SIGNIFICANT = {"mysql": 2, "aurora-mysql": 2, "postgresql": 1}
"""Parts of a version that make the major one."""


def extended_support(
    resource: Resource,
    bill: Bill,
    *,
    engine: str,
    version: Text,
    type_: Text,
    copies: int = 1,
    holder: Block | None = None,
) -> None:
    """The line of an old MySQL or PostgreSQL on ``copies`` instances (2 in Multi-AZ); none where standard support goes on.

    ``holder`` says whether support is extended: the instance, or an Aurora instance's cluster.
    """
    year = year_of(engine, version, resource.settings.today)
    if not year or (holder or resource).text("engine_lifecycle_support") == DISABLED:
        return
    cores = vcpus(resource, type_)
    quantity: Number = Unknown(f"the number of vCPUs of {type_} is not known")
    if cores is not None:
        quantity = resource.hours() * cores * Decimal(copies)
    price = resource.price(RDS, "extended-support", "year-3" if year == 3 else "year-1")
    bill.add(f"Extended support (year {year})", "vCPU-hours", quantity, price, inputs=("engine", "engine_version"))


def year_of(engine: str, version: Text, today: date) -> int:
    """1 (also in the second year, which costs the same), 3, or 0 where extended support is not charged."""
    parts = SIGNIFICANT.get(engine)
    if parts is None or isinstance(version, Unknown):
        return 0
    major = ".".join(version.split(".")[:parts])
    starts = CHARGED_FROM.get((engine, major))
    if starts is None or today < starts[0]:
        return 0
    return 3 if today >= starts[1] else 1
