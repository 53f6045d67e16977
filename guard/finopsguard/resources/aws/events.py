"""EventBridge buses (AWS: "Amazon EventBridge pricing")."""

from decimal import Decimal
from typing import NamedTuple

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.types.money import MILLION, ONE

EVENTS = "AWSEvents"


class Line(NamedTuple):
    """What a bus bills: name, unit, usage key, price key, units of the price per unit."""

    name: str
    unit: str
    usage: str
    price: str
    scale: Decimal = ONE


LINES = (
    Line("Custom events published", "1M events", "monthly_custom_events", "custom-events", MILLION),
    Line("Third-party events published", "1M events", "monthly_third_party_events", "partner-events", MILLION),
    Line("Archive processing", "GB", "monthly_archive_processing_gb", "archive/processing"),
    Line("Archive storage", "GB", "archive_storage_gb", "archive/storage"),
    Line("Schema discovery", "1M events", "monthly_schema_discovery_events", "schema-discovery", MILLION),
)
ALWAYS = "custom-events"


@about(
    components=tuple((line.name, line.unit) for line in LINES),
    services=(EVENTS,),
    usage=tuple((line.usage, line.unit) for line in LINES),
    assumptions=(
        "Archives, schema discovery and events of partners are listed where the plan or the usage file has them.",
    ),
)
def bus(resource: Resource, bill: Bill) -> None:
    """``aws_cloudwatch_event_bus``: events, and their archive."""
    archived = bool(resource.referrers("aws_cloudwatch_event_archive", "event_source_arn"))
    for line in LINES:
        wanted = line.price == ALWAYS or (archived and line.price.startswith("archive/"))
        if wanted or resource.said(line.usage) is not None:
            bill.use(line.name, line.unit, resource.price(EVENTS, line.price), key=line.usage, scale=line.scale)
