"""Cloud DNS (Google: "Cloud DNS pricing")."""

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.types.money import MILLION, ONE

DNS = "cloud-dns"


@about(
    components=(("Managed zone", "months"),),
    services=(DNS,),
    assumptions=("Each zone at the price of the account's first 25.",),
)
def managed_zone(resource: Resource, bill: Bill) -> None:
    """``google_dns_managed_zone``, public or private."""
    bill.add("Managed zone", "months", ONE, resource.price(DNS, "managed-zone"))


@about(components=(("Queries", "1M queries"),), services=(DNS,), usage=(("monthly_queries", "queries"),))
def record_set(resource: Resource, bill: Bill) -> None:
    """``google_dns_record_set``."""
    bill.use("Queries", "1M queries", resource.price(DNS, "queries"), key="monthly_queries", scale=MILLION)
