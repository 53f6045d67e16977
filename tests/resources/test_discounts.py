"""Rates that are taken off list prices, line by line."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.resources.discounts import Discounts, listed
from finopsguard.types.cost import Component, Status
from finopsguard.types.discount import AppliedDiscount, Discount, DiscountKind
from finopsguard.types.price import Price, Tier

SUSTAINED = AppliedDiscount("Sustained use discount", DiscountKind.SUSTAINED_USE, Decimal("0.3"), Decimal(30))


def part(
    cost: str | None = "100",
    *,
    service: str = "AmazonEC2",
    key: str = "m5.large/linux/shared/on-demand",
    own: bool = False,
) -> Component:
    price = Price(
        "aws",
        service,
        "us-east-1",
        key,
        "hour",
        (Tier(Decimal(0), Decimal("0.1")),),
        "USD",
        "2026-01-01",
        "list",
        own=own,
    )
    amount = None if cost is None else Decimal(cost)
    return Component("Usage", "hours", Decimal(1000), Decimal("0.1"), amount, "USD", Status.PRICED, price=price)


def rule(name: str, rate: str, kind: DiscountKind = DiscountKind.FLAT, **matches: object) -> Discount:
    return Discount(name=name, kind=kind, rate=Decimal(rate), source=f"{name}.yml:1", **matches)  # type: ignore[arg-type]  # fields by name


def applied(component: Component, *rules: Discount, learned: tuple[Discount, ...] = ()) -> Component:
    (found,) = Discounts(rules, learned).applied([component], "aws", "aws_instance", "us-east-1")
    return found


def steps(component: Component) -> list[tuple[str, Decimal]]:
    return [(taken.name, taken.amount) for taken in component.discounts]


def test_negotiated_then_flat_rates_each_on_what_is_left() -> None:
    # 100 - 20 % = 80; 80 - 10 % = 72; 72 - 50 % = 36
    found = applied(part(), rule("b", "0.1"), rule("deal", "0.2", DiscountKind.NEGOTIATED), rule("c", "0.5"))
    assert steps(found) == [("deal", Decimal(20)), ("b", Decimal(8)), ("c", Decimal(36))]
    assert (found.monthly_cost, listed(found)) == (Decimal(36), Decimal(100))
    assert found.discounts[0].source == "deal.yml:1"


def test_of_negotiated_rates_the_most_precise_counts_and_of_equals_the_first() -> None:
    broad = rule("all", "0.3", DiscountKind.NEGOTIATED, provider="aws")
    narrow = rule("ec2", "0.1", DiscountKind.NEGOTIATED, provider="aws", service="AmazonEC2")
    twin = rule("twin", "0.5", DiscountKind.NEGOTIATED, provider="aws", region="us-east-1")
    assert steps(applied(part(), broad, narrow, twin)) == [("ec2", Decimal(10))]


@pytest.mark.parametrize(
    ("matches", "fits"),
    [
        ({}, True),
        ({"provider": "aws"}, True),
        ({"provider": "google"}, False),
        ({"service": "AmazonEC2"}, True),
        ({"service": "AmazonRDS"}, False),
        ({"resource_type": "aws_instance"}, True),
        ({"resource_type": "aws_*"}, True),
        ({"resource_type": "aws_db_*"}, False),
        ({"region": "us-*"}, True),
        ({"region": "eu-*"}, False),
        ({"keys": ("m5.*/linux/*",)}, True),
        ({"keys": ("c5.*", "m5.large/*")}, True),
        ({"keys": ("M5.*",)}, False),
    ],
)
def test_what_a_rule_is_for(matches: dict[str, object], fits: bool) -> None:
    assert bool(applied(part(), rule("a", "0.1", **matches)).discounts) is fits


def test_both_names_of_a_provider_are_understood() -> None:
    azure = Component(
        "Usage", "hours", Decimal(1), Decimal(1), Decimal(1), "USD", Status.PRICED,
        price=Price("azure", "virtual-machines", "westeurope", "k", "hour", (Tier(Decimal(0), Decimal(1)),), "USD", "", "list"),
    )  # fmt: skip
    for name in ("azure", "azurerm"):
        found = Discounts([rule("a", "0.1", provider=name)]).applied(
            [azure], "azurerm", "azurerm_linux_virtual_machine", "westeurope"
        )
        assert found[0].monthly_cost == Decimal("0.9")


def test_own_prices_and_unknown_amounts_are_left_alone() -> None:
    for component in (part(own=True), part(None)):
        assert applied(component, rule("a", "0.5")) == component


def test_sustained_use_stays_beside_rates() -> None:
    from msgspec.structs import replace

    used = replace(part("70"), discounts=(SUSTAINED,))
    assert steps(applied(used, rule("a", "0.1"))) == [("Sustained use discount", Decimal(30)), ("a", Decimal(7))]


def test_a_rate_of_a_bill_stands_for_all_and_gives_way_to_what_is_written() -> None:
    from msgspec.structs import replace

    used = replace(part("70"), discounts=(SUSTAINED,))
    on_the_bill = rule("bill", "0.4", DiscountKind.NEGOTIATED, service="AmazonEC2")
    assert applied(used, learned=(on_the_bill,)).monthly_cost == Decimal(
        60
    )  # 40 % off the list price of 100, nothing besides
    assert steps(applied(part(), rule("a", "0.1"), learned=(on_the_bill,))) == [("a", Decimal(10))]
    plan = Discount(
        name="sp",
        kind=DiscountKind.SAVINGS_PLAN,
        rate=Decimal("0.3"),
        per_hour=Decimal(1),
        currency="USD",
        keys=("*/on-demand",),
    )
    assert applied(part(), plan, learned=(on_the_bill,)) == part()  # what a commitment may cover is left to it
    assert applied(part(key="ebs/gp3/storage"), plan, learned=(on_the_bill,)).monthly_cost == Decimal(60)


def test_services_of_a_bill_may_have_names_of_their_own() -> None:
    on_the_bill = rule("bill", "0.4", DiscountKind.NEGOTIATED, service="Elastic Compute Cloud")
    discounts = Discounts((), (on_the_bill,), lambda one, other: (one, other) == ("Elastic Compute Cloud", "AmazonEC2"))
    assert discounts.applied([part()], "aws", "aws_instance", "us-east-1")[0].monthly_cost == Decimal(60)


shares = st.decimals(0, 1, places=4)
amounts = st.decimals(0, 10**9, places=6)


@given(amounts, st.lists(st.tuples(shares, st.sampled_from([DiscountKind.FLAT, DiscountKind.NEGOTIATED]))))
def test_list_less_discounts_is_net_and_nothing_is_below_0(
    cost: Decimal, given_: list[tuple[Decimal, DiscountKind]]
) -> None:
    rules = [rule(f"r{number}", str(share), kind) for number, (share, kind) in enumerate(given_)]
    found = applied(part(str(cost)), *rules)
    assert found.monthly_cost is not None
    assert 0 <= found.monthly_cost <= cost
    assert abs(cost - sum(taken.amount for taken in found.discounts) - found.monthly_cost) <= cost * Decimal("1e-25")
    assert all(taken.amount >= 0 for taken in found.discounts)
