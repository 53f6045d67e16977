"""Usage and cost of Azure: Azure Monitor for metrics, Cost Management for cost."""

import hashlib
import os
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from finopsguard.adapters.usage import azure_costs, azure_planned
from finopsguard.adapters.usage.azure_bulk import AzureReader
from finopsguard.adapters.usage.azure_catalogue import metrics_of, resource_of
from finopsguard.adapters.usage.azure_client import AzureAccess
from finopsguard.adapters.usage.azure_failures import MONITOR
from finopsguard.adapters.usage.azure_metrics import Span
from finopsguard.adapters.usage.azure_resources import require_subscription, uri_of
from finopsguard.adapters.usage.base import UsageAdapter
from finopsguard.adapters.usage.collect import Availability, collect, one_type
from finopsguard.adapters.usage.deadline import SECONDS, Deadline
from finopsguard.adapters.usage.failures import NotEnabled
from finopsguard.adapters.usage.periods import cost_period, metric_period
from finopsguard.adapters.usage.settings import UsageSettings, read
from finopsguard.adapters.usage.steps import step_of
from finopsguard.types.usage import (
    BulkUsage,
    CloudCalls,
    CostUsageRecord,
    ResourceUsage,
    UsageQuery,
    UsageSummary,
    UsageTarget,
)

_STEPS: Final = {"HOURLY": 3600, "DAILY": 86_400, "MONTHLY": 86_400}
_IDENTITY: Final = ("AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_CONFIG_DIR", "AZURE_CLOUD")


class AzureUsageAdapter(UsageAdapter):
    """Azure. Resource types are those of ``azure_catalogue.RESOURCES``; ``deadline_seconds`` bounds each public call in all.

    ``arm_endpoint`` and ``batch_endpoint`` are for clouds of their own; the latter holds ``{region}``.
    """

    def __init__(self, settings: UsageSettings | None = None) -> None:
        super().__init__("azure")
        self._settings = read() if settings is None else settings
        self._enabled = self._settings.azure_enabled
        self._subscription_id = self._settings.azure_subscription_id
        self._monitor: Any = None
        self._cost_client: Any = None
        self._reader: AzureReader | None = None
        self._connecting = threading.RLock()
        self._availability = Availability()
        self.last_error: Exception | None = None
        self.arm_endpoint: str | None = None
        self.batch_endpoint = "https://{region}.metrics.monitor.azure.com"
        self.deadline_seconds = SECONDS

    def get_resource_usage(
        self,
        resource_id: str,
        resource_type: str,
        start_time: datetime,
        end_time: datetime,
        region: str | None = None,
        metrics: Sequence[str] | None = None,
    ) -> ResourceUsage:
        """See the base class. ``resource_id`` is the whole id, ``group/name`` or a name. Points are 60 s to a day apart, by the period."""
        self._require_enabled()
        span = _span(start_time, end_time)
        resource, deadline = resource_of(resource_type), self._deadline()
        wanted = metrics_of(resource, metrics)
        return self._metrics(deadline).one(resource_id, resource_type, wanted, span, region, deadline)

    def get_many(
        self,
        targets: Sequence[UsageTarget],
        start_time: datetime,
        end_time: datetime,
        metrics: Sequence[str] | None = None,
    ) -> BulkUsage:
        """Batches of 50 of one type and region where azure-monitor-querymetrics is installed, else a call for each, eight at a time."""
        self._require_enabled()
        span = _span(start_time, end_time)
        calls = self.planned_calls(targets, start_time, end_time, metrics)
        answer = BulkUsage(usages=[None] * len(targets), calls=calls)
        deadline = self._deadline()
        by_type: dict[str, list[int]] = {}
        for position, target in enumerate(targets):
            by_type.setdefault(target.resource_type, []).append(position)
        for resource_type, positions in by_type.items():
            wanted = metrics_of(resource_of(resource_type), metrics)
            mine = [targets[position] for position in positions]
            part = self._metrics(deadline).many(mine, resource_type, wanted, span, deadline)
            answer.failures += [text for text in part.failures if text not in answer.failures]
            for position, usage in zip(positions, part.usages, strict=True):
                answer.usages[position] = usage
        return answer

    def get_cost_usage(
        self,
        start_time: datetime,
        end_time: datetime,
        granularity: str = "DAILY",
        group_by: Sequence[str] | None = None,
        filters: Mapping[str, Any] | None = None,
    ) -> list[CostUsageRecord]:
        """Cost of the subscription by day or month; Azure has none by the hour.

        ``group_by``: up to two of service, region, resource_group, resource_type, resource, meter_category, tag:NAME. The same words
        filter; so do ``tags`` (a mapping) and ``cost_type``: ActualCost (as invoiced, the default) or AmortizedCost (reservations
        spread over their use).
        """
        self._require_enabled()
        query = self._cost_query(start_time, end_time, granularity, group_by, filters)
        return self._costs(query, self._deadline())

    def get_usage_summary(self, query: UsageQuery) -> UsageSummary:
        """See the base class. With ``resource_ids`` the cost is theirs, else that of the types, regions and tags."""
        self._require_enabled()
        one_type(query)
        period = metric_period(query.start_time, query.end_time)
        types = query.resource_types or []
        wanted = {name: metrics_of(resource_of(name), query.metric_names) for name in types}
        filters = self._cost_filters(query)
        cost = self._cost_query(query.start_time, query.end_time, query.granularity, query.group_by, filters)
        span = Span(*period, _STEPS[query.granularity.upper()])
        deadline = self._deadline()

        def metrics() -> tuple[BulkUsage, int]:
            return self._metrics(deadline).summarised(query, wanted, span, deadline) if wanted else (BulkUsage(), 0)

        def costs() -> list[CostUsageRecord]:
            return self._costs(cost, deadline)

        asked = {name: len(several) for name, several in wanted.items()}
        return collect(query, metrics, costs, metrics_asked=asked, remarks=_remarks)

    def is_available(self) -> bool:
        """See the base class; ``last_error`` is why not."""
        self.last_error = self._availability.error("metrics", self._probe_metrics)
        return self.last_error is None

    def availability(self, *, billing: bool = False) -> dict[str, str]:
        """Asks for one resource of the subscription, and Cost Management for one day; both are free."""
        probes = {"metrics": self._probe_metrics} | ({"billing": self._probe_billing} if billing else {})
        errors = {name: self._availability.error(name, probe) for name, probe in probes.items()}
        return {name: "" if error is None else str(error) or type(error).__name__ for name, error in errors.items()}

    def planned_calls(
        self,
        targets: Sequence[UsageTarget],
        start_time: datetime,
        end_time: datetime,
        metrics: Sequence[str] | None = None,
    ) -> list[CloudCalls]:
        """See the base class. All free."""
        return azure_planned.metric_calls(targets, metrics, _span(start_time, end_time))

    def planned_cost_calls(
        self,
        start_time: datetime,
        end_time: datetime,
        granularity: str = "DAILY",
        group_by: Sequence[str] | None = None,
        filters: Mapping[str, Any] | None = None,
    ) -> list[CloudCalls]:
        """See the base class. Free, but held to 12 query units in ten seconds and 60 in a minute for a tenant."""
        return azure_planned.cost_calls(self._cost_query(start_time, end_time, granularity, group_by, filters))

    def identity(self) -> str:
        """The subscription, the tenant, and a fingerprint of who asks."""
        given = self._settings.credentials
        places = [given.get("AZURE_CLIENT_ID", ""), *(os.environ.get(name, "") for name in _IDENTITY)]
        fingerprint = hashlib.sha256("|".join(places).encode()).hexdigest()[:12]
        return f"azure|{self._subscription_id}|{self._settings.azure_tenant_id}|{fingerprint}"

    def _require_enabled(self) -> None:
        if not self._enabled:
            raise NotEnabled("Azure", "azure")
        require_subscription(self._subscription_id, MONITOR)

    def _deadline(self) -> Deadline:
        return Deadline(self.deadline_seconds, cloud="azure")

    def _access(self) -> AzureAccess:
        return AzureAccess(self._settings, self._subscription_id, arm=self.arm_endpoint)

    def _metrics(self, deadline: Deadline) -> AzureReader:
        with self._connecting:
            if self._reader is None:
                self._reader = AzureReader(self._access(), self._subscription_id, self.batch_endpoint)
            self._reader.client = self._monitor
            self._monitor = self._reader.connect(deadline)
            return self._reader

    def _cost_query(
        self,
        start_time: datetime,
        end_time: datetime,
        granularity: str,
        group_by: Sequence[str] | None,
        filters: Mapping[str, Any] | None,
    ) -> azure_costs.CostQuery:
        word = granularity.upper()
        period = cost_period(start_time, end_time, word)
        return azure_costs.query_of(f"/subscriptions/{self._subscription_id}", period, word, group_by, filters)

    def _costs(self, query: azure_costs.CostQuery, deadline: Deadline) -> list[CostUsageRecord]:
        with self._connecting:
            if self._cost_client is None:
                self._cost_client = self._access().costs(deadline)
        return azure_costs.run(self._cost_client, query, deadline)

    def _cost_filters(self, query: UsageQuery) -> dict[str, Any]:
        filters: dict[str, Any] = {}
        if query.resource_ids and query.resource_types:
            resource = resource_of(query.resource_types[0])
            filters["resource"] = [uri_of(one, resource, self._subscription_id) or one for one in query.resource_ids]
        elif query.resource_types:
            filters["resource_type"] = [resource_of(name).namespace.lower() for name in query.resource_types]
        if query.regions:
            filters["region"] = list(query.regions)
        if query.tags:
            filters["tags"] = dict(query.tags)
        return filters

    def _probe_metrics(self) -> None:
        self._require_enabled()
        deadline = self._deadline()
        self._metrics(deadline).check(deadline)

    def _probe_billing(self) -> None:
        self._require_enabled()
        now = datetime.now(UTC)
        self._costs(self._cost_query(now - timedelta(days=1), now, "DAILY", None, None), self._deadline())


def _span(start: datetime, end: datetime) -> Span:
    first, last = metric_period(start, end)
    return Span(first, last, step_of(last - first))


def _remarks(records: Sequence[CostUsageRecord]) -> list[str]:
    is_open = any(record.metadata["estimated"] for record in records)
    return ["Charges of an open month may still change until three days after its end."] if is_open else []


_azure_usage_adapter: AzureUsageAdapter | None = None
_lock = threading.Lock()


def get_azure_usage_adapter() -> AzureUsageAdapter:
    """The process's adapter, made from the environment at the first call."""
    global _azure_usage_adapter  # noqa: PLW0603  the public contract: one for the process, which tests may replace
    with _lock:
        if _azure_usage_adapter is None:
            _azure_usage_adapter = AzureUsageAdapter()
        return _azure_usage_adapter
