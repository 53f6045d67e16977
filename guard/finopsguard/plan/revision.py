"""A directory as it is at another revision of its git repository (``--compare-to REV``), laid out in a temporary folder.

Modules that ``terraform init`` has fetched are not in git: those of today stand in for those of then.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
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
        _copy_modules(top, copy)
        inside = copy / folder.relative_to(top)
        inside.mkdir(parents=True, exist_ok=True)
        yield inside


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


def _copy_modules(top: Path, copy: Path) -> None:
    """Modules that are initialised today, beside the same root at the revision. Links are left behind."""
    for folder, names, _files in os.walk(top):
        if ".terraform" in names and (Path(folder) / MODULES).is_dir():
            target = copy / Path(folder).relative_to(top)
            if target.is_dir():
                shutil.copytree(Path(folder) / MODULES, target / MODULES, symlinks=True, dirs_exist_ok=True)
        names[:] = [name for name in names if not name.startswith(".") and name != "node_modules"]
