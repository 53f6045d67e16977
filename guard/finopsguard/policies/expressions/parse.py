"""Text of a policy to Jinja's syntax tree, within limits. Nothing is compiled or evaluated by Jinja."""

import re
from difflib import get_close_matches
from functools import cache
from typing import Any

from finopsguard.errors import PolicyError

MAX_CONDITION = 2_000
MAX_TEMPLATE = 4_000
MAX_TREE = 200
MAX_BRACKETS = 30
MAX_NUMBER = 30
"""Digits of a number, and of a text of digits that Python's own conversion would be slow with."""

_LONG_NUMBER = re.compile(rf"[0-9][0-9_.eExXoObB]{{{MAX_NUMBER}}}|0[xX][0-9a-fA-F_]{{{MAX_NUMBER}}}")
_EXPONENT = re.compile(r"[0-9.][eE][+-]?[0-9]")


class Where:
    """A place in a policy's file, to begin messages with."""

    __slots__ = ("file", "line", "part")

    def __init__(self, file: str, line: int, part: str) -> None:
        self.file = file
        self.line = line
        self.part = part

    def error(self, message: str, *, line: int = 1, hint: str = "") -> PolicyError:
        """An error on a line of this part, counted from 1."""
        return PolicyError(f"{self.file}:{self.line + line - 1}: {self.part}: {message}", hint=hint)


def parse_condition(text: str, where: Where) -> Any:
    """The tree of an expression. Raises :class:`PolicyError`."""
    _check_text(text, MAX_CONDITION, where)
    tree = _parse("{{ (" + text.strip() + ") }}", where)
    body = tree.body
    if len(body) != 1 or type(body[0]).__name__ != "Output" or len(body[0].nodes) != 1:
        raise where.error(
            "this is not one expression.", hint="Write a condition such as resource.values.type == 'gp2'."
        )
    return body[0].nodes[0]


def parse_template(text: str, where: Where) -> list[Any]:
    """The nodes of a message or fix. Raises :class:`PolicyError`."""
    _check_text(text, MAX_TEMPLATE, where)
    body: list[Any] = _parse(text, where).body
    return body


def near(name: str, known: Any, what: str) -> str:
    """A hint: the nearest known name, or all of them."""
    close = get_close_matches(name, list(known), 1, cutoff=0.5)
    return f"Did you mean {close[0]}?" if close else f"Known {what}: {', '.join(sorted(known))}."


def _check_text(text: str, longest: int, where: Where) -> None:
    if len(text) > longest:
        raise where.error(f"{len(text):,} characters; at most {longest:,} are read.")
    depth = 0
    for number, line in enumerate(text.splitlines(), start=1):
        if _LONG_NUMBER.search(line) or _EXPONENT.search(line):
            raise where.error("a number is too long or has an exponent.", line=number, hint="Write it out: 1000000.")
        for character in line:
            if character in "([{":
                depth += 1
                if depth > MAX_BRACKETS:
                    raise where.error(f"brackets nest deeper than {MAX_BRACKETS} levels.", line=number)
            elif character in ")]}" and depth:
                depth -= 1


def _parse(text: str, where: Where) -> Any:
    from jinja2 import TemplateError  # noqa: PLC0415  few runs come to read an expression

    try:
        tree = _environment().parse(text)
    except TemplateError as problem:
        line = getattr(problem, "lineno", 1) or 1
        raise where.error(
            f"{problem.message or problem}".rstrip(".") + ".", line=line, hint="Check the syntax (docs/policies.md)."
        ) from None
    except (RecursionError, ValueError, OverflowError, AssertionError):
        raise where.error("this nests too deep, or holds a number that cannot be read.") from None
    _count(tree, where)
    return tree


def _count(tree: Any, where: Where) -> None:
    """Refuses large trees before anything walks them recursively."""
    stack, seen = [(tree, 0)], 0
    while stack:
        node, depth = stack.pop()
        seen += 1
        if seen > MAX_TREE or depth > 2 * MAX_BRACKETS:
            raise where.error(f"more than {MAX_TREE} parts, or nested too deep.", hint="Split the policy in two.")
        stack.extend((child, depth + 1) for child in node.iter_child_nodes())


@cache
def _environment() -> Any:
    """Only a parser: no loader, no globals, and the filters and tests are ours."""
    from jinja2 import Environment  # noqa: PLC0415  as above

    return Environment(autoescape=False, trim_blocks=True, lstrip_blocks=True)  # noqa: S701  this only parses; reports escape
