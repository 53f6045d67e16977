"""Reading the expressions of a configuration: where an argument's expression is, and what it refers to."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from finopsguard.plan.addresses import Step, steps

Expression = Mapping[str, Any]

References = list[tuple[Step, ...]]

_INSTANCE_ROOTS = ("each", "count")
_MOST = 200
"""References of one expression that are followed. People write a handful; a hostile plan could make each of many resources refer to all."""


def expressions_at(tree: Any, steps: Iterable[str]) -> list[Expression]:
    """The expressions that a path in the values (``0``, ``id``) leads to inside those of a nested block, or of an argument itself.

    Where a whole block is given by one expression, that expression. Blocks made by ``dynamic`` are not in the plan's
    configuration.
    """
    nodes = [tree]
    for step in steps:
        nodes = [inner for node in nodes for inner in _down(node, step)]
        if not nodes:
            return []
    return [expression for node in nodes for expression in _leaves(node)]


def _is_expression(node: Any) -> bool:
    return isinstance(node, dict) and ("references" in node or "constant_value" in node)


def _down(node: Any, step: str) -> list[Any]:
    """One step of a path. A block that is nested singly has no position; a path may leave positions out."""
    if _is_expression(node):
        return [node]
    if isinstance(node, dict):
        if step in node:
            return [node[step]]
        return [node] if step.isdigit() else []
    if isinstance(node, list):
        if step.isdigit():
            return node[int(step) : int(step) + 1] if len(step) < 9 else []
        return [inner for item in node for inner in _down(item, step)]
    return []


def _leaves(node: Any) -> Iterator[Expression]:
    """All expressions in a block."""
    if _is_expression(node):
        yield node
    elif isinstance(node, dict):
        for inner in node.values():
            yield from _leaves(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _leaves(inner)


def references(expression: Any) -> References:
    """What an expression refers to, each reference once, in full.

    Terraform lists a reference and then each shorter form of it (``aws_lb.a.arn``, ``aws_lb.a``); the shorter ones are
    left out here.
    """
    listed = expression.get("references") if isinstance(expression, dict) else None
    found: References = []
    for text in listed if isinstance(listed, list) else ():
        parts = steps(text) if isinstance(text, str) else ()
        if parts and not (found and _shorter(parts, found[-1])) and parts not in found:
            found.append(parts)
            if len(found) == _MOST:
                break
    return found


def _shorter(parts: tuple[Step, ...], longer: tuple[Step, ...]) -> bool:
    """Whether ``parts`` is the beginning of ``longer``, with or without the key of its last step."""
    if len(parts) > len(longer):
        return False
    *head, last = parts
    other = longer[len(parts) - 1]
    same_head = all((a.name, a.key) == (b.name, b.key) for a, b in zip(head, longer, strict=False))
    return same_head and last.name == other.name and (not last.keyed or last.key == other.key)


def uses_own_key(found: References) -> bool:
    """Whether ``each`` or ``count`` occurs: an instance then refers to instances by its own key."""
    return any(parts[0].name in _INSTANCE_ROOTS for parts in found)


def constant(expression: Any) -> tuple[bool, Any]:
    """Whether the expression is a constant, and which."""
    if isinstance(expression, dict) and "constant_value" in expression:
        return True, expression["constant_value"]
    return False, None
