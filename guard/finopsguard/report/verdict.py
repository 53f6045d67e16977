"""The verdict in one line, the reasons behind it, and the totals."""

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from finopsguard.report.amounts import direction, range_text
from finopsguard.report.escape import shortened
from finopsguard.report.format import (
    NOT_KNOWN,
    STATUS_WORDS,
    currency_code,
    delta,
    money,
    number,
    percent,
    plural,
    share,
)
from finopsguard.types.money import ZERO
from finopsguard.types.policy import PolicyOutcome
from finopsguard.types.result import Conversion, Report, Verdict

REASONS = 5
WARNINGS = 10
_LONGEST_ORIGIN = 80


class Headline(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The first line of a report, in the parts that ``·`` separates."""

    word: str
    """``PASS``, ``FAIL`` or ``INCOMPLETE``."""
    figure: str
    """``+$412.30/mo``, ``no change in cost`` ..."""
    aside: str
    """``(+9 %)``, ``(+9 %), partial``, or empty."""
    total: str
    """``$4,981.10/mo``, ``at least $4,981.10/mo``, a range; empty when there are no resources."""
    notes: tuple[str, ...]
    direction: int

    @property
    def change(self) -> str:
        """The figure and its aside: ``+$412.30/mo (+9 %), partial``."""
        return self.figure + ("" if self.aside.startswith(",") or not self.aside else " ") + self.aside

    @property
    def parts(self) -> tuple[str, ...]:
        """All but the word."""
        figures = f"{self.change} → {self.total}" if self.total else self.change
        return (figures, *self.notes)


class Why(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One reason as it is shown."""

    message: str
    observed: str
    limit: str
    fix: str
    place: str
    """``main.tf:12``; empty where it is not known."""
    address: str
    project: str
    verdict: Verdict


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
        known = report.coverage.changed_known
        value = f"{known:,} of {whole:,}"
        found.append(
            Gauge(
                name="Changed resources priced",
                value=value,
                percent=_clamped(100 * known // whole),
                tone="well" if known == whole else "",
            )
        )
    return found


def _clamped(percent_used: int) -> int:
    return max(0, min(percent_used, 100))


def headline(report: Report) -> Headline:
    """The verdict and its figures."""
    empty = not report.resources and not report.unsupported
    return Headline(
        word=report.verdict.upper(),
        figure="no resources" if empty else _figure(report),
        aside="" if empty else _aside(report),
        total="" if empty else _total(report),
        notes=tuple(_notes(report)),
        direction=direction(report.delta_monthly_cost),
    )


def reasons(report: Report, limit: int = REASONS) -> list[Why]:
    """The first ``limit`` reasons, those that fail before those that are merely incomplete."""
    several = len(report.projects) > 1
    ordered = sorted(report.reasons, key=lambda reason: reason.verdict != Verdict.FAIL)
    return [
        Why(
            message=reason.message,
            observed=reason.observed,
            limit=reason.limit,
            fix=reason.fix,
            place=place(reason.file, reason.line),
            address=reason.address,
            project=reason.project if several else "",
            verdict=reason.verdict,
        )
        for reason in ordered[:limit]
    ]


def place(file: str | None, line: int | None) -> str:
    """``file:line`` as editors open it."""
    if not file:
        return ""
    return file if line is None else f"{file}:{line}"


def totals(report: Report) -> list[TotalRow]:
    """A row per currency, and one for all in the report's own where that is not the same."""
    own = [
        TotalRow(
            name=currency_code(total.currency),
            before=money(total.previous, total.currency),
            after=money(total.monthly, total.currency),
            delta=delta(total.delta, total.currency),
            percent="",
            direction=direction(total.delta),
        )
        for total in sorted(report.totals, key=lambda total: (total.currency != report.currency, total.currency))
    ]
    if len(own) == 1 and report.totals[0].currency == report.currency:
        return [_sum(report, name="Total")]
    return [*own, _sum(report, name=f"All, in {currency_code(report.currency)}")]


def conversions(report: Report) -> list[str]:
    """``1 EUR = 1.0912 USD (2026-05-01, European Central Bank)``."""
    return [_conversion(line) for line in report.conversions]


def _conversion(line: Conversion) -> str:
    rate = f"1 {currency_code(line.source)} = {number(line.rate)} {currency_code(line.target)}"
    origin = ", ".join(filter(None, (line.date, shortened(line.origin, _LONGEST_ORIGIN))))
    return f"{rate} ({origin})" if origin else rate


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


def _figure(report: Report) -> str:
    amount = report.delta_monthly_cost
    if amount is None:
        return "change not known"
    if amount == ZERO:
        return "no change in cost" if report.complete else "no known change in cost"
    return f"{delta(amount, report.currency)}/mo"


def _aside(report: Report) -> str:
    if not report.delta_monthly_cost:
        return ""
    share_of_previous = "" if report.delta_percent is None else f"({percent(report.delta_percent, signed=True)})"
    return share_of_previous if report.complete else f"{share_of_previous}, partial"


def _total(report: Report) -> str:
    amount = report.total_monthly_cost
    if amount is None:
        return "total not known"
    text = f"{money(amount, report.currency)}/mo"
    low, high = report.total_monthly_cost_min, report.total_monthly_cost_max
    if report.complete:
        spread = range_text(low, high, report.currency)
        return f"{text} ({spread})" if spread else text
    if low is None or low == amount:
        return f"at least {text}"
    return f"{text} (partial; at least {money(low, report.currency)})"


def _notes(report: Report) -> Iterator[str]:
    failed = {
        policy.id for policy in report.policies if policy.result is PolicyOutcome.FAIL and policy.action == "block"
    }
    if failed:
        yield f"{plural(len(failed), 'policy', 'policies')} failed"
    if report.coverage.changed_total:
        yield f"{share(report.coverage.changed_known, report.coverage.changed_total)} of changed resources priced"


def _sum(report: Report, name: str) -> TotalRow:
    def known(amount: Decimal | None) -> str:
        return NOT_KNOWN if amount is None else money(amount, report.currency)

    amount = report.delta_monthly_cost
    notes = []
    if not report.complete and report.total_monthly_cost is not None:
        notes.append("Partial: not everything that costs money has a price.")
    low, high = report.total_monthly_cost_min, report.total_monthly_cost_max
    if spread := range_text(low, high if report.complete else None, report.currency):
        notes.append(spread)
    return TotalRow(
        name=name,
        before=known(report.previous_monthly_cost),
        after=known(report.total_monthly_cost),
        delta=NOT_KNOWN if amount is None else delta(amount, report.currency),
        percent="" if report.delta_percent is None or not amount else percent(report.delta_percent, signed=True),
        direction=direction(amount),
        notes=tuple(notes),
    )


def _left(budget: Decimal, report: Report) -> str:
    if report.total_monthly_cost is None:
        return ""
    left = budget - report.total_monthly_cost
    if left < 0:
        return f", exceeded by {money(-left, report.currency)}"
    known = "" if report.complete else "at most "
    return f", {known}{money(left, report.currency)} left"
