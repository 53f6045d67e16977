"""The files that decide, as they are in the base of a change (``config-from: base``).

Who opens a pull request may change what is checked, and not what it is checked against: finopsguard.yml, policies, waivers, baselines,
usage and price files are read from the base commit. Only git objects are read; nothing of the checkout runs.
"""

import os
from collections.abc import Iterable
from glob import glob
from pathlib import Path, PurePosixPath

import msgspec

from finopsguard.errors import InputError
from finopsguard.files import MEBIBYTE
from finopsguard.forges.event import Event
from finopsguard.git import blobs_of, commit_of, run_git, top_of, write_blobs

CONFIG_FILES = ("finopsguard.yml", "finopsguard.yaml")
ENDINGS = (".yml", ".yaml", ".json", ".jsonl", ".csv", ".tsv", ".rego")
LARGEST = 16 * MEBIBYTE
"""Bytes of one file: what usage and price files may have (docs/configuration.md)."""


class Base(msgspec.Struct, frozen=True, kw_only=True):
    """The base's files, laid out in a folder of their own."""

    commit: str
    top: Path
    """The working tree."""
    copy: Path
    """The same at the base, as far as it can matter."""
    config: str
    """The configuration that counts: an empty one where the base has none."""

    def place(self, path: str, folder: Path) -> str | None:
        """Where a file named in the workflow is read; ``None`` where the base has none. Outside of the repository that is as named."""
        inside = _below(self.top, folder / path)
        if inside is None:
            return str(folder / path)
        there = self.copy / inside
        return str(there) if there.exists() else None

    def place_written(self, path: str, folder: Path) -> str | None:
        """The same for what an earlier step may have written: a file of the checkout that git does not know is no part of the change."""
        there, inside = self.place(path, folder), _below(self.top, folder / path)
        if there is not None or inside is None:
            return there
        if glob(str(self.copy / inside), recursive=True):  # noqa: PTH207  patterns of bills, as the check reads them
            return str(self.copy / inside)
        fixed = self.top / _fixed(inside)
        return None if fixed.resolve() != fixed or _tracked(self.top, inside) else str(folder / path)


def base_commit(event: Event, folder: Path) -> str | None:
    """The base that is there to be read; ``None`` where it was not fetched.

    With ``fetch-depth: 2`` checkout brings GitHub's merge commit and its parents. The base may have moved on since the event, so the
    first parent of that merge counts where the event's own base is not there.
    """
    if event.base and commit_of(event.base, folder) is not None:
        return event.base
    if not (event.merge and event.head):
        return None
    try:
        parents = (
            run_git(folder, "rev-list", "--parents", "-n", "1", "--end-of-options", event.merge).decode().split()[1:]
        )
    except InputError:
        return None
    if len(parents) == 2 and parents[1] == event.head and commit_of(parents[0], folder) is not None:
        return parents[0]
    return None


def lay_out(commit: str, folder: Path, config: str, named: Iterable[str], into: Path) -> Base:
    """Writes the base's files below ``into``. ``config`` and ``named`` are paths of the workflow, from ``folder``.

    Raises :class:`InputError` where git cannot read them.
    """
    top = top_of(folder)
    wanted = {_fixed(inside).as_posix() for path in (config, *named) if path and (inside := _below(top, folder / path))}
    write_blobs(
        top,
        blobs_of(top, commit, lambda path, size: _named(path, wanted) or (size <= LARGEST and path.endswith(ENDINGS))),
        into,
    )
    into.mkdir(parents=True, exist_ok=True)
    base = Base(commit=commit, top=top, copy=into, config="")
    return msgspec.structs.replace(base, config=_config(base, folder, config, into))


def lay_out_more(base: Base, files: Iterable[str]) -> None:
    """Writes what the base's configuration names besides, such as a price book; paths from the top."""
    missing = {file for file in files if not (base.copy / file).exists()}
    write_blobs(base.top, blobs_of(base.top, base.commit, lambda path, _size: _named(path, missing)), base.copy)


def _named(path: str, names: set[str]) -> bool:
    """Whether a file is one of these, or in a folder that is."""
    above = PurePosixPath(path).parents[:-1]  # without the top itself: that is every file
    return path in names or any(str(folder) in names for folder in above)


def _fixed(path: Path) -> Path:
    """A pattern's folder; anything else as it is."""
    parts = path.parts
    first = next((number for number, part in enumerate(parts) if {"*", "?", "["} & set(part)), len(parts))
    return Path(*parts[:first])


def _tracked(top: Path, inside: Path) -> bool:
    """Whether git knows a file of that name, below it, or that the pattern matches."""
    return bool(run_git(top, "ls-files", "-z", "--", inside.as_posix(), f":(literal){inside.as_posix()}"))


def _config(base: Base, folder: Path, config: str, into: Path) -> str:
    for name in (config,) if config else CONFIG_FILES:
        found = base.place(name, folder)
        if found is not None and Path(found).is_file():
            return found
    return empty_config(into)


def empty_config(folder: Path) -> str:
    """A configuration that says nothing, so that the checkout's is not read in its stead."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ".no-configuration.yml"
    path.write_text("", encoding="utf-8")
    return str(path)


def changed_files(base: Base, folder: Path, config: str, named: Iterable[str]) -> list[str]:
    """Of the files that decide, those that the change adds, removes or alters; from the top of the repository."""
    every = [config, *named] if config else [*CONFIG_FILES, *named]
    found: set[str] = set()
    for path in every:
        inside = _below(base.top, folder / path)
        if inside is not None:
            found.update(_differing(base.top / inside, base.copy / inside, inside))
    return sorted(found)


def _differing(now: Path, then: Path, inside: Path) -> Iterable[str]:
    names = {
        path.relative_to(side) for side in (now, then) if side.is_dir() for path in side.rglob("*") if path.is_file()
    }
    for name in names or {Path()}:
        if _content(now / name) != _content(then / name):
            yield (inside / name).as_posix()


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.is_file() and path.stat().st_size <= LARGEST else None
    except OSError:
        return None


def _below(top: Path, path: Path) -> Path | None:
    """The path from the top of the repository; ``None`` outside. Links are not followed: they are the change's."""
    inside = Path(os.path.relpath(os.path.abspath(path), top))  # noqa: PTH100  Path.resolve follows links
    return None if ".." in inside.parts else inside
