"""Hands what a run found to the policies, in the words that they know."""

import os
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from finopsguard.config import Config
from finopsguard.policies import Facts, Outcome, Project, RunTotals, evaluate, load, select
from finopsguard.policies.baseline import read_baseline
from finopsguard.policies.evaluate import refuse_strange_waivers
from finopsguard.policies.load import rego_files
from finopsguard.prices import NoRateError, Rates
from finopsguard.totals import Sums, coverage
from finopsguard.types.actual import ActualLine, UtilisationLine
from finopsguard.types.money import ZERO
from finopsguard.types.plan import Plan
from finopsguard.types.policy import PolicyResult, UnusedCommitment, Waiver
from finopsguard.types.quota import QuotaLine
from finopsguard.types.result import ResourceLine

AMOUNTS = {
    "monthly_cost": "monthly",
    "previous_monthly_cost": "previous",
    "delta": "delta",
    "monthly_cost_max": "high",
    "delta_max": "delta_high",
}
"""Sums by the names that policies know."""


def judge(
    config: Config,
    plans: Sequence[Plan],
    by_project: Sequence[Sequence[ResourceLine]],
    sums: Sums,
    currency: str,
    rates: Rates,
    *,
    inline: Sequence[Waiver] = (),
    base_waivers: Collection[Waiver] | None = None,
    actuals: tuple[ActualLine, ...] | None = None,
    utilisation: tuple[UtilisationLine, ...] | None = None,
    quotas: tuple[QuotaLine, ...] | None = None,
    commitments: tuple[UnusedCommitment, ...] | None = None,
    report_json: Callable[[], str] | None = None,
) -> Outcome:
    """What the policies of this run say. ``inline`` are waivers found beside resources; those of ``finopsguard.yml`` are in ``config``.

    ``report_json`` answers the JSON report without policies; it is asked only where there are policies in Rego.
    Raises :class:`PolicyError` for policies, settings and waivers that are not right.
    """
    every = load(config.policy_dirs)
    known = {policy.id for policy in every}
    rego = rego_files(config.policy_dirs)
    if not rego:
        refuse_strange_waivers(config.waivers, known)
    empty = not any(by_project)  # a plan without resources costs nothing: that is known
    facts = Facts(
        projects=tuple(Project(plan=plan, lines=tuple(lines)) for plan, lines in zip(plans, by_project, strict=True)),
        totals=RunTotals(
            currency=currency,
            **{name: ZERO if empty else getattr(sums, field) for name, field in AMOUNTS.items()},
            complete=sums.complete,
        ),
        coverage=coverage([line for lines in by_project for line in lines]),
        config=config,
        today=today(),
        rate=_rate(rates),
        actuals=actuals,
        utilisation=utilisation,
        quotas=quotas,
        commitments=commitments,
    )
    findings: tuple[PolicyResult, ...] = ()
    if rego and report_json is not None:
        from finopsguard.policies.rego import evaluate_rego  # noqa: PLC0415  an extra that few have

        findings = evaluate_rego(rego, report_json())
    return evaluate(
        select(every, config),
        facts,
        waivers=(*config.waivers, *inline),
        base_waivers=base_waivers,
        baseline=read_baseline(config.baseline) if config.baseline else (),
        known=known,
        more=findings,
    )


def today() -> date:
    """The day of the run; ``SOURCE_DATE_EPOCH`` (reproducible-builds.org) stands in for the clock."""
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    return (
        datetime.fromtimestamp(int(stated), UTC).date()
        if stated.isascii() and stated.isdigit() and len(stated) < 12
        else datetime.now(UTC).date()
    )


def _rate(rates: Rates) -> Callable[[str, str], Decimal | None]:
    def rate(source: str, target: str) -> Decimal | None:
        try:
            return rates.between(source, target).rate
        except NoRateError:
            return None

    return rate
