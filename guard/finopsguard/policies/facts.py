"""What policies are judged on: everything that a run found before them, as the corridor hands it over."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import msgspec

from finopsguard.config import Config
from finopsguard.types.actual import ActualLine, UtilisationLine
from finopsguard.types.plan import Plan
from finopsguard.types.policy import UnusedCommitment
from finopsguard.types.quota import QuotaLine
from finopsguard.types.result import Coverage, ResourceLine


class Project(msgspec.Struct, frozen=True, kw_only=True):
    """One plan with what it costs."""

    plan: Plan
    lines: tuple[ResourceLine, ...]
    """One for each managed resource of ``plan.changes``, in that order."""


class RunTotals(msgspec.Struct, frozen=True, kw_only=True):
    """The report's sums in one currency; ``None`` where not known. All are of known amounts; ``complete``: that is everything."""

    currency: str
    monthly_cost: Decimal | None
    previous_monthly_cost: Decimal | None
    delta: Decimal | None
    monthly_cost_max: Decimal | None
    """Upper end, over values that are unknown until apply."""
    delta_max: Decimal | None
    complete: bool


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """All that policies may look at. ``None`` is what nobody asked for; an empty tuple is an answer."""

    projects: tuple[Project, ...]
    totals: RunTotals
    coverage: Coverage
    config: Config
    today: date
    """Waivers expire by it."""
    rate: Callable[[str, str], Decimal | None] = lambda source, target: Decimal(1) if source == target else None
    """What one unit of the first currency is in the second; ``None`` where no rate is known."""
    actuals: tuple[ActualLine, ...] | None = None
    utilisation: tuple[UtilisationLine, ...] | None = None
    quotas: tuple[QuotaLine, ...] | None = None
    commitments: tuple[UnusedCommitment, ...] | None = None
    report_json: Callable[[], str] | None = None
    """The JSON report so far, for policies in Rego; asked only if there are some."""
