"""Further Azure services: App Service, databases, caches, messaging, networking, containers and functions."""

import re
from collections.abc import Callable
from decimal import Decimal

from price_book.draft import Draft
from price_book.rows import Reader, SourceRow

_FREE = "the free allowance of each month is not deducted"
_EVERYWHERE = "the same in every region checked"


def compile_services(reader: Reader, draft: Draft) -> None:
    """All of this module."""
    for name, offer in _LISTS.items():
        for row in reader.rows(name):
            if not offer(draft, row):
                draft.drop(
                    "azure/services",
                    f"{name.removeprefix('second/')}: no key, free, a term, or a meter that is not clear",
                )
    _world_wide(reader, draft)


def _entry(
    draft: Draft,
    row: SourceRow,
    entry: tuple[str, str, str] | None,
    *,
    per: int = 1,
    note: str = "",
    start: Decimal = Decimal(0),
) -> bool:
    """Offers ``row`` under (service, key, unit) if there is such an entry."""
    if entry is None or row.attributes.get("term") or not row.price:
        return False
    service, key, unit = entry
    draft.add(
        row, service, key, unit, price=row.price / per, start=start, sku=row.attributes.get("meterId", ""), note=note
    )
    return True


def _bandwidth(draft: Draft, row: SourceRow) -> bool:
    note = "first paid tier (to 10 TB a month); the account's free 100 GB are not deducted"
    found = row.attributes.get("productName") == "Rtn Preference: MGN"
    return _entry(draft, row, ("bandwidth", "internet-out/first-tier", "GB") if found else None, note=note)


_CONTAINER_APPS = {
    "Standard Memory Active Usage": ("container-apps", "consumption/memory/active", "GiB-hour"),
    "Standard vCPU Active Usage": ("container-apps", "consumption/vcpu/active", "vCPU-hour"),
    "Standard Requests": ("container-apps", "consumption/requests", "request"),
}
_FUNCTIONS = {
    "Standard Execution Time": ("functions", "consumption/execution-time", "GB-second"),
    "Standard Total Executions": ("functions", "consumption/executions", "execution"),
}
_SERVICE_BUS = {
    "Basic Messaging Operations": ("service-bus", "basic/operations", "operation"),
    "Standard Base Unit": ("service-bus", "standard/base-unit", "hour"),
}


def _listed(table: dict[str, tuple[str, str, str]], note: str = "") -> Callable[[Draft, SourceRow], bool]:
    def offer(draft: Draft, row: SourceRow) -> bool:
        return _entry(draft, row, table.get(row.sku), note=note)

    return offer


def _redis(draft: Draft, row: SourceRow) -> bool:
    """``Basic_C0`` is one node; a Standard cache is billed for two instances of its meter."""
    tier, _, size = row.sku.partition("_")
    standard = row.attributes.get("meterName", "").endswith("Instance")
    note = "per instance: a Standard or Premium cache has two" if standard else ""
    return _entry(draft, row, ("redis-cache", f"{tier.lower()}/{size}", "hour") if size else None, note=note)


_POSTGRESQL = {
    "B1MS": ("postgresql-flexible", "burstable/B1MS", "hour"),
    "GP_Ddsv4_vCore": ("postgresql-flexible", "general-purpose/Ddsv4/vcore", "vCore-hour"),
    "storage": ("postgresql-flexible", "storage", "GB-month"),
}
_MYSQL = {"B1MS": ("mysql-flexible", "burstable/B1MS", "hour"), "storage": ("mysql-flexible", "storage", "GB-month")}


def _app_service_plan(product: str, sku: str) -> str:
    """``Azure App Service Premium v3 Plan - Linux`` and ``P1 v3`` give ``linux/P1v3``."""
    if not re.fullmatch(r"Azure App Service (?:\w+ )?(?:v\d )?Plan(?: - Linux)?", product) or product.startswith(
        "Azure App Service Free"
    ):
        return ""
    return f"{'linux' if product.endswith('Linux') else 'windows'}/{sku.replace(' ', '')}"


_APP_SERVICE = {"IP SSL": "ssl/ip", "SNI SSL": "ssl/sni"}


def _app_service(draft: Draft, row: SourceRow) -> bool:
    product = row.attributes.get("productName", "")
    if row.unit == "1/Month" and row.sku in _APP_SERVICE:
        return _entry(draft, row, ("app-service", _APP_SERVICE[row.sku], "month"))
    plan = _app_service_plan(product, row.sku) if row.unit == "1 Hour" else ""
    return _entry(draft, row, ("app-service", plan, "hour") if plan else None)


_EASTUS = {
    # (service, meter name): service, key, unit.
    ("apimanagement", "Developer Unit"): ("api-management", "developer", "hour"),
    ("apimanagement", "Basic Unit"): ("api-management", "basic", "hour"),
    ("apimanagement", "Standard Unit"): ("api-management", "standard", "hour"),
    ("apimanagement", "Premium Unit"): ("api-management", "premium", "hour"),
    ("apimanagement", "Consumption Calls"): ("api-management", "consumption/calls", "call"),
    ("azurefunctions", "Standard Execution Time"): _FUNCTIONS["Standard Execution Time"],
    ("azurefunctions", "Standard Total Executions"): _FUNCTIONS["Standard Total Executions"],
    ("azurefunctionsflexconsumption", "On Demand Execution Time"): (
        "functions",
        "flex/on-demand/execution-time",
        "GB-second",
    ),
    ("azurefunctionsflexconsumption", "On Demand Total Executions"): (
        "functions",
        "flex/on-demand/executions",
        "execution",
    ),
    ("azurefunctionsflexconsumption", "Always Ready Baseline"): (
        "functions",
        "flex/always-ready/baseline",
        "GB-second",
    ),
    ("azurefunctionsflexconsumption", "Always Ready Execution Time"): (
        "functions",
        "flex/always-ready/execution-time",
        "GB-second",
    ),
    ("azurefunctionsflexconsumption", "Always Ready Total Executions"): (
        "functions",
        "flex/always-ready/executions",
        "execution",
    ),
    ("azurefunctionspremium", "Premium vCPU Duration"): ("functions", "premium/vcpu", "hour"),
    ("azurefunctionspremium", "Premium Memory Duration"): ("functions", "premium/memory", "GiB-hour"),
    ("cosmosdb", "100 RU/s"): ("cosmos-db", "provisioned/100-ru", "hour"),
    ("cosmosdb", "AP1 100 RUs"): ("cosmos-db", "autoscale/100-ru", "hour"),
    ("cosmosdb", "100 Multi-master RU/s"): ("cosmos-db", "provisioned/multi-region-writes/100-ru", "hour"),
    ("cosmosdb", "Data Stored"): ("cosmos-db", "storage", "GB-month"),
    ("cosmosdb", "1M RUs"): ("cosmos-db", "serverless/ru", "RU"),
    ("bandwidth", "Standard Data Transfer Out"): ("bandwidth", "internet-out", "GB"),
}


def _eastus(draft: Draft, row: SourceRow) -> bool:
    a = row.attributes
    if row.service == "appservice":
        plan = _app_service_plan(a.get("productName", ""), row.sku)
        return _entry(draft, row, ("app-service", plan, "hour") if plan else None)
    start = Decimal(a.get("tierStart", 0))
    if row.service == "blobstorage" or not row.price:
        return row.service == "blobstorage"
    if row.service == "bandwidth":
        start = Decimal(0) if start == 100 else start
    return _entry(
        draft,
        row,
        _EASTUS.get((row.service, a.get("meterName", ""))),
        note=_FREE if start else "",
        start=start if row.service == "bandwidth" else Decimal(0),
    )


_SQL_SERIES = {
    "General Purpose - Compute Gen5": "general-purpose/Gen5",
    "Business Critical - Compute Gen5": "business-critical/Gen5",
    "General Purpose - Compute FSv2 Series": "general-purpose/Fsv2",
}
_SQL_STORAGE = {
    "SQL Database Single/Elastic Pool General Purpose - Storage": "storage/general-purpose",
    "SQL Database Single/Elastic Pool Business Critical - Storage": "storage/business-critical",
    "SQL Database SingleDB Hyperscale - Storage": "storage/hyperscale",
}


def _sql(draft: Draft, row: SourceRow) -> bool:
    product = row.attributes.get("productName", "")
    if match := re.fullmatch(r"SQL Database Single (Basic|Standard|Premium)", product):
        single = re.fullmatch(r"B|S\d+|P\d+", row.sku) and row.unit == "1/Day"
        return _entry(draft, row, ("sql-database", f"single/{match[1].lower()}/{row.sku}", "day") if single else None)
    series = next(
        (key for words, key in _SQL_SERIES.items() if product == f"SQL Database Single/Elastic Pool {words}"), None
    )
    if row.sku == "vCore" and row.unit == "1 Hour":
        if series:
            return _entry(draft, row, ("sql-database", f"{series}/vcore", "vCore-hour"))
        hyperscale = product == "SQL Database SingleDB/Elastic Pool Hyperscale - Compute Gen5"
        return _entry(draft, row, ("sql-database", "hyperscale/Gen5/vcore", "vCore-hour") if hyperscale else None)
    if row.unit == "1 GB/Month" and product in _SQL_STORAGE and "Backup" not in row.sku and "Zone" not in row.sku:
        return _entry(draft, row, ("sql-database", _SQL_STORAGE[product], "GB-month"))
    return False


_INDONESIA = {
    # (product, sku, unit, price): service, key, unit. The list dropped meter names, so a meter is told by its price
    # where one sku has several; the same figures stand beside their meter names in other lists.
    ("Azure Kubernetes Service", "Standard", "1 Hour", "0.1"): ("kubernetes-service", "standard/uptime", "hour"),
    ("Azure Firewall", "Standard", "1 Hour", "1.25"): ("firewall", "standard/deployment", "hour"),
    ("Azure Firewall", "Standard", "1 GB", "0.016"): ("firewall", "standard/gb", "GB"),
    ("Azure Firewall", "Premium", "1 Hour", "1.75"): ("firewall", "premium/deployment", "hour"),
    ("Azure Firewall", "Premium", "1 GB", "0.016"): ("firewall", "premium/gb", "GB"),
    ("Azure Firewall", "Basic", "1 Hour", "0.395"): ("firewall", "basic/deployment", "hour"),
    ("Azure Firewall", "Basic", "1 GB", "0.065"): ("firewall", "basic/gb", "GB"),
    ("API Management", "Developer", "1 Hour", "0.0658"): ("api-management", "developer", "hour"),
    ("API Management", "Basic", "1 Hour", "0.2016"): ("api-management", "basic", "hour"),
    ("API Management", "Standard", "1 Hour", "0.9407"): ("api-management", "standard", "hour"),
    ("API Management", "Premium", "1 Hour", "3.829"): ("api-management", "premium", "hour"),
    ("Backup", "Azure VM", "1/Month", "10"): ("backup", "protected-instance/azure-vm", "month"),
    ("Backup", "Azure Files", "1/Month", "5"): ("backup", "protected-instance/azure-files", "month"),
    ("Container Instances", "Standard", "1 Hour", "0.04554"): ("container-instances", "standard/vcpu", "vCPU-hour"),
    ("Container Instances", "Standard", "1 GB Hour", "0.004977"): ("container-instances", "standard/memory", "GB-hour"),
}


def _indonesia(draft: Draft, row: SourceRow) -> bool:
    price = format(row.price.normalize(), "f")
    return _entry(draft, row, _INDONESIA.get((row.attributes.get("productName", ""), row.sku, row.unit, price)))


_LISTS: dict[str, Callable[[Draft, SourceRow], bool]] = {
    "azure_bandwidth.csv": _bandwidth,
    "azure_container_apps.csv": _listed(_CONTAINER_APPS, _FREE),
    "azure_functions.csv": _listed(_FUNCTIONS, _FREE),
    "azure_service_bus.csv": _listed(_SERVICE_BUS),
    "azure_redis_cache.csv": _redis,
    "azure_postgresql_flexible.csv": _listed(_POSTGRESQL),
    "second/azure_mysql_flexible.csv": _listed(_MYSQL),
    "second/azure_app_service.csv": _app_service,
    "second/azure_eastus_seed.csv": _eastus,
    "second/azure_sql_database.csv": _sql,
    "second/azure_kubernetes_service.csv": _indonesia,
    "second/azure_firewall.csv": _indonesia,
    "second/azure_api_management.csv": _indonesia,
    "second/azure_backup.csv": _indonesia,
    "second/azure_container_instances.csv": _indonesia,
}

_WORLD_WIDE = {
    # (file, product or service, sku, unit, price): service, key, unit, where it was checked.
    ("second/azure_kubernetes_service.csv", "Standard", "1 Hour", "0.1"): (
        "kubernetes-service",
        "standard/uptime",
        "hour",
        "2 regions",
    ),
    ("second/azure_firewall.csv", "Standard", "1 Hour", "1.25"): (
        "firewall",
        "standard/deployment",
        "hour",
        "2 regions",
    ),
    ("second/azure_firewall.csv", "Standard", "1 GB", "0.016"): ("firewall", "standard/gb", "GB", "2 regions"),
    ("second/azure_firewall.csv", "Premium", "1 Hour", "1.75"): ("firewall", "premium/deployment", "hour", "2 regions"),
    ("second/azure_firewall.csv", "Premium", "1 GB", "0.016"): ("firewall", "premium/gb", "GB", "2 regions"),
    ("second/azure_event_grid.csv", "Standard", "1M", "0.6"): (
        "event-grid",
        "basic/operations",
        "1M-operations",
        "2 regions",
    ),
}
_SINGLE_FACTS = {
    "Standard IPv4 Static Public IP": ("virtual-network", "public-ip/standard/static", "hour", "4 regions"),
    "Standard Included LB Rules and Outbound Rules": (
        "load-balancer",
        "standard/rules",
        "hour",
        "listed for region Global",
    ),
}


def _world_wide(reader: Reader, draft: Draft) -> None:
    """What every list that has it gives the same price in every region; offered for all regions with medium trust."""
    for (name, sku, unit, price), (service, key, our_unit, checked) in _WORLD_WIDE.items():
        for row in reader.rows(name):
            if (row.sku, row.unit) == (sku, unit) and row.price == Decimal(price):
                note = f"{_EVERYWHERE} ({checked})"
                meter = row.attributes.get("meterId", "")
                draft.add(row, service, key, our_unit, region="all", sku=meter, note=note, trust="medium")
    for row in reader.rows("second/azure_spot_facts_2026.csv"):
        if row.sku in _SINGLE_FACTS:
            service, key, our_unit, checked = _SINGLE_FACTS[row.sku]
            draft.add(row, service, key, our_unit, region="all", sku="", note=f"{_EVERYWHERE} ({checked})")
        elif row.service == "sql_database" and row.sku.startswith("SQL Database Single Basic"):
            draft.add(row, "sql-database", "single/basic/B", "day", sku="")
        elif row.service == "app_service" and row.sku == "Basic Plan Linux B1":
            draft.add(row, "app-service", "linux/B1", "hour", sku="")
        elif row.service == "container_registry":
            draft.add(row, "container-registry", "basic", "day", sku="")
