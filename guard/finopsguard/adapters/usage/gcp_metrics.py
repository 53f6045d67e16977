"""Reads Cloud Monitoring: one ListTimeSeries call (and its pages) gives a metric of any number of resources, aggregated by the service."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

import msgspec

from finopsguard.adapters.usage.deadline import Deadline
from finopsguard.adapters.usage.failures import CloudFailure, FailureKind
from finopsguard.adapters.usage.gcp_catalogue import DAY_SECONDS, GcpMetric, GcpResource
from finopsguard.adapters.usage.gcp_failures import MONITORING, retrying, translated
from finopsguard.adapters.usage.gcp_identity import filters

PERMISSION: Final = "monitoring.timeSeries.list"
PAGE_POINTS: Final = 100_000
"""The most that one page may have: "Method: projects.timeSeries.list"."""
_NEVER_WRITTEN: Final = "Cannot find metric"
"""What the service says of a metric that nothing in the project has ever written: an agent's where no agent runs."""
_INT64: Final = 2  # MetricDescriptor.ValueType

Points = list[tuple[datetime, float]]
"""Start of the step and the scaled value, oldest first."""


class GcpSeries(msgspec.Struct):
    """What one resource did in one metric."""

    labels: dict[str, str]
    """Filter labels: ``resource.labels.zone`` -> ``europe-west1-b``."""
    points: Points


class MetricsRead(msgspec.Struct, frozen=True):
    """Where to read: ``project`` is a metrics scope, ``period`` the step in seconds."""

    client: Any
    project: str
    start: datetime
    end: datetime
    period: int
    deadline: Deadline


def read_metric(
    read: MetricsRead,
    resource: GcpResource,
    metric: GcpMetric,
    labels: Sequence[Mapping[str, str]],
    extra: Sequence[str] = (),
) -> list[GcpSeries]:
    """The metric's series, one for each resource. Empty where nothing matches."""
    kind = [f'metric.type = "{metric.type}"', *([metric.extra] if metric.extra else []), *extra]
    found: list[GcpSeries] = []
    try:
        with translated(MONITORING, PERMISSION, read.deadline):
            for text in filters(resource, labels, kind):
                request = _request(read, resource, metric, text)
                found += read.deadline.run(partial(_pages, read, request, metric), MONITORING)
    except CloudFailure as problem:
        if problem.kind is not FailureKind.NOT_FOUND or _NEVER_WRITTEN not in str(problem):
            raise
    return found


def probe(read: MetricsRead) -> None:
    """Passes when series may be read. Asks for the head of one, which is free."""
    request = {
        "name": f"projects/{read.project}",
        "filter": 'metric.type = "compute.googleapis.com/instance/cpu/utilization"',
        "interval": {"start_time": read.start, "end_time": read.end},
        "view": "HEADERS",
        "page_size": 1,
    }
    with translated(MONITORING, PERMISSION, read.deadline):
        read.deadline.run(lambda: next(iter(_series(read, request)), None), MONITORING)


def _series(read: MetricsRead, request: dict[str, Any]) -> Any:
    return read.client.list_time_series(
        request=request, retry=retrying(read.deadline), timeout=read.deadline.for_call()
    )


def _request(read: MetricsRead, resource: GcpResource, metric: GcpMetric, text: str) -> dict[str, Any]:
    period = max(read.period, metric.period)
    start = read.start
    if metric.period == DAY_SECONDS:
        # A daily sample can be anywhere in its day: a window of less than two days may miss every one.
        start = min(start, read.end - timedelta(days=2))
    return {
        "name": f"projects/{read.project}",
        "filter": text,
        "interval": {"start_time": start, "end_time": read.end},
        "aggregation": {
            "alignment_period": {"seconds": period},
            "per_series_aligner": metric.aligner,
            "cross_series_reducer": metric.reducer,
            "group_by_fields": list(resource.labels),
        },
        "view": "FULL",
        "page_size": PAGE_POINTS,
    }


def _pages(read: MetricsRead, request: dict[str, Any], metric: GcpMetric) -> list[GcpSeries]:
    pager = _series(read, request)
    period = request["aggregation"]["alignment_period"]["seconds"]
    earliest = read.start - timedelta(seconds=metric.period)
    merged: dict[tuple[tuple[str, str], ...], GcpSeries] = {}
    for series in _raw(pager):
        if read.deadline.remaining() <= 0:
            raise read.deadline.expired(MONITORING)
        labels = _labels(series)
        points = _points(series, metric, period, earliest)
        key = tuple(sorted(labels.items()))
        if key in merged:  # a page may end within a series
            merged[key].points += points
        else:
            merged[key] = GcpSeries(labels, points)
    for one in merged.values():
        one.points.sort()
    return list(merged.values())


def _raw(pager: Any) -> Iterable[Any]:
    """Series as protocol buffers where they are Google's: its wrappers take ten times as long to read."""
    for series in pager:
        to_buffer = getattr(type(series), "pb", None)
        yield to_buffer(series) if to_buffer is not None else series


def _labels(series: Any) -> dict[str, str]:
    labels = {f"resource.labels.{key}": value for key, value in _items(series.resource)}
    return labels | {f"metric.labels.{key}": value for key, value in _items(series.metric)}


def _items(owner: Any) -> Iterable[tuple[str, str]]:
    """Labels of a protocol buffer or a mapping; none of anything else."""
    labels: Any = getattr(owner, "labels", None)
    return labels.items() if isinstance(labels, Mapping) else ()


def _points(series: Any, metric: GcpMetric, period: int, earliest: datetime) -> Points:
    """Aligned points carry the end of their step; ours, as those of the other clouds, carry its start."""
    scale = metric.scale
    field = "int64_value" if series.value_type == _INT64 else "double_value"
    step = timedelta(seconds=period)
    found = []
    for point in series.points:
        start = _moment(point.interval.end_time) - step
        if start >= earliest:
            found.append((start, getattr(point.value, field) * scale))
    return found


def _moment(stamp: Any) -> datetime:
    if isinstance(stamp, datetime):
        return stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC)
    return datetime.fromtimestamp(stamp.seconds, UTC)
