"""Usage and cost of Google Cloud: Cloud Monitoring for metrics, the billing export in BigQuery for cost."""

import hashlib
import os
import threading
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from finopsguard.adapters.usage import gcp_client, gcp_costs, gcp_planned, gcp_sql
from finopsguard.adapters.usage.base import UsageAdapter
from finopsguard.adapters.usage.collect import Availability, collect, one_type
from finopsguard.adapters.usage.deadline import SECONDS, Deadline
from finopsguard.adapters.usage.failures import CloudFailure, FailureKind, NotEnabled
from finopsguard.adapters.usage.gcp_bulk import Asked, ask, listed
from finopsguard.adapters.usage.gcp_catalogue import metrics_of, resource_of
from finopsguard.adapters.usage.gcp_failures import MONITORING, failure
from finopsguard.adapters.usage.gcp_identity import label_of
from finopsguard.adapters.usage.gcp_metrics import MetricsRead, probe
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
_KEY_FILE: Final = "GOOGLE_APPLICATION_CREDENTIALS"
_Period = tuple[datetime, datetime]


class GCPUsageAdapter(UsageAdapter):
    """Google Cloud. Resource types are those of ``gcp_catalogue.RESOURCES``; costs are net of credits.

    ``deadline_seconds`` bounds each public call in all; ``maximum_bytes_billed`` what a cost query may read.
    """

    def __init__(self, settings: UsageSettings | None = None) -> None:
        super().__init__("gcp")
        self._settings = read() if settings is None else settings
        self._enabled = self._settings.gcp_enabled
        self._project_id = self._settings.gcp_project_id
        self._monitoring: Any = None
        self._bigquery: Any = None
        self._connecting = threading.Lock()
        self._availability = Availability()
        self.last_error: Exception | None = None
        self.deadline_seconds = SECONDS
        self.maximum_bytes_billed = gcp_costs.MAX_BYTES

    def get_resource_usage(
        self,
        resource_id: str,
        resource_type: str,
        start_time: datetime,
        end_time: datetime,
        region: str | None = None,
        metrics: Sequence[str] | None = None,
    ) -> ResourceUsage:
        """See the base class. Points are an hour apart, a day in periods of more than 60 days."""
        self._require_enabled()
        period = metric_period(start_time, end_time)
        asked = self._asked(resource_type, [resource_id], region, metrics)
        return ask(self._reader(period, _step(period), self._deadline()), asked)[0]

    def get_many(
        self,
        targets: Sequence[UsageTarget],
        start_time: datetime,
        end_time: datetime,
        metrics: Sequence[str] | None = None,
    ) -> BulkUsage:
        """A call, and its pages, for each metric of each type and region."""
        self._require_enabled()
        period = metric_period(start_time, end_time)
        answer = BulkUsage(usages=[None] * len(targets), calls=self.planned_calls(targets, *period, metrics))
        deadline = self._deadline()
        for positions, asked in self._groups(targets, metrics):
            try:
                usages = ask(self._reader(period, _step(period), deadline), asked)
            except CloudFailure as problem:
                answer.failures += [str(problem)] if str(problem) not in answer.failures else []
                continue
            for position, usage in zip(positions, usages, strict=True):
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
        """Net cost by currency, in UTC steps.

        ``group_by``: service, region, project, sku, resource, label:NAME. The same words filter, and ``tags``, a mapping of labels;
        resource needs the resource-level export.
        """
        self._require_enabled()
        query = self._cost_query(start_time, end_time, granularity, group_by, filters)
        return self._costs(query, granularity, self._deadline())

    def get_usage_summary(self, query: UsageQuery) -> UsageSummary:
        """See the base class. With ``resource_ids`` the cost is theirs, which needs the resource-level billing export."""
        self._require_enabled()
        one_type(query)
        period = metric_period(query.start_time, query.end_time)
        asked = {name: len(metrics_of(resource_of(name), query.metric_names)) for name in query.resource_types or ()}
        granularity = query.granularity.upper()
        cost = self._cost_query(query.start_time, query.end_time, granularity, query.group_by, _cost_filters(query))
        deadline = self._deadline()

        def metrics() -> tuple[BulkUsage, int]:
            if not asked:
                return BulkUsage(), 0
            found = self._summarised(query, self._reader(period, _STEPS[granularity], deadline))
            return BulkUsage(usages=list(found)), len(found)

        def costs() -> list[CostUsageRecord]:
            return self._costs(cost, granularity, deadline)

        return collect(query, metrics, costs, metrics_asked=asked, remarks=_remarks)

    def is_available(self) -> bool:
        """See the base class; ``last_error`` is why not."""
        self.last_error = self._availability.error("metrics", self._probe_metrics)
        return self.last_error is None

    def availability(self, *, billing: bool = False) -> dict[str, str]:
        """Asks Cloud Monitoring for the head of one series, and BigQuery for a dry run; both are free."""
        probes = {"metrics": self._probe_metrics} | ({"billing": self._probe_billing} if billing else {})
        errors = {name: self._availability.error(name, probe_) for name, probe_ in probes.items()}
        return {name: "" if error is None else str(error) or type(error).__name__ for name, error in errors.items()}

    def planned_calls(
        self,
        targets: Sequence[UsageTarget],
        start_time: datetime,
        end_time: datetime,
        metrics: Sequence[str] | None = None,
    ) -> list[CloudCalls]:
        """See the base class."""
        period = metric_period(start_time, end_time)
        steps = -(-(period[1] - period[0]) // timedelta(seconds=_step(period)))
        return gcp_planned.metric_calls([asked for _, asked in self._groups(targets, metrics)], steps)

    def planned_cost_calls(
        self,
        start_time: datetime,
        end_time: datetime,
        granularity: str = "DAILY",
        group_by: Sequence[str] | None = None,
        filters: Mapping[str, Any] | None = None,
    ) -> list[CloudCalls]:
        """See the base class."""
        cost_period(start_time, end_time, granularity.upper())
        gcp_sql.groups_of(group_by)
        gcp_sql.filters_of(filters)
        return gcp_planned.cost_calls(self.maximum_bytes_billed)

    def identity(self) -> str:
        """The project, the export, and a fingerprint of where the credentials come from."""
        settings = self._settings
        places = [
            settings.credentials.get(_KEY_FILE, ""),
            *(os.environ.get(name, "") for name in (_KEY_FILE, "CLOUDSDK_CONFIG")),
        ]
        fingerprint = hashlib.sha256("|".join(places).encode()).hexdigest()[:12]
        export = f"{settings.gcp_billing_dataset}.{settings.gcp_billing_table}.{settings.gcp_billing_account_id}"
        return f"gcp|{self._project_id}|{export}|{fingerprint}"

    def _require_enabled(self) -> None:
        if not self._enabled:
            raise NotEnabled("GCP", "gcp")
        if not self._project_id:
            message = "no project is named: set GCP_PROJECT_ID"
            raise failure(FailureKind.NO_CREDENTIALS, message, service=MONITORING)

    def _deadline(self) -> Deadline:
        return Deadline(self.deadline_seconds, cloud="gcp")

    def _asked(
        self, resource_type: str, ids: Iterable[str], region: str | None, metrics: Sequence[str] | None
    ) -> Asked:
        resource = resource_of(resource_type)
        names = list(ids)
        labels = [label_of(resource_type, name, self._project_id) for name in names]
        return Asked(resource_type, resource, metrics_of(resource, metrics), names, labels, region, {})

    def _groups(self, targets: Sequence[UsageTarget], metrics: Sequence[str] | None) -> list[tuple[list[int], Asked]]:
        """Positions of the targets that share calls, and what to ask: one type, one region."""
        groups: dict[tuple[str, str | None], list[int]] = {}
        for position, target in enumerate(targets):
            groups.setdefault((target.resource_type, target.region), []).append(position)
        return [
            (positions, self._asked(type_, [targets[position].resource_id for position in positions], region, metrics))
            for (type_, region), positions in groups.items()
        ]

    def _reader(self, period: _Period, step: int, deadline: Deadline) -> MetricsRead:
        with self._connecting:
            if self._monitoring is None:
                self._monitoring = gcp_client.monitoring(self._settings, deadline)
        return MetricsRead(self._monitoring, self._project_id, period[0], period[1], step, deadline)

    def _summarised(self, query: UsageQuery, reader: MetricsRead) -> list[ResourceUsage]:
        """Named resources, or all of the types in each region."""
        regions: list[str | None] = [*query.regions] if query.regions else [None]
        found: list[ResourceUsage] = []
        for resource_type in query.resource_types or ():
            for region in regions:
                asked = self._asked(resource_type, query.resource_ids or (), region, query.metric_names)
                asked.tags.update(query.tags or {})
                found += ask(reader, asked) if query.resource_ids else listed(reader, asked)
        if query.resource_ids and len(regions) > 1:
            # Each was looked for in each region: keep where it was found.
            with_data = {usage.resource_id: usage for usage in found if usage.metrics}
            found = [with_data.get(usage.resource_id, usage) for usage in found[: len(query.resource_ids)]]
        return found

    def _cost_query(
        self,
        start_time: datetime,
        end_time: datetime,
        granularity: str,
        group_by: Sequence[str] | None,
        filters: Mapping[str, Any] | None,
    ) -> gcp_sql.CostQuery:
        start, end = cost_period(start_time, end_time, granularity.upper())
        groups, wanted = gcp_sql.groups_of(group_by), gcp_sql.filters_of(filters)
        table = gcp_sql.table_of(self._project_id, self._settings, detailed="resource" in {*groups, *wanted})
        return gcp_sql.build(table, start, end, granularity.upper(), groups, wanted)

    def _costs(self, query: gcp_sql.CostQuery, granularity: str, deadline: Deadline) -> list[CostUsageRecord]:
        client = self._billing_client(deadline)
        return gcp_costs.run(client, query, granularity.upper(), self.maximum_bytes_billed, deadline)

    def _billing_client(self, deadline: Deadline) -> Any:
        with self._connecting:
            if self._bigquery is None:
                self._bigquery = gcp_client.bigquery(self._settings, self._project_id, deadline)
            return self._bigquery

    def _probe_metrics(self) -> None:
        self._require_enabled()
        now = datetime.now(UTC)
        probe(self._reader((now - timedelta(minutes=10), now), 60, self._deadline()))

    def _probe_billing(self) -> None:
        self._require_enabled()
        now = datetime.now(UTC)
        query = self._cost_query(now - timedelta(days=1), now, "DAILY", None, None)
        deadline = self._deadline()
        gcp_costs.dry_run(self._billing_client(deadline), query, deadline)


def _step(period: _Period) -> int:
    """Seconds between points: an hour at least."""
    return max(3600, step_of(period[1] - period[0]))


def _cost_filters(query: UsageQuery) -> dict[str, Any]:
    filters: dict[str, Any] = {}
    if query.resource_ids:
        filters["resource"] = list(query.resource_ids)
    elif query.resource_types:
        filters["service"] = [resource_of(name).service for name in query.resource_types]
    if query.regions:
        filters["region"] = list(query.regions)
    if query.tags:
        filters["tags"] = dict(query.tags)
    return filters


def _remarks(records: Sequence[CostUsageRecord]) -> list[str]:
    late = any(not record.metadata["complete"] for record in records)
    return ["Usage of the last two days may still be missing from the billing export."] if late else []


_gcp_usage_adapter: GCPUsageAdapter | None = None
_lock = threading.Lock()


def get_gcp_usage_adapter() -> GCPUsageAdapter:
    """The process's adapter, made from the environment at the first call."""
    global _gcp_usage_adapter  # noqa: PLW0603  the public contract: one for the process, which tests may replace
    with _lock:
        if _gcp_usage_adapter is None:
            _gcp_usage_adapter = GCPUsageAdapter()
        return _gcp_usage_adapter
