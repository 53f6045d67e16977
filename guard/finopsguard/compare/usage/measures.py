"""How a metric becomes a quantity of a usage file."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any

import msgspec

from finopsguard.types.paths import at

GIB = Decimal(2**30)
"""Bytes of a gigabyte on price lists: Amazon S3 ("1 GB = 1024^3 bytes"), Google Cloud and Azure bill binary ones."""
SECONDS_PER_HOUR = Decimal(3600)


class Statistic(StrEnum):
    """What of a metric's points is the quantity."""

    MONTH = "month"
    """Their sum in the window, for a month as long as the configuration says."""
    PER_SECOND = "per second"
    """Their sum in the window by its seconds."""
    PER_MINUTE = "per minute"
    MONTHLY_RATE = "rate"
    """Their mean, which is so many a second, for the seconds of a month."""
    MEAN = "mean"
    """Their mean, weighted by another metric's points where one is named."""
    LATEST = "latest"
    """The newest: what is stored now is what next month starts with."""


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """One quantity of a usage file and where it is measured."""

    key: str
    """The usage file's key, as a path: ``standard.storage_gb``."""
    metrics: tuple[str, ...]
    """The adapter's names; several are added up."""
    statistic: Statistic = Statistic.MONTH
    divisor: Decimal = Decimal(1)
    """What a point is divided by: bytes to gigabytes."""
    weight: str = ""
    """The metric that a mean is weighted by."""
    dimension: tuple[str, str] | None = None
    """Only points that carry it: ``("StorageType", "StandardStorage")``."""


class Condition(msgspec.Struct, frozen=True):
    """An attribute and the values under which a type's quantities mean something."""

    attribute: str
    """As a path: ``stream_mode_details.0.stream_mode``."""
    values: tuple[str, ...]
    default: str = ""
    """What a missing attribute means."""
    prefix: bool = False
    """Whether values are how the attribute's begins."""

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Whether the attribute has one of the values."""
        stated = at(values, self.attribute)
        text = stated if isinstance(stated, str) and stated else self.default
        return text.startswith(self.values) if self.prefix else text in self.values


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where the usage of a Terraform type is measured."""

    cloud: str
    """``aws``, ``gcp`` or ``azure``."""
    kind: str
    """The adapter's word for the type: ``lambda``."""
    named_by: tuple[str, ...]
    """Attributes that name the live resource; the first that has a value."""
    measures: tuple[Measure, ...]
    only: Condition | None = None
    regional: bool = True
    """Whether the region is part of the question; not where names are the same everywhere."""

    @property
    def metrics(self) -> tuple[str, ...]:
        """All that is asked for, each once."""
        names = [name for measure in self.measures for name in (*measure.metrics, measure.weight) if name]
        return tuple(dict.fromkeys(names))


class Quantity(msgspec.Struct, frozen=True, kw_only=True):
    """One quantity that was measured."""

    key: str
    value: Decimal
    metric: str
    """In words: ``AWS Invocations``."""
    start: str
    """First day of the window (ISO 8601)."""
    end: str
    """Its last day, included."""
    days: int
    """Days of the window."""
    with_data: int
    """Days of it on which there was a point."""
