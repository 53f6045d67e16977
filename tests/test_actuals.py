"""From ``--actuals`` to the comparison: the demo's own bill, with every reason that tools/make_bill.py planted in it."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from finopsguard.actuals import Actuals, actuals, planned_of, sources_of, wanted
from finopsguard.config import Config, Project
from finopsguard.errors import UsageError
from finopsguard.plan import Limits, read_plan
from finopsguard.pricing import Pricing
from finopsguard.resources import price_change

DEMO = "focus:fixtures/billing/demo-focus.csv"
NOW = date(2026, 11, 21)


def run(*texts: str, **options: object) -> Actuals:
    config = Config()
    plan = read_plan("fixtures/plans/demo.json", limits=Limits(), environ={})
    pricing = Pricing(config, Limits(), {}, lambda _step: None)
    catalogue = pricing.catalogue(plan, Project(name="plan.json", path="plan.json"))
    priced = [
        (change, found.line, found.before)
        for change in plan.changes
        if change.mode == "managed"
        for found in [price_change(change, plan.name, catalogue, plan.context)]
    ]
    return actuals(planned_of(plan, priced), sources_of(texts, {}), wanted(now=NOW), **options)  # type: ignore[arg-type]


def told(found: Actuals, address: str) -> dict[str, Decimal]:
    return {each.cause: each.amount for line in found.actuals if line.address == address for each in line.causes}


def test_every_planted_reason_is_found() -> None:
    found = run(DEMO)
    assert told(found, "aws_instance.web[0]") == {
        "usage": Decimal("0.03"), "discount": Decimal("-5.53"), "not_modelled": Decimal("4.50"),
    }  # fmt: skip
    # ten days of 24 h at 0.096, and of the volume
    assert told(found, "aws_instance.web[1]") == {"partial_period": Decimal("-23.81"), "discount": Decimal("-3.69")}
    assert told(found, "aws_instance.web[2]")["size_drift"] == Decimal("69.12")
    assert told(found, "aws_lb.web") == {"usage": Decimal("8.64")}
    # 500 GB at 0.11 for 0.10
    assert told(found, "aws_ebs_volume.scratch")["list_price"] == 5
    whole = next(total for total in found.actual_totals if total.by == "bill")
    causes = {each.cause: each.amount for each in whole.causes}
    assert (causes["tax"], causes["support"], causes["unmatched"]) == (Decimal("31.20"), 100, Decimal("6.89"))
    assert "unexplained" not in causes
    (source,) = found.actual_sources
    assert (source.status, source.matched, source.planned, source.through) == ("ok", 5, 5, "2026-09-30")


def test_what_the_change_creates_has_no_bill() -> None:
    new = {line.name for line in run(DEMO).unmatched.planned if line.reason == "new"}
    assert "aws_db_instance.orders" in new
    assert not any(line.address in new for line in run(DEMO).actuals)


def test_discounts_of_the_bill_lower_what_is_expected() -> None:
    found = run(DEMO, from_bill=True)
    (rate,) = (each.rate for each in found.bill_discounts)
    web = next(line for line in found.actuals if line.address == "aws_instance.web[0]")
    assert web.list is not None
    assert web.expected is not None
    assert abs(web.expected - web.list * (1 - rate)) <= Decimal("0.01")


def test_a_bill_that_cannot_be_had_is_a_failure_and_not_an_empty_answer() -> None:
    found = run(DEMO, "focus:nowhere.csv")
    assert [source.status for source in found.actual_sources] == ["ok", "error"]
    assert "There is no bill" in found.failures[0]
    assert len(found.actuals) == 5


def test_history_comes_from_runs_before_this_one(tmp_path: Path) -> None:
    assert run(DEMO, history=tmp_path).accuracy == ()
    second = run(DEMO, history=tmp_path)
    assert {each.type: each.samples for each in second.accuracy} == {
        "aws_instance": 3,
        "aws_lb": 1,
        "aws_ebs_volume": 1,
    }


@pytest.mark.parametrize("text", ["aws", "bill.csv", "ftp:x", "focus:", "azure+ymd:x"])
def test_what_is_no_source(text: str) -> None:
    with pytest.raises(Exception, match="--actuals"):
        sources_of([text], {})


def test_periods() -> None:
    given = wanted(period="2026-09-01..2026-09-30", now=NOW)
    assert (given.start, given.end) == (date(2026, 9, 1), date(2026, 10, 1))
    assert wanted(now=NOW).days == 30
    for period in ("2026-09-01", "2026-09-30..2026-09-01", "a..b"):
        with pytest.raises(UsageError):
            wanted(period=period, now=NOW)
    with pytest.raises(UsageError):
        wanted(days=0, now=NOW)
