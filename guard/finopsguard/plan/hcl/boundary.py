"""What of the disk a directory may read: files of its own repository and nothing else.

A pull request can hold links and paths that lead to the secrets of the machine that checks it.
"""

import os
import stat
from pathlib import Path

MEBIBYTE = 1024 * 1024
MAX_FILE = 4 * MEBIBYTE
"""One file, in bytes. Terraform that people write stays under 100 KB a file."""
_CLOSED = (".git",)
"""Folders inside a repository that hold credentials: checkouts in CI leave a token in .git/config."""


class OutsideError(Exception):
    """A path that may not be read. The message is a sentence's end: ``leads out of the repository``."""


class AbsentError(OutsideError):
    """There is nothing at the path."""

    def __init__(self) -> None:
        super().__init__("does not exist")


def find_boundary(directory: Path) -> Path:
    """The repository that a directory lies in, by its ``.git``. Without one: the directory itself, or as far up as its modules
    live (a ``modules`` folder beside it or above); never the file system's root or a home directory.
    """
    real = Path(os.path.realpath(directory))
    for folder in (real, *real.parents):
        if (folder / ".git").exists() and _may_be_boundary(folder):
            return folder
    for folder in list(real.parents)[:4]:
        if (folder / "modules").is_dir() and _may_be_boundary(folder):
            return folder
    return real


def _may_be_boundary(folder: Path) -> bool:
    return folder != Path(folder.anchor) and folder != Path(os.path.realpath(Path("~").expanduser()))


def inside(path: Path, boundary: Path) -> Path:
    """Where a path really leads. Raises :class:`OutsideError` when that is not inside the boundary."""
    try:
        real = Path(os.path.realpath(path, strict=True))
    except (OSError, ValueError) as error:
        if isinstance(error, FileNotFoundError):
            raise AbsentError from None
        raise OutsideError("cannot be followed" if path.is_symlink() else "cannot be read") from None
    if not real.is_relative_to(boundary):
        raise OutsideError("leads out of the repository")
    if any(part in _CLOSED for part in real.relative_to(boundary).parts):
        raise OutsideError("lies where credentials may be")
    return real


def read(path: Path, boundary: Path, *, limit: int = MAX_FILE) -> bytes:
    """A regular file's bytes. Raises :class:`OutsideError` also for devices, pipes and what is larger than ``limit``."""
    real = inside(path, boundary)
    try:
        handle = os.open(real, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise OutsideError("is not a regular file")
            if status.st_size > limit:
                raise OutsideError(f"is larger than {limit / MEBIBYTE:g} MiB")
            return file.read(limit)
    except OSError as error:
        raise OutsideError(f"cannot be read: {error.strerror}") from None
