"""The GitHub Action: ``check`` as a process of its own, then outputs, annotations, summary and comment, and the exit code of the check.

    inputs, event ──► who decides (base) ──► check ──► report ──► files, log, annotations, summary, comment, outputs

The check runs without the token. Whatever of the rest fails, the exit code stands.
"""

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from finopsguard.checked import Checkup, failed_text, run_check
from finopsguard.commenting import wanted
from finopsguard.deciding import Deciding, deciding
from finopsguard.errors import FinOpsGuardError, ForgeError, UsageError
from finopsguard.findings import findings, rebased
from finopsguard.forges import github, inputs, runner, sticky
from finopsguard.forges.comments import Mode
from finopsguard.forges.event import Event, read_event
from finopsguard.forges.inputs import Inputs
from finopsguard.forges.marker import Marker
from finopsguard.report import RenderOptions, render
from finopsguard.report.escape import visible
from finopsguard.types.result import Report
from finopsguard.write import write_file

Say = Callable[[str], None]
SUMMARIES = (1_000_000, 250_000, 60_000)
"""Characters of the summaries that are tried: characters of some scripts take four bytes."""


class Run(msgspec.Struct, frozen=True):
    """One run of the Action."""

    environ: Mapping[str, str]
    event: Event
    asked: Inputs
    folder: Path
    """Where the check runs."""
    prefix: str
    """The same from the top of the workspace; empty or with a slash at its end."""
    say: Say
    """Writes to the log, where lines are commands."""


def main(environ: Mapping[str, str], say: Say) -> int:
    """Everything. Answers the check's exit code, or that of an input that cannot be right, which is said as an annotation."""
    try:
        return _run(environ, say)
    except FinOpsGuardError as error:
        say(runner.command(runner.Annotation(level="error", title="FinOpsGuard", message=visible(str(error)))))
        return int(error.exit_code)


def _run(environ: Mapping[str, str], say: Say) -> int:
    event = read_event(environ)
    asked = inputs.read_inputs(environ)
    folder, prefix = _folder(environ, asked.folder)
    dropped: tuple[str, ...] = ()
    if event.fork:
        asked, dropped = inputs.without_live(asked)
    this = Run(environ, event, asked, folder, prefix, say)
    with tempfile.TemporaryDirectory(prefix="finopsguard-", dir=environ.get("RUNNER_TEMP") or None) as made:
        scratch = Path(made).resolve()
        rules = deciding(asked, event, folder, scratch / "base")
        if dropped:
            rules = msgspec.structs.replace(
                rules, warnings=(*rules.warnings, f"Not available on a fork: {', '.join(dropped)}.")
            )
        done = run_check(rules.arguments, folder, scratch, environ)
    return _told(this, rules, done)


def _folder(environ: Mapping[str, str], name: str) -> tuple[Path, str]:
    """The working directory, and the same from the workspace. It is not reached through links: they are the change's."""
    workspace = Path(environ.get("GITHUB_WORKSPACE") or Path()).resolve()
    folder = Path(os.path.normpath(workspace / name))
    if not folder.is_dir():
        raise UsageError(
            "The input working-directory names no folder of the workspace.", hint="Check the checkout step."
        )
    if folder.resolve() != folder:
        raise UsageError("The input working-directory leads through a link.", hint="Name the folder itself.")
    inside = folder.relative_to(workspace).as_posix() if folder.is_relative_to(workspace) else "."
    return folder, "" if inside == "." else f"{inside}/"


def _told(this: Run, rules: Deciding, done: Checkup) -> int:
    if done.said:
        this.say(runner.quoted("\n".join(map(visible, done.said.splitlines()))))
    if done.report is None:
        return _unreadable(this, done)
    report = rules.applied(done.report, soft_fail=this.asked.soft_fail)
    this.say(runner.quoted(render(report, "text", options=RenderOptions(details=this.asked.details))))
    written = _write_reports(this, report)
    this.say(runner.annotations(findings(report, this.prefix)))
    _try(this, lambda: _summary(this, [_markdown(report, this, size) for size in SUMMARIES]))
    worth_it = wanted(report, this.asked.when)
    _try(this, lambda: _comment(this, lambda room: _markdown(report, this, room), wanted=worth_it))
    outputs = {
        "verdict": str(report.verdict),
        "monthly-cost": _figure(report.total_monthly_cost),
        "delta": _figure(report.delta_monthly_cost),
        "currency": report.currency,
        "exit-code": str(int(report.exit_code)),
        **written,
    }
    runner.write_outputs(this.environ.get("GITHUB_OUTPUT", ""), outputs)
    return int(report.exit_code)


def _unreadable(this: Run, done: Checkup) -> int:
    """No report: an earlier comment must not go on saying that all is well."""
    text = failed_text(done)
    message = visible(done.said.strip() or "No reason was given.")
    this.say(runner.annotations([runner.Annotation(level="error", title="FinOpsGuard", message=message)]))
    _try(this, lambda: _summary(this, [text]))
    _try(this, lambda: _comment(this, lambda _room: text, wanted=True))
    outputs = {"verdict": "error", "monthly-cost": "", "delta": "", "currency": "", "exit-code": str(done.code)}
    runner.write_outputs(this.environ.get("GITHUB_OUTPUT", ""), outputs)
    return done.code


def _markdown(report: Report, this: Run, room: int) -> str:
    return render(report, "markdown", options=RenderOptions(details=this.asked.details, max_chars=room))


def _write_reports(this: Run, report: Report) -> dict[str, str]:
    """The reports asked for, and their paths as outputs. Code scanning wants paths from the top of the repository."""
    outputs = {}
    for name, file in this.asked.reports.items():
        path = this.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        shown = rebased(report, this.prefix) if name == "sarif" else report
        write_file(str(path), render(shown, name, options=RenderOptions(details=this.asked.details)))
        outputs[f"{name}-path"] = str(path)
    return outputs


def _summary(this: Run, drafts: list[str]) -> None:
    runner.write_summary(this.environ.get("GITHUB_STEP_SUMMARY", ""), drafts)


def _comment(this: Run, text: Callable[[int], str], *, wanted: bool) -> None:
    token = this.environ.get("INPUT_TOKEN", "")
    if this.event.number is None or this.asked.mode is Mode.OFF:
        return
    if not token:
        raise ForgeError("No comment: the input token is empty.", hint="The job's summary has the report.")
    marker = Marker(key=this.asked.key, run=this.event.run, attempt=this.event.attempt, commit=this.event.commit)
    try:
        comments = github.comments(this.environ, token, this.event.number)
        outcome = sticky.put(comments, marker, text(sticky.room_for(comments, marker)), this.asked.mode, wanted=wanted)
    except ForgeError as error:
        if error.status != 403:
            raise
        why = (
            "the token of a fork's run may only read. docs/github-action.md shows how comments get there"
            if this.event.fork
            else "the token may not. Give the job the permission pull-requests: write"
        )
        raise ForgeError(f"No comment: {why}.", hint="The job's summary has the report.", status=403) from None
    this.say(runner.quoted(f"Comment: {outcome}."))


def _try(this: Run, step: Callable[[], None]) -> None:
    """What is told does not decide: where it cannot be, a warning says so."""
    try:
        step()
    except FinOpsGuardError as error:
        warning = runner.Annotation(level="warning", title="FinOpsGuard", message=visible(str(error)))
        this.say(runner.command(warning))


def _figure(amount: object) -> str:
    return "" if amount is None else f"{amount:f}"
