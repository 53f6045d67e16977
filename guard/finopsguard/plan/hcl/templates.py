"""Quoted templates and heredocs: texts with ``${}`` and ``%{}`` in them."""

import re

from finopsguard.plan.hcl.parse import parse
from finopsguard.plan.hcl.syntax import Directive, Literal, Node, Template
from finopsguard.plan.hcl.tokens import TokenError, braces_end

_SPECIAL = re.compile(r'\\(?:[nrt"\\]|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)|\$\$\{|%%\{|[$%]\{', re.DOTALL)
_UNESCAPED = re.compile(r"\$\$\{|%%\{|[$%]\{")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_KEYWORD = re.compile(r"\s*~?\s*(if|for|else|endif|endfor)\b(.*?)~?\s*\Z", re.DOTALL)


def quoted(text: str, depth: int) -> Node:
    """The tree of ``"..."``."""
    if len(text) > 1 and "\\" not in text and "{" not in text:
        return Literal(text[1:-1])
    return _template(text[1:-1], _SPECIAL, depth)


def heredoc(text: str, depth: int) -> Node:
    """The tree of ``<<WORD`` to ``WORD``. ``<<-`` takes away the indentation that all lines share."""
    first, _, rest = text.partition("\n")
    content = rest[: rest.rfind("\n") + 1].replace("\r\n", "\n")
    if first.startswith("<<-"):
        lines = content.split("\n")
        indents = [len(line) - len(line.lstrip(" \t")) for line in lines if line.strip()]
        shared = min(indents, default=0)
        content = "\n".join(line[shared:] for line in lines)
    return _template(content, _UNESCAPED, depth)


def bare(text: str, depth: int = 0) -> Node:
    """The tree of a JSON text: a template without quotes, in which JSON has already resolved the escapes."""
    return _template(text, _UNESCAPED, depth)


def _template(text: str, special: re.Pattern[str], depth: int) -> Node:
    parts: list[Node] = []
    plain: list[str] = []
    directive = trim = False
    position = 0
    while match := special.search(text, position):
        piece = text[position : match.start()]
        plain.append(piece.lstrip() if trim else piece)
        trim = False
        position = match.end()
        if match[0] not in ("${", "%{"):
            plain.append(_unescaped(match[0]))
            continue
        end = braces_end(text, position)
        inner = text[position : end - 1]
        position = end
        if inner.startswith("~"):
            inner = inner[1:]
            plain = ["".join(plain).rstrip()]
        if inner.endswith("~"):
            inner, trim = inner[:-1], True
        if "".join(plain):
            parts.append(Literal("".join(plain)))
        plain = []
        if match[0] == "%{":
            directive = True
            parts += _in_directive(inner, depth)
        else:
            parts.append(parse(inner, depth + 1))
    rest = text[position:]
    plain.append(rest.lstrip() if trim else rest)
    if directive:
        return Directive(text, tuple(parts))
    if "".join(plain) or not parts:
        parts.append(Literal("".join(plain)))
    if len(parts) == 1:
        return parts[0]  # "${x}" is x, with its type
    return Template(tuple(parts))


def _in_directive(inner: str, depth: int) -> list[Node]:
    """The expressions of ``%{if x}`` and ``%{for a in b}``."""
    match = _KEYWORD.match(inner)
    if match is None:
        raise TokenError("a %{ is followed neither by if nor by for", 0)
    keyword, rest = match[1], match[2]
    if keyword == "for":
        rest = rest.partition(" in ")[2]
    return [parse(rest, depth + 1)] if keyword in ("if", "for") else []


def _unescaped(text: str) -> str:
    if text in ("$${", "%%{"):
        return text[1:]
    if text[1] in "uU":
        try:
            return chr(int(text[2:], 16))
        except (ValueError, OverflowError):
            return "\ufffd"
    return _ESCAPES.get(text[1], text)
