"""What goes wrong in a cloud: the dicts are empty, the typed answers say why, and the other services still answer."""

import logging
from typing import Any

import pytest

from finopsguard.adapters.openstack import CloudQuotas
from finopsguard.types.quota import AnswerStatus, Place, Stated
from tests.adapters.openstack.cloud import Cloud, client

HTML = "<html><body><h1>503 Service Unavailable</h1>No server is available to handle this request.</body></html>"


def test_one_service_stopped_while_the_others_run(cloud: Cloud, caplog: pytest.LogCaptureFixture) -> None:
    cloud.stop("volume")
    with client(cloud) as one, caplog.at_level(logging.WARNING):
        used = one.get_all_usage()
        answer = one.storage_usage()
        assert one.get_storage_quotas() == {}
        kinds = {row["type"] for row in one.list_resources_with_usage()}
    assert used["storage"] == {}
    assert used["compute"]["instance_count"] == 7
    assert (answer.status, answer.status_code) == (AnswerStatus.ERROR, None)
    assert answer.error.startswith("it cannot be reached")
    assert kinds == {"compute.instance", "network.floating_ip"}
    assert any("block_storage" in record.getMessage() for record in caplog.records)


@pytest.mark.parametrize("status", [403, 404])
def test_a_cloud_that_keeps_details_to_administrators(cloud: Cloud, status: int) -> None:
    """Nova's and Cinder's limits, and Neutron's limits with counted lists, answer instead."""
    cloud.fail("/os-quota-sets/", status)
    cloud.fail("/details", status)
    limits = {"network": 8, "subnet": 9, "router": 2, "port": 40, "floatingip": 5, "security_group": -1}
    for path in ("networks", "subnets", "routers", "ports", "security-groups"):
        cloud.reply("GET", f"/v2.0/{path}", {path.replace("-", "_"): [{"id": "a"}, {"id": "b"}]})
    with client(cloud) as one:
        cloud.reply("GET", f"/quotas/{one.project_id}", {"quota": limits})
        cloud.reply("GET", "/v2.0/floatingips", {"floatingips": [{"id": "a", "port_id": None}] * 3})
        compute, storage, network = (one.quotas(name) for name in ("compute", "block_storage", "network"))
    assert (compute.quotas["instances"].limit, compute.quotas["instances"].used) == (20, 7)
    assert (compute.quotas["cores"].limit, compute.quotas["cores"].used) == (None, 11)
    assert (storage.quotas["gigabytes"].limit, storage.quotas["gigabytes"].used) == (500, 74)
    assert (storage.status, storage.missing) == (AnswerStatus.PARTIAL, ("quotas per volume type and per volume",))
    assert (network.quotas["ports"].limit, network.quotas["ports"].used) == (40, 2)
    assert network.quotas["security_groups"].unlimited


def test_a_plain_member_may_be_refused(cloud: Cloud) -> None:
    cloud.fail("/network/v2.0", 403, {"NeutronError": {"message": "rule:get_quota is disallowed by policy"}})
    with client(cloud) as one:
        answer = one.quotas("network")
        assert one.get_network_quotas() == {}
    assert (answer.status, answer.status_code) == (AnswerStatus.ERROR, 403)
    assert (
        answer.error
        == "the role of these credentials does not allow it (HTTP 403: rule:get_quota is disallowed by policy)"
    )


def test_keystone_down_behind_a_proxy_answers_html(cloud: Cloud) -> None:
    cloud.fail("/auth/tokens", 503, HTML)
    with client(cloud) as one:
        assert not one.validate_connection()
        assert one.login().status_code == 503
        assert "<" not in one.login().error
        assert one.get_compute_usage() == {}
        assert one.get_compute_quotas() == {}


def test_credentials_that_have_expired(cloud: Cloud) -> None:
    cloud.fail("/auth/tokens", 401, {"error": {"code": 401, "message": "Application credential has expired"}})
    with client(cloud) as one:
        answer = one.compute_usage()
    assert (answer.status, answer.status_code) == (AnswerStatus.ERROR, 401)
    assert "wrong, revoked or expired" in answer.error


def test_a_token_that_expires_in_the_middle_is_renewed_once(cloud: Cloud) -> None:
    expired = iter([True])

    def refuse(_method: str, path: str, _query: dict[str, str]) -> tuple[int, Any] | None:
        if "/volumes/detail" in path and next(expired, False):
            return 401, {"error": {"code": 401, "message": "The request you have made requires authentication."}}
        return None

    cloud.rules.append(refuse)
    with client(cloud) as one:
        assert one.get_all_usage()["storage"]["volume_count"] == 8
    assert sum(1 for _, path in cloud.calls if path.endswith("/auth/tokens")) == 2


def test_a_service_that_hangs_is_given_up(cloud: Cloud) -> None:
    cloud.hang("/volume/")
    with client(cloud, timeout=0.2) as one:
        answer = one.quotas("block_storage")
        cloud.release.set()
        assert one.get_compute_usage()["instance_count"] == 7
    assert (answer.status, answer.error) == (AnswerStatus.ERROR, "it did not answer in time")


def test_an_answer_that_is_no_answer(cloud: Cloud) -> None:
    cloud.reply("GET", "/details", {"quota": "none"})
    cloud.rules.append(lambda _method, path, _query: (200, "<p>maintenance</p>") if "/floatingips" in path else None)
    with client(cloud) as one:
        assert one.get_network_usage() == {}
        assert one.network_usage().status is AnswerStatus.ERROR


def test_a_login_of_the_whole_system_has_no_project(cloud: Cloud) -> None:
    login = next(answer for answer in cloud.answers if answer["url"].endswith("/auth/tokens"))
    login["body"]["token"].pop("project")
    login["body"]["token"]["system"] = {"all": True}
    with client(cloud) as one:
        place = CloudQuotas(one).place(Stated())
    assert "belong to projects" in place.refused


class TestPlaces:
    """Which project and region a plan means."""

    def test_what_a_plan_does_not_say_is_the_login_s(self, cloud: Cloud) -> None:
        with client(cloud) as one:
            quotas = CloudQuotas(one, "demo")
            own = Place(cloud="demo", project="demo", region="RegionOne")
            assert quotas.place(Stated()) == own
            assert quotas.place(Stated(project=one.project_id, region="RegionOne")) == own
            assert quotas.place(Stated(project="demo", auth_url=f"{cloud.url}/v3")) == own

    def test_another_region_another_cloud_another_project(self, cloud: Cloud) -> None:
        with client(cloud) as one:
            quotas = CloudQuotas(one, "demo")
            assert "no region Elsewhere" in quotas.place(Stated(region="Elsewhere")).refused
            assert (
                "the cloud at keystone.example:5000"
                in quotas.place(Stated(auth_url="https://keystone.example:5000/v3")).refused
            )
            cloud.fail("/auth/tokens", 401, {"error": {"code": 401, "message": "no role in it"}})
            assert "no role in it" in quotas.place(Stated(project="secret")).refused

    def test_another_region_of_the_same_login(self, cloud: Cloud) -> None:
        login = next(answer for answer in cloud.answers if answer["url"].endswith("/auth/tokens"))
        for service in login["body"]["token"]["catalog"]:
            service["endpoints"] += [{**one, "region": "Two", "region_id": "Two"} for one in service["endpoints"]]
        with client(cloud) as one:
            quotas = CloudQuotas(one, "demo")
            place = quotas.place(Stated(region="Two"))
            assert (place.region, place.refused) == ("Two", "")
            assert quotas.quotas(place, "compute").quotas["instances"].used == 7
        assert sum(1 for _, path in cloud.calls if path.endswith("/auth/tokens")) == 1

    def test_flavors_and_default_types(self, cloud: Cloud) -> None:
        with client(cloud) as one:
            quotas = CloudQuotas(one, "demo")
            place = quotas.place(Stated())
            small = quotas.flavor(place, name="m1.small")
            again = quotas.flavor(place, name="m1.small")
            gone = quotas.flavor(place, name="m1.doomed")
            assert (small.vcpus, small.ram_mb, small.disk_gb) == (1, 2048, 20)  # type: ignore[union-attr]  # an Unanswered fails here
            assert again is small
            assert gone.why == "the cloud shows no flavor m1.doomed"  # type: ignore[union-attr]  # as above
            assert quotas.default_volume_type(place) == "__DEFAULT__"
