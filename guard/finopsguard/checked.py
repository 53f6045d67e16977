"""``finopsguard check`` as a process of its own: without the forge's token, its report read back."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from finopsguard.errors import Exit, InputError
from finopsguard.files import MEBIBYTE
from finopsguard.report.escape import visible_lines
from finopsguard.types.result import SCHEMA_VERSION, Report

LARGEST_REPORT = 512 * MEBIBYTE
MOST_SAID = 20_000
_KEPT_FROM_IT = ("INPUT_", "ACTIONS_RUNTIME_", "ACTIONS_RESULTS_", "ACTIONS_CACHE_")
_TOKENS = frozenset({"GITHUB_TOKEN", "GH_TOKEN"})


class Checkup(msgspec.Struct, frozen=True):
    """How a check ended."""

    code: int
    said: str
    """Its messages."""
    report: Report | None
    """``None`` where it ended without one."""


def run_check(arguments: Sequence[str], folder: Path, scratch: Path, environ: Mapping[str, str]) -> Checkup:
    """Checks in ``folder``, as isolated from it as this process is. ``scratch`` is for the report; its path is taken out of all texts."""
    output, messages = scratch / "report.json", scratch / "messages"
    isolated = "-I" if sys.flags.isolated else "-P"
    with output.open("wb") as report, messages.open("wb") as said:
        done = subprocess.run(  # noqa: S603  this program, with flags of the workflow's own
            [sys.executable, isolated, "-m", "finopsguard", "check", "--format=json", *arguments],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=report,
            stderr=said,
            env=_environment(environ),
            check=False,
        )
    mine = f"{scratch / 'base'}{os.sep}".encode()
    text = messages.read_bytes().replace(mine, b"")[:MOST_SAID].decode("utf-8", "replace")
    code = done.returncode if done.returncode >= 0 else int(Exit.INTERNAL)
    if code not in {Exit.PASS, Exit.FAIL, Exit.INCOMPLETE}:
        return Checkup(code, text, None)
    return Checkup(code, text, read_report(output.read_bytes().replace(mine, b"")))


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value for name, value in environ.items() if name not in _TOKENS and not name.startswith(_KEPT_FROM_IT)
    }


def read_report(data: bytes, where: str = "The report") -> Report:
    """A JSON report. Every field is held to its type; what it does not know is left out. Raises :class:`InputError`."""
    try:
        report = msgspec.json.decode(data, type=Report)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        reason = (str(error).splitlines() or ["unknown"])[0][:150]
        raise InputError(
            f"{where} is no JSON report of finopsguard: {reason}.",
            hint="Write one with: finopsguard check plan.json --out json=report.json",
        ) from None
    if report.schema_version.partition(".")[0] != SCHEMA_VERSION.partition(".")[0]:
        raise InputError(
            f"{where} is of another version of the format.", hint="Use the same finopsguard on both sides."
        )
    return report


def failed_text(done: Checkup) -> str:
    """Markdown for a check that ended without a report."""
    lines = visible_lines(done.said.strip() or "No reason was given.", 4_000)
    fence = "`" * max(3, 1 + max(line.count("`") for line in lines))
    return "\n".join(
        [
            f"### ❌ FinOpsGuard could not check this change (exit code {done.code})",
            "",
            f"{fence}text",
            *lines,
            fence,
            "",
        ]
    )
