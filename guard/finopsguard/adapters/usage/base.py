"""What every usage adapter answers. The names are a public contract (docs/usage-integration.md)."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from finopsguard.adapters.usage.failures import CloudFailure
from finopsguard.types.usage import (
    BulkUsage,
    CloudCalls,
    CostUsageRecord,
    ResourceUsage,
    UsageQuery,
    UsageSummary,
    UsageTarget,
)


class UsageAdapter(ABC):
    """One cloud's metrics and bill. Caller mistakes raise ``ValueError`` that names the choices; failures of the world raise
    :class:`finopsguard.adapters.usage.failures.CloudFailure`, which the factory turns into ``None`` and ``last_error``.
    """

    def __init__(self, cloud_provider: str) -> None:
        self.cloud_provider = cloud_provider

    @abstractmethod
    def get_resource_usage(
        self,
        resource_id: str,
        resource_type: str,
        start_time: datetime,
        end_time: datetime,
        region: str | None = None,
        metrics: Sequence[str] | None = None,
    ) -> ResourceUsage:
        """Metrics of one resource; an empty ``metrics`` list where it has no data."""

    @abstractmethod
    def get_cost_usage(
        self,
        start_time: datetime,
        end_time: datetime,
        granularity: str = "DAILY",
        group_by: Sequence[str] | None = None,
        filters: Mapping[str, Any] | None = None,
    ) -> list[CostUsageRecord]:
        """What was billed, by step of time and group. A midnight end of DAILY and MONTHLY includes that day."""

    @abstractmethod
    def get_usage_summary(self, query: UsageQuery) -> UsageSummary:
        """Metrics and cost of what the query names, with how complete they are."""

    @abstractmethod
    def is_available(self) -> bool:
        """Whether the adapter is enabled and the cloud answers with the credentials at hand. Never raises."""

    def get_many(
        self,
        targets: Sequence[UsageTarget],
        start_time: datetime,
        end_time: datetime,
        metrics: Sequence[str] | None = None,
    ) -> BulkUsage:
        """Metrics of many resources. What a cloud fails to answer is ``None`` in the result and no exception; a caller's mistake is one.

        This default asks for one after the other; adapters of clouds with a bulk API override it.
        """
        answer = BulkUsage()
        for target in targets:
            usage = None
            try:
                usage = self.get_resource_usage(
                    target.resource_id, target.resource_type, start_time, end_time, target.region, metrics
                )
            except CloudFailure as failure:
                if str(failure) not in answer.failures:
                    answer.failures.append(str(failure))
            answer.usages.append(usage)
        return answer

    def planned_calls(
        self,
        targets: Sequence[UsageTarget],
        start_time: datetime,
        end_time: datetime,
        metrics: Sequence[str] | None = None,
    ) -> list[CloudCalls]:
        """What :meth:`get_many` would ask, without asking and without the SDK."""
        return []

    def planned_cost_calls(
        self,
        start_time: datetime,
        end_time: datetime,
        granularity: str = "DAILY",
        group_by: Sequence[str] | None = None,
        filters: Mapping[str, Any] | None = None,
    ) -> list[CloudCalls]:
        """What :meth:`get_cost_usage` would ask at least, without asking and without the SDK."""
        return []

    def availability(self, *, billing: bool = False) -> dict[str, str]:
        """``metrics`` and ``billing`` -> empty if they can be had, else the reason they cannot. Never raises.

        ``billing`` is asked for only on request: some clouds charge for that question.
        """
        return {"metrics": "" if self.is_available() else "not available"}

    def identity(self) -> str:
        """What tells this account, its credentials and settings apart from another's in a cache key, without a secret in it."""
        return self.cloud_provider
