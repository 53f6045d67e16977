"""Cloud Logging and Cloud Monitoring (Google: "Google Cloud Observability pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Unknown

LOGGING = "cloud-logging"
MONITORING = "cloud-monitoring"
THOUSAND = Decimal(1000)
NOT_DEDUCTED = "The free 50 GiB a month of a project are not deducted."
FREE_DAYS = 30
"""Days of retention that the price of ingestion covers."""


@about(
    components=(("Logging data", "GB"),),
    services=(LOGGING,),
    usage=(("monthly_logging_data_gb", "GB ingested by log buckets"),),
    assumptions=(NOT_DEDUCTED, "What other destinations charge is billed with them."),
)
def log_sink(resource: Resource, bill: Bill) -> None:
    """Sinks of projects, folders, organizations and billing accounts. Routing is free, a log bucket that they lead to is not."""
    _ingested(resource, bill)


@about(
    components=(("Logging data", "GB"), ("Retention beyond 30 days", "GB")),
    services=(LOGGING,),
    usage=(("monthly_logging_data_gb", "GB ingested"), ("retained_logs_gb", "GB kept for more than 30 days")),
    assumptions=(NOT_DEDUCTED, "30 days of retention are in the price of ingestion."),
)
def log_bucket(resource: Resource, bill: Bill) -> None:
    """Log buckets of projects, folders, organizations and billing accounts."""
    _ingested(resource, bill)
    kept = resource.number("retention_days", FREE_DAYS)
    if isinstance(kept, Unknown) or kept > FREE_DAYS:
        price = resource.price(LOGGING, "retention")
        bill.use("Retention beyond 30 days", "GB", price, key="retained_logs_gb", inputs=("retention_days",))


def _ingested(resource: Resource, bill: Bill) -> None:
    bill.use("Logging data", "GB", resource.price(LOGGING, "logs"), key="monthly_logging_data_gb")


@about(
    components=(("Monitoring data", "MB"), ("API calls", "1k calls")),
    services=(MONITORING,),
    usage=(("monthly_monitoring_data_mb", "MB of metric data"), ("monthly_api_calls", "read calls")),
)
def metric_descriptor(resource: Resource, bill: Bill) -> None:
    """``google_monitoring_metric_descriptor``."""
    data = resource.price(MONITORING, "metrics")
    bill.use("Monitoring data", "MB", data, key="monthly_monitoring_data_mb", name_first_tier=True)
    calls = resource.price(MONITORING, "api-calls")
    bill.use("API calls", "1k calls", calls, key="monthly_api_calls", scale=THOUSAND)


@about(
    components=(("Executions", "1k executions"),),
    services=(MONITORING,),
    usage=(("monthly_executions", "executions, one for each period and region, beyond the project's free million"),),
    assumptions=("The project's first million executions a month are free: only what exceeds them is to be given.",),
)
def uptime_check(resource: Resource, bill: Bill) -> None:
    """``google_monitoring_uptime_check_config``."""
    price = resource.price(MONITORING, "uptime-checks")
    bill.use("Executions", "1k executions", price, key="monthly_executions", scale=THOUSAND)
    bill.note("the project's first million executions a month are free: monthly_executions counts those beyond")
