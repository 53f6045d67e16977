"""VPC endpoints (AWS: "AWS PrivateLink pricing")."""

from collections.abc import Mapping
from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Number, Unknown, larger
from finopsguard.types.money import ONE

VPC = "AmazonVPC"
KEYS: Mapping[str, str] = {"Interface": "interface-endpoint", "GatewayLoadBalancer": "gwlb-endpoint"}
"""``vpc_endpoint_type`` -> its prices."""
GATEWAY_FREE = "gateway endpoints (S3, DynamoDB) are free of charge"


@about(
    components=(("Endpoint (Interface | GatewayLoadBalancer)", "hours"), ("Data processed (tier)", "GB")),
    services=(VPC,),
    usage=(("monthly_data_processed_gb", "GB"),),
    assumptions=(
        "Hours are billed in each subnet; where apply decides which, they are counted by the configuration's references.",
        "Gateway endpoints are free. Data tiers start at the endpoint's own quantity; AWS counts the region's.",
    ),
)
def endpoint(resource: Resource, bill: Bill) -> None:
    """``aws_vpc_endpoint``: hours in each subnet, and data by usage."""
    type_ = resource.text("vpc_endpoint_type", "Gateway")
    if type_ == "Gateway":
        bill.free(GATEWAY_FREE)
        return
    inputs = ("vpc_endpoint_type", "subnet_ids")
    name = f"Endpoint ({type_})"
    quantity = resource.settings.hours * subnets(resource)
    key = None if isinstance(type_, Unknown) else KEYS.get(type_)
    if key is None:
        why = type_.why if isinstance(type_, Unknown) else f"the price book knows no endpoints of type {type_}"
        bill.add(name, "hours", quantity, Missing(why), inputs=inputs)
        return
    bill.add(name, "hours", quantity, resource.price(VPC, key, "hour"), inputs=inputs)
    bill.use(
        "Data processed",
        "GB",
        resource.price(VPC, key, "gb"),
        key="monthly_data_processed_gb",
        inputs=inputs[:1],
        name_first_tier=True,
    )


def subnets(resource: Resource) -> Number:
    """Subnets that the endpoint has an interface in, named by itself or by associations; at least one, as it exists somewhere."""
    if resource.blocks("subnet_configuration") and not resource.values.get("subnet_ids"):
        own: Number = Decimal(len(resource.blocks("subnet_configuration")))
    else:
        own = resource.length("subnet_ids", "aws_subnet", "aws_default_subnet")
    associated = len(resource.referrers("aws_vpc_endpoint_subnet_association", "vpc_endpoint_id"))
    return larger(own + Decimal(associated), ONE)
