"""Jinja's nodes in words, for messages about them."""

from typing import Any

from finopsguard.policies.expressions.filters import Named

WORDS = {
    "Call": "a call",
    "Pow": "a power (**)",
    "Mod": "a remainder (%)",
    "FloorDiv": "a whole division (//)",
    "Concat": "joining of texts (~)",
    "Slice": "a slice",
    "Dict": "a mapping",
    "For": "a loop",
    "Macro": "a macro",
    "Include": "an include",
    "Import": "an import",
    "FromImport": "an import",
    "Extends": "extends",
    "Block": "a block",
    "Assign": "set",
    "AssignBlock": "set",
    "CallBlock": "a call",
    "FilterBlock": "a filter block",
    "With": "with",
}
"""What is refused, as its reader would call it."""


def is_path(node: Any) -> bool:
    """Whether it is a name with dots only, which the registry of the context can check."""
    while type(node).__name__ == "Getattr":
        node = node.node
    return type(node).__name__ == "Name"


def dotted(node: Any) -> str:
    """The path as it is written."""
    return f"{dotted(node.node)}.{node.attr}" if type(node).__name__ == "Getattr" else str(node.name)


def arguments_of(named: Named) -> str:
    """How many arguments a filter or test takes, in words."""
    if named.fewest == named.most:
        return "no arguments" if not named.most else f"{named.most} argument{'s' if named.most > 1 else ''}"
    return f"{named.fewest} to {named.most} arguments"
