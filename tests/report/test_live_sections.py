"""What was billed, used and left: absent when nobody asked, an answer when there is nothing, and never an error taken for one."""

import re
from typing import Any

import msgspec
import pytest

from finopsguard.report import render
from finopsguard.report.actuals import actuals
from finopsguard.report.capacity import quotas, utilisation
from finopsguard.report.chart import bars
from finopsguard.report.findings import is_terraform, policies
from finopsguard.types.actual import (
    ActualSource,
    ActualTotal,
    BillDiscount,
    CauseLine,
    Forecast,
    Match,
    Period,
    Unmatched,
    UnmatchedLine,
)
from finopsguard.types.policy import PolicyOutcome, PolicyResult
from finopsguard.types.quota import QuotaStatus
from finopsguard.types.result import Conversion, Reason, Report, Verdict
from tests.report.reports import D, report, resource
from tests.report.rich import rich_report
from tests.report.rich_live import ACTUALS, QUOTAS, UTILISATION, billed, cause, quota

LINES = [resource("aws_instance.web", "create", "0", "5")]
PAGES = ("text", "markdown", "html")
HEADINGS = ("Predicted against actual", "Utilisation", "Quotas", "Policies")
AMOUNT = re.compile(r"[-+]?[$€]\d[\d,]*\.\d\d\b")


def made(**fields: Any) -> Report:
    return report(LINES, **fields)


@pytest.mark.parametrize("format_", PAGES)
def test_what_nobody_asked_for_is_absent(format_: str) -> None:
    page = render(made(), format_)
    assert not [heading for heading in HEADINGS if heading in page]


@pytest.mark.parametrize("format_", PAGES)
def test_what_was_asked_for_and_is_not_there_says_so(format_: str) -> None:
    page = render(made(actuals=(), utilisation=(), quotas=()), format_)
    assert "Nothing found: no resource of the plan is on the bill." in page
    assert "Nothing found: no utilisation was measured." in page
    assert "Nothing found: the plan touches no quota." in page


@pytest.mark.parametrize("format_", PAGES)
@pytest.mark.parametrize("lines", [None, ()])
def test_an_error_is_no_empty_answer(format_: str, lines: tuple[()] | None) -> None:
    broken = ActualSource(name="aws", status="error", message="Cost Explorer answered 403.")
    page = render(made(actuals=lines, actual_sources=(broken,)), format_)
    assert "Nothing found" not in page
    assert "Not known: what was billed could not be had." in page
    assert "Cost Explorer answered 403." in page


def test_the_largest_difference_first_and_what_is_not_predicted_last() -> None:
    found = actuals(made(actuals=ACTUALS), 3)
    assert found is not None
    assert [row.address for row in found.rows] == [
        "google_compute_instance.batch",
        'module.database.aws_db_instance.main["primary"]',
        "aws_instance.web",
    ]
    assert (found.total, found.rest) == (4, "and 1 more resource")
    assert found.heading == "Actual (30 complete days)"


def test_a_difference_is_to_the_list_price_and_its_share_of_it() -> None:
    found = actuals(made(actuals=ACTUALS), 10)
    assert found is not None
    sides = found.rows[1].sides
    assert (sides.list, sides.expected, sides.actual) == ("$324.00", "$307.80", "$402.80")
    assert (sides.difference, sides.percent) == ("+$78.80", "+24 %")  # 402.80 - 324.00; 78.80 / 324.00
    unknown = found.rows[-1].sides
    assert (unknown.list, unknown.difference, unknown.percent) == ("not known", "not known", "")


def test_causes_in_words_and_only_those_that_move_anything() -> None:
    line = billed("a_b.c", "10", "9", "6", causes=tuple(cause(name, amount) for name, amount in (
        ("size_drift", "1"), ("tax", "0"), ("discount", "-1.50"), ("usage", "-4"), ("support", "0.75"),
        ("credit", "-0.50"), ("unexplained", "0.25"),
    )))  # fmt: skip
    found = actuals(made(actuals=(line,)), 10)
    assert found is not None
    told = [(each.word, each.amount, each.note) for each in found.rows[0].causes]
    # the largest first; what is folded is added up, so that the lines still add up to -4.00
    assert told == [
        ("usage", "-$4.00", ""),
        ("discount", "-$1.50", ""),
        ("size drift", "+$1.00", ""),
        ("support", "+$0.75", ""),
        ("2 smaller causes", "-$0.25", "credit, unexplained"),
    ]


def test_long_notes_are_cut() -> None:
    line = billed("a_b.c", "1", "1", "2", causes=(CauseLine(cause="usage", amount=D(1), note="word " * 200),))
    found = actuals(made(actuals=(line,)), 10)
    assert found is not None
    assert len(found.rows[0].causes[0].note) <= 120


def test_sums_that_are_the_whole_again_are_named_and_not_repeated() -> None:
    def sum_of(by: str, name: str, actual: str) -> ActualTotal:
        return ActualTotal(
            by=by, name=name, currency="USD", list=D(10), expected=D(9), actual=D(actual), difference=D(actual) - 10
        )

    totals = (
        sum_of("total", "", "8"),
        sum_of("tag", "env=prod", "8"),
        sum_of("tag", "team=web", "3"),
        sum_of("service", "EC2", "8"),
        sum_of("bill", "focus:bill.csv", "20"),
    )
    found = actuals(made(actuals=ACTUALS, actual_totals=totals), 10)
    assert found is not None
    assert [(group.title, [row.name for row in group.rows], group.more) for group in found.sums] == [
        ("", ["Total", "Whole bill"], ""),
        ("By service", [], "the total again: EC2"),
        ("By tag", ["team=web"], "the total again: env=prod"),
    ]
    page = render(made(actuals=ACTUALS, actual_totals=totals), "text")
    assert "By service: the total again: EC2" in page


def test_what_the_month_comes_to() -> None:
    month = Forecast(source="aws", month="2026-11", currency="USD", so_far=D("80"), days=20, amount=D("120"), low=D("110.5"),
                     high=D("129.5"), method="weekday means of 28 days", trend_per_day=D("0.1"))  # fmt: skip
    over = msgspec.structs.replace(month, month="2026-10", so_far=D(99), amount=D(99), low=D(99), high=D(99), days=31)
    found = actuals(made(actuals=ACTUALS, forecasts=(month, over)), 10)
    assert found is not None
    coming = (
        "2026-11 will come to about $120.00 on the whole bill aws (95 %: $110.50 to $129.50): "
        "$80.00 in 20 days so far, +$0.10 from day to day, by weekday means of 28 days"
    )
    gone = "2026-10 came to $99.00 on the whole bill aws: all of its 31 days are billed"
    assert found.forecasts == (coming, gone)
    for format_ in ("text", "markdown", "html"):
        assert "2026-11 will come to about" in render(made(actuals=ACTUALS, forecasts=(month,)), format_)


def test_discounts_of_the_bill_are_listed() -> None:
    read = tuple(
        BillDiscount(service=name, rate=D(rate), source="bill") for name, rate in (("S3", "0.01"), ("EC2", "0.0639"))
    )
    for format_ in ("text", "markdown", "html"):
        page = render(made(actuals=ACTUALS, bill_discounts=read), format_)
        assert "Discounts read from the bill: EC2 6.39 %, S3 1 %" in page.replace("`", "")


def test_what_is_less_than_sure_is_marked() -> None:
    sure = billed("a_b.sure", "1", "1", "2")
    likely = billed("a_b.likely", "1", "1", "2", match=Match(method="self_link", confidence=D("0.75")), estimated=True)
    short = billed("a_b.short", "1", "1", "2", period=Period(start="2026-11-01", end="2026-11-11"))
    odd = billed("a_b.odd", "1", "1", "2", period=Period(start="?", end="2026-11-11"))
    found = actuals(made(actuals=(sure, likely, short, odd)), 10)
    assert found is not None
    assert found.heading == "Actual"
    assert {row.address: row.marks for row in found.rows} == {
        "a_b.sure": ("30 days",),
        "a_b.likely": ("matched by self link, 75 % sure", "may still change", "30 days"),
        "a_b.short": ("10 days",),
        "a_b.odd": (),
    }


def test_a_source_says_how_far_it_goes() -> None:
    found = actuals(rich_report(), 10)
    assert found is not None
    assert found.sources[0].facts == (
        "basis net, 2026-10-22 to 2026-11-20 (30 days), data through 2026-11-20, 4 of 6 resources matched (66 %)"
    )
    assert found.accuracy == (
        "aws_instance: 4 % over 12 predictions, bills 2 % higher",
        "aws_db_instance: 22 % over 3 predictions, bills 20 % lower",
    )


def test_past_accuracy_alone_is_shown_without_an_answer_nobody_asked_for() -> None:
    page = render(made(accuracy=rich_report().accuracy), "text")
    assert "Past accuracy (MAPE): aws_instance: 4 %" in page
    assert "Nothing found" not in page
    assert "Not known" not in page


def test_counts_of_what_found_no_counterpart_are_of_all() -> None:
    few = Unmatched(planned=tuple(UnmatchedLine(name=f"a{index}") for index in range(4)), planned_count=90)
    found = actuals(made(actuals=(), unmatched=few), 3)
    assert found is not None
    (left,) = found.leftovers
    assert (left.title, len(left.items), left.more) == ("Planned and not on the bill: 90", 3, "and 87 more")
    assert left.items[0] == ("a0", "not known", "")


def test_bars_are_as_long_as_their_amounts() -> None:
    found = actuals(made(actuals=(*ACTUALS, billed("a_b.credit", "10", "10", "-5"))), 10)
    assert found is not None
    drawn = bars(found, "USD")
    assert [(bar.predicted_width, bar.actual_width, bar.list_width) for bar in drawn] == [
        (D("49.0"), D("49.0"), D("70.0")),  # 383.04, 383.04 and 547.20, which is the longest: 70 %
        (D("39.4"), D("51.5"), D("41.4")),
        (D("34.6"), D("33.4"), D("36.4")),
        (D("1.3"), D("0.0"), None),
    ]
    assert drawn[3].actual == "-$5.00"
    assert bars(msgspec.structs.replace(found, rows=()), "USD") == []


def test_amounts_of_another_currency_stay_in_it_and_are_compared_by_the_rate() -> None:
    euro = billed("a_b.euro", "60", "60", "10", currency="EUR")  # -50 EUR are -100 USD
    rate = Conversion(source="EUR", target="USD", rate=D(2), date="", origin="")
    found = actuals(made(actuals=(billed("a_b.dollar", "90", "90", "10"), euro), conversions=(rate,)), 10)
    assert found is not None
    assert [row.sides.difference for row in found.rows] == ["-€50.00", "-$80.00"]


def test_the_largest_saving_first() -> None:
    found = utilisation(made(utilisation=UTILISATION), 2)
    assert found is not None
    assert [(row.address, row.p95, row.saving) for row in found.rows] == [
        ("aws_instance.web", "19 %", "$210.24/mo"),
        ("google_compute_instance.batch", "not known", ""),
    ]
    assert found.more == "and 1 more measurement"


def test_what_does_not_fit_first() -> None:
    found = quotas(made(quotas=QUOTAS), 10)
    assert found is not None
    assert [(row.name, row.status) for row in found.rows] == [
        ("cores", "exceeded"),
        ("floating_ips", "unknown"),
        ("instances", "tight"),
        ("ram_mb (MiB)", "fits"),
        ("gigabytes_ssd (GiB)", "unlimited"),
    ]
    assert found.place == "ovh, prod-shop, GRA11"
    cores, ips, _, _, disks = found.rows
    assert (cores.plan, cores.headroom, cores.full) == ("+4", "-4", 100)
    assert (ips.used, ips.limit, ips.full) == ("not known", "not known", None)
    assert (disks.limit, disks.headroom) == ("unlimited", "–")


def test_quotas_of_two_places_say_which() -> None:
    other = msgspec.structs.replace(quota("cores", (1, 1, 2, 2, 9, 7), QuotaStatus.FITS), region="SBG5")
    found = quotas(made(quotas=(QUOTAS[2], other)), 10)
    assert found is not None
    assert found.place == ""
    assert [row.place for row in found.rows] == ["ovh, prod-shop, GRA11", "ovh, prod-shop, SBG5"]


def finding(name: str, action: str, result: PolicyOutcome, severity: str = "medium", **fields: Any) -> PolicyResult:
    return PolicyResult(id=name, severity=severity, action=action, result=result, message=f"{name} says no.", **fields)


def test_what_blocks_stands_among_the_reasons_the_worst_first() -> None:
    found = (
        finding("unsure", "block", PolicyOutcome.UNKNOWN, "critical"),
        finding("low", "block", PolicyOutcome.FAIL, "low"),
        finding("high", "block", PolicyOutcome.FAIL, "high"),
        finding("hint", "warn", PolicyOutcome.FAIL, "critical"),
    )
    text = render(made(policies=found, verdict=Verdict.FAIL), "text")
    assert re.findall(r"^  \d\.  (\w+):", text, re.MULTILINE) == ["high", "low", "unsure"]
    aside = policies(made(policies=found), 10, 5)
    assert aside is not None
    assert [item.rule for item in aside.warnings] == ["hint"]
    assert aside.summary == "2 failed · 1 warning · 1 could not be decided"


VOLUMES = [
    finding(
        "size",
        "warn",
        PolicyOutcome.FAIL,
        address=f"aws_ebs_volume.v{number}",
        observed=f"{size} GB",
        limit="50 GB",
        file="main.tf",
        line=number,
    )
    for number, size in enumerate((80, 80, 90, 100))
]


def told(item: PolicyResult, message: str) -> PolicyResult:
    return msgspec.structs.replace(item, message=message.format(address=item.address, observed=item.observed))


def test_findings_that_differ_by_resource_alone_are_one_item() -> None:
    found = [told(item, "{address} has {observed}.") for item in VOLUMES]
    text = render(made(policies=tuple(found)), "text")
    assert text.count("size: ") == 1
    assert "also aws_ebs_volume.v1, aws_ebs_volume.v2 (90 GB), aws_ebs_volume.v3 (100 GB)" in text
    assert "Policies: 4 warnings" in text
    page = render(made(policies=tuple(found)), "html")
    assert all(f"main.tf:{number}" in page for number in range(4))


@pytest.mark.parametrize(
    "change",
    [
        {"message": "aws_ebs_volume.v1 has another trouble."},
        {"limit": "60 GB"},
        {"id": "other"},
        {"action": "block"},
        {"result": PolicyOutcome.UNKNOWN},
        {"waiver": "Until we move (main.tf:1): does not count, since it expired on 2026-10-01"},
        {"address": ""},
    ],
)
def test_what_differs_otherwise_stands_alone(change: dict[str, Any]) -> None:
    first, second = (told(item, "{address} has {observed}.") for item in VOLUMES[:2])
    text = render(made(policies=(first, msgspec.structs.replace(second, **change))), "text")
    assert "also" not in text


def test_a_reason_names_all_resources_of_which_it_is_true() -> None:
    found = [msgspec.structs.replace(told(item, "{address} has {observed}."), action="block") for item in VOLUMES]
    text = render(made(policies=tuple(found), verdict=Verdict.FAIL), "text")
    assert re.findall(r"^  \d\.  (\w+):", text, re.MULTILINE) == ["size"]
    assert "also aws_ebs_volume.v1" in text


def test_what_a_baseline_waives_is_counted() -> None:
    found = tuple(msgspec.structs.replace(item, result=PolicyOutcome.WAIVED, waiver="known") for item in VOLUMES)
    for format_ in PAGES:
        assert "4 findings of the baseline" in render(made(policies=found), format_)


def test_a_reason_and_the_finding_that_it_comes_from_are_one() -> None:
    reasons = (
        Reason(code="policy", verdict=Verdict.FAIL, message="size: too large", address="a_b.c"),
        Reason(code="policy", verdict=Verdict.FAIL, message="size: too large", address="a_b.other"),
    )
    item = finding("size", "block", PolicyOutcome.FAIL, address="a_b.c")
    text = render(made(policies=(item,), reasons=reasons), "text")
    assert re.findall(r"^  \d\.  (.*)$", text, re.MULTILINE) == ["size: too large", "size: size says no."]


@pytest.mark.parametrize("format_", ["text", "markdown", "html", "junit", "sarif"])
@pytest.mark.parametrize("action", ["block", "warn"])
def test_a_waiver_that_does_not_count_says_why(format_: str, action: str) -> None:
    why = "Until we move, ops (main.tf): does not count, since it expired on 2026-10-01"
    item = finding("size", action, PolicyOutcome.FAIL, address="a_b.c", waiver=why)
    page = render(made(policies=(item,)), format_).replace("`", "")
    assert why in re.sub(r"\s+", " ", page)


@pytest.mark.parametrize(
    ("fix", "expected"),
    [
        ('instance_type = "m5.large"', True),
        ('# smaller\nresource "aws_instance" "web" {\n}', True),
        ("tags = {\n  a = 1\n}", True),
        ("lifecycle {", True),
        ("Use m5.large = cheaper", False),
        ("Raise the budget.", False),
        ("", False),
    ],
)
def test_terraform_is_told_from_a_sentence(fix: str, expected: bool) -> None:
    assert is_terraform(fix) is expected


def test_a_cause_of_another_kind_is_shown_as_it_is() -> None:
    line = billed("a_b.c", "1", "1", "2", causes=(CauseLine(cause="new_kind", amount=D(1), note="why"),))
    page = render(made(actuals=(line,)), "text")
    assert re.search(r"new kind +\+\$1\.00  why", page)


def test_the_same_numbers_of_bills_in_every_format() -> None:
    text, markdown, html = (render(rich_report(), format_) for format_ in PAGES)
    section = text.partition("Predicted against actual")[2].partition("Policies:")[0]
    amounts = set(AMOUNT.findall(section))
    assert {"$1,155.57", "$1,054.83", "-$100.74", "+$95.00", "$210.24"} <= amounts
    assert amounts <= set(AMOUNT.findall(markdown))
    assert amounts <= set(AMOUNT.findall(html))
