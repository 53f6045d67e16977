"""Route 53 zones and records (AWS: "Amazon Route 53 pricing")."""

from typing import NamedTuple

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block
from finopsguard.types.money import MILLION, ONE

ROUTE53 = "AmazonRoute53"


class Queries(NamedTuple):
    """A kind of query: its name, its price's key, its usage key, and the routing blocks that make queries of this kind."""

    name: str
    price: str
    usage: str
    policies: tuple[str, ...]


STANDARD = Queries("Standard queries", "standard", "monthly_standard_queries", ())
KINDS = (
    STANDARD,
    Queries("Latency based routing queries", "latency", "monthly_latency_based_queries", ("latency_routing_policy",)),
    Queries(
        "Geo DNS queries",
        "geo",
        "monthly_geo_queries",
        ("geolocation_routing_policy", "geoproximity_routing_policy"),
    ),
)


@about(
    components=(("Hosted zone", "months"),),
    services=(ROUTE53,),
    assumptions=(
        "The price is that of the account's first 25 zones; further ones cost less.",
        "Queries are listed with the records.",
    ),
)
def zone(resource: Resource, bill: Bill) -> None:
    """``aws_route53_zone``, public or private."""
    bill.add("Hosted zone", "months", ONE, resource.price(ROUTE53, "hosted-zone"))


@about(
    components=tuple((f"{kind.name} (tier)", "1M queries") for kind in KINDS),
    services=(ROUTE53,),
    usage=tuple((kind.usage, "queries") for kind in KINDS),
    assumptions=(
        "Queries are of the kind that the record's routing policy makes them; others are listed where the usage file names them.",
        "Queries for an alias to an AWS resource are free. Tiers start at the record's own queries.",
    ),
)
def record(resource: Resource, bill: Bill) -> None:
    """``aws_route53_record``: queries by routing policy."""
    alias = resource.block("alias")
    if alias is not None and not _of_a_zone(resource, alias):
        bill.free("queries for an alias to an AWS resource are free")
        return
    if resource.blocks("cidr_routing_policy"):
        why = f"the price book has no price for IP-based routing queries (aws {ROUTE53})"
        bill.use("IP-based routing queries", "1M queries", Missing(why), key=STANDARD.usage, scale=MILLION)
        return
    routed = next((kind for kind in KINDS if any(resource.blocks(policy) for policy in kind.policies)), STANDARD)
    for kind in KINDS:
        if kind is routed or resource.said(kind.usage) is not None:
            price = resource.price(ROUTE53, "queries", kind.price)
            bill.use(
                kind.name,
                "1M queries",
                price,
                key=kind.usage,
                scale=MILLION,
                inputs=("alias", *kind.policies),
                name_first_tier=True,
            )


def _of_a_zone(resource: Resource, alias: Block) -> bool:
    """True for an alias to another record of a hosted zone, which is billed like the record it leads to."""
    target, own = alias.text("zone_id"), resource.text("zone_id")
    if isinstance(target, str) and isinstance(own, str):
        return target == own
    return resource.follow(alias.where("zone_id"), "aws_route53_zone") is not None
