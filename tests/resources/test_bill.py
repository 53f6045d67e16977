"""Lines of a bill: quantity times price, tiers, what is missing, and nested resources."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from finopsguard.resources.bill import Bill, Missing, Rebate, together
from finopsguard.resources.tiers import amount, split
from finopsguard.resources.values import Unknown
from finopsguard.types.cost import Status
from finopsguard.types.discount import DiscountKind
from finopsguard.types.price import Price, Tier


def price(*tiers, unit="hour", currency="USD", key="it"):
    """``price("0.1")`` or, tiered, ``price((0, "0.023"), (51200, "0.022"))``."""
    pairs = [(0, tier) if isinstance(tier, str) else tier for tier in tiers]
    rows = tuple(Tier(Decimal(start), Decimal(each)) for start, each in pairs)
    return Price("aws", "S", "r", key, unit, rows, currency, "2026-01-01", "list")


def bill(**usage):
    return Bill(usage.get)


def test_a_line_is_quantity_times_price():
    found = bill()
    found.add("Instance usage", "hours", Decimal(730), price("0.0416"), inputs=("instance_type",))
    (line,) = found.components
    assert (line.quantity, line.unit_price, line.monthly_cost) == (730, Decimal("0.0416"), Decimal("30.3680"))
    assert line.status is Status.PRICED
    assert line.inputs == ("instance_type",)


def test_a_missing_price_is_no_price_and_never_zero():
    found = bill()
    found.add("Instance usage", "hours", Decimal(730), Missing("no price in eu-north-9"))
    (line,) = found.components
    assert (line.status, line.monthly_cost, line.unit_price, line.note) == (
        Status.NO_PRICE,
        None,
        None,
        "no price in eu-north-9",
    )


def test_an_unknown_quantity_is_no_price_and_says_why():
    found = bill()
    found.add("Storage", "GB", Unknown("size is known only after apply"), price("0.1"))
    (line,) = found.components
    assert (line.status, line.quantity, line.monthly_cost) == (Status.NO_PRICE, None, None)
    assert line.unit_price == Decimal("0.1")
    assert line.note == "size is known only after apply"


def test_a_negative_quantity_takes_nothing_off_the_bill():
    found = bill(storage=Decimal(-100), requests=Decimal(-5))
    found.add("Volumes", "GB", Decimal(-1), price("0.1"), at_most=price("0.2"))
    found.within("node", Decimal(-3)).add("Node", "hours", Decimal(730), price("0.1"))
    found.add_tiered("IOPS", "IOPS", Decimal(-4), price((0, "1"), (10, "2")))
    found.use("Storage", "GB", price((0, "0.023"), (51200, "0.022")), key="storage")
    found.use("Requests", "requests", price("0.1"), key="requests")
    for line in found.components:
        assert (line.status, line.monthly_cost, line.monthly_cost_max) == (Status.NO_PRICE, None, None)
        assert line.note == "the quantity is negative"


def test_a_price_that_only_has_an_upper_bound():
    found = bill()
    found.add("Instance usage", "hours", Decimal(730), Missing("spot"), at_most=price("0.1"))
    assert found.components[0].monthly_cost is None
    assert found.components[0].monthly_cost_max == 73


def test_usage_that_nobody_gave_depends_on_usage():
    found = bill()
    found.use("Requests", "1M requests", price("0.0000002"), key="monthly_requests", scale=Decimal(1_000_000))
    (line,) = found.components
    assert (line.status, line.quantity, line.monthly_cost) == (Status.DEPENDS_ON_USAGE, None, None)
    assert line.unit_price == Decimal("0.2")
    assert found.usage_keys == ["monthly_requests"]


def test_usage_is_scaled_into_the_line_s_unit():
    found = bill(monthly_requests=Decimal(2_500_000))
    found.use("Requests", "1M requests", price("0.0000002"), key="monthly_requests", scale=Decimal(1_000_000))
    (line,) = found.components
    assert (line.quantity, line.monthly_cost) == (Decimal("2.5"), Decimal("0.5"))
    assert line.usage_based
    assert found.usage_keys == []


def test_zero_usage_is_known_to_be_zero():
    found = bill(gb=Decimal(0))
    found.use("Storage", "GB", price((0, "0.023"), (51200, "0.022")), key="gb")
    assert [(line.name, line.monthly_cost) for line in found.components] == [("Storage", 0)]


def test_tiers_make_a_line_each_from_the_first_that_is_reached():
    found = bill(gb=Decimal(60000))
    found.use("Storage", "GB", price((0, "0.023"), (51200, "0.022"), (512000, "0.021")), key="gb")
    assert [(line.name, line.quantity, line.unit_price, line.monthly_cost) for line in found.components] == [
        ("Storage (first 50TB)", 51200, Decimal("0.023"), Decimal("1177.6")),
        ("Storage (next 450TB)", 8800, Decimal("0.022"), Decimal("193.6")),
    ]


def test_the_last_tier_has_no_end():
    found = bill(s=Decimal(20_000_000_000))
    tiers = price((0, "0.0000166667"), (6_000_000_000, "0.000015"), (15_000_000_000, "0.0000133334"))
    found.use("Duration", "GB-seconds", tiers, key="s", name_first_tier=True)
    assert [(line.name, line.quantity) for line in found.components] == [
        ("Duration (first 6B)", 6_000_000_000),
        ("Duration (next 9B)", 9_000_000_000),
        ("Duration (over 15B)", 5_000_000_000),
    ]
    # 6e9 x 0.0000166667 + 9e9 x 0.000015 + 5e9 x 0.0000133334
    assert sum(line.monthly_cost for line in found.components) == Decimal("100000.2") + Decimal(135000) + Decimal(66667)


def test_a_nested_resource_carries_its_path_and_its_count():
    found = bill()
    copies = found.within("aws_launch_template.web", Decimal(3))
    copies.within("block_device_mapping[0]").add("Storage", "GB", Decimal(20), price("0.1"))
    (line,) = found.components
    assert line.name == "aws_launch_template.web: block_device_mapping[0]: Storage"
    assert (line.quantity, line.monthly_cost) == (60, 6)


def test_an_unknown_number_of_copies_leaves_every_line_unknown():
    found = bill()
    found.within("node", Unknown("node_count is known only after apply")).add(
        "Instance usage", "hours", Decimal(730), price("1")
    )
    assert found.components[0].status is Status.NO_PRICE
    assert found.components[0].note == "node_count is known only after apply"


def test_a_rebate_is_shown_apart_from_the_list_cost():
    found = bill()
    rebate = Rebate("sustained use", DiscountKind.SUSTAINED_USE, Decimal("0.3"))
    found.add("Instance usage", "hours", Decimal(730), price("0.76"), rebate=rebate)
    (line,) = found.components
    assert line.unit_price == Decimal("0.76")
    assert line.monthly_cost == Decimal("388.36")  # 730 x 0.76 = 554.80, less 30 % = 166.44
    assert line.discounts[0].amount == Decimal("166.44")


def test_two_prices_for_the_same_hour_are_one_price_with_both_sources():
    found = together(price("0.0416", key="linux"), price("0.0184", key="windows"))
    assert found.unit_price == Decimal("0.06")
    assert found.key == "linux + windows"
    assert isinstance(together(price("1"), Missing("no uplift")), Missing)


def test_bounds_of_tiers_in_words():
    assert amount(Decimal(51200), "GB") == "50TB"
    assert amount(Decimal(100), "GB") == "100GB"
    assert amount(Decimal(7500000000), "GB-seconds") == "7.5B"
    assert amount(Decimal(300_000_000), "requests") == "300M"


@given(
    st.decimals(0, 10**9, places=3),
    st.lists(st.integers(1, 10**7), min_size=0, max_size=5, unique=True).map(
        lambda bounds: [Decimal(0), *map(Decimal, sorted(bounds))]
    ),
)
def test_tiers_share_out_the_whole_quantity_and_nothing_else(quantity, starts):
    parts = split(quantity, starts)
    assert sum(parts) == quantity
    assert all(part >= 0 for part in parts)
    for part, start, end in zip(parts, starts, starts[1:], strict=False):
        assert part <= end - start
