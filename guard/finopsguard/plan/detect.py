"""From whatever a pipeline wrote to the JSON of one plan, or a sentence that says what the file is and what to do.

This is the slow path: a file that is plain plan JSON never comes here.
"""

import json
import re
from collections.abc import Mapping

import msgspec

from finopsguard.errors import PlanError
from finopsguard.plan import diagnose
from finopsguard.plan.limits import Limits, depth_error, printable
from finopsguard.plan.load import POWERSHELL, SHOW, to_utf8
from finopsguard.plan.repair import repair, settle
from finopsguard.plan.wire import TOP_LEVEL, present

_OBJECT = re.compile(r'\{\s*["}]')
_ARRAY = re.compile(r"\s*\[\s*[{\]]")
_MORE_JSON = re.compile(r'[{}\],"]|\[\s*["{\[\d]|:(?!:)')
_BLANK = "\ufeff\0 \t\r\n"
_JSON = json.JSONDecoder(parse_int=str, parse_float=str)  # only ends are looked for, and a huge number must not cost
_ARRAY_OF_RAW = msgspec.json.Decoder(list[msgspec.Raw])
_NOT_NUMBERS = "The plan holds NaN or Infinity, which are no JSON; such values are read as missing."

_TopLevel = Mapping[str, msgspec.Raw]


class Document(msgspec.Struct, frozen=True, gc=False):
    """The JSON of one plan, and what was done to find it."""

    data: bytes
    warnings: tuple[str, ...] = ()
    incomplete: tuple[str, ...] = ()


def as_text(data: bytes, name: str, limits: Limits) -> bytes:
    """The file as UTF-8, unpacked. Raises ``PlanError`` for a binary plan, an empty file and what is no text."""
    if data.startswith(b"PK\x03\x04"):
        raise diagnose.binary_plan_error(name)
    text = to_utf8(data, name, limits)
    if not text.strip(_BLANK.encode()):
        raise diagnose.empty_error(name)
    return text


def find_document(data: bytes, name: str, limits: Limits) -> Document:
    """The one plan in UTF-8 ``data``.

    Raises ``PlanError`` when there is none, or more than one.
    """
    try:
        found = _find(data, name)
    except RecursionError:
        raise depth_error(name, limits) from None
    except ValueError as error:
        raise PlanError(f"{name} cannot be read: {str(error).removesuffix('.')}.", hint=SHOW) from None
    settled, matters = settle(found.data)
    if settled is found.data:
        return found
    if matters:
        return Document(settled, found.warnings, (*found.incomplete, _NOT_NUMBERS))
    return Document(settled, (*found.warnings, _NOT_NUMBERS), found.incomplete)


def _find(data: bytes, name: str) -> Document:
    top = _top_level(data)
    if top is not None:
        key = plan_key(top)
        if key is None:
            raise diagnose.object_error(name, top)
        return _under(key, top, data)
    text = data.decode()
    return _in_array(text, name) if _ARRAY.match(text) else _in_text(text, name)


def _top_level(data: bytes) -> _TopLevel | None:
    """The values of a JSON object, undecoded; ``None`` for anything else."""
    try:
        return TOP_LEVEL.decode(repair(data))
    except ValueError:
        return None


def _is_plan(top: _TopLevel) -> bool:
    """What every plan has: changes, or planned values. HCP's redacted plan has changes too, but says what it is."""
    has = any(key in top and present(top[key]) is not None for key in ("resource_changes", "planned_values"))
    return has and "plan_format_version" not in top


def plan_key(top: _TopLevel) -> str | None:
    """Empty when the object is a plan; the key when exactly one value in it is (``{"tfplan": {...}}``); else ``None``."""
    if _is_plan(top):
        return ""
    keys = [key for key, raw in top.items() if (inner := _inner(raw)) is not None and _is_plan(inner)]
    return keys[0] if len(keys) == 1 and keys[0] else None


def _inner(raw: msgspec.Raw) -> _TopLevel | None:
    """The values of a JSON object in another; ``None`` for anything else."""
    try:
        return TOP_LEVEL.decode(raw)
    except ValueError:
        return None


def _under(key: str, top: _TopLevel, data: bytes) -> Document:
    """The object itself, or the plan under a key of it."""
    if not key:
        return Document(repair(data))
    return Document(bytes(top[key]), (f"The plan stands under the key {printable(key, 40)} of the file.",))


def _in_array(text: str, name: str) -> Document:
    """A JSON array: of one plan, as ``jq --slurp`` makes it, or of several."""
    start = text.index("[")
    try:
        _, end = _JSON.raw_decode(text, start)
    except json.JSONDecodeError:
        raise _malformed(text, name, start) from None
    values = _ARRAY_OF_RAW.decode(repair(text[start:end].encode()))
    plans = [raw for raw in values if (top := _inner(raw)) is not None and _is_plan(top)]
    if len(plans) > 1:
        raise diagnose.several_error(name, len(plans))
    if len(values) != 1 or not plans:
        raise PlanError(f"{name} is a JSON array, not a plan.", hint=SHOW)
    return Document(bytes(plans[0]), ("The plan stands in a JSON array.",))


def _in_text(text: str, name: str) -> Document:
    """A plan among log lines, as CI wrappers leave it."""
    spans, failed_at = _objects(text)
    tops = [(start, end, top) for start, end in spans if (top := _top_level(text[start:end].encode())) is not None]
    plans = [(start, end, key, top) for start, end, top in tops if (key := plan_key(top)) is not None]
    if not plans:
        if failed_at is not None and (not spans or failed_at < spans[0][0]):
            raise _malformed(text, name, failed_at)
        raise diagnose.object_error(name, tops[0][2]) if tops else _no_object(text, name)
    separate = [start for start, *_ in plans if _starts_a_line(text, start)]
    if len(separate) > 1:
        raise diagnose.several_error(name, len(separate))
    start, end, key, top = plans[0]
    found = _under(key, top, text[start:end].encode())
    warnings: list[str] = [*found.warnings]
    incomplete: list[str] = []
    if text[:start].strip(_BLANK):
        warnings.append("Text before the plan's JSON was passed over.")
    rest = text[end:].lstrip(_BLANK)
    if _MORE_JSON.match(rest):
        incomplete.append("More JSON follows after the plan's end, so the file may be damaged.")
    elif rest:
        warnings.append("Text after the plan's JSON was passed over.")
    return Document(found.data, tuple(warnings), tuple(incomplete))


def _objects(text: str) -> tuple[list[tuple[int, int]], int | None]:
    """Where every top-level JSON object in ``text`` starts and ends, and where the first starts that is cut or malformed."""
    spans: list[tuple[int, int]] = []
    failed_at: int | None = None
    position = 0
    while candidate := _OBJECT.search(text, position):
        start = candidate.start()
        try:
            _, position = _JSON.raw_decode(text, start)
            spans.append((start, position))
        except json.JSONDecodeError as error:
            failed_at = start if failed_at is None else failed_at
            # What it did read is not looked at again: no part of a cut plan is taken for a plan.
            position = max(error.pos, start + 1)
    return spans, failed_at


def _no_object(text: str, name: str) -> PlanError:
    """The sentence for a text without any JSON object."""
    try:
        json.loads(text)
    except ValueError:
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
    """False for JSON behind a wrapper's marker, such as ``::set-output name=stdout::{...``, which repeats what was printed."""
    return not text[text.rfind("\n", 0, position) + 1 : position].strip(_BLANK)
