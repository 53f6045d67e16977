"""Which provider configuration manages a resource, and what its arguments are worth."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from finopsguard.plan.addresses import Step
from finopsguard.plan.configuration import Configuration, ModulePath, ProviderConfig, module_names
from finopsguard.plan.expressions import constant, references
from finopsguard.plan.instances import Instances
from finopsguard.plan.values import decode
from finopsguard.plan.wire import present
from finopsguard.types.plan import ResourceChange, Side

_MOST_HOPS = 20
_LOCAL_NAMES = {"google": ("google", "google-beta")}
"""Local names of providers that have more than one."""


class Argument(msgspec.Struct, frozen=True, gc=False):
    """An argument of a provider configuration."""

    stated: bool = False
    """The configuration gives it, if only by something that is not known."""
    value: Any = None
    note: str = ""
    """Why it may be another configuration's."""


_NOT_STATED = Argument()
_NOT_KNOWN = Argument(stated=True)
_REMOVED = "the resource is no longer in the configuration, so its provider's default configuration was taken"
_INHERITED = (
    "Terraform before 1.1 does not say which configuration a module is passed; the one it would inherit was taken"
)
_PASSED = (
    "the configuration that its module is passed is not in the plan; all configurations of the provider agree on it"
)


class Providers:
    """Provider configurations of a plan.

    Terraform 1.1 and later resolve ``provider_config_key`` to where the configuration is (``aws.us``,
    ``module.net:aws``). Earlier ones write ``net:aws`` for whatever a module inherits or is passed, and an alias under
    another name leaves no trace.
    """

    def __init__(self, configuration: Configuration, instances: Instances, variables: msgspec.Raw | None) -> None:
        self._configuration = configuration
        self._instances = instances
        self._variables = variables
        self._keys: dict[tuple[ModulePath, str], str] = {}
        self._arguments: dict[tuple[str, str], Argument] = {}
        self._answers: dict[tuple[ModulePath, str, str, str], Argument] = {}

    def key(self, change: ResourceChange) -> str:
        """The key of the configuration that manages a resource; empty where none is found, as without a provider block.

        A resource that is no longer in the configuration is taken to have the provider's default one.
        """
        return self._key(module_names(change.module_address), self._stated_key(change), change.provider)

    def argument(self, change: ResourceChange, name: str) -> Argument:
        """An argument of the configuration that manages a resource."""
        asked = (module_names(change.module_address), self._stated_key(change), change.provider, name)
        found = self._answers.get(asked)
        if found is None:
            found = self._answers[asked] = self._answer(*asked)
        return found

    def _key(self, path: ModulePath, stated: str, provider: str) -> str:
        if stated:
            return self._resolved(path, stated)
        names = _LOCAL_NAMES.get(provider, (provider,))
        return next((key for name in names if (key := self._resolved(path, name))), "")

    def _answer(self, path: ModulePath, stated: str, provider: str, name: str) -> Argument:
        key = self._key(path, stated, provider)
        if not key:
            return self._agreed(_local_name(stated), name) if "." in stated.rpartition(":")[2] else _NOT_STATED
        found = self._worth(key, name)
        guessed = key != stated and found.value is not None
        if guessed and len(self._worths(_local_name(key), name)) > 1:
            return msgspec.structs.replace(found, note=_INHERITED if stated else _REMOVED)
        return found

    def _stated_key(self, change: ResourceChange) -> str:
        """``provider_config_key`` of the resource's block; empty when the block is gone."""
        block = self._configuration.block_of(change)
        return (block.provider_config_key or "") if block is not None else ""

    def _agreed(self, provider: str, name: str) -> Argument:
        """For an alias that leads nowhere, as Terraform before 1.1 writes what a module is passed: what all
        configurations agree on.
        """
        worths = self._worths(provider, name)
        return Argument(stated=True, value=worths[0], note=_PASSED) if len(worths) == 1 else _NOT_KNOWN

    def _worths(self, provider: str, name: str) -> list[Any]:
        """The different values of an argument among the configurations of a provider."""
        worths: list[Any] = []
        for key, configuration in self._configuration.providers.items():
            value = self._worth(key, name).value if configuration.name == provider else None
            if value is not None and value not in worths:
                worths.append(value)
        return worths

    def _worth(self, key: str, name: str) -> Argument:
        """An argument of a configuration, worked out if it is a constant, a variable or a value that the plan knows."""
        known = self._arguments.get((key, name))
        if known is None:
            known = self._arguments[key, name] = self._argument(self._configuration.providers[key], name)
        return known

    def _argument(self, provider: ProviderConfig, name: str) -> Argument:
        expression = self._configuration.expression(provider, name)
        if expression is None:
            return _NOT_STATED
        path = module_names(_as_address(provider.module_address or ""))
        is_constant, value = constant(expression)
        if is_constant:
            # An empty text or null is how modules leave an argument out.
            return Argument(stated=value not in (None, ""), value=value)
        value = self._value(expression, path, _MOST_HOPS)
        return Argument(stated=True, value=value)

    def _resolved(self, path: ModulePath, stated: str) -> str:
        """The key as it stands in ``provider_config``: in the module itself, else in the modules that it inherits from."""
        providers = self._configuration.providers
        if stated in providers and not self._is_mention(providers[stated]):
            return stated
        cached = self._keys.get((path, stated))
        if cached is None:
            local = stated.rpartition(":")[2]
            found = (
                key for key in _candidates(path, local) if key in providers and not self._is_mention(providers[key])
            )
            cached = self._keys[path, stated] = next(found, "")
        return cached

    def _is_mention(self, provider: ProviderConfig) -> bool:
        """``required_providers`` of a module, or a configuration that it is passed: nothing is configured there."""
        return bool(provider.module_address) and not self._configuration.arguments(provider)

    def _value(self, expression: Any, path: ModulePath, hops: int) -> Any:
        """What an expression is worth; ``None`` when that is not known. Only expressions that are one reference are
        worked out.

        The plan does not say how a reference is used: callers check that the value looks like what they ask for.
        """
        is_constant, value = constant(expression)
        if is_constant:
            return value
        listed = references(expression)
        if len(listed) != 1 or not hops:
            return None
        parts = listed[0]
        root = parts[0].name
        if root == "var" and len(parts) > 1:
            return _within(_item(self._variable(parts[1].name, path, hops), parts[1]), parts[2:])
        if root == "module" and len(parts) > 2 and not parts[1].keyed:
            return self._output(parts, path, hops)
        return self._attribute(parts, path)

    def _variable(self, name: str, path: ModulePath, hops: int) -> Any:
        """A variable's value: as given to the plan or by the module's caller, else its default."""
        if not path:
            given = self._root_variables().get(name)
            if isinstance(given, dict) and given.get("value") is not None:
                return given["value"]
        else:
            call = self._configuration.call(path)
            expression = self._configuration.expression(call, name) if call else None
            if expression is not None:
                return self._value(expression, path[:-1], hops - 1)
        module = self._configuration.module(path)
        declared = (module.variables or {}).get(name) if module else None
        return decode(present(declared.default)) if declared else None

    def _root_variables(self) -> Mapping[str, Any]:
        """Values of the root module's variables. All of them may be secrets: they are looked up, never shown."""
        values = decode(self._variables)
        return values if isinstance(values, dict) else {}

    def _output(self, parts: tuple[Step, ...], path: ModulePath, hops: int) -> Any:
        """An output of a called module."""
        inner = (*path, parts[1].name)
        module = self._configuration.module(inner)
        output = (module.outputs or {}).get(parts[2].name) if module else None
        value = self._value(decode(present(output.expression)), inner, hops - 1) if output else None
        return _within(_item(value, parts[2]), parts[3:])

    def _attribute(self, parts: tuple[Step, ...], path: ModulePath) -> Any:
        """An attribute of a resource or data source whose value the plan knows."""
        mode = "data" if parts[0].name == "data" else "managed"
        resource = parts[1:] if mode == "data" else parts
        if len(resource) < 2:
            return None
        module = ".".join(f"module.{name}" for name in path)
        type_, name = resource[0].name, resource[1].name
        found = self._instances.by_block.get((module, mode, type_, name), [])
        if resource[1].keyed:
            found = [instance for instance in found if instance.key == resource[1].key]
        if len(found) != 1:
            return None
        values = found[0].values(Side.AFTER) or {}
        if len(resource) == 2 and type_ == "aws_region":
            return values.get("region") or values.get(
                "name"
            )  # Terraform before 0.14 lists the object without the attribute
        return _within(values, resource[2:])


def _local_name(key: str) -> str:
    """``module.net:aws.us`` -> ``aws``."""
    return key.rpartition(":")[2].partition(".")[0]


def _candidates(path: ModulePath, local: str) -> Iterator[str]:
    """Keys that a provider's local name may stand under, from a module outwards."""
    for length in range(len(path), 0, -1):
        names = path[:length]
        address = ".".join(f"module.{name}" for name in names)
        yield from (f"{address}:{local}", f"{'.'.join(names)}:{local}", f"{names[-1]}:{local}")
    yield local


def _as_address(module_address: str) -> str:
    """Terraform 0.12 writes ``net`` where later versions write ``module.net``."""
    if not module_address or module_address.startswith("module."):
        return module_address
    return ".".join(f"module.{name}" for name in module_address.split("."))


def _within(value: Any, parts: tuple[Step, ...]) -> Any:
    """``value`` followed down attributes and keys."""
    for part in parts:
        value = _item(value.get(part.name), part) if isinstance(value, dict) else None
    return value


def _item(value: Any, part: Step) -> Any:
    """What a step's key picks out of ``value``; all of it where the step has none."""
    if not part.keyed:
        return value
    if isinstance(value, dict):
        return value.get(part.key)
    if isinstance(value, list) and isinstance(part.key, int) and 0 <= part.key < len(value):
        return value[part.key]
    return None
