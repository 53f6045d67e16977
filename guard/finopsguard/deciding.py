"""Who decides on a pull request: what it is checked against comes from its base, and the flags of the check that follow from that."""

from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from finopsguard import config as settings
from finopsguard.config import Config
from finopsguard.errors import FinOpsGuardError, UsageError
from finopsguard.forges import base as bases
from finopsguard.forges.base import Base
from finopsguard.forges.event import Event
from finopsguard.forges.inputs import BASE, TRUSTED, Inputs, arguments
from finopsguard.types.result import Reason, Report, Verdict
from finopsguard.verdict import exit_code

MOST_NAMED = 10


class Deciding(msgspec.Struct, frozen=True):
    """How the check runs, and what the report says of it."""

    arguments: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    open: str = ""
    """Why nobody can decide; empty where all is well."""

    def applied(self, report: Report, *, soft_fail: bool) -> Report:
        """The report with what is to be said besides, and never a pass where what decides could not be had."""
        reasons, word = report.reasons, report.verdict
        if self.open:
            reasons = (
                *reasons,
                Reason(
                    code="base",
                    verdict=Verdict.INCOMPLETE,
                    message=self.open,
                    fix="Check out with fetch-depth: 2 or more, or say config-from: head.",
                ),
            )
            word = Verdict.FAIL if word is Verdict.FAIL else Verdict.INCOMPLETE
        soft = soft_fail or (word is report.verdict and report.exit_code == 0)
        return msgspec.structs.replace(
            report,
            reasons=reasons,
            verdict=word,
            exit_code=exit_code(word, soft_fail=soft),
            warnings=(*report.warnings, *self.warnings),
        )


def deciding(asked: Inputs, event: Event, folder: Path, into: Path) -> Deciding:
    """Lays out the base's files below ``into`` where they count."""
    commit = bases.base_commit(event, folder)
    change = bool(event.base)
    if asked.config_from != BASE or not change:
        config = str(folder / asked.config) if asked.config else ""
        return Deciding(_flags(asked, config, commit, folder, lambda path: str(folder / path)))
    named = [value for name in TRUSTED for value in asked.given.get(name, ())]
    try:
        base = bases.lay_out(commit, folder, asked.config, named, into) if commit else None
    except FinOpsGuardError:
        base = None
    if base is None:
        return Deciding(
            _flags(asked, bases.empty_config(into), None, folder, lambda _path: None),
            open="The base of this change was not fetched, and what the change is checked against comes from there.",
        )
    _refuse_missing(asked, named, base, folder)
    return Deciding(
        (
            f"--waivers-from={commit}",
            *_flags(asked, base.config, commit, folder, lambda path: base.place(path, folder)),
        ),
        warnings=_changed(bases.changed_files(base, folder, asked.config, named)),
    )


def _refuse_missing(asked: Inputs, named: Iterable[str], base: Base, folder: Path) -> None:
    """A file that the workflow names and that is nowhere would be one rule less, unnoticed."""
    for path in filter(None, (asked.config, *named)):
        nowhere = base.place(path, folder) is None and not (folder / path).exists()
        if nowhere and path not in asked.given.get("HISTORY", ()):  # which begins empty
            raise UsageError(
                f"The workflow names {path}, which is neither in the base nor in the change.", hint="Check the path."
            )


def _flags(
    asked: Inputs, config: str, commit: str | None, folder: Path, place: Callable[[str], str | None]
) -> tuple[str, ...]:
    flags = arguments(asked, place)
    if config:
        flags += [f"--config={config}", "--root=."]
    against = _compared(asked, config, commit, folder)
    if against:
        flags.append(f"--compare-to={against}")
    if asked.soft_fail:
        flags.append("--soft-fail")
    return (*flags, "--", *asked.plans)


def _compared(asked: Inputs, config: str, commit: str | None, folder: Path) -> str:
    """The base of costs. Folders without a word about it are compared with the base of the change; plans know what was there before."""
    if asked.compare_to and asked.compare_to != BASE:
        return asked.compare_to
    if commit is None:
        return ""
    return commit if asked.compare_to == BASE or _only_folders(asked, config, folder) else ""


def _only_folders(asked: Inputs, config: str, folder: Path) -> bool:
    if asked.plans:
        return all((folder / path).is_dir() for path in asked.plans)
    try:
        known: Config = settings.load(config or None, folder, folder)
    except FinOpsGuardError:
        return False  # the check itself says what is wrong
    return bool(known.projects) and all(not one.plan and Path(one.path).is_dir() for one in known.projects)


def _changed(files: list[str]) -> tuple[str, ...]:
    """What the change does to the files that decide counts once it is merged."""
    if not files:
        return ()
    more = f" and {len(files) - MOST_NAMED} more" if len(files) > MOST_NAMED else ""
    return (
        f"This change alters {', '.join(files[:MOST_NAMED])}{more}: the versions of its base count until it is merged.",
    )
