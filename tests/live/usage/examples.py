"""Runs the python examples of a page as its reader would, and compares what they print with the text that follows them."""

import contextlib
import io
import re
from pathlib import Path

_EXAMPLE = re.compile(r"```python\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)
DOCS = Path(__file__).parents[3] / "docs"


def examples(page: str) -> list[tuple[str, str]]:
    """(code, output) of each example of ``docs/<page>``."""
    text = (DOCS / page).read_text(encoding="utf-8")
    found = _EXAMPLE.findall(text)
    assert text.count("```python") == len(found), "an example without its output"
    return found


def output_of(code: str) -> str:
    """What the example prints."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "example", "exec"), {"__name__": "example"})
    return printed.getvalue()
