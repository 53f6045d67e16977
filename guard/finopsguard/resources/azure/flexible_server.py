"""Flexible servers for PostgreSQL and MySQL (Azure: "Azure Database for PostgreSQL pricing", "Azure Database for MySQL pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.azure.sizes import canonical, vcpus
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Number, Text, Unknown, above
from finopsguard.types.money import ONE
from finopsguard.types.price import Price

POSTGRESQL, MYSQL = "postgresql-flexible", "mysql-flexible"
POSTGRESQL_MB = 32768
MYSQL_GB = 20
DEFAULT_SKU = "B_Standard_B1ms"
TIERS = {"B": "burstable", "GP": "general-purpose", "MO": "memory-optimized"}
FREE_IOPS, FREE_IOPS_PER_GB = 300, 3
MADE_FROM = "what the server is made from decides"
HA = 'high availability runs a second server with its own storage (Azure: "High availability", pricing)'


@about(
    components=(("Compute (SKU)", "hours"), ("Storage", "GB"), ("Additional backup storage", "GB")),
    services=(POSTGRESQL,),
    usage=(("additional_backup_storage_gb", "GB beyond the size of the storage"),),
    assumptions=(
        "32 GB where no storage is given; high availability doubles compute and storage.",
        "A replica or restored server has what it leaves out from its source, where that is in the plan.",
    ),
)
def postgresql(resource: Resource, bill: Bill) -> None:
    """``azurerm_postgresql_flexible_server``."""
    source = _source(resource, "azurerm_postgresql_flexible_server")
    servers = _compute(resource, source, bill, POSTGRESQL)
    storage = _storage(resource, source, "storage_mb", POSTGRESQL_MB)
    gigabytes = storage if isinstance(storage, Unknown) else storage / 1024
    price = resource.price(POSTGRESQL, "storage")
    bill.add("Storage", "GB", gigabytes * servers, price, inputs=("storage_mb", "high_availability"))
    _backup(resource, bill, POSTGRESQL)


@about(
    components=(
        ("Compute (SKU)", "hours"),
        ("Storage", "GB"),
        ("Additional IOPS", "IOPS"),
        ("Additional backup storage", "GB"),
    ),
    services=(MYSQL,),
    usage=(("additional_backup_storage_gb", "GB beyond the size of the storage"),),
    assumptions=(
        "20 GB where no storage is given; 300 IOPS and 3 for each GB are included.",
        "High availability doubles compute and storage.",
        "A replica or restored server has what it leaves out from its source, where that is in the plan.",
    ),
)
def mysql(resource: Resource, bill: Bill) -> None:
    """``azurerm_mysql_flexible_server``."""
    source = _source(resource, "azurerm_mysql_flexible_server")
    servers = _compute(resource, source, bill, MYSQL)
    block = _storage_block(resource)
    size = _storage(
        block, source if source is resource or source is None else _storage_block(source), "size_gb", MYSQL_GB
    )
    inputs = ("storage.0.size_gb", "storage.0.iops", "high_availability")
    bill.add("Storage", "GB", size * servers, resource.price(MYSQL, "storage"), inputs=inputs)
    if block.flag("io_scaling_enabled"):
        bill.note("io_scaling_enabled: I/O is billed by use, for which the price book has no price")
    elif isinstance(size, Unknown):
        bill.note("whether IOPS are billed beside the included ones depends on the size of the storage")
    else:
        iops = above(block.number("iops"), FREE_IOPS + FREE_IOPS_PER_GB * size)
        if iops:
            bill.add("Additional IOPS", "IOPS", iops, resource.price(MYSQL, "iops"), inputs=inputs)
    _backup(resource, bill, MYSQL)


def _source(resource: Resource, type_: str) -> Block | None:
    """Whose attributes count where the server's own are not set: those of the server that it replicates or restores, where that is in the
    plan (``None``: it is not); else its own.
    """
    if str(resource.text("create_mode", "Default")).lower() in {"default", "update"}:
        return resource
    found = resource.follow("source_server_id", type_)
    return found.block if found else None


def _storage_block(holder: Block) -> Block:
    return holder.block("storage") or Block({}, {}, holder.trial, "storage.0")


def _storage(own: Block, source: Block | None, name: str, default: int) -> Number:
    """A size, from the source where it is not set."""
    if own.has(name):
        return own.number(name)
    return Unknown(f"{own.where(name)} is not set: {MADE_FROM}") if source is None else source.number(name, default)


def _compute(resource: Resource, source: Block | None, bill: Bill, service: str) -> Decimal:
    """The line of server hours; how many servers there are."""
    sku: Text = Unknown(f"sku_name is not set: {MADE_FROM}")
    if resource.has("sku_name") or source is not None:
        sku = (resource if resource.has("sku_name") or source is None else source).text("sku_name", DEFAULT_SKU)
    servers = Decimal(2) if resource.block("high_availability") else ONE
    if servers > 1:
        bill.note(HA)
    price, scale = _rate(resource, service, sku)
    inputs = ("sku_name", "high_availability")
    bill.add(f"Compute ({sku})", "hours", resource.hours() * servers, price, inputs=inputs, scale=scale)
    return servers


def _rate(resource: Resource, service: str, sku: Text) -> tuple[Price | Missing, Decimal]:
    """The price of an hour of a size, or that of a vCore and how many the size has."""
    if isinstance(sku, Unknown):
        return Missing(sku.why), ONE
    letter, _, size = sku.partition("_")
    tier = TIERS.get(letter.upper(), letter.lower())
    name = canonical(size).partition("_")[2]
    listed = name.upper() if tier == "burstable" else name
    direct = resource.price(service, tier, listed)
    if isinstance(direct, Price) or not name.endswith("ds_v4") or name[:1] != "D":
        return direct, ONE
    cores = vcpus(size)
    per_core = resource.price(service, tier, "Ddsv4", "vcore")
    return (per_core, Decimal(cores)) if cores and isinstance(per_core, Price) else (direct, ONE)


def _backup(resource: Resource, bill: Bill, service: str) -> None:
    price = resource.price(service, "backup")
    bill.use("Additional backup storage", "GB", price, key="additional_backup_storage_gb")
