"""Limits and use of each service, under one set of names.

Nova's, Cinder's and Neutron's detailed quotas may be read by a project's reader. Where a cloud refuses them (403) or is too old for them
(404), Nova's and Cinder's ``limits`` and Neutron's limits with counted lists answer the same questions. ``GET /limits?project_id=`` and the
like are not used: a member's filter is ignored without a word.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from finopsguard.adapters.openstack import wire
from finopsguard.adapters.openstack.failures import guarded, status_of
from finopsguard.types.quota import AnswerStatus, Quota, ServiceAnswer

COMPUTE_NAMES: Final = ("instances", "cores", "ram_mb", "key_pairs", "server_groups")
NETWORK_NAMES: Final = ("networks", "subnets", "routers", "floating_ips", "security_groups", "security_group_rules")
STORAGE_NAMES: Final = ("volumes", "gigabytes", "snapshots", "backups")

NOVA: Final = {
    "instances": "instances",
    "cores": "cores",
    "ram": "ram_mb",
    "key_pairs": "key_pairs",
    "server_groups": "server_groups",
    "server_group_members": "server_group_members",
}
"""Nova's name of a quota -> ours."""

NOVA_LIMITS: Final = {
    "instances": ("maxTotalInstances", "totalInstancesUsed"),
    "cores": ("maxTotalCores", "totalCoresUsed"),
    "ram_mb": ("maxTotalRAMSize", "totalRAMUsed"),
    "key_pairs": ("maxTotalKeypairs", None),
    "server_groups": ("maxServerGroups", "totalServerGroupsUsed"),
}
CINDER_LIMITS: Final = {
    "volumes": ("maxTotalVolumes", "totalVolumesUsed"),
    "gigabytes": ("maxTotalVolumeGigabytes", "totalGigabytesUsed"),
    "snapshots": ("maxTotalSnapshots", "totalSnapshotsUsed"),
    "backups": ("maxTotalBackups", "totalBackupsUsed"),
    "backup_gigabytes": ("maxTotalBackupGigabytes", "totalBackupGigabytesUsed"),
}
"""Ours -> the names of its limit and its use in ``GET /limits``."""

NEUTRON: Final = {
    "network": "networks",
    "subnet": "subnets",
    "subnetpool": "subnet_pools",
    "router": "routers",
    "port": "ports",
    "floatingip": "floating_ips",
    "security_group": "security_groups",
    "security_group_rule": "security_group_rules",
    "rbac_policy": "rbac_policies",
}
"""Neutron's name of a quota -> ours."""

NEUTRON_PATHS: Final = {
    "networks": "networks",
    "subnets": "subnets",
    "subnet_pools": "subnetpools",
    "routers": "routers",
    "ports": "ports",
    "floating_ips": "floatingips",
    "security_groups": "security-groups",
    "security_group_rules": "security-group-rules",
    "rbac_policies": "rbac-policies",
}

OCTAVIA: Final = {
    "load_balancer": ("load_balancers", "loadbalancers"),
    "loadbalancer": ("load_balancers", "loadbalancers"),
    "listener": ("listeners", "listeners"),
    "pool": ("pools", "pools"),
    "health_monitor": ("health_monitors", "healthmonitors"),
    "healthmonitor": ("health_monitors", "healthmonitors"),
    "member": ("members", ""),
}
"""Octavia's name of a quota (older releases wrote ``loadbalancer``) -> ours and the list that is counted for its use. Members have no list
over all pools."""


def ask(connection: Any, service: str) -> ServiceAnswer:
    """Quotas of one service; never raises."""
    question = SERVICES[service]
    return guarded(service, lambda: question(connection, str(connection.current_project_id or "")))


def compute(connection: Any, project: str) -> ServiceAnswer:
    """Nova: servers, cores, memory, server groups, key pairs."""
    try:
        detail = connection.compute.get_quota_set(project, usage=True)
    except Exception as error:
        if status_of(error) not in (403, 404):
            raise
        return _limits(connection.compute, "compute", NOVA_LIMITS)
    quotas = _detailed(detail, NOVA)
    if "key_pairs" in quotas:  # Nova always writes 0 in use
        quotas["key_pairs"] = Quota(name="key_pairs", limit=quotas["key_pairs"].limit, in_use=None)
    return ServiceAnswer(service="compute", quotas=quotas)


def key_pairs(connection: Any, project: str) -> ServiceAnswer:
    """Nova's limit of key pairs with the user's counted: they are the user's, not the project's, and Nova's own count is always 0."""
    limit = compute(connection, project).quotas["key_pairs"].limit
    used = _count(wire.listed(connection.compute, "/os-keypairs", "keypairs"))
    return ServiceAnswer(service="compute", quotas={"key_pairs": Quota(name="key_pairs", limit=limit, in_use=used)})


def block_storage(connection: Any, project: str) -> ServiceAnswer:
    """Cinder: volumes, gigabytes (snapshots count too), also per volume type."""
    try:
        detail = connection.block_storage.get_quota_set(project, usage=True)
    except Exception as error:
        if status_of(error) not in (403, 404):
            raise
        answer = _limits(connection.block_storage, "block_storage", CINDER_LIMITS)
        missing = (*answer.missing, "quotas per volume type and per volume")
        return ServiceAnswer(
            service="block_storage", status=AnswerStatus.PARTIAL, missing=missing, quotas=answer.quotas
        )
    names = [name for name in detail.to_dict() if name not in {"id", "name", "location", "usage", "reservation"}]
    return ServiceAnswer(service="block_storage", quotas=_detailed(detail, {name: name for name in names}))


def network(connection: Any, project: str) -> ServiceAnswer:
    """Neutron: what the project owns, with limits."""
    try:
        detail = wire.get_json(connection.network, f"/quotas/{project}/details")["quota"]
    except Exception as error:
        if status_of(error) not in (403, 404):
            raise
        return _counted_network(connection, project)
    quotas = {
        name: Quota(
            name=name, limit=_limit(row["limit"]), in_use=int(row["used"]), reserved=int(row.get("reserved", 0))
        )
        for theirs, name in NEUTRON.items()
        if isinstance(row := detail.get(theirs), dict)
    }
    return ServiceAnswer(service="network", quotas=quotas)


def object_storage(connection: Any, _project: str) -> ServiceAnswer:
    """Swift: containers have no limit; bytes have where the operator set one."""
    account = wire.swift_account(connection)
    if not account["offered"]:
        return ServiceAnswer(service="object_storage", offered=False)
    quotas = {
        "containers": Quota(name="containers", limit=None, in_use=account["containers"]),
        "object_bytes": Quota(name="object_bytes", limit=account["quota_bytes"], in_use=account["bytes"]),
    }
    return ServiceAnswer(service="object_storage", quotas=quotas)


def load_balancer(connection: Any, project: str) -> ServiceAnswer:
    """Octavia: it states limits; use is counted from lists (Load Balancer API reference, "Quotas")."""
    if not wire.offers(connection, "load-balancer"):
        return ServiceAnswer(service="load_balancer", offered=False)
    adapter = connection.load_balancer
    limits = wire.get_json(adapter, f"/lbaas/quotas/{project}")["quota"]
    quotas: dict[str, Quota] = {}
    for theirs, (name, path) in OCTAVIA.items():
        if theirs in limits:
            limit = _limit(limits[theirs])
            used = (
                _count(wire.listed(adapter, f"/lbaas/{path}", path, [("project_id", project), ("fields", "id")]))
                if path
                else None
            )
            quotas[name] = Quota(name=name, limit=limit, in_use=used)
    return ServiceAnswer(service="load_balancer", quotas=quotas)


def container_infra(connection: Any, project: str) -> ServiceAnswer:
    """Magnum: clusters (Container Infrastructure Management API reference, "Show details of a quota")."""
    if not wire.offers(connection, "container-infrastructure-management"):
        return ServiceAnswer(service="container_infra", offered=False)
    adapter = connection.container_infrastructure_management
    limit = wire.get_json(adapter, f"/quotas/{project}/Cluster").get("hard_limit")
    used = _count(wire.listed(adapter, "/clusters", "clusters"))
    quotas = {"clusters": Quota(name="clusters", limit=None if limit is None else _limit(limit), in_use=used)}
    return ServiceAnswer(service="container_infra", quotas=quotas)


SERVICES: Final[Mapping[str, Callable[[Any, str], ServiceAnswer]]] = {
    "compute": compute,
    "key_pairs": key_pairs,
    "block_storage": block_storage,
    "network": network,
    "load_balancer": load_balancer,
    "container_infra": container_infra,
    "object_storage": object_storage,
}
"""Service -> how its quotas are asked for, in the order in which they are shown."""


def _detailed(detail: Any, names: Mapping[str, str]) -> dict[str, Quota]:
    """A quota set of Nova or Cinder, which openstacksdk splits into limits, ``usage`` and ``reservation``."""
    limits, usage, reserved = detail.to_dict(), detail.usage or {}, detail.reservation or {}
    return {
        name: Quota(
            name=name, limit=_limit(limits[theirs]), in_use=usage.get(theirs), reserved=reserved.get(theirs) or 0
        )
        for theirs, name in names.items()
        if isinstance(limits.get(theirs), int)
    }


def _limits(adapter: Any, service: str, names: Mapping[str, tuple[str, str | None]]) -> ServiceAnswer:
    """``GET /limits``, which every member may read."""
    absolute = wire.get_json(adapter, "/limits")["limits"]["absolute"]
    quotas = {
        name: Quota(name=name, limit=_limit(absolute[limit]), in_use=absolute.get(used) if used else None)
        for name, (limit, used) in names.items()
        if limit in absolute
    }
    missing = tuple(name for name in names if name not in quotas)
    status = AnswerStatus.PARTIAL if missing else AnswerStatus.OK
    return ServiceAnswer(service=service, status=status, missing=missing, quotas=quotas)


def _counted_network(connection: Any, project: str) -> ServiceAnswer:
    """Limits without use, which is counted from lists: the cloud has no details, or does not show them."""
    limits = wire.get_json(connection.network, f"/quotas/{project}")["quota"]
    quotas = {}
    for theirs, name in NEUTRON.items():
        if theirs in limits:
            path = NEUTRON_PATHS[name]
            own = wire.listed(
                connection.network, f"/{path}", path.replace("-", "_"), [("project_id", project), ("fields", "id")]
            )
            quotas[name] = Quota(name=name, limit=_limit(limits[theirs]), in_use=_count(own))
    return ServiceAnswer(service="network", quotas=quotas)


def _count(items: Iterable[Any]) -> int:
    return sum(1 for _ in items)


def _limit(value: Any) -> int | None:
    """OpenStack writes -1 where there is no limit."""
    number = int(value)
    return None if number < 0 else number
