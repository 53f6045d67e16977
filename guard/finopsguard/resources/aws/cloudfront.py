"""CloudFront distributions (AWS: "Amazon CloudFront pricing"). Traffic is billed by the area that viewers are in."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Unknown
from finopsguard.types.money import MILLION, ONE

CLOUDFRONT = "AmazonCloudFront"
TEN_THOUSAND = Decimal(10_000)
CERTIFICATES = "custom_ssl_certificates"


class Area(NamedTuple):
    """A billing area: its name, its price's key and its key in a usage file."""

    name: str
    price: str
    usage: str


AREAS = (
    Area("US, Mexico, Canada", "us-mexico-canada", "us"),
    Area("Europe, Israel", "europe-israel", "europe"),
    Area("South Africa, Kenya, Middle East", "south-africa-kenya-middle-east", "south_africa"),
    Area("South America", "south-america", "south_america"),
    Area("Japan", "japan", "japan"),
    Area("Australia, New Zealand", "australia-new-zealand", "australia"),
    Area("Hong Kong, Philippines, Asia Pacific", "asia-pacific", "asia_pacific"),
    Area("India", "india", "india"),
)
LISTED_WITHOUT_USAGE = 2
"""The first areas, which every price class has; others are listed where the usage file names them."""


class Traffic(NamedTuple):
    """What is billed in each area: name, unit, usage key, price key, units of the price per unit."""

    name: str
    unit: str
    usage: str
    price: str
    scale: Decimal = ONE


TRAFFIC = (
    Traffic("Data transfer out to internet", "GB", "monthly_data_transfer_to_internet_gb", "internet-out"),
    Traffic("Data transfer out to origin", "GB", "monthly_data_transfer_to_origin_gb", "origin-out"),
    Traffic("HTTP requests", "10k requests", "monthly_http_requests", "requests/http", TEN_THOUSAND),
    Traffic("HTTPS requests", "10k requests", "monthly_https_requests", "requests/https", TEN_THOUSAND),
)
SHIELD = "monthly_shield_requests"
SHIELDS = {
    "us": ("US", ("us-east-1", "us-east-2", "us-west-2")),
    "europe": ("Europe", ("eu-west-1", "eu-west-2", "eu-central-1")),
    "south_america": ("South America", ("sa-east-1",)),
    "japan": ("Japan", ("ap-northeast-1",)),
    "australia": ("Australia", ("ap-southeast-2",)),
    "singapore": ("Singapore", ("ap-southeast-1",)),
    "south_korea": ("South Korea", ("ap-northeast-2",)),
    "india": ("India", ("ap-south-1",)),
}
"""Usage key of an Origin Shield area -> its name and the regions it may stand in."""


@about(
    components=(
        *((f"AREA: {traffic.name}", traffic.unit) for traffic in TRAFFIC),
        ("Origin shield HTTP requests (AREA REGION)", "10k requests"),
        ("Invalidation requests", "paths"),
        ("Field level encryption requests", "10k requests"),
        ("Real-time log requests", "1M lines"),
        ("Dedicated IP custom SSLs", "certificates"),
    ),
    services=(CLOUDFRONT,),
    usage=(
        *((f"{traffic.usage}.{area.usage}", traffic.unit) for traffic in TRAFFIC for area in AREAS),
        *((f"{SHIELD}.{key}", "requests") for key in SHIELDS),
        ("monthly_invalidation_requests", "paths"),
        ("monthly_encryption_requests", "requests"),
        ("monthly_log_lines", "lines"),
        (CERTIFICATES, "certificates"),
    ),
    assumptions=(
        "Without usage the areas that every price class has are listed: the US, Mexico and Canada, and Europe and Israel.",
        "The account's free traffic, requests and 1,000 invalidation paths a month are not deducted.",
        "ssl_support_method vip takes one dedicated-IP certificate unless the usage file says otherwise.",
    ),
)
def distribution(resource: Resource, bill: Bill) -> None:
    """``aws_cloudfront_distribution``: traffic by area, and what its configuration adds."""
    for position, area in enumerate(AREAS):
        said = any(resource.said(f"{traffic.usage}.{area.usage}") is not None for traffic in TRAFFIC)
        if position < LISTED_WITHOUT_USAGE or said:
            _area(resource, bill, area)
    _shields(resource, bill)
    price = resource.price(CLOUDFRONT, "invalidations")
    bill.use("Invalidation requests", "paths", price, key="monthly_invalidation_requests")
    behaviors = [*resource.blocks("default_cache_behavior"), *resource.blocks("ordered_cache_behavior")]
    encrypted, logged = "monthly_encryption_requests", "monthly_log_lines"
    if resource.said(encrypted) is not None or any(one.has("field_level_encryption_id") for one in behaviors):
        price = resource.price(CLOUDFRONT, "field-level-encryption")
        bill.use("Field level encryption requests", "10k requests", price, key=encrypted, scale=TEN_THOUSAND)
    if resource.said(logged) is not None or any(one.has("realtime_log_config_arn") for one in behaviors):
        price = resource.price(CLOUDFRONT, "real-time-logs")
        bill.use("Real-time log requests", "1M lines", price, key=logged, scale=MILLION)
    _certificates(resource, bill)


def _area(resource: Resource, bill: Bill, area: Area) -> None:
    view = bill.within(area.name)
    for traffic in TRAFFIC:
        view.use(
            traffic.name,
            traffic.unit,
            resource.price(CLOUDFRONT, traffic.price, area.price),
            key=f"{traffic.usage}.{area.usage}",
            scale=traffic.scale,
            name_first_tier=True,
        )


def _shields(resource: Resource, bill: Bill) -> None:
    """Requests that go through Origin Shield, by the regions that the origins name."""
    used = list(dict.fromkeys(_shield_regions(resource)))
    for key, (name, regions) in SHIELDS.items():
        for region in regions:
            if region in used:
                price = resource.price(CLOUDFRONT, "origin-shield/requests", region=region)
                label = f"Origin shield HTTP requests ({name} {region})"
                bill.use(label, "10k requests", price, key=f"{SHIELD}.{key}", scale=TEN_THOUSAND, inputs=("origin",))


def _shield_regions(resource: Resource) -> Iterable[str]:
    for origin in resource.blocks("origin"):
        shield = origin.block("origin_shield")
        if shield is not None and shield.flag("enabled"):
            yield str(shield.text("origin_shield_region"))


def _certificates(resource: Resource, bill: Bill) -> None:
    viewer: Block | None = resource.block("viewer_certificate")
    method = viewer.text("ssl_support_method") if viewer is not None else ""
    name, unit, price = (
        "Dedicated IP custom SSLs",
        "certificates",
        resource.price(CLOUDFRONT, "dedicated-ip-certificate"),
    )
    if resource.said(CERTIFICATES) is not None:
        bill.use(name, unit, price, key=CERTIFICATES)
    elif method == "vip":
        bill.add(name, unit, ONE, price, inputs=("viewer_certificate.0.ssl_support_method",))
    elif isinstance(method, Unknown):
        bill.add(name, unit, ONE, Missing(method.why), inputs=("viewer_certificate.0.ssl_support_method",))


@about(
    components=(("Total number of invocations", "1M invocations"),),
    services=(CLOUDFRONT,),
    usage=(("monthly_requests", "invocations"),),
    assumptions=("The account's two million free invocations a month are not deducted.",),
)
def function(resource: Resource, bill: Bill) -> None:
    """``aws_cloudfront_function``: invocations."""
    price = resource.price(CLOUDFRONT, "functions")
    bill.use("Total number of invocations", "1M invocations", price, key="monthly_requests", scale=MILLION)
