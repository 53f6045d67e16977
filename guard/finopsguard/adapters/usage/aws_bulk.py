"""Metrics of many resources by GetMetricData: up to 500 series and 100,800 points a call, page by page.

Limits are those of the Amazon CloudWatch API Reference, "GetMetricData".
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from finopsguard.adapters.usage.aws_client import Caller
from finopsguard.adapters.usage.aws_metrics import Series, from_data, points_of
from finopsguard.adapters.usage.failures import CloudFailure, FailureKind
from finopsguard.types.usage import UsageMetric

QUERIES: Final = 500
POINTS: Final = 100_800
_DONE: Final = "Complete"


class Batch(NamedTuple):
    """Series of one region and window that one call (with its further pages) answers."""

    region: str
    series: tuple[Series, ...]


def batches(wanted: Sequence[tuple[str, Series]]) -> list[Batch]:
    """``(region, series)`` in as few calls as the limits allow, so that an answer fits on one page."""
    together: dict[tuple[str, datetime, datetime], list[Series]] = {}
    for region, series in wanted:
        together.setdefault((region, series.start, series.end), []).append(series)
    made: list[Batch] = []
    for (region, _start, _end), members in together.items():
        size = max(1, min(QUERIES, POINTS // max(points_of(series) for series in members)))
        made += [Batch(region, tuple(members[at : at + size])) for at in range(0, len(members), size)]
    return made


def fetch(batch: Batch, call: Caller) -> dict[Series, list[UsageMetric] | CloudFailure]:
    """The points of each series, by time; a failure for a series that CloudWatch did not answer in full. Half a sum is a wrong sum."""
    stamps: dict[str, list[datetime]] = {}
    values: dict[str, list[float]] = {}
    states: dict[str, str] = {}
    parameters: dict[str, Any] = {
        "MetricDataQueries": [_query(f"m{index}", series) for index, series in enumerate(batch.series)],
        "StartTime": batch.series[0].start,
        "EndTime": batch.series[0].end,
        "ScanBy": "TimestampAscending",
    }
    seen: set[str] = set()
    while True:
        answer = call("cloudwatch", "get_metric_data", batch.region, items=len(batch.series), **parameters)
        for result in answer.get("MetricDataResults") or ():
            stamps.setdefault(result["Id"], []).extend(result.get("Timestamps") or ())
            values.setdefault(result["Id"], []).extend(result.get("Values") or ())
            states[result["Id"]] = result.get("StatusCode") or _DONE
        token = answer.get("NextToken")
        if not token or not isinstance(token, str):
            break
        if token in seen:
            raise _failed("sent the same page twice")
        seen.add(token)
        parameters["NextToken"] = token
    return {
        series: _points(series, states.get(f"m{index}"), stamps.get(f"m{index}", []), values.get(f"m{index}", []))
        for index, series in enumerate(batch.series)
    }


def _points(
    series: Series, state: str | None, stamps: Sequence[datetime], values: Sequence[float]
) -> list[UsageMetric] | CloudFailure:
    if state != _DONE or len(stamps) != len(values):
        return _failed(f"answered {series.name} with {state or 'nothing'}")
    return from_data(series, stamps, values)


def _failed(what: str) -> CloudFailure:
    message = f"AWS cloudwatch GetMetricData {what}. Try again later."
    return CloudFailure(FailureKind.API, message, cloud="aws", service="cloudwatch")


def _query(name: str, series: Series) -> Mapping[str, Any]:
    metric = {"Namespace": series.namespace, "MetricName": series.name, "Dimensions": series.wire_dimensions()}
    return {"Id": name, "MetricStat": {"Metric": metric, "Period": series.step, "Stat": series.statistic}}
