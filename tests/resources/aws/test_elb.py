"""Load balancers. Prices of us-east-1: application and network 0.0225, gateway 0.0125 an hour; capacity units 0.008 (application) and 0.006
(network) an hour, 5.84 and 4.38 a month. A unit of an application load balancer holds 25 new connections a second, 3,000 active ones,
1 GB an hour, 1,000 rules a second.
"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finopsguard.types.cost import Estimate, Status
from tests.resources.harness import cents, estimate, line, related

UNITS = "Load balancer capacity units"


def balancer(kind: str | None = None, *, type_: str = "aws_lb", **options: Any) -> Estimate:
    return estimate(type_, {"load_balancer_type": kind}, **options)


@pytest.mark.parametrize("type_", ["aws_lb", "aws_alb"])
def test_an_application_load_balancer_without_usage(type_: str) -> None:
    found = balancer(type_=type_)
    assert cents(found.monthly_cost) == "16.43"  # 730 x 0.0225 = 16.425
    assert [(part.name, part.unit) for part in found.components] == [
        ("Application load balancer", "hours"),
        (UNITS, "LCU"),
    ]
    units = line(found, UNITS)
    assert (units.status, units.unit_price) == (Status.DEPENDS_ON_USAGE, Decimal("5.84"))
    assert found.usage_keys == ("new_connections", "active_connections", "processed_bytes_gb", "rule_evaluations")


@pytest.mark.parametrize(
    ("kind", "name", "cost", "unit"),
    [
        ("application", "Application load balancer", "16.43", "5.84"),
        ("network", "Network load balancer", "16.43", "4.38"),
        ("gateway", "Gateway load balancer", "9.13", None),  # 730 x 0.0125; no price of its units in this region
    ],
)
def test_kinds(kind: str, name: str, cost: str, unit: str | None) -> None:
    found = balancer(kind)
    assert cents(line(found, name).monthly_cost) == cost
    assert line(found, UNITS).unit_price == (Decimal(unit) if unit else None)


@pytest.mark.parametrize(
    ("usage", "units"),
    [
        ({"processed_bytes_gb": 1460}, "2"),  # 1,460 / 730 h
        ({"new_connections": 100}, "4"),
        ({"active_connections": "9000"}, "3"),
        ({"rule_evaluations": 1500}, "1.5"),
        (
            {"new_connections": 100, "active_connections": 9000, "processed_bytes_gb": 1460, "rule_evaluations": 1500},
            "4",
        ),
        ({"new_connections": 0}, "0"),
    ],
)
def test_the_largest_dimension_counts(usage: dict[str, Any], units: str) -> None:
    found = balancer("application", usage=usage)
    assert line(found, UNITS).quantity == Decimal(units)
    assert cents(line(found, UNITS).monthly_cost) == cents(Decimal(units) * Decimal("5.84"))


def test_traffic_costs_the_same_whatever_the_month() -> None:
    found = balancer("network", usage={"processed_bytes_gb": 1000})
    assert cents(line(found, UNITS).monthly_cost) == "6.00"  # 1,000 GB x 0.006


@pytest.mark.parametrize(
    ("protocols", "units"),
    [([], "1"), (["TCP"], "1"), (["UDP"], "2"), (["TCP_UDP", "TCP"], "2"), (["TLS", "TCP"], "16")],
)
def test_units_of_a_network_load_balancer_depend_on_its_listeners(protocols: list[str], units: str) -> None:
    listeners = {f"listener-{n}": related("aws_lb_listener", {"protocol": name}) for n, name in enumerate(protocols)}
    found = balancer("network", usage={"new_connections": 800}, refers=listeners)
    assert line(found, UNITS).quantity == Decimal(units)


def test_reserved_capacity_is_not_forgotten() -> None:
    values = {"load_balancer_type": "application", "minimum_load_balancer_capacity": [{"capacity_units": 100}]}
    found = estimate("aws_lb", values)
    assert line(found, "Reserved load balancer capacity units").status is Status.NO_PRICE
    assert not found.complete


def test_unknown_kind_and_region() -> None:
    open_ = balancer(None, unknown={"load_balancer_type": True}, configured=["load_balancer_type"])
    assert (open_.status, open_.monthly_cost) == (Status.NO_PRICE, None)
    elsewhere = balancer("network", region="mars-north-1")
    assert "mars-north-1" in line(elsewhere, "Network load balancer").note


@given(
    st.dictionaries(
        st.sampled_from(("new_connections", "active_connections", "processed_bytes_gb")), st.integers(0, 10**6)
    )
)
@settings(max_examples=40)
def test_more_traffic_never_costs_less(usage: dict[str, int]) -> None:
    def cost(said: dict[str, int]) -> Decimal:
        found = balancer("network", usage=said).monthly_cost
        assert found is not None
        return found

    assert Decimal("16.425") <= cost(usage) <= cost({key: 2 * value for key, value in usage.items()})
