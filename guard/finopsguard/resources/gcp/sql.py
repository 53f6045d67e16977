"""Cloud SQL (Google: "Cloud SQL pricing", Enterprise edition)."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.gcp.machine_types import MIB_PER_GB, plain
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Text, Unknown, whole
from finopsguard.types.money import ONE
from finopsguard.types.price import Price

SQL = "cloud-sql"
DEFAULT_DISK_GB = 10
REGIONAL_FACTOR = Decimal(2)
"""High availability doubles machine and storage."""

BY_TYPE = "by-resource-type"
"""What a public estimator publishes for one region: there the older tiers have their own, rounded prices."""

STANDARD_GB_PER_VCPU = {"standard": Decimal("3.75"), "highmem": Decimal("6.5")}
"""Memory of the older ``db-n1-standard-4`` and ``db-n1-highmem-4``: where no price of the whole is listed, vCPUs and memory are counted."""


@about(
    components=(
        ("SQL instance (tier, availability)", "hours"),
        ("vCPUs (count, availability)", "hours"),
        ("Memory (GB, availability)", "GB"),
        ("Storage (type, availability)", "GB"),
        ("Backups", "GB"),
        ("IP address (if unused)", "hours"),
    ),
    services=(SQL,),
    usage=(("backup_storage_gb", "GB of backups"),),
    assumptions=(
        "Enterprise edition; 10 GB SSD where no disk is given; automatic growth of storage is not foreseen.",
        "A public address is charged only while the instance is stopped (activation_policy NEVER).",
    ),
)
def instance(resource: Resource, bill: Bill) -> None:
    """``google_sql_database_instance``, primary or replica."""
    settings = resource.block("settings") or Block({}, {}, resource.trial, "settings.0")
    regional = settings.text("availability_type", "ZONAL") == "REGIONAL"
    where = "regional" if regional else "zonal"
    if settings.text("activation_policy", "ALWAYS") == "NEVER":
        bill.note("stopped (activation_policy is NEVER): the machine is not billed")
        _idle_address(resource, settings, bill)
    else:
        _machine(resource, settings, bill, where)
    kind = "hdd" if settings.text("disk_type", "PD_SSD") == "PD_HDD" else "ssd"
    bill.add(
        f"Storage ({kind.upper()}, {where})",
        "GB",
        settings.number("disk_size", DEFAULT_DISK_GB),
        _rate(resource, "storage", kind, where),
        inputs=(settings.where("disk_type"), settings.where("disk_size"), settings.where("availability_type")),
    )
    bill.use("Backups", "GB", resource.price(SQL, "backup"), key="backup_storage_gb")


def _machine(resource: Resource, settings: Block, bill: Bill, where: str) -> None:
    tier = settings.text("tier")
    inputs = (settings.where("tier"), settings.where("availability_type"), settings.where("edition"))
    hours = resource.settings.hours
    if settings.text("edition", "ENTERPRISE") == "ENTERPRISE_PLUS" or _is_plus(tier):
        missing = Missing("the price book has no Cloud SQL Enterprise Plus prices")
        bill.add(f"SQL instance ({tier}, {where})", "hours", hours, missing, inputs=inputs)
        return
    listed, scale = _listed(resource, tier, where)
    size = _size(tier)
    if isinstance(listed, Price) or size is None:
        bill.add(f"SQL instance ({tier}, {where})", "hours", hours, listed, scale=scale, inputs=inputs)
    else:
        vcpus, memory = size
        vcpu_hours = hours * vcpus
        bill.add(f"vCPUs ({plain(vcpus)}, {where})", "hours", vcpu_hours, _rate(resource, "vcpu", where), inputs=inputs)
        ram = _rate(resource, "ram", where)
        bill.add(f"Memory ({plain(memory)} GB, {where})", "GB", memory, ram, scale=hours, inputs=inputs)
    version = resource.text("database_version")
    if isinstance(version, str) and version.startswith("SQLSERVER"):
        missing = Missing("the price book has no SQL Server licences for Cloud SQL")
        bill.add("License (SQL Server)", "hours", hours, missing, inputs=("database_version",))


def _size(tier: Text) -> tuple[Decimal, Decimal] | None:
    """vCPUs and GB of memory of ``db-custom-2-7680`` or ``db-n1-standard-2``; ``None`` for shared-core tiers."""
    parts = tier.split("-") if isinstance(tier, str) else []
    last = whole(parts[3]) if len(parts) == 4 else None
    if last is None:
        return None
    if parts[1] == "custom":
        vcpus = whole(parts[2])
        return None if vcpus is None else (Decimal(vcpus), last / MIB_PER_GB)
    per_vcpu = STANDARD_GB_PER_VCPU.get(parts[2]) if parts[1] == "n1" else None
    return (Decimal(last), last * per_vcpu) if per_vcpu else None


def _listed(resource: Resource, tier: Text, where: str) -> tuple[Price | Missing, Decimal]:
    """The price of a tier that is listed as a whole, and how many times it counts: high availability costs twice as much."""
    zonal = resource.price(SQL, tier)
    if isinstance(tier, Unknown):
        return zonal, ONE
    published = resource.price(BY_TYPE, f"google_sql_database_instance/SQL instance ({tier}, {where})")
    if isinstance(published, Price):
        return published, ONE
    return zonal, ONE if where == "zonal" else REGIONAL_FACTOR


def _rate(resource: Resource, *key_and_where: str) -> Price | Missing:
    *key, where = key_and_where
    return resource.price(SQL, *key, *(["regional"] if where == "regional" else []))


def _idle_address(resource: Resource, settings: Block, bill: Bill) -> None:
    network = settings.block("ip_configuration")
    if network is None or network.flag("ipv4_enabled", default=True):
        price = resource.price(SQL, "ip", "unused")
        inputs = (settings.where("ip_configuration.0.ipv4_enabled"), settings.where("activation_policy"))
        bill.add("IP address (if unused)", "hours", resource.settings.hours, price, inputs=inputs)


def _is_plus(tier: Text) -> bool:
    return isinstance(tier, str) and tier.startswith(("db-perf-optimized", "db-memory-optimized"))
