"""The thresholds of docs/utilisation.md, each on both sides of its edge."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.compare.utilisation.figures import Figures, figures
from finopsguard.compare.utilisation.judge import Loads, Machine, advise
from finopsguard.compare.utilisation.machines import Activity
from finopsguard.prices import PriceBook

PRICES = {"m5.large": "70", "m5.xlarge": "140", "m5.2xlarge": "280", "t3.large": "60", "t3.medium": "30"}


def machine(before="m5.xlarge", after=None, index=None, prices=PRICES):
    return Machine(
        type="aws_instance",
        attribute="instance_type",
        before=before,
        after=after or before,
        index=index,
        price=lambda size: Decimal(prices[size]) if size in prices else None,
        facts=lambda kind, name: PriceBook.shipped().facts("aws", kind, name),
    )


def load(p95, max_=None, samples=336):
    return Figures(Decimal(p95) / 2, Decimal(p95), Decimal(max_ if max_ is not None else p95), samples)


def loads(cpu, memory=None, activity="50000000", other=(), **more):
    return Loads(
        cpu=cpu,
        memory=memory,
        other=tuple(other),
        activity=None if activity is None else Decimal(activity),
        days=14,
        **more,
    )


def told(*arguments, **more):
    found = advise(*arguments, **more)
    return None if found is None else (found.attribute, found.before, found.after, found.monthly_saving)


DOWN = ("instance_type", "m5.xlarge", "m5.large", Decimal(70))


@pytest.mark.parametrize(
    ("cpu", "memory", "expected"),
    [
        (load(40, 50), load(40, 45), DOWN),  # 80 % and 100 % of half the CPUs, 80 % and 90 % of half the memory
        (load(41, 50), load(40, 45), None),
        (load(40, 51), load(40, 45), None),
        (load(40, 50), load(41, 45), None),
        (load(40, 50), load(40, 46), None),
        (load(20, 50), None, DOWN),  # without memory: 40 % of half the CPUs
        (load(21, 50), None, None),
        (load(40, 50, 167), load(40, 45, 167), None),  # less than a week
    ],
)
def test_the_next_size_down(cpu, memory, expected):
    assert told(machine(), loads(cpu, memory)) == expected


def test_unseen_memory_is_said():
    assert advise(machine(), loads(load(20))).note == "memory is not measured: look at it before"
    assert advise(machine(), loads(load(20), load(20))).note == ""


def test_every_load_that_follows_the_size_counts():
    assert told(machine(), loads(load(20), load(20), other=[("log_write_percent", load(41))])) is None


def test_a_size_without_a_price_is_passed_over_for_the_next_that_has_one():
    rest = {"m5.2xlarge": "280", "m5.large": "70"}
    assert told(machine("m5.2xlarge", prices=rest), loads(load(20), load(20))) == (
        "instance_type",
        "m5.2xlarge",
        "m5.large",  # a quarter: 80 % of its CPUs and memory
        Decimal(210),
    )
    assert told(machine("m5.2xlarge", prices=rest), loads(load(21), load(20))) is None


@pytest.mark.parametrize(
    ("cpu", "memory", "note"),
    [
        (load(90), load(50), "too small: p95 of the CPU is 90 % or more"),
        (load(50), load(90), "too small: p95 of memory is 90 % or more"),
    ],
)
def test_the_next_size_up_costs_more(cpu, memory, note):
    found = advise(machine(), loads(cpu, memory))
    assert (found.before, found.after, found.monthly_saving, found.note) == ("m5.xlarge", "m5.2xlarge", -140, note)


def test_what_is_busy_but_not_too_much_stays():
    assert told(machine(), loads(load(89, 99), load(89, 89))) is None


@pytest.mark.parametrize(
    ("cpu", "memory", "expected"),
    [
        (load(5), load(40, 45), ("instance_type", "t3.large", "t3.medium", Decimal(30))),
        (load(5), None, None),  # never without memory
        (load("5.1"), load(40, 45), None),  # it lives on credits, which are not measured
        (load(95), load(60), None),  # and a larger one may have no more CPU
    ],
)
def test_burstable_machines(cpu, memory, expected):
    assert told(machine("t3.large"), loads(cpu, memory)) == expected


@pytest.mark.parametrize(
    ("cpu", "activity", "is_idle"),
    [("4.9", "4999999", True), ("4.9", "5000000", False), ("5.0", "0", False), ("4.9", None, False)],
)
def test_idle(cpu, activity, is_idle):
    found = advise(machine(), loads(load(cpu), load(80), activity))
    assert (found is not None and found.after == "0") is is_idle
    if is_idle:
        assert (found.attribute, found.before, found.monthly_saving) == ("count", "1", 140)
        assert found.note == "idle: 5.0 MB of traffic a day, and p95 of the CPU is under 5 %"


@pytest.mark.parametrize(("connections", "is_idle"), [("0", True), ("0.1", False)])
def test_an_idle_database_has_no_connection(connections, is_idle):
    found = advise(machine(), loads(load(1), load(80), connections, active_by=Activity.CONNECTIONS))
    assert (found is not None and found.after == "0") is is_idle


@pytest.mark.parametrize(
    ("index", "expected"),
    [("a", ("for_each", 'with "a"', 'without "a"')), (3, ("count", "with [3]", "one less"))],
)
def test_one_of_several_is_named_as_terraform_does(index, expected):
    found = advise(machine(index=index), loads(load(1), activity="0"))
    assert (found.attribute, found.before, found.after) == expected


@pytest.mark.parametrize(
    ("cpu", "memory", "expected"),
    [
        (load(49), load(69), ("instance_type", "m5.2xlarge", "m5.xlarge", Decimal(140))),
        (load(50), load(69), None),
        (load(49), load(70), None),
        (load(49), None, ("instance_type", "m5.2xlarge", "m5.xlarge", Decimal(140))),
    ],
)
def test_a_plan_that_enlarges_what_has_room_is_questioned(cpu, memory, expected):
    found = advise(machine("m5.xlarge", "m5.2xlarge"), loads(cpu, memory))
    assert (told(machine("m5.xlarge", "m5.2xlarge"), loads(cpu, memory))) == expected
    if found is not None:
        assert found.note.startswith("measured on m5.xlarge, which has room")


def test_a_plan_that_makes_it_smaller_is_not_judged_by_the_old_size():
    assert told(machine("m5.xlarge", "m5.large"), loads(load(1), load(1), "0")) is None


percent = st.decimals(0, 100, places=1)


@given(percent, percent, st.one_of(st.none(), percent), st.decimals(0, 10**9, places=0))
def test_down_always_saves_and_never_without_room(p95, more, memory, activity):
    cpu = load(p95, max(p95, more))
    found = advise(machine(), loads(cpu, None if memory is None else load(memory), activity))
    if found is not None and found.after == "m5.large":
        assert found.monthly_saving > 0
        assert cpu.p95 * 2 <= (80 if memory is not None else 40)
        assert memory is None or memory * 2 <= 80
        assert bool(found.note) is (memory is None)


def test_percentiles_by_nearest_rank():
    found = figures(range(1, 21))  # 20 values: the 10th, the 19th and the last
    assert (found.p50, found.p95, found.max, found.samples) == (10, 19, 20, 20)
    assert figures([]) is None
    assert figures([float("nan")]) is None


@given(st.lists(st.floats(0, 100), min_size=1))
def test_percentiles_are_in_order(values):
    found = figures(values)
    assert found.p50 <= found.p95 <= found.max
