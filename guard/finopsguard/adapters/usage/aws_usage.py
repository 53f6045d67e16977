"""AWS: metrics by CloudWatch, the bill by Cost Explorer.

Credentials are found by boto3 as everywhere; the region is ``AWS_REGION`` unless a call names another.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, TypeVar

from finopsguard.adapters.usage import aws_bulk, aws_costs, aws_metrics, periods
from finopsguard.adapters.usage.aws_answers import one_of_many, readable, statistics_request, usage_of
from finopsguard.adapters.usage.aws_client import PER_CALL, AWSClients, Caller, Tally
from finopsguard.adapters.usage.aws_summary import Scope, summarised
from finopsguard.adapters.usage.base import UsageAdapter
from finopsguard.adapters.usage.collect import Availability
from finopsguard.adapters.usage.deadline import SECONDS, Deadline
from finopsguard.adapters.usage.failures import CloudFailure, FailureKind, NotEnabled
from finopsguard.adapters.usage.pool import run_all
from finopsguard.adapters.usage.settings import UsageSettings, read
from finopsguard.types.usage import (
    BulkUsage,
    CloudCalls,
    CostUsageRecord,
    ResourceUsage,
    UsageMetric,
    UsageQuery,
    UsageSummary,
    UsageTarget,
)

_BILLING_REGION: Final = "us-east-1"
_BILLING_REGION_CHINA: Final = "cn-northwest-1"
_USABLE: Final = (FailureKind.FORBIDDEN, FailureKind.THROTTLED)
"""Answers that only a caller with valid credentials gets."""

_Answer = TypeVar("_Answer")


class AWSUsageAdapter(UsageAdapter):
    """May be used by many threads. ``deadline_seconds`` bounds each question in all, ``cost_metric`` is which cost is asked for."""

    def __init__(
        self,
        settings: UsageSettings | None = None,
        *,
        cost_metric: str = "UnblendedCost",
        deadline_seconds: float = SECONDS,
    ) -> None:
        super().__init__("aws")
        known = read() if settings is None else settings
        self._enabled = known.aws_enabled
        self._region = known.aws_region
        self._cloudwatch: Any = None
        """Stands in for the CloudWatch client of every region when it is set, as ``_ce`` does for Cost Explorer's."""
        self._ce: Any = None
        self._clients = AWSClients(known.credentials)
        self.cost_metric = aws_costs.cost_metric(cost_metric)
        self.deadline_seconds = deadline_seconds
        self._available = Availability()
        self.last_error: Exception | None = None
        """Why :meth:`is_available` answered no."""

    def get_resource_usage(
        self,
        resource_id: str,
        resource_type: str,
        start_time: datetime,
        end_time: datetime,
        region: str | None = None,
        metrics: Sequence[str] | None = None,
    ) -> ResourceUsage:
        """By GetMetricStatistics, metric by metric. ``resource_id`` may be an ARN; an alb needs one (or ``app/NAME/ID``)."""
        self._check_enabled()
        target = UsageTarget(resource_id=resource_id, resource_type=resource_type, region=region)
        where, wanted = self._wanted(target, start_time, end_time, metrics)

        def work(call: Caller) -> list[UsageMetric]:
            points: list[UsageMetric] = []
            for series in wanted:
                answer = call("cloudwatch", "get_metric_statistics", where, **statistics_request(series))
                points += readable("cloudwatch", partial(aws_metrics.from_statistics, series, answer))
            return points

        points = self._ask(work, "AWS CloudWatch")
        return usage_of(target, where, start_time, end_time, wanted, points)

    def get_many(
        self,
        targets: Sequence[UsageTarget],
        start_time: datetime,
        end_time: datetime,
        metrics: Sequence[str] | None = None,
    ) -> BulkUsage:
        """By GetMetricData, 500 series a call, four calls at a time: 6 calls for 3 metrics of 1,000 instances and a week by the hour."""
        self._check_enabled()
        asked = [self._wanted(target, start_time, end_time, metrics) for target in targets]
        batches = aws_bulk.batches([(where, series) for where, wanted in asked for series in wanted])
        deadline, tally = Deadline(self.deadline_seconds, cloud="aws"), Tally()
        call = self._caller(deadline, tally)

        def fetch(batch: aws_bulk.Batch) -> dict[aws_metrics.Series, list[UsageMetric] | CloudFailure]:
            return readable("cloudwatch", partial(aws_bulk.fetch, batch, call))

        answers = run_all([partial(fetch, batch) for batch in batches], deadline, "AWS CloudWatch")
        found: dict[tuple[str, aws_metrics.Series], list[UsageMetric] | CloudFailure] = {}
        for batch, answer in zip(batches, answers, strict=True):
            for series in batch.series:
                found[batch.region, series] = answer if isinstance(answer, CloudFailure) else answer[series]
        bulk = BulkUsage(calls=tally.calls())
        for target, (where, wanted) in zip(targets, asked, strict=True):
            bulk.usages.append(one_of_many(target, where, start_time, end_time, wanted, found, bulk.failures))
        return bulk

    def get_cost_usage(
        self,
        start_time: datetime,
        end_time: datetime,
        granularity: str = "DAILY",
        group_by: Sequence[str] | None = None,
        filters: Mapping[str, Any] | None = None,
    ) -> list[CostUsageRecord]:
        """By GetCostAndUsage, all pages; each costs $0.01.

        ``group_by``: up to two of Cost Explorer's dimensions, ``tag:KEY`` or ``cost_category:NAME``. ``filters``: the same words with a
        value or a list of them, or an expression of the API. ``resource_id`` in either asks GetCostAndUsageWithResources, which the
        account must have opted in to and which reaches back 14 days.
        """
        self._check_enabled()
        operation, parameters = self._cost_request(start_time, end_time, granularity, group_by, filters)
        metric = self.cost_metric

        def work(call: Caller) -> list[CostUsageRecord]:
            found: list[CostUsageRecord] = []
            for answer in aws_costs.pages(operation, parameters, self._billing_region(), call):
                found += readable("ce", partial(aws_costs.records, answer, parameters, metric))
            return found

        return self._ask(work, "AWS Cost Explorer")

    def get_cost_forecast(
        self,
        start_time: datetime,
        end_time: datetime,
        granularity: str = "MONTHLY",
        filters: Mapping[str, Any] | None = None,
    ) -> list[CostUsageRecord]:
        """What Cost Explorer expects from today on (GetCostForecast, $0.01); ``metadata`` has ``low`` and ``high`` of the 80 % interval."""
        self._check_enabled()
        word = granularity.upper()
        first, last = periods.cost_period(start_time, end_time, word)
        if word == "HOURLY":
            raise ValueError("Cost Explorer forecasts DAILY or MONTHLY, not HOURLY.")
        metric = self.cost_metric
        parameters = aws_costs.forecast_request(first, last, word, filters, metric)

        def work(call: Caller) -> list[CostUsageRecord]:
            answer = call("ce", "get_cost_forecast", self._billing_region(), **parameters)
            return readable("ce", partial(aws_costs.forecast_records, answer, metric))

        return self._ask(work, "AWS Cost Explorer")

    def get_usage_summary(self, query: UsageQuery) -> UsageSummary:
        """Metrics of the resources that the query names or that there are, and their cost. Fails only when nothing could be had."""
        self._check_enabled()
        return summarised(Scope(query, self._region), self, lambda work: self._ask(work, "AWS CloudWatch"))

    def is_available(self) -> bool:
        """Whether AWS knows the credentials. Asks one CloudWatch request and no bill; the answer is kept for a minute."""
        self.last_error = None
        if not self._enabled:
            self.last_error = NotEnabled("AWS", "aws")
            return False
        error = self._available.error("metrics", self._probe)
        if isinstance(error, CloudFailure) and error.kind in _USABLE:
            return True
        self.last_error = error
        return error is None

    def availability(self, *, billing: bool = False) -> dict[str, str]:
        """See the base class. ``billing`` makes one request to Cost Explorer, for $0.01."""
        probes = {"metrics": self._probe} | ({"billing": self._probe_bill} if billing else {})
        if not self._enabled:
            return dict.fromkeys(probes, str(NotEnabled("AWS", "aws")))
        errors = {name: self._available.error(name, probe) for name, probe in probes.items()}
        return {name: "" if error is None else str(error) or type(error).__name__ for name, error in errors.items()}

    def planned_calls(
        self,
        targets: Sequence[UsageTarget],
        start_time: datetime,
        end_time: datetime,
        metrics: Sequence[str] | None = None,
    ) -> list[CloudCalls]:
        """See the base class. One target is asked for by GetMetricStatistics, several by GetMetricData."""
        asked = [self._wanted(target, start_time, end_time, metrics) for target in targets]
        wanted = [(where, series) for where, several in asked for series in several]
        tally = Tally()
        if len(targets) == 1:
            tally.add("cloudwatch", "get_metric_statistics", calls=len(wanted))
        elif wanted:
            tally.add("cloudwatch", "get_metric_data", calls=len(aws_bulk.batches(wanted)), items=len(wanted))
        return tally.calls()

    def planned_cost_calls(
        self,
        start_time: datetime,
        end_time: datetime,
        granularity: str = "DAILY",
        group_by: Sequence[str] | None = None,
        filters: Mapping[str, Any] | None = None,
    ) -> list[CloudCalls]:
        """See the base class."""
        operation, _ = self._cost_request(start_time, end_time, granularity, group_by, filters)
        price = PER_CALL["ce", operation]
        return [CloudCalls(service="ce", operation=operation, calls=1, price=price, note="and as much for each page")]

    def calls(self) -> list[CloudCalls]:
        """What this adapter has asked so far, and what AWS charges for it."""
        return self._clients.tally.calls()

    def identity(self) -> str:
        """See the base class."""
        who = "" if self._cloudwatch is not None or self._ce is not None else self._clients.identity()
        return f"aws/{who}/{self._region}/{self.cost_metric}"

    def _check_enabled(self) -> None:
        if not self._enabled:
            raise NotEnabled("AWS", "aws")

    def _ask(self, work: Callable[[Caller], _Answer], service: str) -> _Answer:
        deadline = Deadline(self.deadline_seconds, cloud="aws")
        return deadline.run(lambda: work(self._caller(deadline)), service)

    def _caller(self, deadline: Deadline, tally: Tally | None = None) -> Caller:
        def call(service: str, operation: str, region: str, **parameters: Any) -> Any:
            stand_in = {"cloudwatch": self._cloudwatch, "ce": self._ce}.get(service)
            return self._clients.call(service, operation, region, deadline, client=stand_in, tally=tally, **parameters)

        return call

    def _probe(self) -> None:
        now = datetime.now(UTC)
        window = aws_metrics.series_of("ec2", "i-00000000000000000", ["CPUUtilization"], now - periods.HOUR, now, now)
        question = statistics_request(window[0])
        self._ask(lambda call: call("cloudwatch", "get_metric_statistics", self._region, **question), "AWS CloudWatch")

    def _probe_bill(self) -> None:
        yesterday = periods.floor_day(datetime.now(UTC)) - periods.DAY
        self.get_cost_usage(yesterday, yesterday)

    def _wanted(
        self, target: UsageTarget, start: datetime, end: datetime, metrics: Sequence[str] | None
    ) -> tuple[str, list[aws_metrics.Series]]:
        """The region to ask and what to ask there. Raises ``ValueError`` for mistakes of the caller."""
        name, region = aws_metrics.identified(target.resource_type, target.resource_id)
        first, last = periods.metric_period(start, end)
        now = datetime.now(UTC)
        where = target.region or region or self._region
        return where, aws_metrics.series_of(target.resource_type, name, metrics, first, last, now)

    def _cost_request(
        self, start: datetime, end: datetime, granularity: str, group_by: Any, filters: Any
    ) -> tuple[str, dict[str, Any]]:
        word = granularity.upper()
        first, last = periods.cost_period(start, end, word)
        return aws_costs.request(first, last, word, group_by, filters, self.cost_metric, datetime.now(UTC))

    def _billing_region(self) -> str:
        return _BILLING_REGION_CHINA if self._region.startswith("cn-") else _BILLING_REGION


_aws_usage_adapter: AWSUsageAdapter | None = None
_lock = threading.Lock()


def get_aws_usage_adapter() -> AWSUsageAdapter:
    """The adapter of this process, made from the environment when first asked for."""
    global _aws_usage_adapter  # noqa: PLW0603  the public contract: one for the process, which tests may replace
    with _lock:
        if _aws_usage_adapter is None:
            _aws_usage_adapter = AWSUsageAdapter()
        return _aws_usage_adapter
