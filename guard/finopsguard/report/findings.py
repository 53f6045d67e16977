"""What policies found, and what waives it.

A finding that blocks stands among the reasons (report/verdict.py). All others are here: those that warn, those that inform, and
what waives the rest.
"""

import re
from collections import Counter
from collections.abc import Iterable

import msgspec

from finopsguard.report.alike import Alike, grouped
from finopsguard.report.format import plural
from finopsguard.report.waived import WaiverGroup, waiver_groups
from finopsguard.types.policy import PolicyOutcome, PolicyResult
from finopsguard.types.result import Report

_OPEN = (PolicyOutcome.FAIL, PolicyOutcome.UNKNOWN)
_WORDS = {PolicyOutcome.UNKNOWN: "could not be decided", PolicyOutcome.WAIVED: "waived"}
_KINDS = {
    "block": ("failed", "failed"),
    "warn": ("warning", "warnings"),
    "info": ("info", "infos"),
    "unknown": ("could not be decided", "could not be decided"),
    "waived": ("waived", "waived"),
    "pass": ("passed", "passed"),
}
_SEVERITIES = ("critical", "high", "medium", "low", "info")
_TERRAFORM = re.compile(r'[A-Za-z_][\w-]*(?:\s+"[^"]*")*\s*(?:\{|=\s*\S)')


class Also(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Another resource of which the same is said."""

    address: str
    project: str
    place: str
    observed: str
    """Empty where it is that of the first one."""


class Finding(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What a policy says of one resource, or the same of several."""

    rule: str
    message: str
    action: str
    severity: str
    word: str
    """Empty for what failed; ``could not be decided`` or ``waived``."""
    observed: str
    limit: str
    place: str
    address: str
    project: str
    fix: str
    waiver: str
    also: tuple[Also, ...]
    also_more: str
    """``and 12 more``."""

    @property
    def figures(self) -> list[tuple[str, str]]:
        """What was observed and the limit, as far as the message does not name them."""
        named = (("observed", self.observed), ("limit", self.limit))
        return [(name, value) for name, value in named if value and not self.word and value not in self.message]

    @property
    def about(self) -> str:
        """The address, if the message does not name it."""
        return "" if self.address in self.message else self.address


class Policies(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What policies said besides the reasons of the verdict."""

    summary: str
    """``2 failed · 3 warnings · 12 passed``, of all outcomes."""
    warnings: tuple[Finding, ...]
    more_warnings: str
    infos: tuple[Finding, ...]
    """What only informs: the part to fold."""
    more_infos: str
    infos_summary: str
    waivers: tuple[WaiverGroup, ...]
    known: str
    """Findings of the baseline, by policy; empty without any."""


def policies(report: Report, limit: int, alike: int) -> Policies | None:
    """Findings that do not block, the worst first, and waivers; ``None`` without any policy.

    ``limit`` bounds the findings of each kind, ``alike`` the resources that each of them names besides the first.
    """
    if not report.policies and not report.waivers:
        return None
    several = len(report.projects) > 1
    found = sorted(filter(_is_aside, report.policies), key=_order)
    infos = [item for item in found if item.action == "info"]
    shown = {
        name: [finding(group, several=several, alike=alike) for group in grouped(items)]
        for name, items in (("warnings", [item for item in found if item.action != "info"]), ("infos", infos))
    }
    return Policies(
        summary=_summary(report.policies),
        warnings=tuple(shown["warnings"][:limit]),
        more_warnings=_more(len(shown["warnings"]) - limit),
        infos=tuple(shown["infos"][:limit]),
        more_infos=_more(len(shown["infos"]) - limit),
        infos_summary=_summary(infos),
        waivers=tuple(waiver_groups(report.waivers, limit, alike)),
        known=_known(report),
    )


def blocking(report: Report) -> list[PolicyResult]:
    """What makes the verdict of policies: findings that block, failed ones first, then by severity, then as they came."""
    found = [item for item in report.policies if item.action == "block" and item.result in _OPEN]
    return sorted(found, key=lambda item: (item.result is not PolicyOutcome.FAIL, _rank(item.severity, _SEVERITIES)))


def finding(group: Alike, *, several: bool, alike: int) -> Finding:
    """One outcome, or several that are alike."""
    item = group.first
    return Finding(
        rule=item.id,
        message=item.message or item.title,
        action=item.action,
        severity=item.severity,
        word=_WORDS.get(item.result, ""),
        observed=item.observed,
        limit=item.limit,
        place=place(item.file, item.line),
        address=item.address,
        project=item.project if several else "",
        fix=item.fix,
        waiver=item.waiver or "",
        also=tuple(
            Also(
                address=other.address,
                project=other.project if several and other.project != item.project else "",
                place=place(other.file, other.line),
                observed="" if other.observed == item.observed else other.observed,
            )
            for other in group.others[:alike]
        ),
        also_more=_more(len(group.others) - alike),
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


def _known(report: Report) -> str:
    """What a baseline waives: waived, and by no waiver."""
    by_waiver = {(waiver.policy, waiver.address) for waiver in report.waivers if waiver.status == "used"}
    known = Counter(
        item.id
        for item in report.policies
        if item.result is PolicyOutcome.WAIVED and (item.id, item.address) not in by_waiver
    )
    named = ", ".join(f"{name} ({count:,})" for name, count in sorted(known.items()))
    return (
        f"Known before: {plural(known.total(), 'finding')} of the baseline, which do not count: {named}"
        if known
        else ""
    )


def _is_aside(item: PolicyResult) -> bool:
    return item.action != "block" and item.result in _OPEN


def _order(item: PolicyResult) -> tuple[bool, int, str, str, str]:
    undecided = item.result is PolicyOutcome.UNKNOWN
    return (undecided, _rank(item.severity, _SEVERITIES), item.id, item.project, item.address)


def _rank(word: str, words: tuple[str, ...]) -> int:
    return words.index(word) if word in words else len(words)


def _summary(results: Iterable[PolicyResult]) -> str:
    counts = Counter(_kind(item) for item in results)
    return " · ".join(
        f"{counts[kind]:,} {one if counts[kind] == 1 else many}" for kind, (one, many) in _KINDS.items() if counts[kind]
    )


def _kind(item: PolicyResult) -> str:
    return item.action if item.result is PolicyOutcome.FAIL else item.result.value


def _more(count: int) -> str:
    return f"and {count:,} more" if count > 0 else ""
