"""How much resources are used and what they were billed: the records of the public Python API, and the lookup of quantities.

User code fills and changes these records, so they are mutable. Times without a zone are UTC; ``None`` is a figure that is not known.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

import msgspec


class UsageLookup(Protocol):
    """What the catalogue is handed: quantities that a plan cannot know (requests, gigabytes, hours)."""

    def of(self, address: str, type_: str) -> Mapping[str, Any]:
        """Usage keys of one resource, most specific last applied: type default, wildcard, exact address. Empty when nothing is said."""


class UsageMetric(msgspec.Struct, kw_only=True):
    """One data point of one metric."""

    timestamp: datetime
    value: float
    unit: str
    metric_name: str
    dimensions: dict[str, str] = {}


class ResourceUsage(msgspec.Struct, kw_only=True):
    """What one resource did in a period. A resource without data has an empty ``metrics`` list."""

    resource_id: str
    resource_type: str
    region: str
    cloud_provider: str
    start_time: datetime
    end_time: datetime
    metrics: list[UsageMetric] = []
    avg_cpu_utilization: float | None = None
    """%, as is ``avg_memory_utilization``; 0 is an idle machine."""
    avg_memory_utilization: float | None = None
    avg_network_in_gb: float | None = None
    """Gigabytes in the whole period, as are the other three."""
    avg_network_out_gb: float | None = None
    avg_disk_read_gb: float | None = None
    avg_disk_write_gb: float | None = None
    tags: dict[str, str] = {}
    metadata: dict[str, Any] = {}


class CostUsageRecord(msgspec.Struct, kw_only=True):
    """What was billed for something in one step of time."""

    date: str
    """ISO 8601 day on which the step starts."""
    start_time: datetime
    end_time: datetime
    cost: float
    currency: str = "USD"
    usage_amount: float
    usage_unit: str
    service: str
    resource_id: str | None = None
    resource_type: str | None = None
    region: str | None = None
    dimensions: dict[str, str] = {}
    tags: dict[str, str] = {}
    metadata: dict[str, Any] = {}
    """``estimated`` (the cloud may still change it), ``cost_metric`` or ``cost_type`` (which cost it is)."""


class UsageSummary(msgspec.Struct, kw_only=True):
    """Usage and cost of many resources. Sums are ``None`` where they would add currencies or units."""

    cloud_provider: str
    resource_type: str
    region: str | None = None
    start_time: datetime
    end_time: datetime
    total_resources: int = 0
    total_cost: float | None = None
    average_cost_per_resource: float | None = None
    total_usage: float | None = None
    average_usage: float | None = None
    usage_unit: str | None = None
    avg_cpu_utilization: float | None = None
    avg_memory_utilization: float | None = None
    records: list[CostUsageRecord] = []
    resources: list[ResourceUsage] = []
    confidence: str = "low"
    """``high``, ``medium`` or ``low``, from what was really fetched."""
    data_completeness: float = 0.0
    """0 to 1: the share of the answers asked for that came."""
    problems: list[str] = []
    """What could not be had and why, a sentence each; empty when all came."""


class UsageQuery(msgspec.Struct, kw_only=True):
    """What to summarise. Lists that are ``None`` do not restrict."""

    cloud_provider: str
    start_time: datetime
    end_time: datetime
    resource_ids: list[str] | None = None
    resource_types: list[str] | None = None
    regions: list[str] | None = None
    metric_names: list[str] | None = None
    tags: dict[str, str] | None = None
    granularity: str = "DAILY"
    """``HOURLY``, ``DAILY`` or ``MONTHLY``."""
    group_by: list[str] | None = None
    max_results: int = 1000


class UsageTarget(msgspec.Struct, frozen=True, kw_only=True):
    """One resource whose metrics are asked for among many."""

    resource_id: str
    resource_type: str
    """The adapter's word: ``ec2``, ``gce_instance``, ``virtual_machine``."""
    region: str | None = None
    """``None``: the adapter's own."""


class CloudCalls(msgspec.Struct, frozen=True, kw_only=True):
    """Requests to one operation of a cloud, made or about to be made, and what the cloud charges for them."""

    service: str
    operation: str
    calls: int
    items: int = 0
    """What is charged for where it is not the request: metrics of GetMetricData."""
    price: Decimal | None = None
    """US dollars by the list price, free tiers left out; ``None`` where it is not known."""
    note: str = ""


class BulkUsage(msgspec.Struct, kw_only=True):
    """Metrics of many resources, and what was done to get them."""

    usages: list[ResourceUsage | None] = []
    """In the order of the targets; ``None`` where the cloud did not answer (``failures`` says why)."""
    failures: list[str] = []
    """A sentence each, without repetition."""
    calls: list[CloudCalls] = []
