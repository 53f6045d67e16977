"""Cloud Storage (Google: "Cloud Storage pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Unknown
from finopsguard.types.price import Price

STORAGE = "cloud-storage"
COMPUTE = "compute-engine"

TEN_THOUSAND = Decimal(10_000)
CLASSES = {
    "STANDARD": "standard",
    "REGIONAL": "standard",
    "MULTI_REGIONAL": "standard",
    "NEARLINE": "nearline",
    "COLDLINE": "coldline",
    "ARCHIVE": "archive",
    "DURABLE_REDUCED_AVAILABILITY": "durable-reduced-availability",
}
"""``storage_class`` -> class in the book. The two older names are billed like Standard."""

DESTINATIONS = (
    # usage key under monthly_egress_data_transfer_gb, name, destination in the book
    ("worldwide", "Data transfer to worldwide excluding Asia, Australia", "worldwide"),
    ("asia", "Data transfer to Asia excluding China, but including Hong Kong", "worldwide"),
    ("china", "Data transfer to China excluding Hong Kong", "china"),
    ("australia", "Data transfer to Australia", "australia"),
)
EGRESS = "monthly_egress_data_transfer_gb"


@about(
    components=(
        ("Storage (class)", "GiB"),
        ("Data retrieval", "GB"),
        ("Object adds, bucket/object list (class A)", "10k operations"),
        ("Object gets, retrieve bucket/object metadata (class B)", "10k operations"),
        ("Network egress: Data transfer to destination", "GB"),
    ),
    services=(STORAGE, COMPUTE),
    usage=(
        ("storage_gb", "GiB stored"),
        ("monthly_data_retrieval_gb", "GB retrieved, of other classes than Standard"),
        ("monthly_class_a_operations", "operations"),
        ("monthly_class_b_operations", "operations"),
        (f"{EGRESS}.worldwide", "GB; also asia, china, australia, same_continent"),
    ),
    assumptions=("All of a bucket is of its storage_class; lifecycle rules move nothing.",),
)
def bucket(resource: Resource, bill: Bill) -> None:
    """``google_storage_bucket``."""
    stated = resource.text("storage_class", "STANDARD")
    class_ = stated if isinstance(stated, Unknown) else CLASSES.get(stated.upper(), stated.lower())
    place = location(resource)
    inputs = ("location", "storage_class")
    bill.use(
        f"Storage ({class_})",
        "GiB",
        resource.price(STORAGE, class_, "storage", region=place),
        key="storage_gb",
        inputs=inputs,
    )
    if class_ not in {"standard", "durable-reduced-availability"}:
        price = resource.price(STORAGE, class_, "retrieval", region=place)
        bill.use("Data retrieval", "GB", price, key="monthly_data_retrieval_gb", inputs=inputs)
    for letter, name, key in (
        ("a", "Object adds, bucket/object list (class A)", "monthly_class_a_operations"),
        ("b", "Object gets, retrieve bucket/object metadata (class B)", "monthly_class_b_operations"),
    ):
        operation = resource.price(STORAGE, class_, f"operations-{letter}", region=place)
        bill.use(name, "10k operations", operation, key=key, scale=TEN_THOUSAND, inputs=inputs)
    _egress(resource, bill.within("Network egress"), place)


def location(resource: Resource) -> str:
    """Where a bucket's data lies: a region, or a pair or group of regions (``us``, ``eu``, ``asia``, ``nam4`` ...)."""
    place = resource.values.get("location")
    return place.lower() if isinstance(place, str) and place else resource.region


def _egress(resource: Resource, bill: Bill, place: str) -> None:
    """Traffic to the internet: always the main destination, the others where the usage file names them."""
    if resource.usage(f"{EGRESS}.same_continent") is not None:
        within = resource.price(STORAGE, "egress", "same-continent", region=place)
        bill.use("Data transfer in same continent", "GB", within, key=f"{EGRESS}.same_continent")
    for key, name, destination in DESTINATIONS:
        full = f"{EGRESS}.{key}"
        if key != "worldwide" and resource.usage(full) is None:
            continue
        price: Price | Missing = resource.price(COMPUTE, "egress", "premium", destination, region=place)
        bill.use(name, "GB", price, key=full, name_first_tier=True)
