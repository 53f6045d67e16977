"""Verdicts follow from amounts and limits alone, and every reason says what was observed, the limit and what to do."""

from decimal import Decimal

import pytest

from finopsguard.config import Config, Increase
from finopsguard.errors import Exit
from finopsguard.prices import Rates
from finopsguard.totals import joined, per_currency
from finopsguard.types.plan import Plan
from finopsguard.types.result import Verdict
from finopsguard.verdict import Held, exit_code, reasons, verdict
from tests.lines import resource


def judge(lines, *, plans=(), **config):
    complete = all(line.complete for line in lines)
    sums = joined(per_currency(lines), "USD", Rates(()), complete=complete)
    settings = Config(**config)
    held = Held(sums, lines, settings.budget, settings.max_increase)
    found = reasons(settings, "USD", [held], plans, lines)
    return verdict(found), found


def plan(**fields):
    return Plan(name="plan.json", path="plan.json", changes=(), context=None, **fields)


@pytest.mark.parametrize(("budget", "word"), [("99.99", Verdict.FAIL), ("100", Verdict.PASS), ("100.01", Verdict.PASS)])
def test_a_budget_may_be_reached_but_not_exceeded(budget, word):
    assert judge([resource(before=20, after=100)], budget=Decimal(budget))[0] is word


def test_a_budget_reason_names_what_adds_most():
    _word, (why,) = judge(
        [resource("aws_instance.small", 0, 10), resource("aws_instance.big", 0, 200)], budget=Decimal(100)
    )
    assert why.observed == "$210.00"
    assert why.limit == "$100.00"
    assert why.message == "The monthly cost is $210.00, $110.00 over the budget of $100.00."
    assert why.fix == "Look first at what adds most: aws_instance.big (+$200.00), aws_instance.small (+$10.00)."


def test_a_budget_that_was_exceeded_before_is_not_blamed_on_the_change():
    _word, (why,) = judge([resource(before=200, after=200)], budget=Decimal(100))
    assert why.fix == "Nothing in this change adds cost: the budget was exceeded before."


def test_a_budget_is_tested_against_the_upper_end_of_a_range():
    word, (why,) = judge([resource(before=0, after=90, monthly_cost_max=Decimal(120))], budget=Decimal(100))
    assert word is Verdict.FAIL
    assert "$120.00 at most" in why.message


@pytest.mark.parametrize(
    ("limit", "word"),
    [
        (Increase(Decimal(50)), Verdict.PASS),
        (Increase(Decimal("49.99")), Verdict.FAIL),
        (Increase(Decimal(50), percent=True), Verdict.PASS),
        (Increase(Decimal(49), percent=True), Verdict.FAIL),
    ],
)
def test_an_increase_is_limited_by_amount_or_share(limit, word):
    assert judge([resource(before=100, after=150)], max_increase=limit)[0] is word


def test_a_decrease_never_exceeds_a_limit():
    assert judge([resource(before=100, after=10)], max_increase=Increase(Decimal(0)))[0] is Verdict.PASS


def test_a_share_of_nothing_cannot_be_tested_and_never_passes_silently():
    word, (why,) = judge([resource(before=0, after=10)], max_increase=Increase(Decimal(10), percent=True))
    assert word is Verdict.INCOMPLETE
    assert "nothing was billed before" in why.message


def test_a_limit_without_an_exchange_rate_is_incomplete():
    word, (why,) = judge([resource(after=1), resource("openstack_x.y", 0, 40, currency="PLN")], budget=Decimal(100))
    assert word is Verdict.INCOMPLETE
    assert "--fx PLN=RATE" in why.fix


def test_an_unpriced_change_is_incomplete_only_when_strict():
    lines = [resource("aws_foo.x", 0, None, status="unsupported")]
    assert judge(lines)[0] is Verdict.PASS
    word, (why,) = judge(lines, strict=True)
    assert word is Verdict.INCOMPLETE
    assert "aws_foo.x" in why.message


def test_strict_leaves_alone_what_does_not_change():
    assert (
        judge([resource("aws_foo.x", None, None, status="unsupported", action="no-op", complete=False)], strict=True)[0]
        is Verdict.PASS
    )


def test_an_action_that_is_not_understood_is_always_incomplete():
    lines = [resource("aws_foo.x", 0, None, action="not-understood", complete=False)]
    assert judge(lines)[0] is Verdict.INCOMPLETE


def test_a_plan_that_is_not_the_whole_story_is_incomplete():
    word, (why,) = judge([resource(after=1)], plans=[plan(incomplete=("terraform stopped with an error",))])
    assert word is Verdict.INCOMPLETE
    assert why.message == "terraform stopped with an error"


def test_fail_beats_incomplete_and_stands_first():
    word, found = judge([resource(before=0, after=200)], plans=[plan(incomplete=("errored",))], budget=Decimal(100))
    assert word is Verdict.FAIL
    assert [why.verdict for why in found] == [Verdict.FAIL, Verdict.INCOMPLETE]


@pytest.mark.parametrize(
    ("word", "code", "soft"), [(Verdict.PASS, 0, 0), (Verdict.FAIL, 1, 0), (Verdict.INCOMPLETE, 4, 0)]
)
def test_exit_codes(word, code, soft):
    assert exit_code(word, soft_fail=False) == code
    assert exit_code(word, soft_fail=True) == soft == Exit.PASS
