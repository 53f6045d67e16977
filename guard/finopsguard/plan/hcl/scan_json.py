"""Terraform's JSON syntax (its page "JSON Configuration Syntax") as the same blocks that the native syntax gives."""

from collections.abc import Iterator
from typing import Any

import msgspec

from finopsguard.plan.hcl.scan import Attribute, Block, Body, Expression, ScanError, Scanned
from finopsguard.plan.hcl.syntax import Entries, Items, Literal, Node
from finopsguard.plan.hcl.templates import bare
from finopsguard.plan.hcl.tokens import MAX_NESTING, TokenError, place
from finopsguard.plan.values import decode

_LABELS = {"resource": 2, "data": 2, "ephemeral": 2, "module": 1, "variable": 1, "output": 1, "provider": 1}
"""Labels of top-level blocks; others (``terraform``, ``locals``) have none."""
_NESTED = {
    "terraform": ("required_providers", "backend", "cloud"),
    "resource": ("lifecycle", "connection", "provisioner", "timeouts", "dynamic"),
    "data": ("lifecycle", "dynamic", "timeouts"),
}
_MAP_WORDS = """
    annotations app_settings attributes config configuration default_labels default_tags_all effective_labels environment_variables headers
    input keepers labels metadata node_labels parameters properties request_parameters request_templates resource_labels response_parameters
    settings tags tags_all triggers triggers_replace user_labels value_specs variables
"""
_MAPS = frozenset(_MAP_WORDS.split())
"""Arguments whose value is a map. JSON writes maps and blocks alike, and only the provider's schema tells them apart."""


def scan_json(data: str, file: str) -> Scanned:
    """Blocks of a ``.tf.json`` file. Lines are those on which a block's name stands, as far as the text tells."""
    body = Body({}, [])
    try:
        tree = decode_json(data)
    except ValueError as error:
        line, column = _place_of(data, str(error))
        return Scanned(body, ScanError("it is not valid JSON", file, line, column))
    if not isinstance(tree, dict):
        return Scanned(body, ScanError("it is JSON, but not an object", file, 1, 1))
    reader = _Reader(data, file)
    try:
        for type_, content in tree.items():
            if type_ != "//":
                body.blocks += reader.top(type_, content)
    except TokenError as error:
        return Scanned(body, ScanError(error.message, file, reader.line, 1))
    return Scanned(body)


def decode_json(data: str) -> Any:
    """JSON as Python objects, numbers exact. Raises ``ValueError``."""
    try:
        msgspec.json.decode(data, type=msgspec.Raw)
    except RecursionError:
        raise ValueError("it nests too deep (byte 0)") from None
    from finopsguard.errors import PlanError  # noqa: PLC0415  only to be turned into the error of this function

    try:
        return decode(msgspec.Raw(data.encode()))
    except PlanError as error:
        raise ValueError(error.message) from None


class _Reader:
    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file
        self.line = 1

    def top(self, type_: str, content: Any) -> Iterator[Block]:
        """The blocks under one key of the document."""
        for labels, inner in self._labelled(content, _LABELS.get(type_, 0)):
            self.line = self._line_of(labels[-1] if labels else type_)
            yield self._block(type_, labels, inner, depth=0)

    def _labelled(self, content: Any, count: int) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
        for item in content if isinstance(content, list) else [content]:
            if not isinstance(item, dict):
                continue
            if not count:
                yield (), item
                continue
            for label, inner in item.items():
                if label != "//":
                    for labels, found in self._labelled(inner, count - 1):
                        yield (label, *labels), found

    def _block(self, type_: str, labels: tuple[str, ...], content: dict[str, Any], *, depth: int) -> Block:
        if depth > MAX_NESTING:
            raise TokenError(f"blocks nest deeper than {MAX_NESTING} levels", 0)
        block = Block(type_, labels, Body({}, []), self._file, self.line, self.line)
        for name, value in content.items():
            if name == "//":
                continue
            if name == "dynamic":
                block.body.blocks += (
                    self._block(name, found, inner, depth=depth + 1) for found, inner in self._labelled(value, 1)
                )
            elif _is_block(type_, name, value, depth):
                items = value if isinstance(value, list) else [value]
                block.body.blocks += (self._block(name, (), item, depth=depth + 1) for item in items)
            else:
                tree = _tree(value, 0, plain=type_ == "variable")
                expression = Expression("", self._file, self.line, tree)
                block.body.attributes[name] = Attribute(name, expression, self.line)
        return block

    def _line_of(self, name: str) -> int:
        """The line of the next mention of a quoted name, from the last one on."""
        found = self._text.find(f'"{name}"')
        return self._text.count("\n", 0, found) + 1 if found >= 0 else self.line


def _is_block(parent: str, name: str, value: Any, depth: int) -> bool:
    if depth == 0 and parent not in ("resource", "data", "provider"):
        return isinstance(value, dict | list) and name in _NESTED.get(parent, ())
    if name in _MAPS or (depth == 0 and name in ("for_each", "providers", "depends_on")):
        return False
    items = value if isinstance(value, list) else [value]
    return bool(items) and all(isinstance(item, dict) for item in items)


def _tree(value: Any, depth: int, *, plain: bool) -> Node:
    """The expression of a JSON value: texts are templates, except in variables, whose defaults are constants."""
    if depth > MAX_NESTING:
        raise TokenError(f"values nest deeper than {MAX_NESTING} levels", 0)
    if isinstance(value, str):
        return Literal(value) if plain else bare(value)
    if isinstance(value, list):
        return Items(tuple(_tree(item, depth + 1, plain=plain) for item in value))
    if isinstance(value, dict):
        return Entries(
            tuple(
                (Literal(key) if plain else bare(key), _tree(item, depth + 1, plain=plain))
                for key, item in value.items()
            )
        )
    return Literal(value)


def _place_of(data: str, message: str) -> tuple[int, int]:
    """From the decoder's ``(byte 12)``, which counts bytes."""
    digits = message.rpartition("(byte ")[2].rstrip(").")
    if not digits.isdigit():
        return place(data, len(data))  # it is cut short
    offset = int(digits)
    return place(data, len(data.encode()[:offset].decode(errors="ignore")))
