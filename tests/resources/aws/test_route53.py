"""Route 53. A hosted zone 0.50 a month; per million queries 0.40, by latency 0.60, by place 0.70, half of it above
a billion; an address of a resolver endpoint 0.125 an hour.
"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finopsguard.types.cost import Estimate, Status
from tests.resources.harness import cents, estimate, line, related

ELB = {"name": "lb.example.com", "zone_id": "Z35SXDOTRQ7X7K", "evaluate_target_health": True}


def record(values: dict[str, Any] | None = None, refers: Any = None, **usage: Any) -> Estimate:
    return estimate("aws_route53_record", {"zone_id": "Z1", "type": "A", **(values or {})}, usage=usage, refers=refers)


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1", "mars-north-1"])
def test_a_zone_costs_the_same_everywhere(region: str) -> None:
    found = estimate("aws_route53_zone", {"name": "example.org", "vpc": [{"vpc_id": "vpc-1"}]}, region)
    assert [(part.name, part.unit, cents(part.monthly_cost)) for part in found.components] == [
        ("Hosted zone", "months", "0.50")
    ]


@pytest.mark.parametrize(
    ("values", "name", "price"),
    [
        ({}, "Standard queries (first 1B)", "0.4"),
        ({"weighted_routing_policy": [{"weight": 10}]}, "Standard queries (first 1B)", "0.4"),
        ({"latency_routing_policy": [{"region": "eu-west-1"}]}, "Latency based routing queries (first 1B)", "0.6"),
        ({"geolocation_routing_policy": [{"country": "CH"}]}, "Geo DNS queries (first 1B)", "0.7"),
        ({"geoproximity_routing_policy": [{"aws_region": "eu-west-1"}]}, "Geo DNS queries (first 1B)", "0.7"),
    ],
)
def test_queries_by_routing_policy(values: dict[str, Any], name: str, price: str) -> None:
    found = record(values)
    assert found.status is Status.DEPENDS_ON_USAGE
    assert [(part.name, part.unit, part.unit_price) for part in found.components] == [
        (name, "1M queries", Decimal(price))
    ]


def test_queries_have_tiers() -> None:
    found = record(monthly_standard_queries=1_200_000_000)
    # 1,000 x 0.40 + 200 x 0.20
    assert {part.name: cents(part.monthly_cost) for part in found.components} == {
        "Standard queries (first 1B)": "400.00",
        "Standard queries (over 1B)": "40.00",
    }


def test_the_usage_file_may_name_other_kinds() -> None:
    found = record(monthly_latency_based_queries="2000000", monthly_geo_queries=1_000_000)
    # 2 x 0.60 + 1 x 0.70
    assert cents(found.monthly_cost) == "1.90"
    assert found.usage_keys == ("monthly_standard_queries",)


def test_an_alias_to_an_aws_resource_is_free() -> None:
    found = record({"alias": [ELB]}, monthly_standard_queries=10**9)
    assert (found.status, found.monthly_cost) == (Status.FREE, 0)
    unknown = estimate("aws_route53_record", {"alias": [{}]}, unknown={"alias": [{"name": True, "zone_id": True}]})
    assert unknown.status is Status.FREE


def test_an_alias_to_a_record_of_the_zone_is_billed_like_it() -> None:
    found = record({"alias": [{"name": "www.example.org", "zone_id": "Z1"}]}, monthly_standard_queries=1_000_000)
    assert cents(found.monthly_cost) == "0.40"
    refers = {"alias.0.zone_id": related("aws_route53_zone", {"name": "example.org"})}
    found = estimate(
        "aws_route53_record",
        {"alias": [{"name": "www.example.org"}]},
        unknown={"zone_id": True, "alias": [{"zone_id": True}]},
        refers=refers,
    )
    assert found.status is Status.DEPENDS_ON_USAGE


def test_routing_by_address_has_no_price() -> None:
    found = record({"cidr_routing_policy": [{"location_name": "home"}]}, monthly_standard_queries=1)
    assert found.status is Status.NO_PRICE


def test_resolver_endpoints() -> None:
    values = {"direction": "INBOUND", "ip_address": [{"subnet_id": "a"}, {"subnet_id": "b"}]}
    found = estimate("aws_route53_resolver_endpoint", values, usage={"monthly_queries": 2_000_000})
    # 2 x 730 x 0.125 + 2 x 0.40
    assert cents(found.monthly_cost) == "183.30"
    assert [part.name for part in found.components] == ["Resolver endpoints", "DNS queries (first 1B)"]
    unknown = estimate("aws_route53_resolver_endpoint", {}, unknown={"ip_address": True}, configured=["ip_address"])
    assert "ip_address" in line(unknown, "Resolver").note
    lost = estimate("aws_route53_resolver_endpoint", values, "mars-north-1")
    assert "mars-north-1" in line(lost, "Resolver").note


def test_health_checks_have_no_list_price_but_their_features_are_counted() -> None:
    found = estimate("aws_route53_health_check", {"type": "HTTPS_STR_MATCH", "request_interval": 10})
    assert found.status is Status.NO_PRICE
    assert [(part.name, part.quantity) for part in found.components] == [("Health check", 1), ("Optional features", 3)]
    plain = estimate("aws_route53_health_check", {"type": "TCP"}, usage={"endpoint_type": "non_aws"})
    assert [part.name for part in plain.components] == ["Health check"]
    assert "non-aws" in plain.components[0].note


@given(st.integers(0, 5 * 10**8), st.text(max_size=9))
@settings(max_examples=30)
def test_queries_scale_within_a_tier(count: int, name: str) -> None:
    one = record(monthly_standard_queries=count).monthly_cost
    assert one is not None
    assert one >= 0
    assert record({"name": name, "ttl": 60}, monthly_standard_queries=2 * count).monthly_cost == 2 * one
    assert line(record(monthly_standard_queries=count), "Standard").quantity == Decimal(count) / 1_000_000
