"""NAT gateways, addresses, endpoints and classic load balancers. Prices of us-east-1: NAT 0.045 an hour and per GB; public IPv4 addresses
0.005 an hour, in contiguous blocks 0.008; interface endpoints 0.01 an hour in each subnet, 0.01, 0.006 and 0.004 per GB by tier; Gateway
Load Balancer endpoints 0.01 and 0.0035; classic load balancers 0.025 an hour and 0.008 per GB.
"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finopsguard.types.cost import Estimate, Status
from tests.resources.harness import cents, estimate, line, related

DATA = "monthly_data_processed_gb"
SUBNETS = [related("aws_subnet", {}, name=name) for name in ("a", "b", "c")]


def endpoint(values: dict[str, Any], **options: Any) -> Estimate:
    return estimate("aws_vpc_endpoint", values, **options)


@pytest.mark.parametrize(
    ("region", "cost"),
    [("us-east-1", "32.85"), ("eu-west-1", "35.04")],  # 730 x 0.045; 730 x 0.048
)
def test_a_nat_gateway_costs_its_hours(region: str, cost: str) -> None:
    found = estimate("aws_nat_gateway", {"connectivity_type": "public"}, region=region)
    assert cents(found.monthly_cost) == cost
    assert line(found, "Data processed").status is Status.DEPENDS_ON_USAGE
    assert [(part.name, part.unit) for part in found.components] == [("NAT gateway", "hours"), ("Data processed", "GB")]


def test_data_through_a_nat_gateway_comes_from_the_usage_file() -> None:
    found = estimate("aws_nat_gateway", {}, usage={DATA: "1000"})
    assert cents(line(found, "Data processed").monthly_cost) == "45.00"


def test_a_regional_nat_gateway_costs_its_hours_in_each_zone() -> None:
    zones = [{"availability_zone": "us-east-1a"}, {"availability_zone": "us-east-1b"}]
    values = {"availability_mode": "regional", "availability_zone_address": zones}
    assert cents(estimate("aws_nat_gateway", values).monthly_cost) == "65.70"  # 2 x 730 x 0.045
    chosen = estimate("aws_nat_gateway", {"availability_mode": "regional"})
    assert (chosen.complete, chosen.maximum) == (False, None)


@pytest.mark.parametrize(
    ("values", "refers", "sku"),
    [
        ({"domain": "vpc"}, {}, "public-ipv4/idle"),
        ({"instance": "i-0abc"}, {}, "public-ipv4/in-use"),
        ({}, {"nat": related("aws_nat_gateway", {})}, "public-ipv4/in-use"),
        ({}, {"association": related("aws_eip_association", {})}, "public-ipv4/in-use"),
        ({"public_ipv4_pool": "amazon"}, {}, "public-ipv4/idle"),
    ],
)
def test_an_address_costs_the_same_idle_or_in_use(values: dict[str, Any], refers: dict[str, Any], sku: str) -> None:
    found = estimate("aws_eip", values, refers=refers)
    address = line(found, "IP address")
    assert cents(found.monthly_cost) == "3.65"  # 730 x 0.005
    assert address.price is not None
    assert (address.name, address.price.key) == ("IP address", sku)


def test_an_address_that_the_configuration_says_nothing_of() -> None:
    names = ("domain", "instance", "network_interface", "public_ipv4_pool", "association_id", "ipam_pool_id")
    found = estimate("aws_eip", {}, unknown=dict.fromkeys(names, True), configured=["domain"])
    assert cents(found.monthly_cost) == "3.65"
    assert found.notes == ()


def test_addresses_of_ones_own_are_free() -> None:
    for values in ({"public_ipv4_pool": "ipv4pool-ec2-0123"}, {"customer_owned_ipv4_pool": "ipv4pool-coip-0123"}):
        found = estimate("aws_eip", values)
        assert (found.status, found.monthly_cost) == (Status.FREE, 0)
    assert cents(estimate("aws_eip", {"ipam_pool_id": "ipam-pool-0123"}).monthly_cost) == "5.84"  # 730 x 0.008


def test_gateway_endpoints_are_free() -> None:
    for values in ({}, {"vpc_endpoint_type": "Gateway", "route_table_ids": ["rtb-1"]}):
        assert endpoint(values).status is Status.FREE


def test_an_interface_endpoint_costs_its_hours_in_each_subnet() -> None:
    found = endpoint({"vpc_endpoint_type": "Interface", "subnet_ids": ["subnet-1", "subnet-2", "subnet-3"]})
    assert cents(found.monthly_cost) == "21.90"  # 3 x 730 x 0.01
    assert [part.name for part in found.components] == ["Endpoint (Interface)", "Data processed (first 1PB)"]
    assert cents(endpoint({"vpc_endpoint_type": "Interface"}).monthly_cost) == "7.30"


@pytest.mark.parametrize(
    ("configured", "refers", "cost"),
    [
        (["vpc_endpoint_type", "subnet_ids"], {"subnet_ids": SUBNETS}, "21.90"),
        (["vpc_endpoint_type"], {}, "7.30"),  # the provider fills the attribute: one subnet at least
        (["vpc_endpoint_type"], {"x": related("aws_vpc_endpoint_subnet_association", {})}, "7.30"),
        (["vpc_endpoint_type", "subnet_ids"], {}, None),
    ],
)
def test_subnets_that_apply_will_tell_are_counted_by_reference(
    configured: list[str], refers: dict[str, Any], cost: str | None
) -> None:
    found = endpoint(
        {"vpc_endpoint_type": "Interface"}, unknown={"subnet_ids": True}, configured=configured, refers=refers
    )
    hours = line(found, "Endpoint")
    if cost is None:
        assert (hours.status, found.maximum) == (Status.NO_PRICE, None)
    else:
        assert cents(hours.monthly_cost) == cost


def test_data_of_an_interface_endpoint_in_tiers() -> None:
    # 1 PB at 0.01, 4 PB at 0.006, 1 PB at 0.004
    found = endpoint({"vpc_endpoint_type": "Interface"}, usage={DATA: 6 * 1024 * 1024})
    assert [(part.name, cents(part.monthly_cost)) for part in found.components[1:]] == [
        ("Data processed (first 1PB)", "10485.76"),
        ("Data processed (next 4PB)", "25165.82"),
        ("Data processed (over 5PB)", "4194.30"),
    ]


def test_a_gateway_load_balancer_endpoint() -> None:
    found = endpoint({"vpc_endpoint_type": "GatewayLoadBalancer", "subnet_ids": ["subnet-1"]}, usage={DATA: 1000})
    assert {part.name: cents(part.monthly_cost) for part in found.components} == {
        "Endpoint (GatewayLoadBalancer)": "7.30",
        "Data processed": "3.50",  # 1,000 x 0.0035
    }


def test_other_kinds_of_endpoints_have_no_price() -> None:
    found = endpoint({"vpc_endpoint_type": "ServiceNetwork", "subnet_ids": ["subnet-1"]})
    assert found.status is Status.NO_PRICE
    assert "ServiceNetwork" in found.components[0].note


def test_a_classic_load_balancer() -> None:
    found = estimate("aws_elb", {}, usage={DATA: 100})
    assert [(part.name, cents(part.monthly_cost)) for part in found.components] == [
        ("Classic load balancer", "18.25"),  # 730 x 0.025
        ("Data processed", "0.80"),  # 100 x 0.008
    ]
    assert line(estimate("aws_elb", {}), "Data processed").status is Status.DEPENDS_ON_USAGE


@pytest.mark.parametrize("type_", ["aws_nat_gateway", "aws_eip", "aws_elb"])
def test_regions_without_prices_are_named(type_: str) -> None:
    found = estimate(type_, {}, region="mars-north-1")
    assert (found.status, found.monthly_cost) == (Status.NO_PRICE, None)
    assert "mars-north-1" in found.components[0].note


@given(st.integers(1, 12), st.integers(0, 10**7), st.integers(0, 10**6))
@settings(max_examples=40)
def test_endpoints_grow_with_subnets_and_data(count: int, data: int, more: int) -> None:
    values = {"vpc_endpoint_type": "Interface", "subnet_ids": [f"subnet-{number}" for number in range(count)]}
    less, larger = endpoint(values, usage={DATA: data}), endpoint({**values, "tags": {}}, usage={DATA: data + more})
    assert less.monthly_cost is not None
    assert larger.monthly_cost is not None
    assert 0 < less.monthly_cost <= larger.monthly_cost
    assert line(less, "Endpoint").monthly_cost == count * Decimal("7.30")
