"""The price book: lookup, currency, provenance and overrides."""

from finopsguard.prices.book import PriceBook
from finopsguard.prices.currency import NoRateError, Rates, parse_rate
from finopsguard.prices.place import open_book

__all__ = ["NoRateError", "PriceBook", "Rates", "open_book", "parse_rate"]
