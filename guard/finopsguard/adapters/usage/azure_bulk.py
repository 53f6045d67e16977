"""Metrics of one resource or many: names made into ids, ids into batches, readings into usages."""

import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from finopsguard.adapters.usage.azure_catalogue import AzureMetric, AzureResource, resource_of
from finopsguard.adapters.usage.azure_client import AzureAccess
from finopsguard.adapters.usage.azure_metrics import Span, read_batches, read_each, read_one
from finopsguard.adapters.usage.azure_resources import Listed, check, list_resources, named, uri_of
from finopsguard.adapters.usage.deadline import Deadline
from finopsguard.adapters.usage.failures import CloudFailure
from finopsguard.adapters.usage.readings import Reading, usage_of
from finopsguard.types.usage import BulkUsage, ResourceUsage, UsageQuery, UsageTarget


class AzureReader:
    """Reads metrics with clients it keeps. ``client`` is the ``MonitorManagementClient``, made when it is not set."""

    def __init__(self, access: AzureAccess, subscription: str, batch_endpoint: str) -> None:
        self.client: Any = None
        self._access = access
        self._subscription = subscription
        self._batch_endpoint = batch_endpoint
        self._resources: Any = None
        self._batches: dict[str, Any] = {}
        self._lock = threading.RLock()

    def connect(self, deadline: Deadline) -> Any:
        """The client."""
        with self._lock:
            if self.client is None:
                self.client = self._access.monitor(deadline)
            return self.client

    def check(self, deadline: Deadline) -> None:
        """Passes when the subscription may be read."""
        check(self._resource_client(deadline), self._subscription, deadline)

    def one(
        self,
        resource_id: str,
        resource_type: str,
        metrics: Sequence[AzureMetric],
        span: Span,
        region: str | None,
        deadline: Deadline,
    ) -> ResourceUsage:
        """One resource, by id or name; without data where there is none."""
        resource = resource_of(resource_type)
        uri = uri_of(resource_id, resource, self._subscription) or named(resource_id, self._listed(resource, deadline))
        kept = span.kept(datetime.now(UTC))
        readings: list[Reading] = []
        if uri is not None and kept is not None:
            readings = read_one(self.connect(deadline), uri, resource.namespace, metrics, kept, deadline)
        return _usage(resource_id, resource_type, region or "", span, readings, uri)

    def many(
        self,
        targets: Sequence[UsageTarget],
        resource_type: str,
        metrics: Sequence[AzureMetric],
        span: Span,
        deadline: Deadline,
    ) -> BulkUsage:
        """Resources of one type. ``None`` where Azure did not answer."""
        resource = resource_of(resource_type)
        uris = [uri_of(target.resource_id, resource, self._subscription) for target in targets]
        try:
            listed = self._places(targets, uris, resource, deadline)
        except CloudFailure as failure:
            return BulkUsage(usages=[None] * len(targets), failures=[str(failure)])
        uris = [uri or named(target.resource_id, listed) for uri, target in zip(uris, targets, strict=True)]
        places = {one.id.lower(): one.location for one in listed}
        regions = [
            target.region or places.get((uri or "").lower(), "") for uri, target in zip(uris, targets, strict=True)
        ]
        readings = self._read(uris, regions, resource, metrics, span, deadline)
        answer = BulkUsage()
        for target, uri, region, found in zip(targets, uris, regions, readings, strict=True):
            if isinstance(found, CloudFailure):
                answer.usages.append(None)
                answer.failures += [str(found)] if str(found) not in answer.failures else []
            else:
                answer.usages.append(_usage(target.resource_id, resource_type, region, span, found, uri))
        return answer

    def summarised(
        self, query: UsageQuery, wanted: Mapping[str, Sequence[AzureMetric]], span: Span, deadline: Deadline
    ) -> tuple[BulkUsage, int]:
        """Named resources, or all of the types with the regions and tags; ``max_results`` of them; and how many there are."""
        answer, count = BulkUsage(), 0
        for resource_type, metrics in wanted.items():
            if query.resource_ids:
                targets = [UsageTarget(resource_id=one, resource_type=resource_type) for one in query.resource_ids]
            else:
                listed = self._listed(resource_of(resource_type), deadline)
                targets = [
                    UsageTarget(resource_id=one.id, resource_type=resource_type, region=one.location)
                    for one in listed
                    if _matches(one, query)
                ]
            count += len(targets)
            room = query.max_results - len(answer.usages)
            part = self.many(targets[:room], resource_type, metrics, span, deadline)
            answer.usages += part.usages
            answer.failures += part.failures
        return answer, count

    def _read(
        self,
        uris: Sequence[str | None],
        regions: Sequence[str],
        resource: AzureResource,
        metrics: Sequence[AzureMetric],
        span: Span,
        deadline: Deadline,
    ) -> list[list[Reading] | CloudFailure]:
        found: list[list[Reading] | CloudFailure] = [[] for _ in uris]
        kept = span.kept(datetime.now(UTC))
        if kept is None:
            return found
        groups: dict[tuple[str, str], list[int]] = {}
        for position, (uri, region) in enumerate(zip(uris, regions, strict=True)):
            if uri is not None:
                groups.setdefault((_subscription(uri), region.replace(" ", "").lower()), []).append(position)
        for (_, region), positions in groups.items():
            mine = [uri for position in positions if (uri := uris[position]) is not None]
            batch = self._batch_client(region, deadline) if region and len(mine) > 1 else None
            if batch is not None:
                answers = read_batches(batch, mine, resource.namespace, metrics, kept, deadline)
            else:
                answers = read_each(self.connect(deadline), mine, resource.namespace, metrics, kept, deadline)
            for position, answer in zip(positions, answers, strict=True):
                found[position] = answer
        return found

    def _places(
        self, targets: Sequence[UsageTarget], uris: Sequence[str | None], resource: AzureResource, deadline: Deadline
    ) -> list[Listed]:
        """The subscription's list, where a name or, for batches, a region is not known."""
        unknown = any(uri is None for uri in uris)
        unplaced = len(targets) > 1 and any(target.region is None for target in targets)
        if unknown or (unplaced and self._batch_client("global", deadline) is not None):
            return self._listed(resource, deadline)
        return []

    def _listed(self, resource: AzureResource, deadline: Deadline) -> list[Listed]:
        return list_resources(self._resource_client(deadline), self._subscription, resource, deadline)

    def _resource_client(self, deadline: Deadline) -> Any:
        with self._lock:
            if self._resources is None:
                self._resources = self._access.resources(deadline)
            return self._resources

    def _batch_client(self, region: str, deadline: Deadline) -> Any:
        with self._lock:
            if region not in self._batches:
                self._batches[region] = self._access.batches(self._batch_endpoint.format(region=region), deadline)
            return self._batches[region]


def _matches(one: Listed, query: UsageQuery) -> bool:
    regions = {region.replace(" ", "").lower() for region in query.regions or ()}
    tags = one.tags or {}
    here = not regions or one.location.replace(" ", "").lower() in regions
    return here and all(tags.get(name) == value for name, value in (query.tags or {}).items())


def _subscription(uri: str) -> str:
    return uri.split("/", maxsplit=3)[2].lower()


def _usage(
    resource_id: str, resource_type: str, region: str, span: Span, readings: Sequence[Reading], uri: str | None
) -> ResourceUsage:
    metadata = {"resource_uri": uri} if uri else {}
    return usage_of(resource_id, resource_type, region, "azure", (span.start, span.end), readings, metadata=metadata)
