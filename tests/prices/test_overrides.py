"""The user's own prices."""

from decimal import Decimal
from pathlib import Path

import pytest

from finopsguard.errors import PriceError
from finopsguard.prices.book import PriceBook
from finopsguard.prices.overrides import OverriddenBook, parse_overrides, read_overrides

YAML = """\
prices:
  - provider: aws
    service: AmazonEC2
    region: eu-central-1
    key: m5.large/linux/shared/on-demand
    unit: hour
    price: 0.0805
    currency: USD
    date: 2026-10-01
    note: negotiated
  - {provider: private, service: instances, region: "*", key: m1.small, unit: hour, price: 0.02, currency: EUR}
"""
CSV = """\
provider,service,region,key,unit,price,currency,note

private,instances,*,m1.small,hour,0.02,EUR,"rack 1, row 2"
private,instances,two,m1.small,hour,0.03,EUR,
"""
ROW = "private,instances,*,m1.small,hour,0.02,EUR"
HEADER = "provider,service,region,key,unit,price,currency"


def test_yaml_rows() -> None:
    first, second = parse_overrides(YAML, "prices.yml")
    assert (first.price, first.date, first.note, first.source) == (
        Decimal("0.0805"),
        "2026-10-01",
        "negotiated",
        "prices.yml",
    )
    assert (second.region, second.price, second.currency) == ("*", Decimal("0.02"), "EUR")


def test_csv_rows(tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    path.write_text(CSV, encoding="utf-8-sig")
    first, second = read_overrides(path)
    assert (first.note, first.source) == ("rack 1, row 2", "prices.csv")
    assert (second.region, second.price, second.note) == ("two", Decimal("0.03"), "")


def test_the_users_price_stands_before_the_books_and_says_where_it_is_from() -> None:
    shipped = PriceBook.shipped()
    book = OverriddenBook(shipped, parse_overrides(YAML, "prices.yml"))
    key = "m5.large/linux/shared/on-demand"
    own = book.find("aws", "AmazonEC2", "eu-central-1", key)
    assert own is not None
    assert (own.unit_price, own.date, own.source, own.own) == (Decimal("0.0805"), "2026-10-01", "prices.yml:2", True)
    assert book.find("aws", "AmazonEC2", "us-east-1", key) == shipped.find("aws", "AmazonEC2", "us-east-1", key)
    source = book.source("prices.yml:2")
    assert source is not None
    assert "your price file" in source.title
    assert book.source("aws-site-2025-10") == shipped.source("aws-site-2025-10")


def test_a_region_beats_every_region() -> None:
    book = OverriddenBook(PriceBook.shipped(), parse_overrides(CSV, "prices.csv"))
    amounts = {region: book.find("private", "instances", region, "m1.small") for region in ("one", "two")}
    assert {region: found.unit_price for region, found in amounts.items() if found} == {
        "one": Decimal("0.02"),
        "two": Decimal("0.03"),
    }
    assert book.find("private", "instances", "one", "m1.large") is None


def test_a_price_per_another_unit_is_refused_where_it_would_be_used() -> None:
    rows = parse_overrides(f"{HEADER}\naws,AmazonEC2,*,m5.large/linux/shared/on-demand,month,50,USD\n", "own.csv")
    book = OverriddenBook(PriceBook.shipped(), rows)
    with pytest.raises(PriceError, match=r"own.csv: .* per month, but .* per hour") as caught:
        book.find("aws", "AmazonEC2", "us-east-1", "m5.large/linux/shared/on-demand")
    assert "unit: hour" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{HEADER}\n{ROW}\nprivate,instances,*,m1.big,hour,,EUR\n", "own.csv, line 3: price missing"),
        (f"{HEADER}\nprivate,,*,m1.big,hour,1,\n", "own.csv, line 2: service and currency missing"),
        (f"{HEADER}\n{ROW.replace('0.02', 'cheap')}\n", "own.csv, line 2: price 'cheap' is not a number"),
        (f"{HEADER}\n{ROW.replace('0.02', 'NaN')}\n", "own.csv, line 2: price 'NaN' is not a number"),
        (f"{HEADER}\n{ROW.replace('0.02', '1e999999')}\n", "own.csv, line 2: price '1e999999' is not a number"),
        (f"{HEADER}\n{ROW.replace('0.02', '-1')}\n", "own.csv, line 2: price -1 is negative"),
        (f"{HEADER}\n{ROW.replace('EUR', 'euro')}\n", "own.csv, line 2: currency 'euro'"),
        (f"{HEADER}\n{ROW.replace('instances', '../x')}\n", "own.csv, line 2: service '../x' is not a name"),
        (f"{HEADER},date\n{ROW},soon\n", "own.csv, line 2: date 'soon' is not a date"),
        (f"{HEADER}\n{ROW}\n\n{ROW}\n", "own.csv, line 4: 'm1.small' has a price on line 2 already"),
        (f"{HEADER}\n{ROW},more\n", "own.csv, line 2: 8 cells, but the header names 7"),
        (f'{HEADER}\n{ROW}"x\n"', "own.csv, line"),
        ("", "own.csv is empty"),
    ],
)
def test_csv_mistakes_name_the_line(text: str, message: str) -> None:
    with pytest.raises(PriceError) as caught:
        parse_overrides(text, "own.csv")
    assert message in caught.value.message


def test_an_unknown_field_names_the_nearest() -> None:
    with pytest.raises(PriceError, match=r"own.csv, line 2: there is no field 'pirce'") as caught:
        parse_overrides(f"{HEADER.replace('price', 'pirce')}\n{ROW}\n", "own.csv")
    assert caught.value.hint == "Did you mean 'price'?"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("prices: 3", "own.yml is not a price file"),
        ("- a", "own.yml is not a price file"),
        ("", "own.yml is not a price file"),
        ("prices: []\nversion: 1", "own.yml is not a price file"),
        ("prices:\n  - one", "row 1 of prices is not a mapping"),
        ("prices:\n  - provider: a\n    provider: b", "own.yml, line 3: 'provider' is given twice; first on line 2"),
        ("prices:\n  -\n    provider: a", "own.yml, line 3: service and region and key"),
        ("prices: [", "own.yml, line"),
        ("prices: [&r {provider: p, service: s, region: r, key: k, unit: u, price: 1, currency: EUR}, *r]", "already"),
        (YAML.replace("0.0805", "yes"), "own.yml, line 2: price True is not a number"),
    ],
)
def test_yaml_mistakes_name_the_line(text: str, message: str) -> None:
    with pytest.raises(PriceError) as caught:
        parse_overrides(text, "own.yml")
    assert message in caught.value.message


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(PriceError, match="does not exist"):
        read_overrides(tmp_path / "missing.yml")
    binary = tmp_path / "binary.yml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PriceError, match="is not UTF-8 text"):
        read_overrides(binary)
