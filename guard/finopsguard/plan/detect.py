"""From whatever a pipeline wrote to the JSON of one plan, or a sentence that says what the file is and what to do.

This is the slow path: a file that is plain plan JSON never comes here.
"""

import re

import msgspec

from finopsguard.errors import PlanError
from finopsguard.plan import diagnose
from finopsguard.plan.documents import BrokenError, TopLevel, find_objects, mended_end, top_level
from finopsguard.plan.limits import Limits, depth_error, printable
from finopsguard.plan.load import POWERSHELL, SHOW, to_utf8
from finopsguard.plan.repair import settle
from finopsguard.plan.wire import present

_ARRAY = re.compile(rb"\s*\[\s*[{\]]")
_MORE_JSON = re.compile(rb'[{}\],"]|\[\s*["{\[\d]|:(?!:)')
_BLANK = b"\0 \t\r\n"
_VALUES = msgspec.json.Decoder(list[msgspec.Raw])
_ANY = msgspec.json.Decoder(msgspec.Raw)
_NOT_NUMBERS = "The plan holds NaN or Infinity, which are no JSON; such values are read as missing."


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
    if not text.strip(_BLANK):
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
    settled, matters = settle(found.data)
    if settled is found.data:
        return found
    if matters:
        return Document(settled, found.warnings, (*found.incomplete, _NOT_NUMBERS))
    return Document(settled, (*found.warnings, _NOT_NUMBERS), found.incomplete)


def _find(data: bytes, name: str) -> Document:
    top = top_level(data)
    if top is not None:
        key = plan_key(top)
        if key is None:
            raise diagnose.object_error(name, top)
        return _under(key, top, data)
    return _in_array(data, name) if _ARRAY.match(data) else _in_text(data, name)


def _is_plan(top: TopLevel) -> bool:
    """What every plan has: changes, or planned values. HCP's redacted plan has changes too, but says what it is."""
    has = any(key in top and present(top[key]) is not None for key in ("resource_changes", "planned_values"))
    return has and "plan_format_version" not in top


def plan_key(top: TopLevel) -> str | None:
    """Empty when the object is a plan; the key when exactly one value in it is (``{"tfplan": {...}}``); else ``None``."""
    if _is_plan(top):
        return ""
    keys = [key for key, raw in top.items() if (inner := top_level(raw)) is not None and _is_plan(inner)]
    return keys[0] if len(keys) == 1 and keys[0] else None


def _under(key: str, top: TopLevel, data: bytes) -> Document:
    """The object itself, or the plan under a key of it."""
    if not key:
        return Document(data)
    return Document(bytes(top[key]), (f"The plan stands under the key {printable(key, 40)} of the file.",))


def _in_array(data: bytes, name: str) -> Document:
    """A JSON array: of one plan, as ``jq --slurp`` makes it, or of several."""
    start = data.index(b"[")
    try:
        data, end = mended_end(data, start)
    except BrokenError as error:
        raise _broken(data, name, error, start) from None
    values = _VALUES.decode(memoryview(data)[start:end])
    plans = [raw for raw in values if (top := top_level(raw)) is not None and _is_plan(top)]
    if len(plans) > 1:
        raise diagnose.several_error(name, len(plans))
    if len(values) != 1 or not plans:
        raise PlanError(f"{name} is a JSON array, not a plan.", hint=SHOW)
    return Document(bytes(plans[0]), ("The plan stands in a JSON array.",))


def _in_text(data: bytes, name: str) -> Document:
    """A plan among log lines, as CI wrappers leave it."""
    found = find_objects(data)
    data = found.data
    tops = [(start, end, top) for start, end in found.spans if (top := top_level(data[start:end])) is not None]
    plans = [(start, end, key, top) for start, end, top in tops if (key := plan_key(top)) is not None]
    if not plans:
        if found.broken is not None and (not tops or found.broken.position < tops[0][0]):
            raise _broken(data, name, found.broken, found.broken.position)
        raise diagnose.object_error(name, tops[0][2]) if tops else _no_object(data, name)
    separate = sum(_starts_a_line(data, start) for start, *_ in plans)
    if separate > 1:
        raise diagnose.several_error(name, separate)
    start, end, key, top = plans[0]
    document = _under(key, top, data[start:end])
    warnings: list[str] = [*document.warnings]
    incomplete: list[str] = []
    if data[:start].strip(_BLANK):
        warnings.append("Text before the plan's JSON was passed over.")
    repeated = {data[start:end], _as_command(data[start:end])}
    if any(data[other:its_end] not in repeated for other, its_end, *_ in plans):
        incomplete.append("The file holds another plan, which differs and is not read.")
    rest = data[end:].lstrip(_BLANK)
    if _MORE_JSON.match(rest):
        incomplete.append("More JSON follows after the plan's end, so the file may be damaged.")
    elif rest:
        warnings.append("Text after the plan's JSON was passed over.")
    return Document(document.data, tuple(warnings), tuple(incomplete))


def _no_object(data: bytes, name: str) -> PlanError:
    """The sentence for a text without any JSON object."""
    try:
        _ANY.decode(data)
    except ValueError:
        return diagnose.text_error(name, data)
    return PlanError(f"{name} is JSON, but not a plan.", hint=SHOW)


def _broken(data: bytes, name: str, error: BrokenError, start: int) -> PlanError:
    """The first JSON in the text is cut short or malformed, unless that was a bracket in a log."""
    if error.cut:
        return diagnose.truncated_error(name)
    if data[:start].strip(_BLANK):
        return diagnose.text_error(name, data)
    hint = f"Write it again. {SHOW}" if data.isascii() else POWERSHELL
    return PlanError(f"{name} cannot be read: {error}.", hint=hint)


def _as_command(data: bytes) -> bytes:
    """JSON as GitHub's workflow commands carry it (``::set-output name=stdout::{...``), in which wrappers repeat what was printed."""
    return data.replace(b"%", b"%25").replace(b"\r", b"%0D").replace(b"\n", b"%0A")


def _starts_a_line(data: bytes, position: int) -> bool:
    """False for JSON behind a wrapper's marker, such as ``::set-output name=stdout::{...``, which repeats what was printed."""
    while position and data[position - 1] in b"\0 \t\r":
        position -= 1
    return not position or data[position - 1 : position] == b"\n"
