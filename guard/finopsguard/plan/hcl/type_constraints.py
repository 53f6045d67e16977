"""Type constraints of variables: conversion, and the defaults of ``optional()`` attributes (Terraform's page "Type Constraints")."""

from typing import Any

from finopsguard.plan.hcl.syntax import Call, Entries, Literal, Name, Node
from finopsguard.plan.hcl.values import (
    NOTHING_KNOWN,
    EvaluationError,
    Lazy,
    ListOf,
    as_bool,
    as_number,
    as_set,
    as_text,
    mark_in,
)

_SIMPLE = {"string": as_text, "number": as_number, "bool": as_bool}


def convert(value: Any, type_: Node | None, default_of: Any) -> Any:
    """A value as a variable of that type holds it. ``default_of`` evaluates the default of an optional attribute.

    What does not fit stays as it is: Terraform refuses it, and says so better.
    """
    if value is None or value in NOTHING_KNOWN or isinstance(value, Lazy):
        return value
    match type_:
        case Name(name) if name in _SIMPLE:
            try:
                return _SIMPLE[name](value)
            except EvaluationError:
                return value
        case Call("set", (inner,)):
            items = [convert(item, inner, default_of) for item in value] if isinstance(value, list) else value
            return as_set(items) if isinstance(items, list) and mark_in(items) is None else items
        case Call("list", (inner,)):
            return ListOf(convert(item, inner, default_of) for item in value) if isinstance(value, list) else value
        case Call("map", (inner,)):
            if isinstance(value, dict):
                return {key: convert(item, inner, default_of) for key, item in value.items()}
        case Call("tuple", (inner,)):
            types = getattr(inner, "items", ())
            if isinstance(value, list) and len(types) == len(value):
                return [convert(item, one, default_of) for item, one in zip(value, types, strict=True)]
        case Call("object", (Entries(entries),)) if isinstance(value, dict):
            return _object(value, entries, default_of)
    return value


def _object(value: dict[str, Any], entries: tuple[tuple[Node, Node], ...], default_of: Any) -> dict[str, Any]:
    """Attributes that the type does not name are dropped; optional ones get their defaults."""
    found: dict[str, Any] = {}
    for key, type_ in entries:
        name = key.value if isinstance(key, Literal) else ""
        given = value.get(name)
        match type_:
            case Call("optional", (inner, default)):
                given = default_of(default) if given is None else given
                found[name] = convert(given, inner, default_of)
            case Call("optional", (inner,)):
                found[name] = convert(given, inner, default_of)
            case _:
                if name in value:
                    found[name] = convert(given, type_, default_of)
    return found
