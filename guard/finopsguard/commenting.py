"""``finopsguard comment``: a JSON report as a comment on a pull request."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from msgspec import to_builtins
from msgspec.structs import replace

from finopsguard.checked import LARGEST_REPORT, read_report
from finopsguard.errors import InputError
from finopsguard.files import MEBIBYTE, read_text
from finopsguard.forges import sticky
from finopsguard.forges.comments import Comments, Mode, Target, When
from finopsguard.forges.marker import Marker, checked_key
from finopsguard.forges.registry import detected, open_forge
from finopsguard.report import RenderOptions, render
from finopsguard.types.money import usable
from finopsguard.types.result import Report, Verdict

LARGEST_ARTIFACT = 20 * MEBIBYTE
MOST_RESOURCES = 50_000
"""Of a report that a fork's run has written."""
FROM_A_FORK = "This report was made by the pull request's own run, which its author controls. What decides is the result of a trusted run."


def comment(
    file: str,
    environ: Mapping[str, str],
    *,
    artifact: bool = False,
    forge: str = "",
    number: str = "",
    mode: Mode = Mode.UPDATE,
    when: When = When.ALWAYS,
    key: str = "default",
) -> str:
    """Posts it; what became of it, in words. Raises :class:`FinOpsGuardError` where it cannot be read or posted."""
    checked_key(key)
    report = from_artifact(file) if artifact else from_file(file)
    name = forge or detected(environ)
    target = open_forge(name, environ, number)
    return f"{target.comments.name}: {_put(target, report, mode, when, key)}."


def _put(target: Target, report: Report, mode: Mode, when: When, key: str) -> sticky.Outcome:
    marker = Marker(key=key, run=target.run, attempt=target.attempt, commit=target.commit)
    return sticky.put(
        target.comments, marker, _text(target.comments, report, marker), mode, wanted=wanted(report, when)
    )


def wanted(report: Report, when: When) -> bool:
    """Whether a report is worth a new comment."""
    if when is When.ALWAYS or report.verdict is not Verdict.PASS:
        return True
    return when is When.CHANGED and report.delta_monthly_cost != 0


def _text(comments: Comments, report: Report, marker: Marker) -> str:
    """Within the forge's limit, after what the forge needs done to it too."""
    room = sticky.room_for(comments, marker)
    text = render(report, "markdown", options=RenderOptions(max_chars=room))
    longer = len(comments.prepared(text)) - len(text)
    return render(report, "markdown", options=RenderOptions(max_chars=room - longer)) if longer > 0 else text


def from_file(path: str) -> Report:
    """A report of a trusted step."""
    text = read_text(path, f"The report {path}", LARGEST_REPORT, InputError, hint="Check --report.")
    return read_report(text.encode(), path)


def from_artifact(path: str) -> Report:
    """A report of a run that anybody may have changed: small, of the right types, and said to be what it is."""
    text = read_text(path, "The artifact's report", LARGEST_ARTIFACT, InputError, hint="Check --from-artifact.")
    report = read_report(text.encode(), "The artifact's report")
    if len(report.resources) > MOST_RESOURCES:
        raise InputError(f"The artifact's report has more than {MOST_RESOURCES:,} resources.")
    _check_amounts(to_builtins(report, builtin_types=(Decimal,)))
    return replace(report, warnings=(FROM_A_FORK, *report.warnings))


def _check_amounts(value: Any) -> None:
    """Written out, an amount of a few characters can be a billion digits long."""
    if isinstance(value, Decimal):
        if usable(value) is None:
            raise InputError("The artifact's report has an amount that is none.")
    elif isinstance(value, dict):
        for part in value.values():
            _check_amounts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _check_amounts(part)
