"""CloudWatch logs, alarms and dashboards (AWS: "Amazon CloudWatch pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Number, Unknown
from finopsguard.types.money import ONE

CLOUDWATCH = "AmazonCloudWatch"
INGESTION = {"STANDARD": "standard", "INFREQUENT_ACCESS": "infrequent-access"}
STANDARD_PERIOD = 60
"""Seconds from which on an alarm's period counts as standard resolution."""
METRICS_OF_A_BAND = Decimal(3)
"""An anomaly detection alarm watches the metric and both bounds of its band, and is billed as three."""


@about(
    components=(("Data ingested", "GB"), ("Archival Storage", "GB"), ("Insights queries data scanned", "GB")),
    services=(CLOUDWATCH,),
    usage=(("monthly_data_ingested_gb", "GB"), ("storage_gb", "GB"), ("monthly_data_scanned_gb", "GB")),
    assumptions=("The account's free 5 GB a month are not deducted.",),
)
def log_group(resource: Resource, bill: Bill) -> None:
    """``aws_cloudwatch_log_group``: what is written, kept and queried."""
    class_ = resource.text("log_group_class", "STANDARD")
    if isinstance(class_, str):
        class_ = INGESTION.get(class_, class_.lower())
    ingestion = resource.price(CLOUDWATCH, "logs", class_, "ingestion")
    bill.use("Data ingested", "GB", ingestion, key="monthly_data_ingested_gb", inputs=("log_group_class",))
    bill.use("Archival Storage", "GB", resource.price(CLOUDWATCH, "logs/storage"), key="storage_gb")
    scanned = resource.price(CLOUDWATCH, "logs/insights-queries")
    bill.use("Insights queries data scanned", "GB", scanned, key="monthly_data_scanned_gb")


@about(
    components=(
        ("Standard resolution", "alarm metrics"),
        ("High resolution", "alarm metrics"),
        ("Standard resolution anomaly detection", "alarms"),
        ("High resolution anomaly detection", "alarms"),
        ("Metrics Insights query", "metrics"),
    ),
    services=(CLOUDWATCH,),
    usage=(("metrics_analyzed", "metrics that the alarm's Metrics Insights query looks at"),),
    assumptions=(
        "A period below 60 seconds is high resolution.",
        "An anomaly detection alarm is billed as three alarm metrics: the metric and both bounds of its band.",
        "The account's 10 free alarm metrics are not deducted.",
    ),
)
def metric_alarm(resource: Resource, bill: Bill) -> None:
    """``aws_cloudwatch_metric_alarm``: the metrics it watches, by resolution."""
    queries = resource.blocks("metric_query")
    metrics = [metric for query in queries if (metric := query.block("metric")) is not None]
    insights = any(_expression(query).startswith("SELECT") for query in queries)
    band = any("ANOMALY_DETECTION_BAND" in _expression(query) for query in queries)
    period = _period(resource, metrics)
    inputs = (metrics[0].where("period") if metrics else "period", "metric_query", "threshold_metric_id")
    if insights:
        price = resource.price(CLOUDWATCH, "alarm/metrics-insights")
        bill.use("Metrics Insights query", "metrics", price, key="metrics_analyzed", inputs=("metric_query",))
        if not metrics:
            return
    if isinstance(period, Unknown):
        bill.add("Alarm", "alarm metrics", ONE, Missing(period.why), inputs=inputs)
        return
    kind = "standard" if period >= STANDARD_PERIOD else "high-resolution"
    name = "Standard resolution" if kind == "standard" else "High resolution"
    price = resource.price(CLOUDWATCH, "alarm", kind)
    if band:
        bill.add(f"{name} anomaly detection", "alarms", ONE, price, inputs=inputs, scale=METRICS_OF_A_BAND)
    else:
        bill.add(name, "alarm metrics", Decimal(max(len(metrics), 1)), price, inputs=inputs)


def _period(resource: Resource, metrics: list[Block]) -> Number:
    """The shortest period that the alarm looks at; a standard one where none is given."""
    shortest: Number | None = None
    for block in metrics or [resource]:
        period = block.number("period", STANDARD_PERIOD)
        if isinstance(period, Unknown):
            return period
        shortest = period if not isinstance(shortest, Decimal) else min(shortest, period)
    return Decimal(STANDARD_PERIOD) if shortest is None else shortest


def _expression(query: Block) -> str:
    return str(query.text("expression")).strip().upper()


@about(
    components=(("Composite alarm", "alarms"),),
    services=(CLOUDWATCH,),
)
def composite_alarm(resource: Resource, bill: Bill) -> None:
    """``aws_cloudwatch_composite_alarm``: a flat price."""
    bill.add("Composite alarm", "alarms", ONE, resource.price(CLOUDWATCH, "alarm/composite"))


@about(
    components=(("Dashboard", "months"),),
    services=(CLOUDWATCH,),
    assumptions=("The account's three free dashboards are not deducted.",),
)
def dashboard(resource: Resource, bill: Bill) -> None:
    """``aws_cloudwatch_dashboard``: a flat price."""
    bill.add("Dashboard", "months", ONE, resource.price(CLOUDWATCH, "dashboard"))
