"""Templates: quoted strings, heredocs, strings of JSON configuration and files of ``templatefile``.

python-hcl2 gives the parts of a quoted string and the raw text of a heredoc; both become the same list of parts here, which is then put
together (HashiCorp's "HCL Native Syntax Specification", section Templates).
"""

import re
import unicodedata
from collections.abc import Callable, Iterator

from finopsguard.plan.hcl.plain.nodes import Literal, Node, Template, TemplateFor, TemplateIf
from finopsguard.plan.hcl.template_parts import Part, flush, lines, trim

ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL)
_FOR = re.compile(r"for\s+([A-Za-z_][\w-]*)\s*(?:,\s*([A-Za-z_][\w-]*)\s*)?in\b(.*)", re.DOTALL)
_WORD = re.compile(r"\s*([a-z]+)\b(.*)", re.DOTALL)


class TemplateError(ValueError):
    """The template is not well-formed. ``str()`` says why."""


def unescape(text: str) -> str:
    """The text of a quoted string without its backslashes."""
    return normal(_ESCAPE.sub(_unescaped, text) if "\\" in text else text)


def normal(text: str) -> str:
    """Strings of Terraform are in Unicode's normal form C."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _unescaped(match: re.Match[str]) -> str:
    """What one escape stands for. Halves of a surrogate pair are no text."""
    if match[3] is not None:
        return ESCAPES.get(match[3], match[0])
    code = int(match[1] or match[2], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "�"


def heredoc(token: str, parse: Callable[[str], Node]) -> Node:
    """The node of a heredoc, from its opening ``<<EOT`` to its closing marker. ``parse`` reads expressions."""
    opening, _, rest = token.partition("\n")
    lines = rest.replace("\r\n", "\n").rstrip().split("\n")
    body = "".join(line + "\n" for line in lines[:-1])
    parts = list(scan(body, parse))
    trim(parts)
    if opening.startswith("<<-"):
        flush(parts)
    return _node(parts)


def template(text: str, parse: Callable[[str], Node]) -> Node:
    """The node of a bare template, without escapes: a file of ``templatefile``, a string of JSON configuration."""
    if "${" not in text and "%{" not in text:
        return Literal(text)
    return assemble(list(scan(text, parse)))


def scan(text: str, parse: Callable[[str], Node]) -> Iterator[Part]:
    """The parts of a bare template; its text line by line."""
    position = start = 0
    pieces: list[str] = []
    while position < len(text):
        found = _next_marker(text, position)
        if found < 0:
            break
        if text[found - 1 : found] == text[found] and found - 1 >= start:
            pieces.append(text[start : found - 1] + text[found : found + 2])
            position = start = found + 2
            continue
        yield from lines("".join([*pieces, text[start:found]]))
        pieces = []
        end = closing(text, found + 2)
        yield _part(text[found], text[found + 2 : end], parse)
        position = start = end + 1
    yield from lines("".join([*pieces, text[start:]]))


def _next_marker(text: str, position: int) -> int:
    """Where the next ``${`` or ``%{`` is; -1 if there is none."""
    found = [place for place in (text.find("${", position), text.find("%{", position)) if place >= 0]
    return min(found, default=-1)


def closing(text: str, position: int) -> int:
    """Where the brace is that closes an interpolation whose inside begins at ``position``; strings inside may hold braces."""
    depth = 0
    while position < len(text):
        character = text[position]
        if character == '"':
            position = _string_end(text, position + 1)
        elif character == "{":
            depth += 1
        elif character == "}":
            if depth == 0:
                return position
            depth -= 1
        position += 1
    raise TemplateError("an interpolation is not closed")


def _string_end(text: str, position: int) -> int:
    """Where the quote is that closes a string whose inside begins at ``position``."""
    while position < len(text):
        if text[position] == "\\":
            position += 2
        elif text.startswith(("${", "%{"), position):
            position = closing(text, position + 2) + 1
        elif text[position] == '"':
            return position
        else:
            position += 1
    raise TemplateError("a string in an interpolation is not closed")


def _part(sign: str, inside: str, parse: Callable[[str], Node]) -> Part:
    """An interpolation (``$``) or a directive (``%``)."""
    left, right = inside.startswith("~"), inside.endswith("~")
    inside = inside[left : len(inside) - right]
    if sign == "$":
        return Part("value", node=parse(inside), trim_left=left, trim_right=right)
    word = _WORD.fullmatch(inside)
    keyword = word[1] if word else ""
    if keyword in ("else", "endif", "endfor"):
        return Part(keyword, trim_left=left, trim_right=right)
    if word and keyword == "if":
        return Part("if", node=parse(word[2]), trim_left=left, trim_right=right)
    loop = _FOR.fullmatch(inside.strip())
    if loop is None:
        raise TemplateError("a template directive is not one of if, else, endif, for, endfor")
    names = (loop[1], loop[2]) if loop[2] else ("", loop[1])
    return Part("for", node=parse(loop[3]), names=names, trim_left=left, trim_right=right)


def assemble(parts: list[Part]) -> Node:
    """The node of a list of parts, trimmed where ``~`` says so."""
    trim(parts)
    return _node(parts)


def _node(parts: list[Part]) -> Node:
    """Text alone is a literal, anything else a template."""
    cursor = _Cursor(parts)
    nodes = cursor.until(())
    if not nodes:
        return Literal("")
    texts = [node.value for node in nodes if isinstance(node, Literal) and isinstance(node.value, str)]
    return Literal("".join(texts)) if len(texts) == len(nodes) else Template(tuple(nodes))


class _Cursor:
    """Reads parts one after the other; directives hold those up to their end."""

    def __init__(self, parts: list[Part]) -> None:
        self._parts = parts
        self._position = 0
        self._last = ""

    def until(self, ends: tuple[str, ...]) -> list[Node]:
        """Nodes up to one of ``ends`` (remembered), or to the end of the template if there is none to look for."""
        nodes: list[Node] = []
        while self._position < len(self._parts):
            part = self._parts[self._position]
            self._position += 1
            if part.kind in ends:
                self._last = part.kind
                return nodes
            self._add(part, nodes)
        if ends:
            raise TemplateError(f"a template directive has no {ends[-1]}")
        return nodes

    def _add(self, part: Part, nodes: list[Node]) -> None:
        """The node of one part, with what it holds."""
        if part.kind == "text":
            if part.text:
                nodes.append(Literal(part.text))
            return
        if part.node is None:
            raise TemplateError(f"{part.kind} stands where no directive is open")
        if part.kind == "value":
            nodes.append(part.node)
        elif part.kind == "if":
            yes = self.until(("else", "endif"))
            no = self.until(("endif",)) if self._last == "else" else []
            nodes.append(TemplateIf(part.node, _joined(yes), _joined(no)))
        else:
            nodes.append(TemplateFor(part.names[0], part.names[1], part.node, _joined(self.until(("endfor",)))))


def _joined(nodes: list[Node]) -> Node:
    """The text that some nodes give; always a string, also where it is one interpolation."""
    return Template((Literal(""), *nodes))
