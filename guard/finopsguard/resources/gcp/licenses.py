"""Operating systems whose images carry a licence fee (Google: "Premium images pricing")."""

from decimal import Decimal

from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.gcp.machine_types import custom, plain
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Number, Text, Unknown
from finopsguard.types.money import ONE
from finopsguard.types.price import Price

COMPUTE = "compute-engine"

NAMES = {
    "rhel": "RHEL",
    "rhel-sap": "RHEL for SAP",
    "sles": "SLES",
    "sles-sap": "SLES for SAP",
    "windows": "Windows Server",
}
SQL_EDITIONS = ("sql-ent", "sql-std", "sql-web")


def operating_system(image: Text) -> str:
    """The licensed system of a boot image, empty for images without a fee (Debian, Ubuntu, Container-Optimized OS ...)."""
    if isinstance(image, Unknown) or "byos" in image:
        return ""
    sap = "-sap" in image
    if "rhel" in image:
        return "rhel-sap" if sap else "rhel"
    if "sles" in image or "suse" in image:
        return "sles-sap" if sap else "sles"
    return "windows" if "windows" in image else ""


def license_fee(
    resource: Resource, bill: Bill, system: str, type_: str, hours: Number, *, image: Text = "", inputs: tuple[str, ...]
) -> None:
    """The lines for the licences that an image brings to a machine of ``type_``."""
    if not system:
        return
    price, scale = _price(resource, system, type_)
    bill.add(f"License ({NAMES[system]})", "hours", hours, price, scale=scale, inputs=inputs)
    if isinstance(image, str) and any(edition in image for edition in SQL_EDITIONS):
        missing = Missing("the price book has no SQL Server licences for Google Cloud")
        bill.add("License (SQL Server)", "hours", hours, missing, inputs=inputs)


def _price(resource: Resource, system: str, type_: str) -> tuple[Price | Missing, Decimal]:
    """Fees go by vCPUs: a custom machine pays what a predefined one with as many does; Windows is charged per vCPU."""
    machine = custom(type_)
    if machine is None:
        return resource.price(COMPUTE, "license", system, type_), ONE
    if system == "windows":
        return resource.price(COMPUTE, "license", "windows", "n1-standard-1"), machine.vcpus
    return resource.price(COMPUTE, "license", system, f"n1-standard-{plain(machine.vcpus)}"), ONE
