"""Metrics and cost of what a query names, each of the same resources and regions, so that one may be set against the other."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from finopsguard.adapters.usage import periods
from finopsguard.adapters.usage.aws_answers import readable
from finopsguard.adapters.usage.aws_client import Caller
from finopsguard.adapters.usage.aws_costs import RECENT
from finopsguard.adapters.usage.aws_discovery import discover, type_of
from finopsguard.adapters.usage.aws_metrics import family, identified
from finopsguard.adapters.usage.base import UsageAdapter
from finopsguard.adapters.usage.failures import CloudFailure, FailureKind
from finopsguard.adapters.usage.summary import summarise
from finopsguard.types.usage import CostUsageRecord, ResourceUsage, UsageQuery, UsageSummary, UsageTarget

Ask = Callable[[Callable[[Caller], list[UsageTarget]]], list[UsageTarget]]
"""Runs work that needs a caller, within a deadline."""
_SHARED: Final = frozenset({"elb", "alb"})
"""Types that Cost Explorer bills under one service."""


class Scope:
    """What a query is about. Raises ``ValueError`` for types that do not exist and ids whose type nobody can tell."""

    def __init__(self, query: UsageQuery, region: str) -> None:
        self.query = query
        self.types = [word.lower() for word in query.resource_types or ()]
        for word in self.types:
            family(word)
        self.regions = list(query.regions or [region])
        self.ids = list(query.resource_ids or ())
        self.named = [self._target(resource_id) for resource_id in self.ids]
        """Targets of the ids of the query. In several regions, an id that is no ARN is looked for in the first."""

    def _target(self, resource_id: str) -> UsageTarget:
        known = self.types[0] if len(self.types) == 1 else type_of(resource_id)
        if known is None or (self.types and known not in self.types):
            raise ValueError(f"Of which type is {resource_id}? Name one resource type, or give its ARN.")
        region = identified(known, resource_id)[1] or self.regions[0]
        return UsageTarget(resource_id=resource_id, resource_type=known, region=region)

    def cost_question(self) -> tuple[list[str] | None, dict[str, Any]]:
        """``group_by`` and ``filters`` for the bill of the same resources."""
        filters: dict[str, Any] = {}
        if self.types or self.ids or self.query.regions:
            filters["REGION"] = sorted({str(target.region) for target in self.named}) or self.regions
        kinds = {target.resource_type for target in self.named} or set(self.types)
        if kinds:
            filters["SERVICE"] = sorted({name for kind in kinds for name in family(kind).services})
        if self.query.tags:
            filters["tags"] = {key: [value] for key, value in self.query.tags.items()}
        groups = list(self.query.group_by or ())
        if self.ids:
            filters["RESOURCE_ID"] = sorted({name for target in self.named for name in _billed_as(target)})
            return ["RESOURCE_ID", *groups][:2], filters
        return groups or ["SERVICE"], filters


def _billed_as(target: UsageTarget) -> set[str]:
    """The bill has instances and buckets by name and most else by ARN."""
    return {target.resource_id, identified(target.resource_type, target.resource_id)[0]}


def summarised(scope: Scope, adapter: UsageAdapter, ask: Ask) -> UsageSummary:
    """Metrics are asked for only when the query names resources or types. Raises the first failure when nothing could be had."""
    query = scope.query
    problems: list[str] = []
    failures: list[CloudFailure] = []
    targets = list(scope.named)
    if scope.types and not scope.ids:
        try:
            targets = ask(lambda call: readable("cloudwatch", lambda: _discovered(scope, call)))
        except CloudFailure as failure:
            failures.append(failure)
    unanswered = len(failures)
    if len(targets) > query.max_results:
        problems.append(f"There are more than {query.max_results} resources: the rest is left out.")
        targets = targets[: query.max_results]
    usages = _usages(query, targets, adapter, failures, problems)
    records = _bill(scope, adapter, failures, problems)
    if failures and records is None and not any(usages):
        raise failures[0]
    problems = [*(str(failure) for failure in failures), *problems]
    asked = {kind: len(set(query.metric_names or family(kind).metrics)) for kind in {t.resource_type for t in targets}}
    summary = summarise(query, usages, records, metrics_asked=asked, unanswered=unanswered, problems=problems)
    if scope.types or scope.ids or query.regions:
        summary.region = ", ".join(sorted({str(target.region) for target in scope.named}) or scope.regions)
    return summary


def _discovered(scope: Scope, call: Caller) -> list[UsageTarget]:
    limit = scope.query.max_results + 1  # one more than wanted shows that there are more
    found: list[UsageTarget] = []
    for kind in scope.types:
        for region in scope.regions:
            found += discover(kind, region, scope.query.tags, call, limit - len(found))
            if len(found) >= limit:
                return found
    return found


def _usages(
    query: UsageQuery,
    targets: Sequence[UsageTarget],
    adapter: UsageAdapter,
    failures: list[CloudFailure],
    problems: list[str],
) -> list[ResourceUsage | None]:
    if len(targets) == 1:
        target = targets[0]
        period = (query.start_time, query.end_time)
        try:
            return [
                adapter.get_resource_usage(
                    target.resource_id, target.resource_type, *period, target.region, query.metric_names
                )
            ]
        except CloudFailure as failure:
            failures.append(failure)
            return [None]
    bulk = adapter.get_many(targets, query.start_time, query.end_time, query.metric_names)
    if any(bulk.usages):
        problems += bulk.failures
    else:
        failures += [CloudFailure(FailureKind.API, text, cloud="aws") for text in bulk.failures]
    return bulk.usages


def _bill(
    scope: Scope, adapter: UsageAdapter, failures: list[CloudFailure], problems: list[str]
) -> list[CostUsageRecord] | None:
    query = scope.query
    groups, filters = scope.cost_question()
    oldest = periods.floor_day(datetime.now(UTC)) - RECENT
    if scope.ids and periods.utc(query.start_time) < oldest:
        problems.append("Cost Explorer has the cost of single resources for 14 days only: it is left out.")
        return None
    try:
        records = adapter.get_cost_usage(query.start_time, query.end_time, query.granularity, groups, filters)
    except CloudFailure as failure:
        failures.append(failure)
        return None
    silent = set(scope.ids) - {target.resource_id for target in scope.named if _billed_as(target) & _billed(records)}
    if scope.ids and records and silent:
        problems.append(f"The bill has no lines for {len(silent)} of {len(scope.ids)} resources.")
    if len(_SHARED.intersection(scope.types)) == 1 and not scope.ids:
        problems.append("Cost Explorer bills classic and application load balancers as one: the cost is of both.")
    return records


def _billed(records: Sequence[CostUsageRecord]) -> set[str]:
    return {str(record.resource_id) for record in records}
