"""What a template consists of, and which white space counts in it: both evaluators put templates together from these parts
(HashiCorp's "HCL Native Syntax Specification", section Templates).
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec


class Part(msgspec.Struct, gc=False):
    """Text, an interpolation or a directive."""

    kind: str
    """``text``, ``value``, and what a directive begins with."""
    text: str = ""
    node: Any = None
    """The tree of its expression, once there is one."""
    names: tuple[str, str] = ("", "")
    """Variables of a ``for``."""
    trim_left: bool = False
    trim_right: bool = False


def lines(text: str) -> Iterator[Part]:
    """Text, one part a line: trimming and the indentation of heredocs look at lines."""
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        yield Part("text", line)


def trim(parts: Sequence[Part]) -> None:
    """White space beside ``~`` goes: of the text before, and of the (rest of the) line after."""
    for position, part in enumerate(parts):
        if part.trim_left and position and parts[position - 1].kind == "text":
            parts[position - 1].text = parts[position - 1].text.rstrip()
        if part.trim_right and position + 1 < len(parts) and parts[position + 1].kind == "text":
            parts[position + 1].text = parts[position + 1].text.lstrip()


def flush(parts: Sequence[Part]) -> None:
    """Takes the indentation that all lines of a ``<<-`` heredoc share away."""
    indents: list[tuple[Part, int]] = []
    least: int | None = None
    at_start = True
    for part in parts:
        if at_start:
            indent = len(part.text) - len(part.text.lstrip())
            blank = part.kind == "text" and indent == len(part.text) and part.text.endswith("\n")
            if not blank:
                least = indent if least is None else min(least, indent)
                indents.append((part, indent))
        at_start = part.kind == "text" and part.text.endswith("\n")
    for part, _ in indents:
        if part.kind == "text":
            part.text = part.text[least or 0 :]
