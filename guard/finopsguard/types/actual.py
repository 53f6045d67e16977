"""What was really billed and used, beside what was predicted, as reports show it."""

from decimal import Decimal
from enum import StrEnum

import msgspec


class Cause(StrEnum):
    """Why an actual differs from its list price; in the order in which they are taken (docs/actuals.md)."""

    UNMATCHED = "unmatched"
    TAX = "tax"
    SUPPORT = "support"
    CREDIT = "credit"
    PARTIAL_PERIOD = "partial_period"
    SIZE_DRIFT = "size_drift"
    USAGE = "usage"
    LIST_PRICE = "list_price"
    DISCOUNT = "discount"
    NOT_MODELLED = "not_modelled"
    UNEXPLAINED = "unexplained"


class CauseLine(msgspec.Struct, frozen=True, gc=False):
    """One part of a difference; the parts add up to it."""

    cause: str
    amount: Decimal
    note: str = ""


class Match(msgspec.Struct, frozen=True, gc=False):
    """How a planned resource was found on the bill."""

    method: str
    """``id``, ``arn``, ``self_link``, ``arm_id``, ``uuid``, ``tag`` or ``name``."""
    confidence: Decimal
    """1 for an identity, less for what is only likely."""


class Period(msgspec.Struct, frozen=True, gc=False):
    """Days that a bill covers; ``start`` included, ``end`` excluded (ISO 8601)."""

    start: str
    end: str


class ActualLine(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One row of the report's ``actuals``: a resource, predicted and billed for the same hours."""

    project: str
    address: str
    resource_id: str
    match: Match | None
    period: Period
    currency: str
    basis: str
    """``net``, ``amortized``, ``unblended`` ...: which cost of the bill."""
    list: Decimal | None
    """At list prices, for the period's hours."""
    expected: Decimal | None
    """List less the discounts that are known."""
    actual: Decimal
    difference: Decimal | None
    """Actual less list."""
    causes: tuple[CauseLine, ...] = ()
    estimated: bool = False
    """The cloud says that the bill may still change."""
    service: str = ""
    module: str = ""
    tags: dict[str, str] = {}


class ActualTotal(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Predicted and billed, summed over something."""

    by: str
    """``total``, ``service``, ``module`` or ``tag``: over what was matched; ``bill``: the whole bill, whoever it is for."""
    name: str
    currency: str
    list: Decimal | None
    expected: Decimal | None
    actual: Decimal
    difference: Decimal | None
    causes: tuple[CauseLine, ...] = ()
    matched: int = 0
    resources: int = 0


class ActualSource(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Where actual costs came from, and how far they can be trusted."""

    name: str
    """As it was asked for: ``aws``, ``focus:bill.csv``."""
    status: str
    """``ok``, ``partial`` or ``error``."""
    basis: str = ""
    period: Period | None = None
    through: str = ""
    """The last complete day of data."""
    currency: str = ""
    matched: int = 0
    planned: int = 0
    message: str = ""
    """What is missing and why."""


class UnmatchedLine(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Planned and not on the bill, or billed and not in the plan."""

    name: str
    """Address, or the bill's resource id or service."""
    amount: Decimal | None = None
    currency: str = ""
    service: str = ""
    reason: str = ""
    """``new``, ``not found``, ``not in the plan``, ``no resource id`` ..."""


class Unmatched(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What found no counterpart. The lists hold the largest; the counts are of all."""

    planned: tuple[UnmatchedLine, ...] = ()
    billed: tuple[UnmatchedLine, ...] = ()
    planned_count: int = 0
    billed_count: int = 0


class Suggestion(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A change in Terraform that would save money, or that is needed although it costs more."""

    attribute: str
    """As Terraform writes it: ``settings.tier``; ``count`` from 1 to 0 is to do without the resource."""
    before: str
    after: str
    monthly_saving: Decimal | None = None
    """Negative where it costs more."""
    currency: str = ""
    note: str = ""


class UtilisationLine(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """How much of a resource is used; %, unless ``unit`` says otherwise."""

    project: str
    address: str
    metric: str
    p50: Decimal | None
    p95: Decimal | None
    max: Decimal | None
    samples: int
    unit: str = "%"
    period: Period | None = None
    suggestion: Suggestion | None = None


class Accuracy(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """How past predictions of a resource type compared with its bills."""

    type: str
    mape: Decimal
    """Mean absolute percentage error, in %."""
    bias: Decimal
    """Mean of (actual - predicted) / actual, in %; positive: bills were higher."""
    samples: int


class Forecast(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What a calendar month will have cost when it is over, if it goes on as it did."""

    source: str
    month: str
    """``2026-09``."""
    currency: str
    so_far: Decimal
    """Of the month's days that the bill covers."""
    days: int
    """How many those are."""
    amount: Decimal
    low: Decimal
    high: Decimal
    """Bounds of 95 %, from how far the method was off on the bill's own past days."""
    method: str
    """``weekday means``, ``linear trend`` or ``mean``, with the days it was worked out from."""
    trend_per_day: Decimal
    """By how much a day costs more than the day before."""


class BillDiscount(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What a service was discounted by on a bill, and expected to be in this report (``--discounts bill``)."""

    service: str
    rate: Decimal
    """Share of the list price: 0.05 is 5 %."""
    source: str
    """The bill and its days."""
