"""From data points to the quantities of a usage file. A metric without a point gives no quantity: nothing measured is not nothing used."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from math import isfinite

import msgspec

from finopsguard.compare.usage.measures import SECONDS_PER_HOUR, Measure, Quantity, Source, Statistic
from finopsguard.types.money import ZERO
from finopsguard.types.usage import ResourceUsage, UsageMetric

_NAMES = {"aws": "AWS", "gcp": "Google Cloud", "azure": "Azure"}
_DIGITS = 4
_STALE = timedelta(days=3)
"""What is stored is measured daily and up to two days late; older than this, it is not what is stored now."""


class Window(msgspec.Struct, frozen=True):
    """Whole days in UTC, ``end`` excluded."""

    start: datetime
    end: datetime

    @property
    def days(self) -> int:
        """How many."""
        return (self.end - self.start).days

    @property
    def seconds(self) -> Decimal:
        """Their length."""
        return Decimal(self.days * 86_400)


def last_days(now: datetime, days: int) -> Window:
    """The last complete days: whoever asks again on the same day gets the same figures."""
    end = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return Window(end - timedelta(days=days), end)


def quantities(source: Source, usage: ResourceUsage, window: Window, hours: Decimal) -> list[Quantity]:
    """What was measured of one resource, for a month of ``hours``."""
    by_name: dict[str, list[UsageMetric]] = defaultdict(list)
    for point in usage.metrics:
        if point.timestamp < window.end and isfinite(point.value):
            by_name[point.metric_name].append(point)
    found = []
    for measure in source.measures:
        points = [
            point
            for name in measure.metrics
            for point in by_name.get(name, ())
            if measure.dimension is None or point.dimensions.get(measure.dimension[0]) == measure.dimension[1]
        ]
        value = _value(measure, points, by_name.get(measure.weight, ()), window, hours)
        if value is not None:
            found.append(_quantity(source, measure, value, points, window))
    return found


def rounded(value: Decimal) -> Decimal:
    """Four digits, and all those before the point: no metric is more exact about a coming month."""
    if value == ZERO:
        return ZERO
    places = min(0, value.adjusted() + 1 - _DIGITS)
    return value.quantize(Decimal(1).scaleb(places), ROUND_HALF_EVEN).normalize() + ZERO


def _value(
    measure: Measure, points: Sequence[UsageMetric], weights: Sequence[UsageMetric], window: Window, hours: Decimal
) -> Decimal | None:
    if not points:
        return None
    match measure.statistic:
        case Statistic.MONTH:
            value = _sum(points) * hours * SECONDS_PER_HOUR / window.seconds
        case Statistic.PER_SECOND:
            value = _sum(points) / window.seconds
        case Statistic.PER_MINUTE:
            value = _sum(points) / (window.seconds / 60)
        case Statistic.MONTHLY_RATE:
            value = _means(measure, points) * hours * SECONDS_PER_HOUR
        case Statistic.MEAN:
            value = _mean(points, weights)
        case Statistic.LATEST:
            newest = max(point.timestamp for point in points)
            if newest < window.end - _STALE:
                return None
            value = _sum([point for point in points if point.timestamp == newest])
    return value / measure.divisor


def _sum(points: Sequence[UsageMetric]) -> Decimal:
    return sum((Decimal(repr(point.value)) for point in points), ZERO)


def _means(measure: Measure, points: Sequence[UsageMetric]) -> Decimal:
    """The means of each metric, added up."""
    total = ZERO
    for name in measure.metrics:
        mine = [point for point in points if point.metric_name == name]
        total += _sum(mine) / len(mine) if mine else ZERO
    return total


def _mean(points: Sequence[UsageMetric], weights: Sequence[UsageMetric]) -> Decimal:
    """Weighted where the weights are known for each point: an hour with many requests counts more."""
    by_time = {point.timestamp: Decimal(repr(point.value)) for point in weights}
    if all(point.timestamp in by_time for point in points):
        total = sum((by_time[point.timestamp] for point in points), ZERO)
        if total:
            return sum((Decimal(repr(point.value)) * by_time[point.timestamp] for point in points), ZERO) / total
    return _sum(points) / len(points)


def _quantity(
    source: Source, measure: Measure, value: Decimal, points: Sequence[UsageMetric], window: Window
) -> Quantity:
    names = " + ".join(measure.metrics) + (f" of {measure.dimension[1]}" if measure.dimension else "")
    return Quantity(
        key=measure.key,
        value=rounded(value),
        metric=f"{_NAMES[source.cloud]} {names}",
        start=window.start.date().isoformat(),
        end=(window.end - timedelta(days=1)).date().isoformat(),
        days=window.days,
        with_data=len({point.timestamp.date() for point in points if point.timestamp >= window.start}),
    )
