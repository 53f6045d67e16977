"""Everything a report says, worked out once: the text, markdown and html templates only lay it out.

Nothing in a view is escaped yet; each format does that as it writes.
"""

from collections.abc import Iterable

import msgspec

from finopsguard.report import actuals, apart, capacity, changes, detail, findings, rollup, verdict
from finopsguard.report import totals as bill
from finopsguard.report import unpriced as not_priced
from finopsguard.report.discounts import discount_lines
from finopsguard.report.format import number, plural
from finopsguard.types.result import ProjectLine, Report, ResourceLine

SHOWN_DRIVERS = 3
_HASH_DIGITS = 12
_BOOK_DIGITS = 8
_HASHES = 3


class Limits(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """How much of each section a format shows."""

    changes: int = 10
    """Rows per project."""
    rows: int = 30
    """Rows of all projects together, more or less."""
    tables: int = 10
    """Projects with a table of their own; the others have a line each."""
    projects: int = 20
    """Lines for projects without a table."""
    apart: int = 10
    findings: int = 20
    """Findings that warn, that inform, and waivers of each kind."""
    alike: int = 5
    """Resources that a finding names besides the first."""
    actuals: int = 10
    """Rows in each table of predicted against actual."""
    capacity: int = 15
    """Rows of utilisation, and of quotas."""
    rollup: int = 10
    unpriced: int = 10
    assumptions: int = 10
    details: int = 1_000_000


class View(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The sections of a report, in its order. Empty ones are empty tuples."""

    headline: verdict.Headline
    gauges: list[bill.Gauge]
    reasons: list[verdict.Why]
    more_reasons: str
    warnings: tuple[str, ...]
    more_warnings: str
    several: bool
    """Whether the report is on more than one project."""
    tables: list[changes.ProjectChanges]
    other_projects: list[tuple[ProjectLine, str]]
    """Changed projects beyond those with a table, then unchanged ones, each with its line."""
    more_projects: str
    totals: list[bill.TotalRow]
    discounts: list[str]
    """List less discounts is what is paid, and how far commitments are used."""
    conversions: list[str]
    limits: list[str]
    coverage: list[tuple[str, int]]
    blocks: list[apart.Block]
    actuals: actuals.Actuals | None
    """``None`` when nobody asked, here and in the next two: an empty section is an answer."""
    utilisation: capacity.Utilisation | None
    quotas: capacity.Quotas | None
    policies: findings.Policies | None
    rollups: list[rollup.Rollup]
    unpriced: list[not_priced.UnpricedGroup]
    assumptions: list[not_priced.Assumption]
    more_assumptions: str
    details: list[detail.Detail]
    more_details: str
    footer: list[str]

    @property
    def coverage_line(self) -> str:
        """``120 priced · 40 free · 1 no price``."""
        return " · ".join(f"{count:,} {word}" for word, count in self.coverage)


def build(report: Report, limits: Limits, *, details: bool | None) -> View:
    """The view of a report, with details of all resources, of the listed changes (``False``), or of none (``None``)."""
    several = len(report.projects) > 1
    tables = changes.by_project(report, limits.changes, limits.rows)
    others = _other_projects(report, tables[limits.tables :])
    tables = tables[: limits.tables]
    notes, more_notes = not_priced.assumptions(report, limits.assumptions)
    detailed = _detailed(report, tables, details)
    reasons = verdict.reasons(report, limits.alike)
    return View(
        headline=verdict.headline(report),
        gauges=bill.gauges(report),
        reasons=reasons[: verdict.REASONS],
        more_reasons=_more(len(reasons) - verdict.REASONS, "reason"),
        warnings=report.warnings[: verdict.WARNINGS],
        more_warnings=_more(len(report.warnings) - verdict.WARNINGS, "warning"),
        several=several,
        tables=tables,
        other_projects=others[: limits.projects],
        more_projects=_more(len(others) - limits.projects, "project"),
        totals=bill.totals(report) if report.resources or report.totals else [],
        discounts=discount_lines(report),
        conversions=bill.conversions(report),
        limits=bill.limits(report),
        coverage=bill.coverage(report),
        blocks=apart.blocks(report, limits.apart),
        actuals=actuals.actuals(report, limits.actuals),
        utilisation=capacity.utilisation(report, limits.capacity),
        quotas=capacity.quotas(report, limits.capacity),
        policies=findings.policies(report, limits.findings, limits.alike),
        rollups=rollup.rollups(report, limits.rollup),
        unpriced=not_priced.unpriced(report, limits.unpriced),
        assumptions=notes,
        more_assumptions=more_notes,
        details=[detail.detail(line, several=several) for line in detailed[: limits.details]],
        more_details=_more(len(detailed) - limits.details, "resource"),
        footer=footer(report),
    )


def footer(report: Report) -> list[str]:
    """What made this report and from what."""
    book = report.price_book
    parts = [
        f"FinOpsGuard {report.tool_version}",
        f"prices of {book.date}, book {book.hash[:_BOOK_DIGITS]}" if book.hash else f"prices of {book.date}",
    ]
    if book.oldest:
        parts.append(f"oldest price used {book.oldest}")
    if hashes := [project.plan_hash[:_HASH_DIGITS] for project in report.projects if project.plan_hash]:
        left = len(hashes) - _HASHES
        parts.append(
            f"plan{'s' if len(hashes) > 1 else ''} {', '.join(hashes[:_HASHES])}"
            + (f" and {left:,} more" if left > 0 else "")
        )
    parts.append(f"{number(report.hours_per_month)} hours a month")
    parts.append(f"exit code {report.exit_code}")
    return parts


def _other_projects(report: Report, without_table: list[changes.ProjectChanges]) -> list[tuple[ProjectLine, str]]:
    projects = {project.name: project for project in report.projects}
    changed = [(projects[table.name], table.summary) for table in without_table if table.name in projects]
    return changed + changes.unchanged_projects(report)


def _detailed(report: Report, tables: Iterable[changes.ProjectChanges], details: bool | None) -> list[ResourceLine]:  # noqa: FBT001 - as build takes it
    if details is None:
        return []
    if details:
        return sorted(
            (line for line in report.resources if line.components), key=lambda line: (line.project, line.address)
        )
    return [row.line for table in tables for row in table.rows if row.line.components]


def _more(count: int, noun: str) -> str:
    return f"and {plural(count, f'more {noun}')}" if count > 0 else ""
