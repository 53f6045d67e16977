"""Registries, Log Analytics, Azure SQL and Cosmos DB: West Europe list of 2021 to 2023, East US of 2024 to 2026."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.types.cost import Status
from tests.resources.harness import cents, estimate, line, related

ACR, LOGS, SQL = "azurerm_container_registry", "azurerm_log_analytics_workspace", "azurerm_mssql_database"
COSMOS, CONTAINER = "azurerm_cosmosdb_sql_database", "azurerm_cosmosdb_sql_container"


def test_a_registry():
    found = estimate(ACR, {"sku": "Basic"}, "westeurope", usage={"storage_gb": 110, "monthly_build_vcpu_hrs": 1})
    # 30 days x $0.1667 + (110 - 10) GB x $0.10 + 3,600 s x $0.0001
    assert cents(found.monthly_cost) == "15.36"
    assert [(c.name, c.unit) for c in found.components] == [
        ("Registry usage (Basic)", "days"),
        ("Storage (over 10GB)", "GB"),
        ("Build vCPU", "seconds"),
    ]
    assert estimate(ACR, {"sku": "Basic"}, "westeurope").usage_keys == ("storage_gb", "monthly_build_vcpu_hrs")


def test_a_registry_in_several_locations():
    found = estimate(ACR, {"sku": "Premium", "georeplications": [{"location": "a"}, {"location": "b"}]}, "westeurope")
    # (30 + 2 x 30) days x $1.6667
    assert cents(found.monthly_cost) == "150.00"
    assert line(found, "Geo replication (2 locations)").quantity == 60
    assert estimate(ACR, {"sku": "Standard"}, "westeurope").status is Status.NO_PRICE


def test_logs_by_the_gigabyte():
    found = estimate(LOGS, {"sku": "PerGB2018", "retention_in_days": 30}, "westeurope")
    assert [(c.name, c.unit_price, c.status) for c in found.components] == [
        ("Log data ingestion", Decimal("2.99"), Status.DEPENDS_ON_USAGE)
    ]
    usage = {"monthly_log_data_ingestion_gb": 100, "monthly_archive_data_gb": 10, "monthly_basic_log_search_gb": 100}
    used = estimate(LOGS, {"sku": "PerGB2018"}, "westeurope", usage=usage)
    # 100 x $2.99 + 100 x $0.0065 + 10 x $0.026
    assert cents(used.monthly_cost) == "299.91"


def test_logs_by_commitment_with_sentinel():
    values = {"sku": "CapacityReservation", "reservation_capacity_in_gb_per_day": 100}
    found = estimate(LOGS, values, "westeurope")
    assert (found.components[0].unit, cents(found.monthly_cost)) == ("100 GB (per day)", "7585.20")  # 30 x $252.84
    onboarding = {"s": related("azurerm_sentinel_log_analytics_workspace_onboarding", {})}
    both = estimate(LOGS, values, "westeurope", refers=onboarding)
    assert cents(both.monthly_cost) == "15170.40"
    larger = estimate(LOGS, {**values, "reservation_capacity_in_gb_per_day": 200}, "westeurope")
    assert larger.status is Status.NO_PRICE


def test_long_retention_and_the_free_plan():
    found = estimate(LOGS, {"sku": "PerGB2018", "retention_in_days": 90}, "westeurope")
    assert line(found, "Log data retention").status is Status.DEPENDS_ON_USAGE
    assert estimate(LOGS, {"sku": "Free"}, "westeurope").status is Status.FREE


def test_a_registry_as_the_provider_before_3_has_it():
    found = estimate(ACR, {"sku": "Premium", "georeplication_locations": ["West US", "East US"]}, "westeurope")
    assert line(found, "Geo replication (2 locations)").quantity == 60
    unknown = {"georeplication_locations": True}
    unsure = estimate(ACR, {"sku": "Premium"}, "westeurope", unknown=unknown, configured=("georeplication_locations",))
    assert not unsure.complete


@pytest.mark.parametrize("sku", ["PerNode", "Premium", "Standard", "Unlimited"])
def test_older_plans_of_logs_are_not_given_the_prices_of_today(sku):
    found = estimate(LOGS, {"sku": sku}, "westeurope")
    assert (found.status, found.components[0].unit_price) == (Status.NO_PRICE, None)
    assert sku in found.components[0].note


def test_logs_of_a_dedicated_cluster():
    assert estimate(LOGS, {"sku": "LACluster"}, "westeurope").status is Status.FREE


def test_a_database_by_objective():
    found = estimate(SQL, {"sku_name": "S1"}, "eastus", usage={"extra_data_storage_gb": 100, "backup_storage_gb": 10})
    # 730 h x $0.040315 + 100 GB x $0.17 + 10 GB x $0.20
    assert cents(found.monthly_cost) == "48.43"
    assert [c.name for c in found.components] == [
        "Compute (S1)",
        "Extra data storage",
        "Long-term retention (RA-GRS)",
        "PITR backup storage (RA-GRS)",
    ]
    assert cents(line(estimate(SQL, {"sku_name": "P6"}, "eastus"), "Compute").monthly_cost) == "3650.00"  # 730 h x $5


def test_a_provisioned_database():
    found = estimate(SQL, {"sku_name": "BC_Gen5_8", "max_size_gb": 50, "storage_account_type": "Local"}, "eastus")
    # 730 h x 8 x $0.304435 + 5,840 vCore-hours x $0.375 + 50 GB x $0.25
    assert cents(found.monthly_cost) == "3980.40"
    assert [(c.name, c.unit) for c in found.components[:3]] == [
        ("Compute (provisioned, BC_Gen5_8)", "hours"),
        ("SQL license", "vCore-hours"),
        ("Storage", "GB"),
    ]
    own = estimate(SQL, {"sku_name": "BC_Gen5_8", "max_size_gb": 50, "license_type": "BasePrice"}, "eastus")
    # the same without the licence
    assert cents(own.monthly_cost) == "1790.40"


def test_general_purpose_zone_redundancy():
    found = estimate(SQL, {"sku_name": "GP_Gen5_4", "zone_redundant": True}, "eastus")
    assert cents(line(found, "Compute (provisioned, GP_Gen5_4)").monthly_cost) == "444.47"  # 730 h x 4 x $0.152216
    assert (
        cents(line(found, "Zone redundancy (provisioned, GP_Gen5_4)").monthly_cost) == "266.68"
    )  # 730 h x 4 x $0.091329
    assert cents(line(found, "SQL license").monthly_cost) == "291.90"  # 2,920 vCore-hours x $0.099966


def test_serverless_hyperscale_and_pools():
    serverless = estimate(SQL, {}, "eastus", usage={"monthly_vcore_hours": 500})
    assert cents(line(serverless, "Compute (serverless, GP_S_Gen5_2)").monthly_cost) == "260.88"  # 500 x $0.52176
    hyper = estimate(SQL, {"sku_name": "HS_Gen5_2", "read_replica_count": 2}, "eastus")
    assert cents(line(hyper, "Read replicas").monthly_cost) == "533.37"  # 2 x 730 h x $0.36532
    assert not [c for c in hyper.components if c.name == "SQL license"]
    pooled = estimate(SQL, {"sku_name": "ElasticPool", "elastic_pool_id": "/pools/p"}, "eastus")
    assert [c.name.split(" (")[0] for c in pooled.components] == ["Long-term retention", "PITR backup storage"]


@pytest.mark.parametrize("sku", ["ElasticPool", "elasticpool"])
def test_a_database_of_a_pool_that_the_plan_does_not_name(sku):
    assert estimate(SQL, {"sku_name": sku}, "eastus").status is Status.DEPENDS_ON_USAGE


def test_a_secondary_is_as_large_as_its_source():
    values = {"create_mode": "Secondary", "sku_name": None, "max_size_gb": None}
    source = {"sku_name": "BC_Gen5_4", "max_size_gb": 100}
    unknown = {"sku_name": True, "max_size_gb": True}
    refers = {"creation_source_database_id": related(SQL, source)}
    found = estimate(SQL, values, "eastus", unknown=unknown, configured=("creation_source_database_id",), refers=refers)
    # 730 h x 4 x $0.304435 + 2,920 vCore-hours x $0.375 + 100 GB x $0.25
    assert cents(found.monthly_cost) == "2008.95"
    assert (line(found, "Compute").name, line(found, "Storage").quantity) == ("Compute (provisioned, BC_Gen5_4)", 100)
    elsewhere = estimate(SQL, {**values, "creation_source_database_id": "/elsewhere"}, "eastus", unknown=unknown)
    assert not elsewhere.complete
    assert "what the database is made from decides" in elsewhere.components[0].note


def test_hyperscale_storage_is_what_is_stored():
    found = estimate(SQL, {"sku_name": "HS_Gen5_2"}, "indonesiacentral")
    assert (line(found, "Storage").status, line(found, "Storage").quantity) == (Status.DEPENDS_ON_USAGE, None)
    used = estimate(SQL, {"sku_name": "HS_Gen5_2"}, "indonesiacentral", usage={"storage_gb": 50})
    # 50 GB x $0.108
    assert cents(line(used, "Storage").monthly_cost) == "5.40"


def test_a_database_without_a_price():
    found = estimate(SQL, {"sku_name": "S1"}, "nowhere")
    assert "single/standard/S1 (azure sql-database) in nowhere" in found.components[0].note
    unknown = estimate(SQL, {}, "eastus", unknown={"sku_name": True}, configured=("sku_name",))
    assert not unknown.complete


def account(*locations, **more):
    return {
        "account_name": related(
            "azurerm_cosmosdb_account", {"geo_location": [{"location": name} for name in locations], **more}
        )
    }


def test_provisioned_throughput():
    found = estimate(COSMOS, {"throughput": 400}, "eastus", refers=account("East US"))
    # 4 x 730 h x $0.008
    assert (found.components[0].name, cents(found.monthly_cost)) == (
        "Provisioned throughput (provisioned, East US)",
        "23.36",
    )
    assert found.components[0].unit_price == Decimal("5.84")
    assert [c.name for c in found.components[1:]] == ["Transactional storage (East US)"]
    second = estimate(CONTAINER, {"throughput": "400"}, "eastus", refers=account("East US", "West US"))
    assert cents(second.monthly_cost) == "46.72"
    third = estimate(CONTAINER, {"throughput": "400"}, "eastus", refers=account("East US", "Sweden South"))
    assert (cents(third.monthly_cost), third.complete) == ("23.36", False)
    assert "swedensouth" in line(third, "Provisioned throughput (provisioned, Sweden South)").note


def test_zone_redundancy_costs_a_quarter_more():
    zonal = {"location": "East US", "zone_redundant": True}
    one = {"account_name": related("azurerm_cosmosdb_account", {"geo_location": [zonal, {"location": "West US"}]})}
    found = estimate(COSMOS, {"throughput": 400}, "eastus", refers=one)
    # (4 x 1.25 + 4) x 730 h x $0.008
    assert cents(found.monthly_cost) == "52.56"
    several = {"geo_location": [zonal, {"location": "West US"}], "multiple_write_locations_enabled": True}
    writes = {"account_name": related("azurerm_cosmosdb_account", several)}
    # 4 x 730 h x $0.016: with several write locations it is included
    east = line(
        estimate(COSMOS, {"throughput": 400}, "eastus", refers=writes), "Provisioned throughput (provisioned, E"
    )
    assert cents(east.monthly_cost) == "46.72"
    autoscale = {"autoscale_settings": [{"max_throughput": 4000}]}
    usage = {"max_request_units_utilization_percentage": 100}
    assert (
        line(
            estimate(COSMOS, autoscale, "eastus", refers=one, usage=usage), "Provisioned throughput (autoscale, E"
        ).quantity
        == 60
    )
    serverless = {"geo_location": [zonal], "capabilities": [{"name": "EnableServerless"}]}
    by_use = {"account_name": related("azurerm_cosmosdb_account", serverless)}
    used = estimate(COSMOS, {}, "eastus", refers=by_use, usage={"monthly_serverless_request_units": 8_000_000})
    assert cents(used.monthly_cost) == "2.50"  # 10 x $0.25


def test_backups_and_the_analytical_store_depend_on_usage():
    def names(ttl=None, **more):
        values = {"throughput": 400, "analytical_storage_ttl": ttl}
        found = estimate(CONTAINER, values, "eastus", refers=account("West US", **more))
        assert cents(found.monthly_cost) == "23.36"
        return [component.name for component in found.components[2:]]

    assert names() == []
    assert names(backup=[{"type": "Continuous", "tier": "Continuous30Days"}]) == [
        "Continuous backup (West US)",
        "Restored data",
    ]
    assert names(backup=[{"type": "Continuous", "tier": "Continuous7Days"}]) == []
    # 48 h of one an hour: 48 copies, of which 2 are free
    hourly = {"type": "Periodic", "interval_in_minutes": "60", "retention_in_hours": 48}
    assert names(backup=[hourly]) == ["Periodic backup (West US)", "Restored data"]
    assert names(backup=[{"type": "Periodic", "interval_in_minutes": 240, "retention_in_hours": 8}]) == []
    # two hours and a half of one an hour: two whole copies
    assert names(backup=[{"type": "Periodic", "interval_in_minutes": 60, "retention_in_hours": "2.5"}]) == []
    assert names(analytical_storage_enabled=True) == names(ttl=-1) == []
    assert names(ttl=-1, analytical_storage_enabled=True) == [
        "Analytical storage (West US)",
        "Analytical write operations (West US)",
        "Analytical read operations (West US)",
    ]
    used = estimate(CONTAINER, {}, "eastus", refers=account("West US", backup=[hourly]), usage={"storage_gb": 10})
    assert line(used, "Periodic backup").quantity == 460


def test_autoscale_depends_on_its_use():
    values = {"autoscale_settings": [{"max_throughput": 6000}]}
    found = estimate(COSMOS, values, "eastus", refers=account("eastus"))
    assert found.components[0].status is Status.DEPENDS_ON_USAGE
    half = estimate(
        COSMOS, values, "eastus", refers=account("eastus"), usage={"max_request_units_utilization_percentage": 50}
    )
    # 60 x 50 % x 1.5 = 45 x $5.84
    assert (half.components[0].quantity, cents(half.monthly_cost)) == (45, "262.80")
    least = estimate(
        COSMOS, values, "eastus", refers=account("eastus"), usage={"max_request_units_utilization_percentage": 1}
    )
    assert least.components[0].quantity == 9


def test_serverless_storage_and_databases_without_throughput():
    serverless = account("eastus", capabilities=[{"name": "EnableServerless"}])
    usage = {"monthly_serverless_request_units": 10_000_000, "storage_gb": 4}
    found = estimate(CONTAINER, {}, "eastus", refers=serverless, usage=usage)
    # 10 x $0.25 + 4 GB x $0.25
    assert cents(found.monthly_cost) == "3.50"
    bare = estimate(COSMOS, {}, "eastus")
    assert any("no throughput of its own" in note for note in bare.notes)
    assert (
        estimate("azurerm_cosmosdb_account", {"geo_location": [{"location": "eastus"}]}, "eastus").status is Status.FREE
    )


def in_database(values, **more):
    return {**account("West US"), "database_name": related("azurerm_cosmosdb_sql_database", values), **more}


def test_a_container_without_throughput_shares_its_database_s():
    shared = estimate(CONTAINER, {}, "westus", refers=in_database({"throughput": 400}))
    assert (shared.components[0].name, shared.complete) == ("Transactional storage (West US)", True)
    alone = estimate(CONTAINER, {}, "westus", refers=in_database({}))
    assert (alone.components[0].status, alone.complete) == (Status.NO_PRICE, False)
    assert "Azure chooses it" in alone.components[0].note
    table = estimate("azurerm_cosmosdb_table", {}, "westus", refers=account("West US"))
    assert "the table sets no throughput" in table.components[0].note


@pytest.mark.parametrize(
    ("backup", "name", "cost"),
    [
        ({"type": "Continuous", "tier": "Continuous30Days"}, "Continuous backup (West US)", "20.00"),  # 100 GB x $0.20
        # a copy every 4 hours, kept for 24: six, of which two cost nothing: 4 x 100 GB x $0.15
        ({"type": "Periodic", "interval_in_minutes": 240, "retention_in_hours": 24}, "Periodic backup", "60.00"),
    ],
)
def test_backups_are_as_large_as_the_storage(backup, name, cost):
    found = estimate(CONTAINER, {}, "westus", refers=account("West US", backup=[backup]), usage={"storage_gb": 100})
    assert cents(line(found, name).monthly_cost) == cost


def test_the_analytical_store_of_a_container():
    usage = {
        "storage_gb": 50,
        "monthly_analytical_storage_write_operations": 1_000_000,
        "monthly_analytical_storage_read_operations": 2_000_000,
        "monthly_restored_data_gb": 10,
    }
    enabled = account(
        "West US", analytical_storage_enabled=True, backup=[{"type": "Periodic", "retention_in_hours": 16}]
    )
    found = estimate(CONTAINER, {"analytical_storage_ttl": -1}, "westus", refers=enabled, usage=usage)
    # 50 GB x $0.25 + 2 x 50 GB x $0.15 + 50 GB x $0.03 + 100 x 10K x $0.055 + 200 x 10K x $0.0054
    assert cents(found.monthly_cost) == "35.58"
    assert line(found, "Analytical write operations (West US)").quantity == 100
    assert line(found, "Restored data").status is Status.NO_PRICE


def test_an_account_says_what_the_free_tier_would_take_off():
    found = estimate("azurerm_cosmosdb_account", {"free_tier_enabled": True}, "eastus")
    assert any("free tier" in note for note in found.notes)


@pytest.mark.parametrize(
    "type_", ["table", "mongo_database", "mongo_collection", "gremlin_graph", "cassandra_keyspace"]
)
def test_the_other_interfaces_are_billed_alike(type_):
    assert estimate(f"azurerm_cosmosdb_{type_}", {"throughput": 1000}, "eastus").monthly_cost == Decimal("58.4")


@given(units=st.integers(4, 10_000), times=st.integers(1, 9))
def test_throughput_scales(units, times):
    def cost(rus):
        return estimate(COSMOS, {"throughput": rus}, "eastus").monthly_cost

    assert cost(units * 100 * times) == times * cost(units * 100) > 0


@given(cores=st.sampled_from([2, 4, 8, 16]), name=st.text(max_size=5))
def test_more_vcores_cost_more_and_names_nothing(cores, name):
    def cost(count):
        return estimate(SQL, {"sku_name": f"BC_Gen5_{count}", "name": name}, "eastus").monthly_cost

    assert cost(cores) < cost(cores * 2)
