"""Terraform's functions whose answer has known parts though an argument has unknown ones. The rest take arguments that are wholly
known: the shared library answers most of them (:mod:`finopsguard.plan.hcl.library`), tfparse those in :data:`ENGINE`.
"""

from collections.abc import Callable
from itertools import product
from typing import Any

from finopsguard.plan.hcl.values import (
    NOTHING_KNOWN,
    PENDING,
    UNKNOWN,
    EvaluationError,
    Lazy,
    ListOf,
    TooMuchError,
    as_number,
    as_set,
    as_text,
    mark_in,
    same,
    settle,
    unified,
)

ONLY_AT_APPLY = frozenset(("timestamp", "plantimestamp", "uuid", "bcrypt", "rsadecrypt", "pathexpand"))
"""Whose answer differs by run or machine: unknown."""
MAX_ITEMS = 200_000
"""Items of one list that a function makes."""
_ENGINE_WORDS = """
    base64decode base64gzip csvdecode formatdate regex regexall replace textdecodebase64 textencodebase64 timeadd timecmp urlencode
    uuidv5 yamldecode yamlencode
"""
ENGINE = frozenset(_ENGINE_WORDS.split())
"""Pure functions, by name: nothing else is ever handed to the engine."""


def shaped(name: str, arguments: list[Any]) -> Any:
    """The answer of a function that looks at the shape of its arguments; raises ``KeyError`` for any other function."""
    return _SHAPED[name](*arguments)


def _sequence(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    raise EvaluationError("a list is required")


def _mapping(value: Any) -> dict[str, Any]:
    if isinstance(value, Lazy) and value.settled:
        value = settle(value)
    if isinstance(value, dict):
        return value
    raise EvaluationError("a map is required")


def _length(of: Any) -> Any:
    if isinstance(of, Lazy):
        of = settle(of)
    if of in NOTHING_KNOWN:
        return of
    if isinstance(of, str | list | dict):
        return len(of)
    raise EvaluationError("length needs a list, a map or a text")


def _merge(*maps: Any) -> Any:
    found: dict[str, Any] = {}
    for one in maps:
        if one is UNKNOWN or one is PENDING:
            return one
        found |= _mapping(one) if one is not None else {}
    return found


def _concat(*lists: Any) -> Any:
    found: list[Any] = []
    for one in lists:
        if one is UNKNOWN or one is PENDING:
            return one
        found += _sequence(one)
        _check(found)
    return found


def _flatten(items: Any) -> Any:
    if items in NOTHING_KNOWN:
        return items
    found: list[Any] = []
    for item in _sequence(items):
        if item is UNKNOWN or item is PENDING:
            return item  # it may be a list of any length
        if isinstance(item, list):
            inner = _flatten(item)
            if not isinstance(inner, list):
                return inner
            found += inner
        else:
            found.append(item)
        _check(found)
    return found


def _distinct(items: Any) -> Any:
    mark = mark_in(items)
    if mark is not None:
        return mark
    found: list[Any] = []
    seen: set[Any] = set()
    for item in _sequence(items):
        plain = isinstance(item, str | int) and not isinstance(item, bool)
        if (item in seen) if plain else any(same(item, other) for other in found):
            continue
        seen.update([item] if plain else [])
        found.append(item)
    return found


def _to_set(items: Any) -> Any:
    if items is None or items in NOTHING_KNOWN or mark_in(items) is not None:
        return mark_in(items)
    return as_set(unified(_sequence(items)))


def _to_list(items: Any) -> Any:
    return items if items is None or items in NOTHING_KNOWN else ListOf(unified(_sequence(items)))


def _to_map(of: Any) -> Any:
    if of is None or of in NOTHING_KNOWN:
        return of
    found = _mapping(of)
    return dict(zip(found, unified(list(found.values())), strict=True))


def _lookup(of: Any, key: Any, *default: Any) -> Any:
    if of in NOTHING_KNOWN or key in NOTHING_KNOWN:
        return PENDING if PENDING in (of, key) else UNKNOWN
    found = _mapping(of)
    if as_text(key) in found:
        return found[as_text(key)]
    if default:
        return default[0]
    raise EvaluationError("the map has no such key")


def _element(items: Any, position: Any) -> Any:
    if items in NOTHING_KNOWN or position in NOTHING_KNOWN:
        return PENDING if PENDING in (items, position) else UNKNOWN
    found = _sequence(items)
    if not found:
        raise EvaluationError("element needs a list that is not empty")
    return found[int(as_number(position)) % len(found)]


def _coalesce(*values: Any) -> Any:
    for value in values:
        if value is UNKNOWN or value is PENDING:
            return value
        if value is not None and value != "":
            return unified([*values])[values.index(value)] if mark_in(list(values)) is None else value
    raise EvaluationError("coalesce finds no value")


def _coalesce_list(*values: Any) -> Any:
    for value in values:
        if value is UNKNOWN or value is PENDING:
            return value
        if value:
            return value
    raise EvaluationError("coalescelist finds no list")


def _slice(items: Any, start: Any, end: Any) -> Any:
    if mark_in([start, end]) is not None or items is PENDING:
        return mark_in([start, end]) or items
    first, last = int(as_number(start)), int(as_number(end))
    if first < 0 or last < first:
        raise EvaluationError("slice runs backwards")
    if items is UNKNOWN:
        if last - first > MAX_ITEMS:
            raise TooMuchError
        return [UNKNOWN] * (last - first)  # Terraform refuses a list that is too short, so there are as many
    if last > len(_sequence(items)):
        raise EvaluationError("slice runs past the end")
    return items[first:last]


def _one(items: Any) -> Any:
    if items in NOTHING_KNOWN:
        return items
    found = _sequence(items)
    if len(found) > 1:
        raise EvaluationError("one finds several")
    return found[0] if found else None


def _zipmap(keys: Any, values: Any) -> Any:
    if mark_in(keys) is not None:
        return mark_in(keys)
    if values in NOTHING_KNOWN:
        return dict.fromkeys(map(as_text, _sequence(keys)), values)
    return dict(zip(map(as_text, _sequence(keys)), _sequence(values), strict=False))


def _keys(of: Any) -> Any:
    if isinstance(of, Lazy):
        of = settle(of)
    return of if of in NOTHING_KNOWN else sorted(_mapping(of))


def _values(of: Any) -> Any:
    if isinstance(of, Lazy):
        of = settle(of)
    return of if of in NOTHING_KNOWN else [value for _, value in sorted(_mapping(of).items(), key=lambda item: item[0])]


def _compact(items: Any) -> Any:
    mark = mark_in(items)
    return mark if mark is not None else [item for item in _sequence(items) if item not in (None, "")]


def _contains(items: Any, wanted: Any) -> Any:
    if items in NOTHING_KNOWN or wanted in NOTHING_KNOWN:
        return PENDING if PENDING in (items, wanted) else UNKNOWN
    known = [item for item in _sequence(items) if mark_in(item) is None]
    if any(same(item, wanted) for item in known):
        return True
    return False if len(known) == len(items) else mark_in(items)


def _set_product(*lists: Any) -> Any:
    size = 1
    for one in lists:
        if one is UNKNOWN or one is PENDING:
            return one
        size *= len(_sequence(one))
    if size > MAX_ITEMS:
        raise TooMuchError
    return [list(items) for items in product(*lists)]


def _as_it_is(value: Any, *_more: Any) -> Any:
    return value


def _check(items: list[Any]) -> None:
    if len(items) > MAX_ITEMS:
        raise TooMuchError


_SHAPED: dict[str, Callable[..., Any]] = {
    "coalesce": _coalesce,
    "coalescelist": _coalesce_list,
    "compact": _compact,
    "concat": _concat,
    "contains": _contains,
    "distinct": _distinct,
    "element": _element,
    "ephemeralasnull": lambda _value: None,
    "flatten": _flatten,
    "keys": _keys,
    "length": _length,
    "lookup": _lookup,
    "merge": _merge,
    "nonsensitive": _as_it_is,
    "one": _one,
    "reverse": lambda items: items if items in NOTHING_KNOWN else list(reversed(_sequence(items))),
    "sensitive": _as_it_is,
    "setproduct": _set_product,
    "slice": _slice,
    "tolist": _to_list,
    "tomap": _to_map,
    "toset": _to_set,
    "values": _values,
    "zipmap": _zipmap,
}
