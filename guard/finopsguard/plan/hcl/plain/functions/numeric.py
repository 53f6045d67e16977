"""Numeric functions."""

import math
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from finopsguard.plan.hcl.plain.functions.registry import Function, number, pure, text, whole
from finopsguard.plan.hcl.plain.values import NUMBERS, EvaluationError
from finopsguard.plan.hcl.plain.values import number as kept

_LARGEST_EXPONENT = 4096


def _ceil(value: Any) -> Any:
    return int(Decimal(number(value)).to_integral_value(ROUND_CEILING))


def _floor(value: Any) -> Any:
    return int(Decimal(number(value)).to_integral_value(ROUND_FLOOR))


def _log(value: Any, base: Any) -> Any:
    """In 64-bit floating point, as Terraform does it."""
    argument, root = float(number(value)), float(number(base))
    if argument <= 0 or root <= 0 or root == 1:
        raise EvaluationError("the logarithm is not finite")
    return kept(Decimal(repr(math.log(argument) / math.log(root))))


def _pow(value: Any, exponent: Any) -> Any:
    """In 64-bit floating point, as Terraform does it."""
    try:
        found = math.pow(float(number(value)), float(number(exponent)))
    except (OverflowError, ValueError):
        raise EvaluationError("the power is not finite") from None
    return int(found) if found.is_integer() else kept(Decimal(repr(found)))


def _signum(value: Any) -> Any:
    found = whole(value)
    return (found > 0) - (found < 0)


def _parseint(value: Any, base: Any) -> Any:
    root = whole(base)
    digits = text(value)
    if not 2 <= root <= 62:
        raise EvaluationError("the base must be between 2 and 62")
    alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[:root]
    unsigned = digits.removeprefix("-")
    if root <= 36:  # beyond, capital letters are further digits
        unsigned = unsigned.lower()
    if not unsigned or len(unsigned) > _LARGEST_EXPONENT or any(digit not in alphabet for digit in unsigned):
        raise EvaluationError(f"{digits[:40]!r} is no number in base {root}")
    found = 0
    for digit in unsigned:
        found = found * root + alphabet.index(digit)
    return -found if digits.startswith("-") else found


FUNCTIONS: dict[str, Function] = {
    "abs": pure(lambda value: kept(NUMBERS.abs(number(value))), 1),
    "ceil": pure(_ceil, 1),
    "floor": pure(_floor, 1),
    "log": pure(_log, 2),
    "max": pure(lambda *values: max(number(value) for value in values), 1, None),
    "min": pure(lambda *values: min(number(value) for value in values), 1, None),
    "parseint": pure(_parseint, 2),
    "pow": pure(_pow, 2),
    "signum": pure(_signum, 1),
}
