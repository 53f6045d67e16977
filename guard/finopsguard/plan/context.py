"""What only the whole plan can answer about one resource, worked out the first time it is asked."""

from collections import defaultdict
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import msgspec

from finopsguard.plan.configuration import Configuration
from finopsguard.plan.expressions import constant
from finopsguard.plan.instances import GONE_AFTER, Instance, Instances
from finopsguard.plan.places import aws_region, aws_region_of_arn, aws_region_of_zone
from finopsguard.plan.providers import Argument, Providers
from finopsguard.plan.references import References, as_change
from finopsguard.plan.regions import find_region
from finopsguard.plan.values import LastValues, sensitive, unknown_after
from finopsguard.plan.wire import WireState
from finopsguard.types.paths import at
from finopsguard.types.plan import Region, Related, ResourceChange, Side, Values

_TELLING_DATA = ("aws_region", "aws_availability_zones")
"""Data sources that give the region of their provider; others may look into other regions."""


class JsonContext:
    """:class:`finopsguard.types.plan.PlanContext` over plan JSON."""

    def __init__(
        self,
        changes: tuple[ResourceChange, ...],
        prior_state: WireState | None,
        configuration: msgspec.Raw | None,
        variables: msgspec.Raw | None,
        environ: Mapping[str, str],
    ) -> None:
        self.changes = changes
        self.environ = environ
        self._instances = Instances(changes, prior_state)
        self._configuration = Configuration(configuration)
        self._providers = Providers(self._configuration, self._instances, variables)
        self._values = LastValues()
        self._references = References(self._configuration, self._instances, self._values, self.configured)

    def values(self, change: ResourceChange, side: Side) -> Values | None:
        """Decoded values of one side; ``None`` where there is none, empty where all of it is known only after apply."""
        raw = change.before if side is Side.BEFORE else change.after
        if raw is not None:
            return self._values.side(change, side)
        exists = side is Side.AFTER and change.action not in GONE_AFTER and unknown_after(change) is True
        return {} if exists else None

    def unknown(self, change: ResourceChange) -> Any:
        """Decoded ``after_unknown``."""
        return unknown_after(change)

    def sensitive(self, change: ResourceChange, side: Side) -> Any:
        """Decoded ``before_sensitive`` or ``after_sensitive``."""
        return sensitive(change, side)

    def configured(self, change: ResourceChange, path: str) -> bool | None:
        """Whether the configuration sets an attribute; ``None`` where that cannot be told.

        That is without a configuration, for a resource that is no longer in it, and for blocks made by ``dynamic``, which Terraform
        leaves out of it.
        """
        block = self._configuration.block_of(change)
        if block is None:
            return None
        found = self._configuration.expressions_at(block, path)
        if found:
            return any(constant(expression) != (True, None) for expression in found)
        root, _, rest = path.partition(".")
        left_out = rest and root not in self._configuration.arguments(block)
        return None if left_out and at(self._values.side(change, Side.AFTER), path.rpartition(".")[0]) else False

    def region(self, change: ResourceChange, values: Values) -> Region:
        """Where the resource is billed, given one side's decoded values."""
        return find_region(change, values, self)

    def follow(
        self, change: ResourceChange, attribute: str, *, side: Side = Side.AFTER, types: Collection[str] = ()
    ) -> Sequence[Related]:
        """Resources that ``attribute`` refers to: by configuration, else by a known id or name."""
        if types and self._instances.types.isdisjoint(types):
            return ()
        found = self._references.follow(change, attribute, side)
        return [related for related in found if related.type in types] if types else found

    def referrers(
        self, change: ResourceChange, type_: str, attribute: str, *, side: Side = Side.AFTER
    ) -> Sequence[Related]:
        """Resources of a type whose ``attribute`` refers to this one."""
        if type_ not in self._instances.types:
            return ()
        return self._references.referrers(change, type_, attribute, side)

    def provider_setting(self, change: ResourceChange, name: str) -> str | None:
        """A constant (or variable-given) argument of the provider configuration. It may be a secret: never print it."""
        value = self._providers.argument(change, name).value
        return value if isinstance(value, str) else None

    def other_values(self, change: ResourceChange) -> Iterator[Values]:
        """Values of both sides and of the prior state, each decoded only if those before did not answer."""
        if change.before is not None and change.after is not None:
            yield self._values.side(change, Side.BEFORE)
            yield self._values.side(change, Side.AFTER)
        elif change.before is None and not change.deposed:
            yield self._instances.state_values(change.address)

    def provider_argument(self, change: ResourceChange, name: str) -> Argument:
        """An argument of the provider configuration that manages the resource."""
        return self._providers.argument(change, name)

    def sibling_region(self, change: ResourceChange) -> str:
        """The one AWS region that resources of the same provider configuration name."""
        regions = self._regions_by_provider.get(self._providers.key(change), set())
        return next(iter(regions)) if len(regions) == 1 else ""

    def arguments(self, change: ResourceChange) -> Container[str]:
        """Names of the attributes that the configuration or the resource's values give."""
        block = self._configuration.block_of(change)
        configured = self._configuration.arguments(block) if block is not None else {}
        return {*configured, *self._values.side(change, _side_shown(change))}

    def referred(self, change: ResourceChange, attribute: str) -> Iterator[tuple[ResourceChange, Values]]:
        """Resources that an attribute refers to, with the values they have after the change, else before it."""
        for instance in self._references.targets(change, attribute, _side_shown(change)):
            values = instance.values(Side.AFTER)
            yield as_change(instance), instance.values(Side.BEFORE) or {} if values is None else values

    def resource_group_location(self, name: str) -> str:
        """``location`` of the Azure resource group of that name."""
        return self._group_locations.get(name.lower(), "")

    @cached_property
    def _regions_by_provider(self) -> dict[str, set[str]]:
        """AWS regions that values name, by the key of the provider configuration."""
        found: dict[str, set[str]] = defaultdict(set)
        for instance in self._instances.by_address.values():
            telling = instance.mode == "managed" or instance.type in _TELLING_DATA
            if instance.type.startswith("aws_") and telling and (name := _region_named(instance)):
                found[self._providers.key(as_change(instance))].add(name)
        return dict(found)

    @cached_property
    def _group_locations(self) -> dict[str, str]:
        """Locations of Azure resource groups, managed or read, by name in lower case."""
        found: dict[str, str] = {}
        for instance in self._instances.by_address.values():
            if instance.type == "azurerm_resource_group":
                for side in (Side.BEFORE, Side.AFTER):
                    values = instance.values(side) or {}
                    name, location = values.get("name"), values.get("location")
                    if isinstance(name, str) and isinstance(location, str):
                        found[name.lower()] = location
        return found


def _side_shown(change: ResourceChange) -> Side:
    """After the change, unless nothing is left then."""
    return Side.BEFORE if change.after is None else Side.AFTER


def _region_named(instance: Instance) -> str:
    """The AWS region that a resource's known values name."""
    for side in (Side.BEFORE, Side.AFTER):
        values = instance.values(side) or {}
        stated = (
            aws_region(values.get("region"))
            or aws_region_of_arn(values.get("arn"))
            or aws_region_of_arn(values.get("id"))
        )
        zone = aws_region_of_zone(values.get("availability_zone"))[0]
        named = aws_region(values.get("id")) if instance.mode == "data" else ""
        if found := stated or zone or named:
            return found
    return ""
