"""Reads the small text files that people write: configuration, usage and price files.

Any of them may be named by a file in a pull request, so none is trusted to be what it seems: a link to an endless device or a file that
grows while it is read ends at the cap.
"""

from pathlib import Path

from finopsguard.errors import FinOpsGuardError

MEBIBYTE = 1024 * 1024


def read_text(path: str, what: str, limit: int, error: type[FinOpsGuardError], *, hint: str) -> str:
    """The file as text, without a byte order mark. ``what`` is how messages begin (``The usage file usage.yml``), ``limit`` is in bytes.

    Raises ``error`` for a file that is not there (with ``hint``), cannot be read, is larger than ``limit`` or is not UTF-8.
    """
    try:
        with Path(path).open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise error(f"{what} does not exist.", hint=hint) from None
    except (OSError, ValueError) as problem:
        reason = (problem.strerror if isinstance(problem, OSError) else None) or "the path is not valid"
        raise error(f"{what} cannot be read: {reason}.", hint=hint) from None
    if len(data) > limit:
        raise error(f"{what} is larger than {limit // MEBIBYTE} MiB.", hint="Keep only what is needed.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise error(f"{what} is not UTF-8 text.", hint="Save it as UTF-8.") from None
