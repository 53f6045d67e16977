"""Usage and cost of OpenStack clouds: Nova's own record of server hours, Cinder, Neutron, Swift, and CloudKitty's bill where there is one.

Nova keeps hours, not load: ``cpu_util`` and the like are Gnocchi's, which few public clouds offer, so averages stay ``None``. CloudKitty
states no currency; without ``currency`` (or OPENSTACK_RATING_CURRENCY) records say ``XXX``, ISO 4217's code for none.
"""

import datetime as dt
import logging
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from finopsguard.adapters.openstack import rating, usage_answers, wire
from finopsguard.adapters.openstack.errors import MissingSDKError, OpenStackError
from finopsguard.adapters.openstack.failures import failure, quietly
from finopsguard.adapters.openstack.metrics import METRICS, READERS, UNITS
from finopsguard.adapters.openstack.usage_client import OpenStackUsageClient
from finopsguard.adapters.usage.base import UsageAdapter
from finopsguard.adapters.usage.failures import CloudFailure, FailureKind
from finopsguard.types.quota import ServiceAnswer
from finopsguard.types.usage import CostUsageRecord, ResourceUsage, UsageMetric, UsageQuery, UsageSummary

LOG = logging.getLogger("finopsguard.usage.openstack")
PROVIDER: Final = "openstack"
NO_CURRENCY: Final = "XXX"

GRANULARITIES: Final = ("HOURLY", "DAILY", "MONTHLY")
GROUPS: Final[Mapping[str, str]] = {"service": "type", "resource_id": "id", "project": "project_id"}
"""Word of ``group_by`` -> CloudKitty's; ``region`` is the connection's and costs no group."""

KINDS: Final[Mapping[int | None, FailureKind]] = {
    401: FailureKind.EXPIRED,
    403: FailureKind.FORBIDDEN,
    404: FailureKind.NOT_FOUND,
    429: FailureKind.THROTTLED,
}


class OpenStackUsageAdapter(UsageAdapter):
    """One project of one cloud. Enabled by OPENSTACK_USAGE_ENABLED, or by being given a client."""

    def __init__(
        self, client: OpenStackUsageClient | None = None, *, cloud: str | None = None, currency: str | None = None
    ) -> None:
        super().__init__(PROVIDER)
        self._client = client
        self._cloud = os.environ.get("OS_CLOUD", "") if cloud is None else cloud
        self._currency = currency or os.environ.get("OPENSTACK_RATING_CURRENCY", "") or NO_CURRENCY
        asked = os.environ.get("OPENSTACK_USAGE_ENABLED", "false").strip().lower() in {"1", "true", "yes", "on"}
        self._enabled = client is not None or cloud is not None or asked

    def get_resource_usage(
        self,
        resource_id: str,
        resource_type: str,
        start_time: dt.datetime,
        end_time: dt.datetime,
        region: str | None = None,
        metrics: Sequence[str] | None = None,
    ) -> ResourceUsage:
        """Metrics of a server in the period, or the state of a volume, floating IP or account now."""
        self._check_enabled()
        wanted = _metrics(resource_type, metrics)
        asked = usage_answers.period(start_time, end_time)
        found = self._ask(resource_type, lambda: READERS[resource_type](self.client.connection, asked))
        return self._usage(resource_id, resource_type, asked, wanted, found.get(resource_id, ({}, {})), region)

    def get_cost_usage(
        self,
        start_time: dt.datetime,
        end_time: dt.datetime,
        granularity: str = "DAILY",
        group_by: Sequence[str] | None = None,
        filters: Mapping[str, Any] | None = None,
    ) -> list[CostUsageRecord]:
        """What CloudKitty rated, by step of time and group (``service``, ``resource_id``, ``project``, ``region``).

        ``filters``: ``{"service": "instance"}`` or a list of services. Raises :class:`CloudFailure` where the cloud rates nothing.
        """
        self._check_enabled()
        if granularity not in GRANULARITIES:
            raise ValueError(f"Unknown granularity {granularity}: one of {', '.join(GRANULARITIES)}")
        words = [word for word in (group_by or ("service",)) if word != "region"]
        if unknown := [word for word in words if word not in GROUPS]:
            raise ValueError(f"Unknown group {unknown[0]}: one of {', '.join([*GROUPS, 'region'])}")
        begin, end = wire.utc(start_time), _included(wire.utc(end_time), granularity)
        if begin > end:
            raise ValueError(f"start_time ({begin.isoformat()}) is after end_time ({end.isoformat()})")
        groups = tuple(dict.fromkeys(("time", "type", *(GROUPS[word] for word in words))))
        rows = self._ask(rating.SERVICE, lambda: self._rated(begin, end, groups))
        return self._records(rows, words, granularity, _services(filters))

    def get_usage_summary(self, query: UsageQuery) -> UsageSummary:
        """Resources of the first asked type (servers by default) with their cost where the cloud rates."""
        self._check_enabled()
        kinds = query.resource_types or ["instance"]
        wanted = {kind: _metrics(kind, query.metric_names) for kind in kinds}
        period = usage_answers.period(query.start_time, query.end_time)
        answered, asked = 0, len(kinds) + 1
        resources: list[ResourceUsage] = []
        for kind in kinds:
            try:
                found = self._ask(kind, lambda kind=kind: READERS[kind](self.client.connection, period))  # type: ignore[misc]  # mypy cannot infer a lambda with a default
            except CloudFailure as error:
                LOG.warning("%s: %s", kind, error)
                continue
            answered += 1
            ids = [id_ for id_ in found if query.resource_ids is None or id_ in query.resource_ids]
            resources += [self._usage(id_, kind, period, wanted[kind], found[id_], None) for id_ in ids]
        records: list[CostUsageRecord] = []
        cost: float | None = None
        try:
            records = self.get_cost_usage(query.start_time, query.end_time, query.granularity, query.group_by)
            cost = sum(record.cost for record in records)
            answered += 1
        except CloudFailure as error:
            LOG.warning("cost: %s", error)
        share = answered / asked
        return UsageSummary(
            cloud_provider=PROVIDER,
            resource_type=kinds[0],
            region=self._region(),
            start_time=query.start_time,
            end_time=query.end_time,
            total_resources=len(resources),
            total_cost=cost,
            records=records[: query.max_results],
            resources=resources[: query.max_results],
            confidence="high" if share == 1 else "medium" if share >= 0.5 else "low",
            data_completeness=share,
        )

    def is_available(self) -> bool:
        """Whether the adapter is enabled and the cloud accepts the login. Never raises."""
        if not self._enabled:
            return False
        try:
            return self.client.validate_connection()
        except (OpenStackError, MissingSDKError, CloudFailure) as error:
            LOG.warning("OpenStack is not available: %s", error)
            return False

    @property
    def client(self) -> OpenStackUsageClient:
        """The client, made when first needed."""
        if self._client is None:
            try:
                self._client = OpenStackUsageClient.from_cloud(self._cloud)
            except MissingSDKError as error:
                raise CloudFailure(FailureKind.NO_SDK, str(error), cloud=PROVIDER) from None
            except OpenStackError as error:
                raise CloudFailure(FailureKind.NO_CREDENTIALS, str(error), cloud=PROVIDER) from None
        return self._client

    def _usage(
        self,
        id_: str,
        kind: str,
        asked: usage_answers.Period,
        wanted: Sequence[str],
        found: tuple[dict[str, float], dict[str, Any]],
        region: str | None,
    ) -> ResourceUsage:
        figures, about = found
        return ResourceUsage(
            resource_id=id_,
            resource_type=kind,
            region=region or self._region(),
            cloud_provider=PROVIDER,
            start_time=asked.start,
            end_time=asked.end,
            metrics=[
                UsageMetric(timestamp=asked.end, value=figures[name], unit=UNITS[name], metric_name=name)
                for name in wanted
                if name in figures
            ],
            metadata=about,
        )

    def _check_enabled(self) -> None:
        if not self._enabled:
            raise ValueError("OpenStack usage adapter is not enabled")

    def _region(self) -> str:
        return str(self.client.connection.config.get_region_name() or "")

    def _ask(self, service: str, question: Callable[[], Any]) -> Any:
        """The answer, or a :class:`CloudFailure` with the cloud's words."""
        try:
            with quietly():
                return question()
        except CloudFailure:
            raise
        except Exception as error:  # noqa: BLE001  three libraries and whatever a cloud answers
            raise _failed(failure(service, error)) from None

    def _rated(self, begin: dt.datetime, end: dt.datetime, groups: Sequence[str]) -> list[rating.Rated]:
        connection = self.client.connection
        if not wire.offers(connection, rating.SERVICE):
            raise CloudFailure(
                FailureKind.NOT_FOUND, "the cloud's catalogue has no rating service (CloudKitty)", cloud=PROVIDER
            )
        return rating.rated(connection, begin, end, groups)

    def _records(
        self, rows: Iterable[rating.Rated], words: Sequence[str], granularity: str, services: frozenset[str]
    ) -> list[CostUsageRecord]:
        """Rows of CloudKitty's periods put into steps of time; sorted by step, then group."""
        sums: dict[tuple[Any, ...], list[rating.Rated]] = {}
        for row in rows:
            service = row.groups.get("type", "")
            if not services or service in services:
                start = _step(row.begin, granularity)
                key = (start, *(row.groups.get(GROUPS[word], "") for word in words), service)
                sums.setdefault(key, []).append(row)
        region = self._region()
        return [
            CostUsageRecord(
                date=key[0].date().isoformat(),
                start_time=key[0],
                end_time=_after(key[0], granularity),
                cost=float(sum(row.amount for row in same)),
                currency=self._currency,
                usage_amount=float(sum(row.quantity for row in same)),
                usage_unit="quantity",
                service=key[-1],
                resource_id=same[0].groups.get("id"),
                region=region,
                dimensions=dict(zip(words, key[1:-1], strict=True)),
                metadata={"cost_type": "CloudKitty rating", "estimated": False},
            )
            for key, same in sorted(sums.items())
        ]


def _metrics(kind: str, asked: Sequence[str] | None) -> tuple[str, ...]:
    """The metrics to give. Raises ``ValueError`` for a type or a metric that there is not."""
    known = METRICS.get(kind)
    if known is None:
        raise ValueError(f"Unknown OpenStack resource type {kind}: one of {', '.join(METRICS)}")
    if unknown := [name for name in asked or () if name not in known]:
        raise ValueError(f"Unknown metric {unknown[0]} of {kind}: one of {', '.join(known)}")
    return tuple(asked) if asked else known


def _failed(answer: ServiceAnswer) -> CloudFailure:
    """A service's failure as the usage room tells failures."""
    kind = KINDS.get(answer.status_code, FailureKind.API)
    if "in time" in answer.error:
        kind = FailureKind.TIMEOUT
    message = f"{answer.service.replace('_', ' ')}: {answer.error or 'the cloud does not offer it'}"
    return CloudFailure(kind, message, cloud=PROVIDER, service=answer.service, code=str(answer.status_code or ""))


def _included(end: dt.datetime, granularity: str) -> dt.datetime:
    """A midnight end of DAILY and MONTHLY includes that day."""
    midnight = end.time() == dt.time(0)
    return end + dt.timedelta(days=1) if midnight and granularity != "HOURLY" else end


def _step(moment: dt.datetime, granularity: str) -> dt.datetime:
    """The beginning of the hour, day or month that a moment lies in."""
    hour = moment.replace(minute=0, second=0, microsecond=0)
    if granularity == "HOURLY":
        return hour
    return hour.replace(hour=0) if granularity == "DAILY" else hour.replace(hour=0, day=1)


def _after(start: dt.datetime, granularity: str) -> dt.datetime:
    if granularity == "HOURLY":
        return start + dt.timedelta(hours=1)
    if granularity == "DAILY":
        return start + dt.timedelta(days=1)
    return (start + dt.timedelta(days=32)).replace(day=1)


def _services(filters: Mapping[str, Any] | None) -> frozenset[str]:
    """The services that a filter names; none: all. Raises ``ValueError`` for another filter."""
    if not filters:
        return frozenset()
    if set(filters) != {"service"}:
        raise ValueError(
            f"Unknown filter {', '.join(sorted(set(filters) - {'service'}))}: only service can be filtered by"
        )
    named = filters["service"]
    return frozenset([named] if isinstance(named, str) else named)


_openstack_usage_adapter: OpenStackUsageAdapter | None = None


def get_openstack_usage_adapter() -> OpenStackUsageAdapter:
    """The process's adapter, made when first asked for."""
    global _openstack_usage_adapter  # noqa: PLW0603  a lazy singleton, as the other clouds have
    if _openstack_usage_adapter is None:
        _openstack_usage_adapter = OpenStackUsageAdapter()
    return _openstack_usage_adapter
