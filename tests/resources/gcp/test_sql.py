"""Cloud SQL. Prices of us-central1: vCPU 0.0413 an hour, memory 0.007 per GB and hour, SSD 0.17 and HDD 0.09 per GB, backups 0.08 per GB,
db-f1-micro 0.0105 an hour; twice that with high availability.
"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.types.cost import Estimate, Status
from tests.resources.harness import cents, estimate, line

SQL = "google_sql_database_instance"


def database(tier: str | None, *, version: str = "POSTGRES_16", usage: Any = None, **settings: Any) -> Estimate:
    values = {"database_version": version, "settings": [{"tier": tier, **settings}]}
    return estimate(SQL, values, "us-central1", usage=usage)


def test_a_custom_tier_pays_for_vcpus_and_memory() -> None:
    found = database("db-custom-2-7680")
    # 730 h x 2 x 0.0413 + 7.5 GB x 730 h x 0.007 + 10 GB x 0.17
    assert cents(found.monthly_cost) == "100.32"
    assert [(part.name, part.unit, part.quantity) for part in found.components] == [
        ("vCPUs (2, zonal)", "hours", 1460),
        ("Memory (7.5 GB, zonal)", "GB", Decimal("7.5")),
        ("Storage (SSD, zonal)", "GB", 10),
        ("Backups", "GB", None),
    ]
    assert line(found, "Memory").unit_price == Decimal("5.11")
    assert found.usage_keys == ("backup_storage_gb",)


def test_high_availability_doubles_machine_and_storage() -> None:
    zonal = database("db-custom-2-7680", disk_size=100)
    regional = database("db-custom-2-7680", disk_size=100, availability_type="REGIONAL")
    assert zonal.monthly_cost is not None
    assert regional.monthly_cost == 2 * zonal.monthly_cost
    assert line(regional, "Storage (SSD, regional)").unit_price == Decimal("0.34")


@pytest.mark.parametrize(("where", "cost"), [("ZONAL", "7.665"), ("REGIONAL", "15.33")])
def test_shared_core_tiers_are_listed_as_a_whole(where: str, cost: str) -> None:
    usage = line(database("db-f1-micro", availability_type=where), "SQL instance (db-f1-micro")
    assert usage.monthly_cost == Decimal(cost)  # 730 h x 0.0105 (x 2)


@pytest.mark.parametrize(
    ("tier", "where", "cost"),
    [
        ("db-g1-small", "ZONAL", "25.55"),  # 730 h x 0.035
        ("db-n1-standard-4", "ZONAL", "197.25"),  # 730 h x 0.2702
        ("db-n1-standard-4", "REGIONAL", "394.49"),  # 730 h x 0.5404
    ],
)
def test_older_tiers_where_they_are_listed(tier: str, where: str, cost: str) -> None:
    usage = line(database(tier, version="MYSQL_5_7", availability_type=where), f"SQL instance ({tier}")
    assert cents(usage.monthly_cost) == cost


def test_older_tiers_elsewhere_are_charged_as_vcpus_and_memory() -> None:
    values = {"database_version": "MYSQL_5_7", "settings": [{"tier": "db-n1-standard-4"}]}
    found = estimate(SQL, values, "europe-west1")
    assert line(found, "vCPUs (4, zonal)").quantity == 2920
    assert line(found, "Memory (15 GB, zonal)").quantity == 15


def test_storage_and_backups() -> None:
    found = database("db-f1-micro", disk_type="PD_HDD", disk_size="50", usage={"backup_storage_gb": 100})
    assert line(found, "Storage (HDD, zonal)").monthly_cost == Decimal("4.5")  # 50 GB x 0.09
    assert line(found, "Backups").monthly_cost == 8  # 100 GB x 0.08


def test_a_stopped_instance_pays_for_storage_and_its_address() -> None:
    found = database("db-custom-2-7680", activation_policy="NEVER")
    assert [part.name for part in found.components] == ["IP address (if unused)", "Storage (SSD, zonal)", "Backups"]
    assert line(found, "IP address").monthly_cost == Decimal("7.3")  # 730 h x 0.01
    private = database("db-f1-micro", activation_policy="NEVER", ip_configuration=[{"ipv4_enabled": False}])
    assert [part.name for part in private.components] == ["Storage (SSD, zonal)", "Backups"]


@pytest.mark.parametrize(
    "values", [{"tier": "db-perf-optimized-N-2"}, {"tier": "db-custom-2-7680", "edition": "ENTERPRISE_PLUS"}]
)
def test_enterprise_plus_has_no_listed_price(values: dict[str, Any]) -> None:
    found = estimate(SQL, {"settings": [values]}, "us-central1")
    assert found.status is Status.NO_PRICE
    assert "Enterprise Plus" in line(found, "SQL instance").note


def test_sql_server_licences_have_no_listed_price() -> None:
    found = database("db-custom-2-7680", version="SQLSERVER_2022_STANDARD")
    assert line(found, "License (SQL Server)").status is Status.NO_PRICE


def test_a_tier_known_after_apply() -> None:
    found = estimate(
        SQL,
        {"settings": [{}]},
        "us-central1",
        unknown={"settings": [{"tier": True}]},
        configured=["settings.0.tier"],
    )
    assert line(found, "SQL instance").note == "settings.0.tier is known only after apply"


def test_a_region_that_the_book_lacks_is_named() -> None:
    found = estimate(SQL, {"settings": [{"tier": "db-custom-2-7680"}]}, "moon1")
    assert "moon1" in line(found, "vCPUs").note


@given(vcpus=st.integers(1, 48), gigabytes=st.integers(4, 300), disk=st.integers(10, 10_000))
def test_bigger_databases_cost_more(vcpus: int, gigabytes: int, disk: int) -> None:
    def cost(cores: int, memory: int, size: int) -> Decimal:
        found = database(f"db-custom-{cores}-{memory * 1024}", disk_size=size)
        assert found.monthly_cost is not None
        return found.monthly_cost

    base = cost(vcpus, gigabytes, disk)
    assert (
        0
        < base
        < min(cost(vcpus + 1, gigabytes, disk), cost(vcpus, gigabytes + 1, disk), cost(vcpus, gigabytes, disk + 1))
    )
