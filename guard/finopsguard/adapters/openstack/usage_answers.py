"""One question about usage per function, with the fewest calls that answer it.

Nova from microversion 2.47 on embeds a server's flavor (vcpus, ram, disk) in the server, also when the flavor is deleted; its ``id`` is
then gone (Compute API reference, "List Servers Detailed"). ``os-simple-tenant-usage`` answers pages from 2.40 on and each page's totals are
its own; below it is cut off at the page limit without a word.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from finopsguard.adapters.openstack import wire
from finopsguard.types.quota import AnswerStatus, ServiceAnswer

MIB_PER_GIB: Final = 1024
BYTES_PER_GIB: Final = 1024**3
PERIOD: Final = dt.timedelta(days=30)
"""How far back a period goes of which only the end is given."""


class Period(msgspec.Struct, frozen=True):
    """A stretch of time in UTC. ``past`` is false where nobody asked for one: then what is there now counts."""

    start: dt.datetime
    end: dt.datetime
    past: bool


class Size(msgspec.Struct, frozen=True):
    """What a server takes up."""

    vcpus: int
    ram_mb: int
    disk_gb: int


def period(start: dt.datetime | None, end: dt.datetime | None) -> Period:
    """The period that two times mean. Raises ``ValueError`` when it ends before it starts."""
    now = dt.datetime.now(dt.UTC)
    until = wire.utc(end) if end else now
    if start is None and end is None:
        return Period(now, now, past=False)
    since = wire.utc(start) if start else until - PERIOD
    if since > until:
        raise ValueError(f"start ({since.isoformat()}) is after end ({until.isoformat()})")
    return Period(since, until, past=True)


def compute(connection: Any, asked: Period) -> ServiceAnswer:
    """Servers now, or all that were there in a period."""
    servers = list(wire.servers(connection))
    sizes, unknown = _sizes(connection, servers)
    booted = {server["id"] for server in servers if boots_from_volume(server)}
    missing = [f"the size of {name}: its flavor is not known" for name in unknown]
    if asked.past:
        used = list(server_usages(connection, asked))
        there = {server["id"] for server in servers}
        sizes = {
            row["instance_id"]: Size(
                row["vcpus"], row["memory_mb"], 0 if row["instance_id"] in booted else row["local_gb"]
            )
            for row in used
        }
        gone = sum(1 for row in used if row["instance_id"] not in there and row["local_gb"])
        missing = (
            [f"whether {gone} deleted servers booted from a volume: their flavors' disks are counted"] if gone else []
        )
    count = len(sizes) if asked.past else len(servers)
    ram = sum(size.ram_mb for size in sizes.values())
    return ServiceAnswer(
        service="compute",
        status=AnswerStatus.PARTIAL if missing else AnswerStatus.OK,
        missing=tuple(missing),
        values={
            "instance_count": count,
            "total_vcpus": sum(size.vcpus for size in sizes.values()),
            "total_ram_mb": ram,
            "total_ram_gb": ram / MIB_PER_GIB,
            "total_disk_gb": sum(size.disk_gb for size in sizes.values()),
            "period_start": asked.start.isoformat(),
            "period_end": asked.end.isoformat(),
        },
    )


def storage(connection: Any) -> ServiceAnswer:
    """Volumes of the project."""
    volumes = list(wire.volumes(connection))
    attached = sum(1 for volume in volumes if volume["attachments"])
    return ServiceAnswer(
        service="block_storage",
        values={
            "volume_count": len(volumes),
            "total_size_gb": sum(int(volume["size"]) for volume in volumes),
            "attached_count": attached,
            "unattached_count": len(volumes) - attached,
        },
    )


def network(connection: Any, project: str) -> ServiceAnswer:
    """What of Neutron the project owns. Lists would show shared networks too, and an administrator those of every project."""
    from finopsguard.adapters.openstack.quota_answers import network as quotas

    counted = quotas(connection, project).quotas
    addresses = list(wire.floating_ips(connection, project, ("id", "port_id")))
    return ServiceAnswer(
        service="network",
        values={
            "network_count": counted["networks"].in_use,
            "router_count": counted["routers"].in_use,
            "security_group_count": counted["security_groups"].in_use,
            "floating_ip_count": len(addresses),
            "floating_ips_in_use": sum(1 for address in addresses if address["port_id"]),
        },
    )


def object_storage(connection: Any) -> ServiceAnswer:
    """The account's totals: one HEAD. They lag behind writes by as long as the cloud's container updater takes."""
    account = wire.swift_account(connection)
    size = account["bytes"]
    return ServiceAnswer(
        service="object_storage",
        offered=account["offered"],
        values={
            "container_count": account["containers"],
            "object_count": account["objects"],
            "total_bytes": size,
            "total_size_gb": size / BYTES_PER_GIB,
        },
    )


def server_usages(connection: Any, asked: Period) -> Iterator[Mapping[str, Any]]:
    """Every server of the period, deleted and shelved ones too, with ``hours`` in it: all pages of ``os-simple-tenant-usage``."""
    project = connection.current_project_id
    query = {"start": wire.naive(asked.start), "end": wire.naive(asked.end)}
    url: str | None = f"/os-simple-tenant-usage/{project}"
    while url:
        page = wire.get_json(connection.compute, url, params=query, microversion="2.40")
        rows = page.get("tenant_usage", {}).get("server_usages", [])  # an empty project answers {}
        yield from rows
        follows = any(link.get("rel") == "next" for link in page.get("tenant_usage_links", ()))
        url = url if follows and rows else None
        if rows:
            query = {**query, "marker": rows[-1]["instance_id"]}


def boots_from_volume(server: Mapping[str, Any]) -> bool:
    """Whether the server's disk is a volume: Nova writes an empty text for ``image`` then."""
    return not server.get("image")


def size_of(server: Mapping[str, Any], flavors: Mapping[str, Any]) -> Size | None:
    """What a server takes up: as embedded, else by its flavor's id on clouds before Nova 2.47."""
    embedded = server.get("flavor") or {}
    flavor = embedded if "vcpus" in embedded else flavors.get(str(embedded.get("id")))
    if flavor is None:
        return None
    disk = 0 if boots_from_volume(server) else int(flavor["disk"])
    return Size(int(flavor["vcpus"]), int(flavor["ram"]), disk)


def flavors_of(connection: Any, servers: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Flavors by id where any server does not embed its own: one listing, which old clouds cost."""
    if all("vcpus" in (server.get("flavor") or {}) for server in servers):
        return {}
    rows = wire.listed(connection.compute, "/flavors/detail", "flavors", [("is_public", "None")])
    return {row["id"]: row for row in rows}


def _sizes(connection: Any, servers: list[dict[str, Any]]) -> tuple[dict[str, Size], list[str]]:
    """Sizes by server id, and names of servers of which it is not known."""
    flavors = flavors_of(connection, servers)
    sizes = {server["id"]: size_of(server, flavors) for server in servers}
    unknown = [str(server.get("name")) for server in servers if sizes[server["id"]] is None]
    return {name: size for name, size in sizes.items() if size is not None}, unknown


def _servers(connection: Any, _project: str) -> ServiceAnswer:
    rows = [
        {
            "type": "compute.instance",
            "id": server["id"],
            "name": server["name"],
            "status": server["status"],
            "created": server["created"],
        }
        for server in wire.servers(connection)
    ]
    return ServiceAnswer(service="compute", values={"rows": rows})


def _volumes(connection: Any, _project: str) -> ServiceAnswer:
    rows = [
        {
            "type": "storage.volume",
            "id": volume["id"],
            "name": volume["name"],
            "status": volume["status"],
            "size_gb": volume["size"],
        }
        for volume in wire.volumes(connection)
    ]
    return ServiceAnswer(service="block_storage", values={"rows": rows})


def _floating_ips(connection: Any, project: str) -> ServiceAnswer:
    fields = ("id", "floating_ip_address", "status", "port_id")
    rows = [
        {
            "type": "network.floating_ip",
            "id": address["id"],
            "address": address["floating_ip_address"],
            "status": address["status"],
            "in_use": bool(address["port_id"]),
        }
        for address in wire.floating_ips(connection, project, fields)
    ]
    return ServiceAnswer(service="network", values={"rows": rows})


LISTINGS: Final[Mapping[str, Callable[[Any, str], ServiceAnswer]]] = {
    "compute": _servers,
    "block_storage": _volumes,
    "network": _floating_ips,
}
"""Service -> its rows of ``list_resources_with_usage``."""
