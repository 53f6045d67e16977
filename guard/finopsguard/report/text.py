"""The report for a terminal: the verdict on the first line and on the last, where the eye is after it has scrolled."""

from collections.abc import Iterator, Sequence
from functools import cache

from jinja2 import Environment

from finopsguard.report.actual_sums import Sides
from finopsguard.report.capacity import QuotaRow
from finopsguard.report.change_row import Change
from finopsguard.report.escape import shortened, visible
from finopsguard.report.findings import Finding
from finopsguard.report.options import RenderOptions
from finopsguard.report.rollup import RollupRow
from finopsguard.report.templating import done, environment, paragraphs
from finopsguard.report.terminal import Page
from finopsguard.report.verdict import Why
from finopsguard.report.view import SHOWN_DRIVERS, Limits, View, build
from finopsguard.types.result import Driver, Report

LIMITS = Limits(rollup=5, findings=10, alike=4)
SECTIONS = (
    "verdict",
    "why",
    "warnings",
    "changes",
    "totals",
    "apart",
    "actuals",
    "utilisation",
    "quotas",
    "policies",
    "rollups",
    "unpriced",
    "assumptions",
    "details",
    "footer",
    "verdict",
)
"""Macros of the template, in the report's order."""

HEADINGS = ("before", "after", "change")
BILLED = ("list", "expected", "actual", "difference", "")


def render(report: Report, options: RenderOptions) -> str:
    """The report as text. Component detail only with ``options.details``, and then of every resource."""
    view = build(report, LIMITS, details=True if options.details else None)
    page = Page(options.width, color=options.color, labels=_labels(view), figures=_figures(view))
    own = {
        name: Page(
            options.width, color=options.color, labels=[label for label, _ in rows], figures=[row for _, row in rows]
        )
        for name, rows in _own_columns(view)
    }
    sections = _environment().get_template("text.j2").module
    return _trimmed(paragraphs(*(str(getattr(sections, name)(view, own.get(name, page))) for name in SECTIONS)))


@cache
def _environment() -> Environment:
    return environment(
        done(_shown),
        {
            "drivers": done(drivers),
            "figures": figures,
            "rollup_label": rollup_label,
            "rollup_figures": rollup_figures,
            "sides": sides,
            "also": also,
            "quota_figures": quota_figures,
        },
    )


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.split("\n"))


def _shown(text: str) -> str:
    return visible(shortened(text))


def drivers(changes: Sequence[Driver]) -> str:
    """``instance_type m5.large → m5.2xlarge``, three of them at most."""
    shown = [f"{_shown(driver.attribute)} {_values(driver)}".rstrip() for driver in changes[:SHOWN_DRIVERS]]
    left = len(changes) - len(shown)
    return ", ".join([*shown, *([f"{left} more"] if left > 0 else [])])


def _values(driver: Driver) -> str:
    """What there was and what will be; of something created or removed the one value that there is."""
    return " → ".join(_shown(value) for value in (driver.before, driver.after) if value is not None)


def figures(row: Change) -> list[str]:
    """Before, after and delta; where a word stands for the amount, the word has the room of both."""
    if row.delta == "":
        return ["", "", row.after]
    return (
        [row.before, row.after, row.delta]
        if row.line.delta is not None or row.line.monthly_cost is not None
        else [row.before, row.after]
    )


def also(found: Finding | Why) -> str:
    """Other resources of which the same is said, with what differs."""
    named = [
        f"{other.address} ({', '.join(differs)})"
        if (differs := [part for part in (other.observed, other.project) if part])
        else other.address
        for other in found.also
    ]
    return f"also {', '.join(named)} {found.also_more}".rstrip()


def sides(row: Sides) -> list[str]:
    """All amounts, and the difference in % of the list price."""
    return [row.list, row.expected, row.actual, row.difference, row.percent]


def quota_figures(row: QuotaRow) -> list[str]:
    """All counts, and what they come to."""
    return [row.used, row.plan, row.peak, row.after, row.limit, row.headroom, row.status]


def rollup_label(row: RollupRow) -> str:
    """The name, with its project where that tells two modules apart."""
    return f"{row.project}: {row.name}" if row.project else row.name


def rollup_figures(row: RollupRow) -> list[str]:
    """How many resources, what they cost, and the change in it."""
    return [f"{row.resources:,}", row.monthly, row.delta]


def _own_columns(view: View) -> Iterator[tuple[str, list[tuple[str, Sequence[str]]]]]:
    """The rows of sections whose figures are unlike those of the other tables: label and figures."""
    if view.actuals:
        named = [(row.address, sides(row.sides)) for row in view.actuals.rows]
        added = [(row.name, sides(row.sides)) for group in view.actuals.sums for row in group.rows]
        yield "actuals", [("Predicted against actual", BILLED), *named, *added]
    if view.utilisation:
        measured = [(f"{row.address} {row.metric}", (row.p50, row.p95, row.max)) for row in view.utilisation.rows]
        yield "utilisation", [("", ("p50", "p95", "max")), *measured]
    if view.quotas:
        headings = ("used", "plan", "peak", "after", "limit", "headroom", "status")
        yield "quotas", [("", headings), *((row.name, quota_figures(row)) for row in view.quotas.rows)]


def _labels(view: View) -> Iterator[str]:
    for table in view.tables:
        yield from (row.address for row in table.rows)
    for rollup in view.rollups:
        yield from (rollup_label(row) for row in rollup.rows)
    yield from (total.name for total in view.totals)
    yield from (detail.address for detail in view.details)


def _figures(view: View) -> Iterator[Sequence[str]]:
    """Every full row of figures in the report: all its tables share their columns."""
    yield HEADINGS
    yield ("resources", "a month", "change")
    for table in view.tables:
        yield from (shown for row in table.rows if len(shown := figures(row)) == len(HEADINGS))
    yield from ((total.before, total.after, total.delta) for total in view.totals)
    for rollup in view.rollups:
        yield from (rollup_figures(row) for row in rollup.rows)
