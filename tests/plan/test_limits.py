"""Caps on what a plan may be: refused by name, with the flag that adjusts them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.errors import PlanError
from finopsguard.plan import Limits
from finopsguard.plan.depth import deeper_than
from tests.plan.shapes import document, read, resource


def nested(levels):
    return "[" * levels + "]" * levels


def holding(value, place="variables"):
    text = json.dumps(document(resource("aws_x", "y", ["create"], None, {"a": 1})))
    if place == "values":
        return text.replace('"a": 1', f'"a": {value}')
    return text[:-1] + f', "{place}": {value}}}'


def depth_of(value):
    if isinstance(value, dict):
        return 1 + max((depth_of(inner) for inner in value.values()), default=0)
    if isinstance(value, list):
        return 1 + max((depth_of(inner) for inner in value), default=0)
    return 0


@pytest.mark.parametrize("place", ["variables", "values", "configuration", "planned_values", "anything"])
@pytest.mark.parametrize("levels", [200, 900, 3000, 100_000])
def test_deep_nesting_is_refused_wherever_it_stands(place, levels):
    with pytest.raises(PlanError, match="nests deeper than 200 levels") as caught:
        read(holding(nested(levels), place))
    assert "--max-plan-depth" in caught.value.hint


@pytest.mark.parametrize("levels", [150, 3000, 100_000])
def test_modules_that_nest_too_deep_are_refused(levels):
    state = '{"values": {"root_module": ' + '{"child_modules": [' * levels + "]}" * levels + "}}"
    with pytest.raises(PlanError, match="levels"):
        read(holding(state, "prior_state"))


@pytest.mark.parametrize(
    "text",
    [
        "[1,",
        "{",
        '{"tfplan":' * 5000 + "1" + "}" * 5000,
        "log\n" + '{"a":' * 100_000,
        "[" * 100_000,
        "[" + nested(50_000) + "]",
    ],
)
def test_deep_nesting_that_is_no_plan_is_a_sentence_too(text):
    with pytest.raises(PlanError):
        read(text)


def test_the_limit_itself_is_allowed_and_one_more_is_not():
    assert read(holding(nested(199))).changes
    with pytest.raises(PlanError, match="200 levels"):
        read(holding(nested(200)))
    with pytest.raises(PlanError, match="50 levels"):
        read(holding(nested(60)), limits=Limits(max_depth=50))
    assert read(holding(nested(400)), limits=Limits(max_depth=500)).changes


def test_a_limit_beyond_the_interpreter_s_own_is_still_one_sentence():
    with pytest.raises(PlanError, match="levels"):
        read(holding(nested(50_000)), limits=Limits(max_depth=100_000))


def test_brackets_in_strings_are_no_levels():
    text = json.dumps("[{" * 300 + '\\"[' + "\\")
    assert read(holding(text)).changes
    assert read(holding(json.dumps("]" * 300 + "[" * 300))).changes


trees = st.recursive(
    st.none() | st.text('[]{}"\\n,:', max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('[]{}"\\', max_size=3), inner, max_size=3),
    max_leaves=12,
)


@given(trees, st.integers(0, 8))
def test_depth_is_counted_as_in_the_value(tree, limit):
    for text in (json.dumps(tree), json.dumps(tree, indent=2)):
        data = text.encode()
        if deeper_than(data, limit):
            assert depth_of(tree) > limit
        # The other way round only text made to deceive is let through, and the decoder's own limit holds it.
        elif (
            "[" not in "".join(strings(tree))
            and "]" not in "".join(strings(tree))
            and not set("{}") & set("".join(strings(tree)))
        ):
            assert depth_of(tree) <= limit


def strings(tree):
    if isinstance(tree, dict):
        return [*tree, *(text for inner in tree.values() for text in strings(inner))]
    if isinstance(tree, list):
        return [text for inner in tree for text in strings(inner)]
    return [tree or ""]


def test_too_many_resources_are_refused():
    plan = document(*(resource("aws_x", f"r{number}", ["create"], None, {}) for number in range(6)))
    with pytest.raises(PlanError, match="holds 6 resources; a plan may hold 5") as caught:
        read(plan, limits=Limits(max_resources=5))
    assert "--max-resources" in caught.value.hint
    assert len(read(plan, limits=Limits(max_resources=6)).changes) == 6


def test_too_many_planned_resources_are_refused_too():
    planned = [{"type": "aws_x", "name": f"r{number}", "values": {}} for number in range(6)]
    with pytest.raises(PlanError, match="6 resources"):
        read({"planned_values": {"root_module": {"resources": planned}}}, limits=Limits(max_resources=5))


def test_hostile_names_stay_in_the_records_and_out_of_messages():
    evil = "\x1b[31m\n<b>" + "A" * 5000
    plan = read(document({**resource("aws_x", "y", ["create"], None, {}), "address": evil}))
    assert plan.changes[0].address == evil
    deferred = read(document(deferred_changes=[{"resource_change": {"address": evil}}]))
    assert deferred.incomplete[0].isprintable()
    assert len(deferred.incomplete[0]) < 300
    with pytest.raises(PlanError) as caught:
        read({"format_version": evil, "resource_changes": [{"type": 5}]})
    assert str(caught.value).isprintable()
    with pytest.raises(PlanError) as caught:
        read({"format_version": "7." + evil, "resource_changes": []})
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 300


def test_modules_that_nest_too_deep_in_addresses_are_refused():
    module = ".".join(["module.m"] * 20_000)
    with pytest.raises(PlanError, match="levels"):
        read(
            document(
                *(resource("aws_x", "y", ["create"], None, {}, module=module, index=number) for number in range(50))
            )
        )
