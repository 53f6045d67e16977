"""Jinja as the text, markdown and html formats use it: what is printed is escaped for its format unless that is done.

``Markup`` is the sign for "done". Each format hands in its own escape, which is applied to every expression of the
template that is not ``Markup``.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

_TEMPLATES = Path(__file__).parent / "templates"


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
