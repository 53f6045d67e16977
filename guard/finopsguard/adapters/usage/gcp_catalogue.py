"""The Cloud Monitoring metrics of each resource type: how they are asked for and what their figures mean.

Sources: "Google Cloud metrics" and "Monitored resource types" of the Cloud Monitoring documentation.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

HOUR_SECONDS: Final = 3600
DAY_SECONDS: Final = 86400


class GcpMetric(msgspec.Struct, frozen=True):
    """One metric type, aggregated by the service: ``aligner`` within a series, ``reducer`` across the series of one resource."""

    name: str
    """What callers say and ``UsageMetric.metric_name`` is."""
    type: str
    aligner: str
    reducer: str
    unit: str
    scale: float = 1.0
    """What a value is multiplied by: CPU is a fraction, and one that can exceed 1."""
    role: str = ""
    """Which figure of ``ResourceUsage`` it gives: cpu, memory, network_in, network_out, disk_read, disk_write."""
    period: int = HOUR_SECONDS
    """Shortest alignment in seconds that has a value in each step."""
    extra: str = ""
    """A further restriction of the filter."""
    is_default: bool = True


class GcpResource(msgspec.Struct, frozen=True):
    """A monitored resource and the labels that tell one from another."""

    monitored: str
    labels: tuple[str, ...]
    """``resource.labels`` (or ``metric.labels``) kept apart when series are reduced."""
    location: str
    """The label with the region, or with a zone whose name starts with it."""
    service: str
    """``service.description`` of the billing export."""
    metrics: tuple[GcpMetric, ...]


def _gauge(
    name: str, type_: str, unit: str, *, scale: float = 1.0, role: str = "", is_default: bool = True, extra: str = ""
) -> GcpMetric:
    return GcpMetric(name, type_, "ALIGN_MEAN", "REDUCE_MEAN", unit, scale, role, extra=extra, is_default=is_default)


def _delta(name: str, type_: str, unit: str, *, role: str = "", is_default: bool = True) -> GcpMetric:
    return GcpMetric(name, type_, "ALIGN_DELTA", "REDUCE_SUM", unit, role=role, is_default=is_default)


_INSTANCE = "compute.googleapis.com/instance/"
_SQL = "cloudsql.googleapis.com/database/"
_CONTAINER = "kubernetes.io/container/"

RESOURCES: Final[Mapping[str, GcpResource]] = {
    "gce_instance": GcpResource(
        "gce_instance",
        ("resource.labels.instance_id", "resource.labels.zone", "metric.labels.instance_name"),
        "zone",
        "Compute Engine",
        (
            _gauge("cpu/utilization", _INSTANCE + "cpu/utilization", "Percent", scale=100, role="cpu"),
            _delta(
                "network/received_bytes_count", _INSTANCE + "network/received_bytes_count", "Bytes", role="network_in"
            ),
            _delta(
                "network/sent_bytes_count",
                _INSTANCE + "network/sent_bytes_count",
                "Bytes",
                role="network_out",
                is_default=False,
            ),
            _delta(
                "disk/read_bytes_count",
                _INSTANCE + "disk/read_bytes_count",
                "Bytes",
                role="disk_read",
                is_default=False,
            ),
            _delta(
                "disk/write_bytes_count",
                _INSTANCE + "disk/write_bytes_count",
                "Bytes",
                role="disk_write",
                is_default=False,
            ),
            # Only machines with the Ops Agent have it. Its states add up to 100 %.
            _gauge(
                "memory/percent_used",
                "agent.googleapis.com/memory/percent_used",
                "Percent",
                role="memory",
                extra='metric.labels.state = "used"',
                is_default=False,
            ),
        ),
    ),
    "cloudsql_database": GcpResource(
        "cloudsql_database",
        ("resource.labels.database_id", "resource.labels.region"),
        "region",
        "Cloud SQL",
        (
            _gauge("cpu/utilization", _SQL + "cpu/utilization", "Percent", scale=100, role="cpu"),
            _gauge("memory/utilization", _SQL + "memory/utilization", "Percent", scale=100, role="memory"),
            _gauge("disk/utilization", _SQL + "disk/utilization", "Percent", scale=100, is_default=False),
            _delta(
                "network/received_bytes_count",
                _SQL + "network/received_bytes_count",
                "Bytes",
                role="network_in",
                is_default=False,
            ),
            _delta(
                "network/sent_bytes_count",
                _SQL + "network/sent_bytes_count",
                "Bytes",
                role="network_out",
                is_default=False,
            ),
        ),
    ),
    "gcs_bucket": GcpResource(
        "gcs_bucket",
        ("resource.labels.bucket_name", "resource.labels.location"),
        "location",
        "Cloud Storage",
        (
            # Sampled once a day, one series for each storage class.
            GcpMetric(
                "total_bytes",
                "storage.googleapis.com/storage/total_bytes",
                "ALIGN_MEAN",
                "REDUCE_SUM",
                "Bytes",
                period=DAY_SECONDS,
            ),
            _delta("request_count", "storage.googleapis.com/api/request_count", "Count"),
        ),
    ),
    "cloud_run_service": GcpResource(
        "cloud_run_revision",
        ("resource.labels.service_name", "resource.labels.location"),
        "location",
        "Cloud Run",
        (_delta("request_count", "run.googleapis.com/request_count", "Count"),),
    ),
    "nat_gateway": GcpResource(
        "nat_gateway",
        ("resource.labels.gateway_name", "resource.labels.region"),
        "region",
        "Networking",
        (
            _delta("nat/sent_bytes_count", "router.googleapis.com/nat/sent_bytes_count", "Bytes", role="network_out"),
            _delta(
                "nat/received_bytes_count", "router.googleapis.com/nat/received_bytes_count", "Bytes", role="network_in"
            ),
        ),
    ),
    "pubsub_topic": GcpResource(
        "pubsub_topic",
        ("resource.labels.topic_id",),
        "topic_id",
        "Cloud Pub/Sub",
        (_delta("byte_cost", "pubsub.googleapis.com/topic/byte_cost", "Bytes"),),
    ),
    "pubsub_subscription": GcpResource(
        "pubsub_subscription",
        ("resource.labels.subscription_id",),
        "subscription_id",
        "Cloud Pub/Sub",
        (_delta("byte_cost", "pubsub.googleapis.com/subscription/byte_cost", "Bytes"),),
    ),
    "gke_container": GcpResource(
        "k8s_container",
        (
            "resource.labels.location",
            "resource.labels.cluster_name",
            "resource.labels.namespace_name",
            "resource.labels.pod_name",
            "resource.labels.container_name",
        ),
        "location",
        "Kubernetes Engine",
        (
            # Seconds of CPU in a second: cores, not a percentage.
            GcpMetric("cpu", _CONTAINER + "cpu/core_usage_time", "ALIGN_RATE", "REDUCE_SUM", "Cores"),
            GcpMetric("memory", _CONTAINER + "memory/used_bytes", "ALIGN_MEAN", "REDUCE_SUM", "Bytes"),
            _gauge(
                "cpu/limit_utilization",
                _CONTAINER + "cpu/limit_utilization",
                "Percent",
                scale=100,
                role="cpu",
                is_default=False,
            ),
        ),
    ),
}


def resource_of(resource_type: str) -> GcpResource:
    """Raises ``ValueError`` with the choices for a type that is none of them."""
    try:
        return RESOURCES[resource_type]
    except KeyError:
        raise ValueError(
            f"Unknown resource type {resource_type!r} on Google Cloud: choose {', '.join(RESOURCES)}"
        ) from None


def metrics_of(resource: GcpResource, names: Sequence[str] | None = None) -> list[GcpMetric]:
    """The named metrics (short names or whole metric types), or the default ones. Raises ``ValueError`` with the choices."""
    if names is None:
        return [metric for metric in resource.metrics if metric.is_default]
    wanted = [names] if isinstance(names, str) else list(names)
    known = {metric.name: metric for metric in resource.metrics} | {metric.type: metric for metric in resource.metrics}
    unknown = [name for name in wanted if name not in known]
    if unknown:
        choices = ", ".join(metric.name for metric in resource.metrics)
        raise ValueError(f"Unknown metric {unknown[0]!r} of {resource.monitored}: choose {choices}")
    return list({known[name].type: known[name] for name in wanted}.values())
