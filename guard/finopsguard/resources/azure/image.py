"""Licences that come with an image and are billed by the hour beside the machine (Azure: "Red Hat", "SUSE" and marketplace pricing)."""

from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Number

OWN_LICENCE = ("rhel_byos", "sles_byos")
LICENCE_TYPES = (
    ("rhel", "Red Hat Enterprise Linux"),
    ("sles", "SUSE Linux Enterprise Server"),
    ("ubuntu_pro", "Ubuntu Pro"),
)
"""How ``license_type`` of a Linux machine begins -> product."""
FREE_SQL = ("express", "developer", "sqldev", "byol")


def licence(resource: Resource, bill: Bill, hours: Number, reference: Block | None) -> None:
    """A line without a price for a licence that the image or ``license_type`` brings; nothing where there is none."""
    product = _product(resource, reference)
    if not product:
        return
    why = f"the licence of {product} is billed by the hour beside the machine, and the price book has no price for it"
    bill.add(f"Software licence ({product})", "hours", hours, Missing(why), inputs=("license_type", "plan"))


def _product(resource: Resource, reference: Block | None) -> str:
    claimed = str(resource.text("license_type")).lower()
    if claimed in OWN_LICENCE:
        return ""
    for beginning, product in LICENCE_TYPES:
        if claimed.startswith(beginning):
            return product
    if reference is not None:
        publisher = str(reference.text("publisher")).lower()
        offer = f"{reference.text('offer')} {reference.text('sku')}".lower()
        found = _publisher(publisher, offer)
        if found:
            return found
    plan = resource.block("plan")
    return f"marketplace plan {plan.text('publisher')}/{plan.text('product')}/{plan.text('name')}" if plan else ""


def _publisher(publisher: str, offer: str) -> str:
    """The product that an image of a publisher is licensed for, by its offer and SKU."""
    if "byos" in offer:
        return ""
    if publisher == "redhat":
        return "Red Hat Enterprise Linux"
    if publisher == "suse" and not offer.startswith("opensuse"):
        return "SUSE Linux Enterprise Server"
    if publisher == "canonical" and "pro" in offer.replace("-", " ").replace("_", " ").split():
        return "Ubuntu Pro"
    if publisher == "microsoftsqlserver" and not any(word in offer for word in FREE_SQL):
        return "SQL Server"
    return ""
