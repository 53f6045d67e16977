"""GitHub Flavored Markdown, written so that data stays data.

Two ways to show a value. :func:`code` puts all of it in a code span: addresses, attribute values. :func:`prose` leaves
plain words as they are and puts every word that could mean something, to the parser or to a forge (``@name``, ``#12``,
``https://``, ``$x$``, a commit id), in a code span of its own: forges link, mention and typeset nothing inside one.
Rules: GFM 0.29, "Code spans" (6.3) and "Tables (extension)" (4.10).
"""

import re
from typing import Final

from finopsguard.report.escape import LONGEST, shortened, shortened_middle, visible, visible_lines

_PLAIN_PUNCTUATION: Final = frozenset(".,;()+-=/'\"?")
_OPENING: Final = "(\"'"
_CLOSING: Final = ".,;:)?!\"'"
_LINKED_BY_FORGES: Final = re.compile(r"www\.|\b(?:[0-9a-f]{7,40}|gh-\d+)\b", re.IGNORECASE)
_STARTS_A_BLOCK: Final = re.compile(r"[-+=]|\d+[.)]$")
_BACKTICKS: Final = re.compile("`+")


def code(value: object, longest: int = LONGEST) -> str:
    """``value`` in a code span whose fence is longer than any run of backticks in it."""
    return _span(visible(shortened_middle(str(value), longest)))


def prose(value: object, longest: int = LONGEST) -> str:
    """``value`` as a sentence: plain words plain, all others in code spans; fit for the start of a line."""
    words = visible(shortened(str(value), longest)).split()
    if value and not words:
        return "(blank)"
    return " ".join(word if _is_plain(word, first=index == 0) else _word_span(word) for index, word in enumerate(words))


def amount(value: object) -> str:
    """An amount from report/format.py, alone in its cell (two ``$`` in one block could become a formula).

    A currency is a word of a price list's or bill's own: one that reads like a commit id becomes code.
    """
    text = str(value)
    return _span(text) if _LINKED_BY_FORGES.search(text) else text.replace("<", "&lt;")


def row(*cells: object) -> str:
    """One row of a table. Tables are parsed before anything in them, and read ``\\|`` as a bar, in a code span too."""
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def block(value: object, indent: str = "") -> str:
    """``value`` as a fenced block of Terraform, its line breaks kept."""
    lines = visible_lines(str(value))
    fence = "`" * max(3, _longest_run("\n".join(lines)) + 1)
    return "\n".join(indent + line for line in (f"{fence}hcl", *lines, fence))


def _word_span(word: str) -> str:
    """The word in a code span, its brackets and punctuation outside."""
    core = word.lstrip(_OPENING).rstrip(_CLOSING)
    if not core:
        return _span(word)
    start = word.index(core)
    return f"{word[:start]}{_span(core)}{word[start + len(core) :]}"


def _span(text: str) -> str:
    if not text:
        return "(empty)"
    fence = "`" * (_longest_run(text) + 1)
    padding = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{padding}{text}{padding}{fence}"


def _longest_run(text: str) -> int:
    return max((len(run) for run in _BACKTICKS.findall(text)), default=0)


def _is_plain(word: str, *, first: bool) -> bool:
    """Whether no parser and no forge sees more in the word than its letters."""
    core = word.rstrip(_CLOSING + "%")
    return (
        all(char.isalnum() or char in _PLAIN_PUNCTUATION or not char.isascii() for char in core)
        and not _LINKED_BY_FORGES.search(core)
        and not (first and _STARTS_A_BLOCK.match(word))
    )
