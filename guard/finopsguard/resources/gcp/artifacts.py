"""Artifact Registry (Google: "Artifact Registry pricing")."""

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.gcp.storage import location
from finopsguard.resources.resource import Resource

ARTIFACTS = "artifact-registry"


@about(
    components=(("Storage", "GB"),),
    services=(ARTIFACTS,),
    usage=(("storage_gb", "GB stored"),),
    assumptions=("The free 0.5 GB a month are not deducted; traffic out of its region is not counted.",),
)
def repository(resource: Resource, bill: Bill) -> None:
    """``google_artifact_registry_repository``. A virtual repository only leads to others."""
    if resource.text("mode", "STANDARD_REPOSITORY") == "VIRTUAL_REPOSITORY":
        bill.free("a virtual repository stores nothing: the repositories behind it are billed")
        return
    price = resource.price(ARTIFACTS, "storage", region=location(resource))
    bill.use("Storage", "GB", price, key="storage_gb", inputs=("location",))
