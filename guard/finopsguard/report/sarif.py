"""The report as SARIF 2.1.0 (OASIS), for code scanning: findings of policies, and reasons of the verdict that no policy stated.

A result stands at the file and line that are known. Where they are not, it stands at the plan file as a whole, with the resource's
address as its logical location: a line is never invented. Fingerprints follow from rule, project and address, not from line or
amount, so that a finding stays the same one while code around it moves.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

import msgspec

from finopsguard.report.discounts import discount_lines
from finopsguard.report.escape import shortened, visible
from finopsguard.report.findings import blocking
from finopsguard.report.json import without_surrogates
from finopsguard.report.options import RenderOptions
from finopsguard.report.totals import conversions
from finopsguard.report.verdict import is_finding
from finopsguard.types.policy import PolicyOutcome, PolicyResult
from finopsguard.types.result import Reason, Report, Verdict

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "finopsguard/v1"
GITHUB_FINGERPRINT = "primaryLocationLineHash"
"""The one that GitHub code scanning tracks a finding by (its page "SARIF support for code scanning")."""

_LEVELS = {"block": "error", "warn": "warning", "info": "note"}
_LOWER = {"error": "warning", "warning": "note", "note": "note"}
_DESCRIPTIONS = ("shortDescription", "fullDescription", "help")
"""GitHub asks for all three of each rule; a policy has one title."""
_ORDER = ("error", "warning", "note")
_LONGEST = 1000
_PLANS = 10
"""Plan files at which a result on the whole run stands at most."""
_VERDICT_RULES = {
    "budget": "The monthly cost stays within the budget",
    "max-increase": "The monthly cost rises no more than allowed",
    "strict": "Every changed resource has a complete price",
    "plan": "The plan is whole",
    "not-understood": "Every action of the plan is understood",
    "no-rate": "All currencies can be added up",
}


def render(report: Report, options: RenderOptions) -> str:  # noqa: ARG001 - SARIF is always the whole
    """One run with all rules and results, indented by two, with a newline at the end."""
    results = sorted(_results(report), key=lambda result: _ORDER.index(result["level"]))
    rules = _rules(report, results)
    index = {rule["id"]: position for position, rule in enumerate(rules)}
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "FinOpsGuard", "version": report.tool_version, "rules": rules}},
                "invocations": [{"executionSuccessful": True, "exitCode": report.exit_code}],
                "columnKind": "unicodeCodePoints",
                **_said(report),
                "results": [{**result, "ruleIndex": index[result["ruleId"]]} for result in _numbered(results)],
            }
        ],
    }
    return msgspec.json.format(msgspec.json.encode(without_surrogates(log)), indent=2).decode() + "\n"


def _said(report: Report) -> dict[str, Any]:
    """Discounts and exchange rates that the amounts in messages are made with."""
    said = {"discounts": discount_lines(report), "conversions": conversions(report)}
    return {"properties": {name: lines for name, lines in said.items() if lines}} if any(said.values()) else {}


def _results(report: Report) -> Iterator[dict[str, Any]]:
    places = _Places(report)
    findings = blocking(report)
    for reason in report.reasons:
        if not is_finding(reason, findings):
            yield {
                "ruleId": reason.code,
                "level": "error" if reason.verdict is Verdict.FAIL else "warning",
                "message": {"text": _message(reason)},
                "locations": places.of(reason),
                "partialFingerprints": _fingerprints(_hash(reason.code, reason.project, reason.address)),
                "properties": _properties(reason, verdict=reason.verdict.value),
            }
    for item in report.policies:
        if item.result is not PolicyOutcome.PASS:
            yield _finding(item, report, places)


def _finding(item: PolicyResult, report: Report, places: "_Places") -> dict[str, Any]:
    level = _LEVELS.get(item.action, "warning")
    undecided = item.result is PolicyOutcome.UNKNOWN
    result: dict[str, Any] = {
        "ruleId": item.id,
        "level": _LOWER[level] if undecided else level,
        "message": {"text": ("Could not be decided: " if undecided else "") + _message(item)},
        "locations": places.of(item),
        "partialFingerprints": _fingerprints(item.fingerprint or _hash(item.id, item.project, item.address)),
        "properties": _properties(item, severity=item.severity, action=item.action, result=item.result.value),
    }
    if item.result is PolicyOutcome.WAIVED:
        result["suppressions"] = [_suppression(item, report)]
    return result


def _suppression(item: PolicyResult, report: Report) -> dict[str, str]:
    stated = [
        waiver.where
        for waiver in report.waivers
        if (waiver.policy, waiver.address, waiver.status) == (item.id, item.address, "used")
    ]
    in_source = any(where.rpartition(":")[0].endswith((".tf", ".tofu")) for where in stated)
    return {
        "kind": "inSource" if in_source else "external",
        "status": "accepted",
        "justification": _text(item.waiver or "waived"),
    }


def _rules(report: Report, results: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every policy that had an outcome, and every other kind of reason, in order of appearance."""
    described: dict[str, tuple[str, str]] = {}
    for item in report.policies:
        described.setdefault(item.id, (item.title or item.id, _LEVELS.get(item.action, "warning")))
    for result in results:
        code = result["ruleId"]
        described.setdefault(code, (_VERDICT_RULES.get(code, code), result["level"]))
    return [
        {
            "id": id_,
            **{name: {"text": _text(title) or "no title"} for name in _DESCRIPTIONS},
            "defaultConfiguration": {"level": level},
            "properties": {"tags": ["cost"]},
        }
        for id_, (title, level) in described.items()
    ]


class _Places:
    """Where results stand."""

    def __init__(self, report: Report) -> None:
        self._plans = {project.name: project.path for project in report.projects}
        self._lines = {
            (line.project, line.address): (line.file, line.line) for line in report.resources if line.file is not None
        }
        self._only = report.projects[0].name if len(report.projects) == 1 else ""

    def of(self, found: Reason | PolicyResult) -> list[dict[str, Any]]:
        """The locations of one result; none where only standard input was read."""
        project = found.project or self._only
        file, line = (found.file, found.line) if found.file else self._lines.get((project, found.address), (None, None))
        if file:
            return [_location(file, line, found.address)]
        plans = [self._plans[project]] if project in self._plans else list(self._plans.values())[:_PLANS]
        files = [plan for plan in plans if plan not in {"", "-"}]
        if not files:
            return [{"logicalLocations": _logical(found.address)}] if found.address else []
        return [_location(file, None, found.address) for file in files]


def _location(file: str, line: int | None, address: str) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri(file)}}
    if line is not None and line > 0:
        physical["region"] = {"startLine": line}
    return {"physicalLocation": physical, **({"logicalLocations": _logical(address)} if address else {})}


def _logical(address: str) -> list[dict[str, str]]:
    return [{"fullyQualifiedName": address, "kind": "resource"}]


def uri(file: str) -> str:
    """A file as a URI relative to the working directory; one that lies elsewhere and was named absolutely as ``file:``."""
    path = PurePath(file)
    if path.is_absolute() and path.is_relative_to(os.getcwd()):  # noqa: PTH109  one string is all that is needed
        path = path.relative_to(os.getcwd())  # noqa: PTH109  as above
    quoted = quote(path.as_posix().encode("utf-8", "backslashreplace"), safe="/")
    return f"file://{quoted}" if path.is_absolute() else quoted


def _message(found: Reason | PolicyResult) -> str:
    said = found.message or (found.title if isinstance(found, PolicyResult) else "") or "no message"
    figures = ", ".join(
        f"{name} {value}" for name, value in (("observed", found.observed), ("limit", found.limit)) if value
    )
    stated = found.waiver if isinstance(found, PolicyResult) and found.result is not PolicyOutcome.WAIVED else None
    return _text(
        " ".join((said, *((f"({figures})",) if figures else ()), *((f"Waiver: {stated}.",) if stated else ())))
    )


def _text(text: str) -> str:
    """A plain text message: braces doubled, no ``[text](link)`` (SARIF 2.1.0, 3.11.5 and 3.11.6)."""
    shown = visible(shortened(text, _LONGEST)).replace("](", "] (")
    return shown.replace("{", "{{").replace("}", "}}")


def _properties(found: Reason | PolicyResult, **more: str) -> dict[str, str]:
    """What SARIF has no place for; the fix is a text, not an edit of a known region."""
    named = {"project": found.project, "address": found.address, "fix": found.fix, **more}
    return {name: value for name, value in named.items() if value}


def _hash(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:32]


def _fingerprints(value: str) -> dict[str, str]:
    return {FINGERPRINT: value}


def _numbered(results: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Results of one fingerprint are told apart by their number, as GitHub does by ``hash:number``."""
    seen: Counter[str] = Counter()
    for result in results:
        value = result["partialFingerprints"][FINGERPRINT]
        seen[value] += 1
        marks = {FINGERPRINT: f"{value}:{seen[value]}", GITHUB_FINGERPRINT: f"{value}:{seen[value]}"}
        yield {**result, "partialFingerprints": marks}
