"""The billing export in a BigQuery that runs the SQL. The bill is in ``conftest.lines``."""

from typing import Any

import pytest

from finopsguard.adapters.usage.failures import CloudFailure, FailureKind
from finopsguard.adapters.usage.gcp_usage import GCPUsageAdapter
from tests.live.usage.gcp.conftest import day


def test_net_cost_by_currency_with_each_credit_once(billing: GCPUsageAdapter) -> None:
    records = billing.get_cost_usage(day(10), day(9))
    assert [(record.date, record.currency, record.cost) for record in records] == [
        (day(10).date().isoformat(), "USD", 11.0),  # 10 - 1 - 2 + 4; a join with credits would say 21
        (day(9).date().isoformat(), "EUR", 3.0),
        (day(9).date().isoformat(), "USD", 8.0),
    ]
    assert records[0].metadata["gross_cost"] == 14.0
    assert records[0].metadata["credits"] == -3.0
    assert records[0].metadata["cost_metric"] == "net"


def test_quantities_of_two_units_are_not_added(billing: GCPUsageAdapter) -> None:
    first, *_, last = billing.get_cost_usage(day(10), day(9))
    assert (first.usage_amount, first.usage_unit) == (0.0, "N/A")
    assert (last.usage_amount, last.usage_unit) == (2.0, "hour")


def test_a_midnight_end_is_that_day(billing: GCPUsageAdapter) -> None:
    assert {record.date for record in billing.get_cost_usage(day(10), day(10))} == {day(10).date().isoformat()}


@pytest.mark.parametrize(
    ("group_by", "expected"),
    [
        (["service"], {("Compute Engine",): 17.0, ("Cloud SQL",): 2.0}),
        (["project"], {("my-project",): 17.0, ("other-project",): 2.0}),
        (
            ["service", "label:env"],
            {("Compute Engine", "prod"): 13.0, ("Compute Engine", None): 4.0, ("Cloud SQL", None): 2.0},
        ),
        (["resource"], {("//compute.googleapis.com/projects/my-project/zones/europe-west1-b/instances/111",): 13.0}),
    ],
)
def test_groups(billing: GCPUsageAdapter, group_by: list[str], expected: dict[tuple[Any, ...], float]) -> None:
    found: dict[tuple[Any, ...], float] = {}
    for record in billing.get_cost_usage(day(10), day(9), "DAILY", group_by):
        key = tuple(record.dimensions.get(word) for word in group_by)
        if record.currency == "USD":
            found[key] = found.get(key, 0) + record.cost
    assert {key: found[key] for key in expected} == expected


def test_location_stands_in_for_a_region_that_is_none(billing: GCPUsageAdapter) -> None:
    records = billing.get_cost_usage(day(9), day(9), "DAILY", ["region"])
    assert {(record.region, record.currency) for record in records} == {("europe-west1", "USD"), ("global", "EUR")}


@pytest.mark.parametrize(
    ("filters", "total"),
    [
        ({"service": "Cloud SQL"}, 2.0),
        ({"service": ["Cloud SQL", "Compute Engine"], "region": "europe-west1"}, 19.0),
        ({"tags": {"env": "prod"}}, 13.0),
        ({"project": "other-project"}, 2.0),
        ({"resource": "111"}, 13.0),
        ({"resource": ["web", "disk"]}, 17.0),
        ({"service": "x') OR TRUE --"}, 0.0),
    ],
)
def test_filters(billing: GCPUsageAdapter, filters: dict[str, Any], total: float) -> None:
    assert sum(record.cost for record in billing.get_cost_usage(day(10), day(9), "DAILY", None, filters)) == total


def test_a_query_that_would_read_too_much_is_not_run(billing: GCPUsageAdapter) -> None:
    billing.maximum_bytes_billed = -1
    with pytest.raises(CloudFailure, match=r"would read .* allowed"):
        billing.get_cost_usage(day(10), day(9))


def test_partitions_are_pruned_with_a_margin_and_bytes_are_bounded(
    billing: GCPUsageAdapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    from google.cloud import bigquery

    asked = []
    query = bigquery.Client.query

    def seen(self: bigquery.Client, sql: str, job_config: bigquery.QueryJobConfig, **options: Any) -> Any:
        asked.append((sql, job_config))
        return query(self, sql, job_config=job_config, **options)

    monkeypatch.setattr(bigquery.Client, "query", seen)
    billing.get_cost_usage(day(10), day(9))

    (dry_sql, dry), (sql, real) = asked
    assert dry.dry_run
    assert dry_sql == sql
    assert real.maximum_bytes_billed == billing.maximum_bytes_billed
    values = {parameter.name: parameter.value for parameter in real.query_parameters if hasattr(parameter, "value")}
    assert "_PARTITIONTIME >= @loaded_from" in sql
    assert values["loaded_from"] <= values["start"]
    assert (values["loaded_until"] - values["end"]).days == 62  # a new export is filled for two months


def test_a_missing_export_is_named(billing: GCPUsageAdapter) -> None:
    billing._settings = type(billing._settings)(gcp_billing_account_id="AAAAAA-BBBBBB-CCCCCC")
    with pytest.raises(CloudFailure, match="gcp_billing_export_v1_AAAAAA_BBBBBB_CCCCCC was not found") as caught:
        billing.get_cost_usage(day(10), day(9))
    assert caught.value.kind is FailureKind.NOT_FOUND
    assert "127.0.0.1" not in str(caught.value)
