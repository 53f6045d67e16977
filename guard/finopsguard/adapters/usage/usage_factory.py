"""One entrance to the usage and bills of all clouds.

An answer that cannot be had is ``None``, a log line and ``last_error``, never a zero.
"""

import json
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from importlib import import_module
from typing import Any, Final, TypeVar

import msgspec

from finopsguard.adapters.usage import periods
from finopsguard.adapters.usage.base import UsageAdapter
from finopsguard.adapters.usage.cache import Flights, MemoryCache
from finopsguard.adapters.usage.disk_cache import DiskCache
from finopsguard.adapters.usage.failures import CloudFailure, FailureKind, as_failure, is_mistake, log_level
from finopsguard.adapters.usage.settings import UsageSettings, read
from finopsguard.adapters.usage.steps import aligned, step_of
from finopsguard.types.usage import BulkUsage, CostUsageRecord, ResourceUsage, UsageQuery, UsageSummary, UsageTarget

ADAPTERS: Final[Mapping[str, str]] = {
    "aws": "finopsguard.adapters.usage.aws_usage:AWSUsageAdapter",
    "gcp": "finopsguard.adapters.usage.gcp_usage:GCPUsageAdapter",
    "azure": "finopsguard.adapters.usage.azure_usage:AzureUsageAdapter",
}
"""Cloud -> ``module:class``, imported when the cloud is first asked for."""

_Answer = TypeVar("_Answer")
_LOG = logging.getLogger(__name__)


class UsageFactory:
    """``enabled`` may be set; it is what ``USAGE_INTEGRATION_ENABLED`` says. Mistakes of the caller are ``ValueError`` here too.

    May be used by many threads: each request to a cloud is made once, and each thread has its own ``last_error``.
    """

    def __init__(self, settings: UsageSettings | None = None, *, disk: DiskCache | None = None) -> None:
        self.settings = read() if settings is None else settings
        self.enabled = self.settings.enabled
        self._aws_adapter: UsageAdapter | None = None
        self._gcp_adapter: UsageAdapter | None = None
        self._azure_adapter: UsageAdapter | None = None
        self._memory = MemoryCache(self.settings.cache_ttl_seconds)
        self._disk = disk
        self._flights = Flights()
        self._making = threading.RLock()
        self._errors = threading.local()

    @property
    def last_error(self) -> CloudFailure | None:
        """Why this thread's last request was answered with ``None`` or ``False``; ``None`` after an answer."""
        return getattr(self._errors, "last", None)

    def is_available(self, cloud_provider: str) -> bool:
        """Whether the cloud is switched on and answers. Never raises."""
        self._errors.last = None
        try:
            adapter = self._ready(cloud_provider)
            available = bool(adapter.is_available())
            reason = None if available else getattr(adapter, "last_error", None)
            if isinstance(reason, Exception):
                self._errors.last = as_failure(reason, str(cloud_provider))
        except Exception as error:  # noqa: BLE001  the contract: this question has an answer whatever happens
            self._errors.last = as_failure(error, str(cloud_provider))
            return False
        return available

    def get_resource_usage(
        self,
        cloud_provider: str,
        resource_id: str,
        resource_type: str,
        start_time: datetime,
        end_time: datetime,
        region: str | None = None,
        metrics: Sequence[str] | None = None,
        use_cache: bool = True,
    ) -> ResourceUsage | None:
        """Metrics of one resource, with an empty list where it has none."""
        cloud = _provider(cloud_provider)
        first, last = periods.metric_period(start_time, end_time)
        step = step_of(last - first)
        asked = {
            "id": resource_id,
            "type": resource_type,
            "region": region,
            "metrics": sorted(metrics) if metrics is not None else None,
            "span": _span(aligned(first, step), aligned(last, step)),
        }

        def fetch(adapter: UsageAdapter) -> ResourceUsage:
            return adapter.get_resource_usage(resource_id, resource_type, start_time, end_time, region, metrics)

        return self._answer(cloud, "resource", asked, fetch, use_cache=use_cache)

    def get_cost_usage(
        self,
        cloud_provider: str,
        start_time: datetime,
        end_time: datetime,
        granularity: str = "DAILY",
        group_by: Sequence[str] | None = None,
        filters: Mapping[str, Any] | None = None,
        use_cache: bool = True,
    ) -> list[CostUsageRecord] | None:
        """What was billed. An empty list is an answer: nothing was."""
        cloud = _provider(cloud_provider)
        word = granularity.upper()
        asked = {
            "granularity": word,
            "group_by": list(group_by) if group_by is not None else None,
            "filters": dict(filters) if filters is not None else None,
            "span": _span(*periods.cost_period(start_time, end_time, word)),
        }

        def fetch(adapter: UsageAdapter) -> list[CostUsageRecord]:
            return adapter.get_cost_usage(start_time, end_time, granularity, group_by, filters)

        return self._answer(cloud, "cost", asked, fetch, use_cache=use_cache)

    def get_usage_summary(self, query: UsageQuery, use_cache: bool = True) -> UsageSummary | None:
        """Usage and cost of what ``query`` names, with how complete they are."""
        cloud = _provider(query.cloud_provider)
        first, last = periods.utc(query.start_time), periods.utc(query.end_time)
        periods.cost_period(first, last, query.granularity.upper())
        step = step_of(last - first)
        asked = msgspec.structs.asdict(query) | {"span": _span(aligned(first, step), aligned(last, step))}
        for name in ("start_time", "end_time", "cloud_provider"):
            del asked[name]
        return self._answer(
            cloud, "summary", asked, lambda adapter: adapter.get_usage_summary(query), use_cache=use_cache
        )

    def get_many(
        self,
        cloud_provider: str,
        targets: Sequence[UsageTarget],
        start_time: datetime,
        end_time: datetime,
        metrics: Sequence[str] | None = None,
    ) -> BulkUsage | None:
        """Metrics of many resources in few calls, never from the cache. What single resources lack is in the answer."""
        cloud = _provider(cloud_provider)
        periods.metric_period(start_time, end_time)

        def fetch(adapter: UsageAdapter) -> BulkUsage:
            return adapter.get_many(targets, start_time, end_time, metrics)

        return self._answer(cloud, "bulk", {}, fetch, use_cache=False)

    def availability(self, cloud_provider: str, *, billing: bool = False) -> dict[str, str]:
        """``metrics`` and, if asked for, ``billing`` -> the reason why they cannot be had, empty when they can. Never raises."""
        try:
            return self._ready(cloud_provider).availability(billing=billing)
        except Exception as error:  # noqa: BLE001  as is_available
            return dict.fromkeys(("metrics", "billing") if billing else ("metrics",), str(error))

    def adapter(self, cloud_provider: str) -> UsageAdapter:
        """The adapter of a cloud, whether it is switched on or not. Raises ``ValueError`` for a cloud that there is none for."""
        return self._get_adapter(cloud_provider)

    def clear_cache(self) -> None:
        """Forget all answers, on disk too where this factory keeps them there."""
        self._memory.clear()
        if self._disk is not None:
            self._disk.clear()

    def _answer(
        self,
        cloud: str,
        kind: str,
        asked: dict[str, Any],
        fetch: Callable[[UsageAdapter], _Answer],
        *,
        use_cache: bool,
    ) -> _Answer | None:
        self._errors.last = None
        try:
            adapter = self._ready(cloud)
            if not use_cache:
                return fetch(adapter)
            identity = getattr(adapter, "identity", str)
            key = _key(cloud, kind, str(identity()), asked)
            answer: _Answer = self._flights.run(key, lambda: self._cached(kind, key, lambda: fetch(adapter)))
        except Exception as error:
            if is_mistake(error):
                raise
            failure = as_failure(error, cloud)
            self._errors.last = failure
            _LOG.log(log_level(failure), "%s %s usage: %s", cloud, kind, failure)
            return None
        return answer

    def _cached(self, kind: str, key: str, fetch: Callable[[], Any]) -> Any:
        found = self._get_from_cache(key)
        if found is not None:
            return found
        if self._disk is not None and (kept := self._disk.get(kind, key)) is not None:
            self._memory.set(key, kept[0], seconds=kept[1])
            return kept[0]
        answer = fetch()
        self._set_cache(key, answer)
        if self._disk is not None:
            self._disk.set(kind, key, answer)
        return answer

    def _get_from_cache(self, key: str) -> Any:
        return self._memory.get(key)

    def _set_cache(self, key: str, value: Any) -> None:
        self._memory.set(key, value)

    def _ready(self, cloud: str) -> UsageAdapter:
        if not self.enabled:
            message = "Usage integration is not enabled. Set USAGE_INTEGRATION_ENABLED=true."
            raise CloudFailure(FailureKind.DISABLED, message, cloud=cloud)
        return self._get_adapter(cloud)

    def _get_adapter(self, cloud_provider: str) -> UsageAdapter:
        """The adapter of a cloud, named in any case. Raises ``ValueError`` for a cloud that there is none for."""
        return {"aws": self._get_aws_adapter, "gcp": self._get_gcp_adapter, "azure": self._get_azure_adapter}[
            _provider(cloud_provider)
        ]()

    def _get_aws_adapter(self) -> UsageAdapter:
        with self._making:
            if self._aws_adapter is None:
                self._aws_adapter = self._make("aws")
            return self._aws_adapter

    def _get_gcp_adapter(self) -> UsageAdapter:
        with self._making:
            if self._gcp_adapter is None:
                self._gcp_adapter = self._make("gcp")
            return self._gcp_adapter

    def _get_azure_adapter(self) -> UsageAdapter:
        with self._making:
            if self._azure_adapter is None:
                self._azure_adapter = self._make("azure")
            return self._azure_adapter

    def _make(self, cloud: str) -> UsageAdapter:
        module, _, name = ADAPTERS[cloud].partition(":")
        adapter: UsageAdapter = getattr(import_module(module), name)(self.settings)
        return adapter


class CachedAdapter(UsageAdapter):
    """One cloud through the factory and its cache, with the reason raised where the factory answers ``None``."""

    def __init__(self, factory: UsageFactory, cloud_provider: str) -> None:
        super().__init__(cloud_provider)
        self._factory = factory

    def get_resource_usage(
        self,
        resource_id: str,
        resource_type: str,
        start_time: datetime,
        end_time: datetime,
        region: str | None = None,
        metrics: Sequence[str] | None = None,
    ) -> ResourceUsage:
        """As the factory's. Raises :class:`CloudFailure`."""
        return self._had(
            self._factory.get_resource_usage(
                self.cloud_provider, resource_id, resource_type, start_time, end_time, region, metrics
            )
        )

    def get_cost_usage(
        self,
        start_time: datetime,
        end_time: datetime,
        granularity: str = "DAILY",
        group_by: Sequence[str] | None = None,
        filters: Mapping[str, Any] | None = None,
    ) -> list[CostUsageRecord]:
        """As the factory's. Raises :class:`CloudFailure`."""
        return self._had(
            self._factory.get_cost_usage(self.cloud_provider, start_time, end_time, granularity, group_by, filters)
        )

    def get_usage_summary(self, query: UsageQuery) -> UsageSummary:
        """As the factory's. Raises :class:`CloudFailure`."""
        return self._had(self._factory.get_usage_summary(query))

    def is_available(self) -> bool:
        """As the factory's."""
        return self._factory.is_available(self.cloud_provider)

    def _had(self, answer: _Answer | None) -> _Answer:
        if answer is None:
            raise self._factory.last_error or CloudFailure(
                FailureKind.API, "There was no answer.", cloud=self.cloud_provider
            )
        return answer


def _provider(name: str) -> str:
    known = str(name).lower()
    if known not in ADAPTERS:
        raise ValueError(f"Unsupported cloud provider: {name}. Choose {', '.join(ADAPTERS)}.")
    return known


def _span(start: datetime, end: datetime) -> str:
    return f"{start.isoformat()}/{end.isoformat()}"


def _key(cloud: str, kind: str, identity: str, asked: dict[str, Any]) -> str:
    """The whole request in one spelling: two requests share an answer only when nothing tells them apart."""
    return json.dumps([cloud, kind, identity, asked], sort_keys=True, default=str, separators=(",", ":"))


_usage_factory: UsageFactory | None = None
_lock = threading.Lock()


def get_usage_factory() -> UsageFactory:
    """The factory of this process, made from the environment when first asked for."""
    global _usage_factory  # noqa: PLW0603  the public contract: one for the process, which tests may replace
    with _lock:
        if _usage_factory is None:
            _usage_factory = UsageFactory()
        return _usage_factory
