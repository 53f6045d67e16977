"""Caches and flexible servers. East US and West US prices of 2024 to 2026."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.types.cost import Status
from tests.resources.harness import cents, estimate, line, related

CACHE, POSTGRESQL, MYSQL = "azurerm_redis_cache", "azurerm_postgresql_flexible_server", "azurerm_mysql_flexible_server"


@pytest.mark.parametrize(
    ("sku", "family", "capacity", "more", "nodes", "cost"),
    [
        ("Basic", "C", 4, {}, 1, "153.30"),  # 730 h x $0.21
        ("Standard", "C", 3, {}, 2, "328.50"),  # 2 x 730 h x $0.225
        ("Premium", "P", 1, {}, 2, "404.42"),  # 2 x 730 h x $0.277
        ("Premium", "P", "1", {"shard_count": 3}, 6, "1213.26"),
        ("Premium", "P", 1, {"replicas_per_primary": 2}, 3, "606.63"),
        ("Premium", "P", 1, {"shard_count": 2, "replicas_per_master": 3}, 8, "1617.68"),
    ],
)
def test_a_cache_is_billed_by_node(sku, family, capacity, more, nodes, cost):
    found = estimate(CACHE, {"sku_name": sku, "family": family, "capacity": capacity, **more}, "eastus")
    assert (found.components[0].name, found.components[0].unit) == (f"Cache usage ({sku}_{family}{capacity})", "nodes")
    assert (found.components[0].quantity, cents(found.monthly_cost)) == (nodes, cost)


def test_replicas_that_azure_fills_in_are_one_where_no_configuration_tells():
    values, unknown = (
        {"sku_name": "premium", "family": "p", "capacity": 1},
        {"replicas_per_primary": True, "replicas_per_master": True},
    )
    assert cents(estimate(CACHE, values, "eastus", unknown=unknown).monthly_cost) == "404.42"
    asked = estimate(CACHE, values, "eastus", unknown=unknown, configured=("replicas_per_primary",))
    assert not asked.complete


def test_a_cache_without_a_price_or_a_size():
    named = estimate(CACHE, {"sku_name": "Premium", "family": "P", "capacity": 5}, "eastus")
    assert "premium/P5 (azure redis-cache) in eastus" in named.components[0].note
    unknown = estimate(
        CACHE, {"sku_name": "Premium", "family": "P"}, "eastus", unknown={"capacity": True}, configured=("capacity",)
    )
    assert unknown.status is Status.NO_PRICE


def test_postgresql():
    found = estimate(POSTGRESQL, {"sku_name": "B_Standard_B1ms", "storage_mb": 65536}, "eastus")
    # 730 h x $0.017 + 64 GB x $0.115
    assert cents(found.monthly_cost) == "19.77"
    assert [(c.name, c.unit) for c in found.components] == [
        ("Compute (B_Standard_B1ms)", "hours"),
        ("Storage", "GB"),
        ("Additional backup storage", "GB"),
    ]
    assert found.usage_keys == ("additional_backup_storage_gb",)


def test_postgresql_by_the_vcore_in_high_availability_and_with_backups():
    values = {
        "sku_name": "GP_Standard_D4ds_v4",
        "storage_mb": "32768",
        "high_availability": [{"mode": "ZoneRedundant"}],
    }
    found = estimate(POSTGRESQL, values, "eastus", usage={"additional_backup_storage_gb": 100})
    # 2 x 730 h x 4 vCores x $0.089 + 2 x 32 GB x $0.115 + 100 GB x $0.095
    assert cents(found.monthly_cost) == "536.62"
    assert str(line(found, "Compute").unit_price) == "0.356"


def test_postgresql_defaults_and_what_has_no_price():
    default = estimate(POSTGRESQL, {"sku_name": "GP_Standard_D2ds_v5"}, "westus")
    assert cents(line(default, "Compute").monthly_cost) == "148.19"  # 730 h x $0.203
    assert line(default, "Storage").quantity == 32
    missing = estimate(POSTGRESQL, {"sku_name": "MO_Standard_E64ds_v5"}, "eastus")
    assert "memory-optimized/E64ds_v5 (azure postgresql-flexible) in eastus" in line(missing, "Compute").note
    unknown = estimate(POSTGRESQL, {}, "eastus", unknown={"sku_name": True}, configured=("sku_name",))
    assert not unknown.complete


def test_mysql():
    values = {"sku_name": "GP_Standard_D2ads_v5", "storage": [{"size_gb": 100, "iops": 1000}]}
    found = estimate(MYSQL, values, "westus", usage={"additional_backup_storage_gb": 10})
    # 730 h x $0.195 + (1,000 - 300 - 3 x 100) x $0.06 + 10 GB x $0.095; storage has no price in West US
    assert cents(found.monthly_cost) == "167.30"
    assert line(found, "Additional IOPS").quantity == 400
    assert line(found, "Storage").status is Status.NO_PRICE


def test_mysql_defaults():
    found = estimate(MYSQL, {"sku_name": "B_Standard_B1ms"}, "eastus")
    # 730 h x $0.017 + 20 GB x $0.115
    assert cents(found.monthly_cost) == "14.71"
    scaled = estimate(
        MYSQL, {"sku_name": "B_Standard_B1ms", "storage": [{"io_scaling_enabled": True, "iops": 5000}]}, "eastus"
    )
    assert any("io_scaling_enabled" in note for note in scaled.notes)
    assert not [c for c in scaled.components if c.name == "Additional IOPS"]


def test_a_size_is_found_however_it_is_spelled():
    found = estimate(POSTGRESQL, {"sku_name": "gp_standard_d4S_V3", "storage_mb": 32768}, "westus")
    # 730 h x $0.39
    assert cents(line(found, "Compute").monthly_cost) == "284.70"


@pytest.mark.parametrize(
    ("type_", "source", "cost"),
    [
        # 730 h x $0.39 + 128 GB x $0.138
        (POSTGRESQL, {"sku_name": "GP_Standard_D4s_v3", "storage_mb": 131072}, "302.36"),
        # 730 h x $0.195; storage has no price in West US
        (MYSQL, {"sku_name": "GP_Standard_D2ads_v5", "storage": [{"size_gb": 100}]}, "142.35"),
    ],
)
def test_a_replica_is_as_large_as_its_source(type_, source, cost):
    unknown = {"sku_name": True, "storage_mb": True, "storage": True}
    values = {"create_mode": "Replica", "sku_name": None, "source_server_id": None}
    refers = {"source_server_id": related(type_, source)}
    replica = estimate(type_, values, "westus", unknown=unknown, configured=("source_server_id",), refers=refers)
    assert cents(replica.monthly_cost) == cost
    assert line(replica, "Storage").quantity == (128 if type_ == POSTGRESQL else 100)
    own = estimate(type_, {**values, **source}, "westus")
    assert own.monthly_cost == replica.monthly_cost


@pytest.mark.parametrize("type_", [POSTGRESQL, MYSQL])
def test_a_replica_of_a_server_elsewhere_has_no_price(type_):
    values = {"create_mode": "Replica", "source_server_id": "/elsewhere"}
    found = estimate(type_, values, "westus")
    assert found.monthly_cost is None
    assert "what the server is made from decides" in line(found, "Compute").note
    assert line(found, "Storage").quantity is None


@given(mb=st.integers(32768, 33553408), more=st.integers(0, 10**6))
def test_more_storage_never_costs_less(mb, more):
    def cost(size):
        return estimate(POSTGRESQL, {"sku_name": "B_Standard_B1ms", "storage_mb": size}, "eastus").monthly_cost

    assert 0 < cost(mb) <= cost(mb + more)


@given(st.dictionaries(st.sampled_from(["name", "version", "zone", "administrator_login"]), st.text(max_size=5)))
def test_unrelated_attributes_change_nothing(more):
    assert estimate(MYSQL, {"sku_name": "B_Standard_B1ms", **more}, "eastus") == estimate(
        MYSQL, {"sku_name": "B_Standard_B1ms"}, "eastus"
    )
