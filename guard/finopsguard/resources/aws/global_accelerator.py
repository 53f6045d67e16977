"""Global Accelerator (AWS: "AWS Global Accelerator pricing")."""

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource

SERVICE = "AWSGlobalAccelerator"


@about(
    components=(("Fixed fee", "hours"),),
    services=(SERVICE,),
    assumptions=(
        "A disabled accelerator is billed on until it is deleted.",
        "The data transfer premium belongs to its endpoint groups.",
    ),
)
def accelerator(resource: Resource, bill: Bill) -> None:
    """``aws_globalaccelerator_accelerator``: one price in all regions."""
    bill.add("Fixed fee", "hours", resource.settings.hours, resource.price(SERVICE, "accelerator"))
