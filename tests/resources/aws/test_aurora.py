"""Aurora. Prices of us-east-1: db.r5.large 0.29, db.r4.8xlarge 4.64, db.t3.medium 0.082, db.t3.large 0.164 an hour; storage 0.10 and
backups 0.021 per GB; 0.20 per million requests; Backtrack 0.012 per million records an hour; serverless v1 0.06 and v2 0.12 per ACU;
CPU credits 0.09 and extended support 0.10 per vCPU-hour.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from finopsguard.resources.settings import Settings
from finopsguard.types.cost import Estimate, Status
from tests.resources.harness import cents, estimate, line, related

DAY = Settings(today=date(2026, 8, 1))


def cluster(values: dict[str, Any], **options: Any) -> Estimate:
    return estimate("aws_rds_cluster", {"engine": "aurora-mysql", **values}, **options)


def instance(values: dict[str, Any], of: dict[str, Any] | None = None, **options: Any) -> Estimate:
    holder = {"engine": "aurora-postgresql", "engine_version": "16.4", **(of or {})}
    return estimate(
        "aws_rds_cluster_instance",
        {"instance_class": "db.r5.large", **values},
        refers={"cluster_identifier": related("aws_rds_cluster", holder)},
        settings=DAY,
        **options,
    )


def test_a_cluster_depends_on_usage() -> None:
    found = cluster({})
    assert (found.status, found.monthly_cost) == (Status.DEPENDS_ON_USAGE, None)
    assert [(part.name, part.unit, part.unit_price) for part in found.components] == [
        ("Storage", "GB", Decimal("0.1")),
        ("I/O requests", "1M requests", Decimal("0.2")),
        ("Snapshot export", "GB", Decimal("0.01")),
    ]


def test_usage_of_a_cluster() -> None:
    usage = {
        "storage_gb": 250,
        "read_requests_per_sec": 100,
        "write_requests_per_sec": "50",
        "backup_snapshot_size_gb": 200,
        "snapshot_export_size_gb": 100,
        "average_statements_per_hr": 10_000_000,
        "change_records_per_statement": 0.38,
    }
    found = cluster({"backup_retention_period": 5, "backtrack_window": 86400}, usage=usage)
    assert {part.name: cents(part.monthly_cost) for part in found.components} == {
        "Storage": "25.00",
        "I/O requests": "78.84",  # 150 x 3,600 x 730 / 1,000,000 x 0.20
        "Backup storage": "16.80",  # 200 x 4 x 0.021
        "Backtrack": "798.91",  # 10,000,000 x 0.38 x 24 h x 730 h / 1,000,000 x 0.012
        "Snapshot export": "1.00",
    }
    reads = cluster({}, usage={"read_requests_per_sec": 100})
    assert cents(line(reads, "I/O requests").monthly_cost) == "52.56"


@pytest.mark.parametrize(
    ("values", "name", "there"),
    [
        ({"backup_retention_period": 1}, "Backup storage", False),
        ({"backup_retention_period": 7}, "Backup storage", True),
        ({"backtrack_window": 0}, "Backtrack", False),
        ({"backtrack_window": 3600}, "Backtrack", True),
        ({"backtrack_window": 3600, "engine": "aurora-postgresql"}, "Backtrack", False),
        ({"engine_mode": "serverless"}, "Aurora serverless", True),
        ({"engine_mode": "provisioned"}, "Aurora serverless", False),
        ({"storage_type": "aurora-iopt1"}, "I/O requests", False),
        ({"storage_type": ""}, "I/O requests", True),
    ],
)
def test_lines_that_depend_on_the_configuration(values: dict[str, Any], name: str, there: bool) -> None:
    assert (name in [part.name for part in cluster(values).components]) == there


def test_serverless_v1_is_billed_by_capacity() -> None:
    found = cluster({"engine_mode": "serverless"}, usage={"capacity_units_per_hr": 4})
    assert cents(line(found, "Aurora serverless").monthly_cost) == "175.20"  # 4 x 730 x 0.06


def test_multi_az_clusters_have_no_price_in_the_book() -> None:
    values = {
        "engine": "postgres",
        "db_cluster_instance_class": "db.r6gd.xlarge",
        "allocated_storage": 100,
        "iops": 1000,
    }
    found = cluster({**values, "storage_type": "io1"})
    assert (found.status, found.monthly_cost) == (Status.NO_PRICE, None)
    assert [part.name for part in found.components] == [
        "Database instance (on-demand, Multi-AZ cluster, db.r6gd.xlarge)",
        "Storage (io1)",
        "Provisioned IOPS",
    ]


@pytest.mark.parametrize(
    ("class_", "cost"),
    [
        ("db.r5.large", "211.70"),  # 730 x 0.29
        ("db.t3.medium", "59.86"),  # 730 x 0.082
        ("db.t3.large", "119.72"),  # 730 x 0.164
        ("db.r4.8xlarge", "3387.20"),  # 730 x 4.64
    ],
)
def test_an_instance_costs_its_hours(class_: str, cost: str) -> None:
    found = instance({"instance_class": class_})
    assert cents(found.monthly_cost) == cost
    assert found.components[0].name == f"Database instance (on-demand, {class_})"
    assert (len(found.components) == 2) == class_.startswith("db.t3")


def test_cpu_credits_of_burstable_instances() -> None:
    found = instance({"instance_class": "db.t3.medium"}, usage={"monthly_cpu_credit_hrs": 10})
    assert cents(line(found, "CPU credits").monthly_cost) == "1.80"  # 10 x 2 vCPUs x 0.09


def test_an_instance_in_an_io_optimized_cluster_has_no_price_in_the_book() -> None:
    found = instance({}, {"storage_type": "aurora-iopt1"})
    assert (found.status, found.monthly_cost, found.maximum) == (Status.NO_PRICE, None, None)
    assert "io-optimized" in found.components[0].note


def test_an_instance_outside_its_cluster() -> None:
    found = estimate("aws_rds_cluster_instance", {"engine": "aurora", "instance_class": "db.r5.large"})
    assert cents(found.monthly_cost) == "211.70"
    assert any("Aurora Standard assumed" in note for note in found.notes)


@pytest.mark.parametrize(
    ("values", "of", "line_name", "cost"),
    [
        ({}, {"engine_version": "12.19"}, "Extended support (year 1)", "146.00"),  # 2 vCPUs x 730 x 0.10
        (
            {"engine": "aurora-mysql", "engine_version": "5.7.mysql_aurora.2.11.4"},
            {},
            "Extended support (year 1)",
            "146.00",
        ),
        ({"engine": "aurora-mysql", "engine_version": "8.0.mysql_aurora.3.05.2"}, {}, "", ""),
        (
            {},
            {"engine_version": "12.19", "engine_lifecycle_support": "open-source-rds-extended-support-disabled"},
            "",
            "",
        ),
        ({"engine_version": "17.2"}, {}, "", ""),
    ],
)
def test_extended_support(values: dict[str, Any], of: dict[str, Any], line_name: str, cost: str) -> None:
    found = instance(values, of)
    if line_name:
        assert cents(line(found, line_name).monthly_cost) == cost
    else:
        assert len(found.components) == 1


def test_insights() -> None:
    values = {"instance_class": "db.r4.8xlarge", "performance_insights_enabled": True}
    short = instance({**values, "performance_insights_retention_period": 7})
    assert [part.name for part in short.components[1:]] == ["Performance Insights API"]
    found = instance({**values, "performance_insights_retention_period": "731"})
    assert cents(line(found, "Performance Insights Long Term Retention (db.r4.8xlarge)").monthly_cost) == "165.89"
    # 32 vCPUs x 5.184
    assert line(found, "Performance Insights API").unit == "1000 requests"


def test_serverless_v2_is_billed_by_capacity() -> None:
    of = {"serverlessv2_scaling_configuration": [{"min_capacity": Decimal("0.5"), "max_capacity": 16}]}
    found = instance({"instance_class": "db.serverless"}, of)
    assert (found.status, found.usage_keys) == (Status.DEPENDS_ON_USAGE, ("capacity_units_per_hr",))
    capacity = line(found, "Aurora serverless v2")
    assert (capacity.unit_price, capacity.note) == (Decimal("0.12"), "0.5 to 16 capacity units as its cluster says")
    used = instance({"instance_class": "db.serverless"}, of, usage={"capacity_units_per_hr": "2.5"})
    assert cents(used.monthly_cost) == "219.00"  # 2.5 x 730 x 0.12


def test_what_serverless_v2_pays_by_capacity_without_a_price() -> None:
    values = {
        "instance_class": "db.serverless",
        "performance_insights_enabled": True,
        "performance_insights_retention_period": 31,
    }
    found = instance(values, {"engine_version": "13.12"})
    assert [part.name for part in found.components] == [
        "Aurora serverless v2",
        "Extended support (year 1)",
        "Performance Insights Long Term Retention (db.serverless)",
    ]


def test_reserved_instances_and_hours() -> None:
    found = instance({}, usage={"reserved_instance_term": "1_year"})
    assert found.components[0].name == "Database instance (reserved, db.r5.large)"
    assert (found.monthly_cost, cents(found.maximum)) == (None, "211.70")
    assert instance({}, usage={"monthly_hrs": "100"}).monthly_cost == 29


def test_a_region_or_class_without_prices_is_named() -> None:
    found = instance({}, region="mars-north-1")
    assert found.status is Status.NO_PRICE
    assert "mars-north-1" in found.components[0].note
    unknown = instance({"instance_class": None}, unknown={"instance_class": True}, configured=["instance_class"])
    assert (unknown.monthly_cost, unknown.maximum) == (None, None)


@given(st.integers(0, 10**6), st.integers(0, 10**5), st.integers(1, 35))
@examples(max_examples=30)
def test_clusters_grow_with_what_they_store(size: int, more: int, days: int) -> None:
    def cost(gigabytes: int) -> Decimal:
        usage = {"storage_gb": gigabytes, "backup_snapshot_size_gb": gigabytes}
        found = cluster({"backup_retention_period": days, "tags": {}}, usage=usage).monthly_cost
        assert found is not None
        return found

    assert 0 <= cost(size) <= cost(size + more)
