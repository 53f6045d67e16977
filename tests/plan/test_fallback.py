"""Plans without resource_changes: worked out where that is possible, and always said."""

import pytest

from finopsguard.types.plan import Action, Side
from tests.plan.shapes import document, in_state, read, state

SMALL = {"instance_type": "t3.small", "ami": "ami-1", "id": "i-1"}


def without_changes(planned, prior=None, changes=None):
    content = document(planned_values={"root_module": {"resources": planned}}, prior_state=prior)
    if changes is None:
        del content["resource_changes"]
    else:
        content["resource_changes"] = changes
    return read(content)


def summary(plan):
    return {change.address: change.action for change in plan.changes}


def test_planned_and_prior_are_compared():
    plan = without_changes(
        [
            in_state(
                "aws_instance", "same", {"instance_type": "t3.small", "ami": "ami-1"}
            ),  # what is known after apply is left out
            in_state("aws_instance", "bigger", {"instance_type": "m5.large", "ami": "ami-1"}),
            in_state("aws_instance", "new", {"instance_type": "m5.large"}),
            in_state("aws_ami", "base", {}, mode="data"),
        ],
        state(*(in_state("aws_instance", name, SMALL) for name in ("same", "bigger", "gone"))),
    )
    assert summary(plan) == {
        "aws_instance.same": Action.NO_OP,
        "aws_instance.bigger": Action.UPDATE,
        "aws_instance.new": Action.CREATE,
        "aws_instance.gone": Action.DELETE,
    }
    assert plan.context.values(plan.changes[1], Side.BEFORE) == SMALL
    assert plan.context.values(plan.changes[1], Side.AFTER)["instance_type"] == "m5.large"
    assert "worked out from planned_values and prior_state" in plan.warnings[0]


@pytest.mark.parametrize("changes", [None, []])
def test_a_refresh_only_plan_deletes_nothing(changes):
    plan = without_changes([], state(in_state("aws_instance", "web", SMALL)), changes)
    assert summary(plan) == {"aws_instance.web": Action.NO_OP}
    assert "-refresh-only" in plan.warnings[0]


def test_no_changes_beside_planned_resources_is_not_taken_for_an_empty_plan():
    assert summary(without_changes([in_state("aws_instance", "web", SMALL)], changes=[])) == {
        "aws_instance.web": Action.CREATE
    }


def test_resources_without_address_or_mode_as_other_tools_cut_them_down():
    bare = {"type": "aws_instance", "name": "web", "values": {"instance_type": "t3.small"}}
    plan = without_changes([bare, {**bare, "index": 0, "name": "n"}, {**bare, "index": "k", "name": "n"}])
    assert list(summary(plan)) == ["aws_instance.web", "aws_instance.n[0]", 'aws_instance.n["k"]']
    assert {change.provider for change in plan.changes} == {"aws"}


def test_modules_are_walked_and_their_relative_addresses_completed():
    child = {"address": 'module.a["x"]', "resources": [in_state("aws_instance", "web", SMALL, index=0)]}
    plan = read({"planned_values": {"root_module": {"child_modules": [child]}}})
    (change,) = plan.changes
    assert (change.address, change.module_address, change.index) == (
        'module.a["x"].aws_instance.web[0]',
        'module.a["x"]',
        0,
    )


def test_sensitive_marks_come_along():
    secret = in_state("aws_db_instance", "db", {"password": "x"}, sensitive_values={"password": True})
    plan = without_changes([secret])
    assert plan.context.sensitive(plan.changes[0], Side.AFTER) == {"password": True}
