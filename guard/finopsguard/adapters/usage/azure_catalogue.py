"""The Azure Monitor metrics of each resource type, and the words of Cost Management.

Sources: "Supported metrics" of Azure Monitor for each namespace, "Query - Usage" of the Cost Management REST API.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

METRIC_DAYS: Final = 93
"""How long Azure Monitor keeps platform metrics."""
ONE_CALL: Final = 20
"""Metric names of one request."""


class AzureMetric(msgspec.Struct, frozen=True):
    """One metric. ``aggregation`` is the one that means something: sums of what is counted, averages of what is measured."""

    name: str
    aggregation: str
    unit: str
    role: str = ""
    """As in :class:`finopsguard.adapters.usage.readings.Reading`."""
    steps: tuple[int, ...] = ()
    """The only steps in seconds the metric has, where it has not all."""
    is_default: bool = True
    aliases: tuple[str, ...] = ()


class AzureResource(msgspec.Struct, frozen=True):
    """A resource type, written as Azure Resource Manager does."""

    namespace: str
    metrics: tuple[AzureMetric, ...]


def _average(name: str, unit: str, role: str = "", **more: bool) -> AzureMetric:
    return AzureMetric(name, "Average", unit, role, is_default=more.get("is_default", True))


def _total(name: str, unit: str, role: str = "", **more: bool) -> AzureMetric:
    return AzureMetric(name, "Total", unit, role, is_default=more.get("is_default", True))


RESOURCES: Final[Mapping[str, AzureResource]] = {
    "virtual_machine": AzureResource(
        "Microsoft.Compute/virtualMachines",
        (
            _average("Percentage CPU", "Percent", "cpu"),
            _total("Network In Total", "Bytes", "network_in"),
            _total("Network Out Total", "Bytes", "network_out"),
            _total("Disk Read Bytes", "Bytes", "disk_read", is_default=False),
            _total("Disk Write Bytes", "Bytes", "disk_write", is_default=False),
            _average("Available Memory Bytes", "Bytes", is_default=False),
            _average("Available Memory Percentage", "Percent", is_default=False),
        ),
    ),
    "sql_database": AzureResource(
        "Microsoft.Sql/servers/databases",
        (
            _average("cpu_percent", "Percent", "cpu"),
            _total("connection_successful", "Count"),
            _average("storage_percent", "Percent"),
            _average("physical_data_read_percent", "Percent", is_default=False),
            _average("log_write_percent", "Percent", is_default=False),
            _total("app_cpu_billed", "Count", is_default=False),  # seconds of a vCore, of serverless databases
        ),
    ),
    "storage_account": AzureResource(
        "Microsoft.Storage/storageAccounts",
        (
            _total("Transactions", "Count"),
            AzureMetric("UsedCapacity", "Average", "Bytes", steps=(3600,)),
            _average("Availability", "Percent"),
        ),
    ),
    "app_service": AzureResource(
        "Microsoft.Web/sites",
        (
            _total("CpuTime", "Seconds"),  # seconds of CPU, no percentage
            _total("Requests", "Count"),
            AzureMetric("HttpResponseTime", "Average", "Seconds", aliases=("response time", "AverageResponseTime")),
            _total("FunctionExecutionCount", "Count", is_default=False),
        ),
    ),
    "nat_gateway": AzureResource("Microsoft.Network/natGateways", (_total("ByteCount", "Bytes"),)),
}

GROUPS: Final[Mapping[str, str]] = {
    "service": "ServiceName",
    "region": "ResourceLocation",
    "resource_group": "ResourceGroup",
    "resource_type": "ResourceType",
    "resource": "ResourceId",
    "meter_category": "MeterCategory",
}
"""Our word -> dimension of Cost Management. The answer's column may be called otherwise: see :data:`COLUMNS`."""
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "resource_group": ("ResourceGroup", "ResourceGroupName"),
    "cost": ("Cost", "PreTaxCost", "totalCost"),
}


def resource_of(resource_type: str) -> AzureResource:
    """Raises ``ValueError`` with the choices for a type that is none of them."""
    try:
        return RESOURCES[resource_type]
    except KeyError:
        raise ValueError(f"Unknown resource type {resource_type!r} on Azure: choose {', '.join(RESOURCES)}") from None


def metrics_of(resource: AzureResource, names: Sequence[str] | None = None) -> list[AzureMetric]:
    """The named metrics, in any case, or the default ones. Raises ``ValueError`` with the choices."""
    if names is None:
        return [metric for metric in resource.metrics if metric.is_default]
    wanted = [names] if isinstance(names, str) else list(names)
    known = {name.lower(): metric for metric in resource.metrics for name in (metric.name, *metric.aliases)}
    unknown = [name for name in wanted if name.lower() not in known]
    if unknown:
        choices = ", ".join(metric.name for metric in resource.metrics)
        raise ValueError(f"Unknown metric {unknown[0]!r} of {resource.namespace}: choose {choices}")
    return list({known[name.lower()].name: known[name.lower()] for name in wanted}.values())
