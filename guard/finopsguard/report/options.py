"""How a report is to look. What it says is the report's own business."""

import msgspec


class RenderOptions(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Wishes of whoever asked for the report; a format ignores those that make no sense for it."""

    color: bool = False
    """Colour the text format with ANSI escapes."""
    width: int | None = None
    """Columns of the terminal (text). ``None``: no limit, nothing is shortened to fit."""
    details: bool = False
    """Show the components of every resource, not only of the changes that are listed."""
    max_chars: int | None = None
    """Longest text that the forge takes (markdown): 65,536 on GitHub. Whole sections are left out to keep to it."""


DEFAULT_OPTIONS = RenderOptions()
