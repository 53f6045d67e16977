"""Redshift clusters. Prices of us-east-1: dc2.large 0.25, ra3.xlplus 1.086, ra3.4xlarge 3.26 an hour; concurrency scaling of ra3.4xlarge
0.0009 a node-second; Spectrum 5 per TB; managed storage 0.024 per GB; backups 0.023, 0.022 and 0.021 per GB by tier.
"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finopsguard.types.cost import Estimate, Status
from tests.resources.harness import cents, estimate


def cluster(values: dict[str, Any], **options: Any) -> Estimate:
    return estimate("aws_redshift_cluster", {"node_type": "ra3.4xlarge", **values}, **options)


@pytest.mark.parametrize(
    ("values", "cost"),
    [
        ({"node_type": "dc2.large"}, "182.50"),  # 730 x 0.25
        ({"node_type": "dc2.large", "number_of_nodes": "4"}, "730.00"),
        ({"number_of_nodes": 2}, "4759.60"),  # 2 x 730 x 3.26
        ({"number_of_nodes": 2, "multi_az": True}, "9519.20"),
        ({"node_type": "ra3.xlplus", "multi_az": False}, "792.78"),  # 730 x 1.086
    ],
)
def test_a_cluster_costs_the_hours_of_its_nodes(values: dict[str, Any], cost: str) -> None:
    assert cents(cluster(values).monthly_cost) == cost


def test_lines_without_usage() -> None:
    found = cluster({})
    assert [(part.name, part.unit) for part in found.components] == [
        ("Cluster usage (on-demand, ra3.4xlarge)", "hours"),
        ("Concurrency scaling (ra3.4xlarge)", "node-seconds"),
        ("Spectrum", "TB"),
        ("Managed storage (ra3.4xlarge)", "GB"),
        ("Backup storage (first 50TB)", "GB"),
    ]
    assert {part.status for part in found.components[1:]} == {Status.DEPENDS_ON_USAGE}
    assert not any(part.name.startswith("Managed") for part in cluster({"node_type": "dc2.large"}).components)


def test_usage() -> None:
    usage = {
        "excess_concurrency_scaling_secs": 1000,
        "spectrum_data_scanned_tb": "2",
        "managed_storage_gb": 1000,
        "backup_storage_gb": 60 * 1024,
    }
    found = cluster({"number_of_nodes": 2}, usage=usage)
    assert {part.name: cents(part.monthly_cost) for part in found.components[1:]} == {
        "Concurrency scaling (ra3.4xlarge)": "1.80",  # 2 x 1,000 x 0.0009
        "Spectrum": "10.00",
        "Managed storage (ra3.4xlarge)": "24.00",
        "Backup storage (first 50TB)": "1177.60",  # 51,200 x 0.023
        "Backup storage (next 450TB)": "225.28",  # 10,240 x 0.022
    }


def test_reserved_nodes_and_hours() -> None:
    found = cluster({}, usage={"reserved_instance_term": "1_year"})
    assert (found.monthly_cost, found.maximum) == (None, 730 * Decimal("3.26"))
    assert cluster({}, usage={"monthly_hrs": 100}).monthly_cost == 326


def test_what_is_not_known_has_no_amount() -> None:
    restored = cluster({"node_type": None})
    assert restored.status is Status.NO_PRICE
    assert "snapshot decides" in restored.components[0].note
    found = cluster({}, unknown={"number_of_nodes": True}, configured=["number_of_nodes"])
    assert (found.monthly_cost, found.maximum) == (None, None)
    doubled = cluster({}, unknown={"multi_az": True}, configured=["multi_az"])
    assert (cents(doubled.minimum), cents(doubled.maximum)) == ("2379.80", "4759.60")


def test_a_region_without_prices_is_named() -> None:
    found = cluster({}, region="mars-north-1")
    assert found.status is Status.NO_PRICE
    assert "mars-north-1" in found.components[0].note


@given(st.integers(1, 128), st.integers(0, 10**6), st.integers(0, 10**6))
@settings(max_examples=30)
def test_clusters_grow_with_nodes_and_backups(count: int, backup: int, more: int) -> None:
    less = cluster({"number_of_nodes": count}, usage={"backup_storage_gb": backup})
    larger = cluster({"number_of_nodes": count, "encrypted": True}, usage={"backup_storage_gb": backup + more})
    assert less.monthly_cost is not None
    assert larger.monthly_cost is not None
    assert count * 730 * Decimal("3.26") <= less.monthly_cost <= larger.monthly_cost
