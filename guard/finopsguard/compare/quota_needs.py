"""What one configuration of a resource takes out of a project's quotas (terraform-provider-openstack's resources; the services' quotas).

A function per resource type that takes more than one of something; the others are rows of :data:`COUNTED`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from finopsguard.compare.quota_item import Item
from finopsguard.types.quota import Flavor

DEFAULT_RULES: Final = 2
"""Rules that Neutron puts into every new security group: all traffic out, by IPv4 and by IPv6."""

COUNTED: Final[Mapping[str, str]] = {
    "openstack_blockstorage_backup_v3": "backups",
    "openstack_compute_floatingip_v2": "floating_ips",
    "openstack_compute_keypair_v2": "key_pairs",
    "openstack_compute_servergroup_v2": "server_groups",
    "openstack_lb_listener_v2": "listeners",
    "openstack_lb_member_v2": "members",
    "openstack_lb_monitor_v2": "health_monitors",
    "openstack_lb_pool_v2": "pools",
    "openstack_networking_floatingip_v2": "floating_ips",
    "openstack_networking_network_v2": "networks",
    "openstack_networking_port_v2": "ports",
    "openstack_networking_rbac_policy_v2": "rbac_policies",
    "openstack_networking_router_v2": "routers",
    "openstack_networking_secgroup_rule_v2": "security_group_rules",
    "openstack_networking_subnet_v2": "subnets",
    "openstack_networking_subnetpool_v2": "subnet_pools",
    "openstack_objectstorage_container_v1": "containers",
}
"""Type -> the one quota that each resource of it takes one of. A router's gateway port belongs to no project and counts for none."""


class Need(msgspec.Struct, frozen=True, gc=False):
    """An amount of one quota."""

    name: str
    amount: int | None
    """``None`` where the plan does not tell."""
    why: str = ""
    """Why it is not told; or what was assumed."""


def needs(item: Item) -> Iterable[Need]:
    """Everything that the resource takes; nothing for types that no quota counts."""
    function = FUNCTIONS.get(item.type)
    if function is not None:
        return function(item)
    name = COUNTED.get(item.type)
    return (Need(name, 1),) if name else ()


def counts(type_: str) -> bool:
    """Whether a quota counts resources of a type."""
    return type_ in FUNCTIONS or type_ in COUNTED


def server(item: Item) -> Iterator[Need]:
    """``openstack_compute_instance_v2``: the server, its flavor, the volumes made for it, and a port for every ``network`` without one."""
    yield Need("instances", 1)
    yield from _size(item.flavor("flavor_name", "flavor_id"), 1)
    for position, device in enumerate(item.blocks("block_device")):
        if device.get("destination_type") == "volume" and device.get("source_type") != "volume":
            stays = item.leaving and device.get("delete_on_termination") is not True
            if not stays:
                path = f"block_device.{position}"
                size = item.count(f"{path}.volume_size", least=1)
                yield from _volume(
                    size, item.text(f"{path}.volume_type"), f"{path}.volume_size: the image or snapshot decides"
                )
    yield from _server_ports(item)


def volume(item: Item) -> Iterator[Need]:
    """``openstack_blockstorage_volume_v3`` and before."""
    yield from _volume(item.count("size", least=1), item.text("volume_type"), "size is known only after apply")


def snapshot(item: Item) -> Iterator[Need]:
    """A snapshot takes the size of its volume from ``gigabytes`` too."""
    yield Need("snapshots", 1)
    source = next(iter(item.follow("volume_id")), {})
    size = source.get("size")
    yield Need("gigabytes", size if isinstance(size, int) else None, "the size of the volume is not in the plan")


def security_group(item: Item) -> Iterator[Need]:
    """``openstack_networking_secgroup_v2`` with the two rules that it comes with."""
    yield Need("security_groups", 1)
    if item.values.get("delete_default_rules") is not True:
        yield Need("security_group_rules", DEFAULT_RULES)


def old_security_group(item: Item) -> Iterator[Need]:
    """``openstack_compute_secgroup_v2``: rules stand inside."""
    yield Need("security_groups", 1)
    yield Need("security_group_rules", DEFAULT_RULES + len(item.blocks("rule")))


def router_interface(item: Item) -> Iterator[Need]:
    """``openstack_networking_router_interface_v2``: Neutron makes a port for a subnet; with ``port_id`` there is one already."""
    if not item.given("port_id"):
        yield Need("ports", 1)


def attached_interface(item: Item) -> Iterator[Need]:
    """``openstack_compute_interface_attach_v2``: Nova makes a port for a network."""
    if not item.given("port_id"):
        yield Need("ports", 1)


def load_balancer(item: Item) -> Iterator[Need]:
    """``openstack_lb_loadbalancer_v2`` and the port of its VIP."""
    yield Need("load_balancers", 1)
    if not item.given("vip_port_id"):
        yield Need("ports", 1)


def members(item: Item) -> Iterator[Need]:
    """``openstack_lb_members_v2``: all members of a pool."""
    unknown = item.is_unknown("member")
    yield Need(
        "members",
        None if unknown else len(item.blocks("member")),
        "member is known only after apply" if unknown else "",
    )


def cluster(item: Item) -> Iterator[Need]:
    """``openstack_containerinfra_cluster_v1``: Heat makes a server, a volume and ports for its masters and nodes.

    Networks, routers and load balancers of the template come on top where it makes some; the plan does not tell.
    """
    template = next(iter(item.follow("cluster_template_id")), {})
    yield Need("clusters", 1)
    for count, flavor in (("master_count", "master_flavor"), ("node_count", "flavor")):
        yield from _nodes(item, item.count(count, default=1), flavor, template)


def node_group(item: Item) -> Iterator[Need]:
    """``openstack_containerinfra_nodegroup_v1``: more nodes of a cluster."""
    yield from _nodes(item, item.count("node_count", default=1), "flavor_id", {})


def _nodes(item: Item, number: int | None, flavor: str, template: Mapping[str, Any]) -> Iterator[Need]:
    why = "the number of nodes is known only after apply"
    yield Need("instances", number, why if number is None else "")
    yield Need("ports", number, why if number is None else "")
    size = item.flavor("", flavor, fallback=str(template.get(flavor) or ""))
    if number is None:
        yield from (Need(name, None, why) for name in ("cores", "ram_mb"))
    else:
        yield from _size(size, number)
    disk = item.values.get("docker_volume_size") or template.get("docker_volume_size")
    if number and isinstance(disk, int):
        yield Need("volumes", number)
        yield Need("gigabytes", number * disk)


def _size(flavor: Flavor | str, number: int) -> Iterator[Need]:
    if isinstance(flavor, str):
        yield Need("cores", None, flavor)
        yield Need("ram_mb", None, flavor)
        return
    yield Need("cores", number * flavor.vcpus)
    yield Need("ram_mb", number * flavor.ram_mb)


def _volume(size: int | None, type_: str | None, why: str) -> Iterator[Need]:
    """A volume counts in all and in its type: ``volumes_<type>``. An empty type stands for the cloud's default."""
    said = why if size is None else ""
    yield Need("volumes", 1)
    yield Need("gigabytes", size, said)
    yield Need("per_volume_gigabytes", size, said)
    if type_ is None:
        type_ = UNKNOWN_TYPE
    yield Need(f"volumes_{type_}", 1)
    yield Need(f"gigabytes_{type_}", size, said)


UNKNOWN_TYPE: Final = "\0"
"""In place of a volume type that only apply tells; no type has such a name."""


def _server_ports(item: Item) -> Iterator[Need]:
    """A port for every ``network`` block that names none. Without any block Nova takes the project's one network."""
    if item.values.get("network_mode") == "none":
        return
    networks = item.blocks("network")
    if not networks:
        yield Need("ports", 1, "no network is named: one port on the project's network assumed")
        return
    made = [position for position in range(len(networks)) if not item.given(f"network.{position}.port")]
    if made:
        yield Need("ports", len(made))


FUNCTIONS: Final[Mapping[str, Callable[[Item], Iterator[Need]]]] = {
    "openstack_blockstorage_snapshot_v3": snapshot,
    "openstack_blockstorage_volume_v1": volume,
    "openstack_blockstorage_volume_v2": volume,
    "openstack_blockstorage_volume_v3": volume,
    "openstack_compute_instance_v2": server,
    "openstack_compute_interface_attach_v2": attached_interface,
    "openstack_compute_secgroup_v2": old_security_group,
    "openstack_containerinfra_cluster_v1": cluster,
    "openstack_containerinfra_nodegroup_v1": node_group,
    "openstack_lb_loadbalancer_v2": load_balancer,
    "openstack_lb_members_v2": members,
    "openstack_networking_router_interface_v2": router_interface,
    "openstack_networking_secgroup_v2": security_group,
}

CHANGEABLE: Final[Mapping[str, tuple[str, ...]]] = {
    "openstack_blockstorage_volume_v1": ("gigabytes", "volumes_", "gigabytes_", "per_volume_gigabytes"),
    "openstack_blockstorage_volume_v2": ("gigabytes", "volumes_", "gigabytes_", "per_volume_gigabytes"),
    "openstack_blockstorage_volume_v3": ("gigabytes", "volumes_", "gigabytes_", "per_volume_gigabytes"),
    "openstack_compute_instance_v2": ("cores", "ram_mb"),
    "openstack_compute_secgroup_v2": ("security_group_rules",),
    "openstack_containerinfra_cluster_v1": ("instances", "cores", "ram_mb", "ports", "volumes", "gigabytes"),
    "openstack_containerinfra_nodegroup_v1": ("instances", "cores", "ram_mb", "ports"),
    "openstack_lb_members_v2": ("members",),
}
"""Type -> quotas of which an update in place may take more or less; everything else of it is replaced, or takes nothing."""

SERVICE: Final[Mapping[str, str]] = {
    **dict.fromkeys(("instances", "cores", "ram_mb", "server_groups"), "compute"),
    "key_pairs": "key_pairs",
    **dict.fromkeys(("volumes", "gigabytes", "per_volume_gigabytes", "snapshots", "backups"), "block_storage"),
    **dict.fromkeys(
        (
            "networks",
            "subnets",
            "subnet_pools",
            "routers",
            "ports",
            "floating_ips",
            "security_groups",
            "security_group_rules",
            "rbac_policies",
        ),
        "network",
    ),
    **dict.fromkeys(("load_balancers", "listeners", "pools", "members", "health_monitors"), "load_balancer"),
    "clusters": "container_infra",
    "containers": "object_storage",
}
"""Name of a quota -> the service that has it, in the order in which they are shown. Quotas per volume type are ``block_storage``'s."""
