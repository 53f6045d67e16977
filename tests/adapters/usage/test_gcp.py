"""The Google Cloud adapter without its SDK: mistakes of callers, the SQL, how resources are named, what calls would be made."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.adapters.usage import gcp_permissions, gcp_sql, gcp_usage
from finopsguard.adapters.usage.failures import CloudFailure, FailureKind
from finopsguard.adapters.usage.gcp_catalogue import RESOURCES
from finopsguard.adapters.usage.gcp_costs import price_of
from finopsguard.adapters.usage.gcp_identity import filters, label_of, own_id, quoted, region_of
from finopsguard.adapters.usage.gcp_usage import GCPUsageAdapter, get_gcp_usage_adapter
from finopsguard.adapters.usage.settings import UsageSettings
from finopsguard.types.usage import UsageQuery, UsageTarget

START, END = datetime(2024, 5, 1, tzinfo=UTC), datetime(2024, 5, 8, tzinfo=UTC)
SETTINGS = UsageSettings(gcp_enabled=True, gcp_project_id="my-project", gcp_billing_account_id="012345-6789AB-CDEF01")


@pytest.fixture
def adapter() -> GCPUsageAdapter:
    return GCPUsageAdapter(SETTINGS)


def test_switched_off() -> None:
    adapter = GCPUsageAdapter(UsageSettings())
    query = UsageQuery(cloud_provider="gcp", start_time=START, end_time=END)
    for ask in (
        lambda: adapter.get_resource_usage("web", "gce_instance", START, END),
        lambda: adapter.get_cost_usage(START, END),
        lambda: adapter.get_usage_summary(query),
    ):
        with pytest.raises(ValueError, match=r"^GCP usage adapter is not enabled$"):
            ask()
    assert not adapter.is_available()


def test_one_adapter_for_the_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(gcp_usage, "_gcp_usage_adapter", None)
    assert get_gcp_usage_adapter() is get_gcp_usage_adapter()


def test_no_project_is_a_failure_that_names_the_variable() -> None:
    with pytest.raises(CloudFailure, match="GCP_PROJECT_ID") as caught:
        GCPUsageAdapter(UsageSettings(gcp_enabled=True)).get_cost_usage(START, END)
    assert caught.value.kind is FailureKind.NO_CREDENTIALS


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("web", "ec2", START, END), "choose gce_instance, cloudsql_database, gcs_bucket, cloud_run"),
        (("web", "gce_instance", END, START), "is not before end_time"),
        (("web", "gce_instance", START, END, None, ["colour"]), "choose cpu/utilization, network/received_bytes_count"),
        (("", "gce_instance", START, END), "resource_id is empty"),
        (("a/b/c/d/e", "gke_container", START, END), "cluster/namespace/pod/container"),
    ],
)
def test_mistakes_about_metrics_name_the_choices(
    adapter: GCPUsageAdapter, arguments: tuple[Any, ...], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        adapter.get_resource_usage(*arguments)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((END, START), "is not before end_time"),
        ((START, END, "WEEKLY"), "choose HOURLY, DAILY, MONTHLY"),
        (
            (START, END, "DAILY", ["colour"]),
            "choose service, region, project, sku, resource, cost_type, labels or label:NAME",
        ),
        ((START, END, "DAILY", None, {"colour": "red"}), "Unknown filter 'colour'"),
    ],
)
def test_mistakes_about_costs_name_the_choices(
    adapter: GCPUsageAdapter, arguments: tuple[Any, ...], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        adapter.get_cost_usage(*arguments)


def test_ids_of_which_type_is_asked(adapter: GCPUsageAdapter) -> None:
    query = UsageQuery(cloud_provider="gcp", start_time=START, end_time=END, resource_ids=["web"])
    with pytest.raises(ValueError, match="exactly one entry in resource_types"):
        adapter.get_usage_summary(query)


@pytest.mark.parametrize(
    ("account", "dataset", "table", "expected"),
    [
        (
            "012345-67",
            "billing_export",
            "gcp_billing_export_v1",
            "`p-one.billing_export.gcp_billing_export_v1_012345_67`",
        ),
        ("", "other-p.costs", "my_view", "`other-p.costs.my_view`"),
        ("", "costs", "gcp_billing_export_v1_AAA", "`p-one.costs.gcp_billing_export_v1_AAA`"),
    ],
)
def test_the_table_is_named_after_the_billing_account(account: str, dataset: str, table: str, expected: str) -> None:
    settings = UsageSettings(gcp_billing_account_id=account, gcp_billing_dataset=dataset, gcp_billing_table=table)
    assert gcp_sql.table_of("p-one", settings, detailed=False) == expected
    detailed = gcp_sql.table_of("p-one", settings, detailed=True)
    assert detailed == expected.replace("gcp_billing_export_v1", "gcp_billing_export_resource_v1")


@pytest.mark.parametrize(
    "change",
    [
        {"gcp_billing_dataset": "a`; DROP TABLE x"},
        {"gcp_billing_dataset": "p-two.x-y"},
        {"gcp_billing_table": "t` WHERE TRUE --"},
        {"gcp_billing_account_id": "A`B"},
        {"gcp_billing_account_id": ""},
    ],
)
def test_what_is_no_name_in_bigquery_is_refused(change: dict[str, str]) -> None:
    settings = UsageSettings(**{"gcp_billing_account_id": "AAAAAA", **change})  # type: ignore[arg-type]  # the fields are texts
    with pytest.raises(CloudFailure, match="GCP_BILLING"):
        gcp_sql.table_of("p-one", settings, detailed=False)


@given(st.text(max_size=20), st.text(min_size=1, max_size=20))
def test_no_value_gets_into_the_statement(value: str, label: str) -> None:
    words = {"service": [value], f"label:{label}": [value]}
    query = gcp_sql.build("`p.d.t`", START, END, "DAILY", (f"label:{label}",), words)
    same = gcp_sql.build("`p.d.t`", START, END, "DAILY", ("label:x",), {"service": ["x"], "label:x": ["x"]})
    assert query.sql == same.sql


def test_only_exports_are_pruned_by_their_partitions() -> None:
    export = gcp_sql.build("`p.d.gcp_billing_export_v1_A`", START, END, "DAILY", (), {})
    assert "_PARTITIONTIME < @loaded_until" in export.sql
    assert export.parameters["loaded_until"] == ("TIMESTAMP", END + timedelta(days=62))
    assert "_PARTITIONTIME" not in gcp_sql.build("`p.d.view`", START, END, "DAILY", (), {}).sql


@pytest.mark.parametrize(
    ("read", "dollars"),
    [
        (0, "0.000059604644775390625"),
        (1 << 20, "0.000059604644775390625"),
        (1 << 40, "6.25"),
        (1 << 30, "0.006103515625"),
    ],
)
def test_a_query_costs_625_a_tebibyte_and_10_mebibytes_at_least(read: int, dollars: str) -> None:
    assert price_of(read) == Decimal(dollars)


@pytest.mark.parametrize(
    ("resource_type", "name", "expected"),
    [
        ("gce_instance", "123", {"resource.labels.instance_id": "123"}),
        ("gce_instance", "web-1", {"metric.labels.instance_name": "web-1"}),
        (
            "gce_instance",
            "projects/p/zones/us-east1-b/instances/web-1",
            {"metric.labels.instance_name": "web-1", "resource.labels.zone": "us-east1-b"},
        ),
        ("cloudsql_database", "orders", {"resource.labels.database_id": "p:orders"}),
        ("cloudsql_database", "q:orders", {"resource.labels.database_id": "q:orders"}),
        ("gcs_bucket", "gs://logs/2024/", {"resource.labels.bucket_name": "logs"}),
        ("gke_container", "pod/app", {"resource.labels.pod_name": "pod", "resource.labels.container_name": "app"}),
    ],
)
def test_names(resource_type: str, name: str, expected: dict[str, str]) -> None:
    assert label_of(resource_type, name, "p") == expected


def test_many_names_are_not_written_into_a_filter() -> None:
    resource = RESOURCES["gce_instance"]
    few = [
        {"resource.labels.instance_id": "1"},
        {"resource.labels.instance_id": "2"},
        {"metric.labels.instance_name": "a"},
    ]
    assert filters(resource, few, []) == [
        'resource.type = "gce_instance" AND resource.labels.instance_id = one_of("1", "2")',
        'resource.type = "gce_instance" AND metric.labels.instance_name = "a"',
    ]
    many = [{"resource.labels.instance_id": str(number)} for number in range(51)]
    assert filters(resource, many, []) == ['resource.type = "gce_instance"']


@given(st.text())
def test_quoted_text_ends_where_it_should(text: str) -> None:
    inner = quoted(text)[1:-1]
    assert inner.replace("\\\\", "").replace('\\"', "").count('"') == 0


def test_regions_of_zones() -> None:
    assert [region_of(name) for name in ("europe-west1-b", "europe-west1", "US", "us-east4-a")] == [
        "europe-west1",
        "europe-west1",
        "us",
        "us-east4",
    ]


def test_metrics_are_of_the_names_that_are_still_there() -> None:
    types = [metric.type for resource in RESOURCES.values() for metric in resource.metrics]
    assert len(set(types)) == len(types)
    assert not any(name.startswith("container.googleapis.com") for name in types)
    assert {name.split("/")[0] for name in types} == {
        "compute.googleapis.com",
        "agent.googleapis.com",
        "cloudsql.googleapis.com",
        "storage.googleapis.com",
        "kubernetes.io",
        "pubsub.googleapis.com",
        "router.googleapis.com",
        "run.googleapis.com",
    }


def test_planned_calls(adapter: GCPUsageAdapter) -> None:
    targets = [UsageTarget(resource_id=f"vm{n}", resource_type="gce_instance") for n in range(1000)]
    (calls,) = adapter.planned_calls(
        targets, START, END, ["cpu/utilization", "network/received_bytes_count", "network/sent_bytes_count"]
    )
    assert (calls.calls, calls.price) == (6, 0)  # 168,000 points a metric, 100,000 a page

    dry, real = adapter.planned_cost_calls(START, END)
    assert (dry.price, real.price) == (0, price_of(0))
    assert "$6.25" in real.note


def test_accounts_do_not_share_a_cache(adapter: GCPUsageAdapter) -> None:
    other = GCPUsageAdapter(UsageSettings(gcp_enabled=True, gcp_project_id="other"))
    assert adapter.identity() != other.identity()


def test_permissions_name_roles_and_commands() -> None:
    text = gcp_permissions.text()
    for word in (
        "roles/monitoring.viewer",
        "roles/bigquery.jobUser",
        "roles/bigquery.dataViewer",
        "gcloud projects add-iam-policy-binding",
    ):
        assert word in text


@pytest.mark.parametrize(
    ("type_", "name", "label"),
    [
        ("pubsub_topic", "projects/p/topics/orders", {"resource.labels.topic_id": "orders"}),
        ("pubsub_subscription", "orders", {"resource.labels.subscription_id": "orders"}),
        ("cloud_run_service", "locations/europe-west1/services/api", {"resource.labels.service_name": "api"}),
        ("nat_gateway", "egress", {"resource.labels.gateway_name": "egress"}),
    ],
)
def test_services_are_known_by_the_last_part_of_their_names(type_: str, name: str, label: dict[str, str]) -> None:
    assert label_of(type_, name, "p") == label
    assert own_id(type_, label) == next(iter(label.values()))
