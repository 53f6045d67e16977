"""Which expressions derive from what may not be shown: sensitive variables and outputs, ``sensitive()``, and ``TF_VAR_*``."""

from typing import Any

from finopsguard.plan.hcl.scan import Attribute, Block, Expression, tree
from finopsguard.plan.hcl.scope import Scope
from finopsguard.plan.hcl.syntax import Call, GetAttr, GetIndex, Name, Node, children
from finopsguard.plan.hcl.tokens import TokenError


class Sensitivity:
    """Follows names from module to module. An expression that mentions something sensitive is sensitive as a whole."""

    def __init__(self, root: Scope, secret: frozenset[str]) -> None:
        self._secret = secret
        self._known: dict[Any, bool] = {}
        self.any = bool(secret) or root.project.loader.mentions_sensitive
        """False where nothing in the project is sensitive: then nobody needs to ask."""

    def of_expression(self, expression: Expression, scope: Scope) -> bool:
        """Whether an expression in a module instance derives from something sensitive."""
        try:
            return self._of(tree(expression), scope)
        except TokenError:
            return True

    def _of(self, node: Node, scope: Scope) -> bool:
        match node:
            case Call("sensitive", _):
                return True
            case Call("nonsensitive", _):
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
            case GetAttr(GetAttr(Name(type_), name), attribute) | GetAttr(GetIndex(GetAttr(Name(type_), name), _), attribute):
                block = scope.module.resources.get(("managed", type_, name))
                if block is not None and attribute in block.body.attributes:
                    return self._once(
                        ("resource", id(scope), type_, name, attribute),
                        lambda: self._attribute(block.body.attributes[attribute], scope),
                    )
        return any(self._of(child, scope) for child in children(node))

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
        if block is not None and _flagged(block):
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
        return _flagged(output) or self._once(
            ("output", id(child), name), lambda: self._attribute(output.body.attributes.get("value"), child)
        )


def _flagged(block: Block) -> bool:
    attribute = block.body.attributes.get("sensitive")
    if attribute is None:
        return False
    literal = attribute.expression.tree
    return attribute.expression.text == "true" or getattr(literal, "value", None) is True
