"""The blocks and arguments of one file in HCL's native syntax, each with its place. Nothing is evaluated, nothing imported."""

import msgspec

from finopsguard.plan.hcl.parse import parse
from finopsguard.plan.hcl.syntax import Node
from finopsguard.plan.hcl.tokens import MAX_NESTING, Token, TokenError, place, tokenize

_OPENING = {"(": ")", "[": "]", "{": "}"}
_CLOSING = frozenset(_OPENING.values())


class Expression(msgspec.Struct, gc=False):
    """The text of an expression and where it begins."""

    text: str
    file: str
    line: int
    tree: Node | None = None
    """Once somebody has asked for it, see :func:`tree`; from the beginning where the file is JSON."""
    column: int = 1
    """Of its first character."""


class Attribute(msgspec.Struct, gc=False):
    """``name = expression``."""

    name: str
    expression: Expression
    line: int


class Body(msgspec.Struct):
    """What stands between the braces of a block, or in a file."""

    attributes: dict[str, Attribute] = {}
    blocks: "list[Block]" = []


class Block(msgspec.Struct):
    """``type "label" { ... }``."""

    type: str
    labels: tuple[str, ...]
    body: Body
    file: str
    line: int
    end_line: int


class ScanError(msgspec.Struct, frozen=True):
    """Where a file stops being HCL."""

    message: str
    """What is wrong, without its place: ``a } is missing``."""
    file: str
    line: int
    column: int


class Scanned(msgspec.Struct):
    """A file: what was read of it, and what stopped the reading."""

    body: Body
    error: ScanError | None = None


def tree(expression: Expression) -> Node:
    """The expression as a tree. Raises :class:`TokenError` where the text is no expression."""
    if expression.tree is None:
        expression.tree = parse(expression.text)
    return expression.tree


def scan(text: str, file: str) -> Scanned:
    """Blocks of a file; up to its first error where it has one. ``file`` is how messages call it."""
    reader = None
    try:
        reader = _Reader(text, file, tokenize(text))
        reader.body(reader.root, depth=0)
    except TokenError as error:
        line, column = place(text, error.offset)
        root = reader.root if reader else Body({}, [])
        return Scanned(root, ScanError(error.message, file, line, column))
    return Scanned(reader.root)


class _Reader:
    """Recursive descent over the tokens of a file; expressions are passed over, bracket by bracket."""

    def __init__(self, text: str, file: str, tokens: list[Token]) -> None:
        self._text = text
        self._file = file
        self._tokens = tokens
        self._next = 0
        self._counted_to = 0
        self._line = 1
        self.root = Body({}, [])

    def body(self, body: Body, *, depth: int, opened: int = 0) -> int:
        """Reads to the closing brace, or to the end of the file at depth 0. Answers the line of the closing brace."""
        if depth > MAX_NESTING:
            raise TokenError(f"blocks nest deeper than {MAX_NESTING} levels", self._offset())
        while self._next < len(self._tokens):
            token = self._tokens[self._next]
            self._next += 1
            if token.kind == "line":
                continue
            if token.kind == "}" and depth:
                return self._line_of(token)
            if token.kind not in ("name", "quoted"):
                raise TokenError(f"a block or an argument was expected, not {_shown(token)}", token.start)
            self._item(token, body, depth)
        if depth:
            raise TokenError("a block is not closed: a } is missing", opened)
        return 0

    def _item(self, name: Token, body: Body, depth: int) -> None:
        line = self._line_of(name)
        labels: list[str] = []
        while self._next < len(self._tokens):
            token = self._tokens[self._next]
            self._next += 1
            if token.kind == "=" and not labels:
                self._attribute(name, line, body)
                return
            if token.kind == "{":
                block = Block(name.text, tuple(labels), Body({}, []), self._file, line, line)
                one_line = self._line_of(token)
                block.end_line = self.body(block.body, depth=depth + 1, opened=name.start) or one_line
                body.blocks.append(block)
                return
            if token.kind not in ("name", "quoted"):
                break
            labels.append(token.text[1:-1] if token.kind == "quoted" else token.text)
        raise TokenError(f"{_shown(name)} is followed neither by = nor by a block", name.start)

    def _attribute(self, name: Token, line: int, body: Body) -> None:
        first = self._next
        if first >= len(self._tokens) or self._tokens[first].kind in ("line", "}"):
            raise TokenError(f"{_shown(name)} has no value", name.start)
        self._pass_expression()
        start, end = self._tokens[first].start, self._tokens[self._next - 1].end
        text = self._text[start:end]
        column = start - self._text.rfind("\n", 0, start)
        if name.text in body.attributes:
            raise TokenError(f"{_shown(name)} is set twice", name.start)
        body.attributes[name.text] = Attribute(name.text, Expression(text, self._file, line, None, column), line)

    def _pass_expression(self) -> None:
        """To the end of the line on which no bracket is open, or to the brace that closes the block."""
        open_: list[Token] = []
        while self._next < len(self._tokens):
            token = self._tokens[self._next]
            kind = token.kind
            if kind in _OPENING:
                if len(open_) > MAX_NESTING:
                    raise TokenError(f"brackets nest deeper than {MAX_NESTING} levels", token.start)
                open_.append(token)
            elif kind in _CLOSING:
                if not open_ and kind == "}":
                    return
                if not open_ or _OPENING[open_[-1].kind] != kind:
                    raise TokenError(f"{kind} closes nothing that is open", token.start)
                open_.pop()
            elif kind == "line" and not open_:
                return
            self._next += 1
        if open_:
            raise TokenError(f"{open_[-1].kind} is not closed: {_OPENING[open_[-1].kind]} is missing", open_[-1].start)

    def _line_of(self, token: Token) -> int:
        """Lines are asked for in the order of the text."""
        if token.start >= self._counted_to:
            self._line += self._text.count("\n", self._counted_to, token.start)
            self._counted_to = token.start
        return self._line

    def _offset(self) -> int:
        return self._tokens[-1].end if self._tokens else 0


def _shown(token: Token) -> str:
    text = "the end of the line" if token.kind == "line" else token.text
    return text if len(text) <= 40 else f"{text[:40]}…"
