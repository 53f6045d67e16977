"""The corridor: plans go in, a verdict with reasons comes out. This file alone explains the program.

    plan ──► price both sides of every change ──► add up ──► compare with bills and quotas ──► policies ──► verdict ──► report

Every room behind it does one of these steps and knows nothing of the others.
"""

import os
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import starmap

import msgspec

from finopsguard import __version__
from finopsguard.config import Config
from finopsguard.inputs import projects, refuse_overlap
from finopsguard.judge import judge
from finopsguard.live import (
    bill_fields,
    bill_reasons,
    compared_with_bills,
    measured_usage,
    measured_utilisation,
    quota_lines,
    quota_reasons,
    quota_source,
    usage_reasons,
)
from finopsguard.plan import Limits
from finopsguard.policies import reasons as policy_reasons
from finopsguard.prices import Rates, parse_rate
from finopsguard.pricing import Checked, Pricing, Progress
from finopsguard.report import render
from finopsguard.totals import (
    Running,
    Sums,
    coverage,
    discount_totals,
    joined,
    main_currency,
    per_currency,
    together,
    totals,
    unsupported,
)
from finopsguard.types.policy import UnusedCommitment
from finopsguard.types.result import PriceBook as BookLine
from finopsguard.types.result import ProjectLine, Reason, Report, ResourceLine, Verdict
from finopsguard.verdict import Held, exit_code, reasons, verdict, worst_first
from finopsguard.waivers import inline


def check(
    paths: Sequence[str],
    config: Config,
    *,
    limits: Limits | None = None,
    environ: Mapping[str, str] | None = None,
    progress: Progress = lambda _step: None,
) -> Report:
    """Price every plan and folder in ``paths`` (without any: the projects of the configuration) and judge the sum.

    Raises :class:`FinOpsGuardError` where an input cannot be read.
    """
    environ = os.environ if environ is None else environ
    cloud = quota_source(config)
    pricing = Pricing(config, limits or Limits(), environ, progress, cloud)
    keep = bool(config.compare_to or config.actuals or pricing.shares)
    read = [(plan, project) for project in projects(paths, config) for plan in pricing.read(project)]
    refuse_overlap(read)
    live = measured_usage([plan for plan, _ in read], config, progress)
    if live is not None:
        pricing.live = live.lookups
    checked = [pricing.price(plan, project, keep=keep) for plan, project in read]
    if config.compare_to:
        from finopsguard.against import with_base  # noqa: PLC0415  it reads git

        checked = with_base(checked, config.compare_to, pricing)
    elif pricing.shares:
        from finopsguard.commitments import settle  # noqa: PLC0415  few runs have commitments

        pricing.commitments = settle([(each.plan.name, each) for each in checked], pricing)[1]

    plans = [each.plan for each in checked]
    lines = [line for each in checked for line in each.lines]
    running = [per_currency(each.lines) for each in checked]
    currency = main_currency(config.currency, together(running))
    rates = Rates(pricing.book.fx(), map(parse_rate, config.fx))
    each_sum = [_sums([each], sums, currency, rates) for each, sums in zip(checked, running, strict=True)]
    whole = _sums(checked, together(running), currency, rates)

    quotas = quota_lines(plans, cloud, config)
    bills = compared_with_bills(checked, config, rates, environ, progress)
    used = measured_utilisation(checked, pricing, config, progress)
    held = [
        Held(whole, lines, config.budget, config.max_increase),
        *(
            Held(sums, each.lines, each.project.budget, each.project.max_increase, each.plan.name)
            for each, sums in zip(checked, each_sum, strict=True)
        ),
    ]
    why = worst_first(
        (
            *reasons(config, currency, held, plans, lines),
            *quota_reasons(quotas),
            *bill_reasons(bills),
            *usage_reasons(live, used),
        )
    )
    found = Report(
        tool_version=__version__,
        verdict=verdict(why),
        exit_code=exit_code(verdict(why), soft_fail=config.soft_fail),
        reasons=why,
        currency=currency,
        total_monthly_cost=whole.monthly,
        previous_monthly_cost=whole.previous,
        delta_monthly_cost=whole.delta,
        delta_percent=share(whole),
        total_monthly_cost_min=whole.low,
        total_monthly_cost_max=whole.high if whole.complete else None,
        forgotten_monthly_cost=whole.forgotten,
        complete=whole.complete and not any(plan.incomplete for plan in plans),
        totals=totals(together(running)),
        conversions=pricing.with_own(whole.conversions),
        coverage=coverage(lines),
        price_book=BookLine(pricing.book.date, pricing.book.hash, oldest(lines)),
        hours_per_month=config.hours_per_month,
        budget=config.budget,
        max_increase=str(config.max_increase) if config.max_increase else None,
        warnings=(*warnings(checked, pricing, whole, currency), *(bills.warnings if bills else ())),
        projects=tuple(starmap(project, zip(checked, each_sum, strict=True))),
        resources=tuple(lines),
        unsupported=unsupported(lines),
        drift=tuple(drifted for each in checked for drifted in each.drift),
        quotas=quotas,
        discounts=discount_totals(lines, totals(together(running))) if pricing.discounts is not None else None,
        commitments=pricing.commitments,
        utilisation=used.lines if used else None,
        **(bill_fields(bills) if bills else {}),
    )
    progress("judging by policies")
    return judged(found, checked, whole, config, rates, bills.commitments if bills else None)


def judged(
    found: Report,
    checked: Sequence[Checked],
    whole: Sums,
    config: Config,
    rates: Rates,
    commitments: tuple[UnusedCommitment, ...] | None,
) -> Report:
    """The report with what the policies say of it: the verdict follows from the reasons alone."""
    comments = inline(checked, config)
    outcome = judge(
        config,
        [each.plan for each in checked],
        [each.lines for each in checked],
        whole,
        found.currency,
        rates,
        inline=comments.waivers,
        base_waivers=comments.base,
        actuals=found.actuals,
        utilisation=found.utilisation,
        quotas=found.quotas,
        commitments=commitments,
        report_json=lambda: render(found, "json"),
    )
    why = worst_first((*found.reasons, *policy_reasons(outcome.results)))
    word = verdict(why)
    return msgspec.structs.replace(
        found,
        verdict=word,
        exit_code=exit_code(word, soft_fail=config.soft_fail),
        reasons=why,
        warnings=(*found.warnings, *comments.problems, *outcome.warnings),
        policies=outcome.results,
        waivers=outcome.waivers,
        projects=tuple(_with_verdict(line, why) for line in found.projects),
    )


def _with_verdict(line: ProjectLine, why: Sequence[Reason]) -> ProjectLine:
    """A project's own verdict: the worst of the reasons that name it."""
    own = verdict(reason for reason in why if reason.project == line.name)
    return msgspec.structs.replace(line, verdict=own)


def _sums(checked: Sequence[Checked], running: dict[str, Running], currency: str, rates: Rates) -> Sums:
    """All in one currency. Where of one folder nobody knows what was there before, there is no difference to give."""
    complete = all(line.complete for each in checked for line in each.lines)
    sums = joined(running, currency, rates, complete=complete)
    if any(each.plan.stateless and each.lines for each in checked):
        return msgspec.structs.replace(sums, previous=None, delta=None, delta_high=None)
    return sums


def project(each: Checked, sums: Sums) -> ProjectLine:
    """One plan's own totals, in the report's currency."""
    counted = coverage(each.lines)
    plan = each.plan
    return ProjectLine(
        name=plan.name,
        path=plan.path,
        verdict=Verdict.INCOMPLETE if plan.incomplete else Verdict.PASS,
        total_monthly_cost=sums.monthly,
        delta_monthly_cost=sums.delta,
        forgotten_monthly_cost=sums.forgotten,
        complete=sums.complete and not plan.incomplete,
        plan_hash=plan.sha256,
        terraform_version=plan.terraform_version,
        stateless=plan.stateless,
        resources=len(each.lines),
        changed=counted.changed_total,
    )


def share(sums: Sums) -> Decimal | None:
    """The delta in % of the previous total."""
    return sums.delta / sums.previous * 100 if sums.delta is not None and sums.previous else None


def oldest(lines: Sequence[ResourceLine]) -> str:
    """The oldest date of a price that was used."""
    return min(
        (part.price.date for line in lines for part in line.components if part.price and part.price.date), default=""
    )


def warnings(checked: Sequence[Checked], pricing: Pricing, sums: Sums, currency: str) -> tuple[str, ...]:
    """What the reader should know besides the verdict."""
    plans = [each.plan for each in checked]
    said = [warning if len(plans) == 1 else f"{plan.name}: {warning}" for plan in plans for warning in plan.warnings]
    said += [
        f"The usage file names resources that are in no plan: {', '.join(unmatched[:5])}."
        for usage in pricing.usage_files
        if (unmatched := usage.unmatched())
    ]
    said += pricing.strange_discounts()
    said += [
        f"The total is not known, for amounts in {name} are in none: no exchange rate to {currency} is known; give --fx {name}=RATE."
        for name in sums.missing_rates
    ]
    used = (part.price for each in checked for line in each.lines for part in line.components if part.price)
    said += [old] if (old := pricing.age_warning(used)) else []
    return tuple(said)
