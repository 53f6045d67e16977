"""EC2 instances. Prices in us-east-1: m5.large 0.096 (eu-west-1 0.107), t3.medium 0.0416, t2.medium 0.0464, r3.xlarge 0.333 an hour, 0.02
more when EBS-optimized; gp2 0.10, gp3 0.08, io1 and io2 0.125, magnetic 0.05 per GB; gp3 IOPS 0.005 above 3,000 and MiB/s 0.04 above 125;
io1 IOPS 0.065; a metric 0.30.
"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finopsguard.types.cost import Estimate, Status
from tests.resources.harness import cents, estimate, line, related

TEMPLATE = "launch_template.0.id"


def instance(values: dict[str, Any], **options: Any) -> Estimate:
    """An instance; the fields of a plan that ``values`` leaves out are null, as Terraform writes them."""
    return estimate("aws_instance", {"instance_type": "m5.large", "root_block_device": [], **values}, **options)


def names(found: Estimate) -> list[str]:
    return [component.name for component in found.components]


def test_hours_and_the_root_volume_of_the_ami() -> None:
    found = instance({})
    # 730 h x 0.096 + 8 GB x 0.10
    assert cents(found.monthly_cost) == "70.88"
    assert names(found) == [
        "Instance usage (Linux/UNIX, on-demand, m5.large)",
        "root_block_device: Storage (general purpose SSD, gp2)",
    ]
    assert found.notes == ("root volume: 8 GB gp2 assumed, the AMI decides",)


def test_each_region_has_its_own_price() -> None:
    found = instance({"root_block_device": [{"volume_type": "gp3", "volume_size": 50}]}, region="eu-west-1")
    # 730 h x 0.107 + 50 GB x 0.088
    assert cents(found.monthly_cost) == "82.51"


def test_a_region_that_the_book_lacks_has_no_price_and_says_so() -> None:
    found = instance({}, region="mars-north-1")
    assert found.status is Status.NO_PRICE
    assert found.monthly_cost is None
    assert "mars-north-1" in line(found, "Instance usage").note


@pytest.mark.parametrize(
    ("volume", "expected"),
    [
        ({"volume_size": 50}, "5.00"),  # 50 x 0.10
        ({"volume_type": "gp3", "volume_size": 50}, "4.00"),  # 50 x 0.08
        ({"volume_type": "gp3", "volume_size": "50"}, "4.00"),  # a number as a string
        ({"volume_type": "gp3", "volume_size": 100, "iops": 3000, "throughput": 125}, "8.00"),  # both included
        (
            {"volume_type": "gp3", "volume_size": 100, "iops": 4000, "throughput": 225},
            "17.00",
        ),  # 8 + 1,000 x 0.005 + 100 x 0.04
        ({"volume_type": "io1", "volume_size": 100, "iops": 800}, "64.50"),  # 100 x 0.125 + 800 x 0.065
        ({"volume_type": "io1", "volume_size": 100}, "19.00"),  # 100 IOPS where none are given
        # 100 x 0.125 + 32,000 x 0.065 + 32,000 x 0.0455 + 6,000 x 0.03185
        ({"volume_type": "io2", "volume_size": 100, "iops": 70000}, "3739.60"),
        ({"volume_type": "st1", "volume_size": 500}, "22.50"),  # 500 x 0.045
        ({"volume_type": "sc1", "volume_size": 500}, "7.50"),  # 500 x 0.015
        ({"volume_type": "standard", "volume_size": 40}, "2.00"),  # 40 x 0.05
    ],
)
def test_each_kind_of_volume(volume: dict[str, Any], expected: str) -> None:
    found = instance({"root_block_device": [volume]})
    parts = [
        part.monthly_cost
        for part in found.components
        if part.name.startswith("root_block_device") and part.monthly_cost
    ]
    assert cents(sum(parts, Decimal(0))) == expected


def test_requests_to_a_magnetic_volume_depend_on_usage() -> None:
    volumes = {"ebs_block_device": [{"device_name": "/dev/sdb", "volume_type": "standard", "volume_size": 40}]}
    open_ = line(instance(volumes), "ebs_block_device[0]: I/O requests")
    assert (open_.status, open_.quantity, open_.unit, open_.unit_price) == (
        Status.DEPENDS_ON_USAGE,
        None,
        "1M request",
        Decimal("0.05"),
    )
    usage = {"ebs_block_device[0]": {"monthly_standard_io_requests": 3_000_000}}
    given_ = line(instance(volumes, usage=usage), "ebs_block_device[0]: I/O requests")
    assert cents(given_.monthly_cost) == "0.15"  # 3 x 0.05


def test_further_volumes_are_named_by_their_position() -> None:
    found = instance(
        {
            "ebs_block_device": [
                {"device_name": "/dev/sdb", "volume_type": "gp3", "volume_size": 20},
                {"device_name": "/dev/sdc", "volume_type": "io1", "volume_size": 10, "iops": 200},
            ]
        }
    )
    assert cents(line(found, "ebs_block_device[0]: Storage (general purpose SSD, gp3)").monthly_cost) == "1.60"
    assert cents(line(found, "ebs_block_device[1]: Provisioned IOPS").monthly_cost) == "13.00"


def test_instance_store_costs_nothing_more() -> None:
    assert (
        instance({"ephemeral_block_device": [{"device_name": "/dev/sdb", "virtual_name": "ephemeral0"}]}).components
        == instance({}).components
    )


def test_the_size_of_a_snapshot_is_not_known() -> None:
    found = instance({"ebs_block_device": [{"device_name": "/dev/sdb", "snapshot_id": "snap-1"}]})
    volume = line(found, "ebs_block_device[0]")
    assert (volume.status, volume.quantity, volume.unit_price) == (Status.NO_PRICE, None, Decimal("0.1"))
    assert not found.complete


def test_usage_hours() -> None:
    assert cents(line(instance({}, usage={"monthly_hrs": 100}), "Instance usage").monthly_cost) == "9.60"


def test_detailed_monitoring_is_seven_metrics() -> None:
    assert cents(line(instance({"monitoring": True}), "EC2 detailed monitoring").monthly_cost) == "2.10"
    assert "EC2 detailed monitoring" not in names(instance({"monitoring": False}))


def test_ebs_optimization_costs_only_on_old_families() -> None:
    old = instance({"instance_type": "r3.xlarge", "ebs_optimized": True})
    assert cents(line(old, "EBS-optimized usage").monthly_cost) == "14.60"  # 730 x 0.02
    assert "EBS-optimized usage" not in names(instance({"ebs_optimized": True}))
    elsewhere = instance({"instance_type": "r3.xlarge", "ebs_optimized": "true"}, region="eu-west-1")
    assert line(elsewhere, "EBS-optimized usage").status is Status.NO_PRICE


@pytest.mark.parametrize(
    ("type_", "specification", "billed"),
    [
        ("t3.medium", None, True),
        ("t3.medium", "standard", False),
        ("t2.medium", None, False),
        ("t2.medium", "unlimited", True),
        ("m5.large", "unlimited", False),
    ],
)
def test_credits_are_billed_in_unlimited_mode_only(type_: str, specification: str | None, billed: bool) -> None:
    block = [{"cpu_credits": specification}] if specification else []
    found = instance({"instance_type": type_, "credit_specification": block})
    assert ("CPU credits" in names(found)) is billed
    assert ("monthly_cpu_credit_hrs" in found.usage_keys) is billed


def test_credits_by_usage_are_per_vcpu() -> None:
    found = instance({"instance_type": "t3.medium"}, usage={"monthly_cpu_credit_hrs": 350, "vcpu_count": 2})
    assert cents(line(found, "CPU credits").monthly_cost) == "35.00"  # 350 h x 2 vCPU x 0.05
    without = instance({"instance_type": "t3.medium"}, usage={"monthly_cpu_credit_hrs": "350"})
    assert cents(line(without, "CPU credits").monthly_cost) == "35.00"  # a t3.medium has 2 vCPUs


def test_credits_of_windows_instances_cost_something_else() -> None:
    usage = {"operating_system": "windows", "monthly_cpu_credit_hrs": 10}
    assert line(instance({"instance_type": "t3.medium"}, usage=usage), "CPU credits").status is Status.NO_PRICE


@pytest.mark.parametrize(
    ("system", "name", "hourly"),
    [
        ("linux", "Linux/UNIX", "0.0416"),
        ("windows", "Windows", "0.06"),  # 0.0416 + 0.0184
        ("rhel", "RHEL", "0.0704"),  # 0.0416 + 0.0288 for 2 vCPUs
        ("suse", "SUSE", "0.0979"),  # 0.0416 + 0.0563
    ],
)
def test_operating_systems(system: str, name: str, hourly: str) -> None:
    found = instance({"instance_type": "t3.medium"}, usage={"operating_system": system})
    assert line(found, f"Instance usage ({name}, on-demand, t3.medium)").unit_price == Decimal(hourly)


@pytest.mark.parametrize(
    ("platform", "name"),
    [
        ("Linux/UNIX", "Linux/UNIX"),
        ("Windows", "Windows"),
        ("Windows BYOL", "Linux/UNIX"),
        ("Red Hat Enterprise Linux", "RHEL"),
        ("SUSE Linux", "SUSE"),
    ],
)
def test_the_ami_says_the_operating_system(platform: str, name: str) -> None:
    found = instance({}, refers={"ami": related("aws_ami", {"platform_details": platform})})
    assert line(found, "Instance usage").name == f"Instance usage ({name}, on-demand, m5.large)"


def test_a_licence_that_the_book_does_not_price_is_no_windows() -> None:
    found = instance({}, refers={"ami": related("aws_ami", {"platform_details": "Windows with SQL Server Enterprise"})})
    assert line(found, "Instance usage").status is Status.NO_PRICE
    assert "SQL Server" in line(found, "Instance usage").note


def test_the_usage_file_wins_over_the_ami_and_must_name_a_system() -> None:
    windows = {"ami": related("aws_ami", {"platform_details": "Windows"})}
    assert (
        "Linux/UNIX" in line(instance({}, usage={"operating_system": "linux"}, refers=windows), "Instance usage").name
    )
    odd = line(instance({}, usage={"operating_system": "beos"}), "Instance usage")
    assert odd.status is Status.NO_PRICE
    assert "beos" in odd.note


def test_the_ami_describes_the_root_volume() -> None:
    mapping = {"device_name": "/dev/xvda", "ebs": {"volume_size": "30", "volume_type": "gp3", "iops": "0"}}
    ami = related("aws_ami", {"root_device_name": "/dev/xvda", "block_device_mappings": [mapping]})
    assert cents(line(instance({}, refers={"ami": ami}), "root_block_device").monthly_cost) == "2.40"  # 30 x 0.08
    bigger = instance({"root_block_device": [{"volume_size": 100}]}, refers={"ami": ami})
    assert cents(line(bigger, "root_block_device: Storage (general purpose SSD, gp3)").monthly_cost) == "8.00"
    assert bigger.notes == ()


def test_hosts_are_billed_by_themselves() -> None:
    found = instance({"tenancy": "host"})
    assert names(found) == ["root_block_device: Storage (general purpose SSD, gp2)"]
    assert "dedicated host" in found.notes[0]


def test_dedicated_hardware_has_its_own_price() -> None:
    found = line(instance({"tenancy": "dedicated"}), "Instance usage")
    assert (found.status, found.unit_price) == (Status.NO_PRICE, None)
    assert "m5.large/linux/dedicated/on-demand" in found.note


def test_reserved_costs_at_most_the_on_demand_price() -> None:
    found = instance({}, usage={"reserved_instance_type": "standard", "reserved_instance_term": "1_year"})
    hours = line(found, "Instance usage (Linux/UNIX, reserved, m5.large)")
    assert (hours.status, hours.monthly_cost) == (Status.NO_PRICE, None)
    assert (cents(found.minimum), cents(found.maximum)) == ("0.80", "70.88")


def test_spot_costs_between_nothing_and_the_on_demand_price_or_its_limit() -> None:
    market = {"instance_market_options": [{"market_type": "spot", "spot_options": []}]}
    found = instance(market)
    assert line(found, "Instance usage (Linux/UNIX, spot, m5.large)").status is Status.NO_PRICE
    assert (cents(found.minimum), cents(found.maximum), found.complete) == ("0.80", "70.88", False)
    limited = instance({"instance_market_options": [{"market_type": "spot", "spot_options": [{"max_price": "0.05"}]}]})
    assert cents(limited.maximum) == "37.30"  # 730 x 0.05 + 0.80


def test_an_unknown_instance_type_has_no_price() -> None:
    found = instance({"instance_type": None}, unknown={"instance_type": True}, configured=["instance_type"])
    hours = line(found, "Instance usage (Linux/UNIX, on-demand, known after apply)")
    assert (hours.status, hours.monthly_cost) == (Status.NO_PRICE, None)
    assert found.maximum is None
    assert cents(found.monthly_cost) == "0.80"


def test_what_the_provider_fills_in_has_its_documented_default() -> None:
    root = {"volume_size": 50, "volume_type": None, "iops": None, "throughput": None}
    marks = {
        "root_block_device": [{"volume_type": True, "iops": True, "throughput": True}],
        "monitoring": True,
        "tenancy": True,
    }
    stated = ["instance_type", "root_block_device", "root_block_device.0.volume_size"]
    found = instance({"root_block_device": [root]}, unknown=marks, configured=stated)
    assert cents(found.monthly_cost) == "75.08"  # 730 x 0.096 + 50 x 0.10
    assert (found.minimum, found.maximum, found.notes) == (found.monthly_cost, found.monthly_cost, ())


def test_monitoring_that_only_apply_tells_makes_a_range() -> None:
    found = instance({}, unknown={"monitoring": True}, configured=["monitoring"])
    assert (cents(found.monthly_cost), cents(found.maximum)) == ("70.88", "72.98")


def test_a_launch_template_fills_what_the_instance_leaves_out() -> None:
    template = related(
        "aws_launch_template",
        {
            "instance_type": "t3.medium",
            "monitoring": [{"enabled": True}],
            "credit_specification": [{"cpu_credits": "standard"}],
            "block_device_mappings": [
                {"device_name": "/dev/xvda", "ebs": [{"volume_size": 30, "volume_type": "gp3"}]},
                {"device_name": "/dev/sdb", "ebs": [{"volume_size": 100}]},
                {"device_name": "/dev/sdc", "virtual_name": "ephemeral0", "ebs": []},
            ],
        },
        name="web",
    )
    found = instance(
        {"instance_type": None, "launch_template": [{"id": None}]},
        refers={TEMPLATE: template},
        configured=["launch_template"],
    )
    # 730 x 0.0416 + 7 x 0.30 + 30 x 0.08 + 100 x 0.10
    assert cents(found.monthly_cost) == "44.87"
    assert names(found) == [
        "Instance usage (Linux/UNIX, on-demand, t3.medium)",
        "EC2 detailed monitoring",
        "block_device_mapping[0]: Storage (general purpose SSD, gp3)",
        "block_device_mapping[1]: Storage (general purpose SSD, gp2)",
    ]


def test_the_instance_wins_over_its_launch_template() -> None:
    template = related(
        "aws_launch_template",
        {
            "instance_type": "t3.medium",
            "placement": [{"tenancy": "dedicated"}],
            "block_device_mappings": [
                {"device_name": "/dev/xvda", "ebs": [{"volume_size": 30}]},
                {"device_name": "/dev/sdb", "ebs": [{"volume_size": 100}]},
            ],
        },
    )
    found = instance(
        {
            "tenancy": "default",
            "launch_template": [{"id": None}],
            "root_block_device": [{"volume_size": 10}],
            "ebs_block_device": [{"device_name": "/dev/sdb", "volume_size": 5}],
        },
        refers={TEMPLATE: template},
    )
    # 730 x 0.096 + 10 x 0.10 + 5 x 0.10
    assert cents(found.monthly_cost) == "71.58"


def test_a_launch_template_outside_the_plan_leaves_its_volumes_open() -> None:
    found = instance({"launch_template": [{"id": "lt-1"}]})
    assert cents(line(found, "Instance usage").monthly_cost) == "70.08"
    assert (line(found, "Storage").status, found.complete) == (Status.NO_PRICE, False)
    bare = instance({"instance_type": None, "launch_template": [{"id": "lt-1"}]})
    assert bare.monthly_cost is None
    assert "not in the plan" in line(bare, "Instance usage").note


SIZES = ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge")


@given(st.sampled_from(("m5", "r5", "m6i", "r6g")), st.integers(0, len(SIZES) - 2), st.integers(1, 16_000))
@settings(max_examples=40)
def test_a_larger_instance_or_volume_never_costs_less(family: str, position: int, gigabytes: int) -> None:
    volume = [{"volume_size": gigabytes, "volume_type": "gp3"}]
    smaller = instance({"instance_type": f"{family}.{SIZES[position]}", "root_block_device": volume}).monthly_cost
    larger = instance({"instance_type": f"{family}.{SIZES[position + 1]}", "root_block_device": volume}).monthly_cost
    grown = instance(
        {
            "instance_type": f"{family}.{SIZES[position]}",
            "root_block_device": [{**volume[0], "volume_size": gigabytes + 1}],
        }
    ).monthly_cost
    assert smaller is not None
    assert larger is not None
    assert grown is not None
    assert 0 < smaller < larger
    assert grown - smaller == Decimal("0.08")


@given(
    st.dictionaries(
        st.sampled_from(("tags", "user_data", "key_name", "subnet_id", "iam_instance_profile")), st.text(max_size=9)
    )
)
@settings(max_examples=30)
def test_what_is_not_billed_changes_nothing(others: dict[str, str]) -> None:
    assert instance(others).components == instance({}).components
