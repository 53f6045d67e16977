"""Usage and cost of Google Cloud: Cloud Monitoring for metrics, the billing export in BigQuery for cost."""

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from finopsguard.adapters.usage import gcp_client, gcp_costs, gcp_sql
from finopsguard.adapters.usage.base import UsageAdapter
from finopsguard.adapters.usage.deadline import SECONDS, Deadline
from finopsguard.adapters.usage.failures import CloudFailure, NotEnabled
from finopsguard.adapters.usage.gcp_bulk import Asked, ask, listed
from finopsguard.adapters.usage.gcp_catalogue import RESOURCES, metrics_of, resource_of
from finopsguard.adapters.usage.gcp_failures import BIGQUERY, MONITORING
from finopsguard.adapters.usage.gcp_identity import ONE_FILTER, label_of
from finopsguard.adapters.usage.gcp_metrics import PAGE_POINTS, MetricsRead
from finopsguard.adapters.usage.periods import cost_period, metric_period
from finopsguard.adapters.usage.settings import UsageSettings, read
from finopsguard.adapters.usage.summary import summarise
from finopsguard.types.usage import (
    BulkUsage,
    CloudCalls,
    CostUsageRecord,
    ResourceUsage,
    UsageQuery,
    UsageSummary,
    UsageTarget,
)

_HOUR: Final = 3600
_DAY: Final = 86_400


class GCPUsageAdapter(UsageAdapter):
    """Google Cloud. Resource types are those of :data:`gcp_catalogue.RESOURCES`; costs are net of credits.

    ``deadline_seconds`` bounds each public call in all; ``maximum_bytes_billed`` what a cost query may read.
    """

    def __init__(self, settings: UsageSettings | None = None) -> None:
        super().__init__("gcp")
        self._settings = read() if settings is None else settings
        self._enabled = self._settings.gcp_enabled
        self._project_id = self._settings.gcp_project_id
        self._monitoring: Any = None
        self._bigquery: Any = None
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
        """Metrics by the hour (by the day beyond 60 days). See the base class."""
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
        """A call for each type, region and metric, and its pages."""
        self._require_enabled()
        period = metric_period(start_time, end_time)
        return self._many(targets, period, _step(period), metrics, self._deadline())

    def get_cost_usage(
        self,
        start_time: datetime,
        end_time: datetime,
        granularity: str = "DAILY",
        group_by: Sequence[str] | None = None,
        filters: Mapping[str, Any] | None = None,
    ) -> list[CostUsageRecord]:
        """Net cost by currency, in UTC steps. ``group_by``: service, region, project, sku, resource, label:NAME; the same words filter."""
        self._require_enabled()
        query = self._cost_query(start_time, end_time, granularity, group_by, filters)
        return self._costs(query, granularity, self._deadline())

    def get_usage_summary(self, query: UsageQuery) -> UsageSummary:
        """See the base class. With ``resource_ids`` the cost is theirs, which needs the resource-level billing export."""
        self._require_enabled()
        types = list(query.resource_types or ())
        if query.resource_ids and len(types) != 1:
            raise ValueError("resource_ids need exactly one of resource_types, which says what they are")
        period = metric_period(query.start_time, query.end_time)
        cost = self._cost_query(
            query.start_time, query.end_time, query.granularity, query.group_by, _cost_filters(query)
        )
        deadline = self._deadline()
        problems: list[str] = []
        usages: list[ResourceUsage | None] = []
        metrics_asked = max((len(metrics_of(resource_of(name), query.metric_names)) for name in types), default=0)
        reader_step = _HOUR if query.granularity == "HOURLY" else _DAY
        failed: list[CloudFailure] = []
        try:
            for resource_type in types:
                usages += self._summarised(query, resource_type, self._reader(period, reader_step, deadline))
        except CloudFailure as failure:
            failed.append(failure)
            usages = [None] * max(1, len(query.resource_ids or ()))
        records: list[CostUsageRecord] | None = None
        try:
            records = self._costs(cost, query.granularity, deadline)
        except CloudFailure as failure:
            failed.append(failure)
        if failed and records is None and all(usage is None for usage in usages):
            raise failed[0]
        problems += [str(failure) for failure in failed]
        if any(not record.metadata["complete"] for record in records or ()):
            problems.append("Usage of the last two days may still be missing from the billing export.")
        return summarise(query, usages, records, metrics_asked=metrics_asked, problems=problems)

    def is_available(self) -> bool:
        return not self.availability()["metrics"]

    def availability(self, *, billing: bool = False) -> dict[str, str]:
        """Asks Cloud Monitoring for one point, and BigQuery for a dry run: both are free."""
        found = {"metrics": self._reason(self._probe_metrics)}
        return found | ({"billing": self._reason(self._probe_billing)} if billing else {})

    def planned_calls(
        self,
        targets: Sequence[UsageTarget],
        start_time: datetime,
        end_time: datetime,
        metrics: Sequence[str] | None = None,
    ) -> list[CloudCalls]:
        """ListTimeSeries calls with their pages."""
        period = metric_period(start_time, end_time)
        steps = -(-(period[1] - period[0]).total_seconds() // _step(period))
        calls = 0
        for (resource_type, _), group in _grouped(targets).items():
            asked = self._asked(resource_type, [target.resource_id for _, target in group], None, metrics)
            pages = max(1, int(-(-len(group) * steps // PAGE_POINTS)))
            calls += len(asked.metrics) * (
                max(pages, len({tuple(label) for label in asked.labels})) if len(group) <= ONE_FILTER else pages
            )
        note = "more where a project has many other resources of the type"
        return [CloudCalls(service=MONITORING, operation="ListTimeSeries", calls=calls, price=Decimal(0), note=note)]

    def planned_cost_calls(
        self,
        start_time: datetime,
        end_time: datetime,
        granularity: str = "DAILY",
        group_by: Sequence[str] | None = None,
        filters: Mapping[str, Any] | None = None,
    ) -> list[CloudCalls]:
        """A dry run, which is free, and the query: $6.25 a TiB, 10 MiB at least, ``maximum_bytes_billed`` at most."""
        self._cost_query(start_time, end_time, granularity, group_by, filters)
        most = gcp_costs.price_of(self.maximum_bytes_billed)
        note = f"the least; $6.25 for each TiB read, at most ${most:.2f}, the first TiB of a month is free"
        return [
            CloudCalls(service=BIGQUERY, operation="Query (dry run)", calls=1, price=Decimal(0)),
            CloudCalls(service=BIGQUERY, operation="Query", calls=1, price=gcp_costs.price_of(0), note=note),
        ]

    def identity(self) -> str:
        """The project, the export, and a fingerprint of where the credentials come from."""
        settings = self._settings
        source = "|".join(
            [
                settings.credentials.get("GOOGLE_APPLICATION_CREDENTIALS", ""),
                os.environ.get("GOOGLE_APPLICATION_CREDENTIALS", ""),
                os.environ.get("CLOUDSDK_CONFIG", ""),
            ]
        )
        fingerprint = hashlib.sha256(source.encode()).hexdigest()[:12]
        export = f"{settings.gcp_billing_dataset}.{settings.gcp_billing_table}.{settings.gcp_billing_account_id}"
        return f"gcp|{self._project_id}|{export}|{fingerprint}"

    def _require_enabled(self) -> None:
        if not self._enabled:
            raise NotEnabled("GCP", "gcp")
        if not self._project_id:
            raise ValueError("No Google Cloud project is named: set GCP_PROJECT_ID")

    def _deadline(self) -> Deadline:
        return Deadline(self.deadline_seconds, cloud="gcp")

    def _asked(
        self, resource_type: str, ids: Iterable[str], region: str | None, metrics: Sequence[str] | None
    ) -> Asked:
        resource = resource_of(resource_type)
        labels = [label_of(resource_type, one, self._project_id) for one in ids]
        return Asked(resource_type, resource, metrics_of(resource, metrics), list(ids), labels, region, {})

    def _reader(self, period: tuple[datetime, datetime], step: int, deadline: Deadline) -> MetricsRead:
        if self._monitoring is None:
            self._monitoring = gcp_client.monitoring(self._settings, deadline)
        return MetricsRead(self._monitoring, self._project_id, period[0], period[1], step, deadline)

    def _many(
        self,
        targets: Sequence[UsageTarget],
        period: tuple[datetime, datetime],
        step: int,
        metrics: Sequence[str] | None,
        deadline: Deadline,
    ) -> BulkUsage:
        answer = BulkUsage(usages=[None] * len(targets))
        groups = {
            key: (group, self._asked(key[0], [one.resource_id for _, one in group], key[1], metrics))
            for key, group in _grouped(targets).items()
        }
        for group, asked in groups.values():
            try:
                usages = ask(self._reader(period, step, deadline), asked)
            except CloudFailure as failure:
                if str(failure) not in answer.failures:
                    answer.failures.append(str(failure))
                continue
            for (index, _), usage in zip(group, usages, strict=True):
                answer.usages[index] = usage
        answer.calls = self.planned_calls(targets, *period, metrics)
        return answer

    def _summarised(self, query: UsageQuery, resource_type: str, reader: MetricsRead) -> list[ResourceUsage]:
        """Named resources, or all of the type in each region; ``max_results`` of them."""
        found: list[ResourceUsage] = []
        for region in query.regions or [None]:  # type: ignore[list-item]  None: everywhere
            asked = self._asked(resource_type, query.resource_ids or (), region, query.metric_names)
            asked.tags.update(query.tags or {})
            found += ask(reader, asked) if query.resource_ids else listed(reader, asked)
        if query.resource_ids and len(query.regions or ()) > 1:
            # Each was looked for in each region: keep where it was found.
            with_data = {usage.resource_id: usage for usage in found if usage.metrics}
            found = [with_data.get(usage.resource_id, usage) for usage in found[: len(query.resource_ids)]]
        return found[: query.max_results]

    def _cost_query(
        self,
        start_time: datetime,
        end_time: datetime,
        granularity: str,
        group_by: Sequence[str] | None,
        filters: Mapping[str, Any] | None,
    ) -> gcp_sql.CostQuery:
        start, end = cost_period(start_time, end_time, granularity)
        groups = gcp_sql.groups_of(group_by)
        wanted = gcp_sql.filters_of(filters)
        settings = self._settings
        table = gcp_sql.table_of(
            self._project_id,
            settings.gcp_billing_dataset,
            settings.gcp_billing_table,
            settings.gcp_billing_account_id,
            detailed="resource" in groups or "resource" in wanted,
        )
        return gcp_sql.build(table, start, end, granularity, groups, wanted)

    def _costs(self, query: gcp_sql.CostQuery, granularity: str, deadline: Deadline) -> list[CostUsageRecord]:
        if self._bigquery is None:
            self._bigquery = gcp_client.bigquery(self._settings, self._project_id, deadline)
        return gcp_costs.run(self._bigquery, query, granularity, self.maximum_bytes_billed, deadline)

    def _probe_metrics(self) -> None:
        raise NotImplementedError

    def _probe_billing(self) -> None:
        raise NotImplementedError

    def _reason(self, probe: Any) -> str:
        try:
            self._require_enabled()
            probe()
        except Exception as error:  # noqa: BLE001  the question itself never fails
            return str(error) or type(error).__name__
        return ""


def _step(period: tuple[datetime, datetime]) -> int:
    span = period[1] - period[0]
    if span < timedelta(hours=1):
        return 60
    return _HOUR if span <= timedelta(days=60) else _DAY


def _grouped(targets: Sequence[UsageTarget]) -> dict[tuple[str, str | None], list[tuple[int, UsageTarget]]]:
    """What can share calls: one type, one region."""
    groups: dict[tuple[str, str | None], list[tuple[int, UsageTarget]]] = {}
    for index, target in enumerate(targets):
        groups.setdefault((target.resource_type, target.region), []).append((index, target))
    return groups


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


_gcp_usage_adapter: GCPUsageAdapter | None = None


def get_gcp_usage_adapter() -> GCPUsageAdapter:
    """The process's adapter, made of the environment at the first call."""
    global _gcp_usage_adapter  # noqa: PLW0603  the public contract has a process singleton
    if _gcp_usage_adapter is None:
        _gcp_usage_adapter = GCPUsageAdapter()
    return _gcp_usage_adapter


assert set(RESOURCES)
