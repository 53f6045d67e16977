"""Writes a file whole or not at all."""

import os
import stat
from pathlib import Path

from finopsguard.errors import UsageError

_DEVICES = ("/dev/", "/proc/")


def write_file(path: str, text: str) -> None:
    """Write ``text`` as UTF-8 through a temporary file beside it, so that nobody ever reads half a report.

    A link is replaced, not followed: it may come from a pull request. A device or pipe (``/dev/stdout``) is written to, for replacing it
    would take it away from everybody. Raises :class:`UsageError`.
    """
    data = text.encode("utf-8", "backslashreplace")
    try:
        if _is_device(path):
            with Path(path).open("wb") as file:
                file.write(data)
        else:
            _replace(Path(path), data)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "the path is not valid"
        raise UsageError(f"{path} cannot be written: {reason}.", hint="Check the file named by --out.") from None


def _is_device(path: str) -> bool:
    """Whether the path leads to something that is written to and not replaced."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116  of what a link leads to
    except (OSError, ValueError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)) or os.path.abspath(path).startswith(_DEVICES)  # noqa: PTH100  links stay


def _replace(target: Path, data: bytes) -> None:
    if target.is_dir():
        raise IsADirectoryError(21, "it is a folder")
    import tempfile  # noqa: PLC0415  most runs write no file, and it is slow to import

    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".finopsguard.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        umask = os.umask(0)
        os.umask(umask)
        Path(temporary).chmod(0o666 & ~umask)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
