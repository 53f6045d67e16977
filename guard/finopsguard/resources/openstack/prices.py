"""Prices of OpenStack clouds: which of a cloud's lists holds for a region, and why there is no price."""

from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.openstack.clouds import NOT_SAID
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Text, Unknown
from finopsguard.types.price import Price

INSTANCES = "instances"
BLOCK_STORAGE = "block-storage"
OBJECT_STORAGE = "object-storage"
NETWORK = "network"

EVERY_REGION = ("*",)
LISTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "infomaniak": ("ch-gva", EVERY_REGION),
    "ovh": ("eu", ("GRA*", "SBG*", "RBX*", "DE*", "UK*", "WAW*")),
    "cleura": ("eu", ("Sto2", "Kna1", "Fra1", "Lon1")),
    "cyso": ("eu", EVERY_REGION),
    "leafcloud": ("nl", EVERY_REGION),
    "safespring": ("eu", EVERY_REGION),
    "scaleup": ("eu", EVERY_REGION),
    "plusserver": ("de", EVERY_REGION),
    "nws": ("nbg4", EVERY_REGION),
    "gcore": ("lu-lux", ("lu-lux", "Luxembourg*")),
    "hikube": ("ch", EVERY_REGION),
    "open-telekom-cloud": ("eu-de", ("eu-de",)),
}
"""Cloud -> the book's name for its list of flavors, and the regions for which the cloud publishes that list (``*``: any ending).

OVHcloud's regions of three availability zones (EU-WEST-PAR, EU-SOUTH-MIL), local zones and those outside Europe have prices of their own;
so has Cleura's Compliant Cloud (Sto1HS, Sto2HS, Sto-Com).
"""

NO_CLOUD = "which OpenStack cloud bills this is not known: set openstack: {cloud: NAME} in finopsguard.yml"
WITHOUT_VAT = "prices are list prices without VAT"


def open_bill(resource: Resource, bill: Bill) -> None:
    """What holds for every resource of an OpenStack cloud: its currency and the assumption about its region."""
    if resource.provider not in LISTS:
        return
    bill.currency = "EUR"
    bill.note(WITHOUT_VAT)
    if not resource.region:
        bill.note(f"region not stated: the {LISTS[resource.provider][0]} price list of {resource.provider} is assumed")


def price(resource: Resource, service: str, *key: Text) -> Price | Missing:
    """The price in the resource's region, else in the cloud's list that holds there."""
    if resource.provider == NOT_SAID:
        unknown = next((part for part in key if isinstance(part, Unknown)), None)
        return Missing(f"{unknown.why}; {NO_CLOUD}" if unknown else NO_CLOUD)
    found = resource.price(service, *key)
    if isinstance(found, Price):
        return found
    name, regions = LISTS.get(resource.provider, ("", ()))
    if name and (not resource.region or any(_fits(resource.region, pattern) for pattern in regions)):
        listed = resource.price(service, *key, region=name)
        return listed if isinstance(listed, Price) else found
    return found


def _fits(region: str, pattern: str) -> bool:
    return region.startswith(pattern[:-1]) if pattern.endswith("*") else region.lower() == pattern.lower()
