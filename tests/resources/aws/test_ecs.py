"""ECS services. Fargate prices of us-east-1 an hour: x86 0.04048 per vCPU and 0.004445 per GB; ARM 0.03238 and 0.00356; Windows 0.046552,
0.00511175 and a licence of 0.046 per vCPU; ephemeral storage 0.000111 per GB above 20.
"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finopsguard.types.cost import Estimate, Status
from tests.resources.harness import cents, estimate, line, related

ONE = {"cpu": "1024", "memory": "2048"}


def service(values: dict[str, Any], task: dict[str, Any] | None = None, **options: Any) -> Estimate:
    refers = {"task_definition": related("aws_ecs_task_definition", task)} if task is not None else {}
    refers |= options.pop("refers", {})
    return estimate("aws_ecs_service", values, refers=refers, **options)


def test_tasks_on_fargate_cost_their_vcpus_and_memory() -> None:
    found = service({"launch_type": "FARGATE", "desired_count": 2}, ONE)
    # 730 x 2 x (1 x 0.04048 + 2 x 0.004445)
    assert cents(found.monthly_cost) == "72.08"
    assert [(part.name, part.unit, part.quantity, part.unit_price) for part in found.components] == [
        ("Per GB per hour", "GB", Decimal(4), Decimal("3.24485")),
        ("Per vCPU per hour", "CPU", Decimal(2), Decimal("29.5504")),
    ]


@pytest.mark.parametrize(
    ("task", "cost"),
    [
        (
            {"cpu": "1024", "memory": "2048", "runtime_platform": [{"cpu_architecture": "ARM64"}]},
            "28.84",
        ),  # 730 x (0.03238 + 2 x 0.00356)
        # 730 x (0.046552 + 0.046 + 2 x 0.00511175)
        (
            {**ONE, "runtime_platform": [{"operating_system_family": "WINDOWS_SERVER_2022_CORE"}]},
            "75.03",
        ),
        # 730 x (0.04048 + 2 x 0.004445 + 80 x 0.000111)
        ({**ONE, "ephemeral_storage": [{"size_in_gib": 100}]}, "42.52"),
        ({**ONE, "ephemeral_storage": [{"size_in_gib": 21}]}, "36.12"),
        ({"cpu": ".25 vCPU", "memory": "0.5 GB"}, "9.01"),
        ({"cpu": "1vcpu", "memory": "2gb"}, "36.04"),
        ({"cpu": 256, "memory": 512}, "9.01"),
    ],
)
def test_what_a_task_is_billed_for(task: dict[str, Any], cost: str) -> None:
    assert cents(service({"launch_type": "FARGATE", "desired_count": 1}, task).monthly_cost) == cost


def test_ephemeral_storage_that_is_included_costs_nothing() -> None:
    found = service({"launch_type": "FARGATE", "desired_count": 1}, {**ONE, "ephemeral_storage": [{"size_in_gib": 20}]})
    assert len(found.components) == 2


@pytest.mark.parametrize(
    ("values", "task"),
    [
        ({"launch_type": "EC2", "desired_count": 2}, ONE),
        ({"launch_type": "EC2", "desired_count": 2}, {**ONE, "requires_compatibilities": ["FARGATE"]}),
        ({"desired_count": 2}, {**ONE, "requires_compatibilities": ["EC2", "FARGATE"]}),
        ({"desired_count": 2, "capacity_provider_strategy": [{"capacity_provider": "own", "weight": 1}]}, ONE),
    ],
)
def test_tasks_on_instances_cost_nothing_by_themselves(values: dict[str, Any], task: dict[str, Any]) -> None:
    found = service(values, task)
    assert (found.status, found.monthly_cost) == (Status.FREE, 0)


def test_a_task_that_needs_fargate_runs_on_it() -> None:
    found = service({"desired_count": 1}, {**ONE, "requires_compatibilities": ["FARGATE"]})
    assert cents(found.monthly_cost) == "36.04"


def strategy(*parts: tuple[str, int, int]) -> list[dict[str, Any]]:
    return [{"capacity_provider": name, "base": base, "weight": weight} for name, base, weight in parts]


@pytest.mark.parametrize(
    ("parts", "on_demand", "spot"),
    [
        ([("FARGATE", 0, 1)], 6, 0),
        ([("FARGATE_SPOT", 0, 1)], 0, 6),
        ([("FARGATE", 2, 1), ("FARGATE_SPOT", 0, 3)], 3, 3),  # 2, then 1 of 4 of the other 4
        ([("FARGATE", 0, 0), ("FARGATE_SPOT", 1, 1)], 0, 6),
    ],
)
def test_spot_is_bounded_by_the_price_on_demand(parts: list[Any], on_demand: int, spot: int) -> None:
    found = service({"desired_count": 6, "capacity_provider_strategy": strategy(*parts)}, ONE)
    each = 730 * (Decimal("0.04048") + 2 * Decimal("0.004445"))
    assert found.minimum == on_demand * each
    assert found.maximum == 6 * each
    assert found.complete == (spot == 0)


def test_how_many_tasks_run() -> None:
    target = {"target": related("aws_appautoscaling_target", {"min_capacity": 3, "max_capacity": 9})}
    for values, options, count in (
        ({}, {}, 0),
        ({"desired_count": 2}, {}, 2),
        ({"desired_count": "2"}, {"refers": target}, 3),
        ({"desired_count": 4}, {"refers": target}, 4),
        ({"desired_count": 2}, {"usage": {"tasks": 2.5}}, Decimal("2.5")),
    ):
        found = service({"launch_type": "FARGATE", **values}, ONE, **options)
        assert found.monthly_cost == count * 730 * (Decimal("0.04048") + 2 * Decimal("0.004445"))


def test_a_task_definition_outside_the_plan_has_no_amount() -> None:
    found = service({"launch_type": "FARGATE", "desired_count": 1, "task_definition": "web:7"})
    assert (found.status, found.monthly_cost, found.maximum) == (Status.NO_PRICE, None, None)
    assert "not in the plan" in found.components[0].note


@pytest.mark.parametrize("cpu", [None, "much", "1 GB"])
def test_a_size_that_is_none_has_no_amount(cpu: str | None) -> None:
    found = service({"launch_type": "FARGATE", "desired_count": 1}, {"cpu": cpu, "memory": "2048"})
    assert line(found, "Per vCPU").status is Status.NO_PRICE
    assert cents(found.monthly_cost) == "6.49"  # 730 x 2 x 0.004445


def test_volumes_that_ecs_makes_for_each_task() -> None:
    volume = {"name": "data", "managed_ebs_volume": [{"size_in_gb": 30}]}
    found = service({"launch_type": "FARGATE", "desired_count": 2, "volume_configuration": [volume]}, ONE)
    disk = line(found, "volume_configuration[0].managed_ebs_volume: Storage (general purpose SSD, gp3)")
    assert cents(disk.monthly_cost) == "4.80"  # 2 x 30 x 0.08


def test_a_region_without_prices_is_named() -> None:
    found = service({"launch_type": "FARGATE", "desired_count": 1}, ONE, region="mars-north-1")
    assert found.status is Status.NO_PRICE
    assert "mars-north-1" in found.components[0].note


@given(st.integers(0, 40), st.sampled_from([256, 512, 1024, 2048, 4096]), st.integers(1, 30))
@settings(max_examples=30)
def test_services_scale_with_tasks_and_sizes(count: int, cpu: int, gigabytes: int) -> None:
    def cost(tasks: int, memory: int) -> Decimal:
        values = {"launch_type": "FARGATE", "desired_count": tasks, "enable_execute_command": True}
        found = service(values, {"cpu": str(cpu), "memory": str(memory * 1024)})
        assert found.monthly_cost is not None
        return found.monthly_cost

    assert cost(count, gigabytes) == count * cost(1, gigabytes)
    assert 0 < cost(1, gigabytes) < cost(1, gigabytes + 1)
