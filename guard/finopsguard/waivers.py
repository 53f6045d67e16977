"""Waivers that stand in comments beside resources, and which of all waivers were there before the change."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from finopsguard.config import FILE_NAMES, Config
from finopsguard.errors import ConfigError, InputError
from finopsguard.inputs import source_of
from finopsguard.pricing import Checked
from finopsguard.types.policy import Waiver

FLAG = "--waivers-from"


class Inline(msgspec.Struct, frozen=True):
    """What the comments say."""

    waivers: tuple[Waiver, ...] = ()
    base: tuple[Waiver, ...] | None = None
    """Those of the base, of its configuration too; ``None`` where there is no base to compare with, or where it lets new ones count."""
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
    base = _before(folders, config) if config.waivers_from else None
    return Inline(tuple(found), base, tuple(problems))


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


def _before(folders: Iterable[str], config: Config) -> tuple[Waiver, ...] | None:
    """Waivers of the base, in its configuration and in comments; ``None`` where its configuration lets new ones count.

    Whether they count is the base's to say: a change that could say it of itself would waive whatever it likes.
    """
    settings = _settings_before(config)
    return None if settings.new_waivers else (*settings.waivers, *_comments_before(folders, config.waivers_from))


def _settings_before(config: Config) -> Config:
    """The configuration as it was. One outside of any repository is no part of a change: whoever runs this laid it out from the base."""
    from finopsguard.config import load  # noqa: PLC0415  beside its only use
    from finopsguard.git import top_of  # noqa: PLC0415  it reads git
    from finopsguard.plan.revision import folders_at  # noqa: PLC0415  as above

    file = Path(config.file or FILE_NAMES[0])
    try:
        top_of(file.parent)
    except InputError:
        return config
    with folders_at(config.waivers_from, [file.parent], FLAG) as (there,):
        named = there / file.name
        try:
            return load(str(named), there) if named.is_file() else load(None, there)
        except ConfigError:
            return Config()  # a configuration that could not be read then waived nothing


def _comments_before(folders: Iterable[str], revision: str) -> list[Waiver]:
    """Waivers beside resources, each with the file that would state it today."""
    from finopsguard.plan.revision import folders_at  # noqa: PLC0415  it reads git

    today = [Path(folder) for folder in folders if Path(folder).is_dir()]
    found: list[Waiver] = []
    with folders_at(revision, today, FLAG) as then:
        for now, there in zip(today, then, strict=True):
            found += (
                msgspec.structs.replace(waiver, file=os.path.normpath(now / os.path.relpath(waiver.file, there)))
                for waiver in _read(there)[0]
            )
    return found
