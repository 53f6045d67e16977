"""CloudTrail trails (AWS: "AWS CloudTrail pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource

CLOUDTRAIL = "AWSCloudTrail"
HUNDRED_THOUSAND = Decimal(100_000)
MANAGEMENT, DATA, INSIGHTS = (
    "monthly_additional_management_events",
    "monthly_data_events",
    "monthly_insight_events",
)


@about(
    components=(
        ("Management events (additional copies)", "100k events"),
        ("Data events", "100k events"),
        ("Insight events", "100k events"),
    ),
    services=(CLOUDTRAIL,),
    usage=((MANAGEMENT, "events"), (DATA, "events"), (INSIGHTS, "events")),
    assumptions=(
        "The first copy of management events in each region is free; which trail delivers it, the usage file knows.",
        "Data and insight events are listed where the trail selects them or the usage file gives them.",
    ),
)
def trail(resource: Resource, bill: Bill) -> None:
    """``aws_cloudtrail``: events beyond the free copy of management events."""
    price = resource.price(CLOUDTRAIL, "management-events/additional-copies")
    name, unit = "Management events (additional copies)", "100k events"
    bill.use(name, unit, price, key=MANAGEMENT, scale=HUNDRED_THOUSAND)
    basic = any(selector.blocks("data_resource") for selector in resource.blocks("event_selector"))
    if basic or resource.blocks("advanced_event_selector") or resource.said(DATA) is not None:
        inputs = ("event_selector", "advanced_event_selector")
        price = resource.price(CLOUDTRAIL, "data-events")
        bill.use("Data events", unit, price, key=DATA, scale=HUNDRED_THOUSAND, inputs=inputs)
    if resource.blocks("insight_selector") or resource.said(INSIGHTS) is not None:
        price = resource.price(CLOUDTRAIL, "insights-events")
        bill.use("Insight events", unit, price, key=INSIGHTS, scale=HUNDRED_THOUSAND, inputs=("insight_selector",))
