"""Usage of a project: figures are those of the inventory that was seeded (tests/live/openstack/services/seed.py)."""

import datetime as dt
from typing import Any

import pytest

from finopsguard.types.quota import AnswerStatus
from tests.adapters.openstack.cloud import Cloud, client, serving

DEMO_COMPUTE = {
    "instance_count": 7,
    "total_vcpus": 11,
    "total_ram_mb": 19_456,
    "total_ram_gb": 19.0,
    "total_disk_gb": 162,
}
"""3 small (1, 2048, 20), medium (2, 4096, 40), 2 tiny (1, 512, 1), doomed (4, 8192, 80); one small boots from a volume: no disk."""
DEMO_STORAGE = {"volume_count": 8, "total_size_gb": 54, "attached_count": 2, "unattached_count": 6}
DEMO_NETWORK = {
    "network_count": 1,
    "router_count": 1,
    "security_group_count": 2,
    "floating_ip_count": 3,
    "floating_ips_in_use": 1,
}


def without_period(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if not name.startswith("period_")}


def test_everything_of_a_project(cloud: Cloud) -> None:
    with client(cloud) as one:
        assert one.validate_connection()
        used = one.get_all_usage()
    assert list(used) == ["compute", "storage", "network", "object_storage", "timestamp"]
    assert without_period(used["compute"]) == DEMO_COMPUTE  # shelved, stopped and of a deleted flavor: all seven
    assert used["storage"] == DEMO_STORAGE
    assert used["network"] == DEMO_NETWORK  # the public network is shared, not the project's
    assert used["object_storage"] == {
        "container_count": 7,
        "object_count": 21,
        "total_bytes": 56_000,
        "total_size_gb": 56_000 / 1024**3,
    }
    assert dt.datetime.fromisoformat(used["timestamp"]).tzinfo == dt.UTC


def test_all_pages_are_read(cloud: Cloud) -> None:
    """The services answer five at a time."""
    with client(cloud) as one:
        rows = one.list_resources_with_usage()
    kinds = [row["type"] for row in rows]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "compute.instance": 7,
        "storage.volume": 8,
        "network.floating_ip": 3,
    }
    assert [list(row) for row in (rows[0], rows[7], rows[15])] == [
        ["type", "id", "name", "status", "created"],
        ["type", "id", "name", "status", "size_gb"],
        ["type", "id", "address", "status", "in_use"],
    ]
    assert sum(row["size_gb"] for row in rows if row["type"] == "storage.volume") == 54
    assert [row["in_use"] for row in rows if row["type"] == "network.floating_ip"].count(True) == 1


def test_a_period_counts_servers_that_are_gone(cloud: Cloud) -> None:
    end = dt.datetime(2026, 11, 21, 23, 59)  # noqa: DTZ001  naive times are UTC
    with client(cloud) as one:
        used = one.compute_usage(end - dt.timedelta(hours=2), end)
    assert (used.values["instance_count"], used.values["total_vcpus"]) == (8, 12)  # the seven and a deleted tiny one
    assert used.values["total_ram_mb"] == 19_456 + 512
    assert (used.values["period_start"], used.values["period_end"]) == (
        "2026-11-21T21:59:00+00:00",
        "2026-11-21T23:59:00+00:00",
    )
    assert used.status is AnswerStatus.PARTIAL
    assert "1 deleted server" in used.missing[0]


def test_a_period_that_ends_before_it_starts_is_a_mistake_of_the_caller(cloud: Cloud) -> None:
    with client(cloud) as one, pytest.raises(ValueError, match="is after end"):
        one.get_compute_usage(dt.datetime(2026, 2, 1, tzinfo=dt.UTC), dt.datetime(2026, 1, 1, tzinfo=dt.UTC))


def test_limits(cloud: Cloud) -> None:
    with client(cloud) as one:
        assert one.get_compute_quotas() == {
            "instances": 20,
            "cores": -1,
            "ram_mb": 65_536,
            "key_pairs": 7,
            "server_groups": 3,
        }
        assert one.get_network_quotas() == {
            "networks": 8,
            "subnets": 9,
            "routers": 2,
            "floating_ips": 5,
            "security_groups": -1,
            "security_group_rules": 60,
        }
        assert one.get_storage_quotas() == {"volumes": 30, "gigabytes": 500, "snapshots": -1, "backups": 2}
        cores = one.quotas("compute").quotas["cores"]
        assert (cores.limit, cores.unlimited, cores.used) == (None, True, 11)
        assert one.quotas("block_storage").quotas["gigabytes"].used == 74  # 54 in volumes, 20 in a snapshot


def test_two_projects_do_not_see_each_other() -> None:
    with serving("other") as running, client(running) as one:
        used = one.get_all_usage()
        assert (used["compute"]["instance_count"], used["compute"]["total_vcpus"]) == (1, 2)
        assert used["storage"] == {"volume_count": 1, "total_size_gb": 3, "attached_count": 0, "unattached_count": 1}
        assert used["network"]["floating_ip_count"] == 1
        assert (used["object_storage"]["container_count"], used["object_storage"]["total_bytes"]) == (1, 77)
        project = one.project_id
        assert all(project in path for _, path in running.calls if "AUTH_" in path or "/quotas/" in path)


def test_an_empty_project_uses_nothing() -> None:
    with serving("empty") as running, client(running) as one:
        used = one.get_all_usage()
        period = one.compute_usage(dt.datetime(2026, 11, 21, tzinfo=dt.UTC))  # an empty project answers {}
        assert used["object_storage"]["container_count"] == 0  # its account was never written to: 404
    assert set(without_period(used["compute"]).values()) == {0}
    assert (period.status, period.values["instance_count"]) == (AnswerStatus.OK, 0)
    assert used["storage"]["volume_count"] == 0


def test_a_cloud_without_object_storage_stores_no_objects() -> None:
    with serving("noswift") as running, client(running) as one:
        answer = one.object_storage_usage()
        assert one.get_object_storage_usage()["object_count"] == 0
        assert not one.quotas("load_balancer").offered
    assert (answer.status, answer.offered) == (AnswerStatus.OK, False)


def test_an_old_cloud_names_flavors_by_id(cloud: Cloud) -> None:
    """Before Nova 2.47 a server says which flavor it has, and nothing of its size: one listing of flavors answers for all."""
    servers = [
        {"id": f"s{number}", "name": f"old{number}", "status": "ACTIVE", "image": {"id": "i"}, "flavor": {"id": flavor}}
        for number, flavor in enumerate(("f1", "f1", "f2", "gone"))
    ]
    flavors = [
        {"id": "f1", "name": "a", "vcpus": 2, "ram": 1024, "disk": 10, "links": []},
        {"id": "f2", "name": "b", "vcpus": 8, "ram": 4096, "disk": 0, "links": []},
    ]
    cloud.reply("GET", "/servers/detail", {"servers": servers})
    cloud.reply("GET", "/flavors/detail", {"flavors": flavors})
    with client(cloud) as one:
        answer = one.compute_usage()
    assert without_period(dict(answer.values)) == {
        "instance_count": 4,
        "total_vcpus": 12,
        "total_ram_mb": 6144,
        "total_ram_gb": 6.0,
        "total_disk_gb": 20,
    }
    assert (answer.status, answer.missing) == (AnswerStatus.PARTIAL, ("the size of old3: its flavor is not known",))
    assert [path for _, path in cloud.calls if "flavors" in path] == ["/compute/v2.1/flavors/detail"]


def test_usage_and_quotas_of_a_thousand_servers_take_at_most_fifteen_calls(cloud: Cloud) -> None:
    server = next(one for one in cloud.answers if one["url"].endswith("/servers/detail"))["body"]["servers"][0]
    many = [{**server, "id": f"{number:036}", "name": f"s{number}"} for number in range(1000)]
    cloud.reply("GET", "/servers/detail", {"servers": many})
    cloud.reply("GET", "/volumes/detail", {"volumes": []})
    with client(cloud) as one:
        used = one.get_all_usage()
        quotas = [one.get_compute_quotas(), one.get_network_quotas(), one.get_storage_quotas()]
    assert used["compute"]["instance_count"] == 1000
    assert all(quotas)
    assert len(cloud.calls) <= 15, cloud.calls


def test_twenty_three_servers_in_pages_of_five(cloud: Cloud) -> None:
    server = next(one for one in cloud.answers if one["url"].endswith("/servers/detail"))["body"]["servers"][0]
    names = [f"{number:036}" for number in range(23)]

    def page(_method: str, path: str, query: dict[str, str]) -> tuple[int, Any] | None:
        if not path.endswith("/servers/detail"):
            return None
        start = names.index(query["marker"]) + 1 if "marker" in query else 0
        shown = names[start : start + 5]
        link = f"{cloud.url}/compute/v2.1/servers/detail?marker={shown[-1]}" if start + 5 < len(names) else ""
        links = [{"rel": "next", "href": link}] if link else []
        return 200, {"servers": [{**server, "id": name} for name in shown], "servers_links": links}

    cloud.rules.append(page)
    with client(cloud) as one:
        assert one.get_compute_usage()["instance_count"] == 23
    assert sum(1 for _, path in cloud.calls if path.endswith("/servers/detail")) == 5
