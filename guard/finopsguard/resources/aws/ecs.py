"""ECS services (AWS: "AWS Fargate pricing", "Amazon ECS pricing")."""

import re
from decimal import Decimal
from typing import NamedTuple

from finopsguard.resources.about import about
from finopsguard.resources.aws import ebs
from finopsguard.resources.aws.ec2 import NO_SPOT
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Related, Resource
from finopsguard.resources.values import Block, Number, Text, Unknown, above, larger
from finopsguard.types.money import ZERO

ECS = "AmazonECS"
INCLUDED_STORAGE = 20
"""GiB of ephemeral storage that every Fargate task has free of charge."""
CPU_UNITS = Decimal(1024)
MIB_PER_GIB = Decimal(1024)
SPOT = "FARGATE_SPOT"
PROVIDERS = {"FARGATE", SPOT}
BY_INSTANCES = "its tasks run on instances that are billed themselves; ECS charges nothing for them"
NO_TASK = "the task definition is not in the plan"


class Task(NamedTuple):
    """What one Fargate task is billed for."""

    cpu: Number
    memory: Number
    storage: Number
    platform: str
    """``linux/x86``, ``linux/arm`` or ``windows/x86``: part of its price's key."""
    inputs: tuple[str, ...]


@about(
    components=(
        ("Per GB per hour", "GB"),
        ("Per vCPU per hour", "CPU"),
        ("Windows licence per vCPU per hour", "CPU"),
        ("Ephemeral storage per GB per hour", "GB"),
        ("Per GB per hour (spot)", "GB"),
        ("Per vCPU per hour (spot)", "CPU"),
        ("volume_configuration[n].managed_ebs_volume: Storage (type)", "GB"),
    ),
    services=(ECS, ebs.EC2),
    usage=(("tasks", "tasks that run on average"),),
    assumptions=(
        "desired_count tasks run all month, at least the min_capacity of the service's scaling target. Prices are those of a month.",
        "Fargate where the launch type or the capacity providers say so, or the task definition requires nothing else.",
        "Spot prices are not in the book: the range goes up to the on-demand price.",
        "Tasks on instances of one's own cost nothing by themselves.",
    ),
)
def service(resource: Resource, bill: Bill) -> None:
    """``aws_ecs_service``: its tasks' vCPUs and memory on Fargate, and volumes that ECS makes for each task."""
    definition = resource.follow("task_definition", "aws_ecs_task_definition")
    tasks = _tasks(resource)
    on_demand, spot = _on_fargate(resource, definition, tasks)
    if on_demand is None or spot is None:
        bill.free(BY_INSTANCES)
    else:
        task = _task(definition)
        if on_demand != 0 or spot == 0:
            _fargate(resource, bill, task, on_demand)
        if spot != 0:
            _fargate(resource, bill, task, spot, spot=True)
    for position, configuration in enumerate(resource.blocks("volume_configuration")):
        volume = configuration.block("managed_ebs_volume")
        if volume is not None:
            view = bill.within(f"volume_configuration[{position}].managed_ebs_volume", tasks)
            ebs.volume(resource, volume, view, size="size_in_gb", default_kind="gp3")


def _tasks(resource: Resource) -> Number:
    given = resource.usage("tasks")
    if given is not None:
        return given
    count = resource.number("desired_count", 0)
    for target in resource.referrers("aws_appautoscaling_target", "resource_id"):
        count = larger(count, target.block.number("min_capacity"))
    return count


def _on_fargate(resource: Resource, definition: Related | None, tasks: Number) -> tuple[Number | None, Number | None]:
    """Tasks on demand and on spot; ``None`` where they run on instances of one's own."""
    launch_type = resource.text("launch_type")
    if launch_type == "FARGATE":
        return tasks, ZERO
    strategy = resource.blocks("capacity_provider_strategy")
    if not strategy:
        required = definition.block.texts("requires_compatibilities") if definition and not launch_type else ()
        return (tasks, ZERO) if required == ("FARGATE",) else (None, None)
    names = [item.text("capacity_provider") for item in strategy]
    if not all(name in PROVIDERS for name in names):
        return None, None
    spot = _share(strategy, names, tasks)
    return tasks - spot, spot


def _share(strategy: list[Block], names: list[Text], tasks: Number) -> Number:
    """Tasks that run on spot: the bases first, what is left by weight (AWS: "Amazon ECS capacity providers")."""
    base, base_spot, weight, weight_spot = ZERO, ZERO, ZERO, ZERO
    for item, name in zip(strategy, names, strict=True):
        own_base, own_weight = item.number("base", 0), item.number("weight", 0)
        if isinstance(own_base, Unknown):
            return own_base
        if isinstance(own_weight, Unknown):
            return own_weight
        base, weight = base + own_base, weight + own_weight
        if name == SPOT:
            base_spot, weight_spot = base_spot + own_base, weight_spot + own_weight
    if isinstance(tasks, Unknown):
        return tasks
    if SPOT not in names:
        return ZERO
    if all(name == SPOT for name in names):
        return tasks
    rest = max(tasks - base, ZERO)
    return min(base_spot, tasks) + (rest * weight_spot / weight if weight else ZERO)


def _task(definition: Related | None) -> Task:
    if definition is None:
        unknown = Unknown(NO_TASK)
        return Task(unknown, unknown, ZERO, "linux/x86", ())
    block = definition.block
    runtime = block.block("runtime_platform")
    windows = runtime is not None and str(runtime.text("operating_system_family", "LINUX")).startswith("WINDOWS")
    arm = runtime is not None and runtime.text("cpu_architecture", "X86_64") == "ARM64"
    storage = block.block("ephemeral_storage")
    return Task(
        quantity(block, "cpu", "vcpu", CPU_UNITS),
        quantity(block, "memory", "gb", MIB_PER_GIB),
        above(storage.number("size_in_gib"), INCLUDED_STORAGE) if storage else ZERO,
        "windows/x86" if windows else "linux/arm" if arm else "linux/x86",
        (block.where("cpu"), block.where("memory"), block.where("runtime_platform")),
    )


def quantity(block: Block, name: str, unit: str, parts: Decimal) -> Number:
    """``cpu`` or ``memory`` of a task definition: ``1024``, ``"1 vCPU"``, ``"2GB"`` (AWS: "Amazon ECS task definition parameters")."""
    said = block.text(name)
    if isinstance(said, Unknown):
        return said
    found = re.fullmatch(rf"\s*(\d+|\d*\.\d+)\s*({unit})?\s*", said, re.IGNORECASE)
    if found is None:
        return Unknown(
            f"{block.where(name)} is not given" if said == "" else f"{block.where(name)} is no quantity: {said}"
        )
    number = Decimal(found[1])
    return number if found[2] else number / parts


def _fargate(resource: Resource, bill: Bill, task: Task, count: Number, *, spot: bool = False) -> None:
    """Lines of ``count`` tasks; priced by the month, as the unit is one GB or vCPU that runs all of it."""
    parts: list[tuple[str, str, Number, str]] = [
        ("Per GB per hour", "GB", task.memory, f"{task.platform}/memory"),
        ("Per vCPU per hour", "CPU", task.cpu, f"{task.platform}/vcpu"),
    ]
    if task.platform == "windows/x86":
        parts.append(("Windows licence per vCPU per hour", "CPU", task.cpu, "windows/x86/licence"))
    if task.storage != 0:
        parts.append(("Ephemeral storage per GB per hour", "GB", task.storage, "ephemeral-storage"))
    for name, unit, amount, key in parts:
        listed = resource.price(ECS, "fargate", key)
        bill.add(
            f"{name} (spot)" if spot else name,
            unit,
            amount * count,
            Missing(NO_SPOT) if spot else listed,
            inputs=("desired_count", "launch_type", "capacity_provider_strategy", *task.inputs),
            scale=resource.settings.hours,
            at_most=listed if spot else None,
        )
