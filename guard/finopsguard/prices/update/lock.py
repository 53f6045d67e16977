"""One update at a time in a data folder. The lock is the operating system's: it ends with the process, however that ends."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from finopsguard.prices.update.records import UpdateError


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Holds the lock of ``folder``. Raises :class:`UpdateError` if another process does."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "update.lock"
    with path.open("a+b") as file:
        try:
            _take(file)
        except OSError:
            raise UpdateError(
                f"Another finopsguard prices update is at work in {folder}.",
                hint="Wait for it, or end it; then run again.",
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()).encode())
        file.flush()
        yield


if sys.platform == "win32":

    def _take(file: IO[bytes]) -> None:
        import msvcrt  # noqa: PLC0415  Windows only

        file.seek(0x7FFF_0000)  # beyond what is written: a locked byte cannot be read by others
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)

else:

    def _take(file: IO[bytes]) -> None:
        import fcntl  # noqa: PLC0415  not on Windows

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
