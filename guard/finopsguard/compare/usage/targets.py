"""Which live resources a plan's metrics are asked of: those that the state knows, by the name that it has for them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from finopsguard.compare.usage.measures import Source
from finopsguard.types.paths import is_marked
from finopsguard.types.plan import Action, Plan, ResourceChange, Side, Values
from finopsguard.types.usage import UsageTarget


class Live(msgspec.Struct, frozen=True):
    """A resource of a plan that exists already, and what is asked of it."""

    plan: str
    address: str
    type: str
    source: Source
    target: UsageTarget


def live_resources(
    plan: Plan, sources: Mapping[str, Source], clouds: Collection[str], *, deleted: bool = True
) -> list[Live]:
    """Resources with a source in one of ``clouds``; ``deleted`` also those that the plan removes. What is created has no usage yet."""
    return [
        Live(plan.name, change.address, change.type, source, target)
        for change in existing(plan, deleted=deleted)
        if (source := sources.get(change.type)) is not None and source.cloud in clouds
        if (values := state(plan, change)) is not None and (source.only is None or source.only.holds(values))
        if (target := target_of(plan, change, values, source.kind, source.named_by, regional=source.regional))
        is not None
    ]


def existing(plan: Plan, *, deleted: bool = True) -> Iterator[ResourceChange]:
    """Managed objects that are there before the change."""
    for change in plan.changes:
        there = change.before is not None or change.importing
        if (
            change.mode == "managed"
            and not change.deposed
            and there
            and (deleted or change.action is not Action.DELETE)
        ):
            yield change


def state(plan: Plan, change: ResourceChange) -> Values | None:
    """Values of what is there now."""
    return plan.context.values(change, _side(change))


def target_of(
    plan: Plan, change: ResourceChange, values: Values, kind: str, named_by: Sequence[str], *, regional: bool = True
) -> UsageTarget | None:
    """How the cloud is asked for it; ``None`` where the state has no name of it that may be used: a sensitive one is not."""
    marks = plan.context.sensitive(change, _side(change))
    name = next((text for key in named_by if (text := _name(values.get(key))) and not is_marked(marks, key)), "")
    if not name:
        return None
    region = plan.context.region(change, values)
    known = regional and not region.assumed and region.name
    return UsageTarget(resource_id=name, resource_type=kind, region=region.name if known else None)


def _side(change: ResourceChange) -> Side:
    return Side.BEFORE if change.before is not None else Side.AFTER


def _name(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
