"""Collection functions that make collections."""

from collections.abc import Iterable
from itertools import product
from math import prod
from typing import Any

from finopsguard.plan.hcl.plain.conversion import convert, shared_type, type_of, unified
from finopsguard.plan.hcl.plain.functions.registry import Function, mapping, number, pure, sequence, text, whole
from finopsguard.plan.hcl.plain.limits import check_items
from finopsguard.plan.hcl.plain.values import (
    UNKNOWN,
    EvaluationError,
    Map,
    Resource,
    Set,
    Unknown,
    identity,
    wholly_known,
)
from finopsguard.plan.hcl.plain.values import number as kept


def _chunklist(value: Any, size: Any) -> list[Any]:
    items, step = unified(sequence(value)), whole(size)
    if step < 0:
        raise EvaluationError("the size must not be negative")
    if step == 0:
        return [items]
    return [items[start : start + step] for start in range(0, len(items), step)]


def _compact(value: Any) -> list[Any]:
    return [text(item) for item in sequence(value) if item is not None and text(item) != ""]


def _concat(*lists: Any) -> Any:
    """Tuples give a tuple; lists of one type a list."""
    check_items(sum(len(sequence(given)) for given in lists))
    items = [item for given in lists for item in sequence(given)]
    if all(isinstance(given, list) for given in lists):
        return unified(items)
    return tuple(items)


def _distinct(value: Any) -> list[Any]:
    kept_items: dict[Any, Any] = {}
    for item in unified(sequence(value)):
        kept_items.setdefault(identity(item), item)
    return list(kept_items.values())


def _flatten(value: Any) -> Any:
    items: list[Any] = []
    pending = list(reversed(sequence(value)))
    while pending:
        item = pending.pop()
        if isinstance(item, Unknown):
            return UNKNOWN
        if isinstance(item, list | tuple | Set):
            pending.extend(reversed(list(item)))
        else:
            items.append(item)
        check_items(len(items) + len(pending))
    return tuple(items)


def _merge(*maps: Any) -> Any:
    """Later maps win; null counts for nothing. Maps of one type give a map, anything else an object."""
    given = [found for found in maps if found is not None]
    if any(isinstance(found, Unknown | Resource) for found in given):
        return UNKNOWN
    merged = {key: item for found in given for key, item in mapping(found).items()}
    check_items(len(merged))
    if given and all(isinstance(found, Map) for found in given):
        return Map(zip(merged, unified(list(merged.values())), strict=True))
    return merged


def _range(*bounds: Any) -> list[Any]:
    """From 0 in ones unless said otherwise; towards the limit, which is not part of it."""
    values = [number(bound) for bound in bounds]
    start, limit = (0, values[0]) if len(values) == 1 else (values[0], values[1])
    step = values[2] if len(values) == 3 else 1 if limit >= start else -1
    if step == 0 or (step > 0) is (limit < start):
        raise EvaluationError("the step must lead towards the limit")
    check_items(int(abs((limit - start) / step)) + 1)
    found: list[Any] = []
    while (start < limit) if step > 0 else (start > limit):
        found.append(kept(start))
        start += step
    return found


def _reverse(value: Any) -> Any:
    items = list(reversed(sequence(value)))
    return tuple(items) if isinstance(value, tuple) else items


def _sets(values: Iterable[Any]) -> list[list[Any]]:
    """Sets as lists, of the type that all their items share."""
    lists = [sequence(value) for value in values]
    shared = shared_type([type_of(item) for items in lists for item in items])
    return [[convert(item, shared) for item in items] if shared else items for items in lists]


def _setintersection(*values: Any) -> Set:
    first, *rest = _sets(values)
    common = [{identity(item) for item in items} for items in rest]
    return Set(item for item in first if all(identity(item) in keys for keys in common))


def _setsubtract(first: Any, second: Any) -> Set:
    kept_items, taken = _sets((first, second))
    keys = {identity(item) for item in taken}
    return Set(item for item in kept_items if identity(item) not in keys)


def _setunion(*values: Any) -> Set:
    return Set(item for items in _sets(values) for item in items)


def _setproduct(*values: Any) -> Any:
    """All combinations: a set of tuples if all are sets, else a list."""
    lists = [unified(sequence(value)) for value in values]
    check_items(prod(len(items) for items in lists))
    found = list(product(*lists))
    if all(isinstance(value, Set) for value in values):
        return Set(found) if all(wholly_known(items) for items in lists) else UNKNOWN
    return found


def _slice(value: Any, start: Any, end: Any) -> Any:
    if isinstance(start, Unknown) or isinstance(end, Unknown):
        return UNKNOWN
    first, last = whole(start), whole(end)
    if isinstance(value, Unknown) and 0 <= first <= last:
        check_items(last - first)
        return [UNKNOWN] * (last - first)  # Terraform refuses a list that is too short, so there are as many
    items = sequence(value)
    if isinstance(value, Set) or not 0 <= first <= last <= len(items):
        raise EvaluationError(f"there is no slice from {first} to {last} of {len(items)} items")
    return tuple(items[first:last]) if isinstance(value, tuple) else items[first:last]


def _sort(value: Any) -> list[str]:
    return sorted(text(item) for item in sequence(value))


def _transpose(value: Any) -> Map:
    found: dict[str, list[str]] = {}
    for key, items in sorted(mapping(value).items()):
        for item in sequence(items):
            found.setdefault(text(item), []).append(key)
    return Map({key: sorted(found[key]) for key in sorted(found)})


def _zipmap(keys: Any, values: Any) -> Any:
    names, items = sequence(keys), sequence(values)
    if len(names) != len(items):
        raise EvaluationError("there must be as many keys as values")
    if any(isinstance(name, Unknown) for name in names):
        return UNKNOWN
    found = {text(name): item for name, item in zip(names, items, strict=True)}
    return found if isinstance(values, tuple) else Map(found)


FUNCTIONS: dict[str, Function] = {
    "chunklist": pure(_chunklist, 2, sees_unknown=True),
    "compact": pure(_compact, 1),
    "concat": pure(_concat, 1, None, sees_unknown=True),
    "distinct": pure(_distinct, 1),
    "flatten": pure(_flatten, 1, sees_unknown=True),
    "merge": pure(_merge, 0, None, sees_unknown=True),
    "range": pure(_range, 1, 3),
    "reverse": pure(_reverse, 1, sees_unknown=True),
    "setintersection": pure(_setintersection, 1, None),
    "setproduct": pure(_setproduct, 1, None, sees_unknown=True),
    "setsubtract": pure(_setsubtract, 2),
    "setunion": pure(_setunion, 1, None),
    "slice": Function(_slice, 3, 3, sees_unknown=True, takes_unknown=True),
    "sort": pure(_sort, 1),
    "transpose": pure(_transpose, 1),
    "zipmap": pure(_zipmap, 2, sees_unknown=True),
}
