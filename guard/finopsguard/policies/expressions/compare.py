"""Comparison and arithmetic on values that may not be known."""

from collections.abc import Callable
from decimal import Decimal, DivisionByZero, InvalidOperation
from typing import Any

from finopsguard.policies.expressions.unknown import AtLeast, Truth, Unknown, negated
from finopsguard.policies.expressions.view import View, plain

_NUMBERS = frozenset((int, Decimal))


def is_number(value: Any) -> bool:
    """Whether it is one; true and false are none."""
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def equal(left: Any, right: Any) -> Truth:
    """``==``. Not set equals only not set. A text never equals a number: which was meant is not known, so neither is the answer."""
    if type(left) is type(right) is str:
        return bool(left == right)
    left, right = plain(left), plain(right)
    for value in (left, right):
        if isinstance(value, Unknown):
            return value
        if isinstance(value, AtLeast):
            return Unknown(value.why)
    if left is None or right is None:
        return left is right
    if _kind(left) != _kind(right):
        return _unlike(left, right)
    return bool(left == right)


def less(left: Any, right: Any) -> Truth:
    """``<`` of two numbers or two texts. With what is not set there is no order: unknown."""
    if type(left) in _NUMBERS and type(right) in _NUMBERS:
        return bool(left < right)
    for value in (left, right):
        if isinstance(value, Unknown):
            return value
    if isinstance(left, AtLeast):
        return False if is_number(right) and left.value >= right else Unknown(left.why)
    if isinstance(right, AtLeast):
        return True if is_number(left) and left < right.value else Unknown(right.why)
    if left is None or right is None:
        return Unknown("a value to compare is not set")
    if (is_number(left) and is_number(right)) or (isinstance(left, str) and isinstance(right, str)):
        return bool(left < right)
    return _unlike(left, right)


def contains(container: Any, item: Any) -> Truth:
    """``in``: a text in a text, an element in a list, a name in a mapping. Nothing is in what is not set."""
    for value in (item, container):
        if isinstance(value, Unknown):
            return value
    if container is None:
        return False
    if isinstance(container, View):
        if isinstance(container.data, dict):
            return isinstance(item, str) and item in container.keys()  # noqa: SIM118  a view is no mapping
        container = list(container.items())
    if isinstance(container, str):
        return item in container if isinstance(item, str) else _unlike(item, container)
    if isinstance(container, dict):
        return item in container if isinstance(item, (str, int)) else False
    if isinstance(container, (list, tuple)):
        return _among(container, item)
    return Unknown("what stands after in is no list")


def _among(elements: list[Any] | tuple[Any, ...], item: Any) -> Truth:
    answer: Truth = False
    for element in elements:
        found = equal(element, item)
        if found is True:
            return True
        if isinstance(found, Unknown):
            answer = found
    return answer


COMPARISONS: dict[str, Callable[[Any, Any], Truth]] = {
    "eq": equal,
    "ne": lambda left, right: negated(equal(left, right)),
    "lt": less,
    "gt": lambda left, right: less(right, left),
    "gteq": lambda left, right: negated(less(left, right)),
    "lteq": lambda left, right: negated(less(right, left)),
    "in": lambda left, right: contains(right, left),
    "notin": lambda left, right: negated(contains(right, left)),
}
"""Operators by the name that Jinja's parser gives them."""


def arithmetic(operation: Callable[[Decimal, Decimal], Decimal]) -> Callable[[Any, Any], Any]:
    """An operation on numbers; unknown for all else."""

    def apply(left: Any, right: Any) -> Any:
        for value in (left, right):
            if isinstance(value, Unknown):
                return value
            if isinstance(value, AtLeast):
                return Unknown(value.why)
            if value is None:
                return Unknown("a value to compute with is not set")
            if not is_number(value):
                return Unknown("a value to compute with is no number")
        try:
            return operation(Decimal(left), Decimal(right))
        except (DivisionByZero, InvalidOperation, ArithmeticError):
            return Unknown("a division by zero, or a number out of range")

    return apply


ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "Add": arithmetic(lambda left, right: left + right),
    "Sub": arithmetic(lambda left, right: left - right),
    "Mul": arithmetic(lambda left, right: left * right),
    "Div": arithmetic(lambda left, right: left / right),
}
"""By the name of the node in Jinja's tree. Numbers are decimals of 28 digits, so nothing can grow."""


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "a true or false"
    if is_number(value):
        return "a number"
    if isinstance(value, str):
        return "a text"
    return "a list or mapping"


def _unlike(left: Any, right: Any) -> Unknown:
    return Unknown(f"{_kind(left)} cannot be compared with {_kind(right)}")
