"""From values with unknowns and marks to the three shapes of plan JSON: what is known, what is not, what is sensitive."""

from typing import Any

from finopsguard.plan.hcl.plain.values import Sensitive, Set, Unknown

ABSENT = object()


def parts(values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """``after``, ``after_unknown`` and ``after_sensitive`` of a resource. Attributes that are null are not set."""
    known, unknown, sensitive = _object({name: value for name, value in values.items() if value is not None})
    return {name: value for name, value in known.items() if value is not None}, unknown, sensitive


def _parts(value: Any) -> tuple[Any, Any, Any]:
    """The same of any value; unknown and sensitive are empty where nothing is."""
    if isinstance(value, Sensitive):
        known, unknown, _ = _parts(value.value)
        return known, unknown, True
    if isinstance(value, Unknown):
        return ABSENT, True, False
    if isinstance(value, dict):
        return _object(value)
    if isinstance(value, list | tuple | Set):
        return _list(list(value))
    return value, False, False


def _object(value: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Unknown attributes are absent from what is known."""
    found = {name: _parts(item) for name, item in value.items()}
    return (
        {name: known for name, (known, _, _) in found.items() if known is not ABSENT},
        {name: unknown for name, (_, unknown, _) in found.items() if _any(unknown)},
        {name: sensitive for name, (_, _, sensitive) in found.items() if _any(sensitive)},
    )


def _list(value: list[Any]) -> tuple[list[Any], Any, Any]:
    """Unknown items are null in what is known, so that the others keep their places."""
    found = [_parts(item) for item in value]
    unknown = [mark for _, mark, _ in found]
    sensitive = [mark for _, _, mark in found]
    return (
        [None if known is ABSENT else known for known, _, _ in found],
        unknown if any(map(_any, unknown)) else False,
        sensitive if any(map(_any, sensitive)) else False,
    )


def _any(mark: Any) -> bool:
    """Whether a mark says anything."""
    return bool(mark)
