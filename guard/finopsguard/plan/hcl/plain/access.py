"""Parts of values: attributes, items, and what loops go through."""

from collections.abc import Iterable
from typing import Any

from finopsguard.plan.hcl.plain.conversion import NUMBER, convert, to_string
from finopsguard.plan.hcl.plain.scope import Lazy
from finopsguard.plan.hcl.plain.values import (
    UNKNOWN,
    EvaluationError,
    Resource,
    Sensitive,
    Set,
    Unknown,
    kind,
    mark,
    plain,
)


def attribute(target: Any, name: str) -> Any:
    """``target.name``"""
    if isinstance(target, Lazy):
        return target.attribute(name)
    if isinstance(target, Sensitive):
        return mark(attribute(target.value, name), sensitive=True)
    if isinstance(target, Unknown):
        return UNKNOWN
    if isinstance(target, dict):
        if name in target:
            return target[name]
        if isinstance(target, Resource):
            return UNKNOWN
        raise EvaluationError(f"there is no attribute {name!r} in this {kind(target)}")
    if target is None:
        raise EvaluationError(f"attribute {name!r} is asked of null")
    raise EvaluationError(f"a {kind(target)} has no attribute {name!r}")


def index(target: Any, key: Any) -> Any:
    """``target[key]``"""
    if isinstance(target, Sensitive) or isinstance(key, Sensitive):
        return mark(index(plain(target), plain(key)), sensitive=True)
    if isinstance(target, Unknown) or isinstance(key, Unknown):
        return UNKNOWN
    if isinstance(target, dict):
        return attribute(target, to_string(key))
    if isinstance(target, list | tuple):
        place = convert(key, NUMBER)
        if not isinstance(place, int) or not 0 <= place < len(target):
            raise EvaluationError(f"there is no item {to_string(key)} in a {kind(target)} of {len(target)}")
        return target[place]
    raise EvaluationError(f"a {kind(target)} has no items to index" if target is not None else "null has no items")


def pairs(items: Any) -> Iterable[tuple[Any, Any]]:
    """Keys and values as ``for`` and ``for_each`` see them. Raises ``EvaluationError`` for what cannot be iterated."""
    if isinstance(items, dict):
        return [(key, items[key]) for key in sorted(items)]
    if isinstance(items, Set):
        return [(item, item) for item in items]
    if isinstance(items, list | tuple):
        return enumerate(items)
    raise EvaluationError(f"a {kind(items)} cannot be iterated")
