"""What ``prices list`` and ``prices show`` say."""

import pytest

from finopsguard.errors import UsageError
from finopsguard.prices.book import PriceBook
from finopsguard.prices.listing import list_text, overview, select, service_text, show_text, summary

BOOK = PriceBook.shipped()


def test_list_answers_what_how_old_and_where_from() -> None:
    found = overview(BOOK)
    text = list_text(found)
    assert found.date == BOOK.date
    assert found.hash[:12] in text.splitlines()[0]
    assert {(s.provider, s.service) for s in found.services} == {(p.provider, p.service) for p in BOOK.partitions()}
    line = next(line for line in text.splitlines() if line.startswith("aws") and " AmazonEKS " in line)
    assert "36 regions" in line
    assert "2025-10-28" in line
    assert "aws-site-2025-10 (high trust, MIT)" in text
    assert sum(s.rows for s in found.services) == sum(p.rows for p in BOOK.partitions())


def test_list_of_one_provider() -> None:
    found = overview(BOOK, "ovh")
    assert {s.provider for s in found.services} == {"ovh"}
    assert [source.id for source in found.sources] == ["mixxor-ovh-2026"]
    with pytest.raises(UsageError, match="nothing of 'oVh2'") as caught:
        overview(BOOK, "oVh2")
    assert "ovh" in caught.value.hint


def test_a_service_says_how_its_keys_look() -> None:
    text = service_text(summary(BOOK, "aws", "AmazonEC2"))
    assert text.startswith("Amazon EC2, EBS and NAT gateways (aws/AmazonEC2, official: AmazonEC2)\n")
    assert "ebs/VOLUME/PART" in text
    assert "eu-central-1" in text


def test_show_names_date_source_and_sku_of_every_tier() -> None:
    prices = select(BOOK, "aws", "AmazonS3", "us-east-1", "standard/storage")
    assert [price.key for price in prices] == ["standard/storage"]
    header, *lines = show_text(prices).splitlines()
    assert header.split() == ["KEY", "FROM", "PRICE", "UNIT", "DATE", "SOURCE", "SKU", "NOTE"]
    assert lines[0].split()[:6] == ["standard/storage", "0.023", "USD", "GB-month", "2025-10-22", "aws-site-2025-10"]
    assert lines[1].split()[:6] == ["51,200", "0.022", "USD", "GB-month", "2025-10-22", "aws-site-2025-10"]
    assert lines[0].split()[-1] == "WP9ANXZGBYYSGJEA.JRTCKXETXF.PGHJ3S3EYE"


def test_patterns() -> None:
    assert [p.key for p in select(BOOK, "aws", "AWSELB", "us-east-1", "alb/*")] == ["alb/hour", "alb/lcu"]
    assert [p.key for p in select(BOOK, "aws", "AWSELB", "us-east-1", "lcu")] == ["alb/lcu", "nlb/lcu"]
    assert show_text(select(BOOK, "aws", "AWSELB", "us-east-1", "none")) == "No price matches.\n"


def test_small_prices_are_not_shown_in_powers_of_ten() -> None:
    (price,) = select(BOOK, "aws", "AmazonRDS", "us-east-1", "aurora/io-requests")
    assert "0.0000002 USD" in show_text([price])


@pytest.mark.parametrize(
    ("names", "message", "hint"),
    [
        (("asw", "AmazonEC2", "us-east-1"), "no provider 'asw'", "Did you mean aws"),
        (("aws", "amazonec2", "us-east-1"), "no service 'amazonec2'", "AmazonEC2"),
        (("aws", "AmazonEC2", "us-est-1"), "no region 'us-est-1'", "us-east-1"),
    ],
)
def test_a_wrong_name_is_answered_with_the_nearest(names: tuple[str, str, str], message: str, hint: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        select(BOOK, *names)
    assert hint in caught.value.hint
