"""Backups and the analytical store of Cosmos DB, all by what is stored (Azure: "Azure Cosmos DB pricing", "Azure Synapse Link for Azure
Cosmos DB", "Continuous backup with point-in-time restore", "Online backup and on-demand data restore", "Azure Cosmos DB analytical store").
"""

from decimal import ROUND_FLOOR, Decimal

from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Number, Unknown, above

COSMOS = "cosmos-db"
STORED = "storage_gb"
RESTORED = "monthly_restored_data_gb"
WRITES, READS = "monthly_analytical_storage_write_operations", "monthly_analytical_storage_read_operations"
TEN_THOUSAND = Decimal(10_000)
MINUTES = 60
FREE_COPIES = 2
"""Copies of a periodic backup that cost nothing."""
INTERVAL_MINUTES, RETENTION_HOURS = 240, 8
FREE_TIER = "continuous7days"

COMPONENTS = (
    ("Analytical storage (location)", "GB"),
    ("Analytical write operations (location)", "10K operations"),
    ("Analytical read operations (location)", "10K operations"),
    ("Continuous backup (location)", "GB"),
    ("Periodic backup (location)", "GB"),
    ("Restored data", "GB"),
)
USAGE = ((WRITES, "operations"), (READS, "operations"), (RESTORED, "GB"))
ASSUMPTIONS = (
    "Backups and the analytical store hold as much as the database.",
    "Two copies of a periodic backup and seven days of a continuous one are free; periodic ones are kept in the write location.",
    "Containers keep data in the analytical store where they set a time to live for it.",
)


def lines(resource: Resource, bill: Bill, account: Block, locations: list[tuple[str, str]]) -> None:
    """What the database costs in its account beside throughput and storage. ``locations`` are names and regions."""
    if account.flag("analytical_storage_enabled") and _is_analytical(resource):
        for name, region in locations:
            _analytical(resource, bill, name, region)
    backup = account.block("backup")
    if backup is None:
        return
    continuous = str(backup.text("type")).lower() == "continuous"
    copies = Decimal(1) if continuous else above(_copies(backup), FREE_COPIES)
    if copies == 0 or (continuous and str(backup.text("tier")).lower() == FREE_TIER):
        return
    kind = "Continuous" if continuous else "Periodic"
    stored = resource.usage(STORED)
    for name, region in locations if continuous else locations[:1]:
        price = resource.price(COSMOS, "backup", kind.lower(), region=region)
        quantity = None if stored is None else stored * copies
        bill.use_amount(f"{kind} backup ({name})", "GB", quantity, price, keys=(STORED,))
    bill.use("Restored data", "GB", resource.price(COSMOS, "restored", region=locations[0][1]), key=RESTORED)


def _copies(backup: Block) -> Number:
    """How many periodic copies are kept."""
    interval = backup.number("interval_in_minutes", INTERVAL_MINUTES)
    hours = backup.number("retention_in_hours", RETENTION_HOURS)
    if isinstance(interval, Unknown) or interval <= 0:
        return interval if isinstance(interval, Unknown) else Decimal(0)
    copies = hours * MINUTES / interval
    return copies if isinstance(copies, Unknown) else copies.to_integral_value(ROUND_FLOOR)


def _is_analytical(resource: Resource) -> bool:
    """Whether a container says that it keeps data in the analytical store, or the usage file speaks of it."""
    if resource.has("analytical_storage_ttl"):
        return resource.number("analytical_storage_ttl") != 0
    return any(resource.usage(key) is not None for key in (WRITES, READS))


def _analytical(resource: Resource, bill: Bill, name: str, region: str) -> None:
    storage = resource.price(COSMOS, "analytical", "storage", region=region)
    bill.use(f"Analytical storage ({name})", "GB", storage, key=STORED)
    for kind, key in (("write", WRITES), ("read", READS)):
        price = resource.price(COSMOS, "analytical", kind, region=region)
        label = f"Analytical {kind} operations ({name})"
        bill.use(label, "10K operations", price, key=key, scale=TEN_THOUSAND)
