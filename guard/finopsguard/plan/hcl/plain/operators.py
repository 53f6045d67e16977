"""Operators of Terraform's language on values without marks."""

import operator
from collections.abc import Callable
from typing import Any

from finopsguard.plan.hcl.plain.conversion import to_bool, to_number
from finopsguard.plan.hcl.plain.values import (
    NUMBERS,
    UNKNOWN,
    EvaluationError,
    Map,
    Set,
    Unknown,
    identity,
    kind,
    number,
    wholly_known,
)


def unary(sign: str, value: Any) -> Any:
    """``-x`` and ``!x``"""
    if isinstance(value, Unknown):
        return UNKNOWN
    return not to_bool(value) if sign == "!" else number(NUMBERS.minus(to_number(value)))


def binary(sign: str, left: Any, right: Any) -> Any:
    """``left sign right``; unknown where an operand is, unless the other decides alone (``false && unknown``)."""
    if sign in ("==", "!="):
        same = equal(left, right)
        return UNKNOWN if same is None else same is (sign == "==")
    if sign in ("&&", "||"):
        return _logical(sign, left, right)
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return UNKNOWN
    first, second = to_number(left), to_number(right)
    return _COMPARISONS[sign](first, second) if sign in _COMPARISONS else _ARITHMETIC[sign](first, second)


def _logical(sign: str, left: Any, right: Any) -> Any:
    """``&&`` and ``||``"""
    decides = sign == "||"
    values = [UNKNOWN if isinstance(value, Unknown) else to_bool(value) for value in (left, right)]
    if decides in values:
        return decides
    return UNKNOWN if UNKNOWN in values else not decides


def equal(left: Any, right: Any) -> bool | None:
    """Whether two values are equal, ``None`` if that is not known. Values of different types are not: ``[]`` is no list of strings."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return None
    if left is None or right is None:
        return left is None and right is None
    if kind(left) != kind(right):
        return False
    if type(left) in (list, Map, Set) and not left and not right:
        return None  # of which type their items would be is not kept
    if isinstance(left, dict):
        if left.keys() != right.keys():
            return False
        return _all(equal(left[key], right[key]) for key in left)
    if isinstance(left, list | tuple):
        if len(left) != len(right):
            return False
        return _all(equal(one, other) for one, other in zip(left, right, strict=True))
    if isinstance(left, Set) and not (wholly_known(left) and wholly_known(right)):
        return None
    return bool(identity(left) == identity(right))


def _all(found: Any) -> bool | None:
    """False as soon as one is, unknown if one is not known."""
    answers = list(found)
    return False if False in answers else None if None in answers else True


def _divide(left: Any, right: Any) -> Any:
    if right == 0:
        raise EvaluationError("a division by zero")
    return number(NUMBERS.divide(left, right))


def _modulo(left: Any, right: Any) -> Any:
    """The remainder has the sign of the left side, as in Go."""
    if right == 0:
        raise EvaluationError("a division by zero")
    return number(NUMBERS.remainder(left, right))


_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda left, right: number(NUMBERS.add(left, right)),
    "-": lambda left, right: number(NUMBERS.subtract(left, right)),
    "*": lambda left, right: number(NUMBERS.multiply(left, right)),
    "/": _divide,
    "%": _modulo,
}
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
