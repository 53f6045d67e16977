"""What a run checks: paths and patterns of the command line, or the projects of finopsguard.yml."""

import os
from collections.abc import Iterable, Sequence
from glob import glob

from finopsguard.config import Config, Project
from finopsguard.errors import UsageError
from finopsguard.types.plan import Plan

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
    found = (
        [project for path in _expanded(paths) for project in _known(path, config)] if paths else list(config.projects)
    )
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


def _known(path: str, config: Config) -> list[Project]:
    """Several where one folder is listed once for each environment."""
    real = _real(path)
    known = [each for each in config.projects if real in (_real(each.path), _real(each.plan or each.path))]
    return known or [Project(name=path, path=path)]


def _real(path: str) -> str:
    return path if path == STANDARD_INPUT else os.path.realpath(path)


def _refuse_repeats(found: Sequence[Project]) -> None:
    _refuse_twice([(place(project), project) for project in found])


def refuse_overlap(read: Iterable[tuple[Plan, Project]]) -> None:
    """Raises :class:`UsageError` where a root module was found twice: in a folder that was given, and in one around it."""
    _refuse_twice([(plan.path, project) for plan, project in read if plan.stateless])


def _refuse_twice(found: Iterable[tuple[str, Project]]) -> None:
    """A folder may be several projects, one for each environment that its variables make of it; a plan is one."""
    seen: set[tuple[object, ...]] = set()
    for path, project in found:
        folder = os.path.isdir(path)  # noqa: PTH112  every run asks; pathlib is slower
        environment = (project.workspace, *project.var_files, *project.variables) if folder else ()
        key = (_real(path), *environment)
        if key in seen:
            what = "folder" if folder else "plan"
            raise UsageError(
                f"The {what} {path} is given twice.", hint=f"Name each {what} once: its costs would count twice."
            )
        seen.add(key)
