"""Which provider configuration manages a resource, and what it adds to the resource: default tags."""

from typing import TYPE_CHECKING, Any

import msgspec

from finopsguard.plan.hcl.plain.body import resource_values
from finopsguard.plan.hcl.plain.nodes import Attribute, Block, Literal, Name, Node, Object
from finopsguard.plan.hcl.plain.values import Resource, Unknown, is_unknown, plain

if TYPE_CHECKING:
    from finopsguard.plan.hcl.plain.module import Module

_ARGUMENTS = frozenset({"alias", "version"})


class Configured(msgspec.Struct, frozen=True, gc=False):
    """A provider configuration."""

    name: str
    """``aws``, ``aws.eu``, as the module names it that has the block."""
    values: Resource


NOT_CONFIGURED = Configured("", Resource())


def provider_of(module: "Module", type_: str, block: Block) -> Configured:
    """The configuration that manages a resource: the one it names, or the default one of its type's provider."""
    given = block.body.attributes.get("provider")
    name = reference(given.value) if given is not None else type_.partition("_")[0]
    return _find(module, name)


def reference(node: Node) -> str:
    """``aws`` or ``aws.eu``"""
    if isinstance(node, Attribute) and isinstance(node.target, Name):
        return f"{node.target.name}.{node.name}"
    if isinstance(node, Literal) and isinstance(node.value, str):
        return node.value
    return node.name if isinstance(node, Name) else ""


def _find(module: "Module", name: str) -> Configured:
    """The block in this module, or what the calling one passes; default configurations are passed on by themselves."""
    here: Module | None = module
    while here is not None:
        block = here.config.providers.get(name)
        if block is not None:
            return _configured(here, name, block)
        passed = _passed(here)
        if name in passed:
            name = passed[name]
        elif "." in name:
            break
        here = here.parent
    return msgspec.structs.replace(NOT_CONFIGURED, name=name)


def _passed(module: "Module") -> dict[str, str]:
    """``providers = { aws = aws.eu }`` of the call."""
    given = module.call.body.attributes.get("providers") if module.call is not None else None
    if given is None or not isinstance(given.value, Object):
        return {}
    return {reference(key): reference(value) for key, value in given.value.items}


def _configured(module: "Module", name: str, block: Block) -> Configured:
    """The arguments of a provider block."""

    def compute() -> Configured:
        with module.session.at(module.inside(f"provider.{name}"), block.file, block.line):
            return Configured(
                name, resource_values(block.body, module.scope, module.session, file=block.file, without=_ARGUMENTS)
            )

    found = module.once(("provider", name), f"provider.{name}", compute)
    return found if isinstance(found, Configured) else Configured(name, Resource())


def with_defaults(module: "Module", type_: str, block: Block, values: Resource) -> Resource:
    """The resource with what its provider adds: of AWS ``tags_all``, the default tags under the resource's own."""
    if not type_.startswith("aws_"):
        return values
    given = provider_of(module, type_, block).values.get("default_tags")
    blocks = plain(given)
    first: Any = (
        blocks[0].get("tags") if isinstance(blocks, list) and blocks else blocks if is_unknown(blocks) else None
    )
    if first is None:
        return values
    defaults, own = plain(first), plain(values.get("tags"))
    if "tags_all" not in values:
        values["tags_all"] = _merged(defaults, own)
    return values


def _merged(defaults: Any, own: Any) -> Any:
    """Tags of the resource win."""
    if isinstance(defaults, Unknown) or isinstance(own, Unknown):
        return defaults if isinstance(defaults, Unknown) else own
    return {**(defaults if isinstance(defaults, dict) else {}), **(own if isinstance(own, dict) else {})}
