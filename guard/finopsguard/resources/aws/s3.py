"""S3 buckets (AWS: "Amazon S3 pricing"). Everything a bucket is billed for depends on usage."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block
from finopsguard.types.money import ONE, THOUSAND

S3 = "AmazonS3"
TEN_THOUSAND = Decimal(10_000)


class Line(NamedTuple):
    """A billed component of a storage class: its name and unit, its usage key, its price's key, and units of the price per unit."""

    name: str
    unit: str
    usage: str
    price: str
    scale: Decimal = ONE


class StorageClass(NamedTuple):
    """A storage class: its name in the bill, its block in a usage file, its lines."""

    name: str
    usage: str
    lines: tuple[Line, ...]


def _requests(class_: str, transition: str = "") -> tuple[Line, ...]:
    """Requests, and the move of objects into the class where that is billed."""
    put = Line("PUT, COPY, POST, LIST requests", "1k requests", "monthly_tier_1_requests", f"{class_}/put", THOUSAND)
    get = Line(
        "GET, SELECT, and all other requests", "1k requests", "monthly_tier_2_requests", f"{class_}/get", THOUSAND
    )
    if not transition:
        return put, get
    return (
        put,
        get,
        Line("Lifecycle transition", "1k requests", "monthly_lifecycle_transition_requests", transition, THOUSAND),
    )


def _select(class_: str) -> tuple[Line, Line]:
    return (
        Line("Select data scanned", "GB", "monthly_select_data_scanned_gb", f"{class_}/select-scanned"),
        Line("Select data returned", "GB", "monthly_select_data_returned_gb", f"{class_}/select-returned"),
    )


def _restore(class_: str, speed: str) -> tuple[Line, Line]:
    """Getting objects back from an archive: the requests and the data."""
    usage = f"monthly_{speed}_data_retrieval"
    return (
        Line(
            f"Retrieval requests ({speed})",
            "1k requests",
            f"{usage}_requests",
            f"{class_}/retrieval-requests/{speed}",
            THOUSAND,
        ),
        Line(f"Retrievals ({speed})", "GB", f"{usage}_gb", f"{class_}/retrieval/{speed}"),
    )


def _archive_select(speed: str) -> tuple[Line, Line]:
    usage, price = f"monthly_{speed}_select_data", "glacier-flexible/select"
    return (
        Line(f"Select data scanned ({speed})", "GB", f"{usage}_scanned_gb", f"{price}-scanned/{speed}"),
        Line(f"Select data returned ({speed})", "GB", f"{usage}_returned_gb", f"{price}-returned/{speed}"),
    )


def _infrequent(name: str, usage: str, class_: str) -> StorageClass:
    retrieval = Line("Retrievals", "GB", "monthly_data_retrieval_gb", f"{class_}/retrieval")
    lines = (*_requests(class_, f"{class_}/lifecycle-transition"), retrieval, *_select(class_))
    return StorageClass(name, usage, (Line("Storage", "GB", "storage_gb", f"{class_}/storage"), *lines))


STANDARD = StorageClass(
    "Standard",
    "standard",
    (Line("Storage", "GB", "storage_gb", "standard/storage"), *_requests("standard"), *_select("standard")),
)
INTELLIGENT = "intelligent-tiering"
CLASSES = {
    "INTELLIGENT_TIERING": StorageClass(
        "Intelligent tiering",
        "intelligent_tiering",
        (
            Line("Storage (frequent access)", "GB", "frequent_access_storage_gb", f"{INTELLIGENT}/frequent/storage"),
            Line(
                "Storage (infrequent access)", "GB", "infrequent_access_storage_gb", f"{INTELLIGENT}/infrequent/storage"
            ),
            Line("Monitoring and automation", "1k objects", "monitored_objects", f"{INTELLIGENT}/monitoring", THOUSAND),
            *_requests(INTELLIGENT, f"{INTELLIGENT}/lifecycle-transition"),
            *_select(INTELLIGENT),
            Line("Storage (archive access)", "GB", "archive_access_storage_gb", f"{INTELLIGENT}/archive/storage"),
            Line(
                "Storage (deep archive access)",
                "GB",
                "deep_archive_access_storage_gb",
                f"{INTELLIGENT}/deep-archive/storage",
            ),
            Line("Early delete (within 30 days)", "GB", "early_delete_gb", f"{INTELLIGENT}/frequent/storage"),
        ),
    ),
    "STANDARD_IA": _infrequent("Standard - infrequent access", "standard_infrequent_access", "standard-ia"),
    "ONEZONE_IA": _infrequent("One zone - infrequent access", "one_zone_infrequent_access", "onezone-ia"),
    "GLACIER_IR": _infrequent("Glacier instant retrieval", "glacier_instant_retrieval", "glacier-instant"),
    "GLACIER": StorageClass(
        "Glacier flexible retrieval",
        "glacier_flexible_retrieval",
        (
            Line("Storage", "GB", "storage_gb", "glacier-flexible/storage"),
            *_requests("glacier-flexible", "glacier-flexible/lifecycle-transition"),
            *_restore("glacier-flexible", "standard"),
            *_restore("glacier-flexible", "expedited"),
            *_archive_select("standard"),
            *_archive_select("expedited"),
            *_archive_select("bulk"),
            Line("Early delete (within 90 days)", "GB", "early_delete_gb", "glacier-flexible/storage"),
        ),
    ),
    "DEEP_ARCHIVE": StorageClass(
        "Glacier deep archive",
        "glacier_deep_archive",
        (
            Line("Storage", "GB", "storage_gb", "deep-archive/storage"),
            *_requests("deep-archive", "deep-archive/lifecycle-transition"),
            *_restore("deep-archive", "standard"),
            *_restore("deep-archive", "bulk"),
            Line("Early delete (within 180 days)", "GB", "early_delete_gb", "deep-archive/storage"),
        ),
    ),
}
"""Storage class as lifecycle rules name it -> what it is billed for, in the order of the bill."""

ALL_CLASSES = (STANDARD, *CLASSES.values())


@about(
    components=(
        *((f"{class_.name}: {line.name}", line.unit) for class_ in ALL_CLASSES for line in class_.lines),
        ("Object tagging", "10k tags"),
    ),
    services=(S3,),
    usage=(
        *((f"{class_.usage}.{line.usage}", line.unit) for class_ in ALL_CLASSES for line in class_.lines),
        ("object_tags", "tags"),
    ),
    assumptions=(
        "Objects are in the Standard class. Others are listed when a lifecycle rule or the usage file names them.",
        "Storage tiers start at the bucket's own size; AWS counts the whole account's.",
    ),
)
def bucket(resource: Resource, bill: Bill) -> None:
    """``aws_s3_bucket`` with the lifecycle rules inside it or in ``aws_s3_bucket_lifecycle_configuration``."""
    rules = list(_rules(resource))
    if resource.said("object_tags") is not None or any(_by_tag(rule) for rule in rules):
        price = resource.price(S3, "object-tagging")
        bill.use("Object tagging", "10k tags", price, key="object_tags", scale=TEN_THOUSAND)
    _class(resource, bill, STANDARD)
    named = {class_ for rule in rules for class_ in _targets(rule)}
    if resource.referrers("aws_s3_bucket_intelligent_tiering_configuration", "bucket"):
        named.add("INTELLIGENT_TIERING")
    for name, class_ in CLASSES.items():
        if name in named or resource.said(class_.usage):
            _class(resource, bill, class_)


def _class(resource: Resource, bill: Bill, class_: StorageClass) -> None:
    view = bill.within(class_.name)
    for line in class_.lines:
        price = resource.price(S3, line.price)
        view.use(line.name, line.unit, price, key=f"{class_.usage}.{line.usage}", scale=line.scale)


def _rules(resource: Resource) -> Iterable[Block]:
    """Lifecycle rules that are on."""
    yield from (rule for rule in resource.blocks("lifecycle_rule") if rule.flag("enabled", default=True))
    for related in resource.referrers("aws_s3_bucket_lifecycle_configuration", "bucket"):
        yield from (rule for rule in related.block.blocks("rule") if rule.text("status", "Enabled") != "Disabled")


def _targets(rule: Block) -> Iterable[str]:
    """Storage classes that a rule moves objects to."""
    for kind in ("transition", "noncurrent_version_transition"):
        for transition in rule.blocks(kind):
            yield str(transition.text("storage_class"))


def _by_tag(rule: Block) -> bool:
    """True when a rule chooses objects by tag: then they have tags, which are billed."""
    if rule.values.get("tags"):
        return True
    chosen = rule.block("filter")
    if chosen is None:
        return False
    both = chosen.block("and")
    return bool(chosen.blocks("tag")) or (both is not None and bool(both.values.get("tags")))
