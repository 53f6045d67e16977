"""From whatever a pipeline wrote to the JSON of one plan, or a sentence that says what the file is and what to do.

This is the slow path: a file that is plain plan JSON never comes here.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from finopsguard.errors import PlanError
from finopsguard.plan import diagnose
from finopsguard.plan.limits import Limits, depth_error, printable
from finopsguard.plan.load import POWERSHELL, SHOW, to_utf8
from finopsguard.plan.repair import repair, settle
from finopsguard.plan.wire import TOP_LEVEL

_OBJECT = re.compile(r'\{\s*["}]')
_ARRAY = re.compile(r"\s*\[\s*[{\]]")
_BLANK = "\ufeff\0 \t\r\n"
_JSON = json.JSONDecoder(parse_int=str, parse_float=str)  # numbers are not needed here, and a huge one must not cost
_ARRAY_OF_RAW = msgspec.json.Decoder(list[msgspec.Raw])


class Document(msgspec.Struct, frozen=True, gc=False):
    """The JSON of one plan, and what was done to find it."""

    data: bytes
    warnings: tuple[str, ...] = ()
    incomplete: tuple[str, ...] = ()


class _Span(msgspec.Struct, frozen=True, gc=False):
    """One top-level JSON object in a text."""

    start: int
    end: int
    value: dict[str, Any]


def find_document(data: bytes, name: str, limits: Limits) -> Document:
    """The one plan in ``data``.

    Raises ``PlanError`` when there is none, or more than one.
    """
    if data.startswith(b"PK\x03\x04"):
        raise diagnose.binary_plan_error(name)
    text = to_utf8(data, name, limits).decode()
    if not text.strip(_BLANK):
        raise diagnose.empty_error(name)
    try:
        found = _in_array(text, name) if _ARRAY.match(text) else _in_text(text, name)
    except RecursionError:
        raise depth_error(name, limits) from None
    except ValueError as error:
        raise PlanError(f"{name} cannot be read: {str(error).removesuffix('.')}.", hint=SHOW) from None
    settled, matters = settle(found.data)
    odd = ("The plan holds NaN or Infinity, which are no JSON; such values are read as missing.",)
    return Document(
        settled,
        found.warnings + (odd if settled is not found.data and not matters else ()),
        found.incomplete + (odd if matters else ()),
    )


def _in_text(text: str, name: str) -> Document:
    """The plan alone, or among log lines as CI wrappers leave it."""
    spans, failed_at = _objects(text)
    plans = [(span, key) for span in spans if (key := plan_key(span.value)) is not None]
    if not plans:
        raise _no_plan(text, name, spans, failed_at)
    separate = [span for span, _ in plans if _starts_a_line(text, span.start)]
    if len(separate) > 1:
        raise diagnose.several_error(name, len(separate))
    span, key = plans[0]
    data = repair(text[span.start : span.end].encode())
    warnings: list[str] = []
    if key:
        data = bytes(TOP_LEVEL.decode(data)[key])
        warnings.append(f"The plan stands under the key {printable(key, 40)} of the file.")
    incomplete: list[str] = []
    rest = text[span.end :].lstrip(_BLANK)
    if text[: span.start].strip(_BLANK):
        warnings.append("Text before the plan's JSON was passed over.")
    if rest.startswith(tuple('{[]},:"')):
        incomplete.append("More JSON follows after the plan's end, so the file may be damaged.")
    elif rest:
        warnings.append("Text after the plan's JSON was passed over.")
    return Document(data, tuple(warnings), tuple(incomplete))


def _in_array(text: str, name: str) -> Document:
    """A JSON array: of one plan, as ``jq --slurp`` makes it, or of several."""
    start = text.index("[")
    try:
        values, end = _JSON.raw_decode(text, start)
    except json.JSONDecodeError:
        raise _malformed(text, name, start) from None
    plans = [value for value in values if isinstance(value, dict) and plan_key(value) == ""]
    if len(plans) > 1:
        raise diagnose.several_error(name, len(plans))
    if len(values) != 1 or not plans:
        raise PlanError(f"{name} is a JSON array, not a plan.", hint=SHOW)
    data = bytes(_ARRAY_OF_RAW.decode(repair(text[start:end].encode()))[0])
    return Document(data, ("The plan stands in a JSON array.",))


def _objects(text: str) -> tuple[list[_Span], int | None]:
    """Every top-level JSON object in ``text``, and where the first one starts that is cut or malformed."""
    spans: list[_Span] = []
    failed_at: int | None = None
    position = 0
    while candidate := _OBJECT.search(text, position):
        start = candidate.start()
        try:
            value, position = _JSON.raw_decode(text, start)
            spans.append(_Span(start, position, value))
        except json.JSONDecodeError as error:
            failed_at = start if failed_at is None else failed_at
            position = max(
                error.pos, start + 1
            )  # what it did read is not looked at again: no part of a cut plan is taken for one
    return spans, failed_at


def is_plan(keys: Mapping[str, Any]) -> bool:
    """What every plan has: changes, or planned values. HCP's redacted plan has changes too, but says what it is."""
    has = keys.get("resource_changes") is not None or keys.get("planned_values") is not None
    return has and "plan_format_version" not in keys


def plan_key(value: Mapping[str, Any]) -> str | None:
    """Empty when ``value`` is a plan; the key when exactly one value in it is (``{"tfplan": {...}}``); else ``None``."""
    if is_plan(value):
        return ""
    keys = [key for key, inner in value.items() if isinstance(inner, dict) and is_plan(inner)]
    return keys[0] if len(keys) == 1 and keys[0] else None


def _no_plan(text: str, name: str, spans: list[_Span], failed_at: int | None) -> PlanError:
    """The sentence for a text without a plan."""
    if failed_at is not None and (not spans or failed_at < spans[0].start):
        return _malformed(text, name, failed_at)
    if spans:
        return diagnose.object_error(name, spans[0].value)
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return diagnose.text_error(name, text)
    return PlanError(f"{name} is JSON, but not a plan.", hint=SHOW)


def _malformed(text: str, name: str, start: int) -> PlanError:
    """The first JSON in the text is cut short or broken, unless that was a bracket in a log."""
    try:
        msgspec.json.decode(repair(text[start:].encode()), type=msgspec.Raw)
        reason = "JSON is malformed"
    except ValueError as error:
        reason = str(error).removesuffix(".")
    if "truncated" in reason:
        return diagnose.truncated_error(name)
    if text[:start].strip(_BLANK):
        return diagnose.text_error(name, text)
    hint = f"Write it again. {SHOW}" if text.isascii() else POWERSHELL
    return PlanError(f"{name} cannot be read: {reason}.", hint=hint)


def _starts_a_line(text: str, position: int) -> bool:
    """False for JSON behind a wrapper's marker, such as ``::set-output name=stdout::{...``, which repeats what was
    printed.
    """
    return not text[text.rfind("\n", 0, position) + 1 : position].strip(_BLANK)
