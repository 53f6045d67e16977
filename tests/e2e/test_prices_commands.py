"""``prices update|verify|accept|export|diff`` and ``check --price-book``, from the command line against a server on this machine."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from finopsguard.cli import run
from finopsguard.prices.book import PriceBook
from tests.prices.update.aws_shapes import as_csv, documents, known_machines, machine
from tests.prices.update.official import Official, serving

ROOT = Path(__file__).parents[2]
PLAN = str(ROOT / "fixtures" / "plans" / "demo.json")
M5 = "aws/AmazonEC2/eu-central-1 m5.large/linux/shared/on-demand"


@pytest.fixture
def official(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Official]:
    with serving(Official()) as server:
        monkeypatch.setenv("FINOPSGUARD_AWS_PRICE_LIST", server.url)
        monkeypatch.setenv("FINOPSGUARD_DATA", str(tmp_path / "data"))
        monkeypatch.delenv("HTTP_PROXY", raising=False)
        monkeypatch.delenv("http_proxy", raising=False)
        rows = known_machines(PriceBook.shipped())
        changed = {"SKUM5LARGE": machine("m5.large", "0.12"), "SKUC5LARGE": machine("c5.large", "0.001")}
        rows = [changed.get(row.sku, row) for row in rows if row.sku != "SKUT3MICRO"]
        server.documents = documents(as_csv(rows))
        yield server


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]):
    def tell(*arguments: str) -> tuple[int, str, str]:
        code = run(list(arguments))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return tell


SCOPE = ("--provider", "aws", "--service", "AmazonEC2", "--region", "eu-central-1")


def test_an_update_says_what_changed_what_waits_and_what_is_gone(official: Official, told) -> None:
    code, text, error = told("prices", "update", *SCOPE, "--all")
    assert (code, error) == (0, "")
    assert re.match(r"1 list read; [\d,]+ prices are in your book\n1 changed\n", text)
    assert f"  {M5}: 0.115 -> 0.12 USD per hour (+4.3 %)" in text
    assert (
        "1 held back: moved by 90 % or more\n  aws/AmazonEC2/eu-central-1 c5.large/linux/shared/on-demand: 0.097 -> 0.001"
        in text
    )
    assert "aws/AmazonEC2/eu-central-1 t3.micro/linux/shared/on-demand\n" in text
    assert "2026-11-21" in told("prices", "show", "aws", "AmazonEC2", "eu-central-1", "m5.large/*")[1]
    code, text, _error = told("prices", "accept", "*c5.large*")
    assert (code, text.splitlines()[0]) == (0, "1 accepted")
    assert told("prices", "accept")[0] == 2


def test_verifying_writes_nothing_and_fails_where_the_lists_differ(official: Official, told, tmp_path: Path) -> None:
    code, text, _error = told("prices", "verify", *SCOPE, "--all")
    assert code == 1
    assert f"2 moved\n  {M5}: 0.115 -> 0.12" in text
    assert "gone from the official list" in text
    assert not (tmp_path / "data" / "current").exists()


def test_a_list_that_cannot_be_had_is_exit_4(official: Official, told) -> None:
    official.documents = {}
    code, text, _error = told("prices", "update", *SCOPE)
    assert code == 4
    assert text.startswith("0 lists read; your book stays as it was\n1 lists not taken\n  aws: ")


def test_a_pinned_book_gives_the_same_figures_whatever_is_fetched(official: Official, told, tmp_path: Path) -> None:
    pin = str(tmp_path / "pin.zip")
    assert told("prices", "export", pin)[0] == 0
    before = json.loads(told("check", PLAN, "--format", "json", "--price-book", pin, "--soft-fail")[1])
    told("prices", "update", *SCOPE)
    after = json.loads(told("check", PLAN, "--format", "json", "--price-book", pin, "--soft-fail")[1])
    fresh = json.loads(told("check", PLAN, "--format", "json", "--soft-fail")[1])
    shipped = json.loads(told("check", PLAN, "--format", "json", "--price-book", "shipped", "--soft-fail")[1])
    assert after == before
    assert before["price_book"]["hash"] != fresh["price_book"]["hash"]
    assert shipped["total_monthly_cost"] == before["total_monthly_cost"]
    assert told("check", PLAN, "--price-book", str(tmp_path / "none.zip"))[0] == 3


def test_books_are_compared_with_what_they_do_to_a_plan(official: Official, told, tmp_path: Path) -> None:
    told("prices", "update", *SCOPE, "--confirm")
    code, text, _error = told("prices", "diff", "shipped", "current", PLAN)
    assert code == 0
    assert "2 moved" in text
    assert re.search(r"^\d+ of \d+ resources cost another amount a month$", text, re.MULTILINE)
    assert re.search(r"^total: \$[\d.,]+/mo -> \$[\d.,]+/mo", text, re.MULTILINE)


def test_a_resource_that_a_book_prices_anew_is_named_with_the_difference(
    official: Official, told, tmp_path: Path
) -> None:
    folder = tmp_path / "app"
    folder.mkdir()
    (folder / "main.tf").write_text(
        'provider "aws" {\n  region = "eu-central-1"\n}\n'
        'resource "aws_instance" "app" {\n  ami = "ami-1"\n  instance_type = "m5.large"\n}\n'
    )
    told("prices", "update", *SCOPE)
    _code, text, _error = told("prices", "diff", "shipped", "current", str(folder))
    # 730 h x $0.115 and $0.12, and 8 GB of gp2 at $0.119
    assert (
        "\n1 of 1 resources cost another amount a month\n  aws_instance.app: $84.90/mo -> $88.55/mo (+$3.65)\n" in text
    )
    assert text.endswith("total: $84.90/mo -> $88.55/mo (+$3.65)\n")
    report = told("check", str(folder), "--format", "json")[1]
    named = json.loads(report)["price_book"]
    assert (named["date"], named["hash"] != PriceBook.shipped().hash) == ("2026-11-21", True)


def test_a_total_without_an_exchange_rate_is_said_not_to_be_known(told) -> None:
    _code, text, _error = told("check", PLAN, "--soft-fail", "--currency", "SEK")
    assert "The total is not known, for amounts in USD are in none" in " ".join(text.split())
    assert "total not known" in text.splitlines()[-1]


def test_prices_older_than_asked_for_are_warned_of(told) -> None:
    code, text, _error = told("check", PLAN, "--soft-fail", "--price-book", "shipped", "--max-price-age", "30")
    assert code == 0
    assert "Prices older than 30 days were used" in text
    assert "Prices older" not in told("check", PLAN, "--soft-fail", "--price-book", "shipped")[1]
    assert told("check", PLAN, "--max-price-age", "soon")[0] == 2


def test_the_query_api_is_asked_where_that_is_said(official: Official, told, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("boto3")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_ENDPOINT_URL_PRICING", official.url)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    official.documents["POST"] = lambda _body: {"FormatVersion": "aws_v1", "PriceList": []}
    code, text, _error = told("prices", "verify", *SCOPE, "--query-api")
    assert code == 4
    assert "aws-query AmazonEC2 eu-central-1 has none of the prices that it should have" in text
    assert official.posted
