"""python-hcl2 as a parser: its tree, and its many errors as one."""

from lark import Token, Tree
from lark.exceptions import UnexpectedInput


class SourceError(Exception):
    """A file that cannot be parsed. ``str()`` says why; line and column where they are known, from 1."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


def parsed(text: str) -> Tree[Token]:
    """The parse tree of a file, comments included. Raises :class:`SourceError`."""
    import hcl2  # noqa: PLC0415  loads lark and its grammar

    try:
        return hcl2.parses_to_tree(text)
    except UnexpectedInput as error:
        line = error.line if isinstance(error.line, int) and error.line > 0 else None
        column = error.column if isinstance(error.column, int) and error.column > 0 else None
        raise SourceError(_reason(error), line, column) from None
    except RuntimeError as error:
        raise SourceError(told(error)) from None


def told(error: Exception) -> str:
    """An error's first line."""
    if isinstance(error, RecursionError):
        return "expressions in it nest too deeply"
    return str(error).splitlines()[0][:120] if str(error) else "it is not valid"


def _reason(error: UnexpectedInput) -> str:
    """What was found, in a few words."""
    token = getattr(error, "token", None)
    if token is None:
        return "unexpected character"
    if token.type == "$END":
        return "the file ends inside a block or expression"
    if token.type == "NL_OR_COMMENT":
        return "the line ends too early"
    shown = "".join(character for character in str(token).strip()[:20] if character.isprintable())
    return f"unexpected {shown!r}"
