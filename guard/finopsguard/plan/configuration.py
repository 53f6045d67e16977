"""``configuration`` of a plan: what the author wrote, expression by expression, decoded the first time someone asks.

Expressions are either ``{"constant_value": ...}`` or ``{"references": [...]}``; local values are not in it, which is
why a reference that passes through one cannot be followed.
"""

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any

import msgspec

from finopsguard.plan.addresses import module_path
from finopsguard.plan.expressions import Expression, expressions_at
from finopsguard.plan.values import decode
from finopsguard.plan.wire import ABSENT, present
from finopsguard.types.plan import ResourceChange

ModulePath = tuple[str, ...]
"""Names of module calls from the root down; instances of a call share one configuration."""


@lru_cache(maxsize=1024)
def module_names(module_address: str) -> ModulePath:
    """The path of a module instance's configuration: its address without instance keys."""
    return tuple(step.name for step in module_path(module_address)) if module_address else ()


class ConfigResource(msgspec.Struct, gc=False):
    """A resource block."""

    mode: str | None = None
    type: str | None = None
    name: str | None = None
    provider_config_key: str | None = None
    expressions: msgspec.Raw = ABSENT
    for_each_expression: msgspec.Raw = ABSENT
    count_expression: msgspec.Raw = ABSENT


class ConfigOutput(msgspec.Struct, gc=False):
    """An output of a module."""

    expression: msgspec.Raw = ABSENT


class ConfigVariable(msgspec.Struct, gc=False):
    """A variable of a module; ``default`` is absent for a required one."""

    default: msgspec.Raw = ABSENT


class ModuleCall(msgspec.Struct, gc=False):
    """A ``module`` block and the module it calls."""

    expressions: msgspec.Raw = ABSENT
    for_each_expression: msgspec.Raw = ABSENT
    count_expression: msgspec.Raw = ABSENT
    module: "ConfigModule | None" = None


class ConfigModule(msgspec.Struct, gc=False):
    """A module's own blocks."""

    resources: list[ConfigResource] | None = None
    module_calls: dict[str, ModuleCall] | None = None
    variables: dict[str, ConfigVariable | None] | None = None
    outputs: dict[str, ConfigOutput] | None = None


class ProviderConfig(msgspec.Struct, gc=False):
    """A ``provider`` block, or a mention of the provider in ``required_providers``, which has no expressions."""

    name: str | None = None
    alias: str | None = None
    module_address: str | None = None
    expressions: msgspec.Raw = ABSENT


class _Document(msgspec.Struct, gc=False):
    provider_config: dict[str, ProviderConfig] | None = None
    root_module: ConfigModule | None = None


_DECODER = msgspec.json.Decoder(_Document)
_ARGUMENTS = msgspec.json.Decoder(dict[str, msgspec.Raw])

Block = ConfigResource | ModuleCall | ProviderConfig


class Configuration:
    """Lookups in the configuration. One that is missing, or not as Terraform writes it, answers as an empty one."""

    def __init__(self, raw: msgspec.Raw | None) -> None:
        self._raw = raw
        self._blocks: dict[ModulePath, dict[tuple[str, str, str], ConfigResource]] = {}
        self._arguments: dict[int, Mapping[str, msgspec.Raw]] = {}

    @cached_property
    def _document(self) -> _Document:
        if self._raw is None:
            return _Document()
        try:
            return _DECODER.decode(self._raw)
        except (ValueError, RecursionError):
            # A plan can be priced without it: regions and references then come from values, and say so where they are
            # assumed.
            return _Document()

    @cached_property
    def providers(self) -> Mapping[str, ProviderConfig]:
        """Provider configurations by their keys: ``aws``, ``aws.us``, ``module.net:aws``."""
        return self._document.provider_config or {}

    def module(self, path: ModulePath) -> ConfigModule | None:
        """The module that a path of call names leads to."""
        module = self._document.root_module
        for name in path:
            call = (module.module_calls or {}).get(name) if module else None
            module = call.module if call else None
        return module

    def call(self, path: ModulePath) -> ModuleCall | None:
        """The ``module`` block behind the last name of a path."""
        parent = self.module(path[:-1]) if path else None
        return (parent.module_calls or {}).get(path[-1]) if parent else None

    def resource(self, path: ModulePath, mode: str, type_: str, name: str) -> ConfigResource | None:
        """The block of a resource in a module."""
        blocks = self._blocks.get(path)
        if blocks is None:
            module = self.module(path)
            blocks = self._blocks[path] = {
                (block.mode or "managed", block.type or "", block.name or ""): block
                for block in (module.resources if module else None) or ()
            }
        return blocks.get((mode, type_, name))

    def block_of(self, change: ResourceChange) -> ConfigResource | None:
        """The block that a resource is an instance of; ``None`` once it is gone from the configuration."""
        return self.resource(module_names(change.module_address), change.mode, change.type, change.name)

    def arguments(self, block: Block) -> Mapping[str, msgspec.Raw]:
        """The arguments and nested blocks of a block, their expressions undecoded: few of them are ever asked about."""
        known = self._arguments.get(id(block))  # blocks live as long as this object
        if known is None:
            try:
                known = _ARGUMENTS.decode(block.expressions) if present(block.expressions) is not None else {}
            except ValueError:
                known = {}
            self._arguments[id(block)] = known
        return known

    def expression(self, block: Block, argument: str) -> Any:
        """The expression of one argument, or those of a nested block; ``None`` where the block does not have it."""
        return decode(self.arguments(block).get(argument))

    def expressions_at(self, block: Block, path: str) -> list[Expression]:
        """The expressions of an argument, given its path in the values (``launch_template.0.id``)."""
        argument, *steps = path.split(".")
        found = self.expression(block, argument)
        return [] if found is None else expressions_at(found, steps)
