"""Quoted templates and heredocs: texts with ``${}`` and ``%{}`` in them."""

import re

from finopsguard.plan.hcl.parse import parse
from finopsguard.plan.hcl.syntax import Call, Conditional, For, Literal, Node, Template
from finopsguard.plan.hcl.template_parts import Part, flush, lines, trim
from finopsguard.plan.hcl.tokens import MAX_NESTING, TokenError, braces_end

_SPECIAL = re.compile(r'\\(?:[nrt"\\]|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)|\$\$\{|%%\{|[$%]\{', re.DOTALL)
_UNESCAPED = re.compile(r"\$\$\{|%%\{|[$%]\{")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_KEYWORD = re.compile(r"\s*(if|for|else|endif|endfor)\b(.*)", re.DOTALL)


def quoted(text: str, depth: int) -> Node:
    """The tree of ``"..."``."""
    if len(text) > 1 and "\\" not in text and "{" not in text:
        return Literal(text[1:-1])
    return _template(text[1:-1], _SPECIAL, depth)


def heredoc(text: str, depth: int) -> Node:
    """The tree of ``<<WORD`` to ``WORD``. ``<<-`` takes away the indentation that all lines share."""
    first, _, rest = text.partition("\n")
    content = rest[: rest.rfind("\n") + 1].replace("\r\n", "\n")
    parts = _parts(content, _UNESCAPED)
    if first.startswith("<<-"):
        flush(parts)
    return _Template(parts, depth).whole()


def bare(text: str, depth: int = 0) -> Node:
    """The tree of a JSON text: a template without quotes, in which JSON has already resolved the escapes."""
    return _template(text, _UNESCAPED, depth)


def _template(text: str, special: re.Pattern[str], depth: int) -> Node:
    return _Template(_parts(text, special), depth).whole()


class _Template:
    """A template's pieces in order: plain text, ``${}`` and ``%{}``. Directives become the expressions that do the same."""

    def __init__(self, parts: list[Part], depth: int) -> None:
        self._depth = depth
        self._pieces = [part for part in parts if part.text or part.kind != "text"] or [Part("text")]
        self._next = 0

    def whole(self) -> Node:
        """The tree of the whole template. ``"${x}"`` alone is x, with its type."""
        node, word = self._until()
        if word:
            raise TokenError(f"a %{{{word}}} ends nothing", 0)
        return node

    def _until(self) -> tuple[Node, str]:
        """To the next ``else``, ``endif``, ``endfor`` or the end; answers which it was."""
        parts: list[Node] = []
        while self._next < len(self._pieces):
            part = self._pieces[self._next]
            kind, text = part.kind, part.text
            self._next += 1
            if kind == "text":
                parts.append(Literal(text))
            elif kind == "value":
                parts.append(parse(text, self._depth + 1))
            else:
                match = _KEYWORD.fullmatch(text)
                if match is None:
                    raise TokenError("a %{ is followed neither by if nor by for", 0)
                if match[1] in ("else", "endif", "endfor"):
                    return _joined(parts), match[1]
                parts.append(self._directive(match[1], match[2]))
        if len(parts) == 1:
            return parts[0], ""
        return _joined(parts), ""

    def _directive(self, keyword: str, rest: str) -> Node:
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise TokenError(f"templates nest deeper than {MAX_NESTING} levels", 0)
        inner, word = self._until()
        other: Node = Literal("")
        if word == "else" and keyword == "if":
            other, word = self._until()
        self._depth -= 1
        if word != f"end{keyword}":
            raise TokenError(f"a %{{{keyword}}} is not closed", 0)
        if keyword == "if":
            return Conditional(parse(rest, self._depth + 1), inner, other)
        loop = parse(f"[for {rest} : null]", self._depth + 1)
        if not isinstance(loop, For):
            raise TokenError("a %{for} cannot be read", 0)
        return Call("join", (Literal(""), For(loop.first, loop.second, loop.of, None, inner, grouped=False, test=None)))


def _joined(parts: list[Node]) -> Node:
    return Template(tuple(parts)) if parts else Literal("")


def _parts(text: str, special: re.Pattern[str]) -> list[Part]:
    """Parts in order, escapes resolved, with white space taken away where a ``~`` asks for it."""
    found: list[Part] = []
    plain = ""
    position = 0
    # In a heredoc every line is a text of its own.
    split = lines if special is _UNESCAPED else lambda text: [Part("text", text)]
    while match := special.search(text, position):
        plain += text[position : match.start()]
        position = match.end()
        if match[0] not in ("${", "%{"):
            plain += _unescaped(match[0])
            continue
        end = braces_end(text, position)
        inner = text[position : end - 1]
        position = end
        found += split(plain) if plain else ()
        plain = ""
        left, right = inner.startswith("~"), inner.endswith("~")
        inner = inner[left : len(inner) - right]
        kind = "value" if match[0] == "${" else "directive"
        found.append(Part(kind, inner, trim_left=left, trim_right=right))
    plain += text[position:]
    found += split(plain) if plain else ()
    trim(found)
    return found


def _unescaped(text: str) -> str:
    if text in ("$${", "%%{"):
        return text[1:]
    if text[1] in "uU":
        try:
            return chr(int("0x" + text[2:], base=0))
        except (ValueError, OverflowError):
            return "\ufffd"
    return _ESCAPES.get(text[1], text)
