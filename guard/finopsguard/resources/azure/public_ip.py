"""Public IP addresses (Azure: "Public IP addresses pricing")."""

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource

NETWORK = "virtual-network"


@about(
    components=(("IP address (allocation)", "hours"),),
    services=(NETWORK,),
    usage=(("monthly_hrs", "hours"),),
    assumptions=("The standard SKU, static, unless the plan says otherwise.",),
)
def public_ip(resource: Resource, bill: Bill) -> None:
    """``azurerm_public_ip``: an hour costs the same whether something uses the address or not."""
    sku = str(resource.text("sku", "Standard", unknown=("Standard", "Basic"))).lower()
    allocation = str(resource.text("allocation_method", "Static")).lower()
    everywhere = str(resource.text("sku_tier", "Regional")).lower() == "global"
    if everywhere:
        name, tier = f"IP address ({allocation}, global)", "global"
    else:
        name, tier = f"IP address ({allocation})", sku
    price = resource.price(NETWORK, "public-ip", tier, allocation)
    bill.add(name, "hours", resource.hours(), price, inputs=("allocation_method", "sku", "sku_tier"))
