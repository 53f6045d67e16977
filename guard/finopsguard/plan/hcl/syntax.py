"""Expressions of HCL's native syntax as trees."""

from decimal import Decimal
from typing import Any

import msgspec


class Literal(msgspec.Struct, frozen=True):
    """A number (int or Decimal), truth value, ``null`` or plain text."""

    value: Any


class Template(msgspec.Struct, frozen=True):
    """``"a-${b}"``: texts and the expressions between them."""

    parts: "tuple[Node, ...]"


class Name(msgspec.Struct, frozen=True):
    """The first name of a reference: ``var``, ``aws_instance``, or a variable of a ``for``."""

    name: str


class GetAttr(msgspec.Struct, frozen=True):
    """``of.name``."""

    of: "Node"
    name: str


class GetIndex(msgspec.Struct, frozen=True):
    """``of[key]``."""

    of: "Node"
    key: "Node"


class Splat(msgspec.Struct, frozen=True):
    """``of[*].rest`` and ``of.*.rest``; ``rest`` is an expression over :data:`EACH`."""

    of: "Node"
    rest: "Node"


class Call(msgspec.Struct, frozen=True):
    """``name(arguments)``; ``expand`` when the last one is followed by ``...``."""

    name: str
    arguments: "tuple[Node, ...]"
    expand: bool = False


class Items(msgspec.Struct, frozen=True):
    """``[a, b]``."""

    items: "tuple[Node, ...]"


class Entries(msgspec.Struct, frozen=True):
    """``{a = b}``; a key that is a bare name is a :class:`Literal`."""

    entries: "tuple[tuple[Node, Node], ...]"


class Unary(msgspec.Struct, frozen=True):
    """``!x``, ``-x``."""

    operator: str
    operand: "Node"


class Binary(msgspec.Struct, frozen=True):
    """``a + b``."""

    operator: str
    left: "Node"
    right: "Node"


class Conditional(msgspec.Struct, frozen=True):
    """``test ? yes : no``."""

    test: "Node"
    yes: "Node"
    no: "Node"


class For(msgspec.Struct, frozen=True):
    """``[for v in of : value if test]`` and ``{for k, v in of : key => value...}``."""

    first: str
    second: str
    """Empty where there is one variable."""
    of: "Node"
    key: "Node | None"
    value: "Node"
    grouped: bool
    test: "Node | None"


Node = (
    Literal | Template | Name | GetAttr | GetIndex | Splat | Call | Items | Entries | Unary | Binary | Conditional | For
)
EACH = " each item of a splat"
"""The name under which :class:`Splat` knows an item; no text can hold it."""


def number(text: str) -> int | Decimal:
    """A number as written: whole ones are int."""
    if text.isdigit():
        return int(text) if len(text) < 300 else Decimal(text)
    value = Decimal(text)
    whole = value.is_finite() and abs(value.adjusted()) < 30 and value == value.to_integral_value()
    return int(value) if whole else value.normalize()


def children(node: Node) -> "list[Node]":
    """The expressions directly inside one."""
    match node:
        case Template(parts) | Items(parts) | Call(_, parts):
            return list(parts)
        case GetAttr(of, _):
            return [of]
        case GetIndex(of, key):
            return [of, key]
        case Splat(of, rest):
            return [of, rest]
        case Entries(entries):
            return [part for entry in entries for part in entry]
        case Unary(_, operand):
            return [operand]
        case Binary(_, left, right):
            return [left, right]
        case Conditional(test, yes, no):
            return [test, yes, no]
        case For(_, _, of, key, value, _, test):
            return [part for part in (of, key, value, test) if part is not None]
        case _:
            return []
