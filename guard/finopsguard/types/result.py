"""The report: what every format renders, and, field for field, the published JSON (docs/report.schema.json).

Fields may be added, never renamed. Amounts are numbers in the currency named beside them, ``None`` where not known.
"""

from decimal import Decimal
from enum import StrEnum

import msgspec

from finopsguard.types.actual import (
    Accuracy,
    ActualLine,
    ActualSource,
    ActualTotal,
    BillDiscount,
    Forecast,
    Unmatched,
    UtilisationLine,
)
from finopsguard.types.policy import PolicyResult, WaiverUse
from finopsguard.types.quota import QuotaLine

SCHEMA_VERSION = "1.0"


class Verdict(StrEnum):
    """What the exit code says in a word. Fail beats incomplete."""

    PASS = "pass"  # noqa: S105  a verdict, no password
    FAIL = "fail"
    INCOMPLETE = "incomplete"


class Reason(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Why the verdict is not ``pass``: what was observed, against which limit, and what to do."""

    code: str
    """``budget``, ``max-increase``, ``strict``, ``policy``; or what made it incomplete: ``plan``, ``not-understood``, ``no-rate``."""
    verdict: Verdict
    message: str
    fix: str = ""
    observed: str = ""
    limit: str = ""
    project: str = ""
    address: str = ""
    file: str | None = None
    line: int | None = None


class Total(msgspec.Struct, frozen=True, gc=False):
    """What is known of the bill in one currency, before conversion."""

    currency: str
    monthly: Decimal
    delta: Decimal | None
    """``None`` when none of the changes has a known difference."""
    previous: Decimal | None
    """``None`` when nothing that was there before has a known amount."""


class Coverage(msgspec.Struct, frozen=True, gc=False):
    """How many resources have which status. ``changed_*`` count those that this change touches."""

    priced: int = 0
    free: int = 0
    unsupported: int = 0
    no_price: int = 0
    depends_on_usage: int = 0
    changed_total: int = 0
    changed_known: int = 0
    """Of those, how many are priced, free or wait only for usage."""
    changed_depends_on_usage: int = 0
    """Of these, how many have no amount before somebody says how much they are used."""


class PriceBook(msgspec.Struct, frozen=True, gc=False):
    """Which prices were used."""

    date: str
    """Newest date of a row in the book."""
    hash: str
    oldest: str = ""
    """Oldest date of a row that this report used."""


class PriceRef(msgspec.Struct, frozen=True, gc=False):
    """The price row behind a component."""

    source: str
    date: str
    sku: str
    provider: str = ""
    service: str = ""
    region: str = ""
    key: str = ""


class DiscountLine(msgspec.Struct, frozen=True, gc=False):
    """What a discount took off a component's list cost."""

    name: str
    kind: str
    rate: Decimal
    amount: Decimal
    source: str = ""
    """Where the rule was stated: ``finopsguard.yml:12``."""


class DiscountTotal(msgspec.Struct, frozen=True, gc=False):
    """What discounts take off the bill after the change, in one currency: ``list - discounts = net``."""

    currency: str
    list: Decimal
    discounts: Decimal
    net: Decimal
    """The total of that currency."""


class CommitmentLine(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A limited discount after the change: what was committed to, and how much of it these plans use."""

    name: str
    kind: str
    source: str
    unit: str
    """``USD an hour``, ``instances``, ``instances of size large``, ``USD a month``."""
    committed: Decimal
    used: Decimal
    unused: Decimal
    """Paid all the same, and in no total: others may use it."""
    resources: int
    """How many it lowers the cost of."""


class ComponentLine(msgspec.Struct, frozen=True, gc=False):
    """One component of a resource as it will be after the change (as it was, for a deleted one)."""

    name: str
    unit: str
    quantity: Decimal | None
    unit_price: Decimal | None
    monthly_cost: Decimal | None
    currency: str
    status: str
    usage_based: bool
    price: PriceRef | None
    note: str
    discounts: tuple[DiscountLine, ...] = ()


class Driver(msgspec.Struct, frozen=True, gc=False):
    """An attribute whose change moves the cost."""

    attribute: str
    before: str | None
    after: str | None


class ResourceLine(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One managed resource of a plan."""

    project: str
    address: str
    previous_address: str | None = None
    type: str
    provider: str
    region: str
    region_source: str
    module: str
    tags: dict[str, str] = {}
    action: str
    importing: bool = False
    deposed: str | None = None
    status: str
    complete: bool
    currency: str
    monthly_cost: Decimal | None
    """After the change; 0 for a deleted resource; ``None`` where nothing of it is known."""
    previous_monthly_cost: Decimal | None
    delta: Decimal | None
    monthly_cost_min: Decimal | None = None
    monthly_cost_max: Decimal | None = None
    forgotten_monthly_cost: Decimal | None = None
    """What goes on being billed for an object that leaves the state undestroyed; in no total."""
    drivers: tuple[Driver, ...] = ()
    depends_on_usage: tuple[str, ...] = ()
    """Usage-file keys that would complete the estimate."""
    notes: tuple[str, ...] = ()
    file: str | None = None
    line: int | None = None
    components: tuple[ComponentLine, ...] = ()


class Unsupported(msgspec.Struct, frozen=True, gc=False):
    """A resource type that this program cannot price."""

    type: str
    count: int
    addresses: tuple[str, ...]
    """The first ten."""


class Drifted(msgspec.Struct, frozen=True, gc=False):
    """A resource changed outside Terraform since the last apply; not counted as this change's doing."""

    project: str
    address: str
    type: str
    delta: Decimal | None
    currency: str
    drivers: tuple[Driver, ...] = ()


class ProjectLine(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One plan or directory of the run."""

    name: str
    path: str
    verdict: Verdict
    total_monthly_cost: Decimal | None
    delta_monthly_cost: Decimal | None
    forgotten_monthly_cost: Decimal | None = None
    complete: bool = True
    plan_hash: str = ""
    terraform_version: str = ""
    resources: int = 0
    changed: int = 0
    stateless: bool = False
    """No base to compare with, as for a directory alone: what was there before is not known, so nothing is a difference."""


class Conversion(msgspec.Struct, frozen=True, gc=False):
    """A rate that amounts were converted by: 1 ``source`` = ``rate`` ``target``."""

    source: str
    target: str
    rate: Decimal
    date: str
    origin: str
    """Who published the rate, or that the user gave it."""


class Report(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Everything that a run found. ``total_monthly_cost`` is ``None`` when nothing is priced or no rate joins the currencies."""

    schema_version: str = SCHEMA_VERSION
    tool_version: str
    verdict: Verdict
    exit_code: int
    reasons: tuple[Reason, ...] = ()
    currency: str
    total_monthly_cost: Decimal | None
    previous_monthly_cost: Decimal | None
    delta_monthly_cost: Decimal | None
    delta_percent: Decimal | None = None
    """Delta in % of the previous total; ``None`` when that was 0 or unknown."""
    total_monthly_cost_min: Decimal | None = None
    total_monthly_cost_max: Decimal | None = None
    forgotten_monthly_cost: Decimal | None = None
    complete: bool = True
    """False when the totals are partial: a changed or unchanged resource costs an amount that is not known."""
    totals: tuple[Total, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    coverage: Coverage = Coverage()
    price_book: PriceBook
    hours_per_month: Decimal
    budget: Decimal | None = None
    max_increase: str | None = None
    warnings: tuple[str, ...] = ()
    projects: tuple[ProjectLine, ...] = ()
    resources: tuple[ResourceLine, ...] = ()
    unsupported: tuple[Unsupported, ...] = ()
    drift: tuple[Drifted, ...] = ()
    policies: tuple[PolicyResult, ...] = ()
    waivers: tuple[WaiverUse, ...] = ()
    actuals: tuple[ActualLine, ...] | None = None
    """``None`` where nobody asked, here and in the fields below: an empty list is an answer."""
    actual_totals: tuple[ActualTotal, ...] = ()
    actual_sources: tuple[ActualSource, ...] = ()
    unmatched: Unmatched | None = None
    utilisation: tuple[UtilisationLine, ...] | None = None
    accuracy: tuple[Accuracy, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    bill_discounts: tuple[BillDiscount, ...] = ()
    quotas: tuple[QuotaLine, ...] | None = None
    discounts: tuple[DiscountTotal, ...] | None = None
    """``None`` where no discounts are configured."""
    commitments: tuple[CommitmentLine, ...] = ()
