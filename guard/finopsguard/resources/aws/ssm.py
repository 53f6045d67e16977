"""Parameter Store (AWS: "AWS Systems Manager pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Unknown
from finopsguard.types.money import ONE

SSM = "AWSSystemsManager"
STANDARD, ADVANCED, INTELLIGENT = "Standard", "Advanced", "Intelligent-Tiering"
STANDARD_BYTES = 4096
"""The largest value of a standard parameter."""
TEN_THOUSAND = Decimal(10_000)
INTERACTIONS, THROUGHPUT = "monthly_api_interactions", "api_throughput_limit"
HIGHER = ("advanced", "higher")


@about(
    components=(("Parameter storage (advanced)", "hours"), ("API interactions (advanced)", "10k interactions")),
    services=(SSM,),
    usage=(
        ("parameter_storage_hrs", "hours a month that the parameter exists"),
        (INTERACTIONS, "API interactions"),
        (THROUGHPUT, "standard, advanced or higher: the account's throughput limit"),
    ),
    assumptions=(
        "Standard parameters are free, unless the usage file says that the account has a higher throughput limit.",
        "Intelligent tiering takes the advanced tier for values above 4 KB only.",
    ),
)
def parameter(resource: Resource, bill: Bill) -> None:
    """``aws_ssm_parameter``: storage of advanced ones, and API interactions."""
    tier = resource.text("tier", STANDARD, unknown=(STANDARD, ADVANCED))
    value = resource.text("value")
    if tier == INTELLIGENT:
        large = isinstance(value, str) and len(value.encode()) > STANDARD_BYTES
        tier = ADVANCED if large else STANDARD
    advanced = tier == ADVANCED
    if advanced:
        hours = resource.settings.hours
        bill.add(
            "Parameter storage (advanced)",
            "hours",
            resource.hours("parameter_storage_hrs"),
            resource.price(SSM, "parameter-store/advanced"),
            inputs=("tier",),
            scale=ONE / hours,
        )
    if advanced or resource.said(THROUGHPUT) in HIGHER:
        price = resource.price(SSM, "parameter-store/api-interactions/advanced")
        name = "API interactions (advanced)"
        bill.use(name, "10k interactions", price, key=INTERACTIONS, scale=TEN_THOUSAND, inputs=("tier",))
    elif not isinstance(tier, Unknown):
        bill.free("standard parameters cost nothing")


@about(
    components=(("On-prem managed instances (advanced)", "hours"),),
    services=(SSM,),
    usage=(("instance_tier", "standard or advanced"), ("instances", "machines of your own")),
    assumptions=(
        "The advanced tier, which bills each machine by the hour, is a setting of the account: the usage file tells.",
    ),
)
def activation(resource: Resource, bill: Bill) -> None:
    """``aws_ssm_activation``: machines outside AWS, billed in the advanced tier only."""
    if str(resource.said("instance_tier") or STANDARD).lower() != "advanced":
        bill.free("machines in the standard tier cost nothing")
        return
    count = resource.usage("instances")
    hours = None if count is None else count * resource.settings.hours
    price = resource.price(SSM, "on-premises/advanced")
    bill.use_amount("On-prem managed instances (advanced)", "hours", hours, price, keys=("instances",))
