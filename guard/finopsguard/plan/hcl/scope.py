"""One instance of a module: what the names in its expressions stand for."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from finopsguard.plan.hcl.evaluate import STEPS_OF_ONE
from finopsguard.plan.hcl.expansion import ALONE, Copy, Expansion, Key, for_each
from finopsguard.plan.hcl.module_files import Module
from finopsguard.plan.hcl.operations import Names, bound, ordered
from finopsguard.plan.hcl.scan import Attribute, Block, Body, Expression, tree
from finopsguard.plan.hcl.syntax import Node
from finopsguard.plan.hcl.tokens import TokenError
from finopsguard.plan.hcl.type_constraints import convert
from finopsguard.plan.hcl.values import PENDING, UNKNOWN, EvaluationError, Lazy, TooMuchError, as_text, mark_in, settle

if TYPE_CHECKING:
    from finopsguard.plan.hcl.project import Project

_OWN_ARGUMENTS = ("input", "triggers_replace")
"""Of terraform_data, which is Terraform's own: no provider decides what they are."""
_WITHOUT_VALUE = Attribute("", Expression("null", "", 0), 0)


class Scope:
    """An instance of a module."""

    def __init__(
        self,
        project: "Project",
        module: Module,
        address: str = "",
        path: tuple[str, ...] = (),
        parent: "Scope | None" = None,
    ) -> None:
        self.project = project
        self.module = module
        self.address = address
        self.path = path
        self.parent = parent
        self.call: Block | None = None
        self.copy = Copy()
        self._known: dict[Any, Any] = {}
        self._children: dict[tuple[str, Key], Scope | None] = {}
        self._expansions: dict[int, Expansion] = {}

    def names(self, name: str) -> Any:
        """What a first name stands for where there is no ``each`` or ``count``."""
        match name:
            case "var":
                return Lazy(self.variable)
            case "local":
                return Lazy(self.local)
            case "module":
                return Lazy(self._module)
            case "data":
                return Lazy(lambda type_: Lazy(lambda label: self._resource("data", type_, label)))
            case "path":
                return self.project.paths(self.module.directory)
            case "terraform" | "tofu":
                return {"workspace": self.project.workspace}
            case "self" | "each" | "count" | "ephemeral":
                return UNKNOWN
        return Lazy(lambda label: self._resource("managed", name, label))

    def names_in(self, copy: Copy, kind: str) -> Names:
        """The same inside one instance of a block."""
        if kind == "count":
            return lambda name: {"index": copy.key} if name == "count" else self.names(name)
        if kind == "for_each":
            return lambda name: {"key": copy.key, "value": copy.value} if name == "each" else self.names(name)
        return self.names

    def evaluate(self, expression: Expression, names: Names) -> Any:
        """The worth of an expression; unknown where Terraform would refuse it."""
        project = self.project
        before, project.place = project.place, expression
        kept = project.evaluator.allow(STEPS_OF_ONE)
        value: Any = UNKNOWN
        try:
            value = project.evaluator.value(tree(expression), names)
        except TokenError as error:
            project.syntax(expression, error)
        except EvaluationError:
            pass  # `terraform validate` says more about it than could be said here
        except (TooMuchError, RecursionError) as error:
            project.too_much(expression, deep=isinstance(error, RecursionError))
        finally:
            project.place = before
        project.evaluator.settle_up(kept)
        return value

    def variable(self, name: str) -> Any:
        """``var.name``."""
        return self._once(("var", name), lambda: self._variable(name))

    def _variable(self, name: str) -> Any:
        block = self.module.variables.get(name)
        if block is None:
            return UNKNOWN
        given = self._given(name, block)
        attributes = block.body.attributes
        not_nullable = "nullable" in attributes and attributes["nullable"].expression.text == "false"
        if given is None or (given == [None] and not_nullable):
            default = attributes.get("default")
            if default is None:
                self.project.no_value(self, block)
                return UNKNOWN
            given = [self.evaluate(default.expression, self.names)]
        type_ = attributes.get("type")
        constraint: Node | None = None
        if type_ is not None:
            try:
                constraint = tree(type_.expression)
            except TokenError as error:
                self.project.syntax(type_.expression, error)
        return convert(given[0], constraint, lambda node: self.project.evaluator.value(node, self.names))

    def _given(self, name: str, block: Block) -> list[Any] | None:
        """What the caller gives, in a list; ``None`` when it gives nothing."""
        if self.parent is None or self.call is None:
            return self.project.given(name, block)
        attribute = self.call.body.attributes.get(name)
        if attribute is None:
            return None
        kind = "for_each" if "for_each" in self.call.body.attributes else "count"
        return [self.parent.evaluate(attribute.expression, self.parent.names_in(self.copy, kind))]

    def local(self, name: str) -> Any:
        """``local.name``."""
        attribute = self.module.local_values.get(name)
        if attribute is None:
            return UNKNOWN
        return self._once(("local", name), lambda: self.evaluate(attribute.expression, self.names), attribute)

    def output(self, name: str) -> Any:
        """An output of this module, as its caller sees it."""
        block = self.module.outputs.get(name)
        if block is None or "value" not in block.body.attributes:
            return UNKNOWN
        value = block.body.attributes["value"]
        return self._once(("output", name), lambda: self.evaluate(value.expression, self.names), value)

    def outputs(self) -> dict[str, Any]:
        """All outputs."""
        return {name: self.output(name) for name in self.module.outputs}

    def _once(self, key: Any, find: Callable[[], Any], at: Attribute | None = None) -> Any:
        """A value, found once. One that needs itself is a cycle."""
        if key in self._known:
            value = self._known[key]
            if value is _WITHOUT_VALUE:
                self.project.cycle(self, key, at)
                return UNKNOWN
            return value
        self._known[key] = _WITHOUT_VALUE
        try:
            value = find()
        except BaseException:
            del self._known[key]
            raise
        self._known[key] = value
        return value

    def expansion(self, block: Block) -> Expansion:
        """The instances of a resource, data source or module call."""
        known = self._expansions.get(id(block))
        if known is None:
            known = self._expansions[id(block)] = self._expand(block)
        return known

    def _expand(self, block: Block) -> Expansion:
        attributes = block.body.attributes
        if "for_each" in attributes:
            value = self._of_expansion(block, attributes["for_each"])
            return for_each(value)
        if "count" in attributes:
            value = self._of_expansion(block, attributes["count"])
            return self.project.counted(block, value)
        if "enabled" in attributes or any(
            inner.type == "lifecycle" and "enabled" in inner.body.attributes for inner in block.body.blocks
        ):
            return self._enabled(block)
        return ALONE

    def _enabled(self, block: Block) -> Expansion:
        """OpenTofu 1.11: ``lifecycle { enabled = ... }``."""
        for inner in block.body.blocks:
            if inner.type == "lifecycle" and "enabled" in inner.body.attributes:
                value = self._of_expansion(block, inner.body.attributes["enabled"])
                if mark_in(value) is not None:
                    return Expansion(None, "count", value is PENDING)
                return ALONE if value in (True, "true") else Expansion([], "")
        return ALONE

    def _of_expansion(self, block: Block, attribute: Attribute) -> Any:
        return self._once(("expansion", id(block)), lambda: self.evaluate(attribute.expression, self.names), attribute)

    def _resource(self, mode: str, type_: str, name: str) -> Any:
        """A resource as a value: one object, a list by ``count``, or a map by ``for_each``."""
        block = self.module.resources.get((mode, type_, name))
        if block is None:
            return UNKNOWN
        return self._all(block, lambda copy, kind: Lazy(lambda attribute: self.attribute(block, copy, kind, attribute)))

    def _all(self, block: Block, one: Callable[[Copy, str], Any]) -> Any:
        expansion = self.expansion(block)
        if expansion.copies is None:
            return PENDING if expansion.pending else UNKNOWN
        found = [one(copy, expansion.kind) for copy in expansion.copies]
        if expansion.kind == "for_each":
            return {as_text(copy.key): value for copy, value in zip(expansion.copies, found, strict=True)}
        if expansion.kind == "count":
            return found
        return found[0] if found else None

    def attribute(self, block: Block, copy: Copy, kind: str, name: str) -> Any:
        """An attribute of one instance: as configured; otherwise the provider decides, and it is unknown."""
        if block.labels[0] == "terraform_data" and name in _OWN_ARGUMENTS and name not in block.body.attributes:
            return None
        return self._once(
            (id(block), copy.key, name),
            lambda: self._member(block.body, name, self.names_in(copy, kind)),
            block.body.attributes.get(name),
        )

    def _member(self, body: Body, name: str, names: Names) -> Any:
        attribute = body.attributes.get(name)
        if attribute is not None:
            value = self.evaluate(attribute.expression, names)
            return UNKNOWN if value is None else value
        found: list[Any] = []
        for inner, inner_names in self.nested(body, names):
            if inner is None:
                if inner_names == name:
                    return UNKNOWN
            elif inner.type == name:
                found.append(self._nested_value(inner, inner_names))
        return found or UNKNOWN

    def _nested_value(self, block: Block, names: Names) -> Lazy:
        return Lazy(lambda name: self._member(block.body, name, names))

    def nested(self, body: Body, names: Names) -> "list[tuple[Block | None, Any]]":
        """Nested blocks with the names that hold inside them, ``dynamic`` ones expanded.

        Where how many a ``dynamic`` block makes is not known: ``None`` and the type of the blocks, or ``PENDING``.
        """
        found: list[tuple[Block | None, Any]] = []
        for block in body.blocks:
            if block.type != "dynamic" or len(block.labels) != 1:
                found.append((block, names))
                continue
            found += self._dynamic(block, names)
        return found

    def _dynamic(self, block: Block, names: Names) -> "list[tuple[Block | None, Any]]":
        (type_,) = block.labels
        attribute = block.body.attributes.get("for_each")
        content = next((inner for inner in block.body.blocks if inner.type == "content"), None)
        if attribute is None or content is None:
            return []
        items = self.evaluate(attribute.expression, names)
        if isinstance(items, Lazy):
            items = settle(items)
        if not isinstance(items, list | dict):
            return [] if items is None else [(None, type_)]
        iterator = block.body.attributes.get("iterator")
        variable = iterator.expression.text if iterator else type_
        made = Block(type_, (), content.body, block.file, block.line, block.end_line)
        return [(made, bound(names, {variable: {"key": key, "value": value}})) for key, value in ordered(items)]

    def _module(self, name: str) -> Any:
        """A module call as a value: its outputs."""
        block = self.module.calls.get(name)
        if block is None:
            return UNKNOWN

        def one(copy: Copy, _kind: str) -> Any:
            child = self.child(block, copy)
            return Lazy(child.output, child.outputs) if child is not None else UNKNOWN

        return self._all(block, one)

    def child(self, block: Block, copy: Copy) -> "Scope | None":
        """The instance of a called module; ``None`` where the module cannot be had, which is a problem of the project."""
        key = (block.labels[0], copy.key)
        if key not in self._children:
            self._children[key] = self.project.called(self, block, copy)
        return self._children[key]


def scopes(scope: Scope) -> Iterator[Scope]:
    """A module instance and all below it."""
    yield scope
    for block in scope.module.calls.values():
        for copy in scope.expansion(block).copies or ():
            child = scope.child(block, copy)
            if child is not None:
                yield from scopes(child)
