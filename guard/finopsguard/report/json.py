"""The JSON report: the records of :mod:`finopsguard.types.result`, field for field, as in docs/report.schema.json.

Fields stand in the order of the records. Amounts are JSON numbers with every digit they have; ``null`` is an amount
that is not known.
"""

from decimal import Decimal
from typing import Any

import msgspec

from finopsguard.report.options import RenderOptions
from finopsguard.types.result import Report

READABLE = 4 * 1024 * 1024
"""Longest report, in bytes, that is laid out: above it indenting takes five times as long as writing."""

_ENCODER = msgspec.json.Encoder(decimal_format="number")


def render(report: Report, options: RenderOptions) -> str:  # noqa: ARG001 - JSON is always the whole
    """The whole report as JSON with a newline at the end; indented by two while somebody might read it."""
    encoded = (
        bytearray()
    )  # grows by the line's end without being copied: a large plan's report takes as much memory as the plan
    try:
        _ENCODER.encode_into(report, encoded)
    except UnicodeEncodeError:
        encoded = bytearray(_ENCODER.encode(without_surrogates(msgspec.to_builtins(report, builtin_types=(Decimal,)))))
    if len(encoded) <= READABLE:
        encoded = bytearray(msgspec.json.format(encoded, indent=2))
    encoded += b"\n"
    return encoded.decode()


def without_surrogates(value: Any) -> Any:
    """``value`` with lone surrogates written out: a file name that is not UTF-8 has some, JSON cannot."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, list | tuple):
        return [without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {without_surrogates(key): without_surrogates(item) for key, item in value.items()}
    return value
