"""Types of Terraform: constraints as they are written, the type of a value, conversion, and the one type that several values share.

Rules after "Type Constraints" and "Types and Values" of HashiCorp's Terraform language documentation.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from finopsguard.plan.hcl.plain.nodes import Attribute, Call, Literal, Name, Node, Object, Tuple
from finopsguard.plan.hcl.plain.values import (
    UNKNOWN,
    EvaluationError,
    Map,
    Resource,
    Sensitive,
    Set,
    Unknown,
    kind,
    mark,
    number,
    number_text,
    plain,
)

NO_DEFAULT = Sensitive(None)
"""Of an attribute that is not optional."""


class Type(msgspec.Struct, frozen=True, gc=False):
    """A type constraint."""

    name: str
    """``any string number bool list set map tuple object``"""
    element: "Type | None" = None
    items: tuple["Type", ...] = ()
    attributes: tuple[tuple[str, "Type", Any], ...] = ()
    """Name, type, and the default of an optional one (else :data:`NO_DEFAULT`)."""


ANY = Type("any")
STRING = Type("string")
NUMBER = Type("number")
BOOL = Type("bool")
_PRIMITIVES = {
    "any": ANY,
    "string": STRING,
    "number": NUMBER,
    "bool": BOOL,
    "list": Type("list", ANY),
    "map": Type("map", ANY),
}


def constraint(node: Node, evaluate: Callable[[Node], Any]) -> Type:
    """The type that an expression states; ``evaluate`` gives the defaults of optional attributes. What it does not know is ``any``."""
    if isinstance(node, Literal) and isinstance(node.value, str):
        return _PRIMITIVES.get(node.value, ANY)  # "string", as Terraform 0.11 wrote it
    if isinstance(node, Name):
        return _PRIMITIVES.get(node.name, ANY)
    if not isinstance(node, Call) or not node.arguments:
        return ANY
    inside = node.arguments[0]
    if node.name in ("list", "set", "map"):
        return Type(node.name, constraint(inside, evaluate))
    if node.name == "tuple" and isinstance(inside, Tuple):
        return Type("tuple", items=tuple(constraint(item, evaluate) for item in inside.items))
    if node.name == "object" and isinstance(inside, Object):
        return Type("object", attributes=tuple(_attribute(key, value, evaluate) for key, value in inside.items))
    return ANY


def _attribute(key: Node, value: Node, evaluate: Callable[[Node], Any]) -> tuple[str, Type, Any]:
    """One attribute of ``object({...})``."""
    name = str(key.value) if isinstance(key, Literal) else key.name if isinstance(key, Name | Attribute) else ""
    if isinstance(value, Call) and value.name == "optional" and value.arguments:
        default = evaluate(value.arguments[1]) if len(value.arguments) > 1 else None
        return name, constraint(value.arguments[0], evaluate), default
    return name, constraint(value, evaluate), NO_DEFAULT


def convert(value: Any, wanted: Type) -> Any:
    """The value as that type. Raises :class:`EvaluationError` where Terraform would."""
    if isinstance(value, Sensitive):
        return mark(convert(value.value, wanted), sensitive=True)
    if value is None or isinstance(value, Unknown) or wanted.name == "any":
        return value
    return _CONVERSIONS[wanted.name](value, wanted)


def to_string(value: Any, wanted: Type = STRING) -> str:
    """Numbers and bools as text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return number_text(value)
    raise _mismatch(value, wanted)


def to_number(value: Any, wanted: Type = NUMBER) -> int | Decimal:
    """Text that is a number as a number."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return value
    if isinstance(value, str):
        return number(value)
    raise _mismatch(value, wanted)


def to_bool(value: Any, wanted: Type = BOOL) -> bool:
    """``"true"`` and ``"false"`` as bools."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in ("true", "false", "1", "0"):
        return value in ("true", "1")
    raise _mismatch(value, wanted)


def _to_list(value: Any, wanted: Type) -> Any:
    return list(elements(_items(value, wanted), wanted.element or ANY))


def _to_set(value: Any, wanted: Type) -> Any:
    found = elements(_items(value, wanted), wanted.element or ANY)
    return UNKNOWN if any(isinstance(plain(item), Unknown) for item in found) else Set(found)


def _to_map(value: Any, wanted: Type) -> Any:
    if not isinstance(value, dict):
        raise _mismatch(value, wanted)
    return Map(zip(value, elements(list(value.values()), wanted.element or ANY), strict=True))


def _to_tuple(value: Any, wanted: Type) -> Any:
    items = _items(value, wanted)
    if len(items) != len(wanted.items):
        raise EvaluationError(f"a tuple of {len(wanted.items)} items is required")
    return tuple(convert(item, type_) for item, type_ in zip(items, wanted.items, strict=True))


def _to_object(value: Any, wanted: Type) -> Any:
    """Attributes that the type does not name are left out; optional ones that are not set, or null, have their default."""
    if not isinstance(value, dict):
        raise _mismatch(value, wanted)
    found = {}
    for name, type_, default in wanted.attributes:
        given = value.get(name, UNKNOWN if isinstance(value, Resource) else default)
        if given is NO_DEFAULT:
            raise EvaluationError(f"attribute {name!r} is required")
        if plain(given) is None and default is not NO_DEFAULT:
            given = default
        found[name] = convert(given, type_)
    return found


def _items(value: Any, wanted: Type) -> list[Any]:
    if not isinstance(value, list | tuple | Set):
        raise _mismatch(value, wanted)
    return list(value)


def elements(items: Sequence[Any], wanted: Type) -> list[Any]:
    """Items as one type: the one that is wanted, or for ``any`` the one that they share."""
    return [convert(item, wanted) for item in items] if wanted.name != "any" else unified(items)


def unified(items: Sequence[Any]) -> list[Any]:
    """Items converted to the type that they share; as they are where an unknown leaves that open. Raises :class:`EvaluationError`."""
    shared = shared_type([type_of(item) for item in items])
    return [convert(item, shared) for item in items] if shared else list(items)


def type_of(value: Any) -> Type | None:
    """The type of a value; ``None`` where null or unknown leaves it open."""
    value = plain(value)
    if value is None or isinstance(value, Unknown | Resource):
        return None
    if isinstance(value, bool):
        return BOOL
    if isinstance(value, int | Decimal):
        return NUMBER
    if isinstance(value, str):
        return STRING
    if isinstance(value, tuple):
        return Type("tuple", items=tuple(type_of(item) or ANY for item in value))
    if isinstance(value, list | Set):
        return Type(kind(value), _first([type_of(item) for item in value]))
    if isinstance(value, Map):
        return Type("map", _first([type_of(item) for item in value.values()]))
    return Type("object", attributes=tuple((key, type_of(value[key]) or ANY, NO_DEFAULT) for key in sorted(value)))


def _first(types: Sequence[Type | None]) -> Type:
    return next((type_ for type_ in types if type_ is not None), ANY)


def shared_type(types: Sequence[Type | None]) -> Type | None:
    """The type that all can be converted to; ``None`` where nothing is to be converted. Raises :class:`EvaluationError`."""
    known = list(dict.fromkeys(type_ for type_ in types if type_ is not None and type_ != ANY))
    if len(known) < 2:
        return None
    names = {type_.name for type_ in known}
    if names <= {"string", "number", "bool"}:
        if names == {"number", "bool"}:
            raise EvaluationError("all items must have one type")
        return STRING
    if names <= {"tuple", "list", "set"}:
        return _shared_sequence(known, names)
    if names <= {"object", "map"}:
        return _shared_mapping(known, names)
    raise EvaluationError("all items must have one type")


def _shared_sequence(known: list[Type], names: set[str]) -> Type:
    """Tuples of one length stay tuples; other mixtures become a list, or a set where there is one."""
    if names == {"tuple"} and len({len(type_.items) for type_ in known}) == 1:
        columns = zip(*(type_.items for type_ in known), strict=True)
        return Type("tuple", items=tuple(_common(list(column)) for column in columns))
    inside = [item for type_ in known for item in (type_.items or ((type_.element,) if type_.element else ()))]
    return Type("set" if names in ({"set"}, {"set", "tuple"}) else "list", _common(inside))


def _shared_mapping(known: list[Type], names: set[str]) -> Type:
    """Objects with the same attributes stay objects; other mixtures become a map."""
    if names == {"object"} and len({tuple(name for name, _, _ in type_.attributes) for type_ in known}) == 1:
        columns = zip(*(type_.attributes for type_ in known), strict=True)
        return Type(
            "object",
            attributes=tuple(
                (column[0][0], _common([type_ for _, type_, _ in column]), NO_DEFAULT) for column in columns
            ),
        )
    inside = [
        item for type_ in known for item in ([found for _, found, _ in type_.attributes] or [type_.element or ANY])
    ]
    return Type("map", _common(inside))


def _common(types: Sequence[Type]) -> Type:
    """The shared type of some, or the only one."""
    return shared_type(types) or _first([type_ for type_ in types if type_ != ANY])


def _mismatch(value: Any, wanted: Type) -> EvaluationError:
    return EvaluationError(f"a {wanted.name} is required, not a {kind(value)}")


_CONVERSIONS: dict[str, Callable[[Any, Type], Any]] = {
    "string": to_string,
    "number": to_number,
    "bool": to_bool,
    "list": _to_list,
    "set": _to_set,
    "map": _to_map,
    "tuple": _to_tuple,
    "object": _to_object,
}
