"""Which ``provider`` block a resource uses, through the modules that it is passed to."""

from typing import Any

import msgspec

from finopsguard.plan.hcl.scan import Attribute, Block, tree
from finopsguard.plan.hcl.scope import Scope
from finopsguard.plan.hcl.syntax import Entries, GetAttr, GetIndex, Literal, Name, Node
from finopsguard.plan.hcl.tokens import TokenError
from finopsguard.plan.hcl.values import UNKNOWN, Lazy, settle


class Used(msgspec.Struct, frozen=True):
    """A provider configuration: where it stands, and its block if there is one."""

    path: tuple[str, ...]
    local_name: str
    alias: str = ""
    scope: Any = None
    block: Any = None

    @property
    def key(self) -> str:
        """As plan JSON writes it: ``aws``, ``aws.us``, ``module.net:aws``."""
        name = f"{self.local_name}.{self.alias}" if self.alias else self.local_name
        return f"{'.'.join(f'module.{step}' for step in self.path)}:{name}" if self.path else name


def used_by(scope: Scope, type_: str, block: Block) -> Used:
    """The provider configuration of a resource."""
    attribute = block.body.attributes.get("provider")
    name, alias = reference(attribute) if attribute is not None else ("", "")
    return resolve(scope, name or type_.partition("_")[0], alias)


def resolve(scope: Scope, name: str, alias: str) -> Used:
    """A provider's local name and alias in a module, followed to where it is configured."""
    while True:
        block = next((one for one in scope.module.providers if one.labels[0] == name and _alias(one) == alias), None)
        if block is not None or scope.parent is None or scope.call is None:
            return Used(scope.path, name, alias, scope, block)
        passed = _passed(scope.call, name, alias)
        if passed is not None:
            name, alias = passed
        elif alias:
            return Used(scope.path, name, alias, scope, None)
        scope = scope.parent


def reference(attribute: Attribute) -> tuple[str, str]:
    """``aws.us`` in its parts; a text in JSON."""
    try:
        return _parts(tree(attribute.expression))
    except TokenError:
        return "", ""


def _parts(node: Node) -> tuple[str, str]:
    match node:
        case Name(name):
            return name, ""
        case GetAttr(Name(name), alias):
            return name, alias
        case GetIndex(GetAttr(Name(name), alias)):  # OpenTofu: aws.by_region[each.key]
            return name, alias
        case Literal(str() as text):
            name, _, alias = text.partition(".")
            return name, alias
    return "", ""


def _alias(block: Block) -> str:
    attribute = block.body.attributes.get("alias")
    if attribute is None:
        return ""
    try:
        node = tree(attribute.expression)
    except TokenError:
        return ""
    return str(node.value) if isinstance(node, Literal) else ""


def _passed(call: Block, name: str, alias: str) -> tuple[str, str] | None:
    """What ``providers = {aws.x = aws.y}`` of a module call gives."""
    attribute = call.body.attributes.get("providers")
    if attribute is None:
        return None
    try:
        node = tree(attribute.expression)
    except TokenError:
        return None
    for key, value in node.entries if isinstance(node, Entries) else ():
        if _parts(key) == (name, alias):
            return _parts(value)
    return None


def default_tags(scope: Scope, type_: str, block: Block) -> Any:
    """Tags or labels that the provider adds to its resources; ``None`` where it adds none."""
    if not type_.startswith(("aws_", "google_")):
        return None
    used = used_by(scope, type_, block)
    if used.block is None:
        return None
    if type_.startswith("aws_"):
        nested = used.scope.nested(used.block.body, used.scope.names)
        found = next(((one, names) for one, names in nested if one is None or one.type == "default_tags"), None)
        if found is None:
            return None
        if found[0] is None:
            return UNKNOWN if found[1] == "default_tags" else None
        attribute, names = found[0].body.attributes.get("tags"), found[1]
    else:
        attribute, names = used.block.body.attributes.get("default_labels"), used.scope.names
    value = settle(used.scope.evaluate(attribute.expression, names)) if attribute is not None else None
    return value if value is UNKNOWN or isinstance(value, dict) else None if not isinstance(value, Lazy) else UNKNOWN
