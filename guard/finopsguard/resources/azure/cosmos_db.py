"""Databases and containers of Cosmos DB (Azure: "Azure Cosmos DB pricing")."""

from decimal import Decimal
from typing import NamedTuple

from finopsguard.resources.about import about
from finopsguard.resources.azure import cosmos_backup
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Related, Resource
from finopsguard.resources.values import Block, Number, Text, Unknown
from finopsguard.types.money import MILLION, ONE

COSMOS = "cosmos-db"
HUNDRED = 100
LEAST_PERCENT = Decimal(10)
AUTOSCALE_FACTOR = Decimal("1.5")
MULTI = "provisioned/multi-region-writes"
ZONE_FACTOR = Decimal("1.25")
"""What zone redundancy costs, but for autoscale and several write locations (Azure: "High availability in Azure Cosmos DB", pricing)."""
ACCOUNT = "azurerm_cosmosdb_account"
TABLE = "azurerm_cosmosdb_table"
DATABASES = tuple(
    f"azurerm_cosmosdb_{name}" for name in ("sql_database", "mongo_database", "gremlin_database", "cassandra_keyspace")
)


class Location(NamedTuple):
    """A location of an account: as written, as a region of the price book, and whether its replicas are in several zones."""

    name: str
    region: str
    zonal: bool


@about(
    components=(
        ("Provisioned throughput (mode, location)", "RU/s x 100"),
        ("Provisioned throughput (serverless)", "1M RU"),
        ("Transactional storage (location)", "GB"),
        *cosmos_backup.COMPONENTS,
    ),
    services=(COSMOS,),
    usage=(
        ("monthly_serverless_request_units", "request units (serverless accounts)"),
        ("max_request_units_utilization_percentage", "percent of the autoscale maximum in use"),
        ("storage_gb", "GB"),
        *cosmos_backup.USAGE,
    ),
    assumptions=(
        "One line for each location of the account; a database without throughput of its own is billed by its containers.",
        "Zone redundancy costs a quarter more units, but not with autoscale or several write locations.",
        *cosmos_backup.ASSUMPTIONS,
        "Autoscale is billed by what is in use of its maximum, at least a tenth, shown as one and a half times the units.",
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
    for location in locations:
        price = resource.price(COSMOS, "storage", region=location.region)
        bill.use(f"Transactional storage ({location.name})", "GB", price, key="storage_gb")
    if account:
        cosmos_backup.lines(resource, bill, account.block, [(location.name, location.region) for location in locations])


@about(components=(), services=(COSMOS,), assumptions=("An account is billed by its databases and containers.",))
def account_itself(resource: Resource, bill: Bill) -> None:
    """``azurerm_cosmosdb_account``."""
    if resource.block("backup") and str(_backup_type(resource)).lower() == "continuous":
        bill.note("continuous backup is billed by the data stored, which the account does not tell")
    if resource.block("analytical_storage") or resource.flag("analytical_storage_enabled"):
        bill.note("the analytical store is billed by its data and operations, which the account does not tell")
    if resource.flag("free_tier_enabled") or resource.flag("enable_free_tier"):
        bill.note("the 1,000 RU/s and 25 GB of the free tier are not taken off its databases and containers")
    bill.free("an account is billed by its databases and containers")


def _backup_type(resource: Resource) -> Text:
    block = resource.block("backup")
    return block.text("type") if block else ""


def _account(resource: Resource) -> Related | None:
    """The account that a database, container or keyspace names; a table of Cassandra names its keyspace."""
    keyspace = resource.follow("cassandra_keyspace_id", "azurerm_cosmosdb_cassandra_keyspace")
    return keyspace.follow("account_name", ACCOUNT) if keyspace else resource.follow("account_name", ACCOUNT)


def _locations(resource: Resource, account: Related | None) -> list[Location]:
    """Each location of the account as written and as a region; the resource's own region where the account is not known."""
    blocks = account.block.blocks("geo_location") if account else []
    named = [(str(block.text("location")), block.flag("zone_redundant")) for block in blocks]
    found = [Location(name, name.lower().replace(" ", ""), zonal) for name, zonal in named]
    return found or [Location(resource.region, resource.region, zonal=False)]


def _has_capability(account: Related, wanted: str) -> bool:
    return any(block.text("name") == wanted for block in account.block.blocks("capabilities"))


def _serverless(resource: Resource, bill: Bill, locations: list[Location]) -> None:
    given = resource.usage("monthly_serverless_request_units")
    zones = ZONE_FACTOR if locations[0].zonal else ONE
    quantity = None if given is None else given * zones / MILLION
    price = resource.price(COSMOS, "serverless", "ru", region=locations[0].region)
    key = "monthly_serverless_request_units"
    bill.use_amount("Provisioned throughput (serverless)", "1M RU", quantity, price, keys=(key,), scale=MILLION)


def _provisioned(resource: Resource, bill: Bill, account: Related | None, locations: list[Location]) -> None:
    scaling = resource.block("autoscale_settings")
    fixed = resource.number("throughput")
    several = account is not None and (
        account.block.flag("multiple_write_locations_enabled") or account.block.flag("enable_multiple_write_locations")
    )
    several = several and len(locations) > 1
    for location in locations:
        name, region = location.name, location.region
        if scaling:
            _autoscale(resource, bill, scaling.number("max_throughput", 1000), name, region, several=several)
        elif isinstance(fixed, Unknown) or fixed > 0:
            zones = ZONE_FACTOR if location.zonal and not several else ONE
            bill.add(
                f"Provisioned throughput (provisioned, {name})",
                "RU/s x 100",
                fixed * zones / HUNDRED,
                resource.price(COSMOS, MULTI if several else "provisioned", "100-ru", region=region),
                inputs=("throughput",),
                scale=resource.settings.hours,
                note="zone redundancy: 1.25 times the units" if zones > ONE else "",
            )
    if not scaling and not isinstance(fixed, Unknown) and fixed == 0:
        _without_throughput(resource, bill, locations[0].name)


def _without_throughput(resource: Resource, bill: Bill, location: str) -> None:
    """A database leaves it to its containers, and a container shares its database's; where that has none either, Azure gives it some."""
    database = _database(resource)
    if resource.type in DATABASES or (database and _has_throughput(database.block)):
        bill.note("no throughput of its own: billed with its database, or with its containers")
        return
    if database is None and resource.type != TABLE:
        bill.note("no throughput of its own: billed with its database, which is not in this plan")
        return
    whose = "the table sets no" if database is None else "neither the container nor its database sets a"
    why = f"{whose} throughput: Azure chooses it"
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
