"""Route 53 Resolver endpoints and health checks (AWS: "Amazon Route 53 pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.aws.route53 import ROUTE53
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.types.money import MILLION, ONE

FAST = 10
"""Seconds between the requests of a fast health check."""


@about(
    components=(("Resolver endpoints", "hours"), ("DNS queries (tier)", "1M queries")),
    services=(ROUTE53,),
    usage=(("monthly_queries", "queries"),),
    assumptions=("Hours are those of all addresses of the endpoint, each of which is a network interface.",),
)
def endpoint(resource: Resource, bill: Bill) -> None:
    """``aws_route53_resolver_endpoint``: its network interfaces, and queries."""
    interfaces = resource.length("ip_address")
    price = resource.price(ROUTE53, "resolver/endpoint-eni")
    bill.add("Resolver endpoints", "hours", interfaces * resource.settings.hours, price, inputs=("ip_address",))
    price = resource.price(ROUTE53, "resolver/queries")
    bill.use("DNS queries", "1M queries", price, key="monthly_queries", scale=MILLION, name_first_tier=True)


@about(
    components=(("Health check", "months"), ("Optional features", "months")),
    services=(ROUTE53,),
    usage=(("endpoint_type", "aws or non_aws: where the endpoint is"),),
    assumptions=(
        "The book has no list price of health checks.",
        "Optional features are HTTPS, string matching, a fast interval and the measuring of latency.",
    ),
)
def health_check(resource: Resource, bill: Bill) -> None:
    """``aws_route53_health_check``: the check, and each feature that costs more."""
    where = "non-aws" if str(resource.said("endpoint_type")) == "non_aws" else "aws"
    type_ = str(resource.text("type"))
    features = [
        "HTTPS" in type_,
        "STR_MATCH" in type_,
        resource.number("request_interval", 30) == FAST,
        resource.flag("measure_latency"),
    ]
    inputs = ("type", "request_interval", "measure_latency")
    bill.add("Health check", "months", ONE, resource.price(ROUTE53, "health-check", where), inputs=("type",))
    if any(features):
        price = resource.price(ROUTE53, "health-check", where, "optional-feature")
        bill.add("Optional features", "months", Decimal(sum(features)), price, inputs=inputs)
