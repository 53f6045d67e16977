"""What stands under the comparison: its sources, what the month will come to, how good predictions were, and what is left."""

from collections.abc import Iterable, Sequence

import msgspec

from finopsguard.report.days import count as days_of
from finopsguard.report.days import text as days_text
from finopsguard.report.format import NOT_KNOWN, delta, money, percent, plural, rate, share
from finopsguard.types.actual import Accuracy, ActualSource, BillDiscount, Forecast, UnmatchedLine
from finopsguard.types.result import Report

_ACCURACIES = 10
_DISCOUNTS = 10


class Source(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Where actual costs came from."""

    name: str
    status: str
    facts: str
    """Basis, days, the last complete day, how many resources were found in it."""
    message: str


class Leftover(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What found no counterpart on one of the two sides."""

    title: str
    items: tuple[tuple[str, str, str], ...]
    """Name, amount, and service and reason."""
    more: str


def source(found: ActualSource) -> Source:
    """One source in words."""
    days = days_of(found.period)
    period = days_text(found.period)
    matched = f"{found.matched:,} of {plural(found.planned, 'resource')} matched"
    facts = (
        f"basis {found.basis}" if found.basis else "",
        f"{period} ({plural(days, 'day')})" if period and days else period,
        f"data through {found.through}" if found.through else "",
        f"{matched} ({share(found.matched, found.planned)})" if found.planned else "",
    )
    return Source(name=found.name, status=found.status, facts=", ".join(filter(None, facts)), message=found.message)


def accuracy(past: Sequence[Accuracy]) -> tuple[str, ...]:
    """``aws_instance: 4 % (MAPE) over 12 predictions, bills 2 % higher``; the types that were predicted most often."""
    ordered = sorted(past, key=lambda item: (-item.samples, item.type))
    return tuple(
        f"{item.type}: {percent(item.mape)} over {plural(item.samples, 'prediction')}{_bias(item)}"
        for item in ordered[:_ACCURACIES]
    ) + ((f"and {plural(len(past) - _ACCURACIES, 'more type')}",) if len(past) > _ACCURACIES else ())


def _bias(item: Accuracy) -> str:
    if not item.bias:
        return ""
    return f", bills {percent(abs(item.bias))} {'higher' if item.bias > 0 else 'lower'}"


def forecast(month: Forecast) -> str:
    """``2026-11 will come to about $120.00 on the whole bill aws (95 %: $110.00 to $130.00): ...``; or what a month came to."""
    if month.low == month.amount == month.high:
        came = f"{month.month} came to {money(month.amount, month.currency)} on the whole bill {month.source}"
        return f"{came}: all of its {plural(month.days, 'day')} are billed"
    will = f"{month.month} will come to about {money(month.amount, month.currency)} on the whole bill {month.source}"
    bounds = f"{money(month.low, month.currency)} to {money(month.high, month.currency)}"
    so_far = f"{money(month.so_far, month.currency)} in {plural(month.days, 'day')} so far"
    trend = f", {delta(month.trend_per_day, month.currency)} from day to day" if month.trend_per_day else ""
    return f"{will} (95 %: {bounds}): {so_far}{trend}, by {month.method}"


def discounts(read: Sequence[BillDiscount]) -> tuple[str, ...]:
    """``Amazon EC2: 5.5 %``, the largest first."""
    ordered = sorted(read, key=lambda each: (-each.rate, each.service))
    left = len(ordered) - _DISCOUNTS
    shown = tuple(f"{each.service} {rate(each.rate)}" for each in ordered[:_DISCOUNTS])
    return shown + ((f"and {left:,} more",) if left > 0 else ())


def leftovers(report: Report, limit: int) -> Iterable[Leftover]:
    """Planned and not billed, billed and not planned."""
    if report.unmatched is None:
        return
    lists = (
        ("Planned and not on the bill", report.unmatched.planned, report.unmatched.planned_count),
        ("Billed and not in the plan", report.unmatched.billed, report.unmatched.billed_count),
    )
    for title, members, count in lists:
        whole = max(count, len(members))
        if whole:
            left = whole - min(limit, len(members))
            yield Leftover(
                title=f"{title}: {whole:,}",
                items=tuple(map(_leftover, members[:limit])),
                more=f"and {left:,} more" if left > 0 else "",
            )


def _leftover(line: UnmatchedLine) -> tuple[str, str, str]:
    amount = NOT_KNOWN if line.amount is None else money(line.amount, line.currency)
    service = "" if line.service == line.name else line.service
    return line.name, amount, ", ".join(filter(None, (service, line.reason)))
