"""Decoded values of one side of a change, and the marks (unknown, sensitive) that lie over them."""

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
    raw = change.before_sensitive if side is Side.BEFORE else change.after_sensitive
    return (decode(raw) or {}) if raw is not None and b"true" in bytes(raw) else {}
