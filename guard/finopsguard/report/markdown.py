"""The report as GitHub Flavored Markdown, for a pull request's comment or a job's summary.

A forge takes only so many characters (GitHub 65,536). A report that is longer is not cut: whole parts are left out, the
least needed first (:data:`STEPS`), until it fits, and a line says which. The verdict, its reasons and the totals stay.
"""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from finopsguard.report.changes import by_project
from finopsguard.report.gfm_cells import environment
from finopsguard.report.options import RenderOptions
from finopsguard.report.templating import paragraphs
from finopsguard.report.view import Limits, build
from finopsguard.types.result import Report

LIMITS = Limits(unpriced=20, assumptions=20)
SECTIONS = (
    "verdict",
    "why",
    "warnings",
    "changes",
    "totals",
    "apart",
    "rollups",
    "unpriced",
    "assumptions",
    "details",
    "left_out",
    "footer",
)
"""Macros of the template, in the report's order."""

_BASIC_PLANE = 0x10000


class _Draft:
    """A report that may have to become shorter."""

    def __init__(self, report: Report, options: RenderOptions) -> None:
        self.report = report
        self.view = build(report, LIMITS, details=options.details)
        self.limit = options.max_chars
        self.left_out: list[str] = []
        self.short = False
        self.sections: dict[str, str] = {}
        self.write(*SECTIONS)

    def write(self, *names: str) -> None:
        """(Re)writes some sections from the view."""
        macros = environment().get_template("markdown.j2").module
        extra: dict[str, tuple[Any, ...]] = {"why": (self.short,), "left_out": (self.left_out, self.limit)}
        self.sections.update((name, str(getattr(macros, name)(self.view, *extra.get(name, ())))) for name in names)

    def text(self) -> str:
        return paragraphs(*(self.sections[name] for name in SECTIONS))

    def change(self, section: str, **fields: Any) -> None:
        """Rewrites a section from a view with less in it."""
        self.view = msgspec.structs.replace(self.view, **fields)
        self.write(section)


Step = Callable[[_Draft], None]


def _without(section: str) -> Step:
    return lambda draft: draft.sections.update({section: ""})


def _fewer_changes(rows: int) -> Step:
    return lambda draft: draft.change("changes", tables=by_project(draft.report, rows, LIMITS.rows)[: LIMITS.tables])


def _listed_details(draft: _Draft) -> None:
    draft.change("details", details=build(draft.report, LIMITS, details=False).details)


def _short_reasons(draft: _Draft) -> None:
    draft.short = True
    draft.write("why")


STEPS: Sequence[tuple[str, Step]] = (
    ("component detail of resources that are not listed", _listed_details),
    ("component detail", _without("details")),
    ("roll-up", _without("rollups")),
    ("assumptions", _without("assumptions")),
    ("what is not priced", _without("unpriced")),
    ("changes beyond the 5 largest", _fewer_changes(5)),
    ("changes beyond the 3 largest", _fewer_changes(3)),
    ("forgotten, imported, moved and drifted resources", _without("apart")),
    ("projects without a table", lambda draft: draft.change("changes", other_projects=[], more_projects="")),
    ("warnings", _without("warnings")),
    ("changes", _without("changes")),
    ("how to fix", _short_reasons),
)
"""What is left out of a report that is too long, first to last."""


def render(report: Report, options: RenderOptions) -> str:
    """The report as markdown, within ``options.max_chars`` if the verdict, the reasons and the totals fit into it."""
    draft = _Draft(report, options)
    text = draft.text()
    for what, shorten in STEPS:
        if options.max_chars is None or length(text) <= options.max_chars:
            break
        shorten(draft)
        shorter = draft.text()
        if length(shorter) < length(text):
            draft.left_out = [*_superseded(draft.left_out, what), what]
            draft.write("left_out")
            text = draft.text()
    return text


def length(text: str) -> int:
    """Characters as the forge that counts strictest counts them: two for each outside the Basic Multilingual Plane."""
    return len(text) + sum(ord(char) >= _BASIC_PLANE for char in text) if not text.isascii() else len(text)


def _superseded(left_out: Sequence[str], by: str) -> list[str]:
    """What was left out so far, without parts of what is left out now."""
    return [what for what in left_out if not what.startswith(f"{by} ")]
