"""Azure services beside machines and disks: App Service, blob storage, databases, caches, Kubernetes, functions, addresses."""

import re
from decimal import Decimal

from price_book.draft import Draft
from price_book.rows import Reader, SourceRow

_TOGEN_HOURS = {"hour": "hour", "vCore-hour": "vCore-hour", "GB-month": "GB-month"}
_BLOB_METERS = {
    "Data Stored": ("stored", "GB-month"),
    "Write Operations": ("write", "10K-operations"),
    "Read Operations": ("read", "10K-operations"),
    "List and Create Container Operations": ("list", "10K-operations"),
    "All Other Operations": ("other", "10K-operations"),
    "Data Retrieval": ("retrieval", "GB"),
    "Data Write": ("data-write", "GB"),
    "Early Delete": ("early-delete", "GB"),
    "Index Tags": ("index-tags", "10K-tags"),
}
_BLOB_PRODUCT = "General Block Blob v2"
_TEN_THOUSAND = 10_000
_UNIFORM = "the same in every region checked"


def compile_services(reader: Reader, draft: Draft) -> None:
    """All of this module."""
    _app_service(reader, draft)
    _blobs(reader, draft)
    _databases(reader, draft)
    _functions_and_cosmos(reader, draft)
    _uniform(reader, draft)
    _dns(reader, draft)


def _app_service(reader: Reader, draft: Draft) -> None:
    for name in ("second/azure_app_service.csv", "second/azure_eastus_seed.csv"):
        for row in reader.rows(name):
            a = row.attributes
            product = a.get("productName", "")
            if (
                "App Service" not in product
                or "Plan" not in product
                or "term" in a
                or row.unit not in {"1 Hour", "hours"}
            ):
                continue
            plan = row.sku.replace(" ", "")
            if not re.fullmatch(r"(B|S|P|I|D|SHARED)\d?\w*", plan) or "Domain" in product:
                continue
            system = "linux" if product.endswith("Linux") else "windows"
            draft.add(row, "app-service", f"{plan.lower()}/{system}", "hour", sku=a.get("meterId", ""))


def _blobs(reader: Reader, draft: Draft) -> None:
    for row in reader.rows("second/azure_eastus_seed.csv"):
        a = row.attributes
        if a.get("productName") == _BLOB_PRODUCT:
            key, unit = _blob_key(a["meterName"], a["skuName"])
            per = _TEN_THOUSAND if unit == "10K-operations" else 1
            if key:
                draft.add(
                    row,
                    "storage",
                    key,
                    unit,
                    price=row.price * per,
                    start=Decimal(a.get("tierStart", "0")),
                    sku=a.get("meterId", ""),
                )
    for row in reader.rows("azure_storage_eu5.csv"):
        a = row.attributes
        if a["productName"] == _BLOB_PRODUCT and not a.get("warning"):
            key, unit = _blob_key(a["meterName"], a["skuName"])
            if key:
                draft.add(row, "storage", key, unit, sku=a["meterId"])
    for row in reader.rows("azure_blob_hot_lrs.csv"):
        key, unit = _blob_key(row.sku, "Hot LRS")
        stored = key.endswith("/stored")
        note = "the first 50 TB; what is above costs less" if stored else ""
        draft.add(
            row, "storage", key, unit, price=row.price if stored else row.price * _TEN_THOUSAND, note=note, sku=""
        )


def _blob_key(meter: str, sku: str) -> tuple[str, str]:
    """``blob/hot/LRS/write`` of a meter; empty for one that no attribute or usage key leads to."""
    for words, (part, unit) in _BLOB_METERS.items():
        if meter.endswith(words) and "Priority" not in meter:
            tier, _, redundancy = sku.partition(" ")
            return f"blob/{tier.lower()}/{redundancy}/{part}", unit
    return "", ""


def _databases(reader: Reader, draft: Draft) -> None:
    for name, service in (
        ("azure_postgresql_flexible.csv", "postgresql"),
        ("second/azure_mysql_flexible.csv", "mysql"),
    ):
        for row in reader.rows(name):
            key = {
                "B1MS": "flexible/b1ms",
                "storage": "flexible/storage",
                "GP_Ddsv4_vCore": "flexible/ddsv4/vcore",
            }.get(row.sku)
            if key is None:
                draft.drop(f"azure/{service}", "a rate per vCore that names no series")
                continue
            draft.add(row, service, key, _TOGEN_HOURS[row.unit], sku="")
    for row in reader.rows("azure_redis_cache.csv"):
        draft.add(row, "redis", row.sku, "hour", sku="")
    for row in reader.rows("second/azure_sql_database.csv"):
        a = row.attributes
        if (
            a["productName"]
            in {"SQL Database Single Standard", "SQL Database Single Premium", "SQL Database Single Basic"}
            and "term" not in a
        ):
            key = {"B": "dtu/Basic"}.get(row.sku, f"dtu/{row.sku}")
            if re.fullmatch(r"dtu/(Basic|[SP]\d+)", key):
                note = "the day's price divided by 24 hours"
                draft.add(row, "sql-database", key, "hour", price=_sixth(row.price / 24), note=note, sku=a["meterId"])


def _functions_and_cosmos(reader: Reader, draft: Draft) -> None:
    for row in reader.rows("azure_functions.csv"):
        _function(draft, row)
    for row in reader.rows("second/azure_eastus_seed.csv"):
        a = row.attributes
        meter, start = a.get("meterName", ""), a.get("tierStart", "0")
        if row.service == "azurefunctions" and row.price > 0 and start:
            _function(draft, row, meter)
        elif row.service == "azurefunctionspremium":
            part, unit = ("vcpu", "vCPU-hour") if "vCPU" in meter else ("memory", "GB-hour")
            draft.add(row, "functions", f"premium/{part}", unit, sku=a.get("meterId", ""))
        elif row.service == "cosmosdb":
            keys = {
                "100 RU/s": ("provisioned/100-rus", "hour"),
                "AP1 100 RUs": ("autoscale/100-rus", "hour"),
                "100 Multi-master RU/s": ("multi-region-write/100-rus", "hour"),
                "Data Stored": ("storage", "GB-month"),
                "1M RUs": ("serverless/1m-rus", "1M-RU"),
            }
            key, unit = keys[meter]
            per = 1_000_000 if unit == "1M-RU" else 1
            draft.add(row, "cosmos-db", key, unit, price=row.price * per, sku=a.get("meterId", ""))


def _function(draft: Draft, row: SourceRow, meter: str = "") -> None:
    execution = "Executions" in (meter or row.sku)
    key, unit = ("consumption/executions", "execution") if execution else ("consumption/gb-seconds", "GB-second")
    note = "beyond the monthly grant of 400,000 GB-s and 1,000,000 executions of a subscription"
    draft.add(row, "functions", key, unit, sku=row.attributes.get("meterId", ""), note=note)


def _uniform(reader: Reader, draft: Draft) -> None:
    """What Azure lists at one price wherever it was checked."""
    for row in reader.rows("second/azure_kubernetes_service.csv"):
        if row.sku == "Standard" and row.unit == "1 Hour" and row.price == Decimal("0.1"):
            draft.add(
                row,
                "kubernetes-service",
                "standard/cluster",
                "hour",
                region="all",
                sku=row.attributes["meterId"],
                note=_UNIFORM,
            )
    for row in reader.rows("second/azure_spot_facts_2026.csv"):
        if "Static Public IP" in row.sku:
            draft.add(row, "virtual-network", "public-ip/standard", "hour", sku="")
            draft.add(row, "virtual-network", "public-ip/standard", "hour", region="all", sku="", note=_UNIFORM)
        elif row.sku == "Basic Registry Unit":
            draft.add(row, "container-registry", "basic/day", "day", sku="")
        elif row.sku == "Basic Plan Linux B1":
            draft.add(row, "app-service", "b1/linux", "hour", sku="")


def _dns(reader: Reader, draft: Draft) -> None:
    """Hosted zones: only the rate card of 2016 has them; its price per query is today's."""
    note = "rate card of 2016, regions without a row of their own; its price per query is still the one of 2021"
    for row in reader.rows("second/azure_ratecard_2016.csv"):
        if row.region == "default" and row.sku == "DNS Zones" and row.price > 0:
            for kind in ("public", "private"):
                draft.add(row, "dns", f"{kind}/zone", "zone-month", region="global", sku="", note=note)


def _sixth(price: Decimal) -> Decimal:
    return price.quantize(Decimal("0.000001"))
