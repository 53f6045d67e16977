"""Files of a directory, and nothing else: what lies outside the repository, by whatever path or link, is refused."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from stat import S_ISREG

from finopsguard.plan.hcl.plain.limits import LONGEST_STRING, MOST_FILES, LimitReachedError


class OutsideError(Exception):
    """A path leads out of the repository. ``str()`` is the path as it was written."""


def within(path: Path, boundary: Path) -> Path:
    """The real path, links followed. Raises :class:`OutsideError` unless it lies in ``boundary`` (a real path itself)."""
    try:
        real = Path(os.path.realpath(path))
    except (OSError, ValueError):
        raise OutsideError(str(path)) from None
    if real != boundary and boundary not in real.parents:
        raise OutsideError(str(path))
    return real


def read_bytes(path: Path, boundary: Path) -> bytes:
    """A regular file's content. Raises :class:`OutsideError`, ``OSError``, or ``LimitReachedError`` when it is too large."""
    real = within(path, boundary)
    if not S_ISREG(real.stat().st_mode):
        raise FileNotFoundError(str(path))
    with real.open("rb") as file:
        data = file.read(LONGEST_STRING + 1)
    if len(data) > LONGEST_STRING:
        raise LimitReachedError(f"{path.name} is larger than {LONGEST_STRING:,} bytes and was not read.")
    return data


class Files:
    """Files as functions see them: relative paths count from the root module, as where Terraform runs."""

    def __init__(self, root: Path, boundary: Path, refuse: Callable[[str], None]) -> None:
        self.root = root
        self._boundary = boundary
        self._refuse = refuse

    def read(self, path: str) -> bytes | None:
        """Content of a file; ``None``, and reported, where it is refused. Raises ``OSError`` where it is not there."""
        try:
            return read_bytes(self.root / path, self._boundary)
        except OutsideError:
            self._refuse(f"{path!r} leads out of the repository and was not read")
            return None
        except ValueError:
            raise FileNotFoundError(path) from None

    def exists(self, path: str) -> bool | None:
        """Whether there is such a file; ``None``, and reported, where that is refused."""
        try:
            return within(self.root / path, self._boundary).is_file()
        except (OutsideError, ValueError):
            self._refuse(f"{path!r} leads out of the repository and was not looked at")
            return None

    def below(self, path: str) -> list[str] | None:
        """Relative names of all files below a directory; ``None``, and reported, where it is refused."""
        try:
            top = within(self.root / path, self._boundary)
        except (OutsideError, ValueError):
            self._refuse(f"{path!r} leads out of the repository and was not listed")
            return None
        return sorted(self._walk(top))

    def _walk(self, top: Path) -> Iterator[str]:
        """Names below ``top``; links to directories are not followed, links out of the repository not named."""
        seen = 0
        for folder, folders, names in os.walk(top):
            folders.sort()
            seen += len(folders) + len(names)
            if seen > MOST_FILES * 10:
                raise LimitReachedError(f"fileset looks at more than {MOST_FILES * 10:,} files and was ended.")
            for name in names:
                path = Path(folder, name)
                try:
                    if within(path, self._boundary).is_file():
                        yield path.relative_to(top).as_posix()
                except OutsideError:
                    continue
