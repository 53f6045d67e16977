"""What each row of a price file does, told beforehand."""

import pytest

from finopsguard.prices.book import PriceBook
from finopsguard.prices.overrides import parse_price_file
from finopsguard.prices.own_file import RowEffect, effects, lines_of

BOOK = PriceBook.shipped()
TYPES = ("aws_instance", "aws_db_instance")


def of(text: str) -> list[RowEffect]:
    return effects([parse_price_file(text, "own.yml")], BOOK, TYPES)


def price(fields: str) -> RowEffect:
    whole = {
        "provider": "aws",
        "service": "AmazonEC2",
        "region": "us-east-1",
        "key": "m5.large/linux/shared/on-demand",
        "unit": "hour",
        "price": "0.09",
        "currency": "USD",
    }
    whole.update(part.split("=") for part in fields.split(", ") if part)
    (found,) = of("prices:\n  - {" + ", ".join(f'{name}: "{value}"' for name, value in whole.items()) + "}\n")
    return found


def discount(fields: str) -> RowEffect:
    (found,) = of(f"discounts:\n  - {{name: it, rate: 10%, {fields}}}\n")
    return found


@pytest.mark.parametrize(
    ("fields", "says", "useless", "doubtful"),
    [
        ("", "0.09 USD per hour instead of 0.096 USD", False, False),
        ("region=*", "0.09 USD per hour instead of 0.096 to ", False, False),
        ("currency=EUR", "0.09 EUR per hour instead of 0.096 USD", False, False),
        ("price=9", "9 USD per hour instead of 0.096 USD", False, True),
        ("price=0.0001", "instead of 0.096 USD", False, True),
        ("unit=month", "per month, but the book's price is per hour", True, False),
        ("service=AmazonEC3", "no service 'AmazonEC3'. Did you mean", True, False),
        ("region=us-est-1", "no region 'us-est-1'. Did you mean us-", True, False),
        ("provider=azurerm", "calls this provider azure", True, False),
        ("key=m5.large/lnux/shared/on-demand", "Did you mean m5.large/linux/shared/on-demand", True, False),
        ("key=z9.large/linux/shared/on-demand", "the book does not know z9.large", False, True),
        ("provider=private, service=instances, key=m1.small", "the book has no such price", False, False),
        ("provider=private, service=flavors, key=m1.small/vcpu", "the book has no such price", False, False),
        ("provider=private, service=instanzes", "no service 'instanzes'. Did you mean instances?", True, False),
    ],
)
def test_a_price(fields: str, says: str, useless: bool, doubtful: bool) -> None:
    found = price(fields)
    assert says in found.says
    assert (found.useless, found.doubtful, found.where) == (useless, doubtful, "own.yml:2")


@pytest.mark.parametrize(
    ("fields", "says", "useless"),
    [
        ("provider: aws", "10 % off", False),
        (
            "service: AmazonEC2, region: us-east-1, key: m5.large/linux/shared/on-demand",
            "10 % off 1 prices in the book, of aws AmazonEC2",
            False,
        ),
        ("provider: azurerm, service: storage", "of azure storage", False),
        ("provider: openstack", "10 % off", False),
        ("provider: ovh", "10 % off", False),
        ("resource_type: aws_db_*", "for aws_db_* alone", False),
        ("resource_type: aws_instnce", "Did you mean aws_instance", True),
        ("region: mars-*", "no region 'mars-*'", True),
        ("provider: aws, service: AmazonECZ", "no service 'AmazonECZ'", True),
        ("key: nothing/like/this", "no price in the book has such a key", True),
        ("provider: private", "own prices are what is paid", True),
    ],
)
def test_a_discount(fields: str, says: str, useless: bool) -> None:
    found = discount(fields)
    assert says in found.says
    assert found.useless is useless


def test_a_later_file_wins_and_the_earlier_row_is_told() -> None:
    row = "prices:\n  - {provider: p, service: instances, region: r, key: k, unit: hour, price: 1, currency: EUR}\n"
    files = [parse_price_file(row, name) for name in ("one.yml", "two.yml")]
    first, second = effects(files, BOOK)
    assert first.useless
    assert "never used: two.yml:2" in first.says
    assert not second.useless


def test_the_last_line_counts() -> None:
    found = of("discounts:\n  - {name: a, rate: 10%}\n  - {name: b, rate: 10%, key: x}\n")
    assert lines_of(found)[-1] == "2 rows: 1 without use, 0 doubtful"
