"""What will really be paid: own prices, discounts and commitments from the command line, worked out by hand on the demo plan.

Three m5.large ($0.096/h) become m5.2xlarge ($0.384/h), each with a disk of $2.40; an unchanged load balancer costs $16.425 and a disk
of $50 goes. New: a database ($328.50 and $46 of storage), a NAT gateway ($32.85) and an address ($3.65). List: $283.865 before,
$1,275.585 after.
"""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from finopsguard.cli import run
from tests.plan.repository import repository, write

ROOT = Path(__file__).parents[2]
DEMO = str(ROOT / "fixtures/plans/demo.json")
BEFORE, AFTER = Decimal("283.865"), Decimal("1275.585")
MACHINE, DISK = Decimal("280.32"), Decimal("2.4")
WEB = [f"aws_instance.web[{number}]" for number in range(3)]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(capsys, *arguments):
    code = run(list(map(str, arguments)))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def check(capsys, *arguments):
    _code, out, _error = told(capsys, "check", *(arguments or (DEMO,)), "--format", "json")
    return json.loads(out, parse_float=Decimal)


def configure(*rules):
    Path("finopsguard.yml").write_text(
        "discounts:\n" + "".join(f"  - {{{rule}}}\n" for rule in rules), encoding="utf-8"
    )


def costs(report):
    return {line["address"]: line["monthly_cost"] for line in report["resources"]}


def close(one, other):
    return abs(one - other) < Decimal("1e-12")


def assert_adds_up(report):
    """List less discounts is net, on every line and in all; a difference is after less before."""
    for line in report["resources"]:
        for part in line["components"]:
            if part["monthly_cost"] is not None:
                assert part["monthly_cost"] >= 0
        if None not in (line["delta"], line["monthly_cost"], line["previous_monthly_cost"]):
            assert close(line["delta"], line["monthly_cost"] - line["previous_monthly_cost"])
    assert close(report["delta_monthly_cost"], report["total_monthly_cost"] - report["previous_monthly_cost"])
    (total,) = report["discounts"]
    assert close(total["list"] - total["discounts"], total["net"])
    assert close(total["net"], report["total_monthly_cost"])
    assert close(total["list"], AFTER)


def test_without_discounts_nobody_speaks_of_them(capsys):
    report = check(capsys)
    assert (report["discounts"], report["commitments"]) == (None, [])
    assert (report["previous_monthly_cost"], report["total_monthly_cost"]) == (BEFORE, AFTER)


def test_a_flat_discount_lowers_both_sides(capsys):
    configure("name: EDP, rate: 10%, provider: aws")
    report = check(capsys)
    assert_adds_up(report)
    assert close(report["total_monthly_cost"], AFTER * Decimal("0.9"))
    assert close(report["previous_monthly_cost"], BEFORE * Decimal("0.9"))
    (part, _disk) = report["resources"][0]["components"]
    assert part["discounts"] == [
        {
            "name": "EDP",
            "kind": "flat",
            "rate": Decimal("0.1"),
            "amount": Decimal("28.032"),
            "source": "finopsguard.yml:2",
        }
    ]


def test_discounts_are_for_a_service_a_type_a_region_or_a_key(capsys):
    configure(
        "name: disks, rate: 50%, service: AmazonEC2, key: ebs/*",
        "name: databases, rate: 20%, resource_type: aws_db_*",
        "name: elsewhere, rate: 90%, region: eu-*",
    )
    report = check(capsys)
    assert_adds_up(report)
    # after: three disks at half, and the database with its storage less 20 %
    assert close(report["total_monthly_cost"], AFTER - 3 * DISK / 2 - Decimal("374.5") / 5)


def test_a_reservation_covers_what_it_is_for(capsys):
    configure("name: web, kind: reservation, rate: 40%, count: 2, region: us-east-1, key: m5.2xlarge/linux/*")
    report = check(capsys)
    assert_adds_up(report)
    assert [costs(report)[address] for address in WEB] == [MACHINE * Decimal("0.6") + DISK] * 2 + [MACHINE + DISK]
    assert report["previous_monthly_cost"] == BEFORE
    (line,) = report["commitments"]
    assert (line["unit"], line["committed"], line["used"], line["unused"], line["resources"]) == (
        "instances",
        2,
        2,
        0,
        2,
    )


def test_a_savings_plan_pays_for_as_much_as_was_committed(capsys):
    configure('name: sp, kind: savings_plan, rate: 28%, per_hour: 0.2, currency: USD, key: "*/on-demand"')
    report = check(capsys)
    assert_adds_up(report)
    # $0.20 x 730 h at 28 % less pay for 146 / 0.72 of list prices, and save 28 % of these; before the change as well.
    saved = Decimal(146) / Decimal("0.72") * Decimal("0.28")
    assert close(report["total_monthly_cost"], AFTER - saved)
    assert close(report["previous_monthly_cost"], BEFORE - saved)


def test_what_a_commitment_leaves_unused_is_said_and_in_no_total(capsys):
    configure("name: web, kind: reservation, rate: 40%, count: 5, key: m5.2xlarge/linux/*")
    assert "web (reservation): 3 of 5 instances used by 3 resources, 2 unused here and paid all the same" in told(
        capsys, "check", DEMO
    )[1].replace("\n      ", " ")
    assert close(check(capsys)["total_monthly_cost"], AFTER - 3 * MACHINE * Decimal("0.4"))


def test_a_credit_pays_at_most_what_there_is(capsys):
    configure("name: gift, kind: credit, per_month: 100, currency: USD")
    report = check(capsys)
    assert_adds_up(report)
    assert close(report["total_monthly_cost"], AFTER - 100)
    configure("name: gift, kind: credit, per_month: 100000, currency: USD")
    report = check(capsys)
    assert (report["total_monthly_cost"], report["previous_monthly_cost"]) == (0, 0)
    assert report["commitments"][0]["unused"] == 100000 - AFTER


def test_own_prices_come_before_everything_and_are_not_discounted(capsys, folder):
    (folder / "own.yml").write_text(
        "prices:\n"
        '  - {provider: aws, service: AmazonEC2, region: "*", key: m5.2xlarge/linux/shared/on-demand, unit: hour, price: 0.3,'
        " currency: USD}\n"
        "discounts:\n"
        "  - {name: EDP, rate: 10%}\n"
        "  - {name: web, kind: reservation, rate: 40%, count: 3, key: m5.*/linux/*}\n",
        encoding="utf-8",
    )
    report = check(capsys, DEMO, "--prices", "own.yml")
    # 730 x 0.3 = 219, as it is; the disk less 10 %
    assert costs(report)[WEB[0]] == 219 + DISK * Decimal("0.9")
    # before: 70.08 x 60 % x 90 % and the disk
    assert report["resources"][0]["previous_monthly_cost"] == Decimal("70.08") * Decimal("0.54") + DISK * Decimal("0.9")
    _code, text, _error = told(capsys, "explain", DEMO, WEB[0], "--prices", "own.yml")
    assert "your price file own.yml, line 2" in text
    assert "in place of the list price 0.384 USD" in text
    assert "discount    reservation: web (own.yml:5), 40 %, $28.03 a month" in text
    assert "discount    flat: EDP (own.yml:4), 10 %, $4.20 a month" in text


def test_plans_of_a_run_share_a_commitment(capsys, folder):
    other = folder / "other.json"
    other.write_bytes(Path(DEMO).read_bytes())
    configure("name: web, kind: reservation, rate: 40%, count: 4, key: m5.2xlarge/linux/*")
    report = check(capsys, DEMO, "other.json")
    assert close(report["total_monthly_cost"], 2 * AFTER - 4 * MACHINE * Decimal("0.4"))
    assert close(sum(project["total_monthly_cost"] for project in report["projects"]), report["total_monthly_cost"])


def test_a_folder_and_its_base_share_alike(capsys, folder):
    machine = 'resource "aws_instance" "%s" {\n  ami           = "ami-1"\n  instance_type = "m5.large"\n}\n'
    provider = 'provider "aws" {\n  region = "us-east-1"\n}\n'
    repository(folder, {"infra/main.tf": provider + machine % "web"})
    write(folder, {"infra/main.tf": provider + machine % "another" + machine % "web"})
    configure("name: web, kind: reservation, rate: 50%, count: 1, key: m5.large/linux/*")
    report = check(capsys, "infra", "--compare-to", "HEAD")
    lines = {line["address"]: (line["delta"], line["monthly_cost"]) for line in report["resources"]}
    # The machine that was there keeps the reservation; the new one costs its list price.
    assert lines == {
        "aws_instance.another": (Decimal("70.88"), Decimal("70.88")),
        "aws_instance.web": (0, Decimal("35.84")),
    }
    assert (report["delta_monthly_cost"], report["previous_monthly_cost"]) == (Decimal("70.88"), Decimal("35.84"))
    alone = check(capsys, "infra")
    assert (alone["total_monthly_cost"], alone["delta_monthly_cost"]) == (Decimal("106.72"), None)


@pytest.mark.parametrize("format_", ["text", "markdown", "html", "json", "junit", "sarif"])
def test_every_format_shows_the_sums_and_the_rate_with_its_date(capsys, format_):
    configure("name: EDP, rate: 10%")
    _code, out, _error = told(capsys, "check", DEMO, "--currency", "EUR", "--fx", "EUR=1.25", "--format", format_)
    if format_ == "json":
        found = json.loads(out, parse_float=Decimal)
        assert (found["conversions"][0]["source"], found["conversions"][0]["rate"]) == ("USD", Decimal("0.8"))
        assert found["conversions"][0]["date"]
        assert found["totals"][0]["currency"] == "USD"
        assert {line["currency"] for line in found["resources"]} == {"USD"}
        assert found["total_monthly_cost"] == AFTER * Decimal("0.9") * Decimal("0.8")
    else:
        plain = out.replace("`", "")
        assert "1 USD = 0.8 EUR (20" in plain
        assert "List price $1,275.59 − discounts $127.56 = $1,148.03" in plain


def own_machine(folder, currency):
    """A price file for m5.2xlarge; the disk of the machine has the list's dollars."""
    (folder / "own.csv").write_text(
        "provider,service,region,key,unit,price,currency\n"
        f"aws,AmazonEC2,*,m5.2xlarge/linux/shared/on-demand,hour,0.25,{currency}\n",
        encoding="utf-8",
    )


def test_own_prices_in_another_currency_are_converted_by_a_rate_that_is_shown(capsys, folder):
    own_machine(folder, "XTS")
    report = check(capsys, DEMO, "--prices", "own.csv", "--fx", "XTS=2")
    # 730 x 0.25 XTS = 182.5 XTS = 365 USD
    assert costs(report)[WEB[0]] == 365 + DISK
    assert report["delta_monthly_cost"] == AFTER - BEFORE + 3 * (365 - MACHINE)
    assert [(rate["source"], rate["target"], rate["rate"]) for rate in report["conversions"]] == [("XTS", "USD", 2)]
    _code, text, _error = told(capsys, "explain", DEMO, WEB[0], "--prices", "own.csv", "--fx", "XTS=2")
    assert "0.25 XTS by the rate of 20" in text


def test_a_currency_without_a_rate_is_in_no_sum(capsys, folder):
    own_machine(folder, "XTS")
    _code, out, _error = told(capsys, "check", DEMO, "--prices", "own.csv", "--format", "json")
    found = json.loads(out, parse_float=Decimal)
    assert (found["total_monthly_cost"], found["delta_monthly_cost"], found["complete"]) == (None, None, False)
    assert any("no exchange rate" in warning for warning in found["warnings"])
    machine = next(line for line in found["resources"] if line["address"] == WEB[0])
    # 182.5 XTS and 2.40 USD are no sum, and XTS less USD is no difference.
    assert (machine["currency"], machine["monthly_cost"], machine["complete"]) == ("XTS", Decimal("182.5"), False)
    assert (machine["previous_monthly_cost"], machine["delta"]) == (None, None)
    assert any("not added to those in XTS" in note for note in machine["notes"])


def test_a_service_that_nobody_has_is_warned_of(capsys):
    configure("name: EDP, rate: 10%, service: AmazonEC22")
    report = check(capsys)
    assert report["total_monthly_cost"] == AFTER
    assert any("'AmazonEC22'. Did you mean AmazonEC2" in warning for warning in report["warnings"])


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("name: a, rate: 110%", "finopsguard.yml, line 2: rate 110% is more than the whole price"),
        ("name: a, rate: -1", "finopsguard.yml, line 2: rate -1 is negative"),
    ],
)
def test_mistakes_stop_the_run(capsys, rule, said):
    configure(rule)
    code, out, error = told(capsys, "check", DEMO)
    assert (code, out) == (2, "")
    assert said in error


def test_names_are_told_apart_across_files(capsys, folder):
    configure("name: EDP, rate: 10%")
    (folder / "own.yml").write_text("discounts:\n  - {name: EDP, rate: 20%}\n", encoding="utf-8")
    code, _out, error = told(capsys, "check", DEMO, "--prices", "own.yml")
    assert code == 3
    assert "there is a discount 'EDP' already (finopsguard.yml:2)" in error


def test_prices_check_tells_what_each_row_does(capsys, folder):
    (folder / "own.yml").write_text(
        "prices:\n"
        "  - {provider: aws, service: AmazonEC2, region: us-east-1, key: m5.large/linux/shared/on-demand, unit: hour,"
        " price: 0.08, currency: USD}\n"
        "discounts:\n  - {name: EDP, rate: 5%, provider: aws, service: AWSELB}\n",
        encoding="utf-8",
    )
    code, text, _error = told(capsys, "prices", "check", "own.yml")
    assert code == 0
    assert "0.08 USD per hour instead of 0.096 USD" in text
    assert "5 % off" in text
    (folder / "own.yml").write_text("discounts:\n  - {name: EDP, rate: 5%, service: AmazonECQ}\n", encoding="utf-8")
    code, text, _error = told(capsys, "prices", "check", "own.yml")
    assert code == 1
    assert "NO USE own.yml:2  discount EDP (flat)" in text
    (folder / "own.yml").write_text("discounts: 3\n", encoding="utf-8")
    assert told(capsys, "prices", "check", "own.yml")[0] == 3
