"""Every resource instance that a plan knows of, in changes or in the prior state, by what one looks it up by."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import Any

import msgspec

from finopsguard.plan.addresses import Key, parse, steps
from finopsguard.plan.state import address_of, prior_resources, type_of
from finopsguard.plan.values import decode, sensitive, side_values, unknown_after
from finopsguard.plan.wire import WireState, WireStateResource, present
from finopsguard.types.plan import Action, ResourceChange, Side

NOTHING_UNKNOWN: Mapping[str, Any] = {}
GONE_AFTER = (Action.DELETE, Action.FORGET)


class Instance(msgspec.Struct, gc=False):
    """One resource or data source: its change, or its values in the prior state where the plan does not change it."""

    address: str
    module: str
    mode: str
    type: str
    name: str
    key: Key
    change: ResourceChange | None = None
    state: msgspec.Raw | None = None

    def values(self, side: Side) -> dict[str, Any] | None:
        """Decoded values on one side; ``None`` where it does not exist then."""
        if self.change is None:
            found = decode(self.state)
            return found if isinstance(found, dict) else None
        if side is Side.AFTER:
            return None if self.change.action in GONE_AFTER else side_values(self.change, Side.AFTER)
        if self.change.before is not None:
            return side_values(self.change, Side.BEFORE)
        found = decode(self.state)
        return found if isinstance(found, dict) else None

    def raws(self) -> Sequence[msgspec.Raw]:
        """Its undecoded values before and after, once where they are the same."""
        if self.change is None:
            return () if self.state is None else (self.state,)
        before, after = self.change.before, self.change.after
        if before is None or before == after:
            return () if after is None else (after,)
        return (before,) if after is None else (before, after)

    def sensitive(self, side: Side) -> Any:
        """What of the values may not be shown."""
        return sensitive(self.change, side) if self.change is not None else NOTHING_UNKNOWN

    def unknown(self, side: Side) -> Any:
        """What of the values is known only after apply."""
        return unknown_after(self.change) if self.change is not None and side is Side.AFTER else NOTHING_UNKNOWN


class _Names(msgspec.Struct, gc=False):
    """Attributes that others refer to a resource by; anything may stand under them."""

    id: Any = None
    arn: Any = None
    self_link: Any = None
    name: Any = None
    bucket: Any = None
    function_name: Any = None
    identifier: Any = None
    cluster_identifier: Any = None
    cluster_id: Any = None


_NAMES = msgspec.json.Decoder(_Names, float_hook=Decimal)
_NO_NAMES = _Names()
_UNIQUE = attrgetter("id", "arn", "self_link")
_BY_NAME = attrgetter("name", "bucket", "function_name", "identifier", "cluster_identifier", "cluster_id")


class Instances:
    """Lookups over the instances of a plan; each index is built when first asked for."""

    def __init__(self, changes: Iterable[ResourceChange], prior_state: WireState | None) -> None:
        self._changes = changes
        self._prior_state = prior_state

    @cached_property
    def _prior(self) -> dict[str, tuple[str, WireStateResource]]:
        """The prior state by address, without deposed objects."""
        return {
            address_of(module, resource): (module, resource)
            for module, resource in prior_resources(self._prior_state)
            if not resource.deposed_key
        }

    @cached_property
    def types(self) -> frozenset[str]:
        """Every type there is; what most questions ask for is not among them."""
        return frozenset(
            [change.type for change in self._changes]
            + [type_of(resource) for _, resource in prior_resources(self._prior_state)]
        )

    @cached_property
    def by_address(self) -> dict[str, Instance]:
        """All of them. A deposed object is not what its address means."""
        prior = self._prior
        found = {}
        moved = set()
        for change in self._changes:
            if not change.deposed:
                moved.add(change.previous_address)
                before = prior.get(change.previous_address or change.address) or prior.get(change.address)
                found[change.address] = Instance(
                    change.address,
                    change.module_address,
                    change.mode,
                    change.type,
                    change.name,
                    change.index,
                    change,
                    present(before[1].values) if before else None,
                )
        for address, (module, resource) in prior.items():
            if address not in found and address not in moved:
                found[address] = _of_state(address, module, resource)
        return found

    @cached_property
    def by_block(self) -> dict[tuple[str, str, str, str], list[Instance]]:
        """Instances of one block in one module instance, by module address, mode, type and name."""
        found = defaultdict(list)
        for instance in self.by_address.values():
            found[instance.module, instance.mode, instance.type, instance.name].append(instance)
        return dict(found)

    @cached_property
    def by_key(self) -> dict[tuple[str, str, str, str, type, Key], Instance]:
        """One instance of a block, by the same and its key; 0 and "0" differ."""
        return {
            (instance.module, instance.mode, instance.type, instance.name, type(instance.key), instance.key): instance
            for instance in self.by_address.values()
        }

    @cached_property
    def by_type(self) -> dict[str, list[Instance]]:
        """Managed resources of a type."""
        found = defaultdict(list)
        for instance in self.by_address.values():
            if instance.mode == "managed":
                found[instance.type].append(instance)
        return dict(found)

    @cached_property
    def module_instances(self) -> dict[tuple[str, str], list[tuple[Key, str]]]:
        """Instances of a module call: keys and addresses, by the parent's address and the call's name."""
        found: dict[tuple[str, str], dict[str, Key]] = defaultdict(dict)
        for module in {instance.module for instance in self.by_address.values()}:
            parts = steps(module)
            for position in range(len(parts) - 1, 0, -2):  # every second part is the word "module"
                step = parts[position]
                address = module[: step.end]
                known = found[module[: parts[position - 2].end] if position > 1 else "", step.name]
                if address in known:
                    break  # and so are the modules that it lies in
                known[address] = step.key
        return {call: [(key, address) for address, key in sorted(children.items())] for call, children in found.items()}

    def state_values(self, address: str) -> dict[str, Any]:
        """Values in the prior state; empty where it holds none."""
        if address not in self._prior:
            return {}
        values = decode(present(self._prior[address][1].values))
        return values if isinstance(values, dict) else {}

    @property
    def by_unique_name(self) -> Mapping[str, list[Instance]]:
        """By id, ARN or self link, before and after."""
        return self._by_names[0]

    @property
    def by_name(self) -> Mapping[str, list[Instance]]:
        """By what authors name a resource; several may share one."""
        return self._by_names[1]

    @cached_property
    def _by_names(self) -> tuple[Mapping[str, list[Instance]], Mapping[str, list[Instance]]]:
        """Both indexes, for the sake of which values are decoded once."""
        unique: dict[str, list[Instance]] = {}
        given: dict[str, list[Instance]] = {}
        for instance in self.by_address.values():
            for raw in instance.raws():
                names = _names(raw)
                for index, bears in ((unique, _UNIQUE(names)), (given, _BY_NAME(names))):
                    for name in bears:
                        if name and isinstance(name, str):
                            bearers = index.setdefault(name, [])
                            if not bearers or bearers[-1] is not instance:
                                bearers.append(instance)
        return unique, given


def _names(raw: msgspec.Raw) -> _Names:
    """The names in undecoded values; none in what is no object."""
    try:
        return _NAMES.decode(raw)
    except (ValueError, ArithmeticError, RecursionError):
        decode(raw)  # says so where it is damaged
        return _NO_NAMES


def _of_state(address: str, module: str, resource: WireStateResource) -> Instance:
    """An instance that no change speaks of."""
    parsed = parse(address)
    mode = resource.mode or (parsed.mode if parsed else "managed")
    index = resource.index if not isinstance(resource.index, float) else str(resource.index)
    return Instance(
        address, module, mode, type_of(resource), resource.name or "", index, None, present(resource.values)
    )
