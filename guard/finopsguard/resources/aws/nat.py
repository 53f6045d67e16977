"""NAT gateways (AWS: "Amazon VPC pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Number, Unknown
from finopsguard.types.money import ONE

EC2 = "AmazonEC2"
ZONES_CHOSEN = "a regional NAT gateway costs its hours in each zone, and AWS chooses the zones"


@about(
    components=(("NAT gateway", "hours"), ("Data processed", "GB")),
    services=(EC2,),
    usage=(("monthly_data_processed_gb", "GB"),),
    assumptions=(
        "A regional NAT gateway costs its hours in each zone that it names; where AWS chooses the zones, they have no amount.",
        "Its public addresses are priced as aws_eip.",
    ),
)
def gateway(resource: Resource, bill: Bill) -> None:
    """``aws_nat_gateway``: hours, and data by usage; private gateways cost the same."""
    hour = resource.price(EC2, "nat-gateway", "hour")
    inputs = ("availability_mode",)
    bill.add("NAT gateway", "hours", resource.settings.hours * _zones(resource), hour, inputs=inputs)
    bill.use(
        "Data processed", "GB", resource.price(EC2, "nat-gateway", "gb"), key="monthly_data_processed_gb", inputs=inputs
    )


def _zones(resource: Resource) -> Number:
    """Zones that a gateway is billed in: one, unless it is regional."""
    mode = resource.text("availability_mode", "zonal")
    if isinstance(mode, Unknown):
        return mode
    if mode != "regional":
        return ONE
    named = len(resource.blocks("availability_zone_address"))
    return Decimal(named) if named else Unknown(ZONES_CHOSEN)
