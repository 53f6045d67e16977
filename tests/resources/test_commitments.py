"""What is limited is shared out: who gets how much, worked out by hand, and the laws that hold whatever is given."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from finopsguard.resources.commitments import Usage, capacity, covered, measured, settled, share_out
from finopsguard.resources.discounts import Discounts, Place, listed
from finopsguard.types.cost import Component, Estimate, Status
from finopsguard.types.discount import AppliedDiscount, Discount, DiscountKind
from finopsguard.types.price import Price, Tier

HOURS = Decimal(100)
"""Hours of a month here, so that figures can be followed."""
US_EAST = Place("aws", "aws_instance", "us-east-1")
SUSTAINED = DiscountKind.SUSTAINED_USE


def usage(
    address: str,
    type_: str,
    each: str,
    hours: str = "100",
    *,
    region: str = "us-east-1",
    key: str = "{}/linux/shared/on-demand",
    own: bool = False,
    currency: str = "USD",
    discounts: tuple[AppliedDiscount, ...] = (),
) -> Usage:
    price = Price(
        "aws",
        "AmazonEC2",
        region,
        key.format(type_),
        "hour",
        (Tier(Decimal(0), Decimal(each)),),
        currency,
        "",
        "list",
        own=own,
    )
    cost = Decimal(each) * Decimal(hours) - sum((taken.amount for taken in discounts), Decimal(0))
    component = Component(
        "Usage", "hours", Decimal(hours), Decimal(each), cost, currency, Status.PRICED, price=price, discounts=discounts
    )
    return Usage(("p", address, "", "Usage", 1), component, Place("aws", "aws_instance", region))


def savings_plan(per_hour: str, rate: str = "0.5", key: str = "*/on-demand", **matches: str) -> Discount:
    return Discount(
        name="sp",
        kind=DiscountKind.SAVINGS_PLAN,
        rate=Decimal(rate),
        per_hour=Decimal(per_hour),
        currency="USD",
        keys=(key,),
        **matches,
    )  # type: ignore[arg-type]  # texts by name


def reservation(
    count: str, rate: str = "0.4", key: str = "m5.large/linux/*", size: str = "", **matches: str
) -> Discount:
    return Discount(
        name="ri",
        kind=DiscountKind.RESERVATION,
        rate=Decimal(rate),
        count=Decimal(count),
        keys=(key,),
        size=size,
        **matches,
    )  # type: ignore[arg-type]  # texts by name


def credit(per_month: str) -> Discount:
    return Discount(
        name="credit", kind=DiscountKind.CREDIT, rate=Decimal(0), per_month=Decimal(per_month), currency="USD"
    )


def net(rules: Sequence[Discount], *usages: Usage, before: Sequence[Usage] = ()) -> dict[str, Decimal]:
    """What each costs after all shares."""
    discounts = Discounts(rules)
    shares = share_out(discounts, usages, HOURS, share_out(discounts, before, HOURS))
    return {
        each.key[1]: covered(each.component, shares.by_line.get(each.key, ())).monthly_cost or Decimal(0)
        for each in usages
    }


def test_a_savings_plan_covers_the_dearest_hour_first() -> None:
    # 0.15 an hour are 15 a month, which pay for 30 of list prices at 50 %: all of the 20, and 10 of the 10.
    found = net([savings_plan("0.15")], usage("a", "m5.large", "0.1"), usage("b", "m5.xlarge", "0.2"))
    assert found == {"a": Decimal(5), "b": Decimal(10)}
    # 0.12 are 12: 10 for the dearer one, and 2 pay for 4 of the other's list price of 10.
    assert net([savings_plan("0.12")], usage("a", "m5.large", "0.1"), usage("b", "m5.xlarge", "0.2")) == {
        "a": Decimal(8),
        "b": Decimal(10),
    }


def test_a_reservation_covers_so_many_at_a_time_by_address() -> None:
    three = [usage(name, "m5.large", "0.1") for name in ("c", "a", "b")]
    assert net([reservation("2")], *three) == {"a": Decimal(6), "b": Decimal(6), "c": Decimal(10)}
    assert net([reservation("1.5")], *three) == {"a": Decimal(6), "b": Decimal(8), "c": Decimal(10)}


def test_a_group_of_machines_is_covered_in_part() -> None:
    # Five machines are 500 hours; three of them are reserved: 50 - 3/5 x 50 x 40 %
    assert net([reservation("3")], usage("group", "m5.large", "0.1", "500")) == {"group": Decimal(38)}


def test_sizes_of_a_family_share_a_reservation() -> None:
    # Four large ones count 16: a 2xlarge takes all of it, so the large one, which comes later, has none.
    flexible = reservation("4", key="m5.*/linux/*", size="large")
    assert net([flexible], usage("a", "m5.2xlarge", "0.4"), usage("b", "m5.large", "0.1")) == {
        "a": Decimal(24),
        "b": Decimal(10),
    }
    assert net([flexible], usage("a", "m5.4xlarge", "0.8")) == {"a": Decimal(64)}  # half of it: 80 - 40 x 40 %
    assert net([flexible], usage("a", "m5.metal", "0.8")) == {"a": Decimal(80)}  # no size


def test_what_was_covered_before_stays_covered() -> None:
    old = usage("z", "m5.large", "0.1")
    new = usage("a", "m5.large", "0.1")
    assert net([reservation("1")], old, new, before=[old]) == {"z": Decimal(6), "a": Decimal(10)}
    dearer = usage("a", "m5.xlarge", "0.2")
    assert net([savings_plan("0.05")], old, dearer, before=[old]) == {"z": Decimal(5), "a": Decimal(20)}


def test_what_is_freed_goes_to_the_others() -> None:
    first, second = usage("a", "m5.large", "0.1"), usage("b", "m5.large", "0.1")
    assert net([reservation("1")], second, before=[first, second]) == {"b": Decimal(6)}


@pytest.mark.parametrize(
    "other",
    [
        usage("a", "m5.large", "0.1", region="eu-west-1"),
        usage("a", "m5.large", "0.1", key="{}/linux/shared/spot"),
        usage("a", "c5.large", "0.1"),
        usage("a", "m5.large", "0.1", own=True),
    ],
    ids=["region", "spot", "type", "own price"],
)
def test_what_a_commitment_is_not_for(other: Usage) -> None:
    assert net([reservation("1", region="us-east-1")], other) == {"a": Decimal(10)}


def test_spending_is_in_its_own_currency() -> None:
    assert net([savings_plan("1"), credit("3")], usage("a", "m5.large", "0.1", currency="EUR")) == {"a": Decimal(10)}


def test_pools_follow_each_other_and_credits_pay_what_is_left() -> None:
    rules = [credit("3"), reservation("0.5"), savings_plan("1")]
    (only,) = [usage("a", "m5.large", "0.1")]
    shares = share_out(Discounts(rules), [only], HOURS)
    found = covered(only.component, shares.by_line[only.key])
    # Half of 10 at 40 % off, the other half at 50 % off: 10 - 2 - 2.5 = 5.5, of which the credit pays 3.
    assert [(taken.name, taken.amount) for taken in found.discounts] == [
        ("ri, 50 % covered", Decimal(2)),
        ("sp, 50 % covered", Decimal("2.5")),
        ("credit", Decimal(3)),
    ]
    assert found.monthly_cost == Decimal("2.5")


def test_sustained_use_is_for_what_no_commitment_covers() -> None:
    sustained = AppliedDiscount("Sustained use discount", SUSTAINED, Decimal("0.3"), Decimal(3))
    machine = usage("a", "n1-standard-4", "0.1", discounts=(sustained,), key="{}/linux/on-demand")
    rules = [reservation("1", key="n1-*"), Discount(name="edp", kind=DiscountKind.FLAT, rate=Decimal("0.1"))]
    shares = share_out(Discounts(rules), [machine], HOURS)
    whole = covered(machine.component, shares.by_line[machine.key])
    assert [taken.kind for taken in whole.discounts] == [DiscountKind.RESERVATION]
    assert whole.monthly_cost == Decimal(6)
    half = share_out(Discounts([reservation("0.5", key="n1-*")]), [machine], HOURS)
    # 5 at 40 % off and 5 at 30 % off
    assert covered(machine.component, half.by_line[machine.key]).monthly_cost == Decimal("6.5")


def test_rates_are_taken_off_after_commitments() -> None:
    edp = AppliedDiscount("edp", DiscountKind.FLAT, Decimal("0.1"), Decimal(1))
    machine = usage("a", "m5.large", "0.1", discounts=(edp,))
    shares = share_out(Discounts([reservation("1")]), [machine], HOURS)
    found = covered(machine.component, shares.by_line[machine.key])
    assert [(taken.name, taken.amount) for taken in found.discounts] == [("ri", Decimal(4)), ("edp", Decimal("0.6"))]
    assert found.monthly_cost == Decimal("5.4")


@pytest.mark.parametrize(
    ("rule", "whole", "counted"),
    [
        (savings_plan("3"), 300, 3),
        (reservation("3"), 300, 3),
        (reservation("3", size="large"), 1200, 3),
        (credit("7"), 7, 7),
    ],
)
def test_a_pool_is_a_months_worth(rule: Discount, whole: int, counted: int) -> None:
    assert capacity(rule, HOURS) == whole
    assert measured(rule, capacity(rule, HOURS), HOURS) == counted


def test_bounds_of_what_is_unknown_hold_the_net_cost() -> None:
    machine = usage("a", "m5.large", "0.1")
    rules = Discounts([reservation("1"), credit("1")])
    shares = share_out(rules, [machine], HOURS).by_line[machine.key]
    known = Estimate(Status.PRICED, "USD", (machine.component,), Decimal(10), Decimal(10), Decimal(10))
    found = settled(known, [shares], rules)
    assert (found.monthly_cost, found.minimum, found.maximum) == (Decimal(5), Decimal(5), Decimal(5))
    found = settled(replace(known, minimum=Decimal(4), maximum=Decimal(30)), [shares], rules)
    assert (found.monthly_cost, found.minimum, found.maximum) == (
        Decimal(5),
        Decimal("1.4"),
        Decimal(30),
    )  # 4 x 60 % - 1


numbers = st.decimals(min_value=Decimal("0.001"), max_value=1000, places=3)
usages = st.lists(
    st.tuples(st.sampled_from(["m5.large", "m5.2xlarge", "c5.large", "m5.metal"]), numbers, numbers), max_size=6
).map(lambda rows: [usage(f"r{at}", type_, str(each), str(hours)) for at, (type_, each, hours) in enumerate(rows)])
rates = st.decimals(0, Decimal("0.99"), places=2).map(str)
pools = st.lists(
    st.one_of(
        st.builds(savings_plan, numbers.map(str), rates),
        st.builds(reservation, numbers.map(str), rates, st.sampled_from(["m5.*", "*"]), st.sampled_from(["", "large"])),
        st.builds(credit, numbers.map(str)),
    ),
    max_size=4,
).map(lambda rules: [replace(rule, name=f"{rule.name}{number}") for number, rule in enumerate(rules)])


@given(pools, usages, usages)
def test_laws_of_sharing_out(rules: list[Discount], old: list[Usage], new: list[Usage]) -> None:
    discounts = Discounts(rules)
    then = share_out(discounts, old, HOURS)
    now = share_out(discounts, new, HOURS, then)
    for each in new:
        found = covered(each.component, now.by_line.get(each.key, ()))
        assert found.monthly_cost is not None
        assert Decimal(0) <= found.monthly_cost <= listed(each.component)
        assert abs(listed(found) - listed(each.component)) <= Decimal("1e-15")
    for rule in rules:
        assert -Decimal("1e-15") <= now.used[rule.name] <= capacity(rule, HOURS)
    if old == new:
        assert {key: [(one.rule.name, one.part) for one in given_] for key, given_ in then.by_line.items()} == {
            key: [(one.rule.name, one.part) for one in given_] for key, given_ in now.by_line.items()
        }


@given(usages, numbers, rates)
def test_one_plan_saves_the_same_whichever_machines_it_covers(
    machines: list[Usage], per_hour: Decimal, rate: str
) -> None:
    rule = savings_plan(str(per_hour), rate)
    whole = sum((listed(each.component) for each in machines), Decimal(0))
    saved = whole - sum(net([rule], *machines).values(), Decimal(0))
    # What is committed buys list prices worth commitment / (1 - rate), at most all there is.
    most = min(per_hour * HOURS / (1 - Decimal(rate)), whole) * Decimal(rate)
    assert abs(saved - most) <= Decimal("1e-12")
