"""Amounts as people read them, worked out by hand."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.report import format as fmt
from finopsguard.report.escape import shortened, shortened_middle, visible, visible_lines
from finopsguard.types.cost import Status
from tests.report.reports import D

amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=6)


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        ("0", "USD", "$0.00"),
        ("4981.1", "USD", "$4,981.10"),
        ("1234567.891", "EUR", "€1,234,567.89"),
        ("412.3", "PLN", "412.30 PLN"),
        ("-3", "EUR", "-€3.00"),
        ("0.005", "USD", "$0.01"),
        ("2.675", "USD", "$2.68"),
        ("-2.675", "USD", "-$2.68"),
        ("0.0049", "USD", "<$0.01"),
        ("-0.0000001", "PLN", "-<0.01 PLN"),
        ("1E+3", "USD", "$1,000.00"),
        ("1", "a|b\x1b</td>", "1.00 abtd"),
        ("1", "<>", "1.00 ?"),
    ],
)
def test_money(amount: str, currency: str, shown: str) -> None:
    assert fmt.money(D(amount), currency) == shown


@pytest.mark.parametrize(
    ("amount", "shown"), [("412.3", "+$412.30"), ("-40", "-$40.00"), ("0", "$0.00"), ("0.001", "+<$0.01")]
)
def test_delta(amount: str, shown: str) -> None:
    assert fmt.delta(D(amount), "USD") == shown


@given(amounts)
def test_money_is_within_half_a_cent_and_never_zero_for_something(amount: Decimal) -> None:
    shown = fmt.money(amount, "USD")
    if "<" in shown:
        assert 0 < abs(amount) < D("0.005")
        return
    read = D(re.sub(r"[$,]", "", shown))
    assert abs(read - amount) <= D("0.005")
    assert bool(read) == bool(amount)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("0.096", "$0.096"),
        ("0.0000166667", "$0.0000166667"),
        ("0.2", "$0.20"),
        ("12.5000", "$12.50"),
        ("0.384", "$0.384"),
        ("0.3333333333333333333333333333", "$0.333333333333"),
        ("0", "$0.00"),
        ("0E-10", "$0.00"),
    ],
)
def test_price(amount: str, shown: str) -> None:
    assert fmt.price(D(amount), "USD") == shown


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("730", "730"),
        ("1500000", "1,500,000"),
        ("0.250", "0.25"),
        ("1E+2", "100"),
        ("0.0000001", "<0.000001"),
        ("0", "0"),
    ],
)
def test_quantity(amount: str, shown: str) -> None:
    assert fmt.quantity(D(amount)) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("9.02", "+9 %"),
        ("0.4", "+0.4 %"),
        ("0.95", "+1 %"),
        ("0.01", "+<0.1 %"),
        ("-50", "-50 %"),
        ("0", "0 %"),
        ("1234.5", "+1,235 %"),
    ],
)
def test_percent(value: str, shown: str) -> None:
    assert fmt.percent(D(value), signed=True) == shown


@pytest.mark.parametrize(("share", "shown"), [("0.3", "30 %"), ("0.025", "2.5 %"), ("0", "0 %"), ("1", "100 %")])
def test_rate(share: str, shown: str) -> None:
    assert fmt.rate(D(share)) == shown


def test_only_all_of_it_is_a_hundred_per_cent() -> None:
    assert fmt.share(999, 1000) == "99 %"
    assert fmt.share(1000, 1000) == "100 %"


def test_plural() -> None:
    assert fmt.plural(1, "policy", "policies") == "1 policy"
    assert fmt.plural(2, "policy", "policies") == "2 policies"
    assert fmt.plural(1204, "resource") == "1,204 resources"


def test_each_status_has_its_own_word() -> None:
    assert fmt.STATUS_WORDS.keys() == {str(status) for status in Status}
    assert len(set(fmt.STATUS_WORDS.values())) == len(Status)


@pytest.mark.parametrize("amount", ["1E+1000000", "1E-1000000", "9" * 60])
def test_no_number_is_too_large_to_be_written(amount: str) -> None:
    for write in (fmt.money, fmt.price):
        assert len(write(D(amount), "USD")) < 100
    assert len(fmt.quantity(D(amount))) < 100


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("aws_instance.web", "aws_instance.web"),
        ("a\nb\tc\r", "a\\nb\\tc\\r"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("abc\u202edef", "abc\\u202edef"),
        ("\U000e0001", "\\U000e0001"),
        ("a\u00a0b\u3000c", "a b c"),
        ("日本 é ñ", "日本 é ñ"),
        ("\ud800", "\\ud800"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
def test_what_is_visible_prints_and_stays_so(text: str) -> None:
    assert visible(text).isprintable()
    assert visible(visible(text)) == visible(text)


@given(st.text(max_size=50), st.integers(min_value=3, max_value=40))
def test_shortened_texts_are_no_longer_than_that(text: str, longest: int) -> None:
    for short in (shortened(text, longest), shortened_middle(text, longest)):
        assert len(short) <= longest
        assert short == text or "…" in short


def test_lines_of_code_stay_lines() -> None:
    assert visible_lines('a = "1"\r\n\tb\x1b\n') == ['a = "1"', "  b\\x1b"]
