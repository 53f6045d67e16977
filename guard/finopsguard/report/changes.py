"""What changes and by how much: the largest changes of each project, and apart from them what is no change in cost.

Order: the size of the delta, largest first, then the address. Deltas that are not known follow, by address. Amounts of
other currencies are compared by the report's conversion rates; where there is no rate, that currency's changes follow
those of the report's own.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from heapq import nsmallest

import msgspec

from finopsguard.report.amounts import ABSENT, Exchange, after_text, before_text, delta_text, direction, range_text
from finopsguard.report.format import delta, money, plural
from finopsguard.types.money import ZERO
from finopsguard.types.result import Driver, ProjectLine, Report, ResourceLine

SYMBOLS = {
    "create": "+",
    "update": "~",
    "replace": "-/+",
    "delete": "-",
    "forget": ".",
    "create-forget": "+/.",
    "no-op": " ",
    "read": "<=",
    "not-understood": "?",
}
"""As ``terraform plan`` marks its actions."""

UNTOUCHED = frozenset({"no-op", "read"})
_ONE_SIDED = frozenset({"create", "delete", "forget"})
_FEWEST_ROWS = 3


class Change(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One row of a table of changes."""

    line: ResourceLine
    symbol: str
    address: str
    drivers: tuple[Driver, ...]
    before: str
    after: str
    delta: str
    direction: int
    marks: tuple[str, ...]
    """What else to know about the amounts: ``partial``, ``plus usage``, a range."""
    before_amount: Decimal | None
    after_amount: Decimal | None
    delta_amount: Decimal | None
    """The last three are converted, for sorting on the page; ``None`` where not known."""


class ProjectChanges(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The changes of one project, largest first."""

    name: str
    """Empty in a report on one project only."""
    summary: str
    verdict: str
    rows: tuple[Change, ...]
    total: int
    """How many rows there would be without a limit."""
    rest: str
    """What the rows that are left out add up to: ``12 more changes, together +$35.10/mo``."""
    quiet: str
    """``7 changed without a change in cost``; empty when there are none."""


def is_changed(line: ResourceLine) -> bool:
    """Whether this change touches the resource, or its cost."""
    return line.action not in UNTOUCHED or line.importing or bool(line.delta) or bool(line.previous_address)


def has_row(line: ResourceLine) -> bool:
    """Whether the resource stands in the table of changes: its cost changes, or nobody knows whether it does."""
    if line.delta is None:
        return line.action not in UNTOUCHED and line.action != "forget" and line.status != "free"
    return line.delta != ZERO


def by_project(report: Report, limit: int, in_all: int) -> list[ProjectChanges]:
    """A table per project with a change in cost, the largest total change first.

    At most ``limit`` rows each; with many projects fewer, three at least, so that all together stay near ``in_all``.
    """
    exchange = Exchange(report)
    changed: dict[str, list[ResourceLine]] = {}
    quiet: dict[str, int] = {}
    for line in report.resources:
        if has_row(line):
            changed.setdefault(line.project, []).append(line)
        elif is_changed(line):
            quiet[line.project] = quiet.get(line.project, 0) + 1
    several = len(report.projects) > 1
    limit = min(limit, max(_FEWEST_ROWS, in_all // max(len(changed), 1)))
    projects = {project.name: project for project in report.projects}
    tables = [
        _table(lines, limit, quiet.get(name, 0), projects.get(name) if several else None, exchange)
        for name, lines in sorted(changed.items(), key=lambda item: _project_order(projects.get(item[0]), item[0]))
    ]
    if not several and not tables and quiet:
        return [_table([], limit, sum(quiet.values()), None, exchange)]
    return tables


def unchanged_projects(report: Report) -> list[tuple[ProjectLine, str]]:
    """Projects without a row in any table, each with its one line."""
    if len(report.projects) < 2:
        return []
    with_rows = {line.project for line in report.resources if has_row(line)}
    quiet = [project for project in report.projects if project.name not in with_rows]
    return [
        (project, project_summary(project, report.currency)) for project in sorted(quiet, key=lambda item: item.name)
    ]


def project_summary(project: ProjectLine, currency: str) -> str:
    """``+$10.00/mo → $100.00/mo, 3 of 40 resources changed``."""
    total = (
        "total not known" if project.total_monthly_cost is None else f"{money(project.total_monthly_cost, currency)}/mo"
    )
    if not project.complete and project.total_monthly_cost is not None:
        total = f"at least {total}"
    if project.delta_monthly_cost is None:
        change = "change not known"
    elif project.delta_monthly_cost == ZERO:
        change = "no change in cost" if project.complete else "no known change in cost"
    else:
        change = f"{delta(project.delta_monthly_cost, currency)}/mo"
    counts = (
        f"{project.changed:,} of {plural(project.resources, 'resource')} changed"
        if project.resources
        else "no resources"
    )
    return f"{change} → {total}, {counts}"


def largest(lines: Iterable[ResourceLine], limit: int, exchange: Exchange) -> list[ResourceLine]:
    """The first ``limit`` of ``lines`` in the report's order."""

    def order(line: ResourceLine) -> tuple[bool, bool, str, Decimal, str, str]:
        joined = exchange.joins(line.currency)
        size = ZERO if line.delta is None else -abs(exchange.convert(line.delta, line.currency))
        return (line.delta is None, not joined, "" if joined else line.currency, size, line.address, line.project)

    return nsmallest(limit, lines, key=order)


def as_change(line: ResourceLine, exchange: Exchange) -> Change:
    """One resource as a row."""

    def converted(amount: Decimal | None) -> Decimal | None:
        return None if amount is None else exchange.convert(amount, line.currency)

    return Change(
        line=line,
        symbol=SYMBOLS.get(line.action, "?"),
        address=full_address(line),
        drivers=both_sides(line.drivers) if line.action not in _ONE_SIDED else line.drivers,
        before=before_text(line),
        after=after_text(line),
        delta=delta_text(line),
        direction=direction(line.delta),
        marks=_marks(line),
        before_amount=converted(line.previous_monthly_cost),
        after_amount=converted(line.monthly_cost),
        delta_amount=converted(line.delta),
    )


def both_sides(drivers: Iterable[Driver]) -> tuple[Driver, ...]:
    """Drivers of something that is there before and after, with a sign for a value that is not."""
    return tuple(
        Driver(attribute=driver.attribute, before=_or_absent(driver.before), after=_or_absent(driver.after))
        if (driver.before is None) != (driver.after is None)
        else driver
        for driver in drivers
    )


def _or_absent(value: str | None) -> str:
    return ABSENT if value is None else value


def full_address(line: ResourceLine) -> str:
    """The address; an object that waits for deletion is told from the current one that bears the same."""
    return f"{line.address} (deposed object {line.deposed})" if line.deposed else line.address


def _marks(line: ResourceLine) -> tuple[str, ...]:
    marks = []
    if spread := range_text(line.monthly_cost_min, line.monthly_cost_max, line.currency):
        marks.append(spread)
    if not line.complete and line.monthly_cost is not None:
        marks.append("partial")
    if line.depends_on_usage and line.monthly_cost is not None:
        marks.append("plus usage")
    if line.importing:
        marks.append("imported")
    if line.action == "not-understood":
        marks.append("action not understood")
    return tuple(marks)


def _table(
    lines: Sequence[ResourceLine], limit: int, quiet: int, project: ProjectLine | None, exchange: Exchange
) -> ProjectChanges:
    shown = largest(lines, limit, exchange)
    return ProjectChanges(
        name=project.name if project else "",
        summary=project_summary(project, exchange.currency) if project else "",
        verdict=project.verdict.upper() if project else "",
        rows=tuple(as_change(line, exchange) for line in shown),
        total=len(lines),
        rest=_rest(lines, shown, exchange),
        quiet=f"{quiet:,} changed without a change in cost" if quiet else "",
    )


def _rest(lines: Sequence[ResourceLine], shown: Sequence[ResourceLine], exchange: Exchange) -> str:
    """What is not shown, with its sum where one currency holds it."""
    count = len(lines) - len(shown)
    if not count:
        return ""
    text = plural(count, "more change" if shown else "change")
    if not all(exchange.joins(line.currency) for line in lines):
        return text
    total = sum((exchange.convert(line.delta, line.currency) for line in lines if line.delta is not None), ZERO)
    known = sum((exchange.convert(line.delta, line.currency) for line in shown if line.delta is not None), ZERO)
    unknown = sum(line.delta is None for line in lines) - sum(line.delta is None for line in shown)
    if unknown == count:
        return f"{text}, amounts not known"
    sums = f"{text}, together {delta(total - known, exchange.currency)}/mo"
    return f"{sums} ({unknown:,} of them not known)" if unknown else sums


def _project_order(project: ProjectLine | None, name: str) -> tuple[bool, Decimal, str]:
    amount = project.delta_monthly_cost if project else None
    return (amount is None, ZERO if amount is None else -abs(amount), name)
