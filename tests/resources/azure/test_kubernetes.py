"""Kubernetes clusters: Standard tier $0.10 an hour, nodes and disks at East US prices."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.types.cost import Status
from tests.resources.harness import cents, estimate, line, related

CLUSTER, POOL = "azurerm_kubernetes_cluster", "azurerm_kubernetes_cluster_node_pool"


def cluster(pool, usage=None, region="eastus", **values):
    return estimate(CLUSTER, {"sku_tier": "Free", "default_node_pool": [pool], **values}, region, usage=usage)


def test_a_cluster_with_its_default_pool():
    found = cluster({"vm_size": "Standard_DS2_v2", "node_count": 3}, sku_tier="Standard")
    # 730 h x $0.10 + 3 x 730 h x $0.146 + 3 x P10 $19.71
    assert cents(found.monthly_cost) == "451.87"
    assert [c.name for c in found.components] == [
        "Uptime SLA",
        "default_node_pool: Instance usage (Linux, pay as you go, Standard_DS2_v2)",
        "default_node_pool: os_disk: Storage (P10, LRS)",
        "load_balancer: Data processed",
    ]


@pytest.mark.parametrize(("tier", "cost"), [("Paid", "73.00"), ("Standard", "73.00")])
def test_the_tier_of_the_control_plane(tier, cost):
    assert cents(line(cluster({"vm_size": "Standard_D2_v2"}, sku_tier=tier), "Uptime SLA").monthly_cost) == cost
    premium = cluster({"vm_size": "Standard_D2_v2"}, sku_tier="Premium")
    assert line(premium, "Uptime SLA").status is Status.NO_PRICE
    assert not premium.complete


@pytest.mark.parametrize(
    ("pool", "usage", "nodes"),
    [
        ({"node_count": 2}, {}, 2),
        ({"auto_scaling_enabled": True, "min_count": 4, "max_count": 9}, {}, 4),
        ({}, {}, 1),
        ({"node_count": "2"}, {"default_node_pool": {"nodes": 7}}, 7),
    ],
)
def test_how_many_nodes(pool, usage, nodes):
    found = cluster({"vm_size": "Standard_D2_v2", **pool}, usage)
    assert line(found, "default_node_pool: Instance").quantity == nodes * 730


@pytest.mark.parametrize(
    ("size", "disk", "name"),
    [
        ("Standard_DS2_v2", {}, "P10"),
        ("Standard_D8s_v3", {}, "P15"),
        ("Standard_D32s_v3", {}, "P20"),
        ("Standard_D64s_v3", {}, "P30"),
        ("Standard_D2_v2", {}, "S10"),
        ("Standard_D2_v2", {"os_disk_size_gb": 30}, "S4"),
        ("Standard_DS2_v2", {"os_disk_size_gb": "1024"}, "P30"),
    ],
)
def test_the_os_disk_follows_from_the_size_of_a_node(size, disk, name):
    found = cluster({"vm_size": size, "node_count": 1, **disk})
    assert line(found, "default_node_pool: os_disk").name == f"default_node_pool: os_disk: Storage ({name}, LRS)"


def test_an_ephemeral_os_disk_and_routing():
    found = cluster(
        {"vm_size": "Standard_D2_v2", "node_count": 1, "os_disk_type": "Ephemeral"},
        http_application_routing_enabled=True,
    )
    # 730 h x $0.146 + a zone at $0.50
    assert cents(found.monthly_cost) == "107.08"


def test_a_balancer_of_the_standard_sku_is_billed_by_traffic():
    found = cluster({"vm_size": "Standard_D2_v2"}, {"load_balancer": {"monthly_data_processed_gb": 100}})
    assert cents(line(found, "load_balancer: Data processed").monthly_cost) == "0.50"
    basic = cluster({"vm_size": "Standard_D2_v2"}, network_profile=[{"load_balancer_sku": "basic"}])
    assert not [c for c in basic.components if c.name.startswith("load_balancer")]


def test_a_node_pool_of_windows():
    found = estimate(
        POOL,
        {"vm_size": "Standard_DS2_v2", "node_count": 2, "os_type": "Windows"},
        "eastus",
        usage={"monthly_hrs": 100},
    )
    # 2 x 100 h x $0.238 + 2 x $19.71
    assert cents(found.monthly_cost) == "87.02"
    assert found.components[0].name == "Instance usage (Windows, pay as you go, Standard_DS2_v2)"


def test_windows_nodes_on_licences_of_ones_own():
    refers = {"kubernetes_cluster_id": related(CLUSTER, {"windows_profile": [{"license": "Windows_Server"}]})}
    windows = {"vm_size": "Standard_DS2_v2", "node_count": 1, "os_type": "Windows"}
    found = estimate(POOL, windows, "eastus", refers=refers)
    # 730 h x $0.146, the price of Linux
    assert cents(line(found, "Instance usage (Windows, hybrid benefit").monthly_cost) == "106.58"
    linux = estimate(POOL, {**windows, "os_type": "Linux"}, "eastus", refers=refers)
    assert linux.components[0].name == "Instance usage (Linux, pay as you go, Standard_DS2_v2)"


def test_routing_as_the_provider_before_3_has_it():
    addons = {"addon_profile": [{"http_application_routing": [{"enabled": True}]}]}
    found = cluster({"vm_size": "Standard_D2_v2"}, region="westeurope", **addons)
    assert line(found, "http_application_routing: Hosted zone").quantity == 1
    off = cluster({"vm_size": "Standard_D2_v2"}, addon_profile=[{"http_application_routing": [{"enabled": False}]}])
    assert not [c for c in off.components if "Hosted zone" in c.name]


def test_a_spot_pool_is_bounded():
    found = estimate(POOL, {"vm_size": "Standard_DS2_v2", "node_count": 1, "priority": "Spot"}, "eastus")
    assert cents(found.components[0].monthly_cost_max) == "106.58"  # 730 h x $0.146
    assert (cents(found.minimum), cents(found.maximum)) == ("19.71", "126.29")


def test_an_empty_pool_costs_nothing_and_an_unknown_one_has_no_price():
    assert estimate(POOL, {"vm_size": "Standard_DS2_v2", "node_count": 0}, "eastus").monthly_cost == 0
    unknown = estimate(
        POOL, {"vm_size": "Standard_DS2_v2"}, "eastus", unknown={"node_count": True}, configured=("node_count",)
    )
    assert (unknown.complete, unknown.monthly_cost) == (False, None)
    unsized = estimate(POOL, {"node_count": 1}, "eastus")
    assert "vm_size is not set" in unsized.components[0].note


@given(nodes=st.integers(1, 1000))
def test_cost_scales_with_nodes(nodes):
    def pool(count):
        return estimate(POOL, {"vm_size": "Standard_D4s_v5", "node_count": count}, "westeurope").monthly_cost

    assert pool(nodes) == nodes * pool(1) > 0


@given(st.dictionaries(st.sampled_from(["name", "node_labels", "max_pods", "zones"]), st.text(max_size=5)))
def test_unrelated_attributes_change_nothing(more):
    pool = {"vm_size": "Standard_D2_v2", "node_count": 1}
    assert estimate(POOL, {**pool, **more}, "eastus") == estimate(POOL, pool, "eastus")
