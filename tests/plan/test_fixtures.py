"""The plans that the project shows and tests itself with are what Terraform would write."""

import json

import pytest

from finopsguard.plan import read_plan
from finopsguard.types.paths import is_marked
from finopsguard.types.plan import Action, Side
from tests.plan.shapes import FIXTURES, find, region_of

GOLDEN = str(FIXTURES / "all-actions.json")


@pytest.fixture(scope="module")
def golden():
    return read_plan(GOLDEN)


def test_the_golden_plan_holds_every_action(golden):
    assert {change.action for change in golden.changes} == set(Action)
    assert {change.actions for change in golden.changes if change.action is Action.REPLACE} == {
        ("delete", "create"),
        ("create", "delete"),
    }
    assert golden.warnings == golden.incomplete == ()
    (drifted,) = golden.drift
    assert (drifted.address, drifted.action) == ("aws_autoscaling_group.jobs", Action.UPDATE)


def test_the_golden_plan_holds_every_special_case(golden):
    imported = {change.address: change.action for change in golden.changes if change.importing}
    assert imported == {"aws_s3_bucket.logs": Action.NO_OP, "aws_instance.search": Action.UPDATE}
    moved = {change.previous_address: change.address for change in golden.changes if change.previous_address}
    assert moved == {
        "aws_lb.front": "aws_lb.public",
        "module.images.aws_lambda_function.resize": "aws_lambda_function.resize",
    }
    assert [change.address for change in golden.changes if change.deposed] == ["aws_instance.queue"]
    assert 'module.site["us.east/1"].aws_lambda_function.render' in {change.address for change in golden.changes}
    reporting = find(golden, "aws_db_instance.reporting")
    assert is_marked(golden.context.sensitive(reporting, Side.AFTER), "password")
    assert golden.context.unknown(find(golden, "aws_instance.canary"))["instance_type"] is True


def test_the_golden_plan_s_regions(golden):
    assert (region_of(golden, "aws_instance.replica").name, region_of(golden, "aws_instance.replica").source) == (
        "eu-west-1",
        "provider",
    )
    assert (region_of(golden, "aws_instance.api").name, region_of(golden, "aws_instance.api").source) == (
        "us-east-1",
        "provider",
    )
    assert region_of(golden, "aws_instance.legacy").source == "arn"


@pytest.mark.parametrize(("side", "size"), [(Side.BEFORE, "m5.large"), (Side.AFTER, "m5.xlarge")])
def test_the_golden_plan_s_group_refers_to_its_template(golden, side, size):
    (template,) = golden.context.follow(find(golden, "aws_autoscaling_group.jobs"), "launch_template.0.id", side=side)
    assert (template.address, template.values["instance_type"]) == ("aws_launch_template.jobs", size)


@pytest.mark.parametrize("name", ["all-actions.json", "demo.json"])
def test_the_sections_of_a_fixture_agree(name):
    content = json.loads((FIXTURES / name).read_text(encoding="utf-8"))
    changes = [change for change in content["resource_changes"] if change["mode"] == "managed"]

    def in_tree(root):
        modules = [root, *root.get("child_modules", [])]
        return [resource for module in modules for resource in module.get("resources", [])]

    planned = {
        resource["address"]: resource["values"] for resource in in_tree(content["planned_values"]["root_module"])
    }
    assert planned == {
        change["address"]: change["change"]["after"]
        for change in changes
        if change["change"]["after"] and "deposed" not in change
    }
    prior = in_tree(content["prior_state"]["values"]["root_module"])
    told = [(resource["address"], resource.get("deposed_key")) for resource in prior if resource["mode"] == "managed"]
    assert sorted(told, key=str) == sorted(
        ((change["address"], change.get("deposed")) for change in changes if change["change"]["before"]), key=str
    )
    for change in changes:
        actions, sides = change["change"]["actions"], change["change"]
        assert (sides["before"] is None) == (actions == ["create"])
        assert (sides["after"] is None) == (actions in (["delete"], ["forget"]))
        if actions == ["no-op"]:
            assert sides["before"] == sides["after"]


def test_the_demo_tells_a_small_story():
    plan = read_plan(str(FIXTURES / "demo.json"))
    counts = {action: sum(change.action is action for change in plan.changes) for action in Action}
    assert (counts[Action.UPDATE], counts[Action.CREATE], counts[Action.DELETE], counts[Action.NO_OP]) == (3, 6, 1, 3)
    assert plan.warnings == plan.incomplete == ()
