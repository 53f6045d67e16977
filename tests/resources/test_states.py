"""A resource in two states of the code: what comes, goes and stays."""

from decimal import Decimal

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.against import Now, compared
from finopsguard.resources.states import without_base
from tests.report.reports import component, resource

amounts = st.none() | st.decimals(0, 10_000, places=2)


def line(address, cost, **fields):
    fields = {"complete": cost is not None, "status": "priced" if cost is not None else "no_price", **fields}
    made = resource(address, action="create", **fields)
    return msgspec.structs.replace(made, monthly_cost=cost, previous_monthly_cost=Decimal(0), delta=cost)


def test_without_a_base_there_is_no_difference():
    alone = without_base(line("aws_instance.a", Decimal(10)))
    assert (alone.monthly_cost, alone.previous_monthly_cost, alone.delta) == (Decimal(10), None, None)


def test_what_comes_goes_and_stays():
    now = [Now(line("aws_instance.new", Decimal(5))), Now(line("aws_instance.kept", Decimal(30)))]
    then = {
        "aws_instance.kept": Now(line("aws_instance.kept", Decimal(20))),
        "aws_instance.gone": Now(line("aws_instance.gone", Decimal(7))),
    }
    found = {each.address: each for each in compared("infra", now, then)}
    assert [(each.action, each.previous_monthly_cost, each.delta) for each in found.values()] == [
        ("create", Decimal(0), Decimal(5)),
        ("update", Decimal(20), Decimal(10)),
        ("delete", Decimal(7), Decimal(-7)),
    ]
    assert found["aws_instance.gone"].monthly_cost == 0


def test_a_price_that_is_missing_on_one_side_gives_no_difference():
    (known_now,) = compared("p", [Now(line("a.b", Decimal(5)))], {"a.b": Now(line("a.b", None))})
    (known_then,) = compared("p", [Now(line("a.b", None))], {"a.b": Now(line("a.b", Decimal(5)))})
    assert known_now.delta is None
    assert known_then.delta is None
    (gone,) = compared("p", [], {"a.b": Now(line("a.b", None))})
    assert gone.delta is None


def test_two_currencies_give_no_difference():
    then = {"a.b": Now(line("a.b", Decimal(5), currency="EUR"))}
    (found,) = compared("p", [Now(line("a.b", Decimal(5)))], then)
    assert found.delta is None


def test_of_a_report_the_lines_that_differ_are_the_drivers():
    then = {"a.b": Now(line("a.b", Decimal(5), components=(component("Storage", "GB", "50", "0.1"),)))}
    now = [Now(line("a.b", Decimal(8), components=(component("Storage", "GB", "80", "0.1"),)))]
    (found,) = compared("p", now, then)
    assert [(driver.attribute, driver.before, driver.after) for driver in found.drivers] == [
        ("Storage", "50 GB", "80 GB")
    ]


@given(st.dictionaries(st.sampled_from("abcdef"), amounts), st.dictionaries(st.sampled_from("abcdef"), amounts))
def test_every_resource_of_either_side_stands_once_and_deltas_add_up(now, then):
    lines = compared(
        "p",
        [Now(line(f"t.{name}", cost)) for name, cost in now.items()],
        {f"t.{name}": Now(line(f"t.{name}", cost)) for name, cost in then.items()},
    )
    assert sorted(each.address for each in lines) == sorted(f"t.{name}" for name in {*now, *then})
    known = [each for each in lines if each.delta is not None]
    assert all(each.delta == (each.monthly_cost or 0) - (each.previous_monthly_cost or 0) for each in known)
    if None not in [*now.values(), *then.values()]:
        assert sum(each.delta for each in lines) == sum(now.values()) - sum(then.values())
