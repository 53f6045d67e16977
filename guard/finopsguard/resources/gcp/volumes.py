"""Disks, snapshots and images as resources of their own (Google: "Disk and image pricing", "Snapshot settings")."""

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.gcp import disks
from finopsguard.resources.gcp.machine_types import base_name
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Number, Text, Unknown

COMPUTE = "compute-engine"

EMPTY_GB = {"pd-standard": 500, "pd-balanced": 100, "pd-ssd": 100, "pd-extreme": 1000, "hyperdisk-balanced": 100}
"""Size that an empty disk gets where none is given ("Create a new Persistent Disk volume")."""

IMAGE_GB = 10
"""Size of most public images, which a disk made from one has where none is given."""

DISKS = ("google_compute_disk", "google_compute_region_disk")

NEAREST = {
    "us": "us",
    "northamerica": "us",
    "southamerica": "us",
    "europe": "eu",
    "asia": "asia",
    "australia": "asia",
}
"""How a region begins -> the group of regions in which its snapshots lie where storage_locations is not given."""

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


@about(
    components=(("Storage", "GB"),),
    services=(COMPUTE,),
    usage=(("storage_gb", "GB that the snapshot takes"),),
    assumptions=("Kept in storage_locations, else in the group of regions nearest to the disk, which costs more.",),
)
def snapshot(resource: Resource, bill: Bill) -> None:
    """``google_compute_snapshot``."""
    archive = resource.text("snapshot_type", "STANDARD") == "ARCHIVE"
    key = ("snapshot", "archive") if archive else ("snapshot",)
    place = _snapshot_place(resource, bill)
    price = place if isinstance(place, Missing) else resource.price(COMPUTE, *key, region=place)
    bill.use("Storage", "GB", price, key="storage_gb", inputs=("storage_locations", "snapshot_type"))


@about(components=(("Storage", "GB"),), services=(COMPUTE,), usage=(("storage_gb", "GB that the image takes"),))
def image(resource: Resource, bill: Bill) -> None:
    """``google_compute_image``."""
    bill.use("Storage", "GB", resource.price(COMPUTE, "image"), key="storage_gb")


@about(components=(("Storage", "GB"),), services=(COMPUTE,), usage=(("storage_gb", "GB that the machine image takes"),))
def machine_image(resource: Resource, bill: Bill) -> None:
    """``google_compute_machine_image``."""
    bill.use("Storage", "GB", resource.price(COMPUTE, "machine-image"), key="storage_gb")


def _snapshot_place(resource: Resource, bill: Bill) -> str | Missing:
    """A region or group of regions (Google: "About snapshot settings")."""
    stated = resource.texts("storage_locations")
    if isinstance(stated, Unknown):
        return Missing(stated.why)
    if stated:
        return stated[0].lower()
    region = resource.region
    found = None if resource.values.get("zone") else resource.follow("source_disk", *DISKS)
    if found:
        zone, region_of_disk = found.block.values.get("zone"), found.block.values.get("region")
        place = zone.rpartition("-")[0] if isinstance(zone, str) else region_of_disk
        region = place if isinstance(place, str) and place else region
    nearest = NEAREST.get(region.partition("-")[0])
    if nearest is None:
        return Missing(
            f"storage_locations is not given, and which group of regions is nearest to {region} is not known"
        )
    bill.note(f"storage_locations is not given: the group of regions nearest to {region}, {nearest}, assumed")
    return nearest


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
