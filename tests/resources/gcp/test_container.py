"""GKE. Prices of us-central1 in Google's list of 2026-07-30: e2-medium 0.03350571, n1-standard-16 0.759996 (preemptible 0.26804),
pd-balanced 0.10, pd-standard 0.04, pd-ssd 0.17 and local SSD 0.08 per GB (preemptible 0.0428).
"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.types.cost import Status
from tests.resources.harness import cents, estimate, line, related

POOL = "google_container_node_pool"
CLUSTER = "google_container_cluster"


def in_cluster(**values: Any) -> dict[str, Any]:
    return {"cluster": related(CLUSTER, values)}


def test_a_pool_of_defaults_in_a_regional_cluster() -> None:
    found = estimate(POOL, {"node_count": 1}, "us-central1", refers=in_cluster(location="us-central1"))
    # 3 zones x (730 h x 0.03350571 + 100 GB x 0.10)
    assert cents(found.monthly_cost) == "103.38"
    assert [(part.name, part.quantity) for part in found.components] == [
        ("Instance usage (Linux/UNIX, on-demand, e2-medium)", 2190),
        ("Balanced provisioned storage (pd-balanced)", 300),
    ]
    assert any("three zones assumed" in note for note in found.notes)
    assert any("pd-balanced assumed" in note for note in found.notes)


@pytest.mark.parametrize(
    ("pool", "cluster", "nodes"),
    [
        ({"location": "us-central1-a", "node_count": 2}, {}, 2),
        ({"location": "us-central1", "node_count": 2}, {}, 6),
        ({"location": "us-central1", "node_count": 2, "node_locations": ["us-central1-a", "us-central1-b"]}, {}, 4),
        ({"node_count": 2}, {"location": "us-central1-a"}, 2),
        ({"node_count": 2}, {"location": "us-central1", "node_locations": ["us-central1-a", "us-central1-f"]}, 4),
        ({"node_count": 2}, {"location": "us-central1-a", "node_locations": ["us-central1-b"]}, 4),
        ({"location": "us-central1-a", "initial_node_count": 3}, {}, 3),
        ({"location": "us-central1-a", "initial_node_count": 3, "node_count": 5}, {}, 5),
        ({"location": "us-central1-a", "autoscaling": [{"min_node_count": 4, "max_node_count": 9}]}, {}, 4),
        ({"location": "us-central1", "autoscaling": [{"min_node_count": "4", "max_node_count": 9}]}, {}, 12),
        ({"location": "us-central1", "autoscaling": [{"total_min_node_count": 4, "total_max_node_count": 9}]}, {}, 4),
        ({"location": "us-central1-a", "autoscaling": [{"min_node_count": 0, "max_node_count": 9}]}, {}, 0),
    ],
)
def test_numbers_of_nodes(pool: dict[str, Any], cluster: dict[str, Any], nodes: int) -> None:
    found = estimate(POOL, pool, "us-central1", refers=in_cluster(**cluster))
    assert line(found, "Instance usage").quantity == nodes * 730


def test_the_usage_file_says_how_many_nodes_run() -> None:
    pool = {"location": "us-central1", "node_count": 1}
    found = estimate(POOL, pool, "us-central1", usage={"nodes": 4})
    assert line(found, "Instance usage").quantity == 4 * 3 * 730


def test_no_stated_number_is_one_per_zone_and_said() -> None:
    found = estimate(POOL, {"location": "us-central1-a"}, "us-central1")
    assert line(found, "Instance usage").quantity == 730
    assert any("one per zone assumed" in note for note in found.notes)


def test_a_number_known_after_apply_has_no_price() -> None:
    found = estimate(
        POOL,
        {"location": "us-central1-a"},
        "us-central1",
        unknown={"node_count": True},
        configured=["node_count"],
    )
    assert found.status is Status.NO_PRICE
    assert line(found, "Instance usage").note == "node_count is known only after apply"


def test_spot_nodes_with_local_ssds() -> None:
    config = {"machine_type": "n1-standard-16", "spot": True, "disk_type": "pd-ssd", "local_ssd_count": 1}
    values = {"location": "us-central1", "node_count": 2, "node_config": [config]}
    found = estimate(POOL, values, "us-central1")
    # 6 nodes x (730 h x 0.26804 + 100 GB x 0.17 + 375 GB x 0.0428)
    assert found.monthly_cost == Decimal("1372.3152")
    assert line(found, "Instance usage (Linux/UNIX, preemptible, n1-standard-16)").quantity == 4380


def test_sustained_use_of_nodes() -> None:
    config = {"machine_type": "n1-standard-16", "disk_size_gb": "120", "disk_type": "pd-standard"}
    found = estimate(POOL, {"location": "us-central1", "node_count": 3, "node_config": [config]}, "us-central1")
    # 9 nodes x (730 h x 0.759996 x 0.7 + 120 GB x 0.04)
    assert cents(found.monthly_cost) == "3538.42"


def test_custom_machines_and_gpus_of_nodes() -> None:
    config = {
        "machine_type": "custom-6-20480",
        "preemptible": True,
        "guest_accelerator": [{"type": "nvidia-tesla-k80", "count": 4}],
    }
    found = estimate(POOL, {"location": "us-central1-a", "node_count": 2, "node_config": [config]}, "us-central1")
    vcpus = line(found, "Custom instance CPU (Linux/UNIX, preemptible, N1 6 vCPUs)")
    assert (vcpus.quantity, vcpus.unit_price) == (1460, Decimal("0.0702"))  # 6 x 0.0117
    assert line(found, "NVIDIA Tesla K80 (preemptible)").quantity == 2 * 4 * 730


def test_nodes_before_kubernetes_1_24_boot_from_standard_disks() -> None:
    pool = {"location": "us-central1-a", "node_count": 1}
    old = estimate(POOL, pool, "us-central1", refers=in_cluster(min_master_version="1.23.17-gke.100"))
    assert line(old, "Standard provisioned storage (pd-standard)").monthly_cost == 4  # 100 GB x 0.04
    new = estimate(POOL, pool, "us-central1", refers=in_cluster(min_master_version="1.24"))
    assert line(new, "Balanced provisioned storage (pd-balanced)").monthly_cost == 10  # 100 GB x 0.10


def test_windows_nodes_pay_for_their_licence() -> None:
    config = {"machine_type": "n1-standard-2", "image_type": "WINDOWS_LTSC_CONTAINERD"}
    values = {"location": "us-central1-a", "node_count": 1, "node_config": [config]}
    found = estimate(POOL, values, "us-central1")
    assert line(found, "License (Windows Server)").monthly_cost == Decimal("67.16")  # 730 h x 0.092


def test_a_region_that_the_book_lacks_is_named() -> None:
    found = estimate(POOL, {"location": "moon-north1-a", "node_count": 1}, "moon-north1")
    assert "moon-north1" in line(found, "Instance usage").note


@given(nodes=st.integers(0, 200))
def test_costs_scale_with_the_nodes(nodes: int) -> None:
    def cost(count: int) -> Decimal:
        found = estimate(POOL, {"location": "us-central1-a", "node_count": count}, "us-central1")
        assert found.monthly_cost is not None
        return found.monthly_cost

    assert cost(nodes) == nodes * cost(1)


@given(
    labels=st.dictionaries(st.sampled_from(["a", "b"]), st.text(max_size=5)), tags=st.lists(st.just("x"), max_size=3)
)
def test_attributes_that_are_not_billed_change_nothing(labels: dict[str, str], tags: list[str]) -> None:
    config = {"machine_type": "n1-standard-16"}
    plain = estimate(POOL, {"location": "us-central1-a", "node_count": 1, "node_config": [config]}, "us-central1")
    config_too = {**config, "labels": labels, "tags": tags, "oauth_scopes": ["x"]}
    values = {"location": "us-central1-a", "node_count": 1, "node_config": [config_too], "max_pods_per_node": 32}
    assert estimate(POOL, values, "us-central1") == plain


def test_a_cluster_with_its_default_pool() -> None:
    found = estimate(CLUSTER, {"location": "us-central1-a", "initial_node_count": 2}, "us-central1")
    # 730 h x 0.10 + 2 x (730 h x 0.03350571 + 100 GB x 0.10)
    assert cents(found.monthly_cost) == "141.92"
    assert [part.name for part in found.components] == [
        "Cluster management fee",
        "default_pool: Instance usage (Linux/UNIX, on-demand, e2-medium)",
        "default_pool: Balanced provisioned storage (pd-balanced)",
    ]


def test_a_cluster_whose_default_pool_is_removed_costs_its_fee() -> None:
    values = {"location": "us-central1", "initial_node_count": 1, "remove_default_node_pool": True}
    assert estimate(CLUSTER, values, "us-central1").monthly_cost == 73  # 730 h x 0.10


def test_pools_written_inside_a_cluster() -> None:
    pools = [{"node_count": 1}, {"node_count": 2, "node_config": [{"machine_type": "n1-standard-16"}]}]
    values = {"location": "us-central1-a", "node_pool": pools}
    usage = {"node_pool[1]": {"nodes": 5}}
    found = estimate(CLUSTER, values, "us-central1", usage=usage, configured=["node_pool"])
    assert line(found, "node_pool[0]: Instance usage (Linux/UNIX, on-demand, e2-medium)").quantity == 730
    assert line(found, "node_pool[1]: Instance usage (Linux/UNIX, on-demand, n1-standard-16)").quantity == 5 * 730
    assert not [part for part in found.components if part.name.startswith("default_pool")]


def test_pools_that_state_lists_but_the_configuration_does_not_are_counted_where_they_stand() -> None:
    values = {"location": "us-central1-a", "remove_default_node_pool": True, "node_pool": [{"node_count": 3}]}
    assert estimate(CLUSTER, values, "us-central1", configured=[]).monthly_cost == 73


def test_autopilot() -> None:
    values = {"location": "us-central1", "enable_autopilot": True}
    usage = {"autopilot_vcpu_count": 10, "autopilot_memory_gb": 20, "autopilot_ephemeral_storage_gb": 100}
    found = estimate(CLUSTER, values, "us-central1", usage=usage)
    # 73 + 10 x 32.485 + 20 GB x 3.5934 + 100 GB x 0.040004
    assert cents(found.monthly_cost) == "473.72"
    assert [part.name for part in found.components][:2] == ["Autopilot", "Autopilot vCPU"]
    assert estimate(CLUSTER, values, "us-central1").usage_keys == tuple(usage)


def test_the_fee_is_the_same_everywhere() -> None:
    values = {"location": "asia-south1", "remove_default_node_pool": True}
    assert estimate(CLUSTER, values, "asia-south1").monthly_cost == 73
