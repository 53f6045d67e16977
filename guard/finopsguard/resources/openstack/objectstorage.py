"""Object storage and stored images (the clouds' price pages: "Object storage")."""

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.openstack.prices import BLOCK_STORAGE, OBJECT_STORAGE, open_bill, price
from finopsguard.resources.resource import Resource
from finopsguard.types.price import Price


@about(
    components=(("Storage", "GB"), ("Outbound traffic", "GB")),
    services=(OBJECT_STORAGE,),
    usage=(("storage_gb", "GB stored"), ("monthly_egress_data_gb", "GB sent")),
    assumptions=("All of a container is of the standard class.",),
)
def container(resource: Resource, bill: Bill) -> None:
    """``openstack_objectstorage_container_v1``."""
    open_bill(resource, bill)
    bill.use("Storage", "GB", price(resource, OBJECT_STORAGE, "storage"), key="storage_gb")
    traffic = price(resource, OBJECT_STORAGE, "egress")
    if isinstance(traffic, Price):
        bill.use("Outbound traffic", "GB", traffic, key="monthly_egress_data_gb")


@about(
    components=(("Image storage", "GB"),),
    services=(BLOCK_STORAGE,),
    usage=(("storage_gb", "GB that the image takes"),),
)
def image(resource: Resource, bill: Bill) -> None:
    """``openstack_images_image_v2``."""
    open_bill(resource, bill)
    bill.use("Image storage", "GB", price(resource, BLOCK_STORAGE, "image"), key="storage_gb")
