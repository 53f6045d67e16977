"""Which expressions derive from what may not be shown: sensitive variables and outputs, ``sensitive()``, and ``TF_VAR_*``."""

from typing import Any

from finopsguard.plan.hcl.records import Instance
from finopsguard.plan.hcl.scan import Attribute, Block, Body, Expression, tree
from finopsguard.plan.hcl.scope import Scope, scopes
from finopsguard.plan.hcl.syntax import Call, Entries, GetAttr, GetIndex, Items, Literal, Name, Node, children
from finopsguard.plan.hcl.tokens import TokenError


def mask_environment(root: Scope, secret: frozenset[str], instances: list[Instance]) -> None:
    """Marks arguments that derive from ``TF_VAR_*``, which Terraform itself does not: pipelines keep secrets there."""
    if not secret:
        return
    sensitivity = Sensitivity(root, secret, declared=False)
    by_address = {scope.address: scope for scope in scopes(root)}
    for instance in instances:
        scope = by_address.get(instance.module_address)
        block = scope.module.resources.get((instance.mode, instance.type, instance.name)) if scope else None
        if scope is None or block is None or instance.sensitive is True:
            continue
        marked = dict(instance.sensitive or {})
        for name, attribute in block.body.attributes.items():
            mark = sensitivity.marks(attribute.expression, scope)
            if mark and name in instance.values:
                marked[name] = mark if not marked.get(name) else True
        for inner in block.body.blocks:
            name = inner.labels[0] if inner.type == "dynamic" and inner.labels else inner.type
            if name in instance.values and sensitivity.of_body(inner.body, scope):
                marked[name] = True
        instance.sensitive = marked


class Sensitivity:
    """Follows names from module to module. An expression that mentions something sensitive is sensitive as a whole."""

    def __init__(self, root: Scope, secret: frozenset[str], *, declared: bool = True) -> None:
        self._declared = declared
        self._secret = secret
        self._known: dict[Any, bool] = {}
        self.any = bool(secret) or root.project.loader.mentions_sensitive
        """False where nothing in the project is sensitive: then nobody needs to ask."""

    def marks(self, expression: Expression, scope: Scope) -> Any:
        """Marks over the value of an expression, in the shapes of plan JSON: of a map that is written out, only what is sensitive in it."""
        try:
            return self._marks(tree(expression), scope)
        except TokenError:
            return True

    def _marks(self, node: Node, scope: Scope) -> Any:
        match node:
            case Entries(entries) if all(isinstance(key, Literal) for key, _ in entries):
                marks = {str(getattr(key, "value", "")): self._marks(value, scope) for key, value in entries}
                return {key: mark for key, mark in marks.items() if mark}
            case Items(items):
                listed = [self._marks(item, scope) for item in items]
                return listed if any(listed) else False
        return self._of(node, scope)

    def of_expression(self, expression: Expression, scope: Scope) -> bool:
        """Whether an expression in a module instance derives from something sensitive."""
        try:
            return self._of(tree(expression), scope)
        except TokenError:
            return True

    def of_body(self, body: Body, scope: Scope) -> bool:
        """Whether anything in a nested block is sensitive."""
        return any(self.of_expression(attribute.expression, scope) for attribute in body.attributes.values()) or any(
            self.of_body(block.body, scope) for block in body.blocks
        )

    def _of(self, node: Node, scope: Scope) -> bool:
        match node:
            case Call("sensitive", _) if self._declared:
                return True
            case Call("nonsensitive" | "issensitive", _):
                return False
            case GetAttr(Name("var"), name):
                return self._once(("var", id(scope), name), lambda: self._variable(name, scope))
            case GetAttr(Name("local"), name):
                return self._once(
                    ("local", id(scope), name), lambda: self._attribute(scope.module.local_values.get(name), scope)
                )
            case GetAttr(GetIndex(GetAttr(Name("module"), call), key), output):
                return self._of(key, scope) or self._output(call, output, scope)
            case GetAttr(GetAttr(Name("module"), call), output):
                return self._output(call, output, scope)
            case GetAttr(GetAttr(GetAttr(Name(type_), name), attribute), entry) if (
                written := self._written_out(scope, type_, name, attribute)
            ) is not None:
                found = next((value for key, value in written.entries if getattr(key, "value", None) == entry), None)
                return found is not None and self._of(found, scope)
            case GetAttr(GetAttr(Name(type_), name), attribute) | GetAttr(
                GetIndex(GetAttr(Name(type_), name), _), attribute
            ):
                block = scope.module.resources.get(("managed", type_, name))
                if block is not None and attribute in block.body.attributes:
                    return self._once(
                        ("resource", id(scope), type_, name, attribute),
                        lambda: self._attribute(block.body.attributes[attribute], scope),
                    )
        return any(self._of(child, scope) for child in children(node))

    def _written_out(self, scope: Scope, type_: str, name: str, attribute: str) -> Entries | None:
        """A map that a resource's argument writes out."""
        block = scope.module.resources.get(("managed", type_, name))
        argument = block.body.attributes.get(attribute) if block is not None else None
        try:
            node = tree(argument.expression) if argument is not None else None
        except TokenError:
            return None
        return node if isinstance(node, Entries) else None

    def _once(self, key: Any, find: Any) -> bool:
        known = self._known.get(key)
        if known is None:
            self._known[key] = False  # what needs itself adds nothing
            known = self._known[key] = find()
        return known

    def _attribute(self, attribute: Attribute | None, scope: Scope) -> bool:
        return attribute is not None and self.of_expression(attribute.expression, scope)

    def _variable(self, name: str, scope: Scope) -> bool:
        block = scope.module.variables.get(name)
        if self._declared and block is not None and _flagged(block):
            return True
        if scope.parent is None or scope.call is None:
            return name in self._secret
        return self._attribute(scope.call.body.attributes.get(name), scope.parent)

    def _output(self, call: str, name: str, scope: Scope) -> bool:
        block = scope.module.calls.get(call)
        copies = scope.expansion(block).copies if block is not None else None
        child = scope.child(block, copies[0]) if block is not None and copies else None
        output = child.module.outputs.get(name) if child is not None else None
        if child is None or output is None:
            return False
        return (self._declared and _flagged(output)) or self._once(
            ("output", id(child), name), lambda: self._attribute(output.body.attributes.get("value"), child)
        )


def _flagged(block: Block) -> bool:
    attribute = block.body.attributes.get("sensitive")
    if attribute is None:
        return False
    literal = attribute.expression.tree
    return attribute.expression.text == "true" or getattr(literal, "value", None) is True
