"""Google Cloud: usage keys and the Cloud Monitoring metrics behind them ("Google Cloud metrics")."""

from collections.abc import Mapping
from typing import Final

from finopsguard.compare.usage.measures import GIB, Measure, Source, Statistic

TIB: Final = GIB * 1024


def _service(kind: str) -> Source:
    return Source(
        cloud="gcp",
        kind=kind,
        named_by=("name",),
        measures=(Measure(key="monthly_requests", metrics=("request_count",)),),
    )


def _messages(kind: str) -> Source:
    return Source(
        cloud="gcp",
        kind=kind,
        named_by=("name",),
        measures=(Measure(key="monthly_message_data_tb", metrics=("byte_cost",), divisor=TIB),),
        regional=False,
    )


SOURCES: Final[Mapping[str, Source]] = {
    "google_cloud_run_service": _service("cloud_run_service"),
    "google_cloud_run_v2_service": _service("cloud_run_service"),
    "google_compute_router_nat": Source(
        cloud="gcp",
        kind="nat_gateway",
        named_by=("name",),
        measures=(
            Measure(
                key="monthly_data_processed_gb",
                metrics=("nat/sent_bytes_count", "nat/received_bytes_count"),
                divisor=GIB,
            ),
        ),
    ),
    "google_pubsub_subscription": _messages("pubsub_subscription"),
    "google_pubsub_topic": _messages("pubsub_topic"),
    "google_storage_bucket": Source(
        cloud="gcp",
        kind="gcs_bucket",
        named_by=("name",),
        measures=(Measure(key="storage_gb", metrics=("total_bytes",), statistic=Statistic.LATEST, divisor=GIB),),
        regional=False,
    ),
}
