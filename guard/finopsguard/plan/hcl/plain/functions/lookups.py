"""Collection functions that find one thing in collections or say something of them."""

from typing import Any

from finopsguard.plan.hcl.plain.conversion import convert, shared_type, type_of, unified
from finopsguard.plan.hcl.plain.functions.registry import Function, flag, mapping, number, pure, sequence, text, whole
from finopsguard.plan.hcl.plain.operators import equal
from finopsguard.plan.hcl.plain.values import (
    NUMBERS,
    UNKNOWN,
    EvaluationError,
    Map,
    Resource,
    Set,
    Unknown,
    identity,
    kind,
    wholly_known,
)
from finopsguard.plan.hcl.plain.values import number as kept


def _alltrue(value: Any) -> Any:
    return _decided(value, stop=False)


def _anytrue(value: Any) -> Any:
    return _decided(value, stop=True)


def _decided(value: Any, *, stop: bool) -> Any:
    """The first item that decides, even if others are not known; null counts as false."""
    unknown = False
    for item in sequence(value):
        if isinstance(item, Unknown):
            unknown = True
        elif (item is not None and flag(item)) is stop:
            return stop
    return UNKNOWN if unknown else not stop


def _coalesce(*values: Any) -> Any:
    """The first that is neither null nor empty, as the type that all share; not known while one before it is not."""
    shared = shared_type([type_of(value) for value in values])
    for value in values:
        if isinstance(value, Unknown):
            return UNKNOWN
        if value is not None and value != "":
            return convert(value, shared) if shared is not None else value
    raise EvaluationError("all arguments are null or empty")


def _coalescelist(*values: Any) -> Any:
    for value in values:
        if isinstance(value, Unknown):
            return UNKNOWN
        if value is not None and sequence(value):
            return value
    raise EvaluationError("all lists are empty")


def _contains(value: Any, wanted: Any) -> Any:
    answers = [equal(item, wanted) for item in _like(sequence(value), wanted)]
    if True in answers:
        return True
    return UNKNOWN if None in answers else False


def _like(items: list[Any], wanted: Any) -> list[Any]:
    """Items as they compare with ``wanted``: lists and tuples of the same content are not told apart here."""
    if isinstance(wanted, tuple):
        return [tuple(item) if isinstance(item, list) else item for item in items]
    if type(wanted) is dict:
        return [dict(item) if isinstance(item, Map) else item for item in items]
    return items


def _element(value: Any, place: Any) -> Any:
    """Beyond the end it begins again."""
    items, index = sequence(value), whole(place)
    if isinstance(value, Set):
        raise EvaluationError("a set has no order to take an element by")
    if not items:
        raise EvaluationError("the list is empty")
    return items[index % len(items)]


def _index(value: Any, wanted: Any) -> Any:
    for place, item in enumerate(sequence(value)):
        if equal(item, wanted):
            return place
    raise EvaluationError("the item is not in the list")


def _keys(value: Any) -> Any:
    if isinstance(value, Resource):
        return UNKNOWN
    names = sorted(mapping(value))
    return names if isinstance(value, Map) else tuple(names)


def _length(value: Any) -> Any:
    if isinstance(value, Resource):
        return UNKNOWN
    if isinstance(value, str):
        from finopsguard.plan.hcl.plain.functions.strings import characters  # noqa: PLC0415  beside strrev, which cuts alike

        return len(characters(value))
    if isinstance(value, dict | list | tuple | Set):
        return len(value)
    raise EvaluationError(f"a {kind(value)} has no length")


def _lookup(value: Any, key: Any, *default: Any) -> Any:
    found, name = mapping(value), text(key)
    if name in found:
        return found[name]
    if isinstance(value, Resource):
        return UNKNOWN
    if not default:
        raise EvaluationError(f"there is no key {name!r}")
    shared = type_of(next(iter(found.values()), None)) if isinstance(value, Map) else None
    return convert(default[0], shared) if shared is not None else default[0]


def _matchkeys(values: Any, keys: Any, wanted: Any) -> list[Any]:
    items, names = sequence(values), sequence(keys)
    if len(items) != len(names):
        raise EvaluationError("there must be as many keys as values")
    kept_names = {identity(name) for name in sequence(wanted)}
    return unified([item for item, name in zip(items, names, strict=True) if identity(name) in kept_names])


def _one(value: Any) -> Any:
    items = sequence(value)
    if len(items) > 1:
        raise EvaluationError("the list has more than one item")
    return items[0] if items else None


def _sum(value: Any) -> Any:
    items = sequence(value)
    if not items:
        raise EvaluationError("the list is empty")
    total: Any = 0
    for item in items:
        total = NUMBERS.add(total, number(item))
    return kept(total)


def _values(value: Any) -> Any:
    if isinstance(value, Resource):
        return UNKNOWN
    found = mapping(value)
    items = [found[name] for name in sorted(found)]
    if not isinstance(value, Map):
        return tuple(items)
    return unified(items) if wholly_known(items) else items


FUNCTIONS: dict[str, Function] = {
    "alltrue": pure(_alltrue, 1, sees_unknown=True),
    "anytrue": pure(_anytrue, 1, sees_unknown=True),
    "coalesce": Function(_coalesce, 1, None, sees_unknown=True, takes_unknown=True),
    "coalescelist": Function(_coalescelist, 1, None, sees_unknown=True, takes_unknown=True),
    "contains": pure(_contains, 2, sees_unknown=True),
    "element": pure(_element, 2, sees_unknown=True),
    "index": pure(_index, 2),
    "keys": pure(_keys, 1, sees_unknown=True),
    "length": pure(_length, 1, sees_unknown=True),
    "lookup": Function(_lookup, 2, 3, sees_unknown=True),
    "matchkeys": pure(_matchkeys, 3),
    "one": pure(_one, 1, sees_unknown=True),
    "sum": pure(_sum, 1),
    "values": pure(_values, 1, sees_unknown=True),
}
