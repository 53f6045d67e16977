"""Writes a file whole or not at all."""

import os
from pathlib import Path

from finopsguard.errors import UsageError


def write_file(path: str, text: str) -> None:
    """Write ``text`` as UTF-8 through a temporary file beside it, so that nobody ever reads half a report."""
    import tempfile  # noqa: PLC0415  most runs write no file, and it is slow to import

    target = Path(path)
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        umask = os.umask(0)
        os.umask(umask)
        Path(temporary).chmod(0o666 & ~umask)
        Path(temporary).replace(target)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise UsageError(
            f"{path} cannot be written: {error.strerror or error}.", hint="Check the folder named by --out."
        ) from None
