"""Conversion between currencies, by the rates that come with the price book or by the user's own (``--fx``)."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from finopsguard.errors import PriceError, UsageError
from finopsguard.prices.book import Rate
from finopsguard.types.money import ONE, usable
from finopsguard.types.result import Conversion

USER = "given with --fx"
_HINT = "Write it as EUR=1.09 (one euro in US dollars) or EUR/CHF=0.94 (one euro in Swiss francs)."


class NoRateError(PriceError):
    """No rate joins two currencies."""


class Rates:
    """Exchange rates. A rate of the user takes the place of a shipped one between the same currencies."""

    def __init__(self, shipped: Iterable[Rate], own: Iterable[Rate] = ()) -> None:
        self._rates: dict[tuple[str, str], Rate] = {}
        for rate in (*shipped, *own):
            self._rates.pop((rate.target, rate.source), None)
            self._rates[rate.source, rate.target] = rate

    def convert(self, amount: Decimal, source: str, target: str) -> tuple[Decimal, Conversion]:
        """``amount`` in ``target`` and the rate that was used: a listed one, its inverse, or two of these through a
        third currency.

        Raises :class:`NoRateError` if there is none.
        """
        conversion = self.between(source, target)
        return amount * conversion.rate, conversion

    def between(self, source: str, target: str) -> Conversion:
        """The rate from ``source`` to ``target``; 1 for the same currency."""
        if source == target:
            return Conversion(source, target, ONE, "", "")
        direct = self._one_step(source, target)
        if direct is not None:
            return direct
        for middle in sorted({currency for pair in self._rates for currency in pair}):
            first, second = self._one_step(source, middle), self._one_step(middle, target)
            if first is not None and second is not None:
                return _through(first, second)
        raise NoRateError(
            f"There is no exchange rate from {source} to {target}.", hint=f"Give one with --fx {source}/{target}=RATE."
        )

    def _one_step(self, source: str, target: str) -> Conversion | None:
        rate = self._rates.get((source, target))
        if rate is not None:
            return Conversion(source, target, rate.rate, rate.date, rate.origin)
        inverse = self._rates.get((target, source))
        if inverse is not None:
            return Conversion(source, target, ONE / inverse.rate, inverse.date, inverse.origin)
        return None


def parse_rate(text: str) -> Rate:
    """``EUR=1.09`` (in US dollars) or ``EUR/CHF=0.94`` as a rate of today. Raises :class:`UsageError` otherwise."""
    pair, _, number = text.partition("=")
    source, slash, target = pair.strip().upper().partition("/")
    target = target if slash else "USD"
    try:
        rate = usable(Decimal(number.strip()))
    except InvalidOperation:
        rate = None
    if not (is_currency(source) and is_currency(target)) or source == target or rate is None or rate <= 0:
        raise UsageError(f"--fx {text!r} is not an exchange rate.", hint=_HINT)
    return Rate(source, target, rate, dt.date.today().isoformat(), USER)  # noqa: DTZ011 - a person's own rate is of their day


def is_currency(code: str) -> bool:
    """Whether ``code`` looks like an ISO 4217 code: three capital letters."""
    return len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()


def _through(first: Conversion, second: Conversion) -> Conversion:
    origins = dict.fromkeys(origin for origin in (first.origin, second.origin) if origin)
    dates = [date for date in (first.date, second.date) if date]
    return Conversion(
        first.source, second.target, first.rate * second.rate, min(dates, default=""), " + ".join(origins)
    )
