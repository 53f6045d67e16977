"""Everything in a project, grouped as a reader asks: what runs, what lies about, and what each costs a month.

Prices come through a function that the caller gives: this room knows clouds, not price books.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, TypeAlias

from finopsguard.adapters.openstack import usage_answers, wire
from finopsguard.adapters.openstack.failures import guarded
from finopsguard.adapters.openstack.usage_client import OpenStackUsageClient
from finopsguard.types.metering import Cost, Group, MeteringView
from finopsguard.types.quota import AnswerStatus, ServiceAnswer

BYTES_PER_GB: Final = 10**9
GIB_PER_MIB: Final = Decimal(1) / 1024

Pricer: TypeAlias = Callable[[str, Mapping[str, Any]], Cost]
"""Terraform type and attributes of one resource -> its monthly cost. ``flavor`` holds a server's embedded flavor, ``storage_gb`` what is
stored."""


def metering_view(client: OpenStackUsageClient, price: Pricer, *, cloud: str = "") -> MeteringView:
    """The project's servers, volumes, floating IPs and object storage with their monthly cost. What fails is named in ``missing``."""
    login = client.login()
    if login.status is not AnswerStatus.OK:
        return MeteringView(cloud=cloud, project="", region="", date="", groups=(), missing=(f"login: {login.error}",))
    connection, project = client.connection, client.project_id
    groups: list[Group] = []
    missing: list[str] = []
    for service, question in (
        ("compute", lambda: _servers(connection, price)),
        ("block_storage", lambda: _volumes(connection, price)),
        ("network", lambda: _floating_ips(connection, project, price)),
        ("object_storage", lambda: _objects(connection, price)),
    ):
        answer = guarded(service, lambda question=question, service=service: _answer(service, question()))  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
        groups += answer.values.get("groups", ())
        if answer.status is AnswerStatus.ERROR:
            missing.append(f"{service.replace('_', ' ')}: {answer.error}")
    return MeteringView(
        cloud=cloud,
        project=project,
        region=str(connection.config.get_region_name() or ""),
        date=dt.datetime.now(dt.UTC).date().isoformat(),
        groups=tuple(groups),
        missing=tuple(missing),
    )


def together(costs: Iterable[Cost]) -> Cost:
    """The sum of costs in one currency; what is not known, or is in another currency, is counted apart."""
    known: Decimal | None = None
    currency, why, unknown = "", "", 0
    for cost in costs:
        if cost.amount is None or (known is not None and cost.currency != currency):
            unknown += 1
            why = why or cost.why or f"it is in {cost.currency}"
        else:
            known, currency = (known or Decimal(0)) + cost.amount, cost.currency
    return Cost(amount=known, currency=currency, unknown=unknown, why=why)


def _answer(service: str, groups: Sequence[Group]) -> ServiceAnswer:
    return ServiceAnswer(service=service, values={"groups": groups})


def _servers(connection: Any, price: Pricer) -> list[Group]:
    servers = list(wire.servers(connection))
    flavors = usage_answers.flavors_of(connection, servers)
    sizes = [size for server in servers if (size := usage_answers.size_of(server, flavors))]
    costs = [price("openstack_compute_instance_v2", _attributes(server, flavors)) for server in servers]
    figures = {
        "vcpus": Decimal(sum(size.vcpus for size in sizes)),
        "ram_gb": sum(size.ram_mb for size in sizes) * GIB_PER_MIB,
        "disk_gb": Decimal(sum(size.disk_gb for size in sizes)),
    }
    return [Group(name="servers", count=len(servers), figures=figures, cost=_sum(costs))]


def _attributes(server: Mapping[str, Any], flavors: Mapping[str, Any]) -> dict[str, Any]:
    """A server as a plan writes it. Clouds since Nova 2.47 name the flavor and hide its id."""
    embedded = server.get("flavor") or {}
    flavor = embedded if "vcpus" in embedded else flavors.get(str(embedded.get("id"))) or embedded
    name = flavor.get("original_name") or flavor.get("name")
    state = str(server.get("status") or "").lower()
    return {"flavor_name": name, "flavor": flavor, "power_state": state if state.startswith("shelved") else "active"}


def _volumes(connection: Any, price: Pricer) -> list[Group]:
    groups = []
    volumes = list(wire.volumes(connection))
    for name, attached in (("volumes attached", True), ("volumes unattached", False)):
        own = [volume for volume in volumes if bool(volume["attachments"]) is attached]
        costs = [
            price("openstack_blockstorage_volume_v3", {"size": volume["size"], "volume_type": volume["volume_type"]})
            for volume in own
        ]
        size = {"size_gb": Decimal(sum(volume["size"] for volume in own))}
        groups.append(Group(name=name, count=len(own), figures=size, cost=_sum(costs), idle=not attached))
    return groups


def _floating_ips(connection: Any, project: str, price: Pricer) -> list[Group]:
    addresses = list(wire.floating_ips(connection, project, ("id", "port_id")))
    groups = []
    for name, used in (("floating IPs in use", True), ("floating IPs idle", False)):
        own = [address for address in addresses if bool(address["port_id"]) is used]
        costs = [price("openstack_networking_floatingip_v2", {"pool": "public"}) for _ in own]
        groups.append(Group(name=name, count=len(own), cost=_sum(costs), idle=not used))
    return groups


def _objects(connection: Any, price: Pricer) -> list[Group]:
    account = wire.swift_account(connection)
    if not account["offered"]:
        return []
    size = Decimal(account["bytes"]) / BYTES_PER_GB
    cost = price("openstack_objectstorage_container_v1", {"storage_gb": size}) if account["bytes"] else _nothing()
    figures = {"size_gb": size, "objects": Decimal(account["objects"])}
    return [Group(name="object storage", count=account["containers"], figures=figures, cost=cost)]


def _sum(costs: Sequence[Cost]) -> Cost:
    return together(costs) if costs else _nothing()


def _nothing() -> Cost:
    """Where there is nothing, nothing is paid."""
    return Cost(amount=Decimal(0))
