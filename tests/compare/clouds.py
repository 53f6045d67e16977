"""A cloud written in a test, and plans for it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from finopsguard.compare.quotas import check_quotas
from finopsguard.plan import Limits, read_plan
from finopsguard.types.plan import Plan
from finopsguard.types.quota import (
    AnswerStatus,
    Flavor,
    Place,
    Quota,
    QuotaLine,
    ServiceAnswer,
    Stated,
    Unanswered,
)
from tests.plans import change

OPENSTACK = "registry.terraform.io/terraform-provider-openstack/openstack"
SMALL = Flavor(name="m1.small", vcpus=1, ram_mb=2048, disk_gb=20)
LARGE = Flavor(name="m1.large", vcpus=4, ram_mb=8192, disk_gb=80)
ROOM = {
    "compute": {"instances": (20, 7), "cores": (40, 11), "ram_mb": (65_536, 19_456), "server_groups": (3, 1)},
    "key_pairs": {"key_pairs": (7, 1)},
    "block_storage": {"volumes": (30, 8), "gigabytes": (500, 74), "per_volume_gigabytes": (200, 0)},
    "network": {
        "networks": (8, 1),
        "subnets": (9, 1),
        "routers": (2, 1),
        "ports": (40, 8),
        "floating_ips": (5, 3),
        "security_groups": (None, 2),
        "security_group_rules": (60, 9),
    },
    "load_balancer": {"load_balancers": (2, 1)},
    "object_storage": {"containers": (None, 7)},
}
"""Service -> quota -> limit and use."""


class FakeCloud:
    """:class:`finopsguard.types.quota.QuotaSource` of what a test says."""

    def __init__(self, room: Mapping[str, Any] = ROOM, *, cloud: str = "test", **answers: ServiceAnswer) -> None:
        self.cloud = cloud
        self.room = room
        self.answers = answers
        self.flavors = {flavor.name: flavor for flavor in (SMALL, LARGE)}
        self.default_type: str | Unanswered = "standard"

    def place(self, stated: Stated) -> Place:
        return Place(cloud=self.cloud, project=stated.project or "own", region=stated.region or "R1")

    def quotas(self, place: Place, service: str) -> ServiceAnswer:
        if place.refused:
            return ServiceAnswer(service=service, status=AnswerStatus.ERROR, error=place.refused)
        if service in self.answers:
            return self.answers[service]
        if service not in self.room:
            return ServiceAnswer(service=service, offered=False)
        rows = self.room[service].items()
        quotas = {name: Quota(name=name, limit=limit, in_use=used) for name, (limit, used) in rows}
        return ServiceAnswer(service=service, quotas=quotas)

    def flavor(self, place: Place, *, name: str = "", id_: str = "") -> Flavor | Unanswered:
        found = self.flavors.get(name or id_)
        return found or Unanswered(f"the cloud shows no flavor {name or id_}")

    def default_volume_type(self, place: Place) -> str | Unanswered:
        return self.default_type


def with_room(service: str, **quotas: tuple[int | None, int | None]) -> FakeCloud:
    """The usual cloud with other figures in one service."""
    return FakeCloud({**ROOM, service: {**ROOM.get(service, {}), **quotas}})


def new(address: str, after: Mapping[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """A resource that the plan creates."""
    return change(address, ["create"], None, dict(after or {}), provider_name=OPENSTACK, **fields)


def gone(address: str, before: Mapping[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """A resource that the plan destroys."""
    return change(address, ["delete"], dict(before or {}), None, provider_name=OPENSTACK, **fields)


def changed(
    address: str, before: Mapping[str, Any], after: Mapping[str, Any], *actions: str, **fields: Any
) -> dict[str, Any]:
    """A resource that the plan updates, or with ``actions`` replaces."""
    return change(address, list(actions) or ["update"], dict(before), dict(after), provider_name=OPENSTACK, **fields)


def read(folder: Path, *changes: dict[str, Any], name: str = "plan.json", **keys: Any) -> Plan:
    """A plan of these changes."""
    content = {"format_version": "1.2", "terraform_version": "1.9.8", "resource_changes": list(changes), **keys}
    file = folder / name
    file.write_text(json.dumps(content), encoding="utf-8")
    return read_plan(str(file), limits=Limits(), environ={})


def lines(folder: Path, *changes: dict[str, Any], cloud: FakeCloud | None = None, **keys: Any) -> dict[str, QuotaLine]:
    """What the plan does to each quota of its one place."""
    found = check_quotas([read(folder, *changes, **keys)], cloud or FakeCloud())
    assert len({(line.project, line.region) for line in found}) <= 1
    return {line.name: line for line in found}


def figures(line: QuotaLine) -> tuple[Any, ...]:
    """Used, plan, peak, after, limit, headroom, status."""
    return (*msgspec.structs.astuple(line)[4:10], line.status.value)
