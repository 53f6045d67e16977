"""Attributes read without inventing anything."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.resources.values import Block, Trial, Unknown, above, exact, larger, whole


def block(values, unknown=None, configured=lambda _path: True, assumed=None):
    return Block(values, unknown or {}, Trial(configured, assumed or {}))


@pytest.mark.parametrize("absent", [{}, {"size": None}, {"size": ""}])
def test_absent_null_and_empty_mean_the_default(absent):
    assert block(absent).number("size", 8) == 8
    assert block(absent).text("size", "gp2") == "gp2"
    assert block(absent).flag("size", default=True) is True


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (8, Decimal(8)),
        ("8", Decimal(8)),
        (" 8.50 ", Decimal("8.5")),
        (Decimal("0.1"), Decimal("0.1")),
        ("1e3", Decimal(1000)),
    ],
)
def test_numbers_are_exact_however_they_are_written(written, read):
    assert block({"size": written}).number("size") == read


@pytest.mark.parametrize("written", ["eight", True, [1], {"a": 1}, "NaN", "Infinity", float("inf")])
def test_what_is_no_number_is_unknown_and_says_so(written):
    found = block({"size": written}).number("size", 8)
    assert isinstance(found, Unknown)
    assert "size" in found.why


def test_a_zero_that_is_written_is_zero_and_not_the_default():
    assert block({"size": 0}).number("size", 8) == 0
    assert block({"on": False}).flag("on", default=True) is False


def test_a_value_known_only_after_apply_is_unknown_when_the_configuration_sets_it():
    found = block({}, {"size": True}, configured=lambda path: path == "size").number("size", 8)
    assert isinstance(found, Unknown)
    assert found.why == "size is known only after apply"


def test_a_value_that_the_provider_fills_has_its_documented_default():
    assert block({}, {"size": True}, configured=lambda _path: False).number("size", 8) == 8


def test_without_a_configuration_the_default_is_assumed_and_noted():
    trial = Trial(lambda _path: None)
    assert Block({}, {"size": True}, trial).number("size", 8) == 8
    assert trial.asked == {"size": (8,)}


def test_without_a_configuration_and_a_default_it_stays_unknown():
    assert isinstance(block({}, {"type": True}, configured=lambda _path: None).text("type"), Unknown)


def test_a_wholly_unknown_object_makes_everything_in_it_unknown():
    assert isinstance(block({}, True).text("type"), Unknown)


def test_an_unknown_flag_is_tried_both_ways():
    first = Trial(lambda _path: True)
    assert Block({}, {"multi_az": True}, first).flag("multi_az") is False
    assert first.asked == {"multi_az": (False, True)}
    assert block({}, {"multi_az": True}, assumed={"multi_az": True}).flag("multi_az") is True


def test_blocks_keep_their_place_and_their_own_unknowns():
    disks = block({"disk": [{"size": 1}, {"size": None}]}, {"disk": [{}, {"size": True}]}).blocks("disk")
    assert disks[0].number("size") == 1
    assert isinstance(disks[1].number("size", 8), Unknown)
    assert disks[1].where("size") == "disk.1.size"


def test_a_single_object_is_one_block():
    found = block({"disk": {"size": 3}}).block("disk")
    assert found is not None
    assert found.number("size") == 3


def test_things_that_are_no_blocks_are_none():
    assert block({"disk": "x"}).blocks("disk") == []
    assert block({"disk": [1, "x"]}).blocks("disk") == []


def test_whatever_is_computed_from_an_unknown_is_unknown():
    unknown = Unknown("why")
    for found in (
        unknown * 2,
        Decimal(2) * unknown,
        unknown + 1,
        1 - unknown,
        unknown / 3,
        3 / unknown,
        above(unknown, 1),
    ):
        assert isinstance(found, Unknown)
        assert found.why == "why"
    assert isinstance(larger(Decimal(1), unknown), Unknown)


@given(st.integers(-(10**30), 10**30) | st.decimals(-(10**9), 10**9, places=9))
def test_reading_a_number_back_from_its_text_changes_nothing(number):
    assert exact(str(number), "x") == Decimal(number)


@pytest.mark.parametrize(
    "value", ["1e999999", "-1e31", "9" * 5000, 10**40, Decimal("1e-99"), "NaN", "sNaN", "Infinity", "²", "1 0", "0x10"]
)
def test_numbers_that_cannot_be_computed_with_are_unknown_and_not_zero(value):
    assert isinstance(block({"size": value}).number("size"), Unknown)


@pytest.mark.parametrize("written", ["²", "٣", "9" * 5000, "-1", "1.5", "", " 8"])
def test_a_number_in_a_name_has_plain_digits_and_not_too_many(written):
    assert whole(written) is None


def test_a_number_in_a_name():
    assert whole("0016") == 16
