"""The verdict in one line, and the reasons behind it."""

from collections.abc import Iterable, Iterator

import msgspec

from finopsguard.report.alike import Alike, grouped
from finopsguard.report.amounts import direction, is_stateless, range_text
from finopsguard.report.findings import Also, blocking, finding, is_terraform, place
from finopsguard.report.format import NOT_KNOWN, delta, money, percent, plural, share, status_word
from finopsguard.report.totals import by_currency
from finopsguard.types.cost import Status
from finopsguard.types.money import ZERO
from finopsguard.types.plan import Action
from finopsguard.types.policy import PolicyOutcome, PolicyResult
from finopsguard.types.result import Reason, Report, Verdict

REASONS = 5
WARNINGS = 10
_CURRENCIES = 3


GONE = {Action.DELETE.value, Action.FORGET.value}


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
        """The figure and its aside: ``+$412.30/mo (+9 %), partial``; empty where there is no base to compare with."""
        return self.figure + ("" if self.aside.startswith(",") or not self.aside else " ") + self.aside

    @property
    def parts(self) -> tuple[str, ...]:
        """All but the word."""
        figures = f"{self.change} → {self.total}".lstrip() if self.total else self.change
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
    rule: str = ""
    """The policy that was broken; empty where none was."""
    waiver: str = ""
    """A waiver that does not count, with its owner and expiry, and why it does not."""
    also: tuple[Also, ...] = ()
    """Other resources of which the same policy says the same."""
    also_more: str = ""

    @property
    def as_block(self) -> bool:
        """Whether the fix is shown as lines of code."""
        return "\n" in self.fix or is_terraform(self.fix)


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


def reasons(report: Report, alike: int) -> list[Why]:
    """All reasons and all findings that block, those that fail before those that are merely incomplete; at most ``alike`` more resources
    are named where a policy says the same of several.
    """
    several = len(report.projects) > 1
    findings = blocking(report)
    told = [_reason(reason, several=several) for reason in report.reasons if not is_finding(reason, findings)]
    found = [_finding(group, several=several, alike=alike) for group in grouped(findings)]
    return sorted(told + found, key=lambda why: why.verdict is not Verdict.FAIL)


def is_finding(reason: Reason, findings: Iterable[PolicyResult]) -> bool:
    """Whether a reason only says again what a policy found; the finding says it better."""
    return reason.code == "policy" and any(
        reason.address == item.address and reason.message.startswith(f"{item.id}:") for item in findings
    )


def _reason(reason: Reason, *, several: bool) -> Why:
    return Why(
        message=reason.message,
        observed=reason.observed,
        limit=reason.limit,
        fix=reason.fix,
        place=place(reason.file, reason.line),
        address=reason.address,
        project=reason.project if several else "",
        verdict=reason.verdict,
    )


def _finding(group: Alike, *, several: bool, alike: int) -> Why:
    item = group.first
    shown = finding(group, several=several, alike=alike)
    return Why(
        message=shown.message or f"The policy {shown.word or 'failed'}.",
        observed=shown.observed,
        limit=shown.limit,
        fix=shown.fix,
        place=shown.place,
        address=shown.address,
        project=shown.project,
        verdict=Verdict.FAIL if item.result is PolicyOutcome.FAIL else Verdict.INCOMPLETE,
        rule=shown.rule,
        waiver=shown.waiver,
        also=shown.also,
        also_more=shown.also_more,
    )


def _figure(report: Report) -> str:
    amount = report.delta_monthly_cost
    if amount is None and is_stateless(report):
        return ""
    if amount is None:
        return _per_currency(_deltas(report)) or f"change {_in_place_of_an_amount(report)}"
    if amount == ZERO:
        return "no change in cost" if report.complete else "no known change in cost"
    return f"{delta(amount, report.currency)}/mo"


def _deltas(report: Report) -> Iterator[str]:
    for total in by_currency(report):
        if total.delta is not None:
            yield delta(total.delta, total.currency)


def _aside(report: Report) -> str:
    several_amounts = report.delta_monthly_cost is None and len(report.totals) > 1 and not is_stateless(report)
    if not report.delta_monthly_cost and not several_amounts:
        return ""
    share_of_previous = "" if report.delta_percent is None else f"({percent(report.delta_percent, signed=True)})"
    return share_of_previous if report.complete else f"{share_of_previous}, partial"


def _total(report: Report) -> str:
    amount = report.total_monthly_cost
    if amount is None:
        each = _per_currency(money(total.monthly, total.currency) for total in by_currency(report))
        return f"{'' if report.complete else 'at least '}{each}" if each else f"total {_in_place_of_an_amount(report)}"
    text = f"{money(amount, report.currency)}/mo{' plus usage' if _uses(report) else ''}"
    low, high = report.total_monthly_cost_min, report.total_monthly_cost_max
    if report.complete:
        spread = range_text(low, high, report.currency)
        return f"{text} ({spread})" if spread else text
    if low is None or low == amount:
        return f"at least {text}"
    return f"{text} (partial; at least {money(low, report.currency)})"


def _in_place_of_an_amount(report: Report) -> str:
    """Why there is none: everything waits for quantities, or something has no price."""
    return status_word(Status.DEPENDS_ON_USAGE) if report.complete and _uses(report) else NOT_KNOWN


def _uses(report: Report) -> bool:
    """Whether anything that is there after the change is billed by use, and nobody said how much."""
    return any(line.depends_on_usage and line.action not in GONE for line in report.resources)


def _per_currency(amounts: Iterable[str]) -> str:
    """The amounts of the first currencies side by side, where no rate joins them; empty for a single one."""
    every = [f"{amount}/mo" for amount in amounts]
    if len(every) < 2:
        return ""
    left = len(every) - _CURRENCIES
    more = [plural(left, "more currency", "more currencies")] if left > 0 else []
    return ", ".join(every[:_CURRENCIES] + more)


def _notes(report: Report) -> Iterator[str]:
    alone = is_stateless(report)
    if alone:
        yield "no base to compare with"
    elif count := sum(project.stateless for project in report.projects):
        yield f"{plural(count, 'project')} without a base to compare with"
    failed = {
        policy.id for policy in report.policies if policy.result is PolicyOutcome.FAIL and policy.action == "block"
    }
    if failed:
        yield f"{plural(len(failed), 'policy', 'policies')} failed"
    if report.coverage.changed_total:
        waiting = report.coverage.changed_depends_on_usage
        known = share(report.coverage.changed_known - waiting, report.coverage.changed_total)
        yield f"{known} of {'resources' if alone else 'changed resources'} priced"
        if waiting:
            yield f"{waiting:,} {'depends' if waiting == 1 else 'depend'} on usage"
