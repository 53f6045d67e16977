"""YAML as Terraform reads and writes it: ``yes`` and ``on`` are bools, anchors are resolved, what is written is always quoted."""

import re
from typing import Any

import yaml

from finopsguard.plan.hcl.plain.functions.encoding import jsonencode
from finopsguard.plan.hcl.plain.limits import MOST_ITEMS, LimitReachedError
from finopsguard.plan.hcl.plain.values import UNKNOWN, EvaluationError, Set, number

_NULL = {"", "~", "null", "Null", "NULL"}
_TRUE = {"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"}
_FALSE = {"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"}
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_BASED = re.compile(r"[-+]?0(?:x[0-9a-fA-F]+|o[0-7]+|b[01]+)")
_OPEN = re.compile(r"[-+]?\.(?:inf|nan)|\d{4}-\d\d?-\d\d?", re.IGNORECASE)
"""Infinities and dates: readers differ over these, so they are unknown."""


def decode(text: str) -> Any:
    """The document's value. Raises ``EvaluationError`` for what is not one YAML document."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        raise EvaluationError("the text is not YAML") from None
    if node is None:
        raise EvaluationError("the text holds no YAML document")
    return _Reader().value(node)


class _Reader:
    """Counts what aliases multiply."""

    def __init__(self) -> None:
        self._read = 0
        self._open: set[int] = set()

    def value(self, node: yaml.Node) -> Any:
        """The value of a node."""
        self._read += 1
        if self._read > MOST_ITEMS:
            raise LimitReachedError(f"A YAML document holds more than {MOST_ITEMS:,} items and was not read.")
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        if id(node) in self._open:
            raise EvaluationError("the YAML refers to itself")
        self._open.add(id(node))
        found = self._mapping(node) if isinstance(node, yaml.MappingNode) else tuple(map(self.value, node.value))
        self._open.discard(id(node))
        return found

    def _mapping(self, node: yaml.MappingNode) -> dict[str, Any]:
        """Keys are strings; ``<<`` merges."""
        merged: dict[str, Any] = {}
        own: dict[str, Any] = {}
        for key, item in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value == "<<" and not key.style:
                value = self.value(item)
                for part in reversed(value if isinstance(value, tuple) else (value,)):
                    merged.update(part if isinstance(part, dict) else {})
            elif isinstance(key, yaml.ScalarNode):
                own[key.value] = self.value(item)
            else:
                raise EvaluationError("a key of the YAML is no string")
        return merged | own


def _scalar(node: yaml.ScalarNode) -> Any:
    """Plain ones may be null, bools and numbers; quoted ones are strings."""
    text = node.value
    if node.style or node.tag == "tag:yaml.org,2002:binary":
        return text
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if _NUMBER.fullmatch(text):
        return number(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    return UNKNOWN if _OPEN.match(text) else text


def encode(value: Any) -> Any:
    """Block style, keys and strings in quotes. Text of several lines has a form of its own, which is not copied here: unknown."""
    lines = _lines(value)
    return UNKNOWN if lines is None else "\n".join(lines) + "\n"


def _lines(value: Any) -> list[str] | None:
    """The lines of a value, not indented; ``None`` where they are not known."""
    if isinstance(value, str) and "\n" in value:
        return None
    if isinstance(value, dict) and value:
        return _nested([(f"{jsonencode(key)}:", value[key]) for key in sorted(value)], "  ", "")
    if isinstance(value, list | tuple | Set) and len(value):
        return _nested([("-", item) for item in value], "  ", "-")
    if isinstance(value, dict):
        return ["{}"]
    return ["[]"] if isinstance(value, list | tuple | Set) else [jsonencode(value)]


def _nested(rows: list[tuple[str, Any]], indent: str, sign: str) -> list[str] | None:
    """Lines of a mapping's or list's items. Lists in mappings are not indented further."""
    found: list[str] = []
    for label, item in rows:
        inner = _lines(item)
        if inner is None:
            return None
        compound = isinstance(item, dict | list | tuple | Set) and len(item) > 0
        if not compound or sign:
            found.append(f"{label} {inner[0]}")
            found.extend(indent + line for line in inner[1:])
        else:
            step = indent if isinstance(item, dict) else ""
            found.append(label)
            found.extend(step + line for line in inner)
    return found
