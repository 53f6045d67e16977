"""CloudWatch's points as the usage of a resource."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from math import fsum
from typing import Any, Final, TypeVar

from finopsguard.adapters.usage.aws_metrics import Series
from finopsguard.adapters.usage.failures import CloudFailure, FailureKind
from finopsguard.types.usage import ResourceUsage, UsageMetric, UsageTarget

GIGABYTE: Final = 1e9
_Answer = TypeVar("_Answer")


def statistics_request(series: Series) -> dict[str, Any]:
    """Parameters of GetMetricStatistics."""
    return {
        "Namespace": series.namespace,
        "MetricName": series.name,
        "Dimensions": series.wire_dimensions(),
        "StartTime": series.start,
        "EndTime": series.end,
        "Period": series.step,
        "Statistics": [series.statistic],
    }


def readable(service: str, read: Callable[[], _Answer]) -> _Answer:
    """What ``read`` makes of an answer. One of another shape than the API has is a failure of AWS, not a mistake of the caller."""
    try:
        return read()
    except CloudFailure:
        raise
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        message = (
            f"AWS {service} sent an answer that cannot be read ({type(error).__name__}: {error}). Try again later."
        )
        raise CloudFailure(FailureKind.API, message, cloud="aws", service=service) from error


def usage_of(
    target: UsageTarget,
    region: str,
    start: datetime,
    end: datetime,
    wanted: Sequence[Series],
    points: list[UsageMetric],
) -> ResourceUsage:
    """Averages and sums of the points. ``metadata`` has the step in seconds and the statistic of each metric that was asked for."""
    return ResourceUsage(
        resource_id=target.resource_id,
        resource_type=target.resource_type,
        region=region,
        cloud_provider="aws",
        start_time=start,
        end_time=end,
        metrics=points,
        avg_cpu_utilization=_mean(points, "CPUUtilization"),
        avg_network_in_gb=_gigabytes(points, "NetworkIn"),
        avg_network_out_gb=_gigabytes(points, "NetworkOut"),
        avg_disk_read_gb=_gigabytes(points, "DiskReadBytes", "EBSReadBytes"),
        avg_disk_write_gb=_gigabytes(points, "DiskWriteBytes", "EBSWriteBytes"),
        metadata={
            "statistics": {series.name: series.statistic for series in wanted},
            "step_seconds": wanted[0].step if wanted else None,
        },
    )


def one_of_many(
    target: UsageTarget,
    region: str,
    start: datetime,
    end: datetime,
    wanted: Sequence[Series],
    found: Mapping[tuple[str, Series], list[UsageMetric] | CloudFailure],
    failures: list[str],
) -> ResourceUsage | None:
    """The usage of one target, ``None`` when none of its metrics was answered. Which ones were not is in ``metadata``, why is added to
    ``failures``.
    """
    points: list[UsageMetric] = []
    missing: list[str] = []
    for series in wanted:
        answer = found[region, series]
        if isinstance(answer, CloudFailure):
            missing.append(series.name)
            if str(answer) not in failures:
                failures.append(str(answer))
        else:
            points += answer
    if wanted and len(missing) == len(wanted):
        return None
    whole = [point for point in points if point.metric_name not in missing] if missing else points
    usage = usage_of(target, region, start, end, wanted, whole)
    if missing:
        usage.metadata["not_answered"] = sorted(set(missing))
    return usage


def _mean(points: Sequence[UsageMetric], name: str) -> float | None:
    """Of all points, an idle machine's zeros too."""
    values = [point.value for point in points if point.metric_name == name]
    return fsum(values) / len(values) if values else None


def _gigabytes(points: Sequence[UsageMetric], *names: str) -> float | None:
    values = [point.value for point in points if point.metric_name in names]
    return fsum(values) / GIGABYTE if values else None
