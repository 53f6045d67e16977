"""How amounts, shares and counts are written: the same characters in every format, so that no two reports disagree.

Amounts of money are rounded to 2 decimals, half away from zero (``ROUND_HALF_UP``), as invoices are; an amount that
would round to nothing is written as less than a cent, never as 0. Unit prices keep all their digits: ``$0.0000166667``
a second rounded to a cent would be free.
"""

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from typing import Final

CENT = Decimal("0.01")
SYMBOLS: Final = {"USD": "$", "EUR": "€"}

STATUS_WORDS: Final = {
    "priced": "priced",
    "free": "free",
    "unsupported": "unsupported",
    "no_price": "no price",
    "depends_on_usage": "depends on usage",
}
"""The five words as reports write them."""

NOT_KNOWN = "not known"

_EXACT = Context(prec=80)
_MOST_DIGITS, _DERIVED_DIGITS = 12, 6
"""People write no rate with more digits than these; of what was worked out, six are enough."""
_TOO_LONG = 30
_PRICE_DIGITS = Context(prec=12, rounding=ROUND_HALF_UP)
_QUANTITY_STEP = Decimal("0.000001")


def money(amount: Decimal, currency: str, *, signed: bool = False) -> str:
    """``$1,234.50``, ``-€3.00``, ``12.00 PLN``; with ``signed``, ``+`` before an increase."""
    sign = "-" if amount < 0 else "+" if signed and amount > 0 else ""
    size = amount.copy_abs()
    if size and size < CENT / 2:
        return sign + _with_currency("<", "0.01", currency)
    return sign + _with_currency("", _grouped(_rounded(size, CENT), minimum=2), currency)


def delta(amount: Decimal, currency: str) -> str:
    """A difference: always signed, unless there is none."""
    return money(amount, currency, signed=True)


def price(amount: Decimal, currency: str) -> str:
    """A unit price with all its digits (12 significant ones of a quotient that never ends), and at least 2 decimals."""
    sign = "-" if amount < 0 else ""
    size = amount.copy_abs()
    digits = size if len(size.as_tuple().digits) <= _PRICE_DIGITS.prec else _PRICE_DIGITS.plus(size)
    return sign + _with_currency("", _grouped(digits, minimum=2), currency)


def quantity(amount: Decimal) -> str:
    """``730``, ``1,500,000``, ``0.25``: at most 6 decimals, and no trailing zeros."""
    size = amount.copy_abs()
    sign = "-" if amount < 0 else ""
    if size and size < _QUANTITY_STEP:
        return f"{sign}<0.000001"
    return sign + _grouped(_rounded(size, _QUANTITY_STEP), minimum=0)


def percent(value: Decimal, *, signed: bool = False) -> str:
    """``9 %``; ``0.4 %`` below 1 %, and never ``0 %`` for something."""
    sign = "-" if value < 0 else "+" if signed and value > 0 else ""
    size = value.copy_abs()
    if size and size < Decimal("0.05"):
        return f"{sign}<0.1 %"
    step = Decimal("0.1") if size < Decimal("0.95") else Decimal(1)
    return f"{sign}{_grouped(_rounded(size, step), minimum=0)} %"


def number(value: Decimal) -> str:
    """Every digit, without trailing zeros."""
    return _grouped(value, minimum=0)


def derived(value: Decimal) -> str:
    """A figure that was worked out, such as the inverse of a rate: one with many digits is cut to six that count."""
    if len(value.normalize(_EXACT).as_tuple().digits) <= _MOST_DIGITS:
        return number(value)
    return number(Context(prec=_DERIVED_DIGITS).plus(value))


def rate(share: Decimal) -> str:
    """A discount's share as a percentage with the digits it was given: 0.025 is ``2.5 %``."""
    return f"{derived(_EXACT.multiply(share, Decimal(100)))} %"


def share(part: int, whole: int) -> str:
    """A coverage in whole per cent, rounded down: only all of it is 100 %."""
    return f"{(Decimal(part) * 100 / whole).to_integral_value(ROUND_FLOOR)} %"


def plural(count: int, one: str, many: str = "") -> str:
    """``1 resource``, ``2 resources``, ``1,204 resources``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def status_word(status: str) -> str:
    """The status as a reader meets it."""
    return STATUS_WORDS.get(status, status)


def currency_code(currency: str) -> str:
    """The code without what no code contains: price files are written by users, and amounts are not escaped."""
    return "".join(char for char in currency if char.isascii() and char.isalnum())[:12] or "?"


def _with_currency(prefix: str, digits: str, currency: str) -> str:
    symbol = SYMBOLS.get(currency)
    return f"{prefix}{symbol}{digits}" if symbol else f"{prefix}{digits} {currency_code(currency)}"


def _rounded(amount: Decimal, step: Decimal) -> Decimal:
    if not amount.is_finite() or amount.adjusted() > _TOO_LONG:
        return amount
    return amount.quantize(step, rounding=ROUND_HALF_UP, context=_EXACT)


def _grouped(amount: Decimal, *, minimum: int) -> str:
    """Digits with thousands separators, without trailing zeros beyond ``minimum`` decimals."""
    if not amount.is_finite() or abs(amount.adjusted()) > _TOO_LONG:
        return f"{amount:.6E}" if amount else "0"
    whole, _, decimals = f"{amount:,f}".partition(".")
    decimals = decimals.rstrip("0").ljust(minimum, "0")
    return f"{whole}.{decimals}" if decimals else whole
