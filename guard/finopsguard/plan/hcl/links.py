"""What an expression refers to, as plan JSON lists it: ``aws_lb.a.arn``, ``var.x``, ``module.net.subnet``, ``each.value``."""

from typing import Any

import msgspec

from finopsguard.plan.hcl.module_files import Module
from finopsguard.plan.hcl.scan import Attribute, Expression, tree
from finopsguard.plan.hcl.syntax import Entries, For, GetAttr, GetIndex, Items, Literal, Name, Node, Splat, children
from finopsguard.plan.hcl.tokens import TokenError

_MOST = 200
"""References of one expression."""
_MOST_HOPS = 20
"""Local values that lead to local values."""
_NO_OBJECTS = ("path", "terraform", "tofu", "self")

Step = str | int
Path = tuple[Step, ...]


class _Found(msgspec.Struct):
    """References of one expression, each once, and local values that were followed for them."""

    texts: dict[str, None]
    followed: set[Path]


class Links:
    """The references in expressions of one module. A local value stands for what it is made of."""

    def __init__(self, module: Module) -> None:
        self._module = module

    def expression(self, attribute: Attribute) -> dict[str, Any]:
        """``{"constant_value": ...}`` or ``{"references": [...]}``."""
        try:
            node = tree(attribute.expression)
        except TokenError:
            return {"references": []}
        if isinstance(node, Literal):
            return {"constant_value": node.value}
        return {"references": self.of(attribute.expression)}

    def of(self, expression: Expression) -> list[str]:
        """References in the order they stand in."""
        found = _Found({}, set())
        try:
            self._collect(tree(expression), (), found, frozenset(), _MOST_HOPS)
        except (TokenError, RecursionError):
            return []
        return list(found.texts)[:_MOST]

    def constant_at(self, expression: Expression, key: str) -> Any:
        """A constant entry of a map that is written out."""
        try:
            node = _inside(tree(expression), key)
        except TokenError:
            return None
        return node.value if isinstance(node, Literal) else None

    def _collect(self, node: Node, rest: Path, found: _Found, bound: frozenset[str], hops: int) -> None:
        """``rest`` is what is taken of the node: of a map that is written out, only that entry matters."""
        if len(found.texts) > _MOST:
            return
        reference = path_of(node)
        if reference is not None:
            path, keys = reference
            for key in keys:
                self._collect(key, (), found, bound, hops)
            self._refer((*path, *rest), found, bound, hops)
            return
        match node:
            case GetAttr(of, name):
                self._collect(of, (name, *rest), found, bound, hops)
                return
            case GetIndex(of, Literal(str() | int() as literal)):
                self._collect(of, (literal, *rest), found, bound, hops)
                return
            case Splat(of, inner):
                self._collect(of, (*_after_each(inner), *rest), found, bound, hops)
                return
            case For(first, second, of, _, _, _, _):
                self._collect(of, (), found, bound, hops)
                bound |= {first, second}
                for child in children(node)[1:]:
                    self._collect(child, (), found, bound, hops)
                return
            case Entries() | Items() if rest and (inside := _inside(node, rest[0])) is not None:
                self._collect(inside, rest[1:], found, bound, hops)
                return
        for child in children(node):
            self._collect(child, (), found, bound, hops)

    def _refer(self, path: Path, found: _Found, bound: frozenset[str], hops: int) -> None:
        root = path[0]
        if root in bound or root in _NO_OBJECTS or len(path) < 2:
            return
        if root == "local":
            attribute = self._module.local_values.get(str(path[1]))
            if attribute is not None and hops and path not in found.followed:
                found.followed.add(path)
                self._collect(tree(attribute.expression), path[2:], found, frozenset(), hops - 1)
            return
        found.texts[path_text(path)] = None


def path_of(node: Node) -> tuple[Path, list[Node]] | None:
    """A chain of names and literal keys as a path; other keys are answered apart, as expressions of their own."""
    steps: list[Step] = []
    keys: list[Node] = []
    while True:
        match node:
            case Name(name):
                steps.append(name)
                steps.reverse()
                return tuple(steps), keys
            case GetAttr(of, name):
                steps.append(name)
                node = of
            case GetIndex(of, Literal(str() | int() as key)):
                steps.append(key if isinstance(key, int) else f'"{key}"')
                node = of
            case GetIndex(of, key):
                # aws_x.a[count.index].id: what follows an unknown key is an attribute of one of them.
                keys.append(key)
                node = of
            case _:
                return None


def _after_each(node: Node) -> Path:
    """The attributes behind ``[*]``."""
    steps: list[Step] = []
    while isinstance(node, GetAttr):
        steps.append(node.name)
        node = node.of
    return tuple(reversed(steps))


def _inside(node: Node, step: Step) -> Node | None:
    """An entry of a map or item of a list that is written out."""
    match node:
        case Entries(entries):
            wanted = str(step).strip('"')
            return next((value for key, value in entries if isinstance(key, Literal) and key.value == wanted), None)
        case Items(items) if isinstance(step, int) and 0 <= step < len(items):
            return items[step]
    return None


def path_text(path: Path) -> str:
    """``aws_instance.web["a"].id``"""
    found = str(path[0])
    for step in path[1:]:
        quoted = isinstance(step, str) and step.startswith('"')
        found += f"[{step}]" if quoted or isinstance(step, int) else f".{step}"
    return found
