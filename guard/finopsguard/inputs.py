"""What a run checks: paths and patterns of the command line, or the projects of finopsguard.yml."""

import os
from collections.abc import Iterable, Sequence
from glob import glob

from finopsguard.config import Config, Project
from finopsguard.errors import UsageError

STANDARD_INPUT = "-"


def projects(paths: Sequence[str], config: Config) -> list[Project]:
    """One entry for each plan or folder, in the order given; a pattern stands for what it matches, sorted.

    A path that finopsguard.yml names takes that project's settings. Raises :class:`UsageError` where there is nothing to check, where a
    pattern matches nothing, and where something is named twice: its costs would count twice.
    """
    if not paths and not config.projects:
        raise UsageError(
            "Nothing to check: no plan or folder is given.",
            hint="Name some (finopsguard check plan.json), or list projects: in finopsguard.yml.",
        )
    found = [_known(path, config) for path in _expanded(paths)] if paths else list(config.projects)
    _refuse_repeats(found)
    return found


def place(project: Project) -> str:
    """The file or folder that is read."""
    return project.plan or project.path


def source_of(project: Project) -> str:
    """The folder of Terraform that a plan file was made from: the project's own, else the plan's folder where it holds some."""
    if project.plan and project.path != project.plan:
        return project.path
    if project.path == STANDARD_INPUT:
        return ""
    folder = os.path.dirname(project.path) or "."  # noqa: PTH120  every run asks; pathlib is slower
    try:
        with os.scandir(folder) as entries:
            return folder if any(entry.name.endswith((".tf", ".tofu", ".tf.json")) for entry in entries) else ""
    except OSError:
        return ""


def _expanded(paths: Iterable[str]) -> Iterable[str]:
    """Shells that do not know ``**`` hand patterns on. A file whose name merely looks like one is itself."""
    for path in paths:
        if path == STANDARD_INPUT or not {"*", "?"} & set(path) or os.path.lexists(path):
            yield path
            continue
        matches = sorted(glob(path, recursive=True))  # noqa: PTH207  Path.glob takes no absolute patterns
        if not matches:
            raise UsageError(
                f"{path} matches nothing.", hint="Check the pattern, and that the plans have been written."
            )
        yield from matches


def _known(path: str, config: Config) -> Project:
    real = _real(path)
    return next(
        (known for known in config.projects if real in (_real(known.path), _real(known.plan or known.path))),
        Project(name=path, path=path),
    )


def _real(path: str) -> str:
    return path if path == STANDARD_INPUT else os.path.realpath(path)


def _refuse_repeats(found: Sequence[Project]) -> None:
    seen: set[str] = set()
    for project in found:
        real = _real(place(project))
        if real in seen:
            raise UsageError(
                f"The plan {place(project)} is given twice.", hint="Name each plan once: its costs would count twice."
            )
        seen.add(real)
