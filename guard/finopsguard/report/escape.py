"""Text that came with the data, made harmless: a name is shown, never obeyed.

Names, tags and notes come from a plan, and a plan can come from anybody. What misbehaves everywhere is dealt with here:
control characters, terminal escapes, and the invisible marks that turn text around (Unicode TR 36, "Bidirectional Text
Spoofing"). What markdown would obey is for report/gfm.py, what HTML would for Jinja's autoescape.
"""

from typing import Final

LONGEST = 300
"""Characters of one value that a report shows; only JSON carries longer ones whole."""

_NAMED_ESCAPES: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPACE_SEPARATORS: Final = frozenset(
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_LAST_OF_BMP = 0xFFFF


def visible(text: str) -> str:
    """``text`` on one line, with every character that does not print written out: ``\\x1b``, ``\\u202e``."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _written_out(char) for char in text)


def visible_lines(text: str, longest: int = 10 * LONGEST) -> list[str]:
    """``text`` as the lines it has, tabs as two spaces: for a block of code."""
    lines = shortened(text, longest).rstrip("\n").split("\n")
    return [visible(line.rstrip("\r").replace("\t", "  ")) for line in lines]


def _written_out(char: str) -> str:
    if char in _SPACE_SEPARATORS:
        return " "
    if named := _NAMED_ESCAPES.get(char):
        return named
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code <= _LAST_OF_BMP else f"\\U{code:08x}"


def shortened(text: str, longest: int = LONGEST) -> str:
    """``text``, or its beginning and an ellipsis."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def shortened_middle(text: str, longest: int = LONGEST) -> str:
    """``text``, or both its ends around an ellipsis: an address differs from its neighbours at the end."""
    if len(text) <= longest:
        return text
    head = (longest - 1) // 2
    tail = longest - 1 - head
    return f"{text[:head]}…{text[len(text) - tail :]}"
