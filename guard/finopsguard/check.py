"""The corridor: plans go in, a verdict with reasons comes out. This file alone explains the program.

    plan ──► price both sides of every change ──► add up ──► verdict ──► report

Every room behind it does one of these steps and knows nothing of the others.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING

from finopsguard import __version__
from finopsguard.compare.quota_reasons import quota_reasons
from finopsguard.config import Config
from finopsguard.errors import UsageError
from finopsguard.plan import Limits, read_plan
from finopsguard.prices import PriceBook, Rates, parse_rate
from finopsguard.resources import Catalogue, NoUsage, Settings, UsageFile, price_change, read_usage_file
from finopsguard.totals import (
    Running,
    Sums,
    coverage,
    joined,
    main_currency,
    per_currency,
    together,
    totals,
    unsupported,
)
from finopsguard.types.money import ZERO
from finopsguard.types.plan import Plan, ResourceChange
from finopsguard.types.price import PriceLookup
from finopsguard.types.quota import QuotaLine
from finopsguard.types.result import Drifted, ProjectLine, Report, ResourceLine, Verdict
from finopsguard.types.result import PriceBook as BookLine
from finopsguard.verdict import exit_code, reasons, verdict, worst_first

if TYPE_CHECKING:
    from finopsguard.adapters.openstack import CloudQuotas

Progress = Callable[[str], None]


def check(
    paths: Sequence[str],
    config: Config,
    *,
    limits: Limits | None = None,
    environ: Mapping[str, str] | None = None,
    progress: Progress = lambda _step: None,
) -> Report:
    """Price every plan in ``paths`` and judge the sum. Raises :class:`FinOpsGuardError` where an input cannot be read."""
    _refuse_repeats(paths)
    book, prices, usage = sources(config)
    cloud = quota_source(config)
    if cloud is not None:
        prices = cloud.with_flavors(prices)
    plans: list[Plan] = []
    lines: list[ResourceLine] = []
    drift: list[Drifted] = []
    by_project: list[list[ResourceLine]] = []
    for path in paths:
        progress(f"reading {path}")
        plan = read_plan(path, limits=limits or Limits(), environ=os.environ if environ is None else environ)
        progress(f"pricing {len(plan.changes)} resources of {plan.name}")
        catalogue = Catalogue(plan.context, prices, usage, settings(config))
        priced = price_plan(plan, catalogue)
        plans.append(plan)
        by_project.append(priced)
        lines += priced
        drift += price_drift(plan, catalogue)

    each = [per_currency(priced) for priced in by_project]
    sums = together(each)
    currency = main_currency(config.currency, sums)
    rates = Rates(book.fx(), map(parse_rate, config.fx))
    complete = all(line.complete for line in lines)
    whole = joined(sums, currency, rates, complete=complete)
    quotas = quota_lines(plans, cloud, config)
    why = worst_first((*reasons(config, currency, whole, plans, lines), *quota_reasons(quotas or ())))
    word = verdict(why)
    return Report(
        tool_version=__version__,
        verdict=word,
        exit_code=exit_code(word, soft_fail=config.soft_fail),
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
        totals=totals(sums),
        conversions=whole.conversions,
        coverage=coverage(lines),
        price_book=BookLine(book.date, book.hash, oldest(lines)),
        hours_per_month=config.hours_per_month,
        budget=config.budget,
        max_increase=str(config.max_increase) if config.max_increase else None,
        warnings=warnings(plans, usage, whole, currency),
        projects=tuple(map(project, plans, by_project, each, repeat(currency), repeat(rates))),
        resources=tuple(lines),
        unsupported=unsupported(lines),
        drift=tuple(drift),
        quotas=quotas,
    )


def _refuse_repeats(paths: Sequence[str]) -> None:
    """A plan that is named twice would be counted twice."""
    seen: set[str] = set()
    for path in paths:
        real = path if path == "-" else os.path.realpath(path)
        if real in seen:
            raise UsageError(
                f"The plan {path} is given twice.", hint="Name each plan once: its costs would count twice."
            )
        seen.add(real)


def sources(config: Config) -> tuple[PriceBook, PriceLookup, UsageFile | NoUsage]:
    """The shipped book, the same with the user's own prices on top, and quantities."""
    book = PriceBook.shipped()
    usage = read_usage_file(config.usage_file) if config.usage_file else NoUsage()
    if not config.prices:
        return book, book, usage
    from finopsguard.prices.overrides import OverriddenBook, read_overrides  # noqa: PLC0415  few runs have own prices

    own = [row for file in config.prices for row in read_overrides(Path(file))]
    return book, OverriddenBook(book, own), usage


def quota_source(config: Config) -> "CloudQuotas | None":
    """The cloud whose quotas the plans must fit; ``None`` where nobody asks. One that cannot be had answers so."""
    if not config.quotas:
        return None
    from finopsguard.adapters.openstack import open_quotas  # noqa: PLC0415  asks the network: only where the user says so
    from finopsguard.adapters.openstack.names import cloud_of  # noqa: PLC0415

    return open_quotas(cloud_of(config.quotas))


def quota_lines(plans: Sequence[Plan], source: "CloudQuotas | None", config: Config) -> tuple[QuotaLine, ...] | None:
    """What the plans do to the cloud's quotas; what it does not answer is in the lines as unknown."""
    if source is None:
        return None
    from finopsguard.compare.quotas import check_quotas  # noqa: PLC0415  few runs check quotas

    try:
        return check_quotas(plans, source, tight=config.quota_headroom)
    finally:
        source.close()


def settings(config: Config) -> Settings:
    """What estimates need of the configuration."""
    return Settings(hours=config.hours_per_month, openstack_cloud=config.openstack_cloud)


def price_plan(plan: Plan, catalogue: Catalogue) -> list[ResourceLine]:
    """A line for every managed resource; data sources cost nothing and are left out."""
    return [
        price_change(change, plan.name, catalogue, plan.context).line
        for change in plan.changes
        if change.mode == "managed"
    ]


def price_drift(plan: Plan, catalogue: Catalogue) -> list[Drifted]:
    """What changed outside Terraform, where it moved the cost or may have."""
    return [found for change in plan.drift if (found := _drifted(change, plan, catalogue)) is not None]


def _drifted(change: ResourceChange, plan: Plan, catalogue: Catalogue) -> Drifted | None:
    if change.mode != "managed":
        return None
    line = price_change(change, plan.name, catalogue, plan.context, drifted=True).line
    if line.delta == ZERO:
        return None
    return Drifted(plan.name, line.address, line.type, line.delta, line.currency, line.drivers)


def project(
    plan: Plan, lines: Sequence[ResourceLine], each: dict[str, Running], currency: str, rates: Rates
) -> ProjectLine:
    """One plan's own totals, in the report's currency."""
    sums = joined(each, currency, rates, complete=all(line.complete for line in lines))
    counted = coverage(lines)
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
        resources=len(lines),
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


def warnings(plans: Sequence[Plan], usage: UsageFile | NoUsage, sums: Sums, currency: str) -> tuple[str, ...]:
    """What the reader should know besides the verdict."""
    said = [warning if len(plans) == 1 else f"{plan.name}: {warning}" for plan in plans for warning in plan.warnings]
    if isinstance(usage, UsageFile) and (unmatched := usage.unmatched()):
        said.append(f"The usage file names resources that are in no plan: {', '.join(unmatched[:5])}.")
    said += [
        f"Amounts in {name} are in no total: no exchange rate to {currency} is known; give --fx {name}=RATE."
        for name in sums.missing_rates
    ]
    return tuple(said)
