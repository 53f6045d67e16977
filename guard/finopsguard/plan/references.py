"""Which resource an attribute refers to: by the configuration's expressions, across modules, else by a known id or
name.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import partial

import msgspec

from finopsguard.plan.addresses import Key, Step, module_path, parent_module
from finopsguard.plan.changes import provider_short_name
from finopsguard.plan.configuration import Configuration, ModulePath, module_names
from finopsguard.plan.expressions import References as Listed
from finopsguard.plan.expressions import references, uses_own_key
from finopsguard.plan.instances import Instance, Instances
from finopsguard.plan.values import LastValues, decode
from finopsguard.plan.wire import present
from finopsguard.types.paths import every
from finopsguard.types.plan import MOST_FOLLOWED, Related, ResourceChange, Side, Values

_MOST_HOPS = 20
_EVERYWHERE = None
"""In place of a module's address: resources of all modules."""
_ENOUGH = 3
"""Resources of one name and type that are kept: without the one that asks, one is meant and two are ambiguous."""
_Namesakes = dict[str | None, list[Instance]]
"""Resources of one type that share a name, by the address of their module."""
_PATHS_OF_OTHERS = ("/", "arn:", "projects/", "http")
"""Identifiers that name their object in full: their last segment alone could be anything's name."""


class _Place(msgspec.Struct, frozen=True, gc=False):
    """Where an expression stands: a module instance, and the instance key that ``each`` and ``count`` have there."""

    module: str
    path: ModulePath
    key: Key
    for_each: msgspec.Raw | None
    """The ``for_each`` of the block the expression is in, which ``each.value`` comes from."""


class References:
    """Answers of :meth:`PlanContext.follow` and :meth:`PlanContext.referrers`."""

    def __init__(
        self,
        configuration: Configuration,
        instances: Instances,
        values: LastValues,
        configured: Callable[[ResourceChange, str], bool | None],
    ) -> None:
        self._configuration = configuration
        self._instances = instances
        self._values = values
        self._configured = configured
        self._listed: dict[tuple[int, str], list[Listed]] = {}
        self._by_name: dict[str, dict[str, _Namesakes]] = {}
        self._known: dict[Hashable, list[Instance]] = {}
        self._referrers: dict[tuple[str, str, Side], dict[str, list[Instance]]] = {}

    def follow(self, change: ResourceChange, attribute: str, side: Side) -> Sequence[Related]:
        """Resources that the attribute refers to, on one side.

        After: what the configuration says; where the value is already known, only resources that bear it, if any does.
        Before: by the value, which is known then; the configuration describes the time after.
        """
        return [
            self._related(instance, values, side)
            for instance in self.targets(change, attribute, side)
            if (values := instance.values(side)) is not None
        ]

    def referrers(self, change: ResourceChange, type_: str, attribute: str, side: Side) -> Sequence[Related]:
        """Resources of a type whose attribute refers to this one."""
        if change.deposed:
            return []
        index = self._referrers.get((type_, attribute, side))
        if index is None:
            # Built once for all resources that are asked about, or a plan with many of both would take their product.
            index = self._referrers[type_, attribute, side] = defaultdict(list)
            for instance in self._instances.by_type.get(type_, ()):
                for target in self.targets(as_change(instance), attribute, side):
                    index[target.address].append(instance)
        return [
            self._related(instance, values, side)
            for instance in index.get(change.address, ())
            if (values := instance.values(side)) is not None
        ]

    def _related(self, instance: Instance, values: Values, side: Side) -> Related:
        change = as_change(instance)
        configured, follow = partial(self._configured, change), partial(self.follow, change, side=side)
        return Related(
            instance.address,
            instance.type,
            values,
            instance.unknown(side),
            configured,
            instance.sensitive(side),
            follow,
        )

    def targets(self, change: ResourceChange, attribute: str, side: Side) -> list[Instance]:
        """The instances that :meth:`follow` answers with, whether or not they exist on that side."""
        if side is Side.BEFORE:
            return self._by_value(change, attribute, side) or self._by_expression(change, attribute)
        by_expression = self._by_expression(change, attribute)
        if len(by_expression) == 1:
            return by_expression
        by_value = self._by_value(change, attribute, side)
        borne = {found.address for found in by_value}
        return [found for found in by_expression if found.address in borne] or by_expression or by_value

    def _by_expression(self, change: ResourceChange, attribute: str) -> list[Instance]:
        """By the configuration of the resource's block."""
        block = self._configuration.block_of(change)
        if block is None:
            return []
        listed = self._listed.get((id(block), attribute))  # blocks live as long as the configuration
        if listed is None:
            listed = [references(found) for found in self._configuration.expressions_at(block, attribute)]
            self._listed[id(block), attribute] = listed
        if not any(listed):
            return []
        key = change.index if any(map(uses_own_key, listed)) else None
        place = _Place(
            change.module_address,
            module_names(change.module_address),
            key,
            present(block.for_each_expression),
        )
        asked = (id(block), attribute, change.module_address, type(key), key)
        return _others(self._once(asked, lambda: self._resolve(listed, place, _MOST_HOPS)), change)

    def _once(self, asked: Hashable, find: Callable[[], list[Instance]]) -> list[Instance]:
        """What ``find`` answers, asked once: modules that hand on several values each would otherwise double the work at every level."""
        known = self._known.get(asked)
        if known is None:
            known = self._known[asked] = find()
        return known

    def _resolve(self, listed: Iterable[Listed], place: _Place, hops: int) -> list[Instance]:
        """Instances that the references of expressions at a place lead to, each once, in the order they are referred to."""
        found: dict[str, Instance] = {}
        for one in listed if hops else ():
            own_key = uses_own_key(one)
            for parts in one:
                for instance in self._one(parts, place, hops, own_key=own_key):
                    found.setdefault(instance.address, instance)
                    if len(found) == MOST_FOLLOWED:
                        return list(found.values())
        return list(found.values())

    def _one(self, parts: tuple[Step, ...], place: _Place, hops: int, *, own_key: bool) -> Sequence[Instance]:
        """Instances behind one reference. Local values are not in a plan's configuration, so nothing is behind
        ``local.x``.
        """
        root = parts[0].name
        if root == "var":
            return self._variable(parts, place, hops)
        if root == "module":
            return self._output(parts, place, hops, own_key=own_key)
        if root == "each":
            return self._each(place, hops) if len(parts) > 1 and parts[1].name == "value" else []
        mode = "data" if root == "data" else "managed"
        resource = parts[1:] if mode == "data" else parts
        if len(resource) < 2:
            return []
        block = resource[1]
        place_of_block = (place.module, mode, resource[0].name, block.name)
        if block.keyed or own_key:
            key = block.key if block.keyed else place.key
            instance = self._instances.by_key.get((*place_of_block, type(key), key))
            if instance is not None:
                return [instance]
            # None has that key: an expression such as a[count.index % 2] may mean any.
        return [] if block.keyed else self._instances.by_block.get(place_of_block, [])

    def _each(self, place: _Place, hops: int) -> Sequence[Instance]:
        """``each.value`` is what the block's ``for_each`` refers to, the instance with the same key where there is one."""

        def find() -> list[Instance]:
            expression = decode(place.for_each)
            return self._resolve([references(expression)], place, hops - 1)

        behind = self._once(("each", place.module, id(place.for_each), type(place.key), place.key, hops), find)
        return [instance for instance in behind if _same_key(instance.key, place.key)] or behind

    def _variable(self, parts: tuple[Step, ...], place: _Place, hops: int) -> Sequence[Instance]:
        """``var.x`` in a module is what its caller gives it."""
        call = self._configuration.call(place.path)
        if call is None or len(parts) < 2:
            return []
        caller = _Place(
            parent_module(place.module),
            place.path[:-1],
            module_path(place.module)[-1].key,
            present(call.for_each_expression),
        )

        def find() -> list[Instance]:
            given = self._configuration.expression(call, parts[1].name)
            return self._resolve([references(given)], caller, hops - 1)

        return self._once(("var", place.module, parts[1].name, hops), find)

    def _output(self, parts: tuple[Step, ...], place: _Place, hops: int, *, own_key: bool) -> Sequence[Instance]:
        """``module.x.y`` is what output ``y`` of the called module refers to, in each instance of the module that is
        meant.
        """
        if len(parts) < 3:
            return []
        step = parts[1]
        path = (*place.path, step.name)
        module = self._configuration.module(path)
        output = (module.outputs or {}).get(parts[2].name) if module else None
        if output is None:
            return []
        children = self._instances.module_instances.get((place.module, step.name), [])
        if step.keyed:
            children = [child for child in children if child[0] == step.key]
        elif own_key:
            children = [child for child in children if _same_key(child[0], place.key)] or children

        def find(address: str) -> list[Instance]:
            expression = decode(present(output.expression))
            return self._resolve([references(expression)], _Place(address, path, None, None), hops - 1)

        return [
            instance
            for _, address in children[:MOST_FOLLOWED]
            for instance in self._once(("output", address, parts[2].name, hops), partial(find, address))
        ]

    def _by_value(self, change: ResourceChange, attribute: str, side: Side) -> list[Instance]:
        """By the attribute's known value: an id, ARN or self link, else a name that only one resource of its type
        bears.
        """
        found: dict[str, Instance] = {}
        for text in every(self._values.side(change, side), attribute)[:MOST_FOLLOWED]:
            if isinstance(text, str) and text:
                for instance in self._bearing(text, change):
                    found.setdefault(instance.address, instance)
        return list(found.values())

    def _bearing(self, text: str, change: ResourceChange) -> Sequence[Instance]:
        exact = _others(self._instances.by_unique_name.get(text, ())[:MOST_FOLLOWED], change)
        if exact:
            return exact
        name = text if text.startswith(_PATHS_OF_OTHERS) else text.rpartition("/")[2]
        unique = []
        for namesakes in self._of_name(name).values():
            near = _others(namesakes.get(change.module_address, ()), change)
            others = near or _others(namesakes[_EVERYWHERE], change)
            unique += others if len(others) == 1 else []
        return unique

    def _of_name(self, name: str) -> dict[str, _Namesakes]:
        """Resources that bear a name, by type. Sorted once: a plan may give thousands the same."""
        known = self._by_name.get(name)
        if known is None:
            known = self._by_name[name] = {}
            for instance in self._instances.by_name.get(name, ()):
                namesakes = known.setdefault(instance.type, {})
                for place in (instance.module, _EVERYWHERE):
                    found = namesakes.setdefault(place, [])
                    if len(found) < _ENOUGH:
                        found.append(instance)
        return known


def _others(instances: Iterable[Instance], change: ResourceChange) -> list[Instance]:
    return [instance for instance in instances if instance.address != change.address]


def _same_key(left: Key, right: Key) -> bool:
    """0 and "0" differ, and so do 0 and no key."""
    return left == right and type(left) is type(right)


def as_change(instance: Instance) -> ResourceChange:
    """A resource of the state as a change that changes nothing."""
    return instance.change or ResourceChange(
        address=instance.address,
        type=instance.type,
        name=instance.name,
        provider=provider_short_name(None, instance.type),
        mode=instance.mode,
        module_address=instance.module,
        index=instance.key,
        before=instance.state,
        after=instance.state,
    )
