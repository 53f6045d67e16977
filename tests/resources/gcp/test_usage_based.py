"""Services that are charged by use, and Redis. Prices of us-central1 and of the US multi-region, as each test states them."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.types.cost import Status
from tests.resources.harness import estimate, line, related


def test_a_standard_bucket_without_usage() -> None:
    found = estimate("google_storage_bucket", {"location": "US-CENTRAL1"}, "us-central1")
    assert found.status is Status.DEPENDS_ON_USAGE
    assert [(part.name, part.unit, part.unit_price) for part in found.components] == [
        ("Storage (standard)", "GiB", Decimal("0.02")),
        ("Object adds, bucket/object list (class A)", "10k operations", Decimal("0.05")),
        ("Object gets, retrieve bucket/object metadata (class B)", "10k operations", Decimal("0.004")),
        (
            "Network egress: Data transfer to worldwide excluding Asia, Australia (first 1TB)",
            "GB",
            Decimal("0.12"),
        ),
    ]


def test_a_bucket_with_usage() -> None:
    usage = {
        "storage_gb": 1000,
        "monthly_class_a_operations": 40_000,
        "monthly_class_b_operations": 1_000_000,
        "monthly_egress_data_transfer_gb": {"worldwide": 2024, "china": 10},
    }
    found = estimate("google_storage_bucket", {"location": "us-central1"}, "us-central1", usage=usage)
    assert line(found, "Storage (standard)").monthly_cost == 20  # 1,000 GiB x 0.02
    assert line(found, "Object adds").monthly_cost == Decimal("0.2")  # 4 x 0.05
    assert line(found, "Object gets").monthly_cost == Decimal("0.4")  # 100 x 0.004
    to_world = "Network egress: Data transfer to worldwide excluding Asia, Australia"
    assert line(found, f"{to_world} (first 1TB)").monthly_cost == Decimal("122.88")  # 1,024 GB x 0.12
    assert line(found, f"{to_world} (next 9TB)").monthly_cost == 110  # 1,000 GB x 0.11
    assert line(found, "Network egress: Data transfer to China").monthly_cost == Decimal("2.3")  # 10 GB x 0.23


@pytest.mark.parametrize(
    ("class_", "storage", "retrieval"), [("NEARLINE", "15", "10"), ("COLDLINE", "7", "20"), ("ARCHIVE", "2.4", "50")]
)
def test_colder_classes_in_the_us(class_: str, storage: str, retrieval: str) -> None:
    usage = {"storage_gb": 1000, "monthly_data_retrieval_gb": 1000}
    found = estimate("google_storage_bucket", {"location": "US", "storage_class": class_}, "us", usage=usage)
    assert line(found, f"Storage ({class_.lower()})").monthly_cost == Decimal(storage)
    assert line(found, "Data retrieval").monthly_cost == Decimal(retrieval)


@pytest.mark.parametrize(
    ("size", "tier", "name", "cost"),
    [
        (1, "BASIC", "Redis instance (basic, M1)", "35.77"),  # 730 h x 0.049
        (8, "BASIC", "Redis instance (basic, M2)", "157.68"),  # 8 GB x 730 h x 0.027
        ("8", "STANDARD_HA", "Redis instance (standard, M2)", "315.36"),  # 8 GB x 730 h x 0.054
        (35, "STANDARD_HA", "Redis instance (standard, M3)", "1175.3"),  # 35 GB x 730 h x 0.046
        (36, "BASIC", "Redis instance (basic, M4)", "499.32"),  # 36 GB x 730 h x 0.019
        (101, "BASIC", "Redis instance (basic, M5)", "1179.68"),  # 101 GB x 730 h x 0.016
    ],
)
def test_redis_by_tier_and_size(size: Any, tier: str, name: str, cost: str) -> None:
    found = estimate("google_redis_instance", {"memory_size_gb": size, "tier": tier}, "us-central1")
    assert line(found, name).monthly_cost == Decimal(cost)


def test_redis_of_an_unknown_size_or_with_read_replicas_has_no_price() -> None:
    unknown = estimate(
        "google_redis_instance", {}, "us-central1", unknown={"memory_size_gb": True}, configured=["memory_size_gb"]
    )
    assert unknown.status is Status.NO_PRICE
    replicas = {"memory_size_gb": 5, "tier": "STANDARD_HA", "read_replicas_mode": "READ_REPLICAS_ENABLED"}
    assert "read replicas" in line(estimate("google_redis_instance", replicas, "us-central1"), "Redis").note


def test_bigquery() -> None:
    dataset = estimate("google_bigquery_dataset", {"location": "us-central1"}, usage={"monthly_queries_tb": 10})
    assert line(dataset, "Queries (on-demand)").monthly_cost == Decimal("62.5")  # 10 TB x 6.25
    refers = {"dataset_id": related("google_bigquery_dataset", {"location": "us-central1"})}
    usage = {
        "monthly_active_storage_gb": 1000,
        "monthly_long_term_storage_gb": 1000,
        "monthly_streaming_inserts_mb": 1000,
    }
    table = estimate("google_bigquery_table", {}, "europe-west1", refers=refers, usage=usage)
    assert line(table, "Active storage").monthly_cost == 23
    assert line(table, "Long-term storage").monthly_cost == 16
    assert line(table, "Streaming inserts").monthly_cost == Decimal("0.05")
    assert table.usage_keys == ("monthly_storage_write_api_gb", "monthly_storage_read_api_tb")


def test_tables_of_a_dataset_in_the_us() -> None:
    usage = {
        "monthly_active_storage_gb": 100,
        "monthly_long_term_storage_gb": 100,
        "monthly_storage_write_api_gb": 100,
        "monthly_streaming_inserts_mb": 1000,
    }
    refers = {"dataset_id": related("google_bigquery_dataset", {"location": "US"})}
    table = estimate("google_bigquery_table", {}, "europe-west1", refers=refers, usage=usage)
    assert table.monthly_cost == Decimal("5.5")  # 100 GB x 0.02 + 100 GB x 0.01 + 100 GB x 0.025
    assert "streaming-inserts" in line(table, "Streaming inserts").note


def test_physical_storage_is_not_billed_at_the_price_of_logical_storage() -> None:
    dataset = {"location": "US", "storage_billing_model": "PHYSICAL"}
    refers = {"dataset_id": related("google_bigquery_dataset", dataset)}
    usage = {"monthly_active_storage_gb": 100, "monthly_storage_write_api_gb": 100}
    table = estimate("google_bigquery_table", {}, refers=refers, usage=usage)
    assert (table.status, table.monthly_cost) == (Status.NO_PRICE, Decimal("2.5"))  # 100 GB x 0.025
    assert "storage/active/physical" in line(table, "Active storage").note


def test_a_table_whose_dataset_is_elsewhere_says_which_location_is_assumed() -> None:
    table = estimate("google_bigquery_table", {}, "us-central1")
    assert any("location us-central1 assumed" in note for note in table.notes)


def test_a_dataset_without_a_location_lies_in_the_us() -> None:
    found = estimate("google_bigquery_dataset", {}, "europe-west1", usage={"monthly_queries_tb": 2})
    assert line(found, "Queries (on-demand)").monthly_cost == Decimal("12.5")  # 2 TB x 6.25


def test_bigquery_where_the_book_has_no_price_says_so() -> None:
    found = estimate("google_bigquery_dataset", {"location": "EU"}, "eu", usage={"monthly_queries_tb": 1})
    assert found.status is Status.NO_PRICE
    assert found.components[0].note.endswith("in eu")


def test_pubsub() -> None:
    topic = estimate("google_pubsub_topic", {}, "europe-west1", usage={"monthly_message_data_tb": 2})
    assert line(topic, "Message ingestion data").monthly_cost == 80  # 2 TiB x 40
    usage = {"monthly_message_data_tb": 1, "storage_gb": 100, "snapshot_storage_gb": 10}
    subscription = estimate("google_pubsub_subscription", {}, "us-central1", usage=usage)
    assert subscription.monthly_cost == Decimal("69.7")  # 40 + 100 x 0.27 + 10 x 0.27
    assert estimate("google_pubsub_subscription", {}).status is Status.DEPENDS_ON_USAGE


def test_dns() -> None:
    zone = estimate("google_dns_managed_zone", {}, "us-central1")
    assert line(zone, "Managed zone").monthly_cost == Decimal("0.2")
    records = estimate("google_dns_record_set", {}, usage={"monthly_queries": 1_500_000_000})
    # 1,000 million x 0.40 + 500 million x 0.20
    assert records.monthly_cost == 500
    assert estimate("google_dns_record_set", {}).status is Status.DEPENDS_ON_USAGE


def test_kms() -> None:
    usage = {"key_versions": 10, "monthly_key_operations": 1_000_000}
    found = estimate("google_kms_crypto_key", {}, "us-central1", usage=usage)
    assert line(found, "Key versions").monthly_cost == Decimal("0.6")  # 10 x 0.06
    assert line(found, "Operations").monthly_cost == 3  # 100 x 0.03
    hsm = estimate("google_kms_crypto_key", {"version_template": [{"protection_level": "HSM"}]}, "us-central1")
    assert "key-version/hsm" in line(hsm, "Key versions").note


@given(gigabytes=st.decimals(0, 1_000_000, places=3), tier=st.sampled_from(["worldwide", "australia"]))
def test_egress_never_costs_less_for_more(gigabytes: Decimal, tier: str) -> None:
    def cost(amount: Decimal) -> Decimal:
        usage = {"monthly_egress_data_transfer_gb": {tier: amount}}
        return estimate("google_storage_bucket", {}, "us-central1", usage=usage).monthly_cost or Decimal(0)

    assert 0 <= cost(gigabytes) <= cost(gigabytes + 1)


@given(size=st.integers(1, 4))
def test_redis_scales_within_a_capacity_tier(size: int) -> None:
    found = estimate("google_redis_instance", {"memory_size_gb": size}, "us-central1")
    assert found.monthly_cost == size * Decimal("35.77")


def test_secrets() -> None:
    usage = {"active_secret_versions": 10, "monthly_access_operations": 20_000, "monthly_rotation_notifications": 100}
    secret = estimate("google_secret_manager_secret", {}, "us-central1", usage=usage)
    assert secret.monthly_cost == Decimal("5.66")  # 10 x 0.06 + 2 x 0.03 + 100 x 0.05
    version = estimate("google_secret_manager_secret_version", {}, "us-central1")
    assert (version.monthly_cost, version.usage_keys) == (Decimal("0.06"), ("monthly_access_operations",))
    disabled = estimate("google_secret_manager_secret_version", {"enabled": False}, "us-central1")
    assert disabled.monthly_cost is None


@pytest.mark.parametrize(
    ("replication", "cost"),
    [
        ({"auto": [{}], "user_managed": []}, "0.06"),
        ({"user_managed": [{"replicas": [{"location": "us-east1"}]}]}, "0.06"),
        (
            {"user_managed": [{"replicas": [{"location": name} for name in ("us-east1", "us-west1", "us-west2")]}]},
            "0.18",
        ),
    ],
)
def test_a_secret_s_version_is_billed_in_each_location(replication: dict[str, Any], cost: str) -> None:
    refers = {"secret": related("google_secret_manager_secret", {"replication": [replication]})}
    found = estimate("google_secret_manager_secret_version", {}, "us-central1", refers=refers)
    assert found.monthly_cost == Decimal(cost)


@pytest.mark.parametrize("scope", ["project", "folder", "organization", "billing_account"])
@pytest.mark.parametrize("kind", ["sink", "bucket_config"])
def test_logs(scope: str, kind: str) -> None:
    type_ = f"google_logging_{scope}_{kind}"
    assert estimate(type_, {}, "europe-west1").usage_keys == ("monthly_logging_data_gb",)
    found = estimate(type_, {}, "europe-west1", usage={"monthly_logging_data_gb": 100})
    assert found.monthly_cost == 50  # 100 GB x 0.50


def test_logs_that_are_kept_for_long() -> None:
    bucket = "google_logging_project_bucket_config"
    month = estimate(bucket, {"retention_days": 30}, "us-central1")
    assert [part.name for part in month.components] == ["Logging data"]
    usage = {"monthly_logging_data_gb": 100, "retained_logs_gb": 1000}
    year = estimate(bucket, {"retention_days": "365"}, "us-central1", usage=usage)
    assert line(year, "Retention beyond 30 days").monthly_cost == 10  # 1,000 GB x 0.01
    assert year.monthly_cost == 60


def test_uptime_checks() -> None:
    check = "google_monitoring_uptime_check_config"
    assert estimate(check, {}).usage_keys == ("monthly_executions",)
    found = estimate(check, {}, usage={"monthly_executions": 10_000})
    assert found.monthly_cost == 3  # 10 x 0.30
    assert any("free" in note for note in found.notes)


def test_metrics() -> None:
    usage = {"monthly_monitoring_data_mb": 150_000, "monthly_api_calls": 2000}
    found = estimate("google_monitoring_metric_descriptor", {}, "us-central1", usage=usage)
    assert line(found, "Monitoring data (first 100K)").monthly_cost == 25_800  # 100,000 x 0.258
    assert line(found, "Monitoring data (next 150K)").monthly_cost == 7550  # 50,000 x 0.151
    assert line(found, "API calls").monthly_cost == Decimal("0.02")  # 2 x 0.01


def test_redis_clusters() -> None:
    small = {"node_type": "REDIS_STANDARD_SMALL", "shard_count": 3, "replica_count": 1}
    found = estimate("google_redis_cluster", small, "us-central1")
    nodes = line(found, "Cluster node (standard small)")
    assert (nodes.quantity, nodes.monthly_cost) == (4380, Decimal("624.15438"))  # 6 x 730 h x 0.142501
    default = estimate("google_redis_cluster", {"shard_count": "3"}, "us-central1")
    assert line(default, "Cluster node (highmem medium)").quantity == 2190
    assert default.usage_keys == ("backup_storage_gb",)
    backups = estimate("google_redis_cluster", {}, "us-central1", usage={"backup_storage_gb": 100})
    assert line(backups, "Backups").monthly_cost == Decimal("8.11103")  # 100 GB x 0.0811103


def test_the_append_only_file_of_a_redis_cluster_has_no_price() -> None:
    values = {"shard_count": 3, "replica_count": 1, "persistence_config": [{"mode": "AOF"}]}
    found = estimate("google_redis_cluster", values, "us-central1")
    assert line(found, "AOF persistence").quantity == 78  # 6 nodes of 13 GB
    assert (found.status, found.monthly_cost) == (Status.NO_PRICE, Decimal("842.274"))  # 6 x 730 h x 0.1923
    snapshots = estimate("google_redis_cluster", {**values, "persistence_config": [{"mode": "RDB"}]}, "us-central1")
    assert snapshots.monthly_cost == Decimal("842.274")
    odd = estimate("google_redis_cluster", {**values, "node_type": "REDIS_HUGE"}, "us-central1")
    assert "huge" in line(odd, "AOF persistence").note


def test_artifacts() -> None:
    found = estimate("google_artifact_registry_repository", {"location": "us-east1"}, usage={"storage_gb": 100})
    assert found.monthly_cost == 10  # 100 GB x 0.10
    values = {"location": "europe-west1", "mode": "VIRTUAL_REPOSITORY"}
    virtual = estimate("google_artifact_registry_repository", values, usage={"storage_gb": 100})
    assert (virtual.status, virtual.monthly_cost) == (Status.FREE, 0)
