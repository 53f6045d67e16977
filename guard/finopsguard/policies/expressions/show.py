"""Values as text in messages. Amounts read as they do in reports; nothing sensitive is told, and nothing is endless."""

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from finopsguard.policies.expressions.unknown import AtLeast, Unknown
from finopsguard.policies.expressions.view import View

LONGEST_VALUE = 300
MOST_ELEMENTS = 20
SYMBOLS = {"USD": "$", "EUR": "€"}
UNTOLD = ("(not known)", "(sensitive)", "an unknown amount")
"""What stands for a value that is not known or must not be told."""
_CENT = Decimal("0.01")
_WIDE = Context(prec=60)


def shown(value: Any) -> str:
    """A value in the middle of a sentence."""
    if isinstance(value, Unknown):
        return "(sensitive)" if value.hidden else "(not known)"
    if isinstance(value, AtLeast):
        return f"at least {shown(value.value)}"
    if value is None:
        return "(not set)"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Decimal)):
        return digits(Decimal(value))
    if isinstance(value, (View, list, tuple)):
        return _elements(value)
    return shortened(str(value)) if isinstance(value, str) else "(a mapping)"


def shortened(text: str) -> str:
    """The text, with its middle left out where it is very long."""
    half = LONGEST_VALUE // 2
    return text if len(text) <= LONGEST_VALUE else f"{text[:half]}…{text[-half:]}"


def amount(value: Any, currency: Any) -> str:
    """``$1,234.50``, ``12.00 CHF``, ``at least $5.00``, ``an unknown amount``."""
    if isinstance(value, Unknown) or value is None:
        return "an unknown amount"
    if isinstance(value, AtLeast):
        return f"at least {amount(value.value, currency)}"
    if not isinstance(value, (int, Decimal)) or isinstance(value, bool):
        return shown(value)
    number = Decimal(value)
    if abs(number.adjusted()) > 30:
        return "an amount out of range"
    size = number.copy_abs().quantize(_CENT, rounding=ROUND_HALF_UP, context=_WIDE)
    less = "<" if number and not size else ""
    text = f"{_CENT if less else size:,.2f}"
    code = currency if isinstance(currency, str) else ""
    sign = "-" if number < 0 else ""
    return f"{sign}{less}{SYMBOLS[code]}{text}" if code in SYMBOLS else f"{sign}{less}{text} {shortened(code)}".rstrip()


def percent(value: Any) -> str:
    """``12.5 %``."""
    if isinstance(value, AtLeast):
        return f"at least {percent(value.value)}"
    if not isinstance(value, (int, Decimal)) or isinstance(value, bool):
        return shown(value)
    number = Decimal(value)
    step = Decimal("0.1") if abs(number) < 100 else Decimal(1)
    return f"{digits(number.quantize(step, rounding=ROUND_HALF_UP, context=_WIDE) if abs(number.adjusted()) < 30 else number)} %"


def digits(number: Decimal) -> str:
    """A number with thousands separators and without trailing zeros; 12 digits of a quotient that never ends."""
    if not number.is_finite() or abs(number.adjusted()) > 30:
        return "(out of range)"
    whole, point, decimals = f"{Context(prec=max(12, number.adjusted() + 1)).plus(number):,f}".partition(".")
    decimals = decimals.rstrip("0")
    return f"{whole}.{decimals}" if point and decimals else whole


def _elements(value: View | list[Any] | tuple[Any, ...]) -> str:
    if isinstance(value, View):
        if isinstance(value.data, dict):
            return "(a mapping)"
        value = list(value.items())
    named = ", ".join(shown(element) for element in value[:MOST_ELEMENTS])
    return named if len(value) <= MOST_ELEMENTS else f"{named} and {len(value) - MOST_ELEMENTS} more"
