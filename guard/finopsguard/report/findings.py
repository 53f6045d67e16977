"""What policies found, and what waives it.

A finding that blocks stands among the reasons (report/verdict.py). All others are here: those that warn or inform, and those that
are waived.
"""

import re
from collections import Counter
from collections.abc import Iterable

import msgspec

from finopsguard.report.format import plural
from finopsguard.types.policy import PolicyOutcome, PolicyResult, WaiverUse
from finopsguard.types.result import Report

_OPEN = (PolicyOutcome.FAIL, PolicyOutcome.UNKNOWN)
_WORDS = {
    PolicyOutcome.FAIL: "failed",
    PolicyOutcome.UNKNOWN: "could not be decided",
    PolicyOutcome.WAIVED: "waived",
    PolicyOutcome.PASS: "passed",
}
_ACTIONS = ("block", "warn", "info")
_SEVERITIES = ("critical", "high", "medium", "low", "info")
_WAIVERS = (
    ("used", "Used", "These findings do not count."),
    ("expired", "Expired", "These no longer count: renew them or mend the finding."),
    ("new", "New", "Added by this change itself: they count once they are merged."),
)
_TERRAFORM = re.compile(r'[A-Za-z_][\w-]*(?:\s+"[^"]*")*\s*(?:\{|=\s*\S)')


class Finding(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One finding of a policy as it is shown."""

    rule: str
    message: str
    action: str
    severity: str
    word: str
    """``failed``, ``waived`` or ``could not be decided``."""
    observed: str
    limit: str
    place: str
    address: str
    project: str
    fix: str
    waiver: str


class WaiverGroup(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Waivers that are alike: used, expired, or new."""

    name: str
    meaning: str
    items: tuple["Waiver", ...]
    more: str


class Waiver(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One waiver as it is shown."""

    rule: str
    address: str
    terms: str
    """``owner data-team, until 2026-12-31``; empty where neither is stated."""
    reason: str
    where: str


class Policies(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What policies said besides the reasons of the verdict."""

    summary: str
    """``2 failed · 1 waived · 12 passed``, of all outcomes."""
    findings: tuple[Finding, ...]
    more: str
    waivers: tuple[WaiverGroup, ...]


def policies(report: Report, limit: int) -> Policies | None:
    """Findings that do not block, the worst first, and waivers; ``None`` without any policy."""
    if not report.policies and not report.waivers:
        return None
    several = len(report.projects) > 1
    found = sorted(filter(_is_aside, report.policies), key=_order)
    return Policies(
        summary=_summary(report.policies),
        findings=tuple(finding(item, report.waivers, several=several) for item in found[:limit]),
        more=_more(len(found) - limit),
        waivers=tuple(_waivers(report.waivers, limit)),
    )


def blocking(report: Report) -> list[PolicyResult]:
    """What makes the verdict of policies: findings that block, failed ones first, then by severity, then as they came."""
    found = [item for item in report.policies if item.action == "block" and item.result in _OPEN]
    return sorted(found, key=lambda item: (item.result is not PolicyOutcome.FAIL, _rank(item.severity, _SEVERITIES)))


def finding(item: PolicyResult, waivers: Iterable[WaiverUse], *, several: bool) -> Finding:
    """One outcome with the waiver that meets it, or that would if it counted."""
    return Finding(
        rule=item.id,
        message=item.message or item.title,
        action=item.action,
        severity=item.severity,
        word=_WORDS[item.result],
        observed=item.observed,
        limit=item.limit,
        place=place(item.file, item.line),
        address=item.address,
        project=item.project if several else "",
        fix=item.fix,
        waiver=item.waiver or _waiver_of(item, waivers),
    )


def place(file: str | None, line: int | None) -> str:
    """``file:line`` as editors open it."""
    if not file:
        return ""
    return file if line is None else f"{file}:{line}"


def is_terraform(fix: str) -> bool:
    """Whether a fix is configuration to paste, rather than a sentence."""
    lines = (line.strip() for line in fix.splitlines())
    first = next((line for line in lines if line and not line.startswith(("#", "//"))), "")
    return bool(_TERRAFORM.match(first))


def terms(waiver: WaiverUse) -> str:
    """Who answers for a waiver, and until when it counts."""
    until = "expired on" if waiver.status == "expired" else "until"
    return ", ".join(
        part
        for part in (
            f"owner {waiver.owner}" if waiver.owner else "no owner",
            f"{until} {waiver.expires}" if waiver.expires else "no expiry",
        )
        if part
    )


def _waiver_of(item: PolicyResult, waivers: Iterable[WaiverUse]) -> str:
    """A waiver of this finding that does not count, and why."""
    for waiver in waivers:
        if (waiver.policy, waiver.address) == (item.id, item.address) and waiver.status != "used":
            why = "does not count before it is merged" if waiver.status == "new" else "does not count any more"
            return f"{waiver.reason} ({terms(waiver)}): {why}"
    return ""


def _is_aside(item: PolicyResult) -> bool:
    return item.result is PolicyOutcome.WAIVED or (item.action != "block" and item.result in _OPEN)


def _order(item: PolicyResult) -> tuple[bool, int, int, str, str, str]:
    waived = item.result is PolicyOutcome.WAIVED
    return (
        waived,
        _rank(item.action, _ACTIONS),
        _rank(item.severity, _SEVERITIES),
        item.id,
        item.project,
        item.address,
    )


def _rank(word: str, words: tuple[str, ...]) -> int:
    return words.index(word) if word in words else len(words)


def _summary(results: Iterable[PolicyResult]) -> str:
    counts = Counter(item.result for item in results)
    return " · ".join(f"{counts[outcome]:,} {word}" for outcome, word in _WORDS.items() if counts[outcome])


def _waivers(waivers: tuple[WaiverUse, ...], limit: int) -> Iterable[WaiverGroup]:
    for status, name, meaning in _WAIVERS:
        members = sorted(
            (waiver for waiver in waivers if waiver.status == status),
            key=lambda waiver: (waiver.policy, waiver.address, waiver.expires, waiver.where),
        )
        if members:
            yield WaiverGroup(
                name=f"{name}: {plural(len(members), 'waiver')}",
                meaning=meaning,
                items=tuple(
                    Waiver(
                        rule=waiver.policy,
                        address=waiver.address,
                        terms=terms(waiver),
                        reason=waiver.reason,
                        where=waiver.where,
                    )
                    for waiver in members[:limit]
                ),
                more=_more(len(members) - limit),
            )


def _more(count: int) -> str:
    return f"and {count:,} more" if count > 0 else ""
