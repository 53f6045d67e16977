"""Waivers that stand in comments beside resources, and which of them were there before the change."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from finopsguard.config import Config
from finopsguard.errors import ConfigError, InputError
from finopsguard.inputs import source_of
from finopsguard.pricing import Checked
from finopsguard.types.policy import Waiver


class Inline(msgspec.Struct, frozen=True):
    """What the comments say."""

    waivers: tuple[Waiver, ...] = ()
    base: tuple[Waiver, ...] | None = None
    """Those of the base, of its configuration too; ``None`` where there is no base to compare with."""
    problems: tuple[str, ...] = ()
    """Waivers that do not count as they are written, each a sentence."""


def inline(checked: Sequence[Checked], config: Config) -> Inline:
    """Waivers of every folder that is checked or that a plan was made from."""
    folders = dict.fromkeys(folder for each in checked if (folder := _folder(each, config)))
    found: list[Waiver] = []
    problems: list[str] = []
    for folder in folders:
        waivers, wrong = _read(Path(folder))
        found += waivers
        problems += wrong
    if not config.waivers_from or config.new_waivers:
        return Inline(tuple(found), None, tuple(problems))
    return Inline(tuple(found), tuple(_before(folders, config)), tuple(problems))


def _folder(each: Checked, config: Config) -> str:
    return (
        each.plan.path
        if each.plan.stateless or Path(each.plan.path).is_dir()
        else config.source or source_of(each.project)
    )


def _read(folder: Path) -> tuple[list[Waiver], list[str]]:
    from finopsguard.plan.hcl.boundary import find_boundary  # noqa: PLC0415  few runs read comments
    from finopsguard.plan.hcl.waivers import find_waivers  # noqa: PLC0415  as above

    if not folder.is_dir():
        return [], []
    found = find_waivers(folder, find_boundary(folder))
    problems = [
        f"{problem.file}:{problem.line}: {problem.message.removesuffix('.')}. {problem.hint}".strip()
        for problem in found.problems
    ]
    return list(found.waivers), problems


def _before(folders: Iterable[str], config: Config) -> list[Waiver]:
    """Those of the base: in comments, and in the configuration that stood beside today's."""
    from finopsguard.config import load  # noqa: PLC0415  beside its only use
    from finopsguard.plan.revision import at_revision  # noqa: PLC0415  it reads git

    found: list[Waiver] = []
    for folder in folders:
        with at_revision(config.waivers_from, Path(folder)) as there:
            found += _read(there)[0]
    file = Path(config.file or "finopsguard.yml")
    if not _in_repository(file.parent):
        return [
            *found,
            *config.waivers,
        ]  # laid out from the base by whoever runs this, or the machine's own: no change wrote it
    with at_revision(config.waivers_from, file.parent) as there:
        try:
            found += load(None, there).waivers
        except ConfigError:
            return found  # a configuration that could not be read then waived nothing
    return found


def _in_repository(folder: Path) -> bool:
    from finopsguard.git import top_of  # noqa: PLC0415  as above

    try:
        top_of(folder)
    except InputError:
        return False
    return True
