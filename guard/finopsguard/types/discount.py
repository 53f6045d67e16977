"""What is taken off list prices, kept apart from them so that a report can show both."""

from decimal import Decimal
from enum import StrEnum

import msgspec


class DiscountKind(StrEnum):
    """Why less than the list price is paid."""

    SUSTAINED_USE = "sustained_use"
    FLAT = "flat"
    NEGOTIATED = "negotiated"
    SAVINGS_PLAN = "savings_plan"
    RESERVATION = "reservation"
    COMMITTED_USE = "committed_use"
    CREDIT = "credit"


class Discount(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A rule that lowers list prices of what it matches. Empty matches mean all."""

    name: str
    kind: DiscountKind
    rate: Decimal
    """Share of the list price taken off: 0.3 is 30 %."""
    provider: str = ""
    service: str = ""
    resource_type: str = ""
    region: str = ""
    source: str = ""
    """Where the rule was stated: a file and line, a bill, a vendor's page."""
    keys: tuple[str, ...] = ()
    """Patterns (``*``, ``?``) of price keys, one of which must fit; empty is every key."""
    per_hour: Decimal | None = None
    """What a commitment to spend costs an hour, in ``currency``, used or not."""
    count: Decimal | None = None
    """How many machines (or other things priced by the hour) a commitment covers at a time."""
    size: str = ""
    """The size that ``count`` counts in, where larger and smaller machines share a reservation: ``large``."""
    per_month: Decimal | None = None
    """A credit's amount a month, in ``currency``."""
    currency: str = ""
    """Of ``per_hour`` and ``per_month``; amounts in other currencies are left alone."""

    @property
    def pooled(self) -> bool:
        """Whether it is a limited amount that resources share, and no rate that each has."""
        return self.per_hour is not None or self.count is not None or self.per_month is not None


class AppliedDiscount(msgspec.Struct, frozen=True, gc=False):
    """What one discount took off one component."""

    name: str
    kind: DiscountKind
    rate: Decimal
    amount: Decimal
    """Monthly amount taken off the list cost; positive."""
    source: str = ""
    """Where the rule was stated; empty for what the provider gives by itself."""


class PriceOverride(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A user's own price in place of the book's (``--prices FILE``), or for what the book lacks."""

    provider: str
    service: str
    region: str
    """A region code, or ``*`` for every region."""
    key: str
    unit: str
    price: Decimal
    currency: str
    date: str = ""
    source: str = ""
    """The file it came from; shown wherever the price is."""
    note: str = ""
    line: int = 0
    """Its line in that file."""
