"""Disks, snapshots and images as resources of their own (Google: "Disk and image pricing")."""

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.gcp import disks
from finopsguard.resources.gcp.machine_types import base_name
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Number, Text

COMPUTE = "compute-engine"

EMPTY_GB = {"pd-standard": 500, "pd-balanced": 100, "pd-ssd": 100, "pd-extreme": 1000, "hyperdisk-balanced": 100}
"""Size that an empty disk gets where none is given ("Create a new Persistent Disk volume")."""

IMAGE_GB = 10
"""Size of most public images, which a disk made from one has where none is given."""

SOURCES = (
    ("image", "google_compute_image", "disk_size_gb"),
    ("snapshot", "google_compute_snapshot", "disk_size_gb"),
    ("source_disk", "google_compute_disk", "size"),
)


@about(
    components=(
        ("Standard provisioned storage (pd-standard)", "GB"),
        ("SSD provisioned storage (pd-ssd)", "GB"),
        ("Hyperdisk provisioned storage (hyperdisk-extreme)", "GB"),
        ("Provisioned IOPS", "IOPS"),
        ("Provisioned throughput", "MBps"),
    ),
    services=(COMPUTE,),
    assumptions=(
        "pd-standard where no type is given; the size of its image, snapshot or an empty disk where no size is given.",
    ),
)
def disk(resource: Resource, bill: Bill) -> None:
    """``google_compute_disk``."""
    _disk(resource, bill, regional=False)


@about(
    components=(("Standard provisioned storage (pd-standard, regional)", "GB"),),
    services=(COMPUTE,),
    assumptions=("A regional disk is listed at its own rate, twice that of a zonal one.",),
)
def region_disk(resource: Resource, bill: Bill) -> None:
    """``google_compute_region_disk``."""
    _disk(resource, bill, regional=True)


@about(components=(("Storage", "GB"),), services=(COMPUTE,), usage=(("storage_gb", "GB that the snapshot takes"),))
def snapshot(resource: Resource, bill: Bill) -> None:
    """``google_compute_snapshot``."""
    bill.use("Storage", "GB", resource.price(COMPUTE, "snapshot"), key="storage_gb")


@about(components=(("Storage", "GB"),), services=(COMPUTE,), usage=(("storage_gb", "GB that the image takes"),))
def image(resource: Resource, bill: Bill) -> None:
    """``google_compute_image``."""
    bill.use("Storage", "GB", resource.price(COMPUTE, "image"), key="storage_gb")


@about(components=(("Storage", "GB"),), services=(COMPUTE,), usage=(("storage_gb", "GB that the machine image takes"),))
def machine_image(resource: Resource, bill: Bill) -> None:
    """``google_compute_machine_image``."""
    bill.use("Storage", "GB", resource.price(COMPUTE, "machine-image"), key="storage_gb")


def _disk(resource: Resource, bill: Bill, *, regional: bool) -> None:
    named = resource.text("type", "pd-standard")
    type_ = base_name(named) if isinstance(named, str) else named
    disks.storage(resource, bill, type_, _size(resource, bill, type_), inputs=("type", "size"), regional=regional)
    disks.performance(resource, bill, type_, resource)


def _size(resource: Resource, bill: Bill, type_: Text) -> Number:
    if resource.values.get("size") or resource.trial.configured("size") is True:
        return resource.number("size")
    for attribute, kind, size in SOURCES:
        found = resource.follow(attribute, kind)
        if found and found.block.values.get(size):
            return found.block.number(size)
    made_from = any(resource.values.get(name) or resource.is_unknown(name) for name in ("image", "snapshot"))
    default = IMAGE_GB if made_from else EMPTY_GB.get(str(type_), 100)
    bill.note(
        f"size: {default} GB assumed, {'the image or snapshot decides' if made_from else 'the size of an empty disk'}"
    )
    return resource.number("size", default)
