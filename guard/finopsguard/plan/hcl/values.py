"""What an expression can be worth without a plan: a value, or one of the two ways of not having it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec


class _Mark:
    """A single object that is recognised by identity."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


UNKNOWN = _Mark("UNKNOWN")
"""Only a plan or the cloud knows."""
PENDING = _Mark("PENDING")
"""Follows from a function that the engine has not been asked about yet."""
NOTHING_KNOWN = (UNKNOWN, PENDING)


class ListOf(list[Any]):
    """A list of one type, by a variable's type or ``tolist``; what stands in brackets is a tuple and a plain list here."""


class SetOf(list[Any]):
    """A set: a list without order or repeats, kept in Terraform's order. Its keys are its values."""


class EvaluationError(Exception):
    """An expression that Terraform would refuse: ``try`` goes on to its next argument."""


class TooMuchError(Exception):
    """An expression that would take more work than any real one."""


class Lazy(msgspec.Struct):
    """A resource, module or block as a value: its attributes are evaluated when somebody asks for them."""

    get: Callable[[str], Any]
    """The attribute of that name; ``UNKNOWN`` where the configuration does not set it."""
    settled: Callable[[], Any] | None = None
    """All of it as a mapping, where that is the whole truth (outputs of a module)."""


_MOST_NODES = 300_000
"""Values inside one value that are walked over. Lists of lists of the same list stay small in memory and are endless to look at."""


def settle(value: Any) -> Any:
    """A value without :class:`Lazy` in it; resources as a whole are unknown. Raises :class:`TooMuchError`."""
    return _settle(value, [_MOST_NODES])


def _settle(value: Any, left: list[int]) -> Any:
    left[0] -= 1
    if left[0] < 0:
        raise TooMuchError
    if isinstance(value, Lazy):
        return _settle(value.settled(), left) if value.settled else UNKNOWN
    if isinstance(value, SetOf):
        return value if mark_in(value) is None else UNKNOWN
    if isinstance(value, list):
        return [_settle(item, left) for item in value]
    if isinstance(value, dict):
        return {key: _settle(item, left) for key, item in value.items()}
    return value


def mark_in(value: Any) -> Any:
    """``PENDING`` or ``UNKNOWN`` if either is anywhere in a value (the first of them, if both), else ``None``."""
    found = None
    waiting = [value]
    seen = 0
    while waiting:
        item = waiting.pop()
        seen += 1
        if seen > _MOST_NODES:
            raise TooMuchError
        if item is PENDING:
            return PENDING
        if item is UNKNOWN or isinstance(item, Lazy):
            found = UNKNOWN
        elif isinstance(item, list):
            waiting += item
        elif isinstance(item, dict):
            waiting += item.values()
    return found


def as_set(items: list[Any]) -> "SetOf":
    """The set of some known values."""
    simple = [item for item in items if isinstance(item, str | int | Decimal) and not isinstance(item, bool)]
    if len(simple) == len(items) and len({isinstance(item, str) for item in items}) < 2:
        return SetOf(sorted(set(items)))
    found = SetOf()
    for item in items:
        if not any(same(item, other) for other in found):
            found.append(item)
    return found


def unified(items: list[Any]) -> list[Any]:
    """Simple values of one type: beside a text, numbers and truth values are texts."""
    if any(isinstance(item, str) for item in items) and any(isinstance(item, bool | int | Decimal) for item in items):
        return [as_text(item) if isinstance(item, bool | int | Decimal) else item for item in items]
    return items


def as_text(value: Any) -> str:
    """How Terraform converts a simple value to a text. Raises :class:`EvaluationError`."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    raise EvaluationError("a text is required")


def as_number(value: Any) -> int | Decimal:
    """Terraform's conversion to a number. Raises :class:`EvaluationError`."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return value
    if isinstance(value, str):
        try:
            number = Decimal(value)
        except ArithmeticError:
            raise EvaluationError("a number is required") from None
        if number.is_finite() and abs(number.adjusted()) < 310:
            return whole(number)
    raise EvaluationError("a number is required")


def as_bool(value: Any) -> bool:
    """Terraform's conversion to a truth value. Raises :class:`EvaluationError`."""
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise EvaluationError("a truth value is required")


def whole(number: Decimal) -> int | Decimal:
    """A number without a fraction is an int."""
    small = abs(number.adjusted()) < 30
    return int(number) if small and number == number.to_integral_value() else number


def same(left: Any, right: Any) -> bool:
    """Terraform's ``==``: values of different types differ."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, SetOf) is not isinstance(right, SetOf):
        return False
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    return bool(left == right)
