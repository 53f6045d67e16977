"""OpenSearch domains. Prices of us-east-1: c4.2xlarge 0.587, c4.8xlarge 2.347, ultrawarm1.medium 0.238 an hour; per GB gp2 0.135,
gp3 0.122, io1 0.169, magnetic 0.067; gp3 throughput 0.064 per MiB/s. eu-west-2: m4.large 0.184.
"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finopsguard.types.cost import Estimate, Status
from tests.resources.harness import cents, estimate, line


def domain(
    config: dict[str, Any] | None, ebs: dict[str, Any] | None = None, *, type_: str = "search", **options: Any
) -> Estimate:
    full = {"search": "aws_opensearch_domain", "elasticsearch": "aws_elasticsearch_domain"}[type_]
    base = {"instance_type": f"c4.2xlarge.{type_}"}
    values = {
        "cluster_config": [] if config is None else [{**base, **config}],
        "ebs_options": [] if ebs is None else [{"ebs_enabled": True, **ebs}],
    }
    return estimate(full, values, **options)


@pytest.mark.parametrize("type_", ["search", "elasticsearch"])
def test_data_nodes_and_their_volumes(type_: str) -> None:
    found = domain({"instance_count": 3}, {"volume_size": 100}, type_=type_)
    # 3 x (730 x 0.587 + 100 x 0.135)
    assert cents(found.monthly_cost) == "1326.03"
    assert [(part.name, part.unit) for part in found.components] == [
        (f"Instance (on-demand, c4.2xlarge.{type_})", "hours"),
        ("Storage (gp2)", "GB"),
    ]


@pytest.mark.parametrize(("type_", "suffix"), [("search", "search"), ("elasticsearch", "elasticsearch")])
def test_a_domain_that_says_nothing_has_one_large_node(type_: str, suffix: str) -> None:
    found = domain(None, type_=type_, region="eu-west-2")
    assert [part.name for part in found.components] == [f"Instance (on-demand, m4.large.{suffix})"]
    assert cents(found.monthly_cost) == "134.32"  # 730 x 0.184


@pytest.mark.parametrize(
    ("ebs", "cost", "names"),
    [
        ({"volume_size": 100, "volume_type": "standard"}, "6.70", ["Storage (standard)"]),
        ({"volume_size": "100", "volume_type": "gp3"}, "12.20", ["Storage (gp3)"]),
        ({"volume_size": 100, "volume_type": "gp3", "iops": 3000, "throughput": 125}, "12.20", ["Storage (gp3)"]),
        # 100 x 0.122 + 125 x 0.064
        (
            {"volume_size": 100, "volume_type": "gp3", "throughput": 250},
            "20.20",
            ["Storage (gp3)", "Throughput (gp3)"],
        ),
        # 200 x 0.122; 250 MiB/s are included above 170 GiB
        ({"volume_size": 200, "volume_type": "gp3", "throughput": 250}, "24.40", ["Storage (gp3)"]),
        ({"volume_size": 2000, "volume_type": "gp3", "iops": 6000}, "244.00", ["Storage (gp3)"]),
    ],
)
def test_volumes(ebs: dict[str, Any], cost: str, names: list[str]) -> None:
    parts = domain({}, ebs).components[1:]
    assert [part.name for part in parts] == names
    assert cents(sum((part.monthly_cost or Decimal(0) for part in parts), Decimal(0))) == cost


def test_what_the_book_has_no_price_for() -> None:
    found = domain({}, {"volume_size": 100, "volume_type": "io1", "iops": 1000})
    assert cents(line(found, "Storage (io1)").monthly_cost) == "16.90"
    assert line(found, "Storage IOPS (io1)").status is Status.NO_PRICE
    faster = domain({}, {"volume_size": 100, "volume_type": "gp3", "iops": 4000})
    assert line(faster, "Storage IOPS (gp3)").quantity == 1000
    large = domain({}, {"volume_size": 2000, "volume_type": "gp3", "throughput": 500})
    assert line(large, "Throughput (gp3)").monthly_cost_max == 250 * Decimal("0.064")
    assert domain({"instance_type": "m7g.large.search"}).status is Status.NO_PRICE


def test_nodes_without_volumes() -> None:
    assert len(domain({}, {"ebs_enabled": False}).components) == 1
    assert len(domain({}).components) == 1
    assert domain({}, {"volume_type": "gp3"}).complete is False


def test_masters_and_warm_nodes() -> None:
    config = {
        "dedicated_master_enabled": True,
        "dedicated_master_type": "c4.8xlarge.search",
        "dedicated_master_count": 3,
        "warm_enabled": True,
        "warm_type": "ultrawarm1.medium.search",
        "warm_count": "2",
    }
    found = domain(config)
    assert cents(line(found, "Dedicated master (on-demand, c4.8xlarge.search)").monthly_cost) == "5139.93"
    assert cents(line(found, "UltraWarm instance (on-demand, ultrawarm1.medium.search)").monthly_cost) == "347.48"
    assert line(found, "UltraWarm storage").status is Status.DEPENDS_ON_USAGE
    off = domain({**config, "dedicated_master_enabled": False, "warm_enabled": False})
    assert len(off.components) == 1


def test_coordinators_and_cold_storage() -> None:
    config = {
        "node_options": [
            {
                "node_type": "coordinator",
                "node_config": [{"enabled": True, "type": "c4.2xlarge.search", "count": 2}],
            }
        ],
        "cold_storage_options": [{"enabled": True}],
    }
    found = domain(config)
    assert cents(line(found, "Coordinator").monthly_cost) == "857.02"  # 2 x 730 x 0.587
    assert line(found, "Cold storage").status is Status.DEPENDS_ON_USAGE


def test_a_region_without_prices_is_named() -> None:
    found = domain({}, region="mars-north-1")
    assert found.status is Status.NO_PRICE
    assert "mars-north-1" in found.components[0].note


@given(st.integers(1, 80), st.integers(10, 3000))
@settings(max_examples=30)
def test_domains_scale_with_their_nodes(count: int, size: int) -> None:
    found = domain({"instance_count": count, "zone_awareness_enabled": True}, {"volume_size": size})
    assert found.monthly_cost == count * (730 * Decimal("0.587") + size * Decimal("0.135"))
