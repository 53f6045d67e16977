"""A cloud made of plain records."""

from datetime import UTC, datetime

from finopsguard.adapters.usage.base import UsageAdapter
from finopsguard.types.usage import CostUsageRecord, ResourceUsage, UsageMetric, UsageSummary

START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 8, tzinfo=UTC)


def usage(cpu=0.0, name="i-1"):
    metric = UsageMetric(timestamp=START, value=cpu, unit="Percent", metric_name="CPUUtilization")
    return ResourceUsage(
        resource_id=name,
        resource_type="ec2",
        region="us-east-1",
        cloud_provider="aws",
        start_time=START,
        end_time=END,
        metrics=[metric],
        avg_cpu_utilization=cpu,
    )


def bill(cost=1.5, currency="USD", **more):
    return [
        CostUsageRecord(
            date="2026-01-01",
            start_time=START,
            end_time=END,
            cost=cost,
            currency=currency,
            usage_amount=2.0,
            usage_unit="Hrs",
            service="EC2",
            **more,
        )
    ]


class Cloud(UsageAdapter):
    """Counts what it is asked; ``error`` is raised instead of an answer."""

    def __init__(self):
        super().__init__("aws")
        self.asked = 0
        self.error = None
        self.account = "one"

    def _answer(self, value):
        self.asked += 1
        if self.error:
            raise self.error
        return value

    def get_resource_usage(self, resource_id, resource_type, start_time, end_time, region=None, metrics=None):
        return self._answer(usage(name=resource_id))

    def get_cost_usage(self, start_time, end_time, granularity="DAILY", group_by=None, filters=None):
        return self._answer([])

    def get_usage_summary(self, query):
        return self._answer(
            UsageSummary(
                cloud_provider="aws", resource_type="ec2", start_time=query.start_time, end_time=query.end_time
            )
        )

    def is_available(self):
        return self._answer(value=True)

    def identity(self):
        return self.account
