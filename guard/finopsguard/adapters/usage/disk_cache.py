"""Answers of the clouds, kept between runs of the command line in the user's cache folder.

One JSON file an answer, mode 0600, its name the hash of the request. The request itself (resource ids, filters, and a hash of which
credentials were used) is inside, a credential never. Several processes may write at once: each file is replaced whole. What is
damaged, too old or from the future is as if it were not there, and a folder that cannot be written makes runs slower, not fail.
"""

import hashlib
import logging
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec

from finopsguard.types.usage import CostUsageRecord, ResourceUsage, UsageSummary

MAX_FILES: Final = 2_000
_MAX_BYTES: Final = 64 * 1024 * 1024
_KINDS: Final[dict[str, Any]] = {
    "resource": ResourceUsage,
    "cost": list[CostUsageRecord],
    "summary": UsageSummary,
}
_LOG = logging.getLogger(__name__)


class _Entry(msgspec.Struct, kw_only=True):
    version: int
    key: str
    kind: str
    written: float
    value: msgspec.Raw


class DiskCache:
    """``clock`` gives seconds since 1970: what is kept between runs cannot be timed by the monotonic clock."""

    def __init__(self, folder: Path, ttl_seconds: float, *, clock: Callable[[], float] = time.time) -> None:
        self.folder = folder
        self.ttl_seconds = ttl_seconds
        self._clock = clock

    def get(self, kind: str, key: str) -> tuple[Any, float] | None:
        """The answer and how many seconds it is still good for, or ``None``."""
        try:
            with self._file(key).open("rb") as file:
                data = file.read(_MAX_BYTES + 1)
            entry = msgspec.json.decode(data, type=_Entry)
            left = entry.written + self.ttl_seconds - self._clock()
            if len(data) > _MAX_BYTES or entry.version != 1 or (entry.key, entry.kind) != (key, kind):
                return None
            if not 0 < left <= self.ttl_seconds:
                return None
            return msgspec.json.decode(entry.value, type=_KINDS[kind]), left
        except (OSError, ValueError, RecursionError, KeyError):
            return None

    def set(self, kind: str, key: str, value: Any) -> None:
        """Keep ``value``. What cannot be written as JSON or to the folder is not kept."""
        if self.ttl_seconds <= 0:
            return
        try:
            raw = msgspec.Raw(msgspec.json.encode(value))
            data = msgspec.json.encode(_Entry(version=1, key=key, kind=kind, written=self._clock(), value=raw))
            if len(data) <= _MAX_BYTES:
                self._write(self._file(key), data)
                self._tidy()
        except (OSError, TypeError, ValueError) as error:
            _LOG.debug("The usage cache %s was not written: %s", self.folder, type(error).__name__)

    def clear(self) -> None:
        """Remove every answer."""
        for file in self._files():
            file.unlink(missing_ok=True)

    def _file(self, key: str) -> Path:
        return self.folder / f"{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()}.json"

    def _files(self) -> list[Path]:
        return list(self.folder.glob("*.json")) if self.folder.is_dir() else []

    def _write(self, target: Path, data: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, temporary = tempfile.mkstemp(dir=self.folder, prefix=".writing.")  # mode 0600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise

    def _tidy(self) -> None:
        """Removes what is too old, and the oldest beyond :data:`MAX_FILES`. Another process may be doing the same."""
        dated: list[tuple[float, Path]] = []
        for file in [*self._files(), *self.folder.glob(".writing.*")]:
            try:
                dated.append((file.stat().st_mtime, file))
            except OSError:
                continue
        dated.sort(reverse=True)
        oldest = time.time() - self.ttl_seconds
        for place, (written, file) in enumerate(dated):
            if written < oldest or place >= MAX_FILES:
                file.unlink(missing_ok=True)


def cache_folder() -> Path:
    """Where this user's programs keep what they can do without: by the XDG base directory specification, or as the system has it."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    if Path(base).is_absolute():
        root = Path(base)
    elif sys.platform == "win32":
        root = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        root = Path.home() / "Library" / "Caches"
    else:
        root = Path.home() / ".cache"
    return root / "finopsguard" / "usage"
