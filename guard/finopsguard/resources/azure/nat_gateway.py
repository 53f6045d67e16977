"""NAT gateways (Azure: "Azure NAT Gateway pricing")."""

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource

NAT = "nat-gateway"


@about(
    components=(("NAT gateway", "hours"), ("Data processed", "GB")),
    services=(NAT,),
    usage=(("monthly_data_processed_gb", "GB"), ("monthly_hrs", "hours")),
)
def nat_gateway(resource: Resource, bill: Bill) -> None:
    """``azurerm_nat_gateway``."""
    bill.add("NAT gateway", "hours", resource.hours(), resource.price(NAT, "standard", "hour"), inputs=("sku_name",))
    bill.use("Data processed", "GB", resource.price(NAT, "standard", "gb"), key="monthly_data_processed_gb")
