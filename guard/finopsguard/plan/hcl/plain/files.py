"""Files as functions see them: those of the repository, and nothing else."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from finopsguard.plan.hcl.boundary import AbsentError, OutsideError, inside, read
from finopsguard.plan.hcl.plain.limits import LONGEST_STRING, MOST_FILES, LimitReachedError


class Files:
    """Relative paths count from the root module, as where Terraform runs. What is refused is told to ``refuse``, and unknown."""

    def __init__(self, root: Path, boundary: Path, refuse: Callable[[str, OutsideError], None]) -> None:
        self.root = root
        self._boundary = boundary
        self.refuse = refuse

    def read(self, path: str) -> bytes | None:
        """Content of a file; ``None``, and reported, where it is refused. Raises ``OSError`` where it is not there."""
        try:
            return read(self.root / path, self._boundary, limit=LONGEST_STRING)
        except AbsentError:
            raise FileNotFoundError(path) from None
        except OutsideError as error:
            self.refuse(path, error)
            return None

    def exists(self, path: str) -> bool | None:
        """Whether there is such a file; ``None``, and reported, where that is refused."""
        try:
            return inside(self.root / path, self._boundary).is_file()
        except AbsentError:
            return False
        except OutsideError as error:
            self.refuse(path, error)
            return None

    def below(self, path: str) -> list[str] | None:
        """Relative names of all files below a directory; ``None``, and reported, where it is refused."""
        try:
            top = inside(self.root / path, self._boundary)
        except AbsentError:
            return []
        except OutsideError as error:
            self.refuse(path, error)
            return None
        return sorted(self._walk(top))

    def _walk(self, top: Path) -> Iterator[str]:
        """Names below ``top``; links to directories are not followed, links out of the repository not named."""
        seen = 0
        for folder, folders, names in os.walk(top):
            folders[:] = sorted(name for name in folders if name != ".git")
            seen += len(folders) + len(names)
            if seen > MOST_FILES * 10:
                raise LimitReachedError(f"fileset looks at more than {MOST_FILES * 10:,} files and was ended.")
            for name in names:
                path = Path(folder, name)
                try:
                    if not path.is_symlink() or inside(path, self._boundary).is_file():
                        yield path.relative_to(top).as_posix()
                except OutsideError:
                    continue
