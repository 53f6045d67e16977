"""What plans do to quotas. The cloud of these tests (clouds.py) has 20 instances (7 used), 40 cores (11), 64 GiB of RAM (19), 500 GB (74),
40 ports (8) and 5 floating IPs (3).
"""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.compare.quota_tally import Tally
from finopsguard.compare.quotas import check_quotas
from finopsguard.types.plan import Action, ResourceChange
from finopsguard.types.quota import AnswerStatus, Quota, QuotaStatus, ServiceAnswer, Unanswered
from tests.compare.clouds import ROOM, FakeCloud, changed, figures, gone, lines, new, read, with_room

SERVER = "openstack_compute_instance_v2.web"
VOLUME = "openstack_blockstorage_volume_v3.data"
NETWORK = [{"name": "private"}]


class TestWhatAPlanAdds:
    """One resource of each kind."""

    def test_a_server_takes_its_flavor_and_a_port(self, tmp_path: Path) -> None:
        found = lines(tmp_path, new(SERVER, {"flavor_name": "m1.large", "network": NETWORK}))
        assert {name: line.plan for name, line in found.items()} == {
            "instances": 1,
            "cores": 4,
            "ram_mb": 8192,
            "ports": 1,
        }
        assert figures(found["cores"]) == (11, 4, 15, 15, 40, 25, "fits")
        assert found["cores"].resources == (SERVER,)

    def test_a_server_by_flavor_id_with_a_port_of_its_own(self, tmp_path: Path) -> None:
        found = lines(
            tmp_path, new(SERVER, {"flavor_id": "m1.small", "network": [{"port": "p1"}, {"name": "private"}]})
        )
        assert (found["cores"].plan, found["ports"].plan) == (1, 1)

    def test_no_network_named_and_none_wanted(self, tmp_path: Path) -> None:
        found = lines(tmp_path, new(SERVER, {"flavor_name": "m1.small"}))
        assert found["ports"].plan == 1
        assert "one port on the project's network assumed" in found["ports"].note
        assert "ports" not in lines(tmp_path, new(SERVER, {"flavor_name": "m1.small", "network_mode": "none"}))

    def test_volumes_made_for_block_devices(self, tmp_path: Path) -> None:
        devices = [
            {"source_type": "image", "destination_type": "volume", "volume_size": 30},
            {"source_type": "blank", "destination_type": "volume", "volume_size": "20"},
            {"source_type": "volume", "destination_type": "volume", "uuid": "v"},
            {"source_type": "image", "destination_type": "local"},
        ]
        found = lines(tmp_path, new(SERVER, {"flavor_name": "m1.small", "block_device": devices, "network": NETWORK}))
        assert (found["volumes"].plan, found["gigabytes"].plan, found["per_volume_gigabytes"].peak) == (2, 50, 30)

    def test_a_flavor_that_stands_in_the_plan(self, tmp_path: Path) -> None:
        flavor = new("openstack_compute_flavor_v2.big", {"name": "big", "vcpus": 16, "ram": 32_768, "disk": 0})
        server = new(SERVER, {"network": NETWORK}, unknown={"flavor_id": True})
        expressions = {
            "flavor_id": {"references": ["openstack_compute_flavor_v2.big.id", "openstack_compute_flavor_v2.big"]}
        }
        resources = [
            {
                "address": SERVER,
                "mode": "managed",
                "type": "openstack_compute_instance_v2",
                "name": "web",
                "expressions": expressions,
            },
            {
                "address": "openstack_compute_flavor_v2.big",
                "mode": "managed",
                "type": "openstack_compute_flavor_v2",
                "name": "big",
                "expressions": {},
            },
        ]
        found = lines(tmp_path, flavor, server, configuration={"root_module": {"resources": resources}})
        assert (found["cores"].plan, found["ram_mb"].plan) == (16, 32_768)

    @pytest.mark.parametrize(
        ("address", "values", "wanted"),
        [
            (VOLUME, {"size": 50}, {"volumes": 1, "gigabytes": 50, "per_volume_gigabytes": 50}),
            (
                "openstack_blockstorage_volume_v2.old",
                {"size": "5"},
                {"volumes": 1, "gigabytes": 5, "per_volume_gigabytes": 5},
            ),
            ("openstack_networking_floatingip_v2.ip", {"pool": "public"}, {"floating_ips": 1}),
            ("openstack_networking_network_v2.net", {}, {"networks": 1}),
            ("openstack_networking_subnet_v2.sub", {}, {"subnets": 1}),
            ("openstack_networking_router_v2.r", {"external_network_id": "x"}, {"routers": 1}),
            ("openstack_networking_router_interface_v2.i", {"subnet_id": "s"}, {"ports": 1}),
            ("openstack_networking_router_interface_v2.i", {"port_id": "p"}, {}),
            ("openstack_compute_interface_attach_v2.i", {"network_id": "n"}, {"ports": 1}),
            ("openstack_networking_port_v2.p", {}, {"ports": 1}),
            ("openstack_networking_secgroup_v2.g", {}, {"security_groups": 1, "security_group_rules": 2}),
            ("openstack_networking_secgroup_v2.g", {"delete_default_rules": True}, {"security_groups": 1}),
            ("openstack_compute_secgroup_v2.g", {"rule": [{}, {}]}, {"security_groups": 1, "security_group_rules": 4}),
            ("openstack_networking_secgroup_rule_v2.r", {}, {"security_group_rules": 1}),
            ("openstack_lb_loadbalancer_v2.lb", {"vip_subnet_id": "s"}, {"ports": 1, "load_balancers": 1}),
            ("openstack_lb_loadbalancer_v2.lb", {"vip_port_id": "p"}, {"load_balancers": 1}),
            ("openstack_compute_keypair_v2.k", {}, {"key_pairs": 1}),
            ("openstack_compute_servergroup_v2.g", {}, {"server_groups": 1}),
            ("openstack_objectstorage_container_v1.c", {}, {"containers": 1}),
            ("openstack_dns_zone_v2.z", {}, {}),
            (
                "openstack_containerinfra_cluster_v1.k8s",
                {
                    "master_count": 1,
                    "node_count": 3,
                    "flavor": "m1.large",
                    "master_flavor": "m1.small",
                    "docker_volume_size": 10,
                },
                {
                    "instances": 4,
                    "cores": 13,
                    "ram_mb": 26_624,
                    "volumes": 4,
                    "gigabytes": 40,
                    "ports": 4,
                    "clusters": 1,
                },
            ),
            (
                "openstack_containerinfra_nodegroup_v1.more",
                {"node_count": 2, "flavor_id": "m1.small"},
                {"instances": 2, "cores": 2, "ram_mb": 4096, "ports": 2},
            ),
        ],
    )
    def test_kinds(self, tmp_path: Path, address: str, values: dict[str, Any], wanted: dict[str, int]) -> None:
        cloud = FakeCloud({**ROOM, "container_infra": {"clusters": (20, 0)}})
        assert {name: line.plan for name, line in lines(tmp_path, new(address, values), cloud=cloud).items()} == wanted

    def test_what_has_no_part_in_it(self, tmp_path: Path) -> None:
        untouched = changed(SERVER, {"flavor_name": "m1.small"}, {"flavor_name": "m1.small"}, "no-op")
        forgotten = changed(VOLUME, {"size": 10}, {"size": 10}, "forget")
        assert lines(tmp_path, untouched, forgotten, new("aws_instance.web", {"instance_type": "m5.large"})) == {}


class TestChanges:
    """What is given back, and when."""

    def test_resizing_a_server_takes_the_difference(self, tmp_path: Path) -> None:
        before = {"flavor_name": "m1.small", "flavor_id": "m1.small", "network": NETWORK}
        after = {**before, "flavor_name": "m1.large"}  # the provider keeps the old id in the plan
        found = lines(tmp_path, changed(SERVER, before, after))
        assert {name: line.plan for name, line in found.items()} == {"cores": 3, "ram_mb": 6144}
        by_id = {**before, "flavor_id": "m1.large"}
        assert lines(tmp_path, changed(SERVER, before, by_id))["cores"].plan == 3

    def test_renaming_takes_nothing_even_of_a_server_whose_flavor_is_gone(self, tmp_path: Path) -> None:
        before = {"flavor_name": "m1.doomed", "name": "old", "network": NETWORK}
        assert lines(tmp_path, changed(SERVER, before, {**before, "name": "new"})) == {}

    def test_extending_a_volume(self, tmp_path: Path) -> None:
        found = lines(tmp_path, changed(VOLUME, {"size": 50}, {"size": 80}))
        assert figures(found["gigabytes"]) == (74, 30, 104, 104, 500, 396, "fits")
        assert "volumes" not in found

    def test_deleting_gives_back(self, tmp_path: Path) -> None:
        found = lines(tmp_path, gone(VOLUME, {"size": 50}))
        assert figures(found["gigabytes"]) == (74, -50, 74, 24, 500, 426, "fits")

    def test_a_limit_below_what_is_used_stops_no_plan_that_gives_back(self, tmp_path: Path) -> None:
        found = lines(tmp_path, gone(VOLUME, {"size": 50}), cloud=with_room("block_storage", gigabytes=(60, 74)))
        assert found["gigabytes"].status is QuotaStatus.FITS
        more = lines(tmp_path, new(VOLUME, {"size": 1}), cloud=with_room("block_storage", gigabytes=(60, 74)))
        assert more["gigabytes"].status is QuotaStatus.EXCEEDED

    def test_a_boot_volume_that_stays_is_not_given_back(self, tmp_path: Path) -> None:
        device = {"source_type": "image", "destination_type": "volume", "volume_size": 30}
        stays = {"flavor_name": "m1.small", "block_device": [device], "network": NETWORK}
        goes = {**stays, "block_device": [{**device, "delete_on_termination": True}]}
        assert "gigabytes" not in lines(tmp_path, gone(SERVER, stays))
        assert lines(tmp_path, gone(SERVER, goes))["gigabytes"].plan == -30

    def test_replacing_destroys_first_unless_it_says_otherwise(self, tmp_path: Path) -> None:
        values = {"flavor_name": "m1.large", "network": NETWORK}
        full = with_room("compute", instances=(7, 7))
        first = lines(tmp_path, changed(SERVER, values, values, "delete", "create"), cloud=full)
        assert figures(first["instances"]) == (7, 0, 7, 7, 7, 0, "fits")
        both = lines(tmp_path, changed(SERVER, values, values, "create", "delete"), cloud=full)
        assert figures(both["instances"]) == (7, 0, 8, 7, 7, -1, "exceeded")
        assert both["instances"].resources == (SERVER,)

    def test_a_new_one_for_an_old_one_fits_only_if_terraform_is_quick(self, tmp_path: Path) -> None:
        full = with_room("block_storage", gigabytes=(74, 74))
        found = lines(tmp_path, new(VOLUME, {"size": 10}), gone(f"{VOLUME}2", {"size": 10}), cloud=full)
        assert figures(found["gigabytes"])[:6] == (74, 0, 74, 74, 74, 0)
        assert found["gigabytes"].status is QuotaStatus.TIGHT
        assert "destroys before it creates" in found["gigabytes"].note

    def test_an_imported_resource_is_there_already(self, tmp_path: Path) -> None:
        imported = changed(VOLUME, {"size": 50}, {"size": 50}, "no-op", importing={"id": "v"})
        grown = changed(VOLUME, {"size": 50}, {"size": 60}, importing={"id": "v"})
        assert lines(tmp_path, imported) == {}
        assert lines(tmp_path, grown)["gigabytes"].plan == 10

    def test_an_old_object_that_waits_for_deletion_gives_back(self, tmp_path: Path) -> None:
        assert lines(tmp_path, gone(VOLUME, {"size": 50}, deposed="0a1b2c3d"))["gigabytes"].plan == -50


class TestJudgement:
    """What it comes to."""

    def test_the_last_one_fits_and_one_more_does_not(self, tmp_path: Path) -> None:
        servers = [new(f"{SERVER}{number}", {"flavor_name": "m1.small", "network": NETWORK}) for number in range(14)]
        last = lines(tmp_path, *servers[:13])["instances"]
        assert figures(last) == (7, 13, 20, 20, 20, 0, "tight")
        over = lines(tmp_path, *servers)["instances"]
        assert figures(over) == (7, 14, 21, 21, 20, -1, "exceeded")
        assert len(over.resources) == 10

    @pytest.mark.parametrize(("share", "status"), [("0", "fits"), ("0.39", "fits"), ("0.41", "tight")])
    def test_how_much_must_stay_free_is_a_choice(self, tmp_path: Path, share: str, status: str) -> None:
        plan = read(tmp_path, new("openstack_networking_floatingip_v2.ip"))
        cloud = with_room("network", floating_ips=(5, 2))  # 2 of 5 used, 1 more: 2 are left, 40 %
        (line,) = check_quotas([plan], cloud, tight=Decimal(share))
        assert line.status.value == status

    def test_no_limit(self, tmp_path: Path) -> None:
        found = lines(tmp_path, new("openstack_networking_secgroup_v2.g"))["security_groups"]
        assert figures(found) == (2, 1, 3, 3, None, None, "unlimited")

    def test_reserved_is_in_use(self, tmp_path: Path) -> None:
        quota = Quota(name="floating_ips", limit=5, in_use=3, reserved=2)
        answer = ServiceAnswer(service="network", quotas={"floating_ips": quota})
        found = lines(tmp_path, new("openstack_networking_floatingip_v2.ip"), cloud=FakeCloud(network=answer))
        assert figures(found["floating_ips"]) == (5, 1, 6, 6, 5, -1, "exceeded")

    def test_a_volume_larger_than_any_may_be(self, tmp_path: Path) -> None:
        found = lines(tmp_path, new(VOLUME, {"size": 150}), new(f"{VOLUME}2", {"size": 201}))
        assert figures(found["per_volume_gigabytes"]) == (0, 201, 201, 201, 200, -1, "exceeded")
        assert found["per_volume_gigabytes"].resources == (f"{VOLUME}2",)
        assert found["gigabytes"].status is QuotaStatus.FITS

    def test_limits_per_volume_type(self, tmp_path: Path) -> None:
        cloud = with_room("block_storage", gigabytes_fast=(100, 60), volumes_fast=(None, 3), gigabytes_standard=(50, 0))
        fast = lines(tmp_path, new(VOLUME, {"size": 50, "volume_type": "fast"}), cloud=cloud)
        assert figures(fast["gigabytes_fast"]) == (60, 50, 110, 110, 100, -10, "exceeded")
        assert lines(tmp_path, new(VOLUME, {"size": 20}), cloud=cloud)["gigabytes_standard"].plan == 20
        cloud.default_type = Unanswered("HTTP 403")
        unknown = lines(tmp_path, new(VOLUME, {"size": 20}), cloud=cloud)
        assert unknown["gigabytes_standard"].status is QuotaStatus.UNKNOWN
        assert unknown["gigabytes"].status is QuotaStatus.FITS

    def test_several_plans_count_together(self, tmp_path: Path) -> None:
        one = read(tmp_path, new("openstack_networking_floatingip_v2.a"), name="one.json")
        two = read(tmp_path, *(new(f"openstack_networking_floatingip_v2.b{n}") for n in range(2)), name="two.json")
        (line,) = check_quotas([one, two], FakeCloud())
        assert figures(line) == (3, 3, 6, 6, 5, -1, "exceeded")

    def test_projects_and_regions_are_apart(self, tmp_path: Path) -> None:
        ip = "openstack_networking_floatingip_v2"
        plan = read(
            tmp_path,
            new(f"{ip}.a", {"region": "R1"}),
            new(f"{ip}.b", {"region": "R2"}),
            new(f"{ip}.c", {"region": "R2", "tenant_id": "else"}),
            gone(f"{ip}.d", {"region": "R2"}),
        )
        found = check_quotas([plan], FakeCloud())
        assert [(line.project, line.region, line.plan) for line in found] == [
            ("else", "R2", 1),
            ("own", "R1", 1),
            ("own", "R2", 0),
        ]

    def test_a_provider_alias_says_where(self, tmp_path: Path) -> None:
        ip = "openstack_networking_floatingip_v2"
        resources = [
            {
                "address": f"{ip}.{name}",
                "mode": "managed",
                "type": ip,
                "name": name,
                "provider_config_key": key,
                "expressions": {},
            }
            for name, key in (("a", "openstack"), ("b", "openstack.second"))
        ]
        constant = {"constant_value": "R2"}
        providers = {
            "openstack": {"name": "openstack", "expressions": {"region": {"constant_value": "R1"}}},
            "openstack.second": {
                "name": "openstack",
                "alias": "second",
                "expressions": {"region": constant, "tenant_name": {"constant_value": "second"}},
            },
        }
        configuration = {"provider_config": providers, "root_module": {"resources": resources}}
        plan = read(tmp_path, new(f"{ip}.a"), new(f"{ip}.b"), configuration=configuration)
        found = check_quotas([plan], FakeCloud())
        assert [(line.project, line.region) for line in found] == [("own", "R1"), ("second", "R2")]


class TestNotKnown:
    """What is not known never passes."""

    def test_a_service_that_failed(self, tmp_path: Path) -> None:
        broken = ServiceAnswer(
            service="block_storage", status=AnswerStatus.ERROR, status_code=503, error="it failed (HTTP 503)"
        )
        found = lines(tmp_path, new(VOLUME, {"size": 1}), cloud=FakeCloud(block_storage=broken))
        assert figures(found["gigabytes"]) == (None, 1, None, None, None, None, "unknown")
        assert found["gigabytes"].note == "block storage: it failed (HTTP 503)"

    def test_a_service_that_is_not_there(self, tmp_path: Path) -> None:
        found = lines(
            tmp_path, new("openstack_containerinfra_cluster_v1.k", {"flavor": "m1.small", "master_flavor": "m1.small"})
        )
        assert found["clusters"].status is QuotaStatus.UNKNOWN
        assert "no container infra service" in found["clusters"].note

    def test_a_flavor_nobody_knows(self, tmp_path: Path) -> None:
        found = lines(tmp_path, new(SERVER, {"flavor_name": "m1.secret", "network": NETWORK}))
        assert figures(found["cores"]) == (11, None, None, None, 40, None, "unknown")
        assert found["cores"].note == f"{SERVER}: the cloud shows no flavor m1.secret"
        assert found["instances"].status is QuotaStatus.FITS

    def test_a_size_known_after_apply(self, tmp_path: Path) -> None:
        found = lines(tmp_path, new(VOLUME, {}, unknown={"size": True}))
        assert found["gigabytes"].status is QuotaStatus.UNKNOWN
        assert found["volumes"].plan == 1

    def test_what_is_known_is_too_much_already(self, tmp_path: Path) -> None:
        found = lines(tmp_path, new(VOLUME, {}, unknown={"size": True}), new(f"{VOLUME}2", {"size": 600}))
        assert figures(found["gigabytes"]) == (74, None, None, None, 500, -174, "exceeded")

    def test_no_limit_needs_no_size(self, tmp_path: Path) -> None:
        cloud = with_room("compute", cores=(None, 11))
        assert lines(tmp_path, new(SERVER, {"flavor_name": "?"}), cloud=cloud)["cores"].status is QuotaStatus.UNLIMITED

    def test_a_limit_without_its_use(self, tmp_path: Path) -> None:
        cloud = with_room("load_balancer", load_balancers=(5, None))
        found = lines(tmp_path, new("openstack_lb_loadbalancer_v2.lb", {"vip_port_id": "p"}), cloud=cloud)
        assert found["load_balancers"].status is QuotaStatus.UNKNOWN

    def test_a_deletion_of_unknown_size_gives_back_what_nobody_knows(self, tmp_path: Path) -> None:
        found = lines(tmp_path, gone(SERVER, {"flavor_name": "m1.doomed", "network": NETWORK}))
        assert figures(found["cores"]) == (11, None, 11, None, 40, 29, "fits")

    def test_two_clouds_in_one_plan(self, tmp_path: Path) -> None:
        ip = "openstack_networking_floatingip_v2"
        resources = [
            {
                "address": f"{ip}.{name}",
                "mode": "managed",
                "type": ip,
                "name": name,
                "provider_config_key": key,
                "expressions": {},
            }
            for name, key in (("a", "openstack"), ("b", "openstack.second"))
        ]
        providers = {
            key: {"name": "openstack", "expressions": {"cloud": {"constant_value": cloud}}, **alias}
            for key, cloud, alias in (("openstack", "test", {}), ("openstack.second", "elsewhere", {"alias": "second"}))
        }
        configuration = {"provider_config": providers, "root_module": {"resources": resources}}
        plan = read(tmp_path, new(f"{ip}.a"), new(f"{ip}.b"), configuration=configuration)
        found = {line.cloud: line for line in check_quotas([plan], FakeCloud())}
        assert found["test"].status is QuotaStatus.TIGHT or found["test"].plan == 1
        assert found["elsewhere"].status is QuotaStatus.UNKNOWN
        assert "quotas were asked of test" in found["elsewhere"].note


@given(
    amounts=st.lists(
        st.tuples(
            st.sampled_from(["create", "delete", "first", "late", "update"]), st.integers(0, 50), st.integers(0, 50)
        ),
        max_size=12,
    )
)
def test_laws_of_the_sums(amounts: list[tuple[str, int, int]]) -> None:
    """What is left is what was added less what was given back; the climb lies between that and the worst order of things."""
    tally = Tally()
    orders = {"first": ("delete", "create"), "late": ("create", "delete")}
    net = 0
    for position, (kind, before, after) in enumerate(amounts):
        action = Action.REPLACE if kind in orders else Action(kind)
        one = ResourceChange(
            address=f"a{position}",
            type="t",
            name="n",
            provider="openstack",
            action=action,
            actions=orders.get(kind, (kind,)),
        )
        old, new_ = (0, after) if kind == "create" else (before, 0) if kind == "delete" else (before, after)
        tally.count(one, old, new_)
        net += new_ - old
    assert tally.net == net
    assert 0 <= tally.climb <= max(tally.worst, 0)
    assert tally.climb >= net
