"""Decoded values of one side of a change, and the marks (unknown, sensitive) that lie over them."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec

from finopsguard.errors import PlanError
from finopsguard.types.plan import ResourceChange, Side

_LARGEST_EXPONENT = 308
"""Beyond what a 64-bit float holds; no quantity comes near, and such a number could be printed with a billion digits.
"""


def _number(text: str) -> Decimal:
    """A number with a fraction or an exponent, exactly as written."""
    number = Decimal(text)
    if abs(number.adjusted()) > _LARGEST_EXPONENT:
        raise ValueError("a number is out of range")
    return number


_ANYTHING = msgspec.json.Decoder(float_hook=_number)


def decode(raw: msgspec.Raw | None) -> Any:
    """Undecoded JSON as Python objects: whole numbers ``int``, others ``Decimal``. ``None`` stays ``None``.

    Raises ``PlanError`` when the JSON turns out not to be readable.
    """
    if raw is None:
        return None
    try:
        return _ANYTHING.decode(raw)
    except (ValueError, ArithmeticError, RecursionError) as error:
        reason = (
            str(error).splitlines()[0][:120]
            if isinstance(error, msgspec.MsgspecError)
            else "a number or text in it is not valid"
        )
        raise PlanError(
            f"The plan cannot be read: {reason}.", hint="Write it again with `terraform show -json`."
        ) from None


def side_values(change: ResourceChange, side: Side) -> dict[str, Any]:
    """Attribute values before or after the change; empty where the object does not exist, or all of it is unknown until
    apply.
    """
    values = decode(change.before if side is Side.BEFORE else change.after)
    return values if isinstance(values, dict) else {}


class LastValues:
    """Decoded values of the change that was asked about last: questions come several about one resource."""

    def __init__(self) -> None:
        self._change: ResourceChange | None = None
        self._sides: dict[Side, dict[str, Any]] = {}

    def side(self, change: ResourceChange, side: Side) -> dict[str, Any]:
        """As :func:`side_values`; both sides share one mapping where they do not differ."""
        if change is not self._change:
            self._change = change
            self._sides = {}
        values = self._sides.get(side)
        if values is None:
            if self._sides and change.before == change.after:
                (values,) = self._sides.values()
            else:
                values = side_values(change, side)
            self._sides[side] = values
        return values


def unknown_after(change: ResourceChange) -> Any:
    """``after_unknown``: ``True`` for the whole object, a mapping of attribute names to ``True`` or further marks, or
    empty.
    """
    return decode(change.after_unknown) or {}


def sensitive(change: ResourceChange, side: Side) -> Any:
    """``before_sensitive`` or ``after_sensitive``, in the same form as :func:`unknown_after`."""
    return decode(change.before_sensitive if side is Side.BEFORE else change.after_sensitive) or {}


def is_marked(marks: Any, path: str) -> bool:
    """Whether ``path`` (``root_block_device.0.volume_size``) or something it lies in is marked ``True``.

    For ``after_unknown`` it means: known only after apply. For ``after_sensitive``: never to be shown.
    """
    for step in path.split("."):
        if marks is True:
            return True
        marks = _child(marks, step)
    return marks is True


def holds_mark(marks: Any, path: str) -> bool:
    """Whether ``path`` is marked, or anything under it is: a mapping of tags in which one value is sensitive."""
    return is_marked(marks, path) or _any_mark(at(marks, path))


def is_sensitive(change: ResourceChange, side: Side, path: str) -> bool:
    """Whether the value at ``path`` may not be shown, wholly or in part."""
    return holds_mark(sensitive(change, side), path)


def at(values: Any, path: str) -> Any:
    """The value at a dotted path, list positions as numbers; ``None`` where there is none."""
    for step in path.split("."):
        values = _child(values, step)
    return values


def marked_paths(marks: Any, prefix: str = "") -> Iterator[str]:
    """Dotted paths that are marked ``True``; the empty path for the whole object."""
    if marks is True:
        yield prefix
    elif isinstance(marks, dict):
        for key, inner in marks.items():
            yield from marked_paths(inner, f"{prefix}.{key}" if prefix else str(key))
    elif isinstance(marks, list):
        for position, inner in enumerate(marks):
            yield from marked_paths(inner, f"{prefix}.{position}" if prefix else str(position))


def merged(values: Any, marks: Any, placeholder: Any) -> Any:
    """``values`` with ``placeholder`` where ``marks`` has ``True``: an unknown value is absent, or null in a list,
    where it belongs.
    """
    if marks is True:
        return placeholder
    if isinstance(marks, dict) and marks:
        base = dict(values) if isinstance(values, dict) else {}
        return base | {
            key: merged(base.get(key), inner, placeholder) for key, inner in marks.items() if _any_mark(inner)
        }
    if isinstance(marks, list) and marks:
        items = list(values) if isinstance(values, list) else []
        items += [None] * (len(marks) - len(items))
        return [
            merged(item, marks[position] if position < len(marks) else None, placeholder)
            for position, item in enumerate(items)
        ]
    return values


def _any_mark(marks: Any) -> bool:
    """Whether there is a ``True`` anywhere in it."""
    if isinstance(marks, dict):
        return any(_any_mark(inner) for inner in marks.values())
    if isinstance(marks, list):
        return any(_any_mark(inner) for inner in marks)
    return marks is True


def _child(node: Any, step: str) -> Any:
    """One step down. A block that a schema nests singly has no position, so ``0`` on a mapping without that key stays
    where it is.
    """
    if isinstance(node, dict):
        return node.get(step, node if step == "0" else None)
    if isinstance(node, list) and step.isascii() and step.isdigit():
        position = int(step)
        return node[position] if position < len(node) else None
    return None
