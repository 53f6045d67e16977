"""A directory as it is at another revision of its git repository (``--compare-to REV``), laid out in a temporary folder.

Modules that ``terraform init`` has fetched are not in git: those of today stand in for those of then.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from finopsguard.errors import UsageError
from finopsguard.files import MEBIBYTE
from finopsguard.git import blobs_of, commit_of, top_of, write_blobs
from finopsguard.plan.limits import printable

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
    folder = folder.resolve()
    top = top_of(folder)
    commit = commit_of(revision, folder)
    if commit is None:
        raise UsageError(
            f"--compare-to {printable(revision, 100)}: there is no such revision in the repository of {folder.name}.",
            hint="Name a branch, tag or commit that is fetched (git fetch origin main; in CI check out with fetch-depth: 0), "
            "or a JSON report.",
        )
    with tempfile.TemporaryDirectory(prefix="finopsguard-") as made:
        # Git's own marker, so that functions and module sources are held to the copy as they are to the repository.
        copy = Path(made).resolve() / top.name
        (copy / ".git").mkdir(parents=True)
        write_blobs(top, blobs_of(top, commit, _wanted), copy)
        inside = copy / folder.relative_to(top)
        _copy_modules(folder, inside)
        inside.mkdir(parents=True, exist_ok=True)
        yield inside


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
