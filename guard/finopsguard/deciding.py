"""Who decides on a pull request: what it is checked against comes from its base, and the flags of the check that follow from that."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from finopsguard import config as settings
from finopsguard.config import Config
from finopsguard.errors import ConfigError, FinOpsGuardError, UsageError
from finopsguard.forges import base as bases
from finopsguard.forges.base import Base
from finopsguard.forges.event import Event
from finopsguard.forges.inputs import BASE, TRUSTED, Inputs, arguments, written
from finopsguard.prices.place import CURRENT, SHIPPED
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
    made = [*written(asked), *_compared_file(asked, folder)]
    try:
        base = bases.lay_out(commit, folder, asked.config, [*named, *made], into) if commit else None
        known = _files_of(base, folder) if base is not None else []
    except FinOpsGuardError:
        base = None
    if base is None:
        return Deciding(
            _flags(asked, bases.empty_config(into), None, folder, lambda _path: None),
            open="The base of this change was not fetched, and what the change is checked against comes from there.",
        )
    _refuse_missing(asked, named, base, folder)
    placed = {path: base.place_written(path, folder) for path in made}
    of_the_change = [path for path, where in placed.items() if where != str(folder / path)]
    if asked.compare_to in placed:
        asked = msgspec.structs.replace(asked, compare_to=placed[asked.compare_to] or "")

    def place(path: str) -> str | None:
        return placed[path] if path in placed else base.place(path, folder)

    changed = bases.changed_files(base, folder, asked.config, [*named, *known, *of_the_change])
    return Deciding(
        (f"--waivers-from={commit}", *_flags(asked, base.config, commit, folder, place)), warnings=_changed(changed)
    )


def _compared_file(asked: Inputs, folder: Path) -> list[str]:
    """The report to compare with: a dearer one would make every change cheap."""
    name = asked.compare_to
    return [name] if name.endswith(".json") or (name and (folder / name).is_file()) else []


def _files_of(base: Base, folder: Path) -> list[str]:
    """What the base's configuration names, laid out too; as paths of the checkout."""
    try:
        known: Config = settings.load(base.config, folder)
    except ConfigError:
        return []  # the check itself says what is wrong
    book = [] if known.price_book in {"", SHIPPED, CURRENT} else [known.price_book]
    usage = [known.usage_file, *(project.usage_file for project in known.projects)]
    named = [*usage, known.baseline, *known.prices, *known.policy_dirs, *book]
    inside = [os.path.relpath(os.path.abspath(path), base.copy) for path in named if path]  # noqa: PTH100  links stay
    files = sorted({path for path in inside if path.partition(os.sep)[0] != ".."})
    bases.lay_out_more(base, files)
    return [str(base.top / path) for path in files]


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
    return (*flags, "--", *(asked.plans or _without_projects(config, folder)))


def _without_projects(config: str, folder: Path) -> tuple[str, ...]:
    """Every root module where the settings that count name no projects: those of the change that brings them do not count yet."""
    try:
        return () if settings.load(config or None, folder, folder).projects else (".",)
    except FinOpsGuardError:
        return ()  # the check itself says what is wrong


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
    return all(not one.plan and Path(one.path).is_dir() for one in known.projects)


def _changed(files: list[str]) -> tuple[str, ...]:
    """What the change does to the files that decide counts once it is merged."""
    if not files:
        return ()
    more = f" and {len(files) - MOST_NAMED} more" if len(files) > MOST_NAMED else ""
    return (
        f"This change alters {', '.join(files[:MOST_NAMED])}{more}: the versions of its base count until it is merged.",
    )
