"""Log Analytics workspaces (Azure: "Azure Monitor pricing", "Microsoft Sentinel pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Number, Unknown

LOGS = "log-analytics"
DAYS = Decimal(30)
INCLUDED_DAYS = 31
BY_THE_GIGABYTE = {"pergb2018", "standalone", "capacityreservation"}
"""Plans with the prices of today; a workspace may keep an older one (Azure: "Azure Monitor Logs cost calculations")."""
SENTINEL = "azurerm_sentinel_log_analytics_workspace_onboarding"
SOMETIMES = (
    ("Log data export", "GB", "export", "monthly_log_data_export_gb"),
    ("Basic log data ingestion", "GB", "basic/ingestion", "monthly_basic_log_data_ingestion_gb"),
    ("Basic log search queries", "GB searched", "basic/search", "monthly_basic_log_search_gb"),
    ("Archive data", "GB", "archive/stored", "monthly_archive_data_gb"),
    ("Archive data restored", "GB", "archive/restored", "monthly_archive_data_restored_gb"),
    ("Archive data searched", "GB", "archive/searched", "monthly_archive_data_searched_gb"),
)
"""Lines that only the usage file brings: features that a workspace may or may not use."""


@about(
    components=(
        ("Log data ingestion", "GB"),
        ("Log data ingestion", "N GB (per day)"),
        ("Sentinel data ingestion", "GB"),
        ("Sentinel data ingestion", "N GB (per day)"),
        ("Log data retention", "GB"),
        *((name, unit) for name, unit, _, _ in SOMETIMES),
    ),
    services=(LOGS,),
    usage=(
        ("monthly_log_data_ingestion_gb", "GB"),
        ("monthly_sentinel_data_ingestion_gb", "GB"),
        ("monthly_additional_log_data_retention_gb", "GB kept beyond 31 days"),
        *((key, "GB") for _, _, _, key in SOMETIMES),
    ),
    assumptions=("Retention beyond 31 days is billed; a commitment tier is billed for 30 days.",),
)
def workspace(resource: Resource, bill: Bill) -> None:
    """``azurerm_log_analytics_workspace``."""
    sku = str(resource.text("sku", "PerGB2018")).lower()
    if sku == "free":
        bill.free("the free plan of Log Analytics")
        return
    if sku == "lacluster":
        bill.free("its data is billed with the dedicated cluster that it is linked to")
        return
    if sku not in BY_THE_GIGABYTE:
        why = f"the price book has no prices of the older plan {resource.text('sku')}"
        bill.add("Log data ingestion", "GB", Unknown(why), Missing(why), inputs=("sku",))
        return
    sentinel = bool(resource.referrers(SENTINEL, "workspace_id"))
    level = resource.number("reservation_capacity_in_gb_per_day") if sku == "capacityreservation" else None
    _ingestion(resource, bill, "Log", "", "analytics/ingestion", level)
    if sentinel or resource.usage("monthly_sentinel_data_ingestion_gb") is not None:
        _ingestion(resource, bill, "Sentinel", "sentinel/", "sentinel/ingestion", level)
    retention = resource.number("retention_in_days", INCLUDED_DAYS)
    key = "monthly_additional_log_data_retention_gb"
    if isinstance(retention, Unknown) or retention > INCLUDED_DAYS or resource.usage(key) is not None:
        bill.use("Log data retention", "GB", resource.price(LOGS, "retention"), key=key, inputs=("retention_in_days",))
    for name, unit, part, usage in SOMETIMES:
        if resource.usage(usage) is not None:
            bill.use(name, unit, resource.price(LOGS, part), key=usage)


def _ingestion(resource: Resource, bill: Bill, what: str, prefix: str, part: str, level: Number | None) -> None:
    """By the GB, or by the day at the level that a commitment tier reserves."""
    name = f"{what} data ingestion"
    inputs = ("sku", "reservation_capacity_in_gb_per_day")
    if level is None:
        key = f"monthly_{what.lower()}_data_ingestion_gb"
        bill.use(name, "GB", resource.price(LOGS, part), key=key, inputs=inputs)
        return
    price = resource.price(LOGS, level if isinstance(level, Unknown) else f"{prefix}commitment/{level.normalize():f}")
    unit = "GB (per day)" if isinstance(level, Unknown) else f"{level.normalize():f} GB (per day)"
    bill.add(name, unit, DAYS, price, inputs=inputs)
