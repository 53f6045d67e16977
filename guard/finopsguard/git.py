"""Files of a git repository as they are at a commit.

Read with ``git ls-tree`` and ``git cat-file``, so that no hook, filter or attribute of the repository runs and the working tree and the
index stay as they are (git-ls-tree, git-cat-file manual pages).
"""

import os
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath

import msgspec

from finopsguard.errors import InputError, UsageError
from finopsguard.files import MEBIBYTE

SECONDS = 60
MOST_BYTES = 512 * MEBIBYTE
_REGULAR = ("100644", "100755")


class Blob(msgspec.Struct, frozen=True):
    """A regular file of a commit."""

    name: str
    path: str
    """Below the repository's top, with slashes."""
    size: int


def top_of(folder: Path) -> Path:
    """The working tree that a folder is in. Raises :class:`InputError` outside of any."""
    return Path(run_git(folder, "rev-parse", "--show-toplevel").decode().strip()).resolve()


def commit_of(revision: str, folder: Path) -> str | None:
    """The commit that a revision names; ``None`` where there is none. ``--end-of-options``: a name that begins with a dash is no option."""
    try:
        found = run_git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except InputError:
        return None
    return found.decode().strip()


def blobs_of(top: Path, commit: str, wanted: Callable[[str, int], bool]) -> list[Blob]:
    """Regular files of a commit for whose path and size ``wanted`` is true. Links and submodules are left out."""
    found = []
    total = 0
    for entry in run_git(top, "ls-tree", "-r", "-z", "-l", "--full-tree", commit).split(b"\0"):
        head, _, name = entry.partition(b"\t")
        fields = head.decode().split()
        if len(fields) != 4 or fields[0] not in _REGULAR:
            continue
        path, size = os.fsdecode(name), int(fields[3])
        if not wanted(path, size):
            continue
        total += size
        if total > MOST_BYTES:
            raise InputError(
                f"The repository at {commit[:12]} holds more than {MOST_BYTES // MEBIBYTE} MiB of files.",
                hint="Compare with a JSON report of that revision instead: --compare-to report.json.",
            )
        found.append(Blob(fields[2], path, size))
    return found


def write_blobs(top: Path, blobs: list[Blob], copy: Path) -> None:
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


def run_git(folder: Path, *arguments: str) -> bytes:
    """What git prints. Raises :class:`InputError` with git's own words where it fails."""
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
        raise UsageError("To read another revision git is needed, and it is not installed.") from None
    except subprocess.TimeoutExpired:
        raise InputError(f"git did not answer within {SECONDS} seconds.") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines()
        raise InputError(
            f"git cannot read the repository of {folder.name}: {said[-1][:200] if said else 'no reason given'}.",
            hint="Run finopsguard inside of the repository.",
        ) from None
    return done.stdout


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Of the environment, what git needs; nothing that points it at another repository, as a git hook's environment does."""
    kept = {name: value for name, value in environ.items() if not name.startswith("GIT_")}
    return {**kept, "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
