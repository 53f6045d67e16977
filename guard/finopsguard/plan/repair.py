"""What strict JSON forbids and some tools write: ``NaN`` and ``Infinity``, and halves of surrogate pairs in strings."""

import re

from finopsguard.plan.wire import TOP_LEVEL

NOT_A_NUMBER = b'"<not a number>"'
"""Stands for NaN and Infinity until :func:`settle` has seen where they are."""

_STRING_OR_NUMBER = re.compile(
    rb'"[^"\\]*+(?:\\(?:.|\Z)[^"\\]*+)*+(?:"|\Z)|(-?(?:NaN|Infinity)\b)', re.DOTALL
)  # a string that is cut off is read once, to the end, and not again from each of its escaped quotes
_ESCAPES = re.compile(
    rb"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})", re.DOTALL
)
_ODD = re.compile(rb"NaN|Infinity|\\u[dD][89a-fA-F]")
_NEAR = 24
_PRICED_KEYS = ("resource_changes", "planned_values", "prior_state")


def is_odd(data: bytes, position: int) -> bool:
    """Whether what a JSON decoder stumbled over near ``position`` is something that :func:`repair` mends."""
    return _ODD.search(data, max(0, position - _NEAR), position + _NEAR) is not None


def repair(data: bytes) -> bytes:
    """NaN and Infinity become a mark, lone surrogates the replacement character."""
    data = _STRING_OR_NUMBER.sub(lambda match: NOT_A_NUMBER if match[1] else match[0], data)
    return _ESCAPES.sub(lambda match: b"\\ufffd" if match[1] else match[0], data)


def settle(data: bytes) -> tuple[bytes, bool]:
    """Marks become null. The second part is true when one stood among what is priced, where null would read as "not set"."""
    if NOT_A_NUMBER not in data:
        return data, False
    try:
        top = TOP_LEVEL.decode(data)
    except ValueError:
        return data, False
    matters = any(NOT_A_NUMBER in bytes(top[key]) for key in _PRICED_KEYS if key in top)
    return data.replace(NOT_A_NUMBER, b"null"), matters
