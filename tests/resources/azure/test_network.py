"""Addresses, balancers, gateways, DNS. Prices: public IP $0.005 an hour (2026-09), the others as listed for one region in 2021 to 2026."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.types.cost import Status
from tests.resources.harness import cents, estimate, line, related


@pytest.mark.parametrize("region", ["eastus", "westeurope", "australiaeast"])
def test_a_standard_address(region):
    found = estimate(
        "azurerm_public_ip", {"allocation_method": "Static", "sku": "Standard", "sku_tier": "Regional"}, region
    )
    assert (found.components[0].name, found.components[0].unit) == ("IP address (static)", "hours")
    assert cents(found.monthly_cost) == "3.65"  # 730 h x $0.005


def test_a_global_address_and_a_basic_one():
    found = estimate(
        "azurerm_public_ip", {"allocation_method": "Static", "sku": "Standard", "sku_tier": "Global"}, "eastus"
    )
    assert (found.components[0].name, cents(found.monthly_cost)) == ("IP address (static, global)", "7.30")
    basic = estimate("azurerm_public_ip", {"allocation_method": "Dynamic", "sku": "Basic"}, "eastus")
    assert (basic.components[0].name, basic.status) == ("IP address (dynamic)", Status.NO_PRICE)
    assert "eastus" in basic.components[0].note


def test_a_balancer_is_billed_by_what_flows_through_it():
    found = estimate("azurerm_lb", {"sku": "Standard"}, "eastus")
    data = line(found, "Data processed")
    assert (data.status, data.unit_price, found.usage_keys) == (
        Status.DEPENDS_ON_USAGE,
        Decimal("0.005"),
        ("monthly_data_processed_gb",),
    )
    used = estimate("azurerm_lb", {"sku": "Standard"}, "eastus", usage={"monthly_data_processed_gb": 1000})
    assert cents(used.monthly_cost) == "5.00"
    free = estimate("azurerm_lb", {"sku": "Basic"}, "eastus")
    assert (free.status, free.monthly_cost) == (Status.FREE, 0)


@pytest.mark.parametrize("type_", ["azurerm_lb_rule", "azurerm_lb_outbound_rule"])
def test_a_rule_of_a_balancer(type_):
    found = estimate(type_, {}, "westus")
    assert (found.components[0].name, cents(found.monthly_cost)) == ("Rule usage", "7.30")  # 730 h x $0.01
    assert "first five" in found.components[0].note
    basic = estimate(type_, {}, "westus", refers={"loadbalancer_id": related("azurerm_lb", {"sku": "Basic"})})
    assert basic.status is Status.FREE


def test_a_gateway_balancer_is_not_given_the_price_of_a_standard_one():
    found = estimate("azurerm_lb", {"sku": "Gateway"}, "eastus")
    assert (found.status, found.components[0].unit_price) == (Status.NO_PRICE, None)
    rule = estimate(
        "azurerm_lb_rule", {}, "eastus", refers={"loadbalancer_id": related("azurerm_lb", {"sku": "Gateway"})}
    )
    assert rule.status is Status.FREE


def test_a_nat_gateway():
    found = estimate("azurerm_nat_gateway", {}, "westeurope", usage={"monthly_data_processed_gb": 10})
    # 730 h x $0.045 + 10 GB x $0.045
    assert cents(found.monthly_cost) == "33.30"
    elsewhere = estimate("azurerm_nat_gateway", {}, "brazilsouth")
    assert (elsewhere.status, elsewhere.monthly_cost) == (Status.NO_PRICE, None)
    assert "brazilsouth" in elsewhere.components[0].note


def test_zones():
    zone = estimate("azurerm_dns_zone", {}, "eastus")
    assert (zone.components[0].name, cents(zone.monthly_cost)) == ("Hosted zone", "0.50")
    assert cents(estimate("azurerm_dns_zone", {}, "uksouth").monthly_cost) == "0.50"
    private = estimate("azurerm_private_dns_zone", {}, "eastus")
    assert (private.components[0].name, private.status) == ("Hosted zone", Status.NO_PRICE)


@pytest.mark.parametrize("kind", ["", "private_"])
def test_records(kind):
    record = estimate(f"azurerm_{kind}dns_a_record", {}, "eastus")
    assert [c.name for c in record.components] == ["DNS queries (first 1B)"]
    assert record.usage_keys == ("monthly_queries",)
    used = estimate(f"azurerm_{kind}dns_a_record", {}, "westeurope", usage={"monthly_queries": 1_500_000_000})
    # 1,000 x 1M x $0.40 + 500 x 1M x $0.20
    assert cents(used.monthly_cost) == "500.00"
    assert [c.name for c in used.components] == ["DNS queries (first 1B)", "DNS queries (over 1B)"]


def gateway(sku, usage=None, **more):
    return estimate("azurerm_application_gateway", {"sku": [sku], **more}, "eastus", usage=usage)


def test_an_application_gateway():
    found = gateway({"name": "WAF_v2", "tier": "WAF_v2", "capacity": 2})
    # 730 h x $0.36 + 2 instances x 10 units x 730 h x $0.0144
    assert cents(found.monthly_cost) == "473.04"
    assert [(c.name, c.unit) for c in found.components] == [
        ("Gateway usage (WAF v2)", "hours"),
        ("V2 capacity units (WAF)", "CU"),
    ]
    standard = gateway({"name": "Standard_v2", "tier": "Standard_v2"}, usage={"capacity_units": 2})
    # 730 h x $0.20 + 2 x 730 h x $0.008
    assert cents(standard.monthly_cost) == "157.68"
    assert line(standard, "Gateway usage (basic v2)").quantity == 730


def test_a_gateway_pays_for_what_is_used_beyond_what_is_reserved():
    reserved = {"name": "Standard_v2", "tier": "Standard_v2", "capacity": 2}
    assert line(gateway(reserved, usage={"capacity_units": 25}), "V2 capacity units").quantity == 25 * 730
    assert line(gateway(reserved, usage={"capacity_units": 5}), "V2 capacity units").quantity == 20 * 730


def test_an_autoscaling_gateway_pays_for_its_minimum():
    least = [{"min_capacity": 1, "max_capacity": 10}]
    found = gateway({"name": "Standard_v2", "tier": "Standard_v2"}, autoscale_configuration=least)
    assert line(found, "V2 capacity units").quantity == 7300
    none = gateway({"name": "Standard_v2", "tier": "Standard_v2"}, autoscale_configuration=[{"min_capacity": 0}])
    assert line(none, "V2 capacity units").status is Status.DEPENDS_ON_USAGE


def test_a_first_generation_gateway():
    found = gateway({"name": "Standard_Medium", "tier": "Standard", "capacity": 2})
    assert found.components[0].name == "Gateway usage (basic, medium)"
    assert cents(found.monthly_cost) == "102.20"  # 2 x 730 h x $0.07
    assert found.usage_keys == ("monthly_data_processed_gb",)
    guarded = gateway({"name": "WAF_Medium", "tier": "WAF", "capacity": 1})
    assert guarded.status is Status.NO_PRICE


@given(gb=st.integers(0, 10**6), times=st.integers(1, 9))
def test_traffic_scales(gb, times):
    def cost(amount):
        return estimate(
            "azurerm_lb", {"sku": "Standard"}, "eastus", usage={"monthly_data_processed_gb": amount}
        ).monthly_cost

    assert cost(gb * times) == times * cost(gb) >= 0


@given(name=st.text(max_size=8))
def test_unrelated_attributes_change_nothing(name):
    assert estimate("azurerm_nat_gateway", {"name": name, "tags": {"a": name}}, "westeurope") == estimate(
        "azurerm_nat_gateway", {}, "westeurope"
    )
