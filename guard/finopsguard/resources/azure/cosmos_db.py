"""Databases and containers of Cosmos DB (Azure: "Azure Cosmos DB pricing")."""

from decimal import ROUND_FLOOR, Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Related, Resource
from finopsguard.resources.values import Block, Number, Unknown
from finopsguard.types.money import MILLION, ONE

COSMOS = "cosmos-db"
HUNDRED = 100
LEAST_PERCENT = Decimal(10)
AUTOSCALE_FACTOR = Decimal("1.5")
MULTI = "provisioned/multi-region-writes"
ACCOUNT = "azurerm_cosmosdb_account"
TABLE = "azurerm_cosmosdb_table"
DATABASES = tuple(
    f"azurerm_cosmosdb_{name}" for name in ("sql_database", "mongo_database", "gremlin_database", "cassandra_keyspace")
)
EVERY_MINUTES, KEPT_HOURS, FREE_COPIES = 240, 8, 2
"""Periodic backups unless the account says otherwise, and how many cost nothing."""
TEN_THOUSAND = Decimal(10_000)


@about(
    components=(
        ("Provisioned throughput (mode, location)", "RU/s x 100"),
        ("Provisioned throughput (serverless)", "1M RU"),
        ("Transactional storage (location)", "GB"),
        ("Continuous backup (location)", "GB"),
        ("Periodic backup (location)", "GB"),
        ("Restored data", "GB"),
        ("Analytical storage (location)", "GB"),
        ("Analytical write operations (location)", "10K operations"),
        ("Analytical read operations (location)", "10K operations"),
    ),
    services=(COSMOS,),
    usage=(
        ("monthly_serverless_request_units", "request units (serverless accounts)"),
        ("max_request_units_utilization_percentage", "percent of the autoscale maximum in use"),
        ("storage_gb", "GB"),
        ("monthly_restored_data_gb", "GB"),
        ("monthly_analytical_storage_write_operations", "operations"),
        ("monthly_analytical_storage_read_operations", "operations"),
    ),
    assumptions=(
        "One line for each location of the account; a database without throughput of its own is billed by its containers.",
        "Autoscale is billed by what is in use of its maximum, at least a tenth, shown as one and a half times the units.",
        "Backups are as large as the storage: two periodic copies are included, and so are seven days of continuous backup.",
        "The analytical store is shown for containers that keep data in it, as large as the storage.",
    ),
)
def throughput(resource: Resource, bill: Bill) -> None:
    """``azurerm_cosmosdb_sql_database``, ``_sql_container`` and those of the other interfaces."""
    account = _account(resource)
    locations = _locations(resource, account)
    if account and _has_capability(account, "EnableServerless"):
        _serverless(resource, bill, locations)
    else:
        _provisioned(resource, bill, account, locations)
    for name, region in locations:
        price = resource.price(COSMOS, "storage", region=region)
        bill.use(f"Transactional storage ({name})", "GB", price, key="storage_gb")
    _backups(resource, bill, account, locations)
    _analytical(resource, bill, locations)


@about(components=(), services=(COSMOS,), assumptions=("An account is billed by its databases and containers.",))
def account_itself(resource: Resource, bill: Bill) -> None:
    """``azurerm_cosmosdb_account``."""
    if resource.flag("free_tier_enabled") or resource.flag("enable_free_tier"):
        bill.note("the 1,000 RU/s and 25 GB of the free tier are not taken off its databases and containers")
    bill.free("an account is billed by its databases and containers")


def _account(resource: Resource) -> Related | None:
    """The account that a database, container or keyspace names; a table of Cassandra names its keyspace."""
    keyspace = resource.follow("cassandra_keyspace_id", "azurerm_cosmosdb_cassandra_keyspace")
    return keyspace.follow("account_name", ACCOUNT) if keyspace else resource.follow("account_name", ACCOUNT)


def _locations(resource: Resource, account: Related | None) -> list[tuple[str, str]]:
    """Each location of the account as written and as a region; the resource's own region where the account is not known."""
    blocks = account.block.blocks("geo_location") if account else []
    names = [str(block.text("location")) for block in blocks]
    return [(name, name.lower().replace(" ", "")) for name in names] or [(resource.region, resource.region)]


def _has_capability(account: Related, wanted: str) -> bool:
    return any(block.text("name") == wanted for block in account.block.blocks("capabilities"))


def _serverless(resource: Resource, bill: Bill, locations: list[tuple[str, str]]) -> None:
    given = resource.usage("monthly_serverless_request_units")
    quantity = None if given is None else given / MILLION
    price = resource.price(COSMOS, "serverless", "ru", region=locations[0][1])
    key = "monthly_serverless_request_units"
    bill.use_amount("Provisioned throughput (serverless)", "1M RU", quantity, price, keys=(key,), scale=MILLION)


def _provisioned(resource: Resource, bill: Bill, account: Related | None, locations: list[tuple[str, str]]) -> None:
    scaling = resource.block("autoscale_settings")
    fixed = resource.number("throughput")
    several = account is not None and (
        account.block.flag("multiple_write_locations_enabled") or account.block.flag("enable_multiple_write_locations")
    )
    for name, region in locations:
        if scaling:
            _autoscale(
                resource,
                bill,
                scaling.number("max_throughput", 1000),
                name,
                region,
                several=several and len(locations) > 1,
            )
        elif isinstance(fixed, Unknown) or fixed > 0:
            key = MULTI if several and len(locations) > 1 else "provisioned"
            bill.add(
                f"Provisioned throughput (provisioned, {name})",
                "RU/s x 100",
                fixed / HUNDRED,
                resource.price(COSMOS, key, "100-ru", region=region),
                inputs=("throughput",),
                scale=resource.settings.hours,
            )
    if not scaling and not isinstance(fixed, Unknown) and fixed == 0:
        _without_throughput(resource, bill, locations[0][0])


def _without_throughput(resource: Resource, bill: Bill, location: str) -> None:
    """A database leaves it to its containers, and a container shares its database's; where that has none either, Azure gives it some."""
    database = _database(resource)
    if resource.type in DATABASES or (database and _has_throughput(database.block)):
        bill.note("no throughput of its own: billed with its database, or with its containers")
        return
    if database is None and resource.type != TABLE:
        bill.note("no throughput of its own: billed with its database, which is not in this plan")
        return
    whose = "the table" if database is None else "neither the container nor its database"
    why = f"{whose} {'sets no' if database is None else 'sets a'} throughput: Azure chooses it"
    name = f"Provisioned throughput (provisioned, {location})"
    bill.add(name, "RU/s x 100", Unknown(why), Missing(why), inputs=("throughput",))


def _database(resource: Resource) -> Related | None:
    found = (resource.follow(attribute, *DATABASES) for attribute in ("database_name", "cassandra_keyspace_id"))
    return next(filter(None, found), None)


def _has_throughput(block: Block) -> bool:
    return block.has("throughput") or block.block("autoscale_settings") is not None


def _autoscale(resource: Resource, bill: Bill, most: Number, name: str, region: str, *, several: bool) -> None:
    """What is in use of the maximum, at least a tenth, at one and a half times the rate; several write locations pay their own rate."""
    percent = resource.usage("max_request_units_utilization_percentage")
    used: Number | None = None
    if percent is not None:
        share = percent if isinstance(percent, Unknown) else max(percent, LEAST_PERCENT) / HUNDRED
        used = most * share * (ONE if several else AUTOSCALE_FACTOR) / HUNDRED
    bill.use_amount(
        f"Provisioned throughput (autoscale, {name})",
        "RU/s x 100",
        used,
        resource.price(COSMOS, MULTI if several else "provisioned", "100-ru", region=region),
        keys=("max_request_units_utilization_percentage",),
        inputs=("autoscale_settings.0.max_throughput",),
        scale=resource.settings.hours,
    )


def _backups(resource: Resource, bill: Bill, account: Related | None, locations: list[tuple[str, str]]) -> None:
    """Continuous backup in each location; of periodic copies those beyond two (Azure: "Online backup and on-demand data restore")."""
    block = account.block.block("backup") if account else None
    if block and str(block.text("type")).lower() == "continuous":
        if str(block.text("tier", "Continuous30Days")).lower() != "continuous7days":
            for name, region in locations:
                price = resource.price(COSMOS, "backup", "continuous", region=region)
                bill.use(f"Continuous backup ({name})", "GB", price, key="storage_gb", inputs=("backup",))
    elif block:
        _periodic(resource, bill, block, locations[0])
    if resource.usage("monthly_restored_data_gb") is not None:
        price = resource.price(COSMOS, "backup", "restored", region=locations[0][1])
        bill.use("Restored data", "GB", price, key="monthly_restored_data_gb")


def _periodic(resource: Resource, bill: Bill, block: Block, location: tuple[str, str]) -> None:
    hours, minutes = block.number("retention_in_hours", KEPT_HOURS), block.number("interval_in_minutes", EVERY_MINUTES)
    if isinstance(hours, Unknown) or isinstance(minutes, Unknown) or minutes <= 0:
        bill.note("how many copies periodic backup keeps is not known: those beyond two are billed")
        return
    copies = (hours * 60 / minutes).to_integral_value(ROUND_FLOOR) - FREE_COPIES
    if copies > 0:
        stored = resource.usage("storage_gb")
        price = resource.price(COSMOS, "backup", "periodic", region=location[1])
        quantity = None if stored is None else stored * copies
        bill.use_amount(f"Periodic backup ({location[0]})", "GB", quantity, price, keys=("storage_gb",))


def _analytical(resource: Resource, bill: Bill, locations: list[tuple[str, str]]) -> None:
    """The analytical store of a container whose ``analytical_storage_ttl`` keeps data in it (Azure: "Azure Cosmos DB analytical store")."""
    kept = resource.number("analytical_storage_ttl")
    if not isinstance(kept, Unknown) and kept == 0:
        return
    name, region = locations[0]
    inputs = ("analytical_storage_ttl",)
    stored = resource.price(COSMOS, "analytical", "storage", region=region)
    bill.use(f"Analytical storage ({name})", "GB", stored, key="storage_gb", inputs=inputs)
    for kind in ("write", "read"):
        key = f"monthly_analytical_storage_{kind}_operations"
        price = resource.price(COSMOS, "analytical", f"{kind}-operations", region=region)
        label = f"Analytical {kind} operations ({name})"
        bill.use(label, "10K operations", price, key=key, inputs=inputs, scale=TEN_THOUSAND)
