"""What GitHub's runner reads from a step: commands on standard output, outputs, the job's summary ("Workflow commands for GitHub Actions").

A runner obeys any line of the log that looks like a command, and reports quote names of anybody's. So text goes into the log only between
``stop-commands`` and a word that nobody can guess, and what stands in a command is escaped.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from finopsguard.errors import UsageError

ANNOTATIONS: Final = 10
"""Errors, and as many warnings, that GitHub shows of one step."""
SUMMARY_BYTES: Final = 1024 * 1024
LONGEST_MESSAGE: Final = 4_000


class Annotation(msgspec.Struct, frozen=True, kw_only=True):
    """A message beside a line of the change."""

    level: str
    """``error``, ``warning`` or ``notice``."""
    title: str
    message: str
    file: str = ""
    """From the top of the repository."""
    line: int | None = None


def command(annotation: Annotation) -> str:
    """The annotation as a line of the log."""
    place = {"file": annotation.file, "line": annotation.line if annotation.file else None, "title": annotation.title}
    given = ",".join(f"{name}={_property(str(value))}" for name, value in place.items() if value)
    return f"::{annotation.level} {given}::{_data(annotation.message[:LONGEST_MESSAGE])}\n"


def annotations(found: Sequence[Annotation]) -> str:
    """Commands for the first of each level, in the order given: worst first. What GitHub would drop is counted instead."""
    shown = []
    left = {}
    for level in ("error", "warning", "notice"):
        of_level = [annotation for annotation in found if annotation.level == level]
        room = ANNOTATIONS - 1 if level == "notice" else ANNOTATIONS
        shown += of_level[:room]
        left[level] = len(of_level) - len(of_level[:room])
    text = "".join(map(command, shown))
    if any(left.values()):
        missing = " and ".join(f"{count} more {level}s" for level, count in left.items() if count)
        text += command(
            Annotation(
                level="notice", title="FinOpsGuard", message=f"Not shown here: {missing}. The job's summary has them."
            )
        )
    return text


def quoted(text: str) -> str:
    """Text for the log in which nothing is a command."""
    word = secrets.token_hex(16)
    lines = text if text.endswith("\n") else f"{text}\n"
    return f"::stop-commands::{word}\n{lines}::{word}::\n"


def write_outputs(path: str, outputs: Mapping[str, str]) -> None:
    """Appends outputs to GITHUB_OUTPUT, each between two words that nobody can guess."""
    if path:
        _append(path, "".join(map(_output, outputs.items())))


def _output(item: tuple[str, str]) -> str:
    name, value = item
    word = f"finopsguard-{secrets.token_hex(16)}"
    return f"{name}<<{word}\n{value}\n{word}\n"


def write_summary(path: str, drafts: Iterable[str]) -> bool:
    """Appends the first of some drafts that fits into a step's summary. Says whether one did."""
    if not path:
        return False
    for draft in drafts:
        if len(draft.encode("utf-8", "replace")) < SUMMARY_BYTES:
            _append(path, f"{draft.rstrip()}\n")
            return True
    return False


def _append(path: str, text: str) -> None:
    try:
        with Path(path).open("a", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"A file of the runner cannot be written: {error.strerror or error}.") from None


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
