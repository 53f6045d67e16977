"""Provisioned capacity of a DynamoDB table and its indexes, also where Application Auto Scaling moves it."""

from collections.abc import Mapping
from typing import NamedTuple

from finopsguard.resources.resource import Related, Resource
from finopsguard.resources.values import Block, Number, Unknown

DIMENSIONS = {
    "dynamodb:table:WriteCapacityUnits": "write",
    "dynamodb:table:ReadCapacityUnits": "read",
    "dynamodb:index:WriteCapacityUnits": "write",
    "dynamodb:index:ReadCapacityUnits": "read",
}
INDEX = "/index/"


class Scaling(NamedTuple):
    """Units of one dimension; ``note`` says what autoscaling may make of them."""

    units: Number
    inputs: tuple[str, ...]
    automatic: bool = False
    note: str = ""


class Capacity(NamedTuple):
    """A table's (``path`` empty) or an index's capacity."""

    path: str
    write: Scaling
    read: Scaling


def capacities(resource: Resource) -> list[Capacity]:
    """The table's, then each global secondary index's, by name: the configuration gives them in no order."""
    targets = _targets(resource)
    found = [_capacity(resource, resource, "", targets)]
    indexes = [(str(index.text("name")), index) for index in resource.blocks("global_secondary_index")]
    for name, index in sorted(indexes, key=lambda pair: pair[0]):
        found.append(_capacity(resource, index, name, targets))
    return found


def _capacity(resource: Resource, block: Block, index: str, targets: Mapping[tuple[str, str], Related]) -> Capacity:
    path = f"global_secondary_index[{index}]" if index else ""
    write, read = (_scaling(resource, block, what, targets.get((index, what))) for what in ("write", "read"))
    return Capacity(path, write, read)


def _scaling(resource: Resource, block: Block, what: str, target: Related | None) -> Scaling:
    attribute = f"{what}_capacity"
    if target is None:
        return Scaling(block.number(attribute), (block.where(attribute),))
    least, most = target.block.number("min_capacity"), target.block.number("max_capacity")
    inputs = (block.where(attribute), target.block.where("min_capacity"))
    given = resource.usage_of(target, "capacity")
    if given is not None:
        return Scaling(given, inputs, automatic=True, note=f"the usage file's capacity of {target.address}")
    return Scaling(least, inputs, automatic=True, note=f"{target.address} scales between {least} and {most} units")


def _targets(resource: Resource) -> dict[tuple[str, str], Related]:
    """Autoscaling targets of the table, by index name (empty: the table itself) and dimension."""
    found: dict[tuple[str, str], Related] = {}
    for target in resource.referrers("aws_appautoscaling_target", "resource_id"):
        dimension = target.block.text("scalable_dimension")
        what = None if isinstance(dimension, Unknown) else DIMENSIONS.get(dimension)
        if what is None:
            continue
        index = ""
        if ":index:" in str(dimension):
            index = str(target.block.text("resource_id")).partition(INDEX)[2]
            if not index:
                continue  # which index it is, only apply tells
        found[index, what] = target
    return found
