"""A report's findings as annotations at file and line."""

from msgspec.structs import replace

from finopsguard.forges.runner import Annotation
from finopsguard.report.escape import visible
from finopsguard.types.policy import PolicyOutcome
from finopsguard.types.result import Report, Verdict

_SEVERITIES = ("critical", "high", "medium", "low")
_LEVELS = {"warn": "warning", "info": "notice"}


def findings(report: Report, prefix: str = "") -> list[Annotation]:
    """Reasons first, then what merely warns, by severity. ``prefix`` leads from the top of the repository to the report's files."""
    soft = report.exit_code == 0
    found = [
        _annotation(
            "error" if reason.verdict is Verdict.FAIL and not soft else "warning",
            reason.code,
            (reason.message, _figures(reason.observed, reason.limit), reason.fix),
            prefix,
            reason.file,
            reason.line,
        )
        for reason in sorted(report.reasons, key=lambda reason: reason.verdict is not Verdict.FAIL)
    ]
    merely = [result for result in report.policies if result.result is PolicyOutcome.FAIL and result.action in _LEVELS]
    found += [
        _annotation(
            _LEVELS[result.action],
            result.id,
            (result.message, _figures(result.observed, result.limit), result.fix),
            prefix,
            result.file,
            result.line,
        )
        for result in sorted(merely, key=lambda result: _rank(result.severity))
    ]
    return found


def rebased(report: Report, prefix: str) -> Report:
    """The report with its files named from the top of the repository."""
    if not prefix:
        return report
    return replace(
        report,
        reasons=tuple(replace(one, file=_below(prefix, one.file)) for one in report.reasons),
        policies=tuple(replace(one, file=_below(prefix, one.file)) for one in report.policies),
        resources=tuple(replace(one, file=_below(prefix, one.file)) for one in report.resources),
        projects=tuple(replace(one, path=_below(prefix, one.path) or "") for one in report.projects),
    )


def _annotation(
    level: str, rule: str, texts: tuple[str, ...], prefix: str, file: str | None, line: int | None
) -> Annotation:
    message = "\n".join(visible(line) for text in texts if text for line in text.splitlines())
    return Annotation(
        level=level,
        title=visible(f"FinOpsGuard: {rule}"),
        message=message,
        file=visible(_below(prefix, file) or ""),
        line=line,
    )


def _below(prefix: str, file: str | None) -> str | None:
    return f"{prefix}{file}" if file and file != "-" and not file.startswith("/") else file


def _figures(observed: str, limit: str) -> str:
    return ", ".join(f"{name} {value}" for name, value in (("observed", observed), ("limit", limit)) if value)


def _rank(severity: str) -> int:
    return _SEVERITIES.index(severity) if severity in _SEVERITIES else len(_SEVERITIES)
