"""The first line says it all, and says what it does not know."""

from typing import Any

import pytest

from finopsguard.report import render
from finopsguard.types.policy import PolicyOutcome, PolicyResult
from finopsguard.types.result import Conversion, Coverage, Reason, Report, Total, Verdict
from tests.report.reports import D, report, resource


def first_line(made: Report) -> str:
    return render(made, "text").splitlines()[0]


def made(before: str | None = "4568.80", after: str | None = "4981.10", **fields: Any) -> Report:
    """A report whose totals are given, on one resource."""
    delta = None if before is None or after is None else D(after) - D(before)
    percent = None if delta is None or not D(before or 0) else delta / D(before or 0) * 100
    defaults: dict[str, Any] = {
        "previous_monthly_cost": None if before is None else D(before),
        "total_monthly_cost": None if after is None else D(after),
        "delta_monthly_cost": delta,
        "delta_percent": percent,
        "complete": True,
        "coverage": Coverage(priced=15, changed_total=15, changed_known=14),
    }
    return report([resource("aws_instance.web", "update", before, after)], **(defaults | fields))


def test_the_verdict_of_the_documentation() -> None:
    policies = tuple(
        PolicyResult(id=name, severity="high", action="block", result=PolicyOutcome.FAIL, address=address)
        for name, address in (("size", "a"), ("size", "b"), ("region", "a"))
    )
    assert first_line(made(verdict=Verdict.FAIL, policies=policies)) == (
        "FAIL · +$412.30/mo (+9 %) → $4,981.10/mo · 2 policies failed · 93 % of changed resources priced"
    )


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"before": "10", "after": "10"}, "no change in cost → $10.00/mo"),
        ({"before": "10", "after": "10", "complete": False}, "no known change in cost → at least $10.00/mo"),
        ({"before": "10", "after": "5"}, "-$5.00/mo (-50 %) → $5.00/mo"),
        ({"before": "0", "after": "5"}, "+$5.00/mo → $5.00/mo"),
        ({"before": "10", "after": "15", "complete": False}, "+$5.00/mo (+50 %), partial → at least $15.00/mo"),
        ({"before": "0", "after": "15", "complete": False}, "+$15.00/mo, partial → at least $15.00/mo"),
        ({"before": None, "after": None}, "change not known → total not known"),
        (
            {"before": "0", "after": "20", "total_monthly_cost_min": D(10), "total_monthly_cost_max": D(30)},
            "+$20.00/mo → $20.00/mo (between $10.00 and $30.00)",
        ),
        ({"before": "0", "after": "20", "total_monthly_cost_min": D(10)}, "+$20.00/mo → $20.00/mo ($10.00 or more)"),
        (
            {"before": "0", "after": "20", "total_monthly_cost_min": D(20), "total_monthly_cost_max": D(20)},
            "+$20.00/mo → $20.00/mo",
        ),
        (
            {"before": "0", "after": "20", "total_monthly_cost_min": D(10), "complete": False},
            "+$20.00/mo, partial → $20.00/mo (partial; at least $10.00)",
        ),
    ],
)
def test_what_is_known_and_how_well(fields: dict[str, Any], line: str) -> None:
    assert first_line(made(**fields)) == f"PASS · {line} · 93 % of changed resources priced"


def test_nothing_unknown_is_ever_shown_as_nothing() -> None:
    unpriced = resource("aws_x.y", "create", None, None, status="unsupported", complete=False)
    unknown = report(
        [unpriced], total_monthly_cost=None, previous_monthly_cost=None, delta_monthly_cost=None, totals=()
    )
    for format_ in ("text", "markdown", "html"):
        assert "0.00" not in render(unknown, format_)


def test_currencies_that_no_rate_joins_stand_side_by_side() -> None:
    totals = tuple(
        Total(currency=code, monthly=D(9), delta=D(1), previous=D(8)) for code in ("EUR", "GBP", "PLN", "USD")
    )
    line = first_line(made(None, None, totals=totals, coverage=Coverage()))
    assert line == (
        "PASS · +$1.00/mo, +€1.00/mo, +1.00 GBP/mo, 1 more currency → $9.00/mo, €9.00/mo, 9.00 GBP/mo, 1 more currency"
    )


def test_an_empty_plan_has_no_resources_rather_than_no_cost() -> None:
    assert first_line(report([])) == "PASS · no resources"


def test_the_totals_say_by_which_rate_they_were_joined() -> None:
    rate = Conversion(source="EUR", target="USD", rate=D("1.0912"), date="2026-04-30", origin="ECB")
    text = render(report([resource("a_b.c", "create", "0", "10", currency="EUR")], conversions=(rate,)), "text")
    assert "1 EUR = 1.0912 USD (2026-04-30, ECB)" in text
    assert [line.split() for line in text.splitlines() if "All, in" in line] == [
        ["All,", "in", "USD", "$0.00", "$10.91", "+$10.91"]
    ]


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"budget": D(5000)}, "Budget: $5,000.00/mo, $18.90 left"),
        ({"budget": D(5000), "complete": False}, "Budget: $5,000.00/mo, at most $18.90 left"),
        ({"budget": D(4900)}, "Budget: $4,900.00/mo, exceeded by $81.10"),
        ({"budget": D(4900), "after": None}, "Budget: $4,900.00/mo"),
        ({"max_increase": "10 %"}, "Largest increase allowed: 10 %"),
    ],
)
def test_limits(fields: dict[str, Any], line: str) -> None:
    assert line in [shown.strip() for shown in render(made(**fields), "text").splitlines()]


def test_five_reasons_those_that_fail_first() -> None:
    reasons = tuple(
        Reason(code="x", verdict=Verdict.FAIL if index % 2 else Verdict.INCOMPLETE, message=f"Reason {index}.")
        for index in range(8)
    )
    shown = [line.split(".  ")[1] for line in render(made(reasons=reasons), "text").splitlines() if ".  Reason" in line]
    assert shown == ["Reason 1.", "Reason 3.", "Reason 5.", "Reason 7.", "Reason 0."]
    assert "and 3 more reasons" in render(made(reasons=reasons), "text")


def test_a_footer_says_what_it_was_made_from() -> None:
    last = render(made(), "text").splitlines()[-3]
    assert last.startswith(
        "FinOpsGuard 0.1.0 · prices of 2026-05-01, book 3f2a91c0 · oldest price used 2025-11-02 · plan "
    )
    assert last.endswith(" · 730 hours a month · exit code 0")
