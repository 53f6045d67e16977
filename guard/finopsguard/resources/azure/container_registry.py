"""Container registries (Azure: "Container Registry pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Number, above

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
    replicas = len(resource.blocks("georeplications"))
    if replicas:
        label = f"Geo replication ({replicas} location{'s' if replicas > 1 else ''})"
        bill.add(label, "days", DAYS * replicas, price, inputs=("georeplications",))
    included = INCLUDED_GB.get(plan, 0)
    stored = resource.usage("storage_gb")
    billed: Number | None = None if stored is None else above(stored, included)
    storage = resource.price(REGISTRY, "storage")
    bill.use_amount(f"Storage (over {included}GB)", "GB", billed, storage, keys=("storage_gb",), inputs=("sku",))
    hours = resource.usage("monthly_build_vcpu_hrs")
    seconds: Number | None = None if hours is None else hours * SECONDS
    build = resource.price(REGISTRY, "build", "vcpu")
    bill.use_amount("Build vCPU", "seconds", seconds, build, keys=("monthly_build_vcpu_hrs",))
