"""Application gateways (Azure: "Application Gateway pricing")."""

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Number, Unknown, larger

GATEWAY = "application-gateway"
V2 = {"standard_v2": ("basic v2", "basic", "standard-v2"), "waf_v2": ("WAF v2", "WAF", "waf-v2")}
"""SKU -> its name as a gateway, as a capacity unit, and in the book."""
V1 = {"standard": "basic", "waf": "WAF"}


@about(
    components=(("Gateway usage (SKU)", "hours"), ("V2 capacity units (SKU)", "CU"), ("Data processed", "GB")),
    services=(GATEWAY,),
    usage=(("capacity_units", "capacity units in use on average"), ("monthly_data_processed_gb", "GB (v1 only)")),
    assumptions=(
        "A v2 gateway is billed for at least its fixed capacity or autoscaling minimum, 10 units an instance.",
    ),
)
def gateway(resource: Resource, bill: Bill) -> None:
    """``azurerm_application_gateway``."""
    sku = resource.block("sku") or Block({}, {}, resource.trial, "sku.0")
    name = str(sku.text("name")).lower()
    hours = resource.hours()
    if name not in V2:
        _v1(resource, bill, sku)
        return
    label, unit_label, key = V2[name]
    bill.add(f"Gateway usage ({label})", "hours", hours, resource.price(GATEWAY, key, "hour"), inputs=("sku.0.name",))
    units = _capacity_units(resource, sku)
    bill.use_amount(
        f"V2 capacity units ({unit_label})",
        "CU",
        None if units is None else hours * units,
        resource.price(GATEWAY, key, "capacity-unit"),
        keys=("capacity_units",),
        inputs=("sku.0.capacity", "autoscale_configuration.0.min_capacity"),
    )


def _capacity_units(resource: Resource, sku: Block) -> Number | None:
    """What is used, at least what is reserved: ten units for each fixed or minimum instance (Azure: "Understanding pricing")."""
    used = resource.usage("capacity_units")
    scaling = resource.block("autoscale_configuration")
    reserved = (scaling.number("min_capacity") if scaling else sku.number("capacity")) * 10
    if used is not None:
        return larger(used, reserved)
    return reserved if isinstance(reserved, Unknown) or reserved else None


def _v1(resource: Resource, bill: Bill, sku: Block) -> None:
    family, _, size = str(sku.text("name")).lower().partition("_")
    label = V1.get(family, family)
    hours = resource.hours() * sku.number("capacity", 1)
    generation = "v1" if family == "standard" else f"v1-{family}"
    inputs = ("sku.0.name", "sku.0.capacity")
    price = resource.price(GATEWAY, generation, size)
    bill.add(f"Gateway usage ({label}, {size})", "hours", hours, price, inputs=inputs)
    data = resource.price(GATEWAY, generation, size, "gb")
    bill.use("Data processed", "GB", data, key="monthly_data_processed_gb", inputs=inputs)
