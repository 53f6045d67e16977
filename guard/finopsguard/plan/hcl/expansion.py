"""The instances that ``count`` and ``for_each`` make of a block."""

from typing import Any

import msgspec

from finopsguard.plan.hcl.values import PENDING, UNKNOWN, Lazy, mark_in, settle

Key = str | int | None


class Copy(msgspec.Struct):
    """One instance of a block: its key, and what ``each.value`` is there."""

    key: Key = None
    value: Any = None


class Expansion(msgspec.Struct):
    """The instances of a block with ``count`` or ``for_each``."""

    copies: list[Copy] | None
    """``None`` when how many there are is not known."""
    kind: str = ""
    """``count``, ``for_each``, or empty for a block that is itself the only one."""
    pending: bool = False


ALONE = Expansion([Copy()])


def for_each(value: Any) -> Expansion:
    """Those of a ``for_each``, in the order of their keys."""
    if isinstance(value, Lazy):
        value = settle(value)
    if value is UNKNOWN or value is PENDING:
        return Expansion(None, "for_each", value is PENDING)
    if isinstance(value, dict):
        return Expansion([Copy(key, item) for key, item in sorted(value.items(), key=lambda item: item[0])], "for_each")
    if isinstance(value, list):
        mark = mark_in(value)
        if mark is not None or not all(isinstance(item, str) for item in value):
            return Expansion(None, "for_each", mark is PENDING)
        return Expansion([Copy(item, item) for item in sorted(set(value))], "for_each")
    return Expansion(None, "for_each")
