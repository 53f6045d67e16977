"""Auto Scaling groups. Prices of us-east-1: t3.medium 0.0416, m5.large 0.096, m5.xlarge 0.192 an hour; gp2 0.10, gp3 0.08 and io1 0.125 per
GB, io1 IOPS 0.065; a metric 0.30.
"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finopsguard.types.cost import Estimate, Status
from finopsguard.types.plan import Related
from tests.resources.harness import cents, estimate, line, related

SPECIFICATION = "mixed_instances_policy.0.launch_template.0.launch_template_specification.0.launch_template_id"


def template(values: dict[str, Any] | None = None, **options: Any) -> Related:
    mapping = {"device_name": "/dev/xvda", "ebs": [{"volume_size": 20, "volume_type": "gp3"}]}
    return related(
        "aws_launch_template",
        {"instance_type": "m5.large", "block_device_mappings": [mapping], **(values or {})},
        name="web",
        **options,
    )


def group(values: dict[str, Any], refers: dict[str, Related] | None = None, **options: Any) -> Estimate:
    base = {"min_size": 1, "max_size": 4, "launch_template": [{"id": None, "version": "$Latest"}]}
    refers = {"launch_template.0.id": template()} if refers is None else refers
    return estimate("aws_autoscaling_group", {**base, **values}, refers=refers, **options)


def mixed(
    distribution: dict[str, Any] | None,
    *overrides: dict[str, Any],
    desired: Any = 4,
    to: Related | None = None,
    **options: Any,
) -> Estimate:
    policy = {
        "instances_distribution": [distribution] if distribution is not None else [],
        "launch_template": [
            {"launch_template_specification": [{"launch_template_id": None}], "override": list(overrides)}
        ],
    }
    values = {"desired_capacity": desired, "max_size": 10, "launch_template": [], "mixed_instances_policy": [policy]}
    return group(values, {SPECIFICATION: to or template()}, **options)


def instances(found: Estimate, purchase: str) -> Decimal:
    """How many instances the line of a purchase option stands for."""
    (hours,) = [part for part in found.components if f", {purchase}, " in part.name]
    assert hours.quantity is not None
    return hours.quantity / 730


def test_a_group_is_copies_of_its_launch_template() -> None:
    found = group({"desired_capacity": 3})
    # 3 x (730 x 0.096 + 20 x 0.08)
    assert cents(found.monthly_cost) == "215.04"
    assert [(part.name, part.quantity) for part in found.components] == [
        ("aws_launch_template.web: Instance usage (Linux/UNIX, on-demand, m5.large)", 2190),
        ("aws_launch_template.web: block_device_mapping[0]: Storage (general purpose SSD, gp3)", 60),
    ]


@pytest.mark.parametrize(
    ("values", "usage", "count"),
    [
        ({"desired_capacity": 3}, {}, 3),
        ({"desired_capacity": None}, {}, 1),
        ({"min_size": 2}, {}, 2),
        ({"min_size": "2", "desired_capacity": "3"}, {}, 3),
        ({"desired_capacity": 3}, {"instances": 7}, 7),
        ({"min_size": 0, "desired_capacity": 0}, {}, 0),
    ],
)
def test_how_many_instances_run(values: dict[str, Any], usage: dict[str, Any], count: int) -> None:
    found = group(values, usage=usage)
    assert instances(found, "on-demand") == count
    assert found.monthly_cost == count * (730 * Decimal("0.096") + 20 * Decimal("0.08"))


def test_a_capacity_that_only_apply_tells_lies_between_the_bounds() -> None:
    found = group({"desired_capacity": None}, unknown={"desired_capacity": True}, configured=["desired_capacity"])
    assert (cents(found.minimum), cents(found.maximum)) == ("71.68", "286.72")
    left_out = group({"desired_capacity": None}, unknown={"desired_capacity": True}, configured=[])
    assert (cents(left_out.minimum), cents(left_out.maximum)) == ("71.68", "71.68")


def test_a_launch_configuration_monitors_in_detail_by_default() -> None:
    configuration = related(
        "aws_launch_configuration",
        {
            "instance_type": "t3.medium",
            "root_block_device": [{"volume_size": 10}],
            "ebs_block_device": [{"device_name": "/dev/sdb", "volume_type": "io1", "volume_size": 10, "iops": 200}],
        },
        name="lc",
    )
    found = group({"desired_capacity": 2, "launch_template": []}, {"launch_configuration": configuration})
    # 2 x (730 x 0.0416 + 7 x 0.30 + 10 x 0.10 + 10 x 0.125 + 200 x 0.065)
    assert cents(found.monthly_cost) == "95.44"
    assert cents(line(found, "aws_launch_configuration.lc: EC2 detailed monitoring").monthly_cost) == "4.20"
    assert (
        cents(line(found, "aws_launch_configuration.lc: ebs_block_device[0]: Provisioned IOPS").monthly_cost) == "26.00"
    )
    quiet = related("aws_launch_configuration", {"instance_type": "t3.medium", "enable_monitoring": False}, name="lc")
    assert (
        cents(group({"launch_template": []}, {"launch_configuration": quiet}).monthly_cost) == "31.17"
    )  # 730 x 0.0416 + 0.80


def test_what_only_apply_tells_of_a_launch_configuration_is_its_default_where_it_sets_nothing() -> None:
    marks = {"ebs_optimized": True, "root_block_device": True, "ebs_block_device": True, "id": True}
    configuration = related(
        "aws_launch_configuration", {"instance_type": "r3.xlarge", "enable_monitoring": False}, unknown=marks
    )
    told = Related(
        configuration.address, configuration.type, configuration.values, marks, lambda path: path == "instance_type"
    )
    found = group({"launch_template": []}, {"launch_configuration": told})
    assert cents(found.monthly_cost) == "243.89"  # 730 x 0.333 + 0.80
    assert (found.minimum, found.maximum) == (found.monthly_cost, found.monthly_cost)


def test_a_launch_configuration_with_a_spot_price() -> None:
    configuration = related(
        "aws_launch_configuration", {"instance_type": "m5.large", "spot_price": "0.03", "enable_monitoring": False}
    )
    found = group({"desired_capacity": 2, "launch_template": []}, {"launch_configuration": configuration})
    assert instances(found, "spot") == 2
    assert (cents(found.minimum), cents(found.maximum)) == ("1.60", "45.40")  # 2 x 0.80; + 2 x 730 x 0.03


def test_a_template_of_spot_instances() -> None:
    to = {"launch_template.0.id": template({"instance_market_options": [{"market_type": "spot"}]})}
    found = group({"desired_capacity": 2}, to)
    assert instances(found, "spot") == 2
    assert cents(found.maximum) == "143.36"  # 2 x (730 x 0.096 + 20 x 0.08)


@pytest.mark.parametrize(
    ("distribution", "on_demand", "spot"),
    [
        (None, 4, None),
        ({}, 4, None),
        ({"on_demand_base_capacity": 1, "on_demand_percentage_above_base_capacity": 0}, 1, 3),
        ({"on_demand_base_capacity": 0, "on_demand_percentage_above_base_capacity": 50}, 2, 2),
        ({"on_demand_base_capacity": 1, "on_demand_percentage_above_base_capacity": 50}, 3, 1),  # 1 + 1.5 rounded up
        ({"on_demand_base_capacity": 9, "on_demand_percentage_above_base_capacity": 0}, 4, None),
    ],
)
def test_a_mixed_policy_is_split_into_on_demand_and_spot(
    distribution: dict[str, Any] | None, on_demand: int, spot: int | None
) -> None:
    found = mixed(distribution, {"instance_type": "m5.xlarge"}, {"instance_type": "m5.2xlarge"})
    assert instances(found, "on-demand") == on_demand
    if spot is None:
        assert found.complete
        assert cents(found.monthly_cost) == "567.04"  # 4 x (730 x 0.192 + 1.60)
    else:
        assert instances(found, "spot") == spot
        assert cents(found.monthly_cost) == cents(on_demand * 730 * Decimal("0.192") + Decimal("6.40"))
        assert cents(found.maximum) == "567.04"
    assert "first override" in found.notes[0]


def test_spot_only() -> None:
    found = mixed(
        {"on_demand_percentage_above_base_capacity": 0, "spot_max_price": "0.06"}, {"instance_type": "m5.large"}
    )
    assert instances(found, "spot") == 4
    assert not [part for part in found.components if "on-demand" in part.name]
    assert cents(found.maximum) == "181.60"  # 4 x (730 x 0.06 + 1.60)


def test_weights_say_how_many_units_an_instance_counts_for() -> None:
    override = {"instance_type": "m5.xlarge", "weighted_capacity": "3"}
    assert instances(mixed(None, override, desired=10), "on-demand") == 4  # 10 / 3 rounded up
    assert instances(mixed(None, override, desired=10, usage={"instances": 5}), "on-demand") == 5


def test_without_overrides_the_template_says_the_type() -> None:
    assert line(mixed(None), "aws_launch_template.web: Instance usage").name.endswith("m5.large)")


def test_types_that_ec2_chooses_have_no_price() -> None:
    found = mixed(None, {"instance_requirements": [{"vcpu_count": [{"min": 2}]}]})
    hours = line(found, "aws_launch_template.web: Instance usage")
    assert hours.status is Status.NO_PRICE
    assert "instance_requirements" in hours.note


def test_a_template_outside_the_plan_has_no_price() -> None:
    found = group({"desired_capacity": 2, "launch_template": [{"id": "lt-0123"}]}, {})
    assert (found.status, found.monthly_cost, found.complete) == (Status.NO_PRICE, None, False)
    assert "not in the plan" in found.components[0].note
    policy = [
        {"launch_template": [{"launch_template_specification": [{}], "override": [{"instance_type": "m5.large"}]}]}
    ]
    typed = group({"desired_capacity": 2, "launch_template": [], "mixed_instances_policy": policy}, {})
    assert cents(typed.monthly_cost) == "140.16"  # 2 x 730 x 0.096; the volumes are open
    assert not typed.complete


def test_usage_of_the_group_counts_for_each_instance() -> None:
    to = {"launch_template.0.id": template({"instance_type": "t3.medium"})}
    found = group(
        {"desired_capacity": 3},
        to,
        usage={"monthly_cpu_credit_hrs": 10, "operating_system": "windows", "vcpu_count": 2},
    )
    assert line(found, "aws_launch_template.web: CPU credits").quantity == 60
    assert "(Windows, on-demand, t3.medium)" in line(found, "aws_launch_template.web: Instance usage").name


@given(st.integers(0, 200), st.sampled_from(("t3.medium", "m5.large", "r5.2xlarge")), st.integers(1, 1000))
@settings(max_examples=40)
def test_the_cost_is_that_of_one_instance_times_their_number(count: int, type_: str, gigabytes: int) -> None:
    volume = [{"device_name": "/dev/xvda", "ebs": [{"volume_size": gigabytes}]}]
    to = {"launch_template.0.id": template({"instance_type": type_, "block_device_mappings": volume})}
    one = group({"desired_capacity": 1}, to).monthly_cost
    assert one is not None
    assert group({"desired_capacity": count}, to).monthly_cost == one * count


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 100))
@settings(max_examples=60)
def test_a_split_loses_no_instance(desired: int, base: int, share: int) -> None:
    distribution = {"on_demand_base_capacity": base, "on_demand_percentage_above_base_capacity": share}
    found = mixed(distribution, {"instance_type": "m5.large"}, desired=desired)
    hours = sum((part.quantity or 0 for part in found.components if "Instance usage" in part.name), Decimal(0))
    assert hours == desired * 730
    assert found.maximum == desired * (730 * Decimal("0.096") + Decimal("1.6"))
