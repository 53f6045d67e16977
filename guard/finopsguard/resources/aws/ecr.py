"""ECR repositories (AWS: "Amazon Elastic Container Registry pricing")."""

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource

ECR = "AmazonECR"


@about(
    components=(("Storage", "GB"),),
    services=(ECR,),
    usage=(("storage_gb", "GB"),),
    assumptions=("Data that leaves the region is not listed.",),
)
def repository(resource: Resource, bill: Bill) -> None:
    """``aws_ecr_repository``: stored images."""
    bill.use("Storage", "GB", resource.price(ECR, "storage"), key="storage_gb")
