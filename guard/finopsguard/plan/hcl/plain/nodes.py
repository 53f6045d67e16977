"""Expressions of Terraform's language as a tree. Each node is immutable data; :mod:`.evaluate` gives it meaning."""

from typing import Any

import msgspec


class Node(msgspec.Struct, frozen=True, gc=False):
    """Any expression."""


class Literal(Node, frozen=True):
    """A number, bool, string without template, or null."""

    value: Any


class Name(Node, frozen=True):
    """The first part of a reference: ``var``, ``local``, a loop variable, a resource type."""

    name: str


class Attribute(Node, frozen=True):
    """``target.name``"""

    target: Node
    name: str


class Index(Node, frozen=True):
    """``target[key]`` and ``target.0``"""

    target: Node
    key: Node


class Splat(Node, frozen=True):
    """``target[*].rest`` or ``target.*.rest``; the rest stands on :class:`Item`."""

    target: Node
    rest: Node
    full: bool = False
    """Written ``[*]``: what follows, further splats too, is of each item."""


class Item(Node, frozen=True):
    """The item that a splat looks at."""


class Call(Node, frozen=True):
    """``name(arguments...)``"""

    name: str
    arguments: tuple[Node, ...]
    spread: bool = False
    """The last argument is a list whose items are the arguments."""


class Unary(Node, frozen=True):
    """``-x`` and ``!x``"""

    operator: str
    operand: Node


class Binary(Node, frozen=True):
    """``left operator right``"""

    operator: str
    left: Node
    right: Node


class Conditional(Node, frozen=True):
    """``condition ? yes : no``"""

    condition: Node
    yes: Node
    no: Node


class Tuple(Node, frozen=True):
    """``[a, b]``"""

    items: tuple[Node, ...]


class Object(Node, frozen=True):
    """``{ key = value }``; a bare name as a key is a :class:`Literal`."""

    items: tuple[tuple[Node, Node], ...]


class For(Node, frozen=True):
    """``[for k, v in items : value if condition]`` and, with a ``key``, ``{for ... : key => value...}``."""

    key_name: str
    """Empty when only the value is named."""
    value_name: str
    items: Node
    value: Node
    key: Node | None = None
    condition: Node | None = None
    grouped: bool = False


class Template(Node, frozen=True):
    """A quoted template or heredoc: its parts are joined. One that is a single interpolation has the type of what it holds."""

    parts: tuple[Node, ...]


class TemplateIf(Node, frozen=True):
    """``%{ if condition }yes%{ else }no%{ endif }``"""

    condition: Node
    yes: Node
    no: Node


class TemplateFor(Node, frozen=True):
    """``%{ for k, v in items }body%{ endfor }``"""

    key_name: str
    value_name: str
    items: Node
    body: Node


class Body(msgspec.Struct, gc=False):
    """What stands between braces, or in a file."""

    attributes: dict[str, "Assignment"]
    blocks: list["Block"]


class Assignment(msgspec.Struct, frozen=True, gc=False):
    """``name = value``"""

    name: str
    value: Node
    line: int


class Block(msgspec.Struct, gc=False):
    """``type "label" { body }``"""

    type: str
    labels: tuple[str, ...]
    body: Body
    file: str
    line: int
    end_line: int
