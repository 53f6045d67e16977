"""DNS zones and the queries of their records, public and private (Azure: "Azure DNS pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.types.money import MILLION

DNS = "dns"
ZONE = "the price of the first 25 zones of a subscription"


@about(components=(("Hosted zone", "months"),), services=(DNS,))
def public_zone(resource: Resource, bill: Bill) -> None:
    """``azurerm_dns_zone``."""
    hosted_zone(resource, bill, "public")


@about(components=(("Hosted zone", "months"),), services=(DNS,))
def private_zone(resource: Resource, bill: Bill) -> None:
    """``azurerm_private_dns_zone``."""
    hosted_zone(resource, bill, "private")


@about(components=(("DNS queries", "1M queries"),), services=(DNS,), usage=(("monthly_queries", "queries"),))
def public_record(resource: Resource, bill: Bill) -> None:
    """``azurerm_dns_*_record``: records cost nothing, queries do."""
    _queries(resource, bill, "public")


@about(components=(("DNS queries", "1M queries"),), services=(DNS,), usage=(("monthly_queries", "queries"),))
def private_record(resource: Resource, bill: Bill) -> None:
    """``azurerm_private_dns_*_record``."""
    _queries(resource, bill, "private")


def hosted_zone(resource: Resource, bill: Bill, kind: str) -> None:
    """A month of a zone."""
    bill.add("Hosted zone", "months", Decimal(1), resource.price(DNS, kind, "zone"), note=ZONE)


def _queries(resource: Resource, bill: Bill, kind: str) -> None:
    price = resource.price(DNS, kind, "queries")
    bill.use("DNS queries", "1M queries", price, key="monthly_queries", scale=MILLION, name_first_tier=True)
