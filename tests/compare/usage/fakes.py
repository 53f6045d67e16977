"""Stands in for a cloud's metrics, as anybody's own adapter would: a subclass of the public class."""

from datetime import UTC, datetime, timedelta

from finopsguard.adapters.usage import UsageAdapter, UsageFactory
from finopsguard.adapters.usage.failures import CloudFailure, FailureKind
from finopsguard.adapters.usage.settings import UsageSettings
from finopsguard.types.usage import ResourceUsage, UsageMetric

NOW = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
START = datetime(2026, 10, 2, tzinfo=UTC)
"""30 complete days end on 31 October."""


def points(name, values, *, start=START, step=timedelta(days=1), **dimensions):
    """One point a step from the start of the window on."""
    return [
        UsageMetric(
            timestamp=start + index * step, value=value, unit="Count", metric_name=name, dimensions=dict(dimensions)
        )
        for index, value in enumerate(values)
    ]


class Metrics(UsageAdapter):
    """Answers with the points it was given for (type, id)."""

    def __init__(self, cloud, known, *, down=""):
        super().__init__(cloud)
        self.known = known
        self.down = down
        self.asked = []

    def get_resource_usage(self, resource_id, resource_type, start_time, end_time, region=None, metrics=None):
        self.asked.append((resource_type, resource_id, region, start_time, end_time, tuple(metrics or ())))
        if self.down:
            raise CloudFailure(FailureKind.FORBIDDEN, self.down, cloud=self.cloud_provider)
        return ResourceUsage(
            resource_id=resource_id,
            resource_type=resource_type,
            region=region or "",
            cloud_provider=self.cloud_provider,
            start_time=start_time,
            end_time=end_time,
            metrics=[
                point
                for point in self.known.get((resource_type, resource_id), ())
                if metrics is None or point.metric_name in metrics
            ],
        )

    def get_cost_usage(self, start_time, end_time, granularity="DAILY", group_by=None, filters=None):
        raise NotImplementedError

    def get_usage_summary(self, query):
        raise NotImplementedError

    def is_available(self):
        return not self.down


def factory(**adapters):
    """The real factory with these adapters: ``factory(aws=Metrics(...))``."""
    made = UsageFactory(UsageSettings(enabled=True))
    for cloud, adapter in adapters.items():
        setattr(made, f"_{cloud}_adapter", adapter)
    return made
