"""What changes and by how much: the largest changes of each project, and apart from them what is no change in cost.

Order: the size of the delta, largest first, then the address. Deltas that are not known follow, by address. Amounts of
other currencies are compared by the report's conversion rates; where there is no rate, that currency's changes follow
those of the report's own.

A project without a base to compare with has no changes: its dearest resources stand in their place, by what they cost.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from heapq import nsmallest

import msgspec

from finopsguard.report.amounts import Exchange
from finopsguard.report.change_row import Change, as_change
from finopsguard.report.format import delta, money, plural
from finopsguard.types.money import ZERO
from finopsguard.types.result import ProjectLine, Report, ResourceLine

UNTOUCHED = frozenset({"no-op", "read"})
_FEWEST_ROWS = 3


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
    stateless: bool = False
    """No base to compare with: rows have no amount before and no delta."""

    @property
    def title(self) -> str:
        """What the rows are."""
        return "Resources" if self.stateless else "Changes"

    @property
    def largest(self) -> str:
        """``Changes, the 10 largest of 40``."""
        if len(self.rows) >= self.total:
            return self.title
        return f"{self.title}, the {len(self.rows):,} {'dearest' if self.stateless else 'largest'} of {self.total:,}"


def is_changed(line: ResourceLine) -> bool:
    """Whether this change touches the resource, or its cost."""
    return line.action not in UNTOUCHED or line.importing or bool(line.delta) or bool(line.previous_address)


def has_row(line: ResourceLine, *, stateless: bool) -> bool:
    """Whether the resource stands in the table: its cost changes, or nobody knows whether it does; without a base, that it costs."""
    if stateless:
        return line.status != "free" and line.monthly_cost != ZERO
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
    stateless = _stateless(report)
    for line in report.resources:
        if has_row(line, stateless=line.project in stateless):
            changed.setdefault(line.project, []).append(line)
        elif line.project not in stateless and is_changed(line):
            quiet[line.project] = quiet.get(line.project, 0) + 1
    several = len(report.projects) > 1
    limit = min(limit, max(_FEWEST_ROWS, in_all // max(len(changed), 1)))
    projects = {project.name: project for project in report.projects}
    tables = [
        _table(
            lines,
            limit,
            quiet.get(name, 0),
            projects.get(name) if several else None,
            exchange,
            stateless=name in stateless,
        )
        for name, lines in sorted(changed.items(), key=lambda item: _project_order(projects.get(item[0]), item[0]))
    ]
    if not several and not tables and quiet:
        return [_table([], limit, sum(quiet.values()), None, exchange, stateless=False)]
    return tables


def unchanged_projects(report: Report) -> list[tuple[ProjectLine, str]]:
    """Projects without a row in any table, each with its one line."""
    if len(report.projects) < 2:
        return []
    stateless = _stateless(report)
    with_rows = {line.project for line in report.resources if has_row(line, stateless=line.project in stateless)}
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
    if project.stateless:
        return f"{total}, {plural(project.resources, 'resource')}, no base to compare with"
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


def largest(
    lines: Iterable[ResourceLine], limit: int, exchange: Exchange, *, stateless: bool = False
) -> list[ResourceLine]:
    """The first ``limit`` of ``lines`` in the report's order."""

    def order(line: ResourceLine) -> tuple[bool, bool, str, Decimal, str, str]:
        joined = exchange.joins(line.currency)
        amount = _amount(line, stateless=stateless)
        size = ZERO if amount is None else -abs(exchange.convert(amount, line.currency))
        return (amount is None, not joined, "" if joined else line.currency, size, line.address, line.project)

    return nsmallest(limit, lines, key=order)


def _amount(line: ResourceLine, *, stateless: bool) -> Decimal | None:
    """What a row is about: the change, or the cost where there is no base to compare with."""
    return line.monthly_cost if stateless else line.delta


def _table(
    lines: Sequence[ResourceLine],
    limit: int,
    quiet: int,
    project: ProjectLine | None,
    exchange: Exchange,
    *,
    stateless: bool,
) -> ProjectChanges:
    shown = largest(lines, limit, exchange, stateless=stateless)
    return ProjectChanges(
        name=project.name if project else "",
        summary=project_summary(project, exchange.currency) if project else "",
        verdict=project.verdict.upper() if project else "",
        rows=tuple(as_change(line, exchange, stateless=stateless) for line in shown),
        total=len(lines),
        rest=_rest(lines, shown, exchange, stateless=stateless),
        quiet=f"{quiet:,} changed without a change in cost" if quiet else "",
        stateless=stateless,
    )


def _rest(lines: Sequence[ResourceLine], shown: Sequence[ResourceLine], exchange: Exchange, *, stateless: bool) -> str:
    """What is not shown, with its sum where one currency holds it."""
    count = len(lines) - len(shown)
    if not count:
        return ""
    noun = "resource" if stateless else "change"
    text = plural(count, f"more {noun}" if shown else noun)
    if not all(exchange.joins(line.currency) for line in lines):
        return text
    whole, unknown = _known(lines, exchange, stateless=stateless)
    listed, unknown_listed = _known(shown, exchange, stateless=stateless)
    unknown -= unknown_listed
    if unknown == count:
        return f"{text}, amounts not known"
    sum_ = money(whole - listed, exchange.currency, signed=not stateless)
    sums = f"{text}, together {sum_}/mo"
    return f"{sums} ({unknown:,} of them not known)" if unknown else sums


def _known(lines: Iterable[ResourceLine], exchange: Exchange, *, stateless: bool) -> tuple[Decimal, int]:
    """The sum of the known amounts, and how many are not known."""
    total, unknown = ZERO, 0
    for line in lines:
        amount = _amount(line, stateless=stateless)
        if amount is None:
            unknown += 1
        else:
            total += exchange.convert(amount, line.currency)
    return total, unknown


def _stateless(report: Report) -> frozenset[str]:
    return frozenset(project.name for project in report.projects if project.stateless)


def _project_order(project: ProjectLine | None, name: str) -> tuple[bool, Decimal, str]:
    if project is None:
        return (True, ZERO, name)
    amount = project.total_monthly_cost if project.stateless else project.delta_monthly_cost
    return (amount is None or project.stateless, ZERO if amount is None else -abs(amount), name)
