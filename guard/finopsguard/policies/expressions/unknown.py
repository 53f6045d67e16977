"""Values that are not there: not set, not known, known only in part. Three things that a condition must never mix.

``None`` is an attribute that is not set: a fact, so ``x == 'gp2'`` is false. :class:`Unknown` is a value that exists or may exist and
is not known here: what follows from it is unknown too. :class:`AtLeast` is a sum of which some part is not known.
"""

from decimal import Decimal
from typing import Any


class Unknown:
    """A value that is not known, with the reason in words for the reader: ``size is known only after apply``."""

    __slots__ = ("hidden", "why")

    def __init__(self, why: str, *, hidden: bool = False) -> None:
        self.why = why
        self.hidden = hidden
        """It is known and sensitive: nothing may be told of it."""

    def __repr__(self) -> str:
        return f"Unknown({self.why!r})"


class AtLeast:
    """A sum whose known part is ``value``; it may be more, never less."""

    __slots__ = ("value", "why")

    def __init__(self, value: Decimal, why: str) -> None:
        self.value = value
        self.why = why

    def __repr__(self) -> str:
        return f"AtLeast({self.value})"


Truth = bool | Unknown


def truth(value: Any) -> Truth:
    """What a value says as a condition: empty, 0 and what is not set are false."""
    if value is True or value is False:
        return value
    if isinstance(value, Unknown):
        return value
    if isinstance(value, AtLeast):
        return True if value.value > 0 else Unknown(value.why)
    return bool(value)


def negated(value: Truth) -> Truth:
    """``not``: unknown stays unknown."""
    return value if isinstance(value, Unknown) else not value


def both(left: Truth, right: Truth) -> Truth:
    """``and``: one false is enough for false, whatever the other is."""
    if left is False or right is False:
        return False
    if isinstance(left, Unknown):
        return left
    return right
