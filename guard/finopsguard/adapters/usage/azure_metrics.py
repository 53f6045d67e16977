"""Reads Azure Monitor: one resource a call, or batches of 50 of one region and type where the optional package for that is installed."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

import msgspec

from finopsguard.adapters.usage.azure_catalogue import METRIC_DAYS, ONE_CALL, AzureMetric
from finopsguard.adapters.usage.azure_client import call_options
from finopsguard.adapters.usage.azure_failures import MONITOR, code_of, failure, translated
from finopsguard.adapters.usage.deadline import Deadline
from finopsguard.adapters.usage.failures import CloudFailure, FailureKind
from finopsguard.adapters.usage.pool import run_all
from finopsguard.adapters.usage.readings import Reading

PERMISSION: Final = "Microsoft.Insights/metrics/read"
_BATCH_VERSION: Final = "2024-02-01"
BATCH: Final = 50
"""Resources of one batch request."""
WORKERS: Final = 8
_ISO: Final = {60: "PT1M", 300: "PT5M", 3600: "PT1H", 86_400: "P1D"}
_ABSENT: Final = ("ResourceNotFound", "ResourceGroupNotFound", "NotFound")

Points = list[tuple[datetime, float]]


class Span(msgspec.Struct, frozen=True):
    """Period and step in seconds."""

    start: datetime
    end: datetime
    step: int

    def kept(self, now: datetime) -> "Span | None":
        """The part of it that Azure still has; ``None`` when that is nothing."""
        oldest = now - timedelta(days=METRIC_DAYS) + timedelta(minutes=5)
        return None if self.end <= oldest else Span(max(self.start, oldest), self.end, self.step)


class _Name(msgspec.Struct):
    value: str


class _Value(msgspec.Struct):
    time_stamp: datetime = msgspec.field(name="timeStamp")
    average: float | None = None
    total: float | None = None


class _Series(msgspec.Struct):
    data: list[_Value] = []


class _Metric(msgspec.Struct):
    """As the models of ``metrics.list``, by the same names."""

    name: _Name
    timeseries: list[_Series] = []
    error_code: str | None = msgspec.field(default=None, name="errorCode")
    error_message: str | None = msgspec.field(default=None, name="errorMessage")


class _Resource(msgspec.Struct):
    resourceid: str
    value: list[_Metric]


class _BatchAnswer(msgspec.Struct):
    """Azure Monitor REST API, "Metrics Batch - Batch"."""

    values: list[_Resource]


def requests_of(metrics: Sequence[AzureMetric], step: int) -> list[tuple[int, list[AzureMetric]]]:
    """Step and metrics of each request: metrics that have not every step are asked for apart, and at most 20 names together."""
    by_step: dict[int, list[AzureMetric]] = {}
    for metric in metrics:
        by_step.setdefault(metric.steps[0] if metric.steps else step, []).append(metric)
    return [
        (one, several[first : first + ONE_CALL])
        for one, several in by_step.items()
        for first in range(0, len(several), ONE_CALL)
    ]


def read_one(
    client: Any, resource_uri: str, namespace: str, metrics: Sequence[AzureMetric], span: Span, deadline: Deadline
) -> list[Reading]:
    """Readings of one resource; none where there is no such resource."""
    readings: list[Reading] = []
    for step, several in requests_of(metrics, span.step):
        with translated(MONITOR, PERMISSION, deadline):
            answer = deadline.run(
                partial(_list, client, resource_uri, namespace, several, span, step, deadline), MONITOR
            )
        if answer is None:
            return []
        readings += _readings(answer.value, several, span)
    return readings


def _list(
    client: Any,
    resource_uri: str,
    namespace: str,
    metrics: Sequence[AzureMetric],
    span: Span,
    step: int,
    deadline: Deadline,
) -> Any:
    try:
        return client.metrics.list(
            resource_uri,
            timespan=f"{_stamp(span.start)}/{_stamp(span.end)}",
            interval=_ISO[step],
            metricnames=",".join(metric.name for metric in metrics),
            aggregation=_aggregations(metrics),
            metricnamespace=namespace,
            **call_options(deadline),
        )
    except Exception as error:
        if getattr(error, "status_code", None) == 404 and code_of(error) in _ABSENT:
            return None
        raise


def read_each(
    client: Any, uris: Sequence[str], namespace: str, metrics: Sequence[AzureMetric], span: Span, deadline: Deadline
) -> list[list[Reading] | CloudFailure]:
    """One call for each, a few at a time."""
    tasks = [partial(read_one, client, uri, namespace, metrics, span, deadline) for uri in uris]
    return run_all(tasks, deadline, MONITOR, workers=WORKERS)


def read_batches(
    client: Any, uris: Sequence[str], namespace: str, metrics: Sequence[AzureMetric], span: Span, deadline: Deadline
) -> list[list[Reading] | CloudFailure]:
    """Fifty resources a call, all of one region and subscription. What the answer leaves out has no data."""
    batches = [uris[first : first + BATCH] for first in range(0, len(uris), BATCH)]
    asked = requests_of(metrics, span.step)
    tasks = [
        partial(_batch, client, batch, namespace, several, span, step, deadline)
        for batch in batches
        for step, several in asked
    ]
    answers = iter(run_all(tasks, deadline, MONITOR, workers=WORKERS))
    found: list[list[Reading] | CloudFailure] = []
    for batch in batches:
        parts = [next(answers) for _ in asked]
        failed = next((part for part in parts if isinstance(part, CloudFailure)), None)
        if failed is not None:
            found += [failed] * len(batch)
            continue
        whole = [part for part in parts if not isinstance(part, CloudFailure)]
        found += [[reading for part in whole for reading in part.get(uri.lower(), [])] for uri in batch]
    return found


def _batch(
    client: Any,
    uris: Sequence[str],
    namespace: str,
    metrics: Sequence[AzureMetric],
    span: Span,
    step: int,
    deadline: Deadline,
) -> dict[str, list[Reading]]:
    """Readings by lower-case resource id. The answer is decoded here: the SDK takes ten times as long for it, and drops the id."""
    from azure.core.exceptions import HttpResponseError
    from azure.core.rest import HttpRequest
    from azure.mgmt.core.exceptions import ARMErrorFormat

    parameters = {
        "api-version": _BATCH_VERSION,
        "starttime": _stamp(span.start),
        "endtime": _stamp(span.end),
        "interval": _ISO[step],
        "metricnamespace": namespace,
        "metricnames": ",".join(metric.name for metric in metrics),
        "aggregation": _aggregations(metrics),
    }
    url = f"/subscriptions/{uris[0].split('/')[2]}/metrics:getBatch"
    request = HttpRequest("POST", url, params=parameters, json={"resourceids": list(uris)})
    with translated(MONITOR, PERMISSION, deadline):
        answer = client.send_request(request, **call_options(deadline))
        if answer.status_code != 200:
            raise HttpResponseError(response=answer, error_format=ARMErrorFormat)
        batch = msgspec.json.decode(answer.content, type=_BatchAnswer)
    return {one.resourceid.lower(): _readings(one.value, metrics, span) for one in batch.values}


def _aggregations(metrics: Iterable[AzureMetric]) -> str:
    return ",".join(sorted({metric.aggregation for metric in metrics}))


def _readings(answers: Iterable[Any], metrics: Sequence[AzureMetric], span: Span) -> list[Reading]:
    by_name = {metric.name.lower(): metric for metric in metrics}
    found = []
    for answer in answers:
        name = getattr(answer.name, "value", answer.name)
        metric = by_name.get(str(name).lower())
        if metric is None:
            continue
        if getattr(answer, "error_code", None) not in {None, "Success"} and not _has_series(answer):
            message = f"{metric.name}: {getattr(answer, 'error_message', None) or answer.error_code}"
            raise failure(FailureKind.API, message, service=MONITOR, code=str(answer.error_code))
        found.append(Reading(metric.name, metric.unit, metric.role, _points(answer, metric, span)))
    return found


def _has_series(answer: Any) -> bool:
    return bool(answer.timeseries)


def _points(answer: Any, metric: AzureMetric, span: Span) -> Points:
    """Steps without a value are left out; 0 is a value."""
    field = metric.aggregation.lower()
    points = []
    for series in answer.timeseries or ():
        for item in series.data or ():
            value = getattr(item, field)
            at = _moment(item.time_stamp)
            if value is not None and at < span.end:
                points.append((at, value))
    points.sort()
    return points


def _moment(stamp: datetime) -> datetime:
    if stamp.tzinfo is UTC:
        return stamp
    return stamp.astimezone(UTC) if stamp.tzinfo else stamp.replace(tzinfo=UTC)


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
