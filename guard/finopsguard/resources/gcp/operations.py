"""Cloud Logging and Cloud Monitoring (Google: "Google Cloud Observability pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource

LOGGING = "cloud-logging"
MONITORING = "cloud-monitoring"
THOUSAND = Decimal(1000)


@about(
    components=(("Logging data", "GB"),),
    services=(LOGGING,),
    usage=(("monthly_logging_data_gb", "GB ingested"),),
    assumptions=("The free 50 GiB a month of a project are not deducted; 30 days of retention are in the price.",),
)
def logs(resource: Resource, bill: Bill) -> None:
    """Log buckets and sinks of projects, folders, organizations and billing accounts."""
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
