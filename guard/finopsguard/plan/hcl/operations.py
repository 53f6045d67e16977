"""Operators of expressions on values that may be unknown in part."""

import operator
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from finopsguard.plan.hcl.syntax import Binary, For, Items
from finopsguard.plan.hcl.values import (
    PENDING,
    UNKNOWN,
    EvaluationError,
    Lazy,
    ListOf,
    SetOf,
    as_number,
    as_text,
    mark_in,
    same,
)

Names = Callable[[str], Any]
"""What the first name of a reference stands for. Raises :class:`EvaluationError` for one that nothing declares."""


def member(of: Any, key: Any) -> Any:
    """``of.key`` and ``of[key]``. Raises :class:`EvaluationError` where there is no such thing."""
    if of is UNKNOWN or of is PENDING:
        return of
    if isinstance(of, Lazy):
        return of.get(as_text(key))
    if isinstance(of, dict):
        name = as_text(key)
        if name in of:
            return of[name]
        raise EvaluationError("the map has no such key")
    if isinstance(of, list):
        position = as_number(key)
        if isinstance(position, int) and 0 <= position < len(of):
            return of[position]
        raise EvaluationError("the list has no such item")
    raise EvaluationError("this value has no attributes")


def ordered(of: Sequence[Any] | dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    """Keys and values in Terraform's order: lists by position, maps by key."""
    return iter(sorted(of.items())) if isinstance(of, dict) else iter(enumerate(of))


def bindings(node: For, of: list[Any] | dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The variables of a ``for`` at each of its items. The keys of a set are its values."""
    pairs: Iterator[tuple[Any, Any]] = ((item, item) for item in of) if isinstance(of, SetOf) else ordered(of)
    for key, value in pairs:
        yield {node.first: key, node.second: value} if node.second else {node.first: value}


def bound(names: Names, variables: dict[str, Any]) -> Names:
    """The names with some more in front of them."""
    return lambda name: variables[name] if name in variables else names(name)


def equal(left: Any, right: Any, *, wanted: bool) -> Any:
    """``==`` and, where not equal is wanted, ``!=``."""
    if isinstance(left, Lazy) or isinstance(right, Lazy):
        # A resource is never null; as a whole it cannot be compared with anything else.
        return (not wanted) if left is None or right is None else UNKNOWN
    mark = mark_in([left, right])
    if mark is None:
        return same(left, right) is wanted
    if (left is None or right is None) and mark_in(left) is not left and mark_in(right) is not right:
        return not wanted  # a list or map with unknown parts is not null
    return mark


def typed_apart(node: Binary, left: Any, right: Any) -> bool:
    """``var.zones == []`` is never true where the variable is a list: what stands in brackets is a tuple, which is another type."""
    return (isinstance(node.right, Items) and isinstance(left, ListOf | SetOf)) or (
        isinstance(node.left, Items) and isinstance(right, ListOf | SetOf)
    )


def _divide(left: Any, right: Any) -> Any:
    return Decimal(left) / Decimal(right)


def _remainder(left: Any, right: Any) -> Any:
    return Decimal(left) % Decimal(right)


ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _divide,
    "%": _remainder,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
