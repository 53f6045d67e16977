"""What every usage adapter answers. The names are a public contract (docs/usage-integration.md)."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from finopsguard.types.usage import CostUsageRecord, ResourceUsage, UsageQuery, UsageSummary


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
