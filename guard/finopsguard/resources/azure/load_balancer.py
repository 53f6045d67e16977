"""Load balancers and their rules (Azure: "Load Balancer pricing")."""

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource

BALANCER = "load-balancer"
BASIC = "a basic load balancer and its rules cost nothing"
GATEWAY = "a gateway load balancer has prices of its own, which the price book lacks"
RULE_NOTE = (
    "the rate of a rule beyond the fifth; Azure bills the first five rules of a balancer together at $0.025 an hour, "
    "which one resource cannot tell"
)


@about(
    components=(("Data processed", "GB"), ("Gateway usage", "hours")),
    services=(BALANCER,),
    usage=(("monthly_data_processed_gb", "GB"),),
    assumptions=(
        "The hours of a standard balancer are those of its rules. Gateway balancers have no price in the book.",
    ),
)
def balancer(resource: Resource, bill: Bill) -> None:
    """``azurerm_lb``."""
    sku = str(resource.text("sku", "Standard", unknown=("Standard", "Basic"))).lower()
    if sku == "basic":
        bill.free(BASIC)
    elif sku == "gateway":
        bill.add("Gateway usage", "hours", resource.hours(), Missing(GATEWAY), inputs=("sku",))
    else:
        data_processed(resource, bill, "monthly_data_processed_gb")


@about(
    components=(("Rule usage", "hours"),),
    services=(BALANCER,),
    assumptions=(
        "A rule costs what one beyond the fifth does; the first five of a balancer cost $0.025 an hour together.",
    ),
)
def rule(resource: Resource, bill: Bill) -> None:
    """``azurerm_lb_rule`` and ``azurerm_lb_outbound_rule``."""
    found = resource.follow("loadbalancer_id", "azurerm_lb")
    sku = str(found.block.text("sku", "Standard")).lower() if found else "standard"
    if sku == "basic":
        bill.free(BASIC)
        return
    if sku == "gateway":
        bill.free("the rules of a gateway load balancer are billed with it")
        return
    price = resource.price(BALANCER, "standard", "overage-rule")
    bill.add("Rule usage", "hours", resource.hours(), price, inputs=("loadbalancer_id",), note=RULE_NOTE)


def data_processed(resource: Resource, bill: Bill, key: str) -> None:
    """What flows through a standard balancer."""
    bill.use("Data processed", "GB", resource.price(BALANCER, "standard", "gb"), key=key)
