"""Encoding functions: JSON, YAML, CSV, Base64, URLs."""

import base64
import binascii
import csv
import io
from decimal import Decimal
from typing import Any
from urllib.parse import quote_plus

import msgspec

from finopsguard.plan.hcl.plain.functions.registry import Function, pure, text
from finopsguard.plan.hcl.plain.limits import check_items
from finopsguard.plan.hcl.plain.values import EvaluationError, Set, number, number_text

_JSON = msgspec.json.Decoder(float_hook=Decimal)
_ENCODINGS = {
    "UTF-8": "utf-8",
    "UTF-16LE": "utf-16-le",
    "UTF-16BE": "utf-16-be",
    "ISO-8859-1": "latin-1",
    "US-ASCII": "ascii",
}


def decoded(value: Any) -> Any:
    """What a JSON or YAML document holds as values of the language: arrays are tuples."""
    if isinstance(value, list):
        check_items(len(value))
        return tuple(decoded(item) for item in value)
    if isinstance(value, dict):
        check_items(len(value))
        return {str(key): decoded(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, float):
        return number(repr(value))
    return number(value) if isinstance(value, Decimal) else value


def _jsondecode(value: Any) -> Any:
    try:
        return decoded(_JSON.decode(text(value)))
    except (ValueError, ArithmeticError, RecursionError):
        raise EvaluationError("the text is not JSON") from None


def jsonencode(value: Any) -> str:
    """As Go writes it: keys in order, ``<``, ``>`` and ``&`` escaped, no space."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{_quoted(key)}:{jsonencode(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list | tuple | Set):
        return "[" + ",".join(jsonencode(item) for item in value) + "]"
    return number_text(value)


def _quoted(value: str) -> str:
    written = msgspec.json.encode(value).decode()
    for character in "<>&\u2028\u2029":
        if character in written:
            written = written.replace(character, f"\\u{ord(character):04x}")
    return written


def _csvdecode(value: Any) -> list[Any]:
    """A list of objects; the first line names their attributes."""
    try:
        rows = list(csv.reader(io.StringIO(text(value), newline=""), strict=True))
    except csv.Error:
        raise EvaluationError("the text is not CSV") from None
    rows = [row for row in rows if row]
    if not rows:
        raise EvaluationError("the CSV has no header")
    header = rows[0]
    if len(set(header)) != len(header) or any(len(row) != len(header) for row in rows):
        raise EvaluationError("the rows of the CSV do not fit its header")
    check_items(len(rows) * len(header))
    return [dict(zip(header, row, strict=True)) for row in rows[1:]]


def _base64decode(value: Any) -> str:
    try:
        return base64.b64decode(text(value), validate=True).decode()
    except (binascii.Error, ValueError):
        raise EvaluationError("the text is not Base64 of UTF-8 text") from None


def _textencode(value: Any, encoding: Any) -> str:
    return base64.b64encode(_coded(value, encoding)).decode()


def _coded(value: Any, encoding: Any) -> bytes:
    try:
        return text(value).encode(_encoding(encoding))
    except UnicodeEncodeError:
        raise EvaluationError("the text cannot be written in that encoding") from None


def _encoding(name: Any) -> str:
    found = _ENCODINGS.get(text(name).upper())
    if found is None:
        raise EvaluationError("the encoding is not known")
    return found


def _textdecode(value: Any, encoding: Any) -> str:
    try:
        return base64.b64decode(text(value), validate=True).decode(_encoding(encoding))
    except (binascii.Error, ValueError):
        raise EvaluationError("the text is not Base64 in that encoding") from None


def _yamldecode(value: Any) -> Any:
    from finopsguard.plan.hcl.plain.functions import yaml  # noqa: PLC0415  loads PyYAML

    return yaml.decode(text(value))


def _yamlencode(value: Any) -> Any:
    from finopsguard.plan.hcl.plain.functions import yaml  # noqa: PLC0415  loads PyYAML

    return yaml.encode(value)


FUNCTIONS: dict[str, Function] = {
    "base64decode": pure(_base64decode, 1),
    "base64encode": pure(lambda value: base64.b64encode(text(value).encode()).decode(), 1),
    "csvdecode": pure(_csvdecode, 1),
    "jsondecode": pure(_jsondecode, 1),
    "jsonencode": pure(jsonencode, 1),
    "textdecodebase64": pure(_textdecode, 2),
    "textencodebase64": pure(_textencode, 2),
    "urlencode": pure(lambda value: quote_plus(text(value), safe=""), 1),
    "yamldecode": pure(_yamldecode, 1),
    "yamlencode": pure(_yamlencode, 1),
}
