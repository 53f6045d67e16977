"""What is known of the bill before and after: per currency and together, against the budget, and how much is priced."""

from decimal import Decimal

import msgspec

from finopsguard.report.amounts import NO_BASE, direction, is_stateless, range_text
from finopsguard.report.escape import shortened
from finopsguard.report.format import NOT_KNOWN, STATUS_WORDS, currency_code, delta, derived, money, percent
from finopsguard.types.result import Conversion, Report, Total

_LONGEST_ORIGIN = 80


class TotalRow(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One row of the totals."""

    name: str
    before: str
    after: str
    delta: str
    percent: str
    direction: int
    notes: tuple[str, ...] = ()


class Gauge(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A figure with a bar beside it, for formats that can draw one."""

    name: str
    value: str
    percent: int
    """How full the bar is, 0 to 100."""
    tone: str
    """``over``, ``well`` or empty."""


def totals(report: Report) -> list[TotalRow]:
    """A row per currency, and one for all in the report's own where that is not the same."""
    alone = is_stateless(report)
    own = [
        TotalRow(
            name=currency_code(total.currency),
            before=_before(total.previous, total.currency, alone=alone),
            after=money(total.monthly, total.currency),
            delta=_delta(total.delta, total.currency, alone=alone),
            percent="",
            direction=direction(total.delta),
        )
        for total in by_currency(report)
    ]
    if all(total.currency == report.currency for total in report.totals):
        return [_sum(report, name="Total")]
    return [*own, _sum(report, name=f"All, in {currency_code(report.currency)}")]


def by_currency(report: Report) -> list[Total]:
    """The totals, that in the report's own currency first."""
    return sorted(report.totals, key=lambda total: (total.currency != report.currency, total.currency))


def conversions(report: Report) -> list[str]:
    """``1 EUR = 1.0912 USD (2026-05-01, European Central Bank)``."""
    return [_conversion(line) for line in report.conversions]


def limits(report: Report) -> list[str]:
    """The budget and the largest increase that were allowed, and how far the total is from the budget."""
    lines = []
    if report.budget is not None:
        lines.append(f"Budget: {money(report.budget, report.currency)}/mo{_left(report.budget, report)}")
    if report.max_increase is not None:
        lines.append(f"Largest increase allowed: {report.max_increase}")
    return lines


def coverage(report: Report) -> list[tuple[str, int]]:
    """How many resources have which of the five words; words that none has are left out."""
    counted = report.coverage
    counts = (counted.priced, counted.free, counted.unsupported, counted.no_price, counted.depends_on_usage)
    return [(word, count) for word, count in zip(STATUS_WORDS.values(), counts, strict=True) if count]


def gauges(report: Report) -> list[Gauge]:
    """How much of the budget is used, and how many of the changed resources have a price."""
    found = []
    if report.budget and report.total_monthly_cost is not None:
        used = int(100 * report.total_monthly_cost / report.budget)
        value = f"{money(report.total_monthly_cost, report.currency)} of {money(report.budget, report.currency)}"
        found.append(
            Gauge(
                name="Budget",
                value=value,
                percent=_clamped(used),
                tone="over" if report.total_monthly_cost > report.budget else "",
            )
        )
    if whole := report.coverage.changed_total:
        known = report.coverage.changed_known - report.coverage.changed_depends_on_usage
        value = f"{known:,} of {whole:,}"
        found.append(
            Gauge(
                name="Resources priced" if is_stateless(report) else "Changed resources priced",
                value=value,
                percent=_clamped(100 * known // whole),
                tone="well" if known == whole else "",
            )
        )
    return found


def _sum(report: Report, name: str) -> TotalRow:
    alone = is_stateless(report)

    def known(amount: Decimal | None) -> str:
        return NOT_KNOWN if amount is None else money(amount, report.currency)

    amount = report.delta_monthly_cost
    notes = []
    if not report.complete and report.total_monthly_cost is not None:
        notes.append("Partial: not everything that costs money has a price.")
    if report.total_monthly_cost is None and len(report.totals) > 1:
        notes.append("No rate joins these currencies.")
    low, high = report.total_monthly_cost_min, report.total_monthly_cost_max
    if spread := range_text(low, high if report.complete else None, report.currency):
        notes.append(spread)
    return TotalRow(
        name=name,
        before=NO_BASE if alone else known(report.previous_monthly_cost),
        after=known(report.total_monthly_cost),
        delta=_delta(amount, report.currency, alone=alone),
        percent="" if report.delta_percent is None or not amount else percent(report.delta_percent, signed=True),
        direction=direction(amount),
        notes=tuple(notes),
    )


def _before(amount: Decimal | None, currency: str, *, alone: bool) -> str:
    if amount is None:
        return NO_BASE if alone else NOT_KNOWN
    return money(amount, currency)


def _delta(amount: Decimal | None, currency: str, *, alone: bool) -> str:
    if amount is None:
        return NO_BASE if alone else NOT_KNOWN
    return delta(amount, currency)


def _conversion(line: Conversion) -> str:
    rate = f"1 {currency_code(line.source)} = {derived(line.rate)} {currency_code(line.target)}"
    origin = ", ".join(filter(None, (line.date, shortened(line.origin, _LONGEST_ORIGIN))))
    return f"{rate} ({origin})" if origin else rate


def _left(budget: Decimal, report: Report) -> str:
    if report.total_monthly_cost is None:
        return ""
    left = budget - report.total_monthly_cost
    if left < 0:
        return f", exceeded by {money(-left, report.currency)}"
    known = "" if report.complete else "at most "
    return f", {known}{money(left, report.currency)} left"


def _clamped(percent_used: int) -> int:
    return max(0, min(percent_used, 100))
