"""The price book: lookup, currency, provenance and overrides."""

from finopsguard.prices.book import PriceBook
from finopsguard.prices.currency import NoRateError, Rates, parse_rate

__all__ = ["NoRateError", "PriceBook", "Rates", "parse_rate"]
