"""How deep JSON nests, found on its bytes at the speed of C before anything recursive touches it."""

_BRACKETS = b"[]{}"
_AS_SQUARE = bytes.maketrans(b"{}", b"[]")
_ALL_BUT_BRACKETS = bytes(set(range(256)) - set(_BRACKETS))
_ALL_BUT_BRACKETS_AND_QUOTES = bytes(set(range(256)) - set(_BRACKETS + b'"'))
_STRETCH = 100
_CHUNK = 4 * 1024 * 1024


def deeper_than(data: bytes, limit: int) -> bool:
    """True when the JSON in ``data``, which must be well-formed, nests more than ``limit`` levels.

    The first look takes brackets inside of strings for structure. Text in strings (policies, scripts) nearly always
    balances, and then the look is right or errs towards too deep, which the exact count settles. Text made to deceive
    it gains little: the JSON decoder itself stops at the interpreter's recursion limit.
    """
    skeleton = data.translate(_AS_SQUARE, _ALL_BUT_BRACKETS)
    if _surely_within(skeleton, limit):
        return False
    height, rest = _height(skeleton, limit)
    if not rest and height <= limit:
        return False
    return _exact(data, limit)


def _surely_within(skeleton: bytes, limit: int) -> bool:
    """Whether even the worst order of the brackets in each short stretch stays within ``limit``: one pass settles most plans."""
    depth = 0
    for start in range(0, len(skeleton), _STRETCH):
        stretch = skeleton[start : start + _STRETCH]
        openers = stretch.count(b"[")
        if depth < 0 or depth + openers > limit:
            return False
        depth += 2 * openers - len(stretch)
    return depth == 0


def _height(skeleton: bytes, limit: int) -> tuple[int, bytes]:
    """Levels of the balanced parts of a run of ``[`` and ``]``, and what does not balance (``]]][[``).

    Each pass takes the innermost pairs away, so there are as many passes as levels.
    """
    height = 0
    while height <= limit:
        shorter = skeleton.replace(b"[]", b"")
        if len(shorter) == len(skeleton):
            break
        skeleton = shorter
        height += 1
    return height, skeleton


def _exact(data: bytes, limit: int) -> bool:
    """The same without brackets in strings, in pieces so that a large file is not copied."""
    depth = 0
    inside = False
    start = 0
    while start < len(data):
        end = min(start + _CHUNK, len(data))
        while end < len(data) and data[end - 1] == 0x5C:
            end += 1  # an escape is not cut in two
        piece = data[start:end].replace(b"\\\\", b"").replace(b'\\"', b"")
        runs = piece.translate(_AS_SQUARE, _ALL_BUT_BRACKETS_AND_QUOTES).replace(b'""', b"").split(b'"')
        outside = b"".join(runs[inside::2])
        inside ^= (len(runs) - 1) % 2 == 1
        height, rest = _height(outside, limit)
        openers = rest.count(b"[")
        if depth + openers + height > limit and _walk(outside, depth) > limit:
            return True
        depth += openers - (len(rest) - openers)
        start = end
    return depth > limit


def _walk(brackets: bytes, depth: int) -> int:
    """The deepest level that is reached, bracket by bracket."""
    deepest = depth
    for bracket in brackets:
        depth += 1 if bracket == 0x5B else -1
        deepest = max(deepest, depth)
    return deepest
