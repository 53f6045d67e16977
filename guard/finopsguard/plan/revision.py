"""A directory as it is at another revision of its git repository (``--compare-to REV``), laid out in a temporary folder.

Read with ``git ls-tree`` and ``git cat-file``, so that no hook, filter or attribute of the repository runs and the working tree and the
index stay as they are (git-ls-tree, git-cat-file manual pages). Modules that ``terraform init`` has fetched are not in git: those of today
stand in for those of then.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

import msgspec

from finopsguard.errors import InputError, UsageError
from finopsguard.files import MEBIBYTE
from finopsguard.plan.limits import printable

SECONDS = 60
LARGEST_FILE = 20 * MEBIBYTE
LARGEST_OTHER = MEBIBYTE
"""Of a file that is not Terraform: templates and JSON that functions read are small."""
MOST_BYTES = 512 * MEBIBYTE
TERRAFORM = (".tf", ".tofu", ".tf.json", ".tofu.json", ".tfvars", ".tfvars.json")
MODULES = Path(".terraform") / "modules"
_REGULAR = ("100644", "100755")


class _Blob(msgspec.Struct, frozen=True):
    name: str
    path: str
    size: int


@contextmanager
def at_revision(revision: str, folder: Path) -> Iterator[Path]:
    """``folder`` as it was at ``revision``, with the rest of its repository around it. The copy is removed at the end.

    Raises :class:`UsageError` where there is no such revision or no repository, :class:`InputError` where git cannot read it.
    """
    folder = folder.resolve()
    top = Path(_git(folder, "rev-parse", "--show-toplevel").decode().strip()).resolve()
    commit = _commit(revision, folder)
    with tempfile.TemporaryDirectory(prefix="finopsguard-") as made:
        # Git's own marker, so that functions and module sources are held to the copy as they are to the repository.
        copy = Path(made).resolve() / top.name
        (copy / ".git").mkdir(parents=True)
        _write(top, _blobs(top, commit), copy)
        _copy_modules(top, copy)
        inside = copy / folder.relative_to(top)
        inside.mkdir(parents=True, exist_ok=True)
        yield inside


def _commit(revision: str, folder: Path) -> str:
    """The commit that a revision names. ``--end-of-options``: a name that begins with a dash is no option."""
    try:
        found = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        return found.decode().strip()
    except InputError:
        raise UsageError(
            f"--compare-to {printable(revision, 100)}: there is no such revision in the repository of {folder.name}.",
            hint="Name a branch, tag or commit that is fetched (git fetch origin main; in CI check out with fetch-depth: 0), "
            "or a JSON report.",
        ) from None


def _blobs(top: Path, commit: str) -> list[_Blob]:
    """Regular files of a commit that an evaluation may need, within the caps. Links and submodules are left out."""
    found = []
    total = 0
    for entry in _git(top, "ls-tree", "-r", "-z", "-l", "--full-tree", commit).split(b"\0"):
        head, _, name = entry.partition(b"\t")
        fields = head.decode().split()
        if len(fields) != 4 or fields[0] not in _REGULAR:
            continue
        path, size = os.fsdecode(name), int(fields[3])
        if size > (LARGEST_FILE if path.endswith(TERRAFORM) else LARGEST_OTHER):
            continue
        total += size
        if total > MOST_BYTES:
            raise InputError(
                f"The repository at {commit[:12]} holds more than {MOST_BYTES // MEBIBYTE} MiB of files.",
                hint="Compare with a JSON report of that revision instead: --compare-to report.json.",
            )
        found.append(_Blob(fields[2], path, size))
    return found


def _write(top: Path, blobs: list[_Blob], copy: Path) -> None:
    """Writes the blobs below ``copy``; one git process answers for all of them."""
    if not blobs:
        return
    names = "".join(f"{blob.name}\n" for blob in blobs).encode()
    with tempfile.TemporaryFile() as asked:
        asked.write(names)
        asked.seek(0)
        with subprocess.Popen(  # noqa: S603  git with fixed arguments
            ["git", "-C", str(top), "cat-file", "--batch"],  # noqa: S607  the user's git, as for every other tool
            stdin=asked,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(os.environ),
        ) as process:
            assert process.stdout is not None
            for blob in blobs:
                header = process.stdout.readline().split()
                content = process.stdout.read(blob.size + 1)[: blob.size]
                if len(header) != 3 or len(content) != blob.size:
                    process.kill()
                    raise InputError("git could not read a file of the revision.", hint="Try: git fsck")
                _place(copy, blob.path, content)


def _place(copy: Path, path: str, content: bytes) -> None:
    """Git refuses paths that leave the tree; one that did all the same is left out."""
    parts = PurePosixPath(path).parts
    if ".." in parts or path.startswith("/") or ".git" in parts:
        return
    target = copy.joinpath(*parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def _copy_modules(top: Path, copy: Path) -> None:
    """Modules that are initialised today, beside the same root at the revision. Links are left behind."""
    for folder, names, _files in os.walk(top):
        if ".terraform" in names and (Path(folder) / MODULES).is_dir():
            target = copy / Path(folder).relative_to(top)
            if target.is_dir():
                shutil.copytree(Path(folder) / MODULES, target / MODULES, symlinks=True, dirs_exist_ok=True)
        names[:] = [name for name in names if not name.startswith(".") and name != "node_modules"]


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603  git with fixed arguments
            ["git", "-C", str(folder), *arguments],  # noqa: S607
            check=True,
            capture_output=True,
            timeout=SECONDS,
            stdin=subprocess.DEVNULL,
            env=_environment(os.environ),
        )
    except FileNotFoundError:
        raise UsageError(
            "--compare-to REV needs git, which is not installed.", hint="Give a JSON report instead."
        ) from None
    except subprocess.TimeoutExpired:
        raise InputError(f"git did not answer within {SECONDS} seconds.") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines()
        raise InputError(
            f"git cannot read the repository of {folder.name}: {printable(said[-1] if said else 'no reason given', 200)}.",
            hint="Run finopsguard inside of the repository.",
        ) from None
    return done.stdout


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Of the environment, what git needs; nothing that points it at another repository, as a git hook's environment does."""
    kept = {name: value for name, value in environ.items() if not name.startswith("GIT_")}
    return {**kept, "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
