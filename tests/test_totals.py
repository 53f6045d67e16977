"""Sums of resource lines: nothing unknown becomes 0, nothing partial looks whole."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from finopsguard.prices import Rates, parse_rate
from finopsguard.totals import coverage, joined, main_currency, per_currency, together, totals, unsupported
from tests.lines import resource

EURO = "EUR=1.25"
amounts = st.decimals(0, 10**6, places=4)


def sums(lines, *own):
    complete = all(line.complete for line in lines)
    return joined(per_currency(lines), "USD", Rates((), map(parse_rate, own)), complete=complete)


@given(st.lists(st.tuples(amounts, amounts), max_size=20))
def test_the_total_is_the_sum_of_the_lines_and_the_delta_is_after_less_before(pairs):
    found = sums([resource(f"aws_instance.r{number}", *pair) for number, pair in enumerate(pairs)])
    if not pairs:
        assert found.monthly is None
        return
    assert found.monthly == sum(after for _before, after in pairs)
    assert found.previous == sum(before for before, _after in pairs)
    assert found.delta == found.monthly - found.previous


def test_an_unknown_amount_adds_nothing_and_makes_the_sum_partial():
    found = sums([resource(after=10, before=10), resource("aws_foo.x", 0, None)])
    assert found.monthly == 10
    assert found.delta is None
    assert not found.complete


def test_nothing_known_is_no_total_rather_than_zero():
    assert sums([resource("aws_foo.x", None, None)]).monthly is None
    assert sums([]).monthly is None


def test_a_free_resource_is_a_known_zero():
    assert sums([resource("aws_iam_role.x", 0, 0, status="free")]).monthly == 0


def test_currencies_stay_apart_and_are_joined_by_a_stated_rate():
    lines = [resource(after=100, before=50), resource("openstack_x.y", 0, 40, currency="EUR")]
    assert [(total.currency, total.monthly, total.delta) for total in totals(per_currency(lines))] == [
        ("USD", 100, 50),
        ("EUR", 40, 40),
    ]
    found = sums(lines, EURO)
    assert found.monthly == 150  # 100 + 40 x 1.25
    assert found.delta == 100  # 50 + 40 x 1.25
    assert [(used.source, used.target, used.rate) for used in found.conversions] == [("EUR", "USD", Decimal("1.25"))]


def test_without_a_rate_there_is_no_total_at_all():
    found = sums([resource(after=100), resource("openstack_x.y", 0, 40, currency="PLN")])
    assert found.monthly is None
    assert found.missing_rates == ("PLN",)
    assert not found.complete


def test_the_report_speaks_the_currency_of_the_prices_when_there_is_only_one():
    euro = per_currency(
        [resource("openstack_x.y", 0, 40, currency="EUR"), resource("aws_iam_role.x", 0, 0, status="free")]
    )
    assert main_currency("", euro) == "EUR"
    assert (
        main_currency("", per_currency([resource(after=1), resource("openstack_x.y", 0, 40, currency="EUR")])) == "USD"
    )
    assert main_currency("CHF", euro) == "CHF"


def test_ranges_add_up_and_an_increase_is_judged_by_its_upper_end():
    lines = [
        resource(before=10, after=20, monthly_cost_min=Decimal(20), monthly_cost_max=Decimal(35)),
        resource("aws_lb.x", 5, 5),
    ]
    found = sums(lines)
    assert (found.monthly, found.low, found.high) == (25, 25, 40)
    assert (found.delta, found.delta_high) == (10, 25)


def test_what_is_forgotten_is_counted_apart():
    found = sums(
        [
            resource(after=1, before=1),
            resource("aws_instance.left", 0, 0, action="forget", forgotten_monthly_cost=Decimal(70)),
        ]
    )
    assert (found.monthly, found.delta, found.forgotten) == (1, 0, 70)
    assert sums([resource(after=1, before=1)]).forgotten is None


def test_coverage_counts_each_of_the_five_words():
    lines = [
        resource(after=1),
        resource("aws_iam_role.x", status="free"),
        resource("aws_foo.x", 0, None, status="unsupported"),
        resource("aws_db_instance.x", 0, None, status="no_price"),
        resource("aws_sqs_queue.x", 0, None, status="depends_on_usage", complete=True),
    ]
    found = coverage(lines)
    assert (found.priced, found.free, found.unsupported, found.no_price, found.depends_on_usage) == (1, 1, 1, 1, 1)
    assert found.changed_depends_on_usage == 1
    assert (found.changed_total, found.changed_known) == (
        4,
        2,
    )  # the free one does not change; priced and usage are known


def test_unsupported_types_are_counted_most_frequent_first():
    lines = [resource(f"aws_foo.r{number}", 0, None, status="unsupported") for number in range(12)]
    lines.append(resource("aws_bar.x", 0, None, status="unsupported"))
    found = unsupported(lines)
    assert [(row.type, row.count, len(row.addresses)) for row in found] == [("aws_foo", 12, 10), ("aws_bar", 1, 1)]


@given(st.lists(st.lists(st.tuples(amounts, amounts), max_size=4), max_size=4))
def test_several_plans_add_up_like_one(plans):
    lines = [[resource(f"aws_instance.r{number}", *pair) for number, pair in enumerate(pairs)] for pairs in plans]
    one = per_currency([line for part in lines for line in part])
    assert totals(together(map(per_currency, lines))) == totals(one)
