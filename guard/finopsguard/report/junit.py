"""The report as JUnit XML, as CI servers read it: a suite per project, a case per rule and resource.

A finding that blocks is a ``failure``, one that could not be decided an ``error``; what does not decide the verdict (a warning,
a waived finding) is ``skipped`` with its message, for it neither passed nor may it turn a build red. Reasons of the verdict that
no policy stated are cases too. Names of elements and attributes: the de-facto schema of Jenkins' xUnit plugin (junit-10.xsd), with
``file`` and ``line`` on cases as GitLab reads them.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

import msgspec

from finopsguard.report.discounts import discount_lines
from finopsguard.report.escape import shortened, visible, visible_lines
from finopsguard.report.findings import blocking
from finopsguard.report.format import NOT_KNOWN, delta, money
from finopsguard.report.options import RenderOptions
from finopsguard.report.totals import conversions
from finopsguard.report.verdict import is_finding
from finopsguard.types.policy import PolicyOutcome, PolicyResult
from finopsguard.types.result import ProjectLine, Reason, Report, Verdict

RUN = "FinOpsGuard"
"""Name of the suite for what is said of the whole run."""
_LONGEST = 1000
_STATES = ("failure", "error", "skipped")


class Case(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One case."""

    rule: str
    name: str
    state: str = ""
    """``failure``, ``error``, ``skipped``, or empty for one that passed."""
    kind: str = ""
    message: str = ""
    details: tuple[str, ...] = ()
    file: str | None = None
    line: int | None = None


def render(report: Report, options: RenderOptions) -> str:  # noqa: ARG001 - there is nothing to wish for
    """All suites as one XML document: the whole run's first, then the projects' in their order."""
    suites = [_suite(name, properties, cases) for name, properties, cases in _suites(report)]
    counts = [count for _, count in suites]
    whole = [sum(column) for column in zip(*counts, strict=True)]
    body = "".join(text for text, _ in suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="{RUN}"{_counted(whole)}>\n{body}</testsuites>\n'


def _suites(report: Report) -> Iterator[tuple[str, list[tuple[str, str]], list[Case]]]:
    only = report.projects[0].name if len(report.projects) == 1 else ""
    cases: dict[str, list[Case]] = {"": [], **{project.name: [] for project in report.projects}}
    findings = blocking(report)
    for reason in report.reasons:
        if not is_finding(reason, findings):
            cases.setdefault(reason.project, []).append(_of_reason(reason))
    for item in report.policies:
        cases.setdefault(item.project or only, []).append(_of_policy(item))
    if not report.reasons:
        cases[""].insert(0, Case(rule="verdict", name=report.verdict.value))
    projects = {project.name: project for project in report.projects}
    for name, found in cases.items():
        if name or found or report.conversions or report.discounts:
            properties = _project_properties(projects[name], report) if name in projects else _properties(report)
            yield name or RUN, properties, found


def _of_reason(reason: Reason) -> Case:
    return Case(
        rule=reason.code,
        name=reason.address or reason.project or "whole run",
        state="failure" if reason.verdict is Verdict.FAIL else "error",
        kind=reason.verdict.value,
        message=reason.message,
        details=_details(reason),
        file=reason.file,
        line=reason.line,
    )


def _of_policy(item: PolicyResult) -> Case:
    state, kind = _state(item)
    said = item.message or item.title or item.id
    return Case(
        rule=item.id,
        name=item.address or "whole plan",
        state=state,
        kind=kind,
        message=f"{kind}: {said}" if state == "skipped" else said,
        details=_details(item) if state else (),
        file=item.file,
        line=item.line,
    )


def _state(item: PolicyResult) -> tuple[str, str]:
    if item.result is PolicyOutcome.PASS:
        return "", ""
    if item.result is PolicyOutcome.WAIVED:
        return "skipped", f"waived ({item.waiver})" if item.waiver else "waived"
    if item.action != "block":
        return (
            "skipped",
            f"{item.action}, {'could not be decided' if item.result is PolicyOutcome.UNKNOWN else 'failed'}",
        )
    return ("failure", item.severity) if item.result is PolicyOutcome.FAIL else ("error", "could not be decided")


def _details(found: Reason | PolicyResult) -> tuple[str, ...]:
    lines = [f"{name}: {value}" for name, value in (("observed", found.observed), ("limit", found.limit)) if value]
    place = found.file and (found.file if found.line is None else f"{found.file}:{found.line}")
    waiver = found.waiver if isinstance(found, PolicyResult) else None
    lines += [line for line in (place, waiver and f"waiver: {waiver}") if line]
    return (*lines, *(("Fix:", *found.fix.split("\n")) if found.fix else ()))


def _properties(report: Report) -> list[tuple[str, str]]:
    return [
        ("verdict", report.verdict.value),
        ("total_monthly_cost", _known(report.total_monthly_cost, report)),
        (
            "delta_monthly_cost",
            NOT_KNOWN if report.delta_monthly_cost is None else delta(report.delta_monthly_cost, report.currency),
        ),
        *(("discounts", line) for line in discount_lines(report)),
        *(("conversion", line) for line in conversions(report)),
    ]


def _project_properties(project: ProjectLine, report: Report) -> list[tuple[str, str]]:
    change = project.delta_monthly_cost
    return [
        ("verdict", project.verdict.value),
        ("total_monthly_cost", _known(project.total_monthly_cost, report)),
        ("delta_monthly_cost", NOT_KNOWN if change is None else delta(change, report.currency)),
    ]


def _known(amount: Decimal | None, report: Report) -> str:
    return NOT_KNOWN if amount is None else money(amount, report.currency)


def _suite(name: str, properties: Iterable[tuple[str, str]], cases: list[Case]) -> tuple[str, list[int]]:
    count = [len(cases), *(sum(case.state == state for case in cases) for state in _STATES)]
    named = "".join(f"      <property{_attributes(name=key, value=value)}/>\n" for key, value in properties)
    body = f"    <properties>\n{named}    </properties>\n" + "".join(map(_case, cases))
    return f"  <testsuite{_attributes(name=name)}{_counted(count)}>\n{body}  </testsuite>\n", count


def _counted(count: list[int]) -> str:
    tests, failures, errors, skipped = count or [0] * 4
    return f' tests="{tests}" failures="{failures}" errors="{errors}" skipped="{skipped}" time="0"'


def _case(case: Case) -> str:
    place = {"file": case.file} if case.file else {}
    if place and case.line is not None:
        place["line"] = str(case.line)
    attributes = _attributes(classname=case.rule, name=case.name, time="0", **place)
    if not case.state:
        return f"    <testcase{attributes}/>\n"
    text = escape("\n".join(line for part in case.details for line in visible_lines(part)))
    inner = _attributes(message=case.message, **({} if case.state == "skipped" else {"type": case.kind}))
    return f"    <testcase{attributes}>\n      <{case.state}{inner}>{text}</{case.state}>\n    </testcase>\n"


def _attributes(**values: str) -> str:
    """Attributes with their values made visible: XML 1.0 has no way to write most control characters."""
    return "".join(f" {name}={quoteattr(visible(shortened(value, _LONGEST)))}" for name, value in values.items())
