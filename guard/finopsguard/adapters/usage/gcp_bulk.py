"""Many resources of one type from a call for each metric: which series is whose."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import fsum

import msgspec

from finopsguard.adapters.usage.gcp_catalogue import GcpMetric, GcpResource
from finopsguard.adapters.usage.gcp_identity import location_filter, own_id, quoted, region_of
from finopsguard.adapters.usage.gcp_metrics import GcpSeries, MetricsRead, Points, read_metric
from finopsguard.adapters.usage.readings import Reading, usage_of
from finopsguard.types.usage import ResourceUsage


class Asked(msgspec.Struct, frozen=True):
    """Resources of one type; ``labels`` are those of ``ids``, in the same order. Without ids: all of the type."""

    resource_type: str
    resource: GcpResource
    metrics: list[GcpMetric]
    ids: list[str]
    labels: list[Mapping[str, str]]
    region: str | None
    tags: dict[str, str]


def ask(read: MetricsRead, asked: Asked) -> list[ResourceUsage]:
    """One usage for each id, in order; one without data where the service knows nothing of it.

    Raises ``ValueError`` for the name of instances in several zones: they are different machines.
    """
    found = [
        (metric, read_metric(read, asked.resource, metric, asked.labels, _extra(asked))) for metric in asked.metrics
    ]
    mine: list[dict[str, list[GcpSeries]]] = [{} for _ in asked.ids]
    index = _Index(asked.labels)
    for metric, every in found:
        for series in every:
            for position in index.positions(series.labels):
                mine[position].setdefault(metric.name, []).append(series)
    return [_usage(read, asked, one, series) for one, series in zip(asked.ids, mine, strict=True)]


def listed(read: MetricsRead, asked: Asked) -> list[ResourceUsage]:
    """One usage for each resource of the type that has data, by id."""
    mine: dict[str, dict[str, list[GcpSeries]]] = {}
    for metric in asked.metrics:
        for series in read_metric(read, asked.resource, metric, (), _extra(asked)):
            mine.setdefault(own_id(asked.resource_type, series.labels), {}).setdefault(metric.name, []).append(series)
    return [_usage(read, asked, one, series) for one, series in sorted(mine.items())]


class _Index:
    """From a series' labels to the positions of the resources that are named by some of them."""

    def __init__(self, labels: Sequence[Mapping[str, str]]) -> None:
        self._by_keys: dict[tuple[str, ...], dict[tuple[str, ...], list[int]]] = {}
        for position, label in enumerate(labels):
            keys = tuple(sorted(label))
            self._by_keys.setdefault(keys, {}).setdefault(tuple(label[key] for key in keys), []).append(position)

    def positions(self, labels: Mapping[str, str]) -> list[int]:
        found: list[int] = []
        for keys, values in self._by_keys.items():
            found += values.get(tuple(labels.get(key, "") for key in keys), ())
        return found


def _extra(asked: Asked) -> list[str]:
    extra = [location_filter(asked.resource, asked.region)] if asked.region else []
    return extra + [f"metadata.user_labels.{quoted(name)} = {quoted(value)}" for name, value in asked.tags.items()]


def _usage(
    read: MetricsRead, asked: Asked, resource_id: str, found: Mapping[str, Sequence[GcpSeries]]
) -> ResourceUsage:
    every = [series for several in found.values() for series in several]
    label = f"resource.labels.{asked.resource.location}"
    locations = sorted({series.labels.get(label, "") for series in every} - {""})
    if asked.resource_type == "gce_instance" and len(locations) > 1:
        raise ValueError(
            f"There are instances {resource_id!r} in {', '.join(locations)}: give the number of one, or zones/ZONE/instances/NAME"
        )
    readings = [
        Reading(metric.name, metric.unit, metric.role, _merged(metric, found.get(metric.name, ())))
        for metric in asked.metrics
    ]
    region = region_of(locations[0]) if locations else asked.region or ""
    metadata = {"project": read.project, "metric_types": {metric.name: metric.type for metric in asked.metrics}}
    if locations:
        metadata["location"] = locations[0]
    return usage_of(
        resource_id,
        asked.resource_type,
        region,
        "gcp",
        (read.start, read.end),
        readings,
        tags=asked.tags,
        metadata=metadata,
    )


def _merged(metric: GcpMetric, several: Sequence[GcpSeries]) -> Points:
    """The points of one resource. More than one series is a machine that was made anew under its name, or the pods of a container."""
    if len(several) == 1:
        return several[0].points
    by_time: dict[datetime, list[float]] = {}
    for series in several:
        for at, value in series.points:
            by_time.setdefault(at, []).append(value)
    mean = metric.reducer == "REDUCE_MEAN"
    return [(at, fsum(values) / (len(values) if mean else 1)) for at, values in sorted(by_time.items())]
