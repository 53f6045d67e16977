"""Figures of every resource of one type, by its id: what a usage adapter answers for one of them or for all."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from finopsguard.adapters.openstack import usage_answers, wire

Found = dict[str, tuple[dict[str, float], dict[str, Any]]]
"""Id -> figures by metric, and what else is known of the resource."""

METRICS: Final[Mapping[str, tuple[str, ...]]] = {
    "instance": ("hours", "vcpu_hours", "memory_mb_hours"),
    "volume": ("size_gb", "attached"),
    "floating_ip": ("in_use",),
    "object_storage": ("bytes", "objects", "containers"),
}
"""Resource type -> its metrics. ``object_storage`` is the project's account; its id is the project's."""

UNITS: Final[Mapping[str, str]] = {
    "hours": "hours",
    "vcpu_hours": "vCPU-hours",
    "memory_mb_hours": "MiB-hours",
    "size_gb": "GiB",
    "attached": "count",
    "in_use": "count",
    "bytes": "bytes",
    "objects": "count",
    "containers": "count",
}


def instances(connection: Any, asked: usage_answers.Period) -> Found:
    """Hours from ``os-simple-tenant-usage``, which knows deleted servers too."""
    found: Found = {}
    for row in usage_answers.server_usages(connection, asked):
        hours = float(row["hours"])
        figures = {"hours": hours, "vcpu_hours": hours * row["vcpus"], "memory_mb_hours": hours * row["memory_mb"]}
        about = {name: row[name] for name in ("name", "flavor", "state", "vcpus")}
        found[row["instance_id"]] = (figures, about)
    return found


def volumes(connection: Any, _asked: usage_answers.Period) -> Found:
    """Volumes that are there now."""
    return {
        row["id"]: (
            {"size_gb": float(row["size"]), "attached": float(bool(row["attachments"]))},
            {name: row[name] for name in ("name", "status", "volume_type")},
        )
        for row in wire.volumes(connection)
    }


def floating_ips(connection: Any, _asked: usage_answers.Period) -> Found:
    """Floating IPs that are there now."""
    project = str(connection.current_project_id or "")
    fields = ("id", "floating_ip_address", "status", "port_id")
    return {
        row["id"]: (
            {"in_use": float(bool(row["port_id"]))},
            {"address": row["floating_ip_address"], "status": row["status"]},
        )
        for row in wire.floating_ips(connection, project, fields)
    }


def account(connection: Any, _asked: usage_answers.Period) -> Found:
    """The project's object storage."""
    totals = wire.swift_account(connection)
    figures = {name: float(totals[name]) for name in ("bytes", "objects", "containers")}
    return {str(connection.current_project_id or ""): (figures, {"offered": totals["offered"]})}


READERS: Final[Mapping[str, Callable[[Any, usage_answers.Period], Found]]] = {
    "instance": instances,
    "volume": volumes,
    "floating_ip": floating_ips,
    "object_storage": account,
}
