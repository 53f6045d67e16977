"""Paths into attribute values (``root_block_device.0.volume_size``), and into the marks that lie over them in the same shape.

Marks say what is known only after apply (``after_unknown``) or never to be shown (``after_sensitive``): ``True`` for a whole value, or
mappings and lists of further marks.
"""

from typing import Any


def at(values: Any, path: str) -> Any:
    """The value at a dotted path, list positions as numbers; ``None`` where there is none."""
    for step in path.split("."):
        values = _child(values, step)
    return values


def every(values: Any, path: str) -> list[Any]:
    """All values at a path that leaves out positions: ``attached_disk.source`` is that of each block. A list at its end is its elements."""
    found = [values]
    for step in path.split("."):
        found = [inner for node in found for inner in _inside(node, step)]
    return [inner for node in found for inner in (node if isinstance(node, list) else [node])]


def is_marked(marks: Any, path: str) -> bool:
    """Whether ``path``, anything it lies in, or anything under it is marked: a mapping of tags in which one value is sensitive."""
    for step in path.split("."):
        if marks is True:
            return True
        marks = _child(marks, step)
    return any_mark(marks)


def any_mark(marks: Any) -> bool:
    """Whether there is a ``True`` anywhere in it."""
    if isinstance(marks, dict):
        return any(any_mark(inner) for inner in marks.values())
    if isinstance(marks, list):
        return any(any_mark(inner) for inner in marks)
    return marks is True


def readable(path: str) -> str:
    """A path as Terraform writes it: ``root_block_device[0].volume_size``."""
    shown = ""
    for step in path.split("."):
        shown += f"[{step}]" if step.isdigit() else f".{step}" if shown else step
    return shown


def _inside(node: Any, step: str) -> list[Any]:
    if isinstance(node, list) and not step.isdigit():
        return [_child(element, step) for element in node]
    return [_child(node, step)]


def _child(node: Any, step: str) -> Any:
    """One step down. A block that a schema nests singly has no position, so ``0`` on a mapping without that key stays where it is."""
    if isinstance(node, dict):
        return node.get(step, node if step == "0" else None)
    if isinstance(node, list) and step.isascii() and step.isdigit():
        position = int(step)
        return node[position] if position < len(node) else None
    return None
