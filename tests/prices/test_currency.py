"""Exchange rates."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.errors import UsageError
from finopsguard.prices.book import Rate
from finopsguard.prices.currency import NoRateError, Rates, parse_rate

ECB = Rate("EUR", "USD", Decimal("1.25"), "2026-08-14", "ECB")
amounts = st.decimals(min_value=0, max_value=10**9, places=4)


def test_a_listed_rate_and_its_inverse() -> None:
    rates = Rates([ECB])
    assert rates.convert(Decimal(8), "EUR", "USD")[0] == Decimal(10)
    dollars, conversion = rates.convert(Decimal(10), "USD", "EUR")
    assert dollars == Decimal(8)
    assert (conversion.rate, conversion.date, conversion.origin) == (Decimal("0.8"), "2026-08-14", "ECB")


def test_two_rates_join_three_currencies_and_the_older_date_counts() -> None:
    rates = Rates([ECB, Rate("USD", "CHF", Decimal("0.8"), "2026-01-01", "bank")])
    amount, conversion = rates.convert(Decimal(100), "EUR", "CHF")
    assert amount == Decimal(100)
    assert (conversion.date, conversion.origin) == ("2026-01-01", "ECB + bank")


def test_the_users_rate_takes_the_shipped_ones_place_in_both_directions() -> None:
    rates = Rates([ECB], [parse_rate("USD/EUR=0.5")])
    assert rates.convert(Decimal(1), "EUR", "USD")[0] == Decimal(2)
    assert rates.between("USD", "EUR").origin == "given with --fx"


def test_without_a_rate_there_is_no_amount() -> None:
    with pytest.raises(NoRateError, match="no exchange rate from CNY to USD") as caught:
        Rates([ECB]).convert(Decimal(1), "CNY", "USD")
    assert "--fx CNY/USD=RATE" in caught.value.hint


def test_eur_is_meant_in_dollars_unless_said() -> None:
    assert parse_rate("EUR=1.09").target == "USD"
    assert (parse_rate(" eur/chf = 0.94 ").source, parse_rate("EUR/CHF=0.94").target) == ("EUR", "CHF")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "EUR",
        "EUR=",
        "EUR=x",
        "EUR=0",
        "EUR=-1",
        "EURO=1",
        "USD=1",
        "EUR/EUR=1",
        "EUR=NaN",
        "EUR=1e999999",
        "EUR=1e-999999",
        "E1R=2",
    ],
)
def test_other_rates_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not an exchange rate"):
        parse_rate(text)


@given(amounts)
def test_the_same_currency_changes_nothing(amount: Decimal) -> None:
    assert Rates([]).convert(amount, "USD", "USD")[0] == amount


@given(amounts)
def test_there_and_back_again(amount: Decimal) -> None:
    rates = Rates([Rate("EUR", "USD", Decimal("1.1567"), "", "")])
    there = rates.convert(amount, "EUR", "USD")[0]
    assert abs(rates.convert(there, "USD", "EUR")[0] - amount) <= Decimal("1e-15")
