"""Container registries (Azure: "Container Registry pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Number, Unknown, above
from finopsguard.types.price import Price

REGISTRY = "container-registry"
DAYS = Decimal(30)
INCLUDED_GB = {"basic": 10, "standard": 100, "premium": 500}
SECONDS = 3600


@about(
    components=(
        ("Registry usage (SKU)", "days"),
        ("Geo replication (n locations)", "days"),
        ("Storage (over 10, 100 or 500 GB)", "GB"),
        ("Build vCPU", "seconds"),
    ),
    services=(REGISTRY,),
    usage=(("storage_gb", "GB stored"), ("monthly_build_vcpu_hrs", "vCPU hours of tasks")),
    assumptions=("A month has 30 days here; the storage that a SKU includes is taken off.",),
)
def registry(resource: Resource, bill: Bill) -> None:
    """``azurerm_container_registry``."""
    sku = resource.text("sku", "Basic")
    plan = str(sku).lower()
    price = resource.price(REGISTRY, plan)
    bill.add(f"Registry usage ({sku})", "days", DAYS, price, inputs=("sku",))
    _replicas(resource, bill, price)
    included = INCLUDED_GB.get(plan, 0)
    stored = resource.usage("storage_gb")
    billed: Number | None = None if stored is None else above(stored, included)
    storage = resource.price(REGISTRY, "storage")
    bill.use_amount(f"Storage (over {included}GB)", "GB", billed, storage, keys=("storage_gb",), inputs=("sku",))
    hours = resource.usage("monthly_build_vcpu_hrs")
    seconds: Number | None = None if hours is None else hours * SECONDS
    build = resource.price(REGISTRY, "build", "vcpu")
    bill.use_amount("Build vCPU", "seconds", seconds, build, keys=("monthly_build_vcpu_hrs",))


def _replicas(resource: Resource, bill: Bill, price: Price | Missing) -> None:
    """Each further location costs what the registry does. The provider before 3.0 has a list of names."""
    named = resource.texts("georeplication_locations")
    if isinstance(named, Unknown):
        bill.add("Geo replication", "days", named, price, inputs=("georeplication_locations",))
        return
    count = len(resource.blocks("georeplications")) or len(named)
    if count:
        label = f"Geo replication ({count} location{'s' if count > 1 else ''})"
        bill.add(label, "days", DAYS * count, price, inputs=("georeplications",))
