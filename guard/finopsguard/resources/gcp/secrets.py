"""Secret Manager (Google: "Secret Manager pricing", "Choose a replication policy")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource

SECRETS = "secret-manager"
TEN_THOUSAND = Decimal(10_000)


@about(
    components=(
        ("Active secret versions", "versions"),
        ("Access operations", "10K requests"),
        ("Rotation notifications", "rotations"),
    ),
    services=(SECRETS,),
    usage=(
        ("active_secret_versions", "versions, times the locations that they are kept in"),
        ("monthly_access_operations", "requests"),
        ("monthly_rotation_notifications", "notifications"),
    ),
)
def secret(resource: Resource, bill: Bill) -> None:
    """``google_secret_manager_secret``."""
    versions = resource.price(SECRETS, "secret-version")
    bill.use("Active secret versions", "versions", versions, key="active_secret_versions")
    _access(resource, bill)
    rotation = resource.price(SECRETS, "rotation-notifications")
    bill.use("Rotation notifications", "rotations", rotation, key="monthly_rotation_notifications")


@about(
    components=(("Active secret versions", "versions"), ("Access operations", "10K requests")),
    services=(SECRETS,),
    usage=(("monthly_access_operations", "requests"),),
    assumptions=(
        "A version is billed in each location of its secret's user-managed replication, once with automatic replication.",
    ),
)
def version(resource: Resource, bill: Bill) -> None:
    """``google_secret_manager_secret_version``."""
    if resource.flag("enabled", default=True):
        bill.add(
            "Active secret versions",
            "versions",
            _locations(resource),
            resource.price(SECRETS, "secret-version"),
            inputs=("enabled", "secret"),
        )
    _access(resource, bill)


def _locations(resource: Resource) -> Decimal:
    """Locations that a version is billed for."""
    found = resource.follow("secret", "google_secret_manager_secret")
    replication = found.block.block("replication") if found else None
    managed = replication.block("user_managed") if replication else None
    return Decimal(max(len(managed.blocks("replicas")) if managed else 1, 1))


def _access(resource: Resource, bill: Bill) -> None:
    price = resource.price(SECRETS, "access-operations")
    bill.use("Access operations", "10K requests", price, key="monthly_access_operations", scale=TEN_THOUSAND)
