"""What a cloud has billed, in one shape whatever it was read from."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

import msgspec

from finopsguard.types.money import ZERO


class ChargeCategory(StrEnum):
    """What a charge is for: FOCUS' ``ChargeCategory`` with what other bills tell apart."""

    USAGE = "usage"
    TAX = "tax"
    CREDIT = "credit"
    SUPPORT = "support"
    ADJUSTMENT = "adjustment"
    """Corrections of earlier bills, rounding."""
    PURCHASE = "purchase"
    """A reservation, a savings plan, a marketplace subscription: paid for, not used."""
    UNUSED_COMMITMENT = "unused_commitment"
    """What was committed to and left unused; belongs to no resource."""
    OTHER = "other"
    """A category that this program does not know."""


class Pricing(StrEnum):
    """How a charge was priced."""

    ON_DEMAND = "on_demand"
    COMMITMENT = "commitment"
    SPOT = "spot"
    UNKNOWN = ""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Days that a comparison asks for: either the last complete ones, or exactly a period."""

    days: int = 30
    start: date | None = None
    end: date | None = None
    """Excluded. Both or neither are given."""
    today: date
    """Days from this one on are not complete."""


class BilledResource(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """All that one resource (or, without a resource id, one kind of charge) was billed in the period, in one currency."""

    key: str
    """What :meth:`Bill.lines` finds its charges by: the resource id, else the tags; empty where there is neither."""
    resource_id: str
    """As the bill writes it; empty where a charge belongs to no resource."""
    resource_name: str = ""
    service: str = ""
    region: str = ""
    account: str = ""
    """Account, subscription or project."""
    category: str = ChargeCategory.USAGE.value
    currency: str
    cost: Decimal
    """In the bill's basis."""
    tags: str = ""
    """A JSON object of texts, undecoded: only matching by tags looks inside."""


class BilledLine(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One kind of charge of one resource, summed over the period."""

    key: str
    """That of the :class:`BilledResource`."""
    service: str = ""
    region: str = ""
    category: str = ChargeCategory.USAGE.value
    usage_type: str = ""
    """What was used, in the bill's words: ``BoxUsage:m5.large``, ``D2s v3``, ``N1 Predefined Instance Core``."""
    pricing: str = Pricing.UNKNOWN.value
    commitment_id: str = ""
    commitment_type: str = ""
    currency: str
    billed: Decimal
    """On the invoice, before commitments are spread over what they cover."""
    effective: Decimal
    """Amortised where the bill says so, else ``billed``."""
    promotion: Decimal = ZERO
    """The part of ``effective`` that is a promotional credit; 0 or negative."""
    list: Decimal | None = None
    """At public list prices; ``None`` where the bill does not say."""
    quantity: Decimal | None = None
    unit: str = ""
    sku: str = ""
    start: str = ""
    """ISO 8601: when the first charge begins, in UTC."""
    end: str = ""
    """When the last charge ends."""
    days: int = 0
    """Days with a charge."""
    estimated: bool = False


class BillDay(msgspec.Struct, frozen=True, gc=False):
    """What one day cost in one currency, in the bill's basis."""

    day: str
    currency: str
    cost: Decimal


class ServiceCost(msgspec.Struct, frozen=True, gc=False):
    """What one service's usage costs at list prices and in truth."""

    service: str
    currency: str
    list: Decimal
    effective: Decimal


class BillSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What a bill is and how far it can be trusted."""

    name: str
    """As it was asked for: ``focus:bill.csv``."""
    kind: str
    """``focus``, ``cur``, ``azure``, ``gcp``, ``query`` or a cloud's name."""
    basis: str
    """``amortized``, ``net``, ``unblended``, ``actual``: which cost ``effective`` is."""
    start: str
    end: str
    """First day of the period and the day after its last."""
    days: int
    """Days of the period that have charges: what predictions are scaled to."""
    through: str = ""
    """The last complete day of data."""
    complete: bool = True
    """False when the bill does not cover the days that were asked for."""
    estimated: bool = False
    currencies: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    """What the reader should know, each a sentence."""


class Bill(Protocol):
    """An opened bill of one period."""

    summary: BillSummary
    daily: Sequence[BillDay]
    """Complete days, also those before the period, in their order."""

    def resources(self) -> Sequence[BilledResource]:
        """Everything that was billed in the period, once."""

    def lines(self, keys: Collection[str]) -> Sequence[BilledLine]:
        """The kinds of charges of these resources."""

    def services(self) -> Sequence[ServiceCost]:
        """List and effective cost of usage that has both, by service."""


class BillSource(Protocol):
    """Something that a bill can be had from: a file, a cloud."""

    name: str

    def open(self, wanted: Wanted) -> Bill:
        """The bill of the period. Raises ``BillError`` where it cannot be read."""
