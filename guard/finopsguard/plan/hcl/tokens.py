"""Tokens of HCL's native syntax, with their places. The rules are those of HashiCorp's "HCL Native Syntax Specification".

A quoted template or heredoc is one token; what stands in its ``${}`` is read when somebody asks for its value.
"""

import re

import msgspec

MAX_NESTING = 120
"""Brackets and templates inside one another. Deeper ones come from programs that want to hurt, and Python's own stack has an end."""


class Token(msgspec.Struct, frozen=True, gc=False):
    """One token. ``kind`` is ``name``, ``number``, ``quoted``, ``heredoc``, ``line`` (an end of line) or the punctuation itself."""

    kind: str
    text: str
    start: int
    end: int


class TokenError(Exception):
    """Text that is not HCL."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


_TOKEN = re.compile(
    r"""(?P<skip>[ \t\r\f]+|\#[^\n]*|//[^\n]*|/\*.*?\*/)
    |(?P<line>\n)
    |(?P<name>[^\W\d][\w-]*)
    |(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    |(?P<quoted>"[^"\\$%\n]*")
    |(?P<heredoc><<-?[ \t]*[^\W\d][\w-]*[ \t]*\r?\n)
    |(?P<punctuation>==|!=|<=|>=|&&|\|\||=>|\.\.\.|::|[-+*/%<>!?:=.,\[\](){}])""",
    re.VERBOSE | re.DOTALL,
)
_IN_QUOTES = re.compile(r'[^"\\$%\n]+|\\.|\$\$\{|%%\{|[$%]\{|[$%]|(?P<end>")')
_IN_HEREDOC = re.compile(r"[$%]\{|\$\$\{|%%\{")
_IN_BRACES = re.compile(
    r'[^"{}#/\n<]+|\#[^\n]*|//[^\n]*|/\*.*?\*/|(?P<heredoc><<-?[^\W\d][\w-]*\r?\n)|["{}/\n<]', re.DOTALL
)


def tokenize(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """All tokens between two offsets. Raises :class:`TokenError`."""
    found: list[Token] = []
    position = start
    stop = len(text) if end is None else end
    match_at = _TOKEN.match
    while position < stop:
        match = match_at(text, position, stop)
        if match is None:
            if text[position] != '"':
                raise TokenError(_strange(text, position), position)
            last = quoted_end(text, position)
            found.append(Token("quoted", text[position:last], position, last))
            position = last
            continue
        kind = match.lastgroup
        last = match.end()
        if kind == "heredoc":
            last = heredoc_end(text, match)
            found.append(Token("heredoc", text[position:last], position, last))
        elif kind != "skip":
            piece = match[0]
            if piece == "/" and text.startswith("/*", position):
                raise TokenError("a comment is not closed: */ is missing", position)
            found.append(Token(piece if kind == "punctuation" else str(kind), piece, position, last))
        position = last
    return found


def quoted_end(text: str, start: int, depth: int = 0) -> int:
    """Where the quoted template that starts here ends."""
    _check_depth(depth, start)
    position = start + 1
    while True:
        match = _IN_QUOTES.match(text, position)
        if match is None:
            raise TokenError('a text in quotes is not closed: a " is missing', start)
        position = match.end()
        if match["end"]:
            return position
        if match[0] in ("${", "%{"):
            position = braces_end(text, position, depth + 1)


def braces_end(text: str, start: int, depth: int = 0) -> int:
    """Where the ``}`` that closes what was opened just before ``start`` ends."""
    _check_depth(depth, start)
    position = start
    level = 1
    while level:
        match = _IN_BRACES.match(text, position)
        if match is None:
            raise TokenError("a ${ is not closed: a } is missing", max(start - 2, 0))
        position = match.end()
        piece = match[0]
        if match["heredoc"]:
            position = heredoc_end(text, match, depth)
        elif piece == '"':
            position = quoted_end(text, position - 1, depth + 1)
        elif piece == "{":
            level += 1
        elif piece == "}":
            level -= 1
    return position


def heredoc_end(text: str, match: re.Match[str], depth: int = 0) -> int:
    """Where a heredoc ends: behind its closing word."""
    word = match[0].lstrip("<-").strip()
    closing = re.compile(rf"^[ \t]*{re.escape(word)}[ \t]*\r?$", re.MULTILINE)
    position = match.end()
    while True:
        end = closing.search(text, position)
        if end is None:
            raise TokenError(
                f"a text that begins with <<{word} is not closed: no line holds {word} alone", match.start()
            )
        template = _IN_HEREDOC.search(text, position, end.start())
        if template is None:
            return end.end()
        position = template.end()
        if template[0] in ("${", "%{"):
            position = braces_end(text, position, depth + 1)


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, from 1."""
    line = text.count("\n", 0, offset) + 1
    return line, offset - text.rfind("\n", 0, offset)


def _check_depth(depth: int, offset: int) -> None:
    if depth > MAX_NESTING:
        raise TokenError(f"templates nest deeper than {MAX_NESTING} levels", offset)


def _strange(text: str, position: int) -> str:
    character = text[position]
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    return f"the character {shown} has no meaning here"
