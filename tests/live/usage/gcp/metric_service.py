"""A Cloud Monitoring on the loopback interface: Google's own message types, real filtering, alignment, reduction, paging.

What it refuses is what the service refuses: an aligner that does not fit the metric, a filter without a metric type, too small a period.
Like the service, it answers with the newest points first.
"""

import re
import threading
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import grpc
from google.cloud import monitoring_v3
from google.cloud.monitoring_v3.services.metric_service.transports.grpc import MetricServiceGrpcTransport

Request = monitoring_v3.ListTimeSeriesRequest.pb()
Response = monitoring_v3.ListTimeSeriesResponse.pb()
GAUGE, DELTA = 1, 2
INT64, DOUBLE = 2, 3
_ALIGNERS = {1: {DELTA}, 2: {DELTA}, 12: {GAUGE, DELTA}}  # ALIGN_DELTA, ALIGN_RATE, ALIGN_MEAN
_CONDITION = re.compile(r"^([\w.\"-]+) = (.+)$")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass
class Series:
    """Raw points: (seconds since 1970, value); those of a DELTA metric end there."""

    metric: str
    kind: int
    resource_type: str
    resource_labels: dict[str, str]
    points: list[tuple[int, float]]
    metric_labels: dict[str, str] = field(default_factory=dict)
    user_labels: dict[str, str] = field(default_factory=dict)
    value_type: int = DOUBLE

    def value_of(self, selector: str) -> str | None:
        """What a filter's selector means for this series."""
        known = {"metric.type": self.metric, "resource.type": self.resource_type}
        known |= {f"resource.labels.{key}": value for key, value in self.resource_labels.items()}
        known |= {f"metric.labels.{key}": value for key, value in self.metric_labels.items()}
        known |= {f"metadata.user_labels.{key}": value for key, value in self.user_labels.items()}
        return known.get(selector.replace('"', ""))


class RefusedError(Exception):
    """Becomes INVALID_ARGUMENT."""


@dataclass
class MetricService:
    """``series`` is the data, ``requests`` what came, ``failures`` what the next requests are answered with."""

    series: list[Series] = field(default_factory=list)
    requests: list[Any] = field(default_factory=list)
    failures: list[tuple[grpc.StatusCode, str]] = field(default_factory=list)
    page_points: int = 100_000
    hang: threading.Event | None = None
    """Requests wait for it."""
    _kept: dict[str, list[Any]] = field(default_factory=dict)

    def list_time_series(self, request: Any, context: Any) -> Any:
        self.requests.append(request)
        if self.hang is not None:
            self.hang.wait(30)
        if self.failures:
            context.abort(*self.failures.pop(0))
        try:
            return self._answer(request)
        except RefusedError as error:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))

    def _answer(self, request: Any) -> Any:
        key = request.filter + str(request.interval) + str(request.aggregation)
        if not request.page_token:
            self._kept[key] = _aggregated(_selected(self.series, request.filter), request)
        limit = min(request.page_size or self.page_points, self.page_points)
        done = int(request.page_token or 0)
        return _page(self._kept[key], done, limit)


def _page(answer: list[Any], done: int, limit: int) -> Any:
    """``limit`` points after the first ``done``: a page may end within a series."""
    response = Response()
    seen = taken = 0
    for series in answer:
        first = max(0, done - seen)
        seen += len(series.points)
        if first >= len(series.points):
            continue
        if taken >= limit:
            break
        points = series.points[first : first + limit - taken]
        copy = response.time_series.add()
        copy.CopyFrom(series)
        if len(points) < len(series.points):
            del copy.points[:]
            copy.points.extend(points)
        taken += len(points)
    if done + taken < sum(len(series.points) for series in answer):
        response.next_page_token = str(done + taken)
    return response


def _selected(every: list[Series], text: str) -> list[Series]:
    if text.count("metric.type") != 1:
        raise RefusedError("The filter must specify a single metric type.")
    found = every
    for condition in text.split(" AND "):
        match = _CONDITION.match(condition)
        if match is None:
            raise RefusedError(f"Could not parse filter {text!r}")
        selector, right = match.groups()
        accepted = [re.sub(r"\\(.)", r"\1", value) for value in _STRING.findall(right)]
        if right.startswith("monitoring.regex.full_match("):
            found = [one for one in found if re.fullmatch(accepted[0], one.value_of(selector) or "")]
        elif right.startswith(('"', "one_of(")):
            found = [one for one in found if one.value_of(selector) in accepted]
        else:
            raise RefusedError(f"Could not parse {right!r}")
    return found


def _aggregated(found: list[Series], request: Any) -> list[Any]:
    aggregation = request.aggregation
    start, end = request.interval.start_time.seconds, request.interval.end_time.seconds
    if start >= end:
        raise RefusedError("interval.start_time must be before interval.end_time")
    if request.view == 1:
        return [_head(one) for one in found if any(start < at <= end for at, _ in one.points)]
    period = aggregation.alignment_period.seconds
    if period < 60:
        raise RefusedError("aggregation.alignmentPeriod must be at least 60 seconds")
    groups: dict[tuple[tuple[str, str], ...], list[tuple[Series, dict[int, float]]]] = defaultdict(list)
    for one in found:
        if one.kind not in _ALIGNERS.get(aggregation.per_series_aligner, set()):
            raise RefusedError(f"The aligner cannot be applied to metrics with kind {one.kind}")
        aligned = _aligned(one, aggregation.per_series_aligner, period, start, end)
        if aligned:
            labels = tuple((name, one.value_of(name) or "") for name in aggregation.group_by_fields)
            groups[labels].append((one, aligned))
    return [_reduced(labels, members, aggregation, period) for labels, members in groups.items()]


def _aligned(one: Series, aligner: int, period: int, start: int, end: int) -> dict[int, float]:
    """End of step -> value. Steps are counted back from the end of the interval."""
    steps: dict[int, list[float]] = defaultdict(list)
    for at, value in one.points:
        if start < at <= end:
            steps[end - (end - at) // period * period].append(value)
    if aligner == 12:
        return {step: sum(values) / len(values) for step, values in steps.items()}
    return {step: sum(values) / (period if aligner == 2 else 1) for step, values in steps.items()}


def _reduced(labels: Any, members: Any, aggregation: Any, period: int) -> Any:
    values: dict[int, list[float]] = defaultdict(list)
    for _, aligned in members:
        for step, value in aligned.items():
            values[step].append(value)
    first = members[0][0]
    series = Response().time_series.add()
    series.metric.type = first.metric
    series.resource.type = first.resource_type
    for name, value in labels:
        owner, _, label = name.partition(".labels.")
        getattr(series, owner).labels[label] = value
    whole = first.value_type == INT64 and aggregation.per_series_aligner == 1
    series.value_type = INT64 if whole else DOUBLE
    for step in sorted(values, reverse=True):
        point = series.points.add()
        point.interval.end_time.seconds = step
        point.interval.start_time.seconds = step - period if first.kind == DELTA else step
        total = sum(values[step])
        if aggregation.cross_series_reducer == 1:  # REDUCE_MEAN
            total /= len(values[step])
        if whole:
            point.value.int64_value = int(total)
        else:
            point.value.double_value = total
    return series


def _head(one: Series) -> Any:
    series = Response().time_series.add()
    series.metric.type = one.metric
    return series


@contextmanager
def running(service: MetricService) -> Iterator[Any]:
    """A real ``MetricServiceClient`` of the service, which listens on a free port."""
    server = grpc.server(ThreadPoolExecutor(8), options=[("grpc.max_send_message_length", -1)])
    handler = grpc.unary_unary_rpc_method_handler(
        service.list_time_series,
        request_deserializer=Request.FromString,
        response_serializer=Response.SerializeToString,
    )
    server.add_generic_rpc_handlers(
        [grpc.method_handlers_generic_handler("google.monitoring.v3.MetricService", {"ListTimeSeries": handler})]
    )
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=[("grpc.max_receive_message_length", -1)])
    try:
        yield monitoring_v3.MetricServiceClient(transport=MetricServiceGrpcTransport(channel=channel))
    finally:
        if service.hang is not None:
            service.hang.set()
        channel.close()
        server.stop(0).wait()


def every(seconds: int, start: datetime, end: datetime, value: float) -> list[tuple[int, float]]:
    """Points with that value, the first one ``seconds`` after the start."""
    return [(at, value) for at in range(int(start.timestamp()) + seconds, int(end.timestamp()) + 1, seconds)]
