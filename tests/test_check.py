"""What each action does to the bill, seen from a plan to the report. The prices: t3.medium $0.0416/h, m5.large $0.096/h in us-east-1."""

from decimal import Decimal

import pytest

from tests.plans import change, only, plan, report

SMALL = {"instance_type": "t3.medium", "tags": {"team": "core"}}
LARGE = {"instance_type": "m5.large", "tags": {"team": "core"}}
# 730 h x $0.0416 + 8 GB x $0.10 and 730 h x $0.096 + 8 GB x $0.10
SMALL_COST = Decimal("31.168")
LARGE_COST = Decimal("70.88")
RISE = LARGE_COST - SMALL_COST


@pytest.mark.parametrize(
    ("actions", "before", "after", "cost", "delta", "action"),
    [
        (["create"], None, SMALL, SMALL_COST, SMALL_COST, "create"),
        (["delete"], SMALL, None, 0, -SMALL_COST, "delete"),
        (["update"], SMALL, LARGE, LARGE_COST, RISE, "update"),
        (["update"], LARGE, SMALL, SMALL_COST, -RISE, "update"),
        (["delete", "create"], SMALL, LARGE, LARGE_COST, RISE, "replace"),
        (["create", "delete"], SMALL, LARGE, LARGE_COST, RISE, "replace"),
        (["no-op"], SMALL, SMALL, SMALL_COST, 0, "no-op"),
    ],
)
def test_what_an_action_does_to_the_bill(tmp_path, actions, before, after, cost, delta, action):
    found = report(tmp_path, plan(change("aws_instance.web", actions, before, after)))
    line = only(found)
    assert (line.action, line.monthly_cost, line.delta) == (action, cost, delta)
    assert (found.total_monthly_cost, found.delta_monthly_cost) == (cost, delta)


def test_forgetting_leaves_it_on_the_bill_but_in_no_total(tmp_path):
    found = report(
        tmp_path,
        plan(change("aws_instance.web", ["forget"], SMALL), change("aws_instance.new", ["create"], None, LARGE)),
    )
    assert found.resources[0].forgotten_monthly_cost == SMALL_COST
    assert found.resources[0].delta == 0
    assert found.forgotten_monthly_cost == SMALL_COST
    assert (found.total_monthly_cost, found.delta_monthly_cost) == (LARGE_COST, LARGE_COST)


def test_create_and_forget_bills_both(tmp_path):
    found = report(tmp_path, plan(change("aws_instance.web", ["create", "forget"], SMALL, LARGE)))
    assert found.delta_monthly_cost == LARGE_COST
    assert found.forgotten_monthly_cost == SMALL_COST


def test_importing_adds_nothing_for_what_already_runs(tmp_path):
    found = report(tmp_path, plan(change("aws_instance.web", ["no-op"], SMALL, SMALL, importing={"id": "i-1"})))
    assert (only(found).importing, found.delta_monthly_cost, found.total_monthly_cost) == (True, 0, SMALL_COST)


def test_importing_with_a_change_costs_the_difference(tmp_path):
    found = report(tmp_path, plan(change("aws_instance.web", ["update"], SMALL, LARGE, importing={"id": "i-1"})))
    assert found.delta_monthly_cost == RISE


def test_moving_costs_nothing_and_keeps_the_old_address(tmp_path):
    found = report(
        tmp_path, plan(change("aws_instance.web", ["no-op"], SMALL, SMALL, previous_address="aws_instance.old"))
    )
    assert (only(found).previous_address, found.delta_monthly_cost) == ("aws_instance.old", 0)


def test_a_deposed_object_goes_off_the_bill_beside_its_successor(tmp_path):
    found = report(
        tmp_path,
        plan(
            change("aws_instance.web", ["no-op"], LARGE, LARGE),
            change("aws_instance.web", ["delete"], SMALL, deposed="0a1b2c3d"),
        ),
    )
    assert len(found.resources) == 2
    assert (found.total_monthly_cost, found.delta_monthly_cost) == (LARGE_COST, -SMALL_COST)


def test_an_action_never_seen_before_has_no_delta_and_is_incomplete(tmp_path):
    found = report(tmp_path, plan(change("aws_instance.web", ["archive"], SMALL, LARGE)))
    assert only(found).delta is None
    assert (found.verdict, found.exit_code, found.complete) == ("incomplete", 4, False)


def test_drift_is_shown_and_not_counted(tmp_path):
    drifted = change("aws_instance.web", ["update"], SMALL, LARGE)
    found = report(tmp_path, plan(change("aws_instance.web", ["no-op"], LARGE, LARGE), resource_drift=[drifted]))
    assert found.delta_monthly_cost == 0
    assert [(row.address, row.delta) for row in found.drift] == [("aws_instance.web", RISE)]


def test_data_sources_cost_nothing_and_are_not_listed(tmp_path):
    data = change("aws_instance.web", ["read"], None, SMALL) | {"mode": "data", "address": "data.aws_instance.web"}
    assert report(tmp_path, plan(data)).resources == ()


def test_what_drives_a_change_is_named(tmp_path):
    (driver,) = only(report(tmp_path, plan(change("aws_instance.web", ["update"], SMALL, LARGE)))).drivers
    assert (driver.attribute, driver.before, driver.after) == ("instance_type", "t3.medium", "m5.large")


def test_a_sensitive_driver_is_masked_and_still_priced(tmp_path):
    marks = {"instance_type": True}
    one = change("aws_instance.web", ["update"], SMALL, LARGE, before_sensitive=marks, after_sensitive=marks)
    line = only(report(tmp_path, plan(one)))
    assert line.delta == RISE
    assert [(driver.before, driver.after) for driver in line.drivers] == [("(sensitive)", "(sensitive)")]


def test_sensitive_tags_are_masked(tmp_path):
    one = change(
        "aws_instance.web",
        ["create"],
        None,
        {**SMALL, "tags": {"a": "s3cret", "b": "open"}},
        after_sensitive={"tags": {"a": True}},
    )
    assert only(report(tmp_path, plan(one))).tags == {"a": "(sensitive)", "b": "open"}


def test_a_price_that_is_missing_after_the_change_is_no_saving(tmp_path):
    found = report(tmp_path, plan(change("aws_instance.web", ["update"], LARGE, {"instance_type": "z9.huge"})))
    line = only(found)
    assert (line.status, line.complete, line.delta) == ("no_price", False, None)
    assert found.delta_monthly_cost is None
    assert not found.complete


def test_what_is_unknown_alike_before_and_after_cancels_out(tmp_path):
    unpriced = {"instance_type": "z9.huge"}
    bigger = {**unpriced, "root_block_device": [{"volume_size": 108, "volume_type": "gp2"}]}
    line = only(report(tmp_path, plan(change("aws_instance.web", ["update"], unpriced, bigger))))
    assert line.delta == 10  # 100 GB x $0.10
    assert not line.complete


def test_an_unknown_type_of_machine_is_no_price_and_never_a_default(tmp_path):
    one = change("aws_instance.web", ["create"], None, {"tags": {}}, unknown={"instance_type": True})
    configuration = {
        "provider_config": {"aws": {"name": "aws", "expressions": {"region": {"constant_value": "us-east-1"}}}},
        "root_module": {
            "resources": [
                {
                    "address": "aws_instance.web",
                    "mode": "managed",
                    "type": "aws_instance",
                    "name": "web",
                    "provider_config_key": "aws",
                    "expressions": {
                        "instance_type": {"references": ["data.external.size.result", "data.external.size"]}
                    },
                }
            ]
        },
    }
    line = only(report(tmp_path, plan(one, configuration=configuration)))
    assert (line.status, line.complete, line.monthly_cost_max) == ("no_price", False, None)
    assert any("instance_type is known only after apply" in part.note for part in line.components)


def test_an_unknown_yes_or_no_gives_a_range(tmp_path):
    one = change("aws_instance.web", ["create"], None, LARGE, unknown={"monitoring": True})
    configuration = {
        "provider_config": {"aws": {"name": "aws", "expressions": {"region": {"constant_value": "us-east-1"}}}},
        "root_module": {
            "resources": [
                {
                    "address": "aws_instance.web",
                    "mode": "managed",
                    "type": "aws_instance",
                    "name": "web",
                    "provider_config_key": "aws",
                    "expressions": {"monitoring": {"references": ["random_integer.x"]}},
                }
            ]
        },
    }
    found = report(tmp_path, plan(one, configuration=configuration))
    line = only(found)
    assert (line.monthly_cost_min, line.monthly_cost_max) == (
        LARGE_COST,
        LARGE_COST + Decimal("2.10"),
    )  # 7 metrics x $0.30
    assert (found.total_monthly_cost_min, found.total_monthly_cost_max) == (
        line.monthly_cost_min,
        line.monthly_cost_max,
    )


def test_a_region_nobody_states_is_said(tmp_path):
    found = report(
        tmp_path, plan(change("aws_instance.web", ["create"], None, SMALL), configuration={"root_module": {}})
    )
    line = only(found)
    assert (line.region, line.region_source) == ("us-east-1", "default")


def test_a_region_without_prices_is_named(tmp_path):
    line = only(report(tmp_path, plan(change("aws_instance.web", ["create"], None, SMALL), region="eu-narnia-1")))
    assert line.status == "no_price"
    assert "eu-narnia-1" in line.components[0].note


def test_an_unsupported_type_is_counted_and_makes_the_total_partial(tmp_path):
    found = report(
        tmp_path,
        plan(
            change("aws_quantum_thing.x", ["create"], None, {"size": 1}),
            change("aws_instance.web", ["create"], None, SMALL),
        ),
    )
    assert [(row.type, row.count) for row in found.unsupported] == [("aws_quantum_thing", 1)]
    assert found.total_monthly_cost == SMALL_COST
    assert (found.complete, found.verdict) == (False, "pass")
    assert report(tmp_path, plan(change("aws_quantum_thing.x", ["create"], None, {})), strict=True).exit_code == 4


def test_free_types_are_free_by_name(tmp_path):
    found = report(tmp_path, plan(change("aws_iam_role.x", ["create"], None, {"name": "r"})))
    assert (only(found).status, found.total_monthly_cost, found.complete) == ("free", 0, True)


def test_hours_of_a_month_are_configurable(tmp_path):
    found = report(tmp_path, plan(change("aws_instance.web", ["create"], None, SMALL)), hours_per_month=Decimal(100))
    assert found.total_monthly_cost == Decimal("4.96")  # 100 h x $0.0416 + 8 GB x $0.10


def test_an_empty_plan_has_no_total_rather_than_a_wrong_one(tmp_path):
    found = report(tmp_path, plan())
    assert (found.verdict, found.resources, found.exit_code) == ("pass", (), 0)


def test_a_plan_that_stopped_with_an_error_is_incomplete(tmp_path):
    found = report(tmp_path, plan(change("aws_instance.web", ["create"], None, SMALL), errored=True))
    assert (found.verdict, found.exit_code) == ("incomplete", 4)
    assert found.total_monthly_cost == SMALL_COST


def test_over_budget_beats_incomplete(tmp_path):
    found = report(tmp_path, plan(change("aws_instance.web", ["create"], None, SMALL), errored=True), budget=Decimal(1))
    assert (found.verdict, found.exit_code) == ("fail", 1)


def test_an_update_of_an_unsupported_type_has_no_delta_and_a_no_op_none_to_have(tmp_path):
    values = {"size": 1}
    update = only(report(tmp_path, plan(change("aws_quantum_thing.x", ["update"], values, {"size": 2}))))
    assert (update.status, update.delta, update.monthly_cost) == ("unsupported", None, None)
    unchanged = only(report(tmp_path, plan(change("aws_quantum_thing.x", ["no-op"], values, values))))
    assert (unchanged.delta, unchanged.monthly_cost) == (0, None)


def test_what_the_provider_fills_in_is_no_driver(tmp_path):
    one = change("aws_instance.web", ["update"], {**SMALL, "tenancy": "default"}, LARGE, unknown={"tenancy": True})
    assert [driver.attribute for driver in only(report(tmp_path, plan(one))).drivers] == ["instance_type"]


@pytest.mark.parametrize("type_", ["aws_quantum_thing", "aws_s3_bucket"])
def test_a_plan_of_nothing_but_unknowns_has_no_total_and_no_delta(tmp_path, type_):
    found = report(tmp_path, plan(change(f"{type_}.x", ["create"], None, {"size": 1})))
    assert (found.total_monthly_cost, found.delta_monthly_cost) == (None, None)


def test_an_unknown_beside_a_deletion_is_not_hidden_by_its_zero(tmp_path):
    found = report(
        tmp_path,
        plan(change("aws_quantum_thing.x", ["create"], None, {}), change("aws_instance.old", ["delete"], SMALL)),
    )
    assert found.total_monthly_cost is None
    assert found.delta_monthly_cost == -SMALL_COST
    assert not found.complete


def test_deleting_everything_leaves_a_total_of_zero(tmp_path):
    found = report(tmp_path, plan(change("aws_instance.old", ["delete"], SMALL)))
    assert (found.total_monthly_cost, found.delta_monthly_cost, found.complete) == (0, -SMALL_COST, True)


def test_what_is_free_hides_nothing_that_depends_on_usage(tmp_path):
    found = report(
        tmp_path, plan(change("aws_iam_role.x", ["create"], None, {}), change("aws_s3_bucket.y", ["create"], None, {}))
    )
    assert (found.total_monthly_cost, found.delta_monthly_cost, found.complete) == (None, None, True)
