"""Azure prices that only the list by Terraform resource type has: one row of it for one key of the book.

A month's figure is brought back to the hour that Azure lists; a row whose rounding leaves more than one possible price is left out.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from price_book.draft import Draft
from price_book.rows import Reader, SourceRow

FILE = "component_prices_by_resource_type.csv"
SOURCE = "component prices by resource type"
MONTH = Decimal(730)
_EXACT_PLACES = 4
_ZONE_1 = "Azure DNS is not regional; this is billing zone 1 (Europe, North America, parts of Asia)"
_WINDOWS = re.compile(r"Instance usage \(Windows, pay as you go, ((?:Standard|Basic)_[\w-]+)\)")


class Wanted(NamedTuple):
    """A row of the list and the key it becomes. ``price`` tells rows of one name apart; ``hourly`` divides a month's figure."""

    type: str
    component: str
    service: str
    key: str
    unit: str
    price: str = ""
    hourly: int = 0
    """Decimal places of the hourly price; 0 for a figure that stays as it is."""
    start: int = 0
    per: int = 1
    """How many units of the book the list's unit holds."""


_ARCHIVE = "azurerm_log_analytics_workspace"
_SQL = "azurerm_mssql_database"
_COSMOS = "azurerm_cosmosdb_sql_database"
WANTED = (
    Wanted("azurerm_managed_disk", "Disk operations", "storage", "disk-operations/S/LRS", "10K-operations", "0.0005"),
    Wanted(
        "azurerm_linux_virtual_machine",
        "Disk operations",
        "storage",
        "disk-operations/E/LRS",
        "10K-operations",
        "0.002",
    ),
    Wanted("azurerm_managed_disk", "Provisioned IOPS", "storage", "ultra/LRS/iops", "IOPS-hour", hourly=6),
    Wanted("azurerm_managed_disk", "Storage (ultra, 2048 GiB)", "storage", "ultra/LRS/capacity", "GiB-hour", hourly=6),
    Wanted("azurerm_managed_disk", "Throughput", "storage", "ultra/LRS/throughput", "MBps-hour", hourly=6),
    Wanted("azurerm_lb", "Data processed", "load-balancer", "standard/gb", "GB"),
    Wanted("azurerm_lb_rule", "Rule usage", "load-balancer", "standard/rule", "hour"),
    Wanted("azurerm_lb_outbound_rule", "Rule usage", "load-balancer", "standard/rule", "hour"),
    Wanted("azurerm_service_plan", "Instance usage (SHARED)", "app-service", "shared/windows", "hour"),
    Wanted("azurerm_public_ip", "IP address (static, global)", "virtual-network", "public-ip/global", "hour"),
    Wanted("azurerm_nat_gateway", "NAT gateway", "nat-gateway", "standard/hour", "hour"),
    Wanted("azurerm_nat_gateway", "Data processed", "nat-gateway", "standard/gb", "GB"),
    Wanted("azurerm_application_gateway", "Gateway usage (WAF v2)", "application-gateway", "waf-v2/hour", "hour"),
    Wanted(
        "azurerm_application_gateway", "Gateway usage (basic v2)", "application-gateway", "standard-v2/hour", "hour"
    ),
    Wanted(
        "azurerm_application_gateway", "V2 capacity units (WAF)", "application-gateway", "waf-v2/capacity-unit", "hour"
    ),
    Wanted(
        "azurerm_application_gateway",
        "V2 capacity units (basic)",
        "application-gateway",
        "standard-v2/capacity-unit",
        "hour",
    ),
    Wanted("azurerm_dns_a_record", "DNS queries (first 1B)", "dns", "public/queries", "query", per=10**6),
    Wanted("azurerm_dns_a_record", "DNS queries (over 1B)", "dns", "public/queries", "query", start=10**9, per=10**6),
    Wanted("azurerm_private_dns_a_record", "DNS queries (first 1B)", "dns", "private/queries", "query", per=10**6),
    Wanted(
        "azurerm_private_dns_a_record",
        "DNS queries (over 1B)",
        "dns",
        "private/queries",
        "query",
        start=10**9,
        per=10**6,
    ),
    Wanted("azurerm_container_registry", "Build vCPU", "container-registry", "build/vcpu", "vCPU-second"),
    Wanted("azurerm_container_registry", "Storage (over 10GB)", "container-registry", "storage", "GB-month"),
    Wanted("azurerm_redis_cache", "Cache usage (Premium_P1)", "redis", "Premium_P1", "hour", hourly=3),
    Wanted("azurerm_redis_cache", "Cache usage (Premium_P2)", "redis", "Premium_P2", "hour", hourly=3),
    Wanted("azurerm_redis_cache", "Cache usage (Premium_P3)", "redis", "Premium_P3", "hour", hourly=3),
    Wanted("azurerm_redis_cache", "Cache usage (Basic_C4)", "redis", "Basic_C4", "hour", hourly=3),
    Wanted("azurerm_redis_cache", "Cache usage (Standard_C3)", "redis", "Standard_C3", "hour", hourly=3),
    Wanted(_ARCHIVE, "Log data ingestion", "log-analytics", "analytics/ingestion", "GB", "2.99"),
    Wanted(_ARCHIVE, "Log data ingestion", "log-analytics", "commitment/100", "day", "252.84"),
    Wanted(_ARCHIVE, "Sentinel data ingestion", "log-analytics", "sentinel/ingestion", "GB", "2.99"),
    Wanted(_ARCHIVE, "Sentinel data ingestion", "log-analytics", "sentinel/commitment/100", "day", "252.84"),
    Wanted(_ARCHIVE, "Basic log data ingestion", "log-analytics", "basic/ingestion", "GB"),
    Wanted(_ARCHIVE, "Basic log search queries", "log-analytics", "basic/search", "GB"),
    Wanted(_ARCHIVE, "Log data export", "log-analytics", "export", "GB"),
    Wanted(_ARCHIVE, "Log data retention", "log-analytics", "retention", "GB-month"),
    Wanted(_ARCHIVE, "Archive data", "log-analytics", "archive/stored", "GB-month"),
    Wanted(_ARCHIVE, "Archive data restored", "log-analytics", "archive/restored", "GB"),
    Wanted(_ARCHIVE, "Archive data searched", "log-analytics", "archive/searched", "GB"),
    Wanted("azurerm_mysql_flexible_server", "Additional IOPS", "mysql", "flexible/iops", "IOPS-month"),
    Wanted("azurerm_mysql_flexible_server", "Additional backup storage", "mysql", "flexible/backup", "GB-month"),
    Wanted(
        "azurerm_postgresql_flexible_server", "Additional backup storage", "postgresql", "flexible/backup", "GB-month"
    ),
    Wanted(_SQL, "PITR backup storage (LRS)", "sql-database", "backup/LRS", "GB-month"),
    Wanted(_SQL, "PITR backup storage (ZRS)", "sql-database", "backup/ZRS", "GB-month"),
    Wanted(_SQL, "PITR backup storage (RA-GRS)", "sql-database", "backup/RA-GRS", "GB-month"),
    Wanted(_SQL, "Long-term retention (LRS)", "sql-database", "long-term/LRS", "GB-month"),
    Wanted(_SQL, "Long-term retention (ZRS)", "sql-database", "long-term/ZRS", "GB-month"),
    Wanted(_SQL, "Long-term retention (RA-GRS)", "sql-database", "long-term/RA-GRS", "GB-month"),
    Wanted(_SQL, "Extra data storage", "sql-database", "extra-storage/standard", "GB-month", "0.17"),
    Wanted(_SQL, "Extra data storage", "sql-database", "extra-storage/premium", "GB-month", "0.34"),
    Wanted(_SQL, "Storage", "sql-database", "business-critical/storage", "GB-month", "0.25"),
    Wanted(_SQL, "SQL license", "sql-database", "general-purpose/licence", "vCore-hour", "0.0999657534247"),
    Wanted(_SQL, "SQL license", "sql-database", "business-critical/licence", "vCore-hour", "0.375"),
    Wanted(
        _SQL, "Compute (serverless, GP_S_Gen5_4)", "sql-database", "general-purpose/serverless", "vCore-hour", "0.52176"
    ),
)
_VCORES = re.compile(r"(Compute|Zone redundancy) \(provisioned, (GP|BC|HS)_(Gen5|M)_(\d+)\)")
_PARTS = {"Compute": "vcore", "Zone redundancy": "zone-redundancy"}
_TIERS = {"GP": "general-purpose", "BC": "business-critical", "HS": "hyperscale"}
_DTU = re.compile(r"Compute \((S\d+|P\d+)\)")
_FLEXIBLE = re.compile(r"Compute \((?:B|GP|MO)_Standard_(\w+)\)")


def compile_components(reader: Reader, draft: Draft) -> None:
    """All of this module."""
    for row, cells in _rows(reader):
        resource_type, component = cells["resource_type"], cells["component"]
        for wanted in WANTED:
            if (wanted.type, wanted.component) == (resource_type, component) and wanted.price in {"", cells["price"]}:
                _add(draft, row, cells, wanted)
        if match := _WINDOWS.fullmatch(component):
            _listed(draft, row, "virtual-machines", f"{match[1]}/windows/on-demand", "hour")
        if resource_type == _SQL:
            _sql(draft, row, component)
        if match := _FLEXIBLE.fullmatch(component):
            service = {"azurerm_mysql_flexible_server": "mysql", "azurerm_postgresql_flexible_server": "postgresql"}[
                resource_type
            ]
            _listed(draft, row, service, f"flexible/{match[1].lower()}", "hour")
        if resource_type == "azurerm_container_registry" and (
            match := re.fullmatch(r"Registry usage \((\w+)\)", component)
        ):
            draft.add(
                row,
                "container-registry",
                f"{match[1].lower()}/day",
                "day",
                price=row.price.quantize(Decimal("0.0001")),
                sku="",
            )


def _rows(reader: Reader) -> Iterator[tuple[SourceRow, dict[str, str]]]:
    for number, cells in enumerate(reader.cells(FILE), start=2):
        if cells["provider"] != "azure" or not cells["region"] or not cells["values_last_changed"]:
            continue
        row = {
            "provider": "azure",
            "service": "",
            "region": cells["region"],
            "sku": "",
            "attributes": "{}",
            "unit": cells["unit"],
            "usd_per_unit": cells["price"],
            "currency": "USD",
            "effective_date": cells["values_last_changed"],
            "source": SOURCE,
        }
        yield SourceRow(row, f"{FILE}:{number}"), cells


def _add(draft: Draft, row: SourceRow, cells: dict[str, str], wanted: Wanted) -> None:
    price = row.price
    note = ""
    if wanted.hourly:
        step = Decimal(1).scaleb(-wanted.hourly)
        price = (row.price / MONTH).quantize(step)
        if abs(price * MONTH - row.price) > Decimal(cells["price_err"]) * 2:
            return draft.drop("azure/components", "a month's figure that is no whole multiple of an hour's price")
        note = "the month's figure divided by 730 hours"
    elif row.price != row.price.quantize(Decimal("0.00001")):
        price = row.price.quantize(Decimal("0.000001"))
    price /= wanted.per
    start = Decimal(wanted.start)
    draft.add(row, wanted.service, wanted.key, wanted.unit, price=price, start=start, sku="", note=note)
    if wanted.service == "dns":
        draft.add(row, "dns", wanted.key, wanted.unit, region="global", price=price, start=start, sku="", note=_ZONE_1)
    return None


def _listed(draft: Draft, row: SourceRow, service: str, key: str, unit: str) -> None:
    """A price as listed: one with more places was worked out from a month's figure and may be off."""
    if row.price != row.price.quantize(Decimal(1).scaleb(-_EXACT_PLACES)):
        return draft.drop("azure/components", "worked out from a rounded month")
    return draft.add(row, service, key, unit, sku="")


def _sql(draft: Draft, row: SourceRow, component: str) -> None:
    if match := _VCORES.fullmatch(component):
        part, tier, generation, cores = match.groups()
        per_core = (row.price / int(cores)).quantize(Decimal("0.000001"))
        key = f"{_TIERS[tier]}/{generation.lower()}/{_PARTS[part]}"
        note = f"the price of {cores} vCores divided by {cores}"
        draft.add(row, "sql-database", key, "vCore-hour", price=per_core, sku="", note=note)
    elif match := _DTU.fullmatch(component):
        note = "the month's figure divided by 730 hours"
        draft.add(
            row,
            "sql-database",
            f"dtu/{match[1]}",
            "hour",
            price=row.price.quantize(Decimal("0.000001")),
            sku="",
            note=note,
        )
