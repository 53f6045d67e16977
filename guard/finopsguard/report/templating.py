"""Jinja as the text, markdown and html formats use it: what is printed is escaped for its format unless that is done.

``Markup`` is the sign for "done". Each format hands in its own escape, which is applied to every expression of the
template that is not ``Markup``.
"""

import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from pickle import PickleError
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

_TEMPLATES = Path(__file__).parent / "templates"


class _Compiled(FileSystemBytecodeCache):
    """Templates compiled once, which is a quarter of a small run: where and when Python itself writes its modules' bytecode.

    A template belongs to one format, so its name tells which filters it was compiled with; constants went through those as they were then.
    """

    def __init__(self) -> None:
        super().__init__(str(_TEMPLATES / "__pycache__"), f"%s.{sys.implementation.cache_tag}.bytecode")

    def get_source_checksum(self, source: str) -> str:
        newest = max(file.stat().st_mtime_ns for file in Path(__file__).parent.glob("*.py"))
        return f"{super().get_source_checksum(source)} {newest}"

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except (OSError, EOFError, ValueError, PickleError):  # a file that was cut short is written anew
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        if sys.dont_write_bytecode:
            return
        with suppress(OSError):  # an installation that may not be written to
            Path(self.directory).mkdir(exist_ok=True)
            super().dump_bytecode(bucket)


def environment(escape: Callable[[str], str], filters: Mapping[str, Callable[..., Any]]) -> Environment:
    """An environment where every value goes through ``escape``, and through HTML's unless that returned ``Markup``."""
    env = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        undefined=StrictUndefined,
        auto_reload=False,
        bytecode_cache=_Compiled(),
        finalize=lambda value: (
            value if isinstance(value, Markup) else escape(str(value))
        ),  # what is not Markup yet is escaped for HTML
    )
    env.filters.update(filters)
    return env


def done(function: Callable[..., str]) -> Callable[..., Markup]:
    """A filter whose result is already escaped for its format."""

    def marked(*args: Any, **options: Any) -> Markup:
        return Markup(function(*args, **options))

    return marked


def paragraphs(*sections: str) -> str:
    """Sections with one blank line between them; empty ones leave none behind."""
    return "\n\n".join(filter(None, (section.strip("\n") for section in sections))) + "\n"
