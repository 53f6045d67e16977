"""What the findings come to: pass, fail or incomplete, each with its reasons. Fail beats incomplete."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

import msgspec

from finopsguard.config import Config, Increase
from finopsguard.errors import Exit
from finopsguard.report.format import money, percent
from finopsguard.totals import UNCHANGED, Sums
from finopsguard.types.money import ZERO
from finopsguard.types.plan import Action, Plan
from finopsguard.types.result import Reason, ResourceLine, Verdict

NAMED = 3
"""Resources named in a reason."""

EXIT = {Verdict.PASS: Exit.PASS, Verdict.FAIL: Exit.FAIL, Verdict.INCOMPLETE: Exit.INCOMPLETE}


class Held(msgspec.Struct, frozen=True):
    """What is held against limits of its own: the whole run, or one of its projects."""

    sums: Sums
    lines: Sequence[ResourceLine]
    budget: Decimal | None
    max_increase: Increase | None
    project: str = ""


def reasons(
    config: Config, currency: str, held: Sequence[Held], plans: Sequence[Plan], lines: Sequence[ResourceLine]
) -> tuple[Reason, ...]:
    """Every reason against ``pass``, failures first."""
    found = [
        *(reason for each in held for reason in _limits(each, currency)),
        *_plans(plans),
        *_not_understood(lines),
        *(_strict(lines) if config.strict else ()),
    ]
    return worst_first(found)


def worst_first(found: Iterable[Reason]) -> tuple[Reason, ...]:
    """Failures before what is incomplete, each in the order found."""
    return tuple(sorted(found, key=lambda reason: reason.verdict is not Verdict.FAIL))


def verdict(found: Iterable[Reason]) -> Verdict:
    """The worst of the reasons."""
    said = {reason.verdict for reason in found}
    return next((word for word in (Verdict.FAIL, Verdict.INCOMPLETE) if word in said), Verdict.PASS)


def exit_code(word: Verdict, *, soft_fail: bool) -> Exit:
    """The process's exit code; ``--soft-fail`` gives 0 for fail and incomplete."""
    return Exit.PASS if soft_fail else EXIT[word]


def _limits(held: Held, currency: str) -> Iterable[Reason]:
    asked = [
        name for name, value in (("budget", held.budget), ("max-increase", held.max_increase)) if value is not None
    ]
    if asked and held.sums.missing_rates:
        names = ", ".join(held.sums.missing_rates)
        yield Reason(
            code="no-rate",
            verdict=Verdict.INCOMPLETE,
            message=f"The {' and '.join(asked)} cannot be tested: no exchange rate from {names} to {currency} is known.",
            fix=f"Give one: --fx {held.sums.missing_rates[0]}=RATE.",
            project=held.project,
        )
        return
    if held.budget is not None:
        yield from _budget(held, held.budget, currency)
    if held.max_increase is not None:
        yield from _increase(held, held.max_increase, currency)


def _budget(held: Held, budget: Decimal, currency: str) -> Iterable[Reason]:
    cost = held.sums.high or ZERO
    if cost > budget:
        most = " at most" if held.sums.high != held.sums.monthly else ""
        yield Reason(
            code="budget",
            verdict=Verdict.FAIL,
            message=f"The monthly cost is {money(cost, currency)}{most}, {money(cost - budget, currency)} over the budget of "
            f"{money(budget, currency)}.",
            fix=_largest(held.lines),
            observed=money(cost, currency),
            limit=money(budget, currency),
            project=held.project,
        )


def _increase(held: Held, limit: Increase, currency: str) -> Iterable[Reason]:
    sums = held.sums
    if (
        sums.previous is None
        and sums.delta_high is None
        and any(line.previous_monthly_cost is None for line in held.lines)
    ):
        yield Reason(
            code="max-increase",
            verdict=Verdict.INCOMPLETE,
            message=f"An increase of at most {limit} cannot be tested: nothing tells what was there before.",
            fix="Compare with a revision (--compare-to HEAD) or an earlier report (--compare-to report.json), or check a plan.",
            limit=str(limit),
            project=held.project,
        )
        return
    rise = sums.delta_high or ZERO
    if rise <= ZERO:
        return
    allowed = limit.value
    if limit.percent:
        if not sums.previous:
            yield Reason(
                code="max-increase",
                verdict=Verdict.INCOMPLETE,
                message=f"An increase of at most {limit} cannot be tested: nothing was billed before this change.",
                fix="Give an amount instead: --max-increase 500.",
                observed=money(rise, currency),
                limit=str(limit),
                project=held.project,
            )
            return
        allowed = sums.previous * limit.value / 100
    if rise > allowed:
        share = f" ({percent(rise / sums.previous * 100)})" if sums.previous else ""
        most = f"{limit} ({money(allowed, currency)})" if limit.percent else money(allowed, currency)
        yield Reason(
            code="max-increase",
            verdict=Verdict.FAIL,
            message=f"The change adds {money(rise, currency)} a month{share}; at most {most} is allowed.",
            fix=_largest(held.lines),
            observed=money(rise, currency),
            limit=str(limit) if limit.percent else money(allowed, currency),
            project=held.project,
        )


def _largest(lines: Sequence[ResourceLine]) -> str:
    """The changes that add most, as what to look at first."""
    rising = sorted(
        (line for line in lines if line.delta is not None and line.delta > ZERO),
        key=lambda line: (-(line.delta or ZERO), line.address),
    )
    if not rising:
        return "Nothing in this change adds cost: the budget was exceeded before."
    named = ", ".join(
        f"{line.address} ({money(line.delta or ZERO, line.currency, signed=True)})" for line in rising[:NAMED]
    )
    return f"Look first at what adds most: {named}."


def _plans(plans: Sequence[Plan]) -> Iterable[Reason]:
    for plan in plans:
        for sentence in plan.incomplete:
            yield Reason(code="plan", verdict=Verdict.INCOMPLETE, message=sentence, project=plan.name)


def _not_understood(lines: Sequence[ResourceLine]) -> Iterable[Reason]:
    strange = [line for line in lines if line.action == Action.NOT_UNDERSTOOD.value]
    if strange:
        yield Reason(
            code="not-understood",
            verdict=Verdict.INCOMPLETE,
            message=f"{_count(strange)} an action that is not understood: {_addresses(strange)}.",
            fix="Check for a newer version of finopsguard; what these do to the bill is not known.",
        )


def _strict(lines: Sequence[ResourceLine]) -> Iterable[Reason]:
    open_ = [
        line
        for line in lines
        if line.action not in UNCHANGED and not line.complete and line.action != Action.NOT_UNDERSTOOD.value
    ]
    if open_:
        yield Reason(
            code="strict",
            verdict=Verdict.INCOMPLETE,
            message=f"{_count(open_)} no complete price, which --strict does not accept: {_addresses(open_)}.",
            fix="Give the missing prices with --prices FILE, or leave out --strict.",
        )


def _count(lines: Sequence[ResourceLine]) -> str:
    return "1 changed resource has" if len(lines) == 1 else f"{len(lines)} changed resources have"


def _addresses(lines: Sequence[ResourceLine]) -> str:
    named = ", ".join(line.address for line in lines[:NAMED])
    return named if len(lines) <= NAMED else f"{named} and {len(lines) - NAMED} more"
