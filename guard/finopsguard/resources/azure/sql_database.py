"""Databases of Azure SQL (Azure: "Azure SQL Database pricing", single databases)."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Number, Text, Unknown, whole
from finopsguard.types.money import ONE

SQL = "sql-database"
DEFAULT = "GP_S_Gen5_2"
TIERS = {"GP": "general-purpose", "BC": "business-critical", "HS": "hyperscale"}
REDUNDANCY = {"geo": "RA-GRS", "geozone": "RA-GZRS", "zone": "ZRS", "local": "LRS"}
"""``storage_account_type`` of backups -> how prices name it."""
HOURS = 24
"""A service objective is listed by the day."""
COPIED_FROM = "what the database is made from decides"
STORAGE_GB = 32
"""Size where ``max_size_gb`` is not set (Azure: "vCore purchasing model")."""


@about(
    components=(
        ("Compute (objective)", "hours"),
        ("Compute (provisioned, SKU)", "hours"),
        ("Compute (serverless, SKU)", "vCore-hours"),
        ("SQL license", "vCore-hours"),
        ("Zone redundancy (provisioned, SKU)", "hours"),
        ("Zone redundancy (serverless, SKU)", "vCore-hours"),
        ("Read replicas", "hours"),
        ("Storage", "GB"),
        ("Extra data storage", "GB"),
        ("Long-term retention (redundancy)", "GB"),
        ("PITR backup storage (redundancy)", "GB"),
    ),
    services=(SQL,),
    usage=(
        ("monthly_vcore_hours", "vCore-hours (serverless)"),
        ("extra_data_storage_gb", "GB beyond what an objective includes (Standard and Premium)"),
        ("storage_gb", "GB stored (Hyperscale)"),
        ("long_term_retention_storage_gb", "GB"),
        ("backup_storage_gb", "GB"),
    ),
    assumptions=(
        "GP_S_Gen5_2 where no SKU is given, licence included, backups with geo redundancy.",
        "32 GB where no size is given; Hyperscale has no size: its storage is what is stored.",
        "A secondary, copied or restored database has what it leaves out from its source, where that is in the plan.",
    ),
)
def database(resource: Resource, bill: Bill) -> None:
    """``azurerm_mssql_database``."""
    source = _source(resource)
    sku = _sku(resource, source)
    if resource.text("elastic_pool_id") != "" or str(sku).lower() == "elasticpool":
        bill.note("compute and storage are those of its elastic pool")
    elif isinstance(sku, Unknown):
        bill.add("Compute", "hours", resource.hours(), resource.price(SQL, sku), inputs=("sku_name",))
    elif "_" in sku:
        _vcores(resource, source, bill, sku)
    else:
        _objective(resource, bill, sku)
    _backups(resource, bill)


def _source(resource: Resource) -> Block | None:
    """Whose attributes count where the database's own are not set: those of the database that it is a copy of, where that is in the plan
    (``None``: it is not); else its own.
    """
    if str(resource.text("create_mode", "Default")).lower() == "default":
        return resource
    found = resource.follow("creation_source_database_id", "azurerm_mssql_database")
    return found.block if found else None


def _sku(resource: Resource, source: Block | None) -> Text:
    if resource.has("sku_name"):
        return resource.text("sku_name")
    return Unknown(f"sku_name is not set: {COPIED_FROM}") if source is None else source.text("sku_name", DEFAULT)


def _objective(resource: Resource, bill: Bill, sku: str) -> None:
    """Basic, Standard and Premium by service objective (the DTU model)."""
    inputs = ("sku_name",)
    name = sku.capitalize() if sku.lower() == "basic" else sku.upper()
    kind = {"B": "basic", "P": "premium"}.get(name[:1], "standard")
    price = resource.price(SQL, "single", kind, "B" if kind == "basic" else name)
    bill.add(f"Compute ({sku})", "hours", resource.hours(), price, inputs=inputs, scale=ONE / HOURS)
    if kind != "basic":
        price = resource.price(SQL, "extra-storage", kind)
        bill.use("Extra data storage", "GB", price, key="extra_data_storage_gb", inputs=("max_size_gb",))


def _vcores(resource: Resource, source: Block | None, bill: Bill, sku: str) -> None:
    """``GP_Gen5_4``, ``BC_Gen5_8``, ``HS_Gen5_2`` and serverless ``GP_S_Gen5_2``."""
    parts = sku.split("_")
    tier, generation = TIERS.get(parts[0].upper(), parts[0].lower()), parts[-2].capitalize()
    serverless = len(parts) > 3 and parts[1].upper() == "S"
    named = whole(parts[-1])
    cores = Unknown(f"{sku} names no number of vCores") if named is None else Decimal(named)
    inputs = ("sku_name", "license_type")
    zones = resource.flag("zone_redundant")
    if serverless:
        price = resource.price(SQL, tier, "serverless")
        bill.use(f"Compute (serverless, {sku})", "vCore-hours", price, key="monthly_vcore_hours", inputs=inputs)
        if zones:
            rate = resource.price(SQL, tier, "serverless", "zone-redundancy")
            bill.use(
                f"Zone redundancy (serverless, {sku})", "vCore-hours", rate, key="monthly_vcore_hours", inputs=inputs
            )
    else:
        scale = ONE if isinstance(cores, Unknown) else cores
        hours: Number = cores if isinstance(cores, Unknown) else resource.hours()
        rate = resource.price(SQL, tier, generation, "vcore")
        bill.add(f"Compute (provisioned, {sku})", "hours", hours, rate, inputs=inputs, scale=scale)
        if zones and tier == "general-purpose":
            extra = resource.price(SQL, tier, generation, "zone-redundancy")
            bill.add(f"Zone redundancy (provisioned, {sku})", "hours", hours, extra, inputs=inputs, scale=scale)
        _licence(resource, bill, tier, cores)
        replicas = resource.number("read_replica_count")
        if tier == "hyperscale" and replicas:
            bill.add("Read replicas", "hours", hours * replicas, rate, inputs=("read_replica_count",), scale=scale)
    _storage(resource, source, bill, tier)


def _storage(resource: Resource, source: Block | None, bill: Bill, tier: str) -> None:
    """The size that is set aside; in Hyperscale, what is stored."""
    price = resource.price(SQL, "storage", tier)
    if tier == "hyperscale" and not resource.has("max_size_gb"):
        bill.use("Storage", "GB", price, key="storage_gb", inputs=("sku_name",))
        return
    size: Number = Unknown(f"max_size_gb is not set: {COPIED_FROM}")
    if resource.has("max_size_gb") or source is not None:
        size = (resource if resource.has("max_size_gb") or source is None else source).number("max_size_gb", STORAGE_GB)
    bill.add("Storage", "GB", size, price, inputs=("max_size_gb",))


def _licence(resource: Resource, bill: Bill, tier: str, cores: Number) -> None:
    """The licence of provisioned vCores; ``BasePrice`` is one's own (Azure Hybrid Benefit); Hyperscale has none to pay."""
    if str(resource.text("license_type", "LicenseIncluded")).lower() == "baseprice" or tier == "hyperscale":
        return
    price = resource.price(SQL, tier, "licence")
    bill.add("SQL license", "vCore-hours", resource.hours() * cores, price, inputs=("sku_name", "license_type"))


def _backups(resource: Resource, bill: Bill) -> None:
    said: Text = resource.text("storage_account_type", "Geo")
    name = REDUNDANCY.get(str(said).lower(), str(said))
    inputs = ("storage_account_type",)
    retention = resource.price(SQL, "long-term", name)
    key = "long_term_retention_storage_gb"
    bill.use(f"Long-term retention ({name})", "GB", retention, key=key, inputs=inputs)
    backup = resource.price(SQL, "backup", name)
    bill.use(f"PITR backup storage ({name})", "GB", backup, key="backup_storage_gb", inputs=inputs)
