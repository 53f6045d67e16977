"""Documents of JSON: single ones, and pages that name the next; pages are kept until all have come."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import Any

from finopsguard.prices.update.aws_offer import opened
from finopsguard.prices.update.client import plain
from finopsguard.prices.update.records import UpdateError
from finopsguard.prices.update.setup import Setup

STALE = 24 * 3600
"""Seconds after which pages of an interrupted run are fetched again: links to further pages expire, and prices move between pages."""
MOST_PAGES = 5_000
LARGEST = 256 * 1024 * 1024
"""Bytes of one page, unpacked."""


def read_document(setup: Setup, url: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """A JSON object. Raises :class:`UpdateError`."""
    path = setup.downloads / f"document-{sha256(url.encode()).hexdigest()[:16]}.json"
    setup.client.fetch(url, path, headers=headers)
    found = _object(path, url)
    path.unlink(missing_ok=True)
    return found


def read_pages(
    setup: Setup, first: str, following: Callable[[dict[str, Any]], str], headers: Mapping[str, str] | None = None
) -> Iterator[dict[str, Any]]:
    """Every page from ``first`` on; ``following`` gives a page's next address, empty at the end. :func:`forget_pages` removes them."""
    folder = pages_folder(setup, first)
    started = folder / "started"
    if started.is_file() and time.time() - started.stat().st_mtime > STALE:
        rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    if not started.is_file():
        started.touch()
    url, seen = first, set[str]()
    for number in range(MOST_PAGES):
        if url in seen:
            raise UpdateError(f"{plain(url)} names a page twice: its pages do not end.")
        seen.add(url)
        path = folder / f"{number:05}.json"
        if not path.is_file():
            setup.client.fetch(url, path, headers=headers)
        try:
            page = _object(path, url)
        except UpdateError:
            path.unlink(missing_ok=True)
            raise
        yield page
        url = following(page)
        if not url:
            return
    raise UpdateError(f"{plain(first)} has more than {MOST_PAGES:,} pages.")


def pages_folder(setup: Setup, first: str) -> Path:
    """Where the pages of a list are kept."""
    return setup.downloads / f"pages-{sha256(first.encode()).hexdigest()[:16]}"


def forget_pages(setup: Setup, first: str) -> None:
    """Removes what :func:`read_pages` kept."""
    rmtree(pages_folder(setup, first), ignore_errors=True)


def _object(path: Path, url: str) -> dict[str, Any]:
    try:
        with opened(path) as file:
            data = file.read(LARGEST + 1)
        # Prices stay as they are written: a float would not.
        found = json.loads(data, parse_float=str) if len(data) <= LARGEST else None
    except (OSError, EOFError, ValueError, RecursionError) as error:
        raise UpdateError(f"{plain(url)} is damaged or no JSON: {error}.", hint="Run it again.") from None
    if not isinstance(found, dict):
        raise UpdateError(
            f"{plain(url)} is not the object that it is documented to be.", hint="Look for a newer finopsguard."
        )
    return found
