"""From data points to :class:`ResourceUsage`: alike on the clouds whose metrics carry the role they have in it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import fsum
from typing import Any, Final

import msgspec

from finopsguard.types.usage import ResourceUsage, UsageMetric

GIGABYTE: Final = 1_000_000_000
_AVERAGES: Final = {"cpu": "avg_cpu_utilization", "memory": "avg_memory_utilization"}
_TRAFFIC: Final = {
    "network_in": "avg_network_in_gb",
    "network_out": "avg_network_out_gb",
    "disk_read": "avg_disk_read_gb",
    "disk_write": "avg_disk_write_gb",
}


class Reading(msgspec.Struct, frozen=True):
    """One metric of one resource.

    ``role``: cpu or memory (points are %), network_in, network_out, disk_read, disk_write (points are bytes), or empty.
    """

    name: str
    unit: str
    role: str
    points: Sequence[tuple[datetime, float]]
    """Start of the step and value, oldest first."""


def usage_of(
    resource_id: str,
    resource_type: str,
    region: str,
    cloud: str,
    period: tuple[datetime, datetime],
    readings: Sequence[Reading],
    *,
    tags: Mapping[str, str] | None = None,
    metadata: Mapping[str, Any] | None = None,
) -> ResourceUsage:
    """The usage of a resource; without points its ``metrics`` is empty and no figure is known. A mean of 0 % is a figure."""
    usage = ResourceUsage(
        resource_id=resource_id,
        resource_type=resource_type,
        region=region,
        cloud_provider=cloud,
        start_time=period[0],
        end_time=period[1],
        tags=dict(tags or {}),
        metadata=dict(metadata or {}),
    )
    for reading in readings:
        if not reading.points:
            continue
        name, unit = reading.name, reading.unit
        usage.metrics += [
            UsageMetric(timestamp=at, value=value, unit=unit, metric_name=name) for at, value in reading.points
        ]
        total = fsum(value for _, value in reading.points)
        if reading.role in _AVERAGES:
            setattr(usage, _AVERAGES[reading.role], total / len(reading.points))
        elif reading.role in _TRAFFIC:
            setattr(usage, _TRAFFIC[reading.role], total / GIGABYTE)
    return usage
