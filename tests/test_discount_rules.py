"""Discounts as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.discount_rules import read_discounts, size_units
from finopsguard.errors import PriceError
from finopsguard.text import Located, load_yaml
from finopsguard.types.discount import Discount, DiscountKind


def read(text: str) -> tuple[Discount, ...]:
    document = load_yaml(text, "own.yml", PriceError)
    return read_discounts(document["discounts"] if document else None, "own.yml", PriceError)


def entry(fields: str) -> str:
    return f"discounts:\n  - {{{fields}}}\n"


def test_a_rule_says_what_it_is_for_and_where_it_stands() -> None:
    text = (
        "discounts:\n"
        "  - name: EDP\n"
        "    rate: 5%\n"
        "    provider: aws\n"
        "  - {name: web, kind: reservation, rate: 0.4, count: 3, size: large, key: [m5.*/linux/*, m6i.*/linux/*], region: eu-*}\n"
    )
    flat, reserved = read(text)
    assert (flat.kind, flat.rate, flat.provider, flat.source) == (
        DiscountKind.FLAT,
        Decimal("0.05"),
        "aws",
        "own.yml:2",
    )
    assert (reserved.count, reserved.size, reserved.keys, reserved.region) == (
        3,
        "large",
        ("m5.*/linux/*", "m6i.*/linux/*"),
        "eu-*",
    )
    assert (flat.pooled, reserved.pooled) == (False, True)


@pytest.mark.parametrize(
    ("rate", "share"),
    [("12.5%", "0.125"), ("0.125", "0.125"), ("100%", "1"), ("1", "1"), ("0", "0"), ('"7 %"', "0.07")],
)
def test_rates_are_shares_or_per_cent(rate: str, share: str) -> None:
    (rule,) = read(entry(f"name: a, rate: {rate}"))
    assert rule.rate == Decimal(share)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("rate: 5%", "own.yml, line 2: name missing"),
        ("name: a", "line 2: rate missing"),
        ("name: a, rate: -5%", "rate -5% is negative"),
        ("name: a, rate: 101%", "rate 101% is more than the whole price"),
        ("name: a, rate: 1e300", "is not a number"),
        ("name: a, rate: 12", "more than the whole price"),
        ("name: a, rate: 1e999999", "is not a number"),
        ("name: a, rate: much", "rate 'much' is not a number"),
        ("name: a, rate: true", "rate True is not a number"),
        ("name: a, rate: NaN", "is not a number"),
        ("name: a, rate: [1]", "is not a number"),
        ("name: a, rate: 5%, regoin: eu", "there is no field 'regoin'"),
        ("name: a, rate: 5%, kind: reservaton", "kind 'reservaton' is no kind"),
        ("name: a, rate: 5%, kind: sustained_use", "is no kind"),
        ("name: a, rate: 5%, region: [eu]", "region is no text"),
        ("name: a, rate: 5%, key: []", "key is no pattern"),
        ("name: a, rate: 5%, key: {a: b}", "key is no pattern"),
        ("name: a, rate: 5%, count: 3", "kind flat has count"),
        ("name: a, rate: 5%, currency: USD", "currency has no amount"),
        ("name: a, rate: 5%, kind: savings_plan, key: x", "savings_plan has no limit"),
        ("name: a, rate: 5%, kind: savings_plan, per_hour: 3, key: x", "currency missing"),
        (
            "name: a, rate: 5%, kind: savings_plan, per_hour: 0, currency: USD, key: x",
            "per_hour 0 is no number above 0",
        ),
        ("name: a, rate: 5%, kind: savings_plan, per_hour: 3, currency: usd, key: x", "currency 'usd' is not a code"),
        ("name: a, rate: 5%, kind: savings_plan, per_hour: 3, currency: USD", "key missing"),
        ("name: a, rate: 100%, kind: savings_plan, per_hour: 3, currency: USD, key: x", "rate is 100%"),
        ("name: a, rate: 5%, kind: reservation, key: x", "reservation has no limit"),
        ("name: a, rate: 5%, kind: reservation, count: -1, key: x", "count -1 is no number above 0"),
        ("name: a, rate: 5%, kind: reservation, count: 1, size: huge, key: x", "size 'huge' is no size"),
        (
            "name: a, rate: 5%, kind: reservation, count: 1, per_hour: 1, currency: USD, key: x",
            "has count and per_hour",
        ),
        ("name: a, rate: 5%, kind: credit, per_month: 5, currency: USD", "a credit has no rate"),
        ("name: a, kind: credit", "credit has no limit"),
        (f"name: a, rate: 5%, key: [{', '.join('x' * 51)}]", "more than 50 patterns"),
        (f"name: a, rate: 5%, key: {'x' * 201}", "longer than 200 characters"),
        (f"name: {'a' * 201}, rate: 5%", "name is too long"),
    ],
)
def test_mistakes_name_the_line(fields: str, message: str) -> None:
    with pytest.raises(PriceError) as caught:
        read(entry(fields))
    assert message in caught.value.message


@pytest.mark.parametrize("text", ["discounts: 3", "discounts: {a: b}", "discounts: [a]", "discounts: [[1]]"])
def test_what_is_no_list_of_rules_is_refused(text: str) -> None:
    with pytest.raises(PriceError, match=r"own\.yml: "):
        read(text)


def test_a_name_is_given_once() -> None:
    with pytest.raises(PriceError, match=r"own\.yml, line 3: there is a discount 'a' already \(own\.yml:2\)"):
        read("discounts:\n  - {name: a, rate: 1%}\n  - {name: a, rate: 2%}\n")


def test_nearest_names_are_told() -> None:
    with pytest.raises(PriceError) as caught:
        read(entry("name: a, rate: 5%, resource_typ: aws_instance"))
    assert caught.value.hint == "Did you mean 'resource_type'?"
    with pytest.raises(PriceError) as caught:
        read(entry("name: a, rate: 15"))
    assert "Is 15% meant?" in caught.value.hint


@pytest.mark.parametrize(
    ("size", "units"),
    [("nano", "0.25"), ("large", "4"), ("xlarge", "8"), ("16xlarge", "128"), ("metal", "0"), ("", "0")],
)
def test_sizes_count_as_aws_counts_them(size: str, units: str) -> None:
    assert size_units(size) == Decimal(units)


@given(
    st.dictionaries(
        st.sampled_from(["name", "kind", "rate", "key", "per_hour", "count", "currency", "x"]),
        st.text() | st.integers(),
    )
)
def test_any_entry_is_a_rule_or_a_message(fields: dict[str, object]) -> None:
    try:
        rules = read_discounts([Located(fields)], "own.yml", PriceError)
    except PriceError as error:
        rules, said = (), error.message
    else:
        said = "own.yml, line 0"
    assert said.startswith("own.yml, line 0")
    assert all(0 <= rule.rate <= 1 for rule in rules)
