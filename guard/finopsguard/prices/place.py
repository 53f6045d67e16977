"""Which book counts: a pinned one, else what ``prices update`` fetched over what is shipped.

Fetched prices lie in the user's data folder, ``book-N`` a generation each; the file ``current`` names the one that counts, so
that a run that is interrupted, or runs while a check reads, changes nothing of it.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from finopsguard.errors import PriceError
from finopsguard.prices.book import PriceBook, is_plain_name

DATA_VARIABLE = "FINOPSGUARD_DATA"
"""Names the data folder itself; for teams that keep their book in a repository, and for tests."""
POINTER = "current"
SHIPPED, CURRENT = "shipped", "current"
"""What may stand in place of a path: the book of the package alone, and with what was fetched."""


def data_folder(environ: Mapping[str, str]) -> Path:
    """The user's data folder as the platform has it (XDG Base Directory Specification; Known Folders; Library)."""
    if named := environ.get(DATA_VARIABLE):
        return Path(named)
    home = Path(environ.get("HOME") or environ.get("USERPROFILE") or Path.home())
    if sys.platform == "win32":
        base = Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        said = environ.get("XDG_DATA_HOME", "")
        # "All paths set in these environment variables must be absolute": a relative one is to be ignored.
        base = Path(said) if os.path.isabs(said) else home / ".local" / "share"  # noqa: PTH117  of text that may be empty
    return base / "finopsguard"


def fetched(folder: Path) -> Path | None:
    """The generation of fetched prices that counts; ``None`` before the first update."""
    try:
        name = (folder / POINTER).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise PriceError(f"The fetched price book cannot be read: {error}.", hint=_anew(folder)) from None
    if not is_plain_name(name) or not (folder / name / "partitions.tsv").is_file():
        raise PriceError(f"The fetched price book {folder / name} is missing.", hint=_anew(folder))
    return folder / name


def open_book(pinned: str, environ: Mapping[str, str]) -> PriceBook:
    """The book of a run. ``pinned`` is a file or folder that ``prices export`` made: then nothing else counts."""
    if pinned == SHIPPED:
        return PriceBook.shipped()
    if pinned and pinned != CURRENT:
        path = Path(pinned)
        if not path.is_file() and not (path / "partitions.tsv").is_file():
            raise PriceError(
                f"There is no price book at {pinned}.",
                hint="Make one with finopsguard prices export, or check --price-book.",
            )
        return PriceBook(path, checked=True)
    own = fetched(data_folder(environ))
    shipped = PriceBook.shipped()
    return PriceBook(own, below=shipped) if own else shipped


def _anew(folder: Path) -> str:
    return f"Delete {folder} and run finopsguard prices update."
