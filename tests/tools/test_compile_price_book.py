"""The compiler of the price book, on small lists: which row wins, what is left out, what stops it."""

from decimal import Decimal

import pytest
from collected import AWS_SITE, COLUMNS, EC2_SITE, KARPENTER, Lists, amounts, ec2, s3
from compile_price_book import main
from price_book.draft import Draft
from price_book.errors import CompileError
from price_book.resource_types import shortest
from price_book.rows import SourceRow
from price_book.writer import write


def test_the_newest_of_equally_trusted_lists_counts(lists: Lists, capsys: pytest.CaptureFixture[str]) -> None:
    ec2(lists, "0.1", "2025-10-28", EC2_SITE)
    ec2(lists, "0.096", "2026-07-20", KARPENTER)
    found = lists.compile().find("aws", "AmazonEC2", "us-east-1", "m5.large/linux/shared/on-demand")
    assert found is not None
    assert (found.unit_price, found.date, found.source) == (Decimal("0.096"), "2026-07-20", "karpenter-aws-2026-07")
    assert "aws/AmazonEC2: replaced by a better or newer list that differs" in capsys.readouterr().out


def test_lists_of_one_time_that_contradict_each_other_give_no_price(
    lists: Lists, capsys: pytest.CaptureFixture[str]
) -> None:
    ec2(lists, "0.1", "2026-07-10", EC2_SITE)
    ec2(lists, "0.096", "2026-07-20", KARPENTER)
    ec2(lists, "0.192", "2026-07-20", KARPENTER, "m5.xlarge")
    book = lists.compile()
    assert book.keys("aws", "AmazonEC2", "us-east-1") == ("m5.xlarge/linux/shared/on-demand",)
    assert "contradiction" in capsys.readouterr().out


def test_one_list_that_gives_two_prices_gives_none(lists: Lists) -> None:
    ec2(lists, "0.096", "2026-07-20", KARPENTER)
    ec2(lists, "0.097", "2026-07-20", KARPENTER)
    ec2(lists, "0.192", "2026-07-20", KARPENTER, "m5.xlarge")
    assert lists.compile().find("aws", "AmazonEC2", "us-east-1", "m5.large/linux/shared/on-demand") is None


def test_tiers_of_a_description_list_become_one_price(lists: Lists) -> None:
    s3(lists, "Standard Storage Over 500 TB per GB Mo", "0.021")
    s3(lists, "Standard Storage First 50 TB per GB Mo", "0.023")
    s3(lists, "Standard Storage Next 450 TB per GB Mo", "0.022")
    place = ("aws", "AmazonS3", "us-east-1", "standard/storage")
    assert amounts(lists.compile(), *place) == [(0, "0.023"), (51_200, "0.022"), (512_000, "0.021")]


def test_tiers_without_the_first_one_are_no_price(lists: Lists) -> None:
    s3(lists, "Standard Storage Next 450 TB per GB Mo", "0.022")
    s3(lists, "Tags Storage per Tag Mo", "0.00000065")
    assert lists.compile().keys("aws", "AmazonS3", "us-east-1") == ("object-tagging",)


def test_a_price_of_0_is_kept_only_where_everyone_pays_nothing(
    lists: Lists, capsys: pytest.CaptureFixture[str]
) -> None:
    s3(lists, "Tags Storage per Tag Mo", "0")
    s3(lists, "Fee for Bulk Retrieval of data stored", "0")
    assert lists.compile().keys("aws", "AmazonS3", "us-east-1") == ("glacier-flexible/retrieval/bulk",)
    assert "aws/AmazonS3: a price of 0: free allowance or not billed" in capsys.readouterr().out


def test_free_allowances_are_left_out_and_the_paid_tier_starts_at_0(lists: Lists) -> None:
    for description, price in (("HTTP 0 to 100000", "0"), ("HTTP 100000 to Inf", "0.0000006")):
        attributes = {"description": description, "rateCode": "C"}
        lists.add(
            "aws_sns.csv", "aws", "sns", "us-east-1", "S", attributes, "notification", price, "2025-10-01", AWS_SITE
        )
    found = lists.compile().find("aws", "AmazonSNS", "us-east-1", "standard/notifications/http")
    assert found is not None
    assert [(tier.start, str(tier.price)) for tier in found.tiers] == [(0, "6E-7")]
    assert "free allowance" in found.note


def test_low_trust_is_left_out(lists: Lists, capsys: pytest.CaptureFixture[str]) -> None:
    old = "public repo table citing the AWS ELB pricing page (a copy)"
    lists.add(
        "aws_elb.csv",
        "aws",
        "elb",
        "us-east-2",
        "alb-hour",
        {"trust": "low: 2017"},
        "hour",
        "0.0225",
        "2017-12-18",
        old,
    )
    lists.add("aws_elb.csv", "aws", "elb", "us-east-1", "alb-hour", {}, "hour", "0.0225")
    book = lists.compile()
    assert book.regions("aws", "AWSELB") == ("us-east-1",)
    assert "aws/AWSELB: low trust" in capsys.readouterr().out


def test_throughput_listed_per_gib_is_turned_into_mib_and_says_so(lists: Lists) -> None:
    attributes = {"component": "throughput", "free_mibps": 125}
    lists.add("aws_ebs.csv", "aws", "ebs", "us-east-1", "gp3", attributes, "GiBps-month", "40.96")
    found = lists.compile().find("aws", "AmazonEC2", "us-east-1", "ebs/gp3/throughput")
    assert found is not None
    assert (found.unit_price, found.unit) == (Decimal("0.04"), "MiBps-month")
    assert found.note == "listed as 40.96 per GiBps-month; the first 125 of each volume are included"


@pytest.mark.parametrize(
    ("price", "message"),
    [("-1", "cannot be"), ("cheap", "is not a price"), ("Infinity", "cannot be"), ("5000", "is absurd")],
)
def test_impossible_prices_stop_the_compiler(
    lists: Lists, capsys: pytest.CaptureFixture[str], price: str, message: str
) -> None:
    ec2(lists, price, "2026-07-20", KARPENTER)
    assert main(["--from", str(lists.folder), "--to", str(lists.target)]) == 1
    assert message in capsys.readouterr().err
    assert not lists.target.exists()


def test_a_source_that_nobody_described_stops_the_compiler(lists: Lists, capsys: pytest.CaptureFixture[str]) -> None:
    ec2(lists, "0.096", "2026-07-20", "somewhere on the internet")
    assert main(["--from", str(lists.folder), "--to", str(lists.target)]) == 1
    assert "no row in tools/price_book/tables/sources.tsv" in capsys.readouterr().err


def test_one_key_with_two_units_stops_the_compiler(lists: Lists, capsys: pytest.CaptureFixture[str]) -> None:
    draft = Draft()
    for region, unit in (("us-east-1", "hour"), ("us-east-2", "month")):
        cells = dict(
            zip(COLUMNS, ("aws", "ec2", region, "x", "{}", "hour", "1", "USD", "2026-09-01", KARPENTER), strict=True)
        )
        draft.add(SourceRow(cells, "list:2"), "AmazonEC2", "x", unit)
    with pytest.raises(CompileError, match="x is per month, elsewhere per hour"):
        write(draft, lists.target)


def test_the_same_lists_give_the_same_bytes(lists: Lists) -> None:
    ec2(lists, "0.096", "2026-07-20", KARPENTER)
    s3(lists, "Tags Storage per Tag Mo", "0.00000065")
    first = {path.relative_to(lists.target): path.read_bytes() for path in lists.compile().root.rglob("*.tsv")}
    second = {path.relative_to(lists.target): path.read_bytes() for path in lists.compile().root.rglob("*.tsv")}
    assert first == second


@pytest.mark.parametrize(
    ("value", "error", "listed"),
    [
        ("0.0225068493151", "0.00000685", "0.0225"),
        ("0.19996194825", "0.0001", "0.2"),
        ("0.0133698630137", "0.00000685", "0.01337"),
        ("77.4", "0", "77.4"),
        ("400", "0.005", "400"),
    ],
)
def test_figures_worked_out_from_rounded_ones_are_read_back(value: str, error: str, listed: str) -> None:
    assert shortest(Decimal(value), Decimal(error)) == Decimal(listed)
