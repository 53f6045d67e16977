"""Why a bill cannot be read."""

from finopsguard.errors import InputError


class BillError(InputError):
    """A bill cannot be read, or cannot be read in one way only."""


class ShortRowError(BillError):
    """A row of a CSV file has fewer columns than the header."""
