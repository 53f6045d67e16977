"""What another price book does to plans: each resource whose monthly cost is not the same."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from finopsguard.config import Config
    from finopsguard.plan import Limits
    from finopsguard.types.result import Report

NOT_KNOWN = "not known"


def repriced_lines(plans: Sequence[str], config: "Config", limits: "Limits", old: str, new: str) -> Iterator[str]:
    """The totals with either book, and the resources that differ."""
    from finopsguard.check import check
    from finopsguard.report.escape import visible

    before = check(plans, replace(config, price_book=old), limits=limits)
    after = check(plans, replace(config, price_book=new), limits=limits)
    first, second = _costs(before), _costs(after)
    differing = [place for place in first if first[place] != second.get(place)]
    yield f"{len(differing):,} of {len(first):,} resources cost another amount a month"
    for project, address in differing:
        was, now = first[project, address], second.get((project, address), (None, ""))
        yield f"  {visible(address)}: {_step(was, now)}"
    totals = [(report.total_monthly_cost, report.currency) for report in (before, after)]
    yield f"total: {_step(*totals)}"


def _costs(report: "Report") -> dict[tuple[str, str], tuple[Decimal | None, str]]:
    return {(line.project, line.address): (line.monthly_cost, line.currency) for line in report.resources}


def _amount(value: Decimal | None, currency: str) -> str:
    from finopsguard.report.format import money

    return NOT_KNOWN if value is None else f"{money(value, currency)}/mo"


def _step(was: tuple[Decimal | None, str], now: tuple[Decimal | None, str]) -> str:
    """``$83.95/mo -> $87.60/mo (+$3.65)``."""
    from finopsguard.report.format import delta

    by = ""
    if was[0] is not None and now[0] is not None and was[1] == now[1] and was[0] != now[0]:
        by = f" ({delta(now[0] - was[0], now[1])})"
    return f"{_amount(*was)} -> {_amount(*now)}{by}"
