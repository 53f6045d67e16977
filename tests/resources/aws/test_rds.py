"""RDS instances. Prices of us-east-1: db.t3.large MySQL 0.136 (Multi-AZ 0.272), PostgreSQL 0.145, MariaDB 0.136 an hour; gp2 and gp3 0.115
(Multi-AZ 0.23), io1 0.125 per GB; gp3 IOPS 0.02 (0.04), io1 IOPS 0.10; backup 0.095; extended support 0.10 per vCPU-hour. Of eu-west-1,
where the book has all engines: magnetic 0.11 per GB and 0.11 per million requests, gp3 throughput 0.088.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finopsguard.resources.aws.rds_support import year_of
from finopsguard.resources.settings import Settings
from finopsguard.types.cost import Estimate, Status
from tests.resources.harness import cents, estimate, line, related

LATE_2026 = Settings(today=date(2026, 11, 21))
SOURCE = "replicate_source_db"


def database(values: dict[str, Any], **options: Any) -> Estimate:
    base = {"engine": "mysql", "engine_version": "8.4", "instance_class": "db.t3.large", "allocated_storage": 20}
    return estimate("aws_db_instance", {**base, **values}, settings=LATE_2026, **options)


def names(found: Estimate) -> list[str]:
    return [part.name for part in found.components]


def test_hours_and_storage() -> None:
    found = database({})
    # 730 h x 0.136 + 20 GB x 0.115
    assert cents(found.monthly_cost) == "101.58"
    assert names(found)[:2] == [
        "Database instance (on-demand, Single-AZ, db.t3.large)",
        "Storage (general purpose SSD, gp2)",
    ]


def test_multi_az_has_its_own_prices() -> None:
    found = database({"multi_az": True})
    # 730 h x 0.272 + 20 GB x 0.23
    assert cents(found.monthly_cost) == "203.16"
    assert names(found)[0] == "Database instance (on-demand, Multi-AZ, db.t3.large)"


@pytest.mark.parametrize(
    ("engine", "hourly"),
    [("mysql", "0.136"), ("MySQL", "0.136"), ("postgres", "0.145"), ("mariadb", "0.136")],
)
def test_engines_in_the_united_states(engine: str, hourly: str) -> None:
    assert line(database({"engine": engine, "engine_version": None}), "Database instance").unit_price == Decimal(hourly)


@pytest.mark.parametrize(
    ("engine", "licence", "single", "multi"),
    [
        ("oracle-se2", None, "0.495", "0.989"),
        ("oracle-se2", "bring-your-own-license", "0.193", "0.386"),
        ("oracle-se2-cdb", "license-included", "0.495", "0.989"),
        ("oracle-ee", None, "0.193", "0.386"),
        ("sqlserver-se", "license-included", "0.996", "1.991"),
    ],
)
def test_licences_in_ireland(engine: str, licence: str | None, single: str, multi: str) -> None:
    values = {"engine": engine, "license_model": licence, "instance_class": "db.m4.large", "engine_version": None}
    assert line(database(values, region="eu-west-1"), "Database instance").unit_price == Decimal(single)
    twice = line(database({**values, "multi_az": True}, region="eu-west-1"), "Database instance")
    assert twice.unit_price == Decimal(multi)


def test_mariadb_costs_what_mysql_costs_where_only_that_is_listed() -> None:
    found = database({"engine": "mariadb", "multi_az": True})
    assert line(found, "Database instance").unit_price == Decimal("0.272")
    assert "MariaDB" in found.notes[0]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"engine": "aurora-mysql"}, "aws_rds_cluster_instance"),
        ({"engine": "db2-se"}, "db.t3.large/db2-se/single-az"),
        ({"instance_class": "db.z99.huge"}, "db.z99.huge"),
        ({"engine": "sqlserver-se", "license_model": "bring-your-own-media"}, "brought along"),
    ],
)
def test_what_the_book_lacks_has_no_price_and_says_why(values: dict[str, Any], reason: str) -> None:
    hours = line(database(values), "Database instance")
    assert (hours.status, hours.monthly_cost) == (Status.NO_PRICE, None)
    assert reason in hours.note


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"storage_type": "gp2", "allocated_storage": 100}, "11.50"),
        ({"storage_type": "gp3", "allocated_storage": "100"}, "11.50"),
        ({"storage_type": "gp3", "allocated_storage": 100, "iops": 3000, "storage_throughput": 125}, "11.50"),
        ({"storage_type": "gp3", "allocated_storage": 500, "iops": 12000}, "57.50"),
        ({"storage_type": "gp3", "allocated_storage": 500, "iops": 13000}, "77.50"),  # + 1,000 x 0.02
        (
            {"storage_type": "gp3", "allocated_storage": 500, "iops": 13000, "multi_az": True},
            "155.00",
        ),  # 115 + 1,000 x 0.04
        ({"engine": "sqlserver-se", "storage_type": "gp3", "allocated_storage": 500, "iops": 4000}, "77.50"),
        (
            {"engine": "oracle-ee", "storage_type": "gp3", "allocated_storage": 300, "iops": 14000},
            "74.50",
        ),  # 34.50 + 2,000 x 0.02
        ({"storage_type": "io1", "allocated_storage": 100, "iops": 1000}, "112.50"),  # 100 x 0.125 + 1,000 x 0.10
        ({"allocated_storage": 100, "iops": 1000}, "112.50"),  # io1 where iops is set
    ],
)
def test_each_kind_of_storage(values: dict[str, Any], expected: str) -> None:
    found = database({"engine_version": None, **values})
    parts = [
        part.monthly_cost
        for part in found.components
        if part.name.startswith(("Storage", "Provisioned")) and part.monthly_cost
    ]
    assert cents(sum(parts, Decimal(0))) == expected


def test_iops_are_named_by_what_is_included() -> None:
    assert "Provisioned GP3 IOPS (above 12,000)" in names(
        database({"storage_type": "gp3", "allocated_storage": 500, "iops": 13000})
    )
    small = {"engine": "sqlserver-se", "storage_type": "gp3", "iops": 4000}
    assert "Provisioned GP3 IOPS (above 3,000)" in names(database(small))


def test_throughput_and_magnetic_storage_in_ireland() -> None:
    fast = {"storage_type": "gp3", "allocated_storage": 400, "iops": 12000, "storage_throughput": 600}
    found = line(database(fast, region="eu-west-1"), "Provisioned GP3 throughput (above 500)")
    assert cents(found.monthly_cost) == "8.80"  # 100 x 0.088
    old = database({"storage_type": "standard"}, region="eu-west-1", usage={"monthly_standard_io_requests": 5_000_000})
    assert cents(line(old, "Storage (magnetic)").monthly_cost) == "2.20"  # 20 x 0.11
    assert cents(line(old, "I/O requests").monthly_cost) == "0.55"  # 5 x 0.11


def test_backups_depend_on_usage() -> None:
    found = database({"backup_retention_period": 7})
    backup = line(found, "Additional backup storage")
    assert (backup.status, backup.quantity, backup.unit_price) == (Status.DEPENDS_ON_USAGE, None, Decimal("0.095"))
    assert "additional_backup_storage_gb" in found.usage_keys
    given_ = database({}, usage={"additional_backup_storage_gb": 1000})
    assert cents(line(given_, "Additional backup storage").monthly_cost) == "95.00"


@pytest.mark.parametrize(
    ("engine", "version", "today", "year"),
    [
        ("mysql", "5.7.44", date(2024, 2, 29), 0),
        ("mysql", "5.7.44", date(2024, 3, 1), 1),
        ("mysql", "5.7", date(2026, 2, 28), 1),
        ("mysql", "5.7", date(2026, 3, 1), 3),
        ("mysql", "8.0.36", date(2026, 7, 31), 0),
        ("mysql", "8.0.36", date(2026, 8, 1), 1),
        ("mysql", "8.4.3", date(2026, 11, 21), 0),
        ("postgresql", "11.22", date(2026, 11, 21), 3),
        ("postgresql", "13.4", date(2026, 11, 21), 1),
        ("postgresql", "14", date(2026, 11, 21), 0),
        ("postgresql", "9.6", date(2026, 11, 21), 0),
        ("mariadb", "10.6", date(2030, 1, 1), 0),
    ],
)
def test_when_extended_support_is_charged(engine: str, version: str, today: date, year: int) -> None:
    assert year_of(engine, version, today) == year


def test_extended_support_is_per_vcpu_and_counts_the_standby() -> None:
    old = line(database({"engine_version": "8.0.36"}), "Extended support (year 1)")
    assert cents(old.monthly_cost) == "146.00"  # 730 h x 2 vCPU x 0.10
    standby = line(database({"engine_version": "8.0.36", "multi_az": True}), "Extended support (year 1)")
    assert cents(standby.monthly_cost) == "292.00"
    third = line(database({"engine_version": "5.7.44"}), "Extended support (year 3)")
    assert third.status is Status.NO_PRICE
    disabled = database(
        {"engine_version": "8.0", "engine_lifecycle_support": "open-source-rds-extended-support-disabled"}
    )
    assert not [name for name in names(disabled) if name.startswith("Extended support")]


def test_credits_of_burstable_classes() -> None:
    assert line(database({}), "CPU credits").status is Status.DEPENDS_ON_USAGE
    assert line(database({}, usage={"monthly_cpu_credit_hrs": 24}), "CPU credits").quantity == 48
    assert "CPU credits" not in names(database({"instance_class": "db.m5.large"}))
    assert "CPU credits" not in names(database({"instance_class": "db.t2.micro"}))


def test_performance_insights() -> None:
    on = {"instance_class": "db.m5.large", "performance_insights_enabled": True}
    assert not [name for name in names(database(on)) if "Long Term" in name]
    api = line(database(on), "Performance Insights API")
    assert (api.unit, api.unit_price) == ("1000 requests", Decimal("0.01"))
    long = database(
        {**on, "performance_insights_retention_period": 731},
        usage={"monthly_additional_performance_insights_requests": 50_000},
    )
    assert (
        cents(line(long, "Performance Insights Long Term Retention (db.m5.large)").monthly_cost) == "7.63"
    )  # 2 vCPU x 3.815
    assert cents(line(long, "Performance Insights API").monthly_cost) == "0.50"
    advanced = database({**on, "performance_insights_retention_period": 465, "database_insights_mode": "advanced"})
    assert line(advanced, "Database Insights (advanced)").quantity == 1460
    assert not [name for name in names(advanced) if "Long Term" in name]


def test_a_log_volume_of_its_own_is_not_forgotten() -> None:
    assert line(database({"dedicated_log_volume": True}), "Dedicated log volume").status is Status.NO_PRICE


def test_reserved_costs_at_most_the_on_demand_price() -> None:
    found = database({}, usage={"reserved_instance_term": "1_year", "reserved_instance_payment_option": "no_upfront"})
    hours = line(found, "Database instance (reserved, Single-AZ, db.t3.large)")
    assert (hours.status, cents(hours.monthly_cost_max)) == (Status.NO_PRICE, "99.28")


def test_a_replica_has_what_its_source_has() -> None:
    primary = related(
        "aws_db_instance",
        {
            "engine": "postgres",
            "engine_version": "16.3",
            "instance_class": "db.m5.large",
            "allocated_storage": 100,
            "storage_type": "gp3",
            "iops": None,
        },
        name="primary",
    )
    replica = {"engine": None, "engine_version": None, "allocated_storage": None, SOURCE: "primary"}
    found = database(replica, refers={SOURCE: primary})
    # 730 h x 0.145 (PostgreSQL, its own class) + 100 GB x 0.115
    assert cents(found.monthly_cost) == "117.35"
    assert names(found)[1] == "Storage (general purpose SSD, gp3)"


def test_a_snapshot_knows_more_than_the_plan() -> None:
    restored = database(
        {"engine": None, "engine_version": None, "allocated_storage": None, "snapshot_identifier": "rds:x"}
    )
    assert restored.monthly_cost is None
    assert [line(restored, name).status for name in ("Database instance", "Storage")] == [Status.NO_PRICE] * 2
    assert "created from" in line(restored, "Storage").note


def test_unknown_values() -> None:
    found = database({"instance_class": None}, unknown={"instance_class": True}, configured=["instance_class"])
    assert "known only after apply" in line(found, "Database instance").note
    either = database({"multi_az": None}, unknown={"multi_az": True}, configured=["multi_az"])
    assert (cents(either.monthly_cost), cents(either.maximum)) == ("101.58", "203.16")
    filled = database(
        {"storage_type": None, "iops": None},
        unknown={"storage_type": True, "iops": True, "license_model": True},
        configured=[],
    )
    assert cents(filled.monthly_cost) == "101.58"
    size = database({"allocated_storage": None}, unknown={"allocated_storage": True}, configured=["allocated_storage"])
    assert (line(size, "Storage").status, line(size, "Storage").quantity) == (Status.NO_PRICE, None)


def test_a_region_that_the_book_lacks() -> None:
    found = database({}, region="mars-north-1")
    assert found.monthly_cost is None
    assert "mars-north-1" in line(found, "Database instance").note


@given(st.integers(5, 65_536), st.sampled_from(("gp2", "gp3")), st.booleans())
@settings(max_examples=40)
def test_storage_grows_evenly_and_twice_in_two_zones(gigabytes: int, type_: str, twice: bool) -> None:
    def cost(size: int) -> Decimal:
        found = database({"allocated_storage": size, "storage_type": type_, "multi_az": twice}).monthly_cost
        assert found is not None
        return found

    assert cost(gigabytes + 1) - cost(gigabytes) == Decimal("0.23" if twice else "0.115")
    assert cost(gigabytes) > 0


@given(st.sampled_from(("large", "xlarge", "2xlarge", "4xlarge")), st.sampled_from(("db.m5", "db.r5", "db.m6g")))
@settings(max_examples=20)
def test_a_class_costs_less_than_the_next(size: str, family: str) -> None:
    order = ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge"]
    smaller = database({"instance_class": f"{family}.{size}"}).monthly_cost
    larger = database({"instance_class": f"{family}.{order[order.index(size) + 1]}"}).monthly_cost
    assert smaller is not None
    assert larger is not None
    assert smaller < larger


@given(
    st.dictionaries(
        st.sampled_from(("tags", "username", "port", "db_subnet_group_name", "parameter_group_name")),
        st.text(max_size=9),
    )
)
@settings(max_examples=20)
def test_what_is_not_billed_changes_nothing(others: dict[str, str]) -> None:
    assert database(others).components == database({}).components
