"""Configuration in JSON (.tf.json): the same blocks, whose strings are templates (Terraform's "JSON Configuration Syntax").

Without a provider's schema, an object may be a nested block or a map; which attributes are maps is known by their names.
"""

from decimal import Decimal
from typing import Any

import msgspec

from finopsguard.plan.hcl.plain.expressions import parse_expression
from finopsguard.plan.hcl.plain.nodes import Assignment, Block, Body, Literal, Node, Object, Tuple
from finopsguard.plan.hcl.plain.parser import SourceError
from finopsguard.plan.hcl.plain.template import TemplateError, template
from finopsguard.plan.hcl.plain.values import EvaluationError, number

_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_LABELS = {
    "resource": 2,
    "data": 2,
    "variable": 1,
    "output": 1,
    "module": 1,
    "provider": 1,
    "locals": 0,
    "terraform": 0,
}
_REFERENCES = {"resource": ("provider",), "data": ("provider",), "variable": ("type",)}
"""Attributes whose string is an expression itself, not a template."""
_MAPS = (
    "tags",
    "labels",
    "metadata",
    "annotations",
    "variables",
    "parameters",
    "settings",
    "triggers",
    "input",
    "triggers_replace",
)


def parse_json(text: str, file: str) -> Body:
    """The body of a file. Raises :class:`SourceError`."""
    try:
        document = _DECODER.decode(text)
        if not isinstance(document, dict):
            raise SourceError("it is not a JSON object")
        blocks = [
            block
            for kind, inside in document.items()
            if kind in _LABELS
            for block in _labelled(kind, inside, (), _LABELS[kind], _Lines(text, file))
        ]
        return Body({}, blocks)
    except RecursionError:
        raise SourceError("it nests too deeply") from None
    except (TemplateError, EvaluationError) as error:
        raise SourceError(str(error)) from None
    except msgspec.DecodeError as error:
        raise SourceError(f"it is not JSON: {error}") from None


class _Lines:
    """Where blocks stand: on the line of the key that names them."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self._text = text

    def of(self, labels: tuple[str, ...]) -> int:
        """The line on which the last label is first a key after the others were."""
        position = 0
        for label in labels:
            found = self._text.find(msgspec.json.encode(label).decode(), position)
            position = found if found >= 0 else position
        return self._text.count("\n", 0, position) + 1


def _labelled(kind: str, inside: Any, labels: tuple[str, ...], missing: int, lines: _Lines) -> list[Block]:
    """Objects within objects, one level a label; at each level an array may hold several."""
    found: list[Block] = []
    for item in inside if isinstance(inside, list) else [inside]:
        if not isinstance(item, dict):
            raise SourceError(f"{kind} is not an object")
        if missing:
            for label, value in item.items():
                if label != "//":
                    found.extend(_labelled(kind, value, (*labels, label), missing - 1, lines))
        else:
            line = lines.of((kind, *labels))
            found.append(Block(kind, labels, _content(kind, item, lines, line), lines.file, line, line))
    return found


def _content(kind: str, item: dict[str, Any], lines: _Lines, line: int) -> Body:
    """Attributes and nested blocks of one block."""
    body = Body({}, [])
    for name, value in item.items():
        if name == "//":
            continue
        if kind in ("resource", "data", "provider", "nested") and _is_nested(name, value):
            body.blocks.extend(_nested(name, value, lines, line))
            continue
        references = name in _REFERENCES.get(kind, ())
        node = parse_expression(_bare(value)) if references and isinstance(value, str) else node_of(value)
        body.attributes[name] = Assignment(name, node, line)
    return body


def _bare(text: str) -> str:
    """``${list(string)}`` -> ``list(string)``"""
    return text[2:-1] if text.startswith("${") and text.endswith("}") else text


def _is_nested(name: str, value: Any) -> bool:
    """Whether an object, or an array of objects, is a nested block rather than a map."""
    if name.endswith(_MAPS):
        return False
    return isinstance(value, dict) or (
        isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)
    )


def _nested(name: str, value: Any, lines: _Lines, line: int) -> list[Block]:
    """Nested blocks; ``dynamic`` has its label one level deeper."""
    items = value if isinstance(value, list) else [value]
    if name != "dynamic":
        return [Block(name, (), _content("nested", item, lines, line), lines.file, line, line) for item in items]
    labelled = [(label, inside) for item in items for label, inside in item.items()]
    return [
        _dynamic(label, one, lines, line)
        for label, inside in labelled
        for one in (inside if isinstance(inside, list) else [inside])
        if isinstance(one, dict)
    ]


def _dynamic(label: str, item: dict[str, Any], lines: _Lines, line: int) -> Block:
    """A ``dynamic`` block with its ``content``."""
    body = Body({}, [])
    for name, value in item.items():
        if name == "content" and isinstance(value, dict):
            body.blocks.append(Block("content", (), _content("nested", value, lines, line), lines.file, line, line))
        elif name == "iterator" and isinstance(value, str):
            body.attributes[name] = Assignment(name, parse_expression(value), line)
        else:
            body.attributes[name] = Assignment(name, node_of(value), line)
    return Block("dynamic", (label,), body, lines.file, line, line)


def node_of(value: Any) -> Node:
    """The expression that a JSON value is: strings are templates, keys too."""
    if isinstance(value, str):
        return template(value, parse_expression)
    if isinstance(value, dict):
        return Object(tuple((template(key, parse_expression), node_of(item)) for key, item in value.items()))
    if isinstance(value, list):
        return Tuple(tuple(node_of(item) for item in value))
    return Literal(number(value) if isinstance(value, Decimal) else value)
