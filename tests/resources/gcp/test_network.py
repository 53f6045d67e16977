"""Addresses and load balancing. Prices of us-central1: address 0.005 an hour in use and 0.01 unused; NAT 0.0014 per VM-hour and
0.045 per GB; forwarding rule 0.01 an hour, 0.008 per GB; proxies 0.025 an hour; VPN tunnel 0.05 an hour.
"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.types.cost import Status
from tests.resources.harness import estimate, line, related


@pytest.mark.parametrize("type_", ["google_compute_address", "google_compute_global_address"])
def test_an_address_that_nothing_uses(type_: str) -> None:
    found = estimate(type_, {"name": "a"}, "us-central1")
    assert line(found, "IP address (unused)").monthly_cost == Decimal("7.3")  # 730 h x 0.01
    assert any("nothing in this plan uses the address" in note for note in found.notes)


def test_the_address_of_a_machine() -> None:
    refers = {"nat_ip": related("google_compute_instance", {})}
    found = estimate("google_compute_address", {}, "us-central1", refers=refers)
    assert line(found, "IP address (standard VM)").monthly_cost == Decimal("3.65")  # 730 h x 0.005


@pytest.mark.parametrize(
    ("values", "refers"),
    [
        ({"address_type": "INTERNAL"}, {}),
        ({"purpose": "VPC_PEERING", "address_type": "INTERNAL"}, {}),
        ({"ip_version": "IPV6"}, {}),
        ({}, {"ip_address": related("google_compute_global_forwarding_rule", {})}),
    ],
)
def test_addresses_that_are_free(values: dict[str, Any], refers: dict[str, Any]) -> None:
    found = estimate("google_compute_global_address", values, "us-central1", refers=refers)
    assert (found.status, found.monthly_cost) == (Status.FREE, 0)
    assert "free" in found.notes[0]


@pytest.mark.parametrize(("machines", "hours"), [(4, 2920), (32, 23_360), (33, 23_360), (500, 23_360)])
def test_nat_is_charged_for_32_machines_at_most(machines: int, hours: int) -> None:
    found = estimate("google_compute_router_nat", {}, "us-central1", usage={"assigned_vms": machines})
    assert line(found, "Assigned VMs (first 32)").quantity == hours
    assert line(found, "Assigned VMs (first 32)").monthly_cost == hours * Decimal("0.0014")


def test_nat_without_usage() -> None:
    found = estimate("google_compute_router_nat", {}, "us-central1")
    assert (found.status, found.usage_keys) == (
        Status.DEPENDS_ON_USAGE,
        ("assigned_vms", "monthly_data_processed_gb"),
    )
    with_data = estimate("google_compute_router_nat", {}, "us-central1", usage={"monthly_data_processed_gb": 1000})
    assert line(with_data, "Data processed").monthly_cost == 45


@pytest.mark.parametrize("type_", ["google_compute_forwarding_rule", "google_compute_global_forwarding_rule"])
def test_forwarding_rules(type_: str) -> None:
    found = estimate(type_, {}, "us-central1", usage={"monthly_ingress_data_gb": 100})
    assert found.monthly_cost == Decimal("8.1")  # 730 h x 0.01 + 100 GB x 0.008
    assert any("first five" in note for note in found.notes)
    assert estimate(type_, {}, "us-central1").usage_keys == ("monthly_ingress_data_gb",)


@pytest.mark.parametrize("kind", ["http", "https", "ssl", "tcp", "grpc"])
def test_proxies(kind: str) -> None:
    type_ = f"google_compute_target_{kind}_proxy"
    assert estimate(type_, {}, "us-central1").status is Status.DEPENDS_ON_USAGE
    usage = {"monthly_proxy_instances": 2, "monthly_data_processed_gb": 100}
    # 2 x 730 h x 0.025 + 100 GB x 0.008
    assert estimate(type_, {}, "us-central1", usage=usage).monthly_cost == Decimal("37.3")


def test_vpn_tunnels() -> None:
    found = estimate("google_compute_vpn_tunnel", {}, "us-central1")
    assert line(found, "VPN Tunnel").monthly_cost == Decimal("36.5")  # 730 h x 0.05


def test_a_region_that_the_book_lacks_is_named() -> None:
    assert "moon1" in line(estimate("google_compute_forwarding_rule", {}, "moon1"), "Forwarding rules").note


@given(machines=st.integers(0, 1000))
def test_nat_never_costs_less_with_more_machines(machines: int) -> None:
    costs = [
        estimate("google_compute_router_nat", {}, "us-central1", usage={"assigned_vms": count}).monthly_cost or 0
        for count in (machines, machines + 1)
    ]
    assert 0 <= costs[0] <= costs[1]
