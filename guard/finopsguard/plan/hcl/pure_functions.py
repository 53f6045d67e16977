"""Frequent functions of wholly known arguments; the others are the engine's."""

from collections.abc import Callable
from typing import Any

import msgspec

from finopsguard.plan.hcl.values import EvaluationError, TooMuchError, as_bool, as_number, as_text

MAX_ITEMS = 200_000
"""Items of one list that a function makes."""


def pure(name: str, arguments: list[Any]) -> Any:
    """The answer of a function of wholly known arguments; raises ``KeyError`` for one that is not answered here."""
    return _PURE[name](*arguments)


def sequence(value: Any) -> list[Any]:
    """A list. Raises :class:`EvaluationError` for anything else."""
    if isinstance(value, list):
        return value
    raise EvaluationError("a list is required")


def _range(*bounds: Any) -> list[Any]:
    if not all(isinstance(bound, int) for bound in bounds):
        raise KeyError("range")  # with fractions the engine does it
    start, stop, step = bounds if len(bounds) == 3 else (*bounds, 1) if len(bounds) == 2 else (0, *bounds, 1)
    if len(bounds) < 3 and stop < start:
        step = -1
    found = range(start, stop, step or 1)
    if len(found) > MAX_ITEMS:
        raise TooMuchError
    return list(found)


def _join(separator: str, *lists: Any) -> str:
    return separator.join(as_text(item) for one in lists for item in sequence(one))


def _nullable(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else convert(value)


def _numbers(values: tuple[Any, ...]) -> list[Any]:
    if not values:
        raise EvaluationError("a number is required")
    return [as_number(value) for value in values]


def _json_decode(text: Any) -> Any:
    from finopsguard.plan.hcl.scan_json import decode_json  # noqa: PLC0415  few directories decode JSON

    try:
        return decode_json(as_text(text))
    except ValueError:
        raise EvaluationError("the text is not JSON") from None


def _json_encode(value: Any) -> str:
    """As Go writes JSON: keys in order, and what HTML would read escaped."""
    text = msgspec.json.Encoder(order="deterministic", decimal_format="number").encode(value).decode()
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _upper(character: str) -> str:
    """One for one, as Go does it: ß stays."""
    upper = character.upper()
    return upper if len(upper) == 1 else character


def _lower(character: str) -> str:
    lower = character.lower()
    return lower if len(lower) == 1 else character


_PURE: dict[str, Callable[..., Any]] = {
    "alltrue": lambda items: all(as_bool(item) for item in sequence(items)),
    "anytrue": lambda items: any(as_bool(item) for item in sequence(items)),
    "join": lambda separator, *lists: _join(as_text(separator), *lists),
    "jsondecode": _json_decode,
    "basename": lambda path: as_text(path).rstrip("/").rpartition("/")[2],
    "dirname": lambda path: (
        as_text(path).rpartition("/")[0].rstrip("/") or ("/" if as_text(path).startswith("/") else ".")
    ),
    "jsonencode": _json_encode,
    "lower": lambda text: "".join(map(_lower, as_text(text))),
    "max": lambda *values: max(_numbers(values)),
    "min": lambda *values: min(_numbers(values)),
    "range": _range,
    "split": lambda separator, text: as_text(text).split(as_text(separator)) if separator else _unanswered("split"),
    "tobool": _nullable(as_bool),
    "tonumber": _nullable(as_number),
    "tostring": _nullable(as_text),
    "trimspace": lambda text: as_text(text).strip(),
    "upper": lambda text: "".join(map(_upper, as_text(text))),
}


def _unanswered(name: str) -> Any:
    raise KeyError(name)
