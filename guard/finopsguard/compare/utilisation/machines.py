"""Every Terraform type that is a machine of some size: where its load is measured and which attribute says the size."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import msgspec


class Memory(StrEnum):
    """What a memory metric states."""

    NONE = ""
    USED = "used %"
    AVAILABLE = "available %"
    FREE_BYTES = "free bytes"
    """Of a size whose memory the price book knows."""


class Activity(StrEnum):
    """What tells an idle machine from one that merely computes little."""

    TRAFFIC = "bytes"
    CONNECTIONS = "connections"


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """One type."""

    cloud: str
    kind: str
    """The adapter's word."""
    named_by: tuple[str, ...]
    size: str
    """Attribute with the size, as a path: ``settings.0.tier``."""
    load: tuple[str, ...]
    """Metrics in % that a smaller size has less room for; the first is the CPU."""
    memory: str = ""
    memory_states: Memory = Memory.NONE
    activity: tuple[str, ...]
    active_by: Activity = Activity.TRAFFIC

    @property
    def metrics(self) -> tuple[str, ...]:
        """All that is asked for."""
        return (*self.load, *((self.memory,) if self.memory else ()), *self.activity)


def _azure_machine(size: str) -> Measured:
    return Measured(
        cloud="azure",
        kind="virtual_machine",
        named_by=("id",),
        size=size,
        load=("Percentage CPU",),
        memory="Available Memory Percentage",
        memory_states=Memory.AVAILABLE,
        activity=("Network In Total", "Network Out Total"),
    )


MACHINES: Final[Mapping[str, Measured]] = {
    "aws_db_instance": Measured(
        cloud="aws",
        kind="rds",
        named_by=("identifier",),
        size="instance_class",
        load=("CPUUtilization",),
        memory="FreeableMemory",
        memory_states=Memory.FREE_BYTES,
        activity=("DatabaseConnections",),
        active_by=Activity.CONNECTIONS,
    ),
    "aws_instance": Measured(
        cloud="aws",
        kind="ec2",
        named_by=("id",),
        size="instance_type",
        load=("CPUUtilization",),
        activity=("NetworkIn", "NetworkOut"),
    ),
    "azurerm_linux_virtual_machine": _azure_machine("size"),
    "azurerm_mssql_database": Measured(
        cloud="azure",
        kind="sql_database",
        named_by=("id",),
        size="sku_name",
        load=("cpu_percent", "physical_data_read_percent", "log_write_percent"),
        activity=("connection_successful",),
        active_by=Activity.CONNECTIONS,
    ),
    "azurerm_virtual_machine": _azure_machine("vm_size"),
    "azurerm_windows_virtual_machine": _azure_machine("size"),
    "google_compute_instance": Measured(
        cloud="gcp",
        kind="gce_instance",
        named_by=("instance_id", "self_link", "id"),
        size="machine_type",
        load=("cpu/utilization",),
        memory="memory/percent_used",
        memory_states=Memory.USED,
        activity=("network/received_bytes_count", "network/sent_bytes_count"),
    ),
    "google_sql_database_instance": Measured(
        cloud="gcp",
        kind="cloudsql_database",
        named_by=("self_link", "name"),
        size="settings.0.tier",
        load=("cpu/utilization",),
        memory="memory/utilization",
        memory_states=Memory.USED,
        activity=("network/received_bytes_count", "network/sent_bytes_count"),
    ),
}
