"""Standard output and standard error: closed, full, of any encoding, a terminal or not."""

import os
import sys
from collections.abc import Callable
from typing import Any

import click

from finopsguard.errors import UsageError
from finopsguard.report.escape import shortened_middle, visible

LONGEST_MESSAGE = 2_000
_PIECE = 1024 * 1024
"""Characters written at a time: what is written is encoded first, and a large report would be held twice."""


def show(text: str, *, utf8: bool = False) -> None:
    """Writes a report or listing to standard output; ``utf8`` whatever the locale says, for formats that programs read.

    A reader that stops reading (``head``) or a standard output that was closed takes nothing from the verdict. One that cannot be written
    raises :class:`UsageError`, as ``--out`` does.
    """
    if sys.stdout is None:
        return
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8" if utf8 else None, errors="backslashreplace")
    try:
        for start in range(0, len(text), _PIECE):  # text comes as it is to be: without escapes where there is no colour
            click.echo(text[start : start + _PIECE], nl=False, color=True)
        sys.stdout.flush()
    except BrokenPipeError:
        _discard_the_rest(sys.stdout)
    except OSError as error:
        _discard_the_rest(sys.stdout)
        raise UsageError(
            f"Standard output cannot be written: {error.strerror or error}.", hint="Write to a file with --out."
        ) from None


def say(text: str) -> None:
    """Writes a message to standard error. Where that cannot be written there is nobody to tell."""
    try:
        click.echo(text, err=True)
    except OSError:
        _discard_the_rest(sys.stderr)


def one_line(text: str) -> str:
    """A message that may quote a file of anybody's, without what a terminal would obey, and not endless."""
    return shortened_middle(visible(text), LONGEST_MESSAGE)


def progress() -> Callable[[str], None]:
    """Says what is going on, on a terminal only: a line on standard error that the next one overwrites."""
    if sys.stderr is None or not sys.stderr.isatty():
        return lambda _step: None

    def tell(step: str) -> None:
        click.echo(f"\r\x1b[K{visible(step)}", err=True, nl=False)

    return tell


def colour(stream: Any) -> bool:
    """Colour on a terminal only, and never under NO_COLOR (no-color.org)."""
    if stream is None or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return bool(stream.isatty())


def columns() -> int | None:
    """The width of the terminal; ``None`` where standard output is none."""
    import shutil  # noqa: PLC0415  a run without a terminal does not need it

    return shutil.get_terminal_size().columns if sys.stdout is not None and sys.stdout.isatty() else None


def _discard_the_rest(stream: Any) -> None:
    """Python flushes its streams once more when it ends, and would complain again and change the exit code."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
