"""EKS clusters and node groups. Prices of us-east-1: a cluster 0.10 an hour, 0.60 in extended support; t3.medium 0.0416, m5.large 0.096,
m5.xlarge 0.192 an hour; gp2 0.10 and gp3 0.08 per GB.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from finopsguard.resources.settings import Settings
from finopsguard.types.cost import Estimate, Status
from finopsguard.types.plan import Related
from tests.resources.harness import cents, estimate, line, related

DAY = Settings(today=date(2026, 8, 1))


def cluster(values: dict[str, Any], **options: Any) -> Estimate:
    return estimate("aws_eks_cluster", values, settings=DAY, **options)


def nodes(values: dict[str, Any], **options: Any) -> Estimate:
    scaling = [{"desired_size": 3, "min_size": 1, "max_size": 6}]
    return estimate("aws_eks_node_group", {"scaling_config": scaling, **values}, **options)


def template(values: dict[str, Any]) -> dict[str, Related]:
    return {"launch_template.0.id": related("aws_launch_template", values, name="nodes")}


@pytest.mark.parametrize(
    ("values", "name", "cost"),
    [
        ({}, "EKS cluster", "73.00"),
        ({"version": "1.35"}, "EKS cluster", "73.00"),
        ({"version": "1.34"}, "EKS cluster", "73.00"),  # until 2 December 2026
        ({"version": "1.33"}, "EKS cluster (extended support)", "438.00"),  # until 29 July 2026; 730 x 0.60
        ({"version": "1.31.4"}, "EKS cluster (extended support)", "438.00"),
        ({"version": "1.19"}, "EKS cluster (extended support)", "438.00"),
        ({"version": "1.99"}, "EKS cluster", "73.00"),
        ({"version": "1.31", "upgrade_policy": [{"support_type": "STANDARD"}]}, "EKS cluster", "73.00"),
        (
            {"version": "1.31", "upgrade_policy": [{"support_type": "EXTENDED"}]},
            "EKS cluster (extended support)",
            "438.00",
        ),
    ],
)
def test_a_cluster_costs_its_hours(values: dict[str, Any], name: str, cost: str) -> None:
    found = cluster(values)
    assert [(part.name, cents(part.monthly_cost)) for part in found.components] == [(name, cost)]


def test_the_last_day_of_standard_support_costs_no_more() -> None:
    for day, cost in ((29, "73.00"), (30, "438.00")):
        found = estimate("aws_eks_cluster", {"version": "1.33"}, settings=Settings(today=date(2026, 7, day)))
        assert cents(found.monthly_cost) == cost


def test_auto_mode_and_larger_control_planes() -> None:
    assert any("Auto Mode" in note for note in cluster({"compute_config": [{"enabled": True}]}).notes)
    larger = cluster({"control_plane_scaling_config": [{"tier": "tier-xl"}]})
    assert line(larger, "Control plane (tier-xl)").status is Status.NO_PRICE
    assert (cents(larger.monthly_cost), larger.complete) == ("73.00", False)


def test_an_unknown_version_is_assumed_to_be_supported() -> None:
    found = cluster({}, unknown={"version": True}, configured=["version"])
    assert cents(found.monthly_cost) == "73.00"
    assert any("version" in note for note in found.notes)


def test_a_region_without_prices_is_named() -> None:
    found = cluster({}, region="mars-north-1")
    assert found.status is Status.NO_PRICE
    assert "mars-north-1" in found.components[0].note


def test_a_group_that_says_nothing_has_medium_nodes() -> None:
    found = nodes({})
    # 3 x (730 x 0.0416 + 20 x 0.10)
    assert cents(found.monthly_cost) == "97.10"
    assert [(part.name, part.unit) for part in found.components] == [
        ("Instance usage (Linux/UNIX, on-demand, t3.medium)", "hours"),
        ("CPU credits", "vCPU-hours"),
        ("Storage (general purpose SSD, gp2)", "GB"),
    ]
    assert line(found, "CPU credits").unit_price == Decimal("0.05")


def test_type_disk_and_size() -> None:
    found = nodes({"instance_types": ["m5.large", "m5a.large"], "disk_size": "50"})
    assert cents(found.monthly_cost) == "225.24"  # 3 x (730 x 0.096 + 50 x 0.10)
    assert line(found, "Storage").inputs == ("volume_type", "disk_size")
    assert any("first of instance_types" in note for note in found.notes)


@pytest.mark.parametrize(
    ("scaling", "usage", "count"),
    [
        ({"desired_size": None, "min_size": 2, "max_size": 4}, {}, 2),
        ({"desired_size": "2", "min_size": 1, "max_size": 4}, {}, 2),
        ({"desired_size": 2, "min_size": 1, "max_size": 4}, {"instances": 7}, 7),
    ],
)
def test_how_many_nodes_run(scaling: dict[str, Any], usage: dict[str, Any], count: int) -> None:
    found = nodes({"instance_types": ["m5.large"], "scaling_config": [scaling]}, usage=usage)
    assert found.monthly_cost == count * (730 * Decimal("0.096") + 20 * Decimal("0.10"))


def test_spot_nodes_have_the_price_on_demand_as_a_bound() -> None:
    found = nodes({"instance_types": ["m5.large"], "capacity_type": "SPOT"})
    assert (cents(found.monthly_cost), found.complete) == ("6.00", False)  # 3 x 20 x 0.10
    assert cents(found.maximum) == "216.24"  # 3 x (730 x 0.096 + 20 x 0.10)
    unknown = nodes({"instance_types": ["m5.large"]}, unknown={"capacity_type": True}, configured=["capacity_type"])
    assert (cents(unknown.minimum), cents(unknown.maximum)) == ("6.00", "216.24")


def test_a_launch_template_describes_the_nodes() -> None:
    disk = {"device_name": "/dev/xvda", "ebs": [{"volume_size": 100, "volume_type": "gp3"}]}
    refers = template({"instance_type": "m5.xlarge", "block_device_mappings": [disk]})
    found = nodes({"launch_template": [{"id": None}]}, refers=refers)
    assert cents(found.monthly_cost) == "444.48"  # 3 x (730 x 0.192 + 100 x 0.08)
    assert [part.name for part in found.components] == [
        "aws_launch_template.nodes: Instance usage (Linux/UNIX, on-demand, m5.xlarge)",
        "aws_launch_template.nodes: block_device_mapping[0]: Storage (general purpose SSD, gp3)",
    ]


def test_the_types_of_the_group_stand_where_the_template_has_none() -> None:
    found = nodes({"launch_template": [{"id": None}], "instance_types": ["m5.large"]}, refers=template({}))
    assert cents(found.monthly_cost) == "216.24"  # 3 x (730 x 0.096 + 20 x 0.10)
    assert cents(nodes({"launch_template": [{"id": None}]}, refers=template({})).monthly_cost) == "97.10"
    chosen = nodes(
        {"launch_template": [{"id": None}]}, refers=template({"instance_requirements": [{"vcpu_count": []}]})
    )
    assert "EC2 chooses" in line(chosen, "aws_launch_template.nodes: Instance usage").note


def test_a_template_outside_the_plan() -> None:
    found = nodes({"launch_template": [{"id": "lt-0abc"}], "instance_types": ["m5.large"]})
    assert cents(found.monthly_cost) == "210.24"  # 3 x 730 x 0.096; its volumes are not known
    assert not found.complete


def test_windows_nodes() -> None:
    found = nodes({"ami_type": "WINDOWS_CORE_2022_x86_64"}, region="eu-west-1")
    assert cents(found.monthly_cost) == "156.66"  # 3 x (730 x 0.064 + 50 x 0.11)
    assert (
        nodes({}, usage={"operating_system": "windows"}, region="eu-west-1")
        .components[0]
        .name.startswith("Instance usage (Windows")
    )


@given(st.integers(0, 50), st.sampled_from(["m5.large", "t3.medium"]), st.integers(20, 500))
@examples(max_examples=30)
def test_groups_grow_with_nodes_and_disks(count: int, type_: str, disk: int) -> None:
    def cost(number: int, size: int) -> Decimal:
        scaling = [{"desired_size": number, "min_size": 0, "max_size": 99}]
        found = nodes({"instance_types": [type_], "disk_size": size, "scaling_config": scaling, "labels": {}})
        assert found.monthly_cost is not None
        return found.monthly_cost

    assert cost(count, disk) == count * cost(1, disk)
    assert 0 < cost(1, disk) < cost(1, disk + 1)
