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
    "actuals",
    "actual_sums",
    "unmatched",
    "utilisation",
    "quotas",
    "policies",
    "policy_infos",
    "waivers",
    "rollups",
    "unpriced",
    "assumptions",
    "details",
    "left_out",
    "footer",
)
"""Macros of the template, in the report's order."""

_BASIC_PLANE = 0x10000
_SHORTEST_DETAIL = 40
"""Fewer characters than any resource's detail takes: with too many of them there is no need to try."""


class _Draft:
    """A report that may have to become shorter."""

    def __init__(self, report: Report, options: RenderOptions) -> None:
        self.report = report
        self.limit = options.max_chars
        self.left_out: dict[str, str] = {}
        """What was left out, by part."""
        detailed = sum(bool(line.components) for line in report.resources)
        hopeless = self.limit is not None and detailed * _SHORTEST_DETAIL > self.limit
        if options.details and hopeless:
            self.left_out["details"] = STEPS[0].left_out
        self.view = build(report, LIMITS, details=options.details and not hopeless)
        self.short = False
        self.sections: dict[str, str] = {}
        self.write(*SECTIONS)

    def write(self, *names: str) -> None:
        """(Re)writes some sections from the view."""
        macros = environment().get_template("markdown.j2").module
        extra: dict[str, tuple[Any, ...]] = {
            "why": (self.short,),
            "left_out": (list(self.left_out.values()), self.limit),
        }
        self.sections.update((name, str(getattr(macros, name)(self.view, *extra.get(name, ())))) for name in names)

    def text(self) -> str:
        return paragraphs(*(self.sections[name] for name in SECTIONS))

    def change(self, section: str, **fields: Any) -> None:
        """Rewrites a section from a view with less in it."""
        self.view = msgspec.structs.replace(self.view, **fields)
        self.write(section)


class Step(msgspec.Struct, frozen=True, gc=False):
    """One way to make a report shorter."""

    part: str
    """What it makes less of; a later step on the same part says it all."""
    left_out: str
    """What the reader misses, in words."""
    take: Callable[[_Draft], None]


def _without(section: str) -> Callable[[_Draft], None]:
    return lambda draft: draft.sections.update({section: ""})


def _fewer_changes(rows: int) -> Callable[[_Draft], None]:
    return lambda draft: draft.change("changes", tables=by_project(draft.report, rows, LIMITS.rows)[: LIMITS.tables])


def _no_other_projects(draft: _Draft) -> None:
    draft.change("changes", other_projects=[], more_projects="")


def _listed_details(draft: _Draft) -> None:
    draft.change("details", details=build(draft.report, LIMITS, details=False).details)


def _short_reasons(draft: _Draft) -> None:
    draft.short = True
    draft.write("why")


STEPS: Sequence[Step] = (
    Step("details", "component detail of resources that are not listed", _listed_details),
    Step("details", "component detail", _without("details")),
    Step("rollups", "costs by module and by tag", _without("rollups")),
    Step("assumptions", "assumptions", _without("assumptions")),
    Step("unmatched", "what found no counterpart on the bill", _without("unmatched")),
    Step("actual_sums", "actual costs by service, module and tag", _without("actual_sums")),
    Step("unpriced", "what is not priced", _without("unpriced")),
    Step("policy_infos", "findings that only inform", _without("policy_infos")),
    Step("waivers", "waivers", _without("waivers")),
    Step("policies", "findings that only warn", _without("policies")),
    Step("changes", "all but the 5 largest changes", _fewer_changes(5)),
    Step("utilisation", "utilisation", _without("utilisation")),
    Step("changes", "all but the 3 largest changes", _fewer_changes(3)),
    Step("apart", "forgotten, imported, moved and drifted resources", _without("apart")),
    Step("projects", "projects without a table", _no_other_projects),
    Step("actuals", "predicted against actual", _without("actuals")),
    Step("quotas", "quotas", _without("quotas")),
    Step("warnings", "warnings", _without("warnings")),
    Step("changes", "changes", _without("changes")),
    Step("why", "how to fix it", _short_reasons),
)
"""What is left out of a report that is too long, first to last."""


def render(report: Report, options: RenderOptions) -> str:
    """The report as markdown, within ``options.max_chars`` if the verdict, the reasons and the totals fit into it."""
    draft = _Draft(report, options)
    text = draft.text()
    for step in STEPS:
        if options.max_chars is None or length(text) <= options.max_chars:
            break
        step.take(draft)
        if length(draft.text()) < length(text):
            draft.left_out = {**draft.left_out, step.part: step.left_out}
            draft.write("left_out")
            text = draft.text()
    return text


def length(text: str) -> int:
    """Characters as the forge that counts strictest counts them: two for each outside the Basic Multilingual Plane."""
    return len(text) if text.isascii() else len(text) + sum(ord(char) >= _BASIC_PLANE for char in text)
