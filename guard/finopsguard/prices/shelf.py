"""Where the files of a book stand: a folder, or a zip file that ``prices export`` made."""

import mmap
from pathlib import Path
from typing import Protocol

from finopsguard.errors import PriceError

Content = bytes | mmap.mmap
"""A file's bytes; both kinds are searched alike."""
HINT = (
    "Reinstall finopsguard; a book in your data folder: delete it and run finopsguard prices update (docs/prices.md)."
)
MAPPED = 4 * 1024 * 1024
"""Files from this size on are mapped, not read: of a list of five million prices a look-up touches a few pages."""


class Shelf(Protocol):
    """The files of a book by path, ``aws/AmazonEC2/eu-central-1.tsv``."""

    def read(self, name: str) -> Content | None:
        """The file; ``None`` if there is none. Raises :class:`PriceError` if it cannot be read."""


class Folder:
    """A book in a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def read(self, name: str) -> Content | None:
        """The file's bytes, mapped if it is large."""
        try:
            with (self.root / name).open("rb") as file:
                data: Content = file.read(MAPPED)
                return data if len(data) < MAPPED else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (FileNotFoundError, IsADirectoryError):
            return None
        except OSError as error:
            raise PriceError(f"The price book cannot be read: {error.strerror or error} ({name}).", hint=HINT) from None


class Archive:
    """A book in one zip file."""

    def __init__(self, path: Path) -> None:
        import zipfile  # noqa: PLC0415  slow to import, and few books are archives

        self._damage = (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError)
        self._name = path.name
        try:
            self._zip = zipfile.ZipFile(path)
        except self._damage as error:
            raise PriceError(
                f"The price book {path} cannot be read: {error}.", hint="Make it anew with prices export."
            ) from None

    def read(self, name: str) -> Content | None:
        """The file's bytes; zip files carry a checksum of each."""
        try:
            return self._zip.read(name)
        except KeyError:
            return None
        except self._damage as error:
            raise PriceError(
                f"The price book {self._name} is damaged at {name}: {error}.", hint="Make it anew with prices export."
            ) from None


def find_lines(data: Content, start: int, key: bytes) -> list[bytes]:
    """The lines whose first cell is ``key``, by halving: rows are sorted by key in the order of their UTF-8 bytes.

    ``start`` is where the first row begins; the last one ends with a line break.
    """
    low, high = start, len(data)
    while low < high:
        middle = (low + high) // 2
        line = data.rfind(b"\n", low, middle) + 1 or low
        tab = data.find(b"\t", line)
        if data[line:tab] < key:
            low = data.find(b"\n", line) + 1
        else:
            high = line
    found = []
    mark = key + b"\t"
    while data[low : low + len(mark)] == mark:
        end = data.find(b"\n", low)
        found.append(data[low:end])
        low = end + 1
    return found
