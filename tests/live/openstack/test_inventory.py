"""What real services answer equals what was put into them."""

import datetime as dt
import os
import signal
import time
from typing import Any

import pytest

from finopsguard.adapters.openstack import CloudQuotas, InfomaniakMeteringClient, OpenStackUsageClient
from finopsguard.adapters.openstack.failures import quietly
from finopsguard.adapters.usage.openstack_usage import OpenStackUsageAdapter
from finopsguard.types.quota import AnswerStatus, Stated
from tests.live.openstack.conftest import APPLICATION_CREDENTIALS, OS_HOME

Inventory = dict[str, Any]


def login(name: str, **options: Any) -> OpenStackUsageClient:
    return OpenStackUsageClient.from_cloud(name, **options)


@pytest.mark.parametrize("name", ["demo", "demo-reader"])
def test_usage_of_a_project(inventory: Inventory, name: str) -> None:
    known = inventory["demo"]
    with login(name) as client:
        used = client.get_all_usage()
        rows = client.list_resources_with_usage()
    compute, storage, network = used["compute"], used["storage"], used["network"]
    assert compute["instance_count"] == known["compute"]["servers"]
    assert compute["total_vcpus"] == known["compute"]["vcpus_all"]
    assert compute["total_ram_mb"] == known["compute"]["ram_mb_all"]
    assert compute["total_disk_gb"] == known["compute"]["flavor_disk_gb_without_bfv"]
    assert (storage["volume_count"], storage["total_size_gb"]) == (
        known["storage"]["volumes"],
        known["storage"]["gigabytes"],
    )
    assert storage["attached_count"] == known["storage"]["attached"]
    assert network == {
        "network_count": known["network"]["own_networks"],
        "router_count": known["network"]["routers"],
        "security_group_count": known["network"]["security_groups"],
        "floating_ip_count": known["network"]["floating_ips"],
        "floating_ips_in_use": known["network"]["floating_ips_in_use"],
    }
    stored = used["object_storage"]
    assert (stored["container_count"], stored["object_count"], stored["total_bytes"]) == (
        known["object_storage"]["containers"],
        known["object_storage"]["objects"],
        known["object_storage"]["bytes"],
    )
    assert len(rows) == known["compute"]["servers"] + known["storage"]["volumes"] + known["network"]["floating_ips"]


def test_a_period_counts_the_server_that_is_gone(inventory: Inventory) -> None:
    with login("demo") as client:
        used = client.get_compute_usage(start=dt.datetime.now(dt.UTC) - dt.timedelta(hours=3))
    assert used["instance_count"] == inventory["demo"]["compute"]["servers"] + 1


@pytest.mark.parametrize("name", ["demo", "demo-reader"])
def test_quotas_of_a_project(inventory: Inventory, name: str) -> None:
    known = inventory["demo"]
    with login(name) as client:
        limits = client.get_compute_quotas()
        assert limits == {
            ("ram_mb" if quota == "ram" else quota): limit for quota, limit in known["compute_quota"].items()
        }
        assert client.get_storage_quotas() == known["storage_quota"]
        network = client.get_network_quotas()
        assert (network["floating_ips"], network["security_groups"]) == (5, -1)
        assert client.quotas("block_storage").quotas["gigabytes"].used == known["storage"]["quota_gigabytes_in_use"]
        assert client.quotas("network").quotas["floating_ips"].used == known["network"]["floating_ips"]


def test_other_projects_see_their_own(inventory: Inventory) -> None:
    known = inventory["other"]
    with login("other") as client:
        used = client.get_all_usage()
    assert (used["compute"]["instance_count"], used["compute"]["total_vcpus"]) == (known["servers"], known["vcpus"])
    assert used["storage"]["total_size_gb"] == known["gigabytes"]
    assert used["network"]["floating_ip_count"] == known["floating_ips"]
    assert used["object_storage"]["total_bytes"] == known["bytes"]
    with login("empty") as client:
        assert client.get_compute_usage()["instance_count"] == 0
        assert client.get_object_storage_usage()["container_count"] == 0
    with login("noswift") as client:
        assert not client.object_storage_usage().offered


def test_an_administrator_counts_one_project_only(inventory: Inventory) -> None:
    """Neutron's lists show an administrator every project's."""
    with login("admin") as client:
        assert client.get_network_usage()["floating_ip_count"] == 0


def test_application_credentials(inventory: Inventory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(APPLICATION_CREDENTIALS))
    with login("finops") as client:
        assert client.get_compute_usage()["instance_count"] == inventory["demo"]["compute"]["servers"]
        auth = client.connection.config.config["auth"]
        assert "one project" in CloudQuotas(client).place(Stated(project="other")).refused
    with InfomaniakMeteringClient.from_credentials(
        auth["application_credential_id"],
        auth["application_credential_secret"],
        auth_url=auth["auth_url"],
        region="RegionOne",
    ) as client:
        assert client.get_storage_usage()["volume_count"] == inventory["demo"]["storage"]["volumes"]
    deadline = time.monotonic() + 30
    answer = None
    while answer is None or (
        answer.status is AnswerStatus.OK and time.monotonic() < deadline
    ):  # it ends 5 s after it was made
        with login("finops-expired") as client:
            answer = client.compute_usage()
    assert (answer.status, answer.status_code) == (AnswerStatus.ERROR, 401)


def test_the_bill(inventory: Inventory) -> None:
    rated = inventory["demo"]["rating"]
    begin, end = (dt.datetime.fromisoformat(rated[name]) for name in ("begin", "end"))
    with login("demo") as client:
        records = OpenStackUsageAdapter(client, currency="CHF").get_cost_usage(begin, end, "HOURLY")
    costs = {
        service: sum(one.cost for one in records if one.service == service) for service in ("instance", "volume.size")
    }
    assert costs == {name: pytest.approx(rated[name]) for name in costs}


def test_a_user_with_a_role_in_two_projects_asks_for_both(inventory: Inventory) -> None:
    projects = inventory["projects"]
    with login("admin") as client:
        identity = client.connection.identity
        with quietly():
            role = next(role.id for role in identity.roles() if role.name == "reader")
            for name in ("demo", "other"):
                identity.assign_project_role_to_user(projects[name], client.connection.current_user_id, role)
        quotas = CloudQuotas(client)
        used = {
            name: quotas.quotas(quotas.place(Stated(project=said)), "compute").quotas["instances"].used
            for name, said in (("demo", "demo"), ("other", projects["other"]), ("admin", ""))
        }
    assert used == {"demo": inventory["demo"]["compute"]["servers"], "other": inventory["other"]["servers"], "admin": 0}


def test_a_login_of_the_whole_system(inventory: Inventory) -> None:
    with login("system-admin") as client:
        assert "belong to projects" in CloudQuotas(client).place(Stated()).refused


def test_one_service_away(inventory: Inventory, stopped: Any) -> None:
    stopped("cinder")
    with login("demo") as client:
        used = client.get_all_usage()
        answer = client.quotas("block_storage")
    assert used["storage"] == {}
    assert used["compute"]["instance_count"] == inventory["demo"]["compute"]["servers"]
    assert (answer.status, answer.status_code) == (AnswerStatus.ERROR, None)


def test_a_service_that_hangs(inventory: Inventory) -> None:
    process = int((OS_HOME / "state/pid/cinder").read_text().split()[0])
    os.kill(process, signal.SIGSTOP)
    try:
        with login("demo", timeout=1) as client:
            answer = client.storage_usage()
            assert client.get_network_usage()["network_count"] == inventory["demo"]["network"]["own_networks"]
    finally:
        os.kill(process, signal.SIGCONT)
    assert answer.error == "it did not answer in time"
