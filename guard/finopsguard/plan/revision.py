"""A directory as it is at another revision of its git repository (``--compare-to REV``), laid out in a temporary folder.

Modules that ``terraform init`` has fetched are not in git: those of today stand in for those of then.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import structs

from finopsguard.errors import UsageError
from finopsguard.files import MEBIBYTE
from finopsguard.git import blobs_of, commit_of, top_of, write_blobs
from finopsguard.plan.limits import printable
from finopsguard.types.plan import Plan

LARGEST_FILE = 20 * MEBIBYTE
LARGEST_OTHER = MEBIBYTE
"""Of a file that is not Terraform: templates and JSON that functions read are small."""
TERRAFORM = (".tf", ".tofu", ".tf.json", ".tofu.json", ".tfvars", ".tfvars.json")
MODULES = Path(".terraform") / "modules"


@contextmanager
def at_revision(revision: str, folder: Path) -> Iterator[Path]:
    """``folder`` as it was at ``revision``, with the rest of its repository around it. The copy is removed at the end.

    Raises :class:`UsageError` where there is no such revision or no repository, :class:`InputError` where git cannot read it.
    """
    with folders_at(revision, [folder]) as (there,):
        yield there


@contextmanager
def folders_at(revision: str, folders: Sequence[Path], flag: str = "--compare-to") -> Iterator[list[Path]]:
    """Several folders as they were, in the order given; each repository is laid out once. ``flag`` asked for the revision.

    Raises as :func:`at_revision` does.
    """
    with tempfile.TemporaryDirectory(prefix="finopsguard-") as made:
        copies: dict[Path, Path] = {}
        found = []
        for folder in folders:
            real = folder.resolve()
            top = top_of(real)
            if top not in copies:
                copies[top] = _laid_out(top, _commit(revision, real, flag), Path(made).resolve() / str(len(copies)))
            inside = copies[top] / real.relative_to(top)
            inside.mkdir(parents=True, exist_ok=True)
            _copy_modules(real, inside)
            found.append(inside)
        yield found


def _commit(revision: str, folder: Path, flag: str) -> str:
    commit = commit_of(revision, folder)
    if commit is None:
        raise UsageError(
            f"{flag} {printable(revision, 100)}: there is no such revision in the repository of {folder.name}.",
            hint="Name a branch, tag or commit that is fetched (git fetch origin main; in CI check out with fetch-depth: 0)"
            + (", or a JSON report." if flag == "--compare-to" else "."),
        )
    return commit


def _laid_out(top: Path, commit: str, place: Path) -> Path:
    """A copy of a repository. Git's own marker is there, so that functions and module sources are held to the copy as to the repository."""
    copy = place / top.name
    (copy / ".git").mkdir(parents=True)
    write_blobs(top, blobs_of(top, commit, _wanted), copy)
    return copy


class Renamed:
    """Names files of the copy as the user knows them: by the folder that is checked, as it was named."""

    def __init__(self, there: Path, folder: str) -> None:
        top = next((each for each in (there, *there.parents) if (each / ".git").exists()), there)
        above = os.path.normpath(Path(folder, os.path.relpath(top, there)))
        self._names = (
            (f"{there}{os.sep}", "" if folder == "." else f"{folder.rstrip(os.sep)}{os.sep}"),
            (str(there), folder),
            (f"{top}{os.sep}", "" if above == "." else f"{above}{os.sep}"),
        )

    def text(self, text: str) -> str:
        """A sentence with names in it."""
        for made, known in self._names:
            text = text.replace(made, known)
        return text

    def plan(self, plan: Plan) -> Plan:
        """A plan whose sentences name files that the user has."""
        return structs.replace(
            plan, incomplete=tuple(map(self.text, plan.incomplete)), warnings=tuple(map(self.text, plan.warnings))
        )


def _wanted(path: str, size: int) -> bool:
    return size <= (LARGEST_FILE if path.endswith(TERRAFORM) else LARGEST_OTHER)


def _copy_modules(folder: Path, copy: Path) -> None:
    """Modules that are initialised today, beside the same root at the revision. Links are left behind.

    The copy is walked, not the folder: a checkout may hold any number of files that are in no commit.
    """
    for place, names, _files in os.walk(copy):
        modules = folder / Path(place).relative_to(copy) / MODULES
        if modules.is_dir():
            shutil.copytree(modules, Path(place) / MODULES, symlinks=True, dirs_exist_ok=True)
        names[:] = [name for name in names if not name.startswith(".") and name != "node_modules"]
