"""``regex``, ``regexall`` and ``replace``: patterns of Go's RE2, run by Python's engine.

RE2 takes linear time whatever the pattern; Python's backtracks. A pattern that could take long on its subject is not run: its result is
unknown, which is honest, and no attack.
"""

import re
import re._parser as sre  # type: ignore[import-not-found]  # the parse tree of a pattern; Python has no public way to it
from functools import lru_cache
from typing import Any

import msgspec

from finopsguard.plan.hcl.plain.functions.registry import Function, pure, text
from finopsguard.plan.hcl.plain.limits import check_items, check_string
from finopsguard.plan.hcl.plain.values import UNKNOWN, EvaluationError

_MOST_TRIES = 20_000_000
_LONGEST_PATTERN = 1_000
_LONGEST_FOR_NESTED = 40
_CLASSES = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "ascii": r"\x00-\x7f",
    "blank": r"\t ",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": r"!-/:-@\[-`{-~",
    "space": r"\t\n\v\f\r ",
    "upper": "A-Z",
    "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
}


class _TooHardError(Exception):
    """The pattern is one that this program does not run."""


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> "tuple[re.Pattern[str], _Hardness]":
    """The pattern for Python, and how long it can take. Raises ``EvaluationError`` for an invalid one."""
    if len(pattern) > _LONGEST_PATTERN:
        raise _TooHardError
    translated = _translated(pattern)
    try:
        compiled = re.compile(translated, re.ASCII)
        return compiled, _hardness(sre.parse(translated, re.ASCII))
    except RecursionError:
        raise _TooHardError from None
    except (re.error, OverflowError) as error:
        raise EvaluationError(f"the pattern is not valid: {error}") from None


def _translated(pattern: str) -> str:
    """RE2's ways of writing that Python does not know: ``[[:alpha:]]``, ``\\z``, ``\\Q...\\E``, ``(?U)``, ``\\pL``, ``(?s-i)``."""
    if re.search(r"\\[pPCQ]|\(\?[a-z]*U|\(\?[a-z]*-", pattern):
        raise _TooHardError
    if re.search(r"\(\?(?:[=!]|<[=!]|>|\()|\\[1-9]", pattern):
        raise EvaluationError("the pattern uses what RE2 does not know")
    named = re.sub(r"\[:(\^?)(\w+):\]", _named_class, pattern)
    ended = re.sub(r"(?<!\\)((?:\\\\)*)\\z", r"\1\\Z", named)
    return re.sub(r"\(\?<(?![=!])", "(?P<", _dollar(ended))


def _named_class(match: re.Match[str]) -> str:
    if match[1] or match[2] not in _CLASSES:
        raise _TooHardError
    return _CLASSES[match[2]]


def _dollar(pattern: str) -> str:
    """``$`` is the end of the text, in Python also before a last line end."""
    pieces, in_class, position = [], False, 0
    while position < len(pattern):
        character = pattern[position]
        if character == "\\":
            pieces.append(pattern[position : position + 2])
            position += 2
            continue
        if character == "[" and not in_class:
            in_class = True
        elif character == "]" and in_class and pieces[-1] not in ("[", "^"):
            in_class = False
        pieces.append("\\Z" if character == "$" and not in_class and "(?m" not in pattern else character)
        position += 1
    return "".join(pieces)


def _hardness(parsed: Any) -> "_Hardness":
    """Of the parts of a pattern one after the other."""
    parts = [_of_part(code, argument) for code, argument in parsed]
    return _Hardness(
        sum(part.open for part in parts), sum(part.choices for part in parts), any(part.nested for part in parts)
    )


def _of_part(code: Any, argument: Any) -> "_Hardness":
    """Of one part. Raises :class:`_TooHardError` for repetitions three deep, and for choices within repetitions within others."""
    name = str(code)
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        least, most, inside = argument
        inner = _hardness(inside)
        if most == 1:
            return _Hardness(inner.open, inner.choices + 1, inner.nested)
        if inner.nested or inner.open + inner.choices > 1:
            raise _TooHardError
        return _Hardness(0 if least == most else 1, 0, inner.open + inner.choices > 0)
    if name == "SUBPATTERN":
        return _hardness(argument[-1])
    if name == "BRANCH":
        branches = [_hardness(branch) for branch in argument[1]]
        return _Hardness(
            max(branch.open for branch in branches),
            max(branch.choices for branch in branches) + (len(branches) - 1).bit_length(),
            any(branch.nested for branch in branches),
        )
    return _Hardness()


class _Hardness(msgspec.Struct, frozen=True, gc=False):
    """What decides how long a pattern can take."""

    open: int = 0
    """Repetitions that may have more or fewer items: each can try as many as the subject has characters."""
    choices: int = 0
    """Options and alternatives, as a power of two."""
    nested: bool = False
    """A repetition of what repeats or chooses: it can take twice as long for each character."""

    def tries(self, length: int) -> int:
        """How many ways there may be to match a subject of that length."""
        return int((length + 1) ** (self.open + 1)) << (self.choices + (length if self.nested else 0))


def _ready(pattern: Any, subject: str) -> re.Pattern[str] | None:
    """The compiled pattern; ``None`` where it could take long on this subject."""
    try:
        compiled, hardness = _compiled(text(pattern))
    except _TooHardError:
        return None
    if hardness.nested and len(subject) > _LONGEST_FOR_NESTED:
        return None
    return compiled if hardness.tries(len(subject)) <= _MOST_TRIES else None


def _captured(match: re.Match[str]) -> Any:
    """Without groups the text; with groups a tuple, with named ones an object. A group that took no part is null."""
    if match.re.groupindex:
        if len(match.re.groupindex) != match.re.groups:
            raise EvaluationError("named and unnamed groups cannot be mixed")
        return dict(match.groupdict())
    return match.groups() if match.re.groups else match[0]


def _regex(pattern: Any, value: Any) -> Any:
    subject = text(value)
    compiled = _ready(pattern, subject)
    if compiled is None:
        return UNKNOWN
    match = compiled.search(subject)
    if match is None:
        raise EvaluationError("the pattern does not match")
    return _captured(match)


def _regexall(pattern: Any, value: Any) -> Any:
    subject = text(value)
    compiled = _ready(pattern, subject)
    if compiled is None:
        return UNKNOWN
    found = [_captured(match) for match in compiled.finditer(subject)]
    check_items(len(found))
    return found


def _replace(value: Any, part: Any, replacement: Any) -> Any:
    """A part between slashes is a pattern; ``$1`` and ``${name}`` in the replacement are its groups."""
    subject, pattern, new = text(value), text(part), text(replacement)
    if len(pattern) > 1 and pattern.startswith("/") and pattern.endswith("/"):
        compiled = _ready(pattern[1:-1], subject)
        if compiled is None:
            return UNKNOWN
        check_string((len(subject) + 1) * (len(new) + 1))
        return compiled.sub(lambda match: _expanded(match, new), subject)
    check_string(len(subject) + (subject.count(pattern) if pattern else len(subject) + 1) * len(new))
    return subject.replace(pattern, new)


_REFERENCE = re.compile(r"\$(?:\$|(\w+)|\{(\w+)\})", re.ASCII)


def _expanded(match: re.Match[str], new: str) -> str:
    """The replacement with groups filled in; one that does not exist is empty."""

    def group(reference: re.Match[str]) -> str:
        name = reference[1] or reference[2]
        if name is None:
            return "$"
        if name.isdigit():
            return (match[int(name)] or "") if int(name) <= match.re.groups else ""
        return (match[name] or "") if name in match.re.groupindex else ""

    return _REFERENCE.sub(group, new)


FUNCTIONS: dict[str, Function] = {
    "regex": pure(_regex, 2),
    "regexall": pure(_regexall, 2),
    "replace": pure(_replace, 3),
}
