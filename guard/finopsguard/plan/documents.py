"""JSON objects among other text: where each starts and ends."""

import re

import msgspec

from finopsguard.plan.repair import is_odd, repair
from finopsguard.plan.wire import TOP_LEVEL

TopLevel = dict[str, msgspec.Raw]
"""The values of a JSON object, undecoded."""

_OBJECT = re.compile(rb'\{\s*["}]')
_RAW = msgspec.json.Decoder(msgspec.Raw)
_AT_BYTE = re.compile(r"\(byte (\d+)\)")
_MOST = 100_000
"""Objects that are looked at: lines of a log before or after the plan."""
_MOST_MENDED = 10
"""Objects that are mended. Each time all that follows is read; one time is enough for what is not made to take long."""


class BrokenError(ValueError):
    """JSON that is cut short or malformed. Its message is the decoder's: it names a place, no content."""

    def __init__(self, reason: str, position: int) -> None:
        super().__init__(reason)
        self.position = position
        self.cut = "truncated" in reason


class Objects(msgspec.Struct, gc=False):
    """What :func:`find_objects` found."""

    data: bytes
    """The text, with what was mended in it."""
    spans: list[tuple[int, int]]
    broken: BrokenError | None = None
    """The first object that is cut short or malformed, ``position`` being where it starts."""


def find_objects(data: bytes) -> Objects:
    """Every top-level JSON object in a text. What a broken one has read is not looked at again: no part of a cut plan is a plan."""
    found = Objects(data, [])
    position = mended = 0
    for _ in range(_MOST):
        candidate = _OBJECT.search(found.data, position)
        if candidate is None:
            break
        start = candidate.start()
        try:
            if mended < _MOST_MENDED:
                before = found.data
                found.data, position = mended_end(before, start)
                mended += found.data is not before
            else:
                position = _end(found.data, start)
            found.spans.append((start, position))
        except BrokenError as error:
            mended += is_odd(found.data, error.position)
            position = max(error.position, start + 1)
            if found.broken is None:
                error.position = start
                found.broken = error
    return found


def mended_end(data: bytes, start: int) -> tuple[bytes, int]:
    """Where the JSON value that starts here ends, and the text with what strict JSON forbids mended from there on.

    Raises :class:`BrokenError`, whose position is where the decoder stopped.
    """
    try:
        return data, _end(data, start)
    except BrokenError as error:
        if not is_odd(data, error.position):
            raise
    data = data[:start] + repair(data[start:])
    return data, _end(data, start)


def _end(data: bytes, start: int) -> int:
    """The decoder reads one value at the speed of C and says where text follows it."""
    view = memoryview(data)[start:]
    try:
        _RAW.decode(view)
    except ValueError as error:
        reason = str(error).removesuffix(".")
        at_byte = _AT_BYTE.search(reason)
        position = int(at_byte[1]) if at_byte else len(view)
        if "trailing" not in reason:
            raise BrokenError(reason, start + position) from None
    else:
        return len(data)
    end = max(0, position - 1)
    try:
        _RAW.decode(view[:end])
    except ValueError as error:
        raise BrokenError(str(error).removesuffix("."), start + end) from None
    return start + end


def top_level(raw: bytes | msgspec.Raw) -> TopLevel | None:
    """The values of a JSON object; ``None`` for anything else."""
    try:
        return TOP_LEVEL.decode(raw)
    except ValueError:
        return None
