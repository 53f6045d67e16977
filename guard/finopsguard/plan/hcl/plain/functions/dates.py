"""Date functions. ``timestamp`` and ``plantimestamp`` are not here: when a plan is made is not known."""

import re
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from finopsguard.plan.hcl.plain.functions.registry import Function, pure, text
from finopsguard.plan.hcl.plain.values import EvaluationError

_RFC3339 = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)")
_DURATION = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)")
_SECONDS: dict[str, Decimal | int] = {
    "ns": Decimal("1e-9"),
    "us": Decimal("1e-6"),
    "µs": Decimal("1e-6"),
    "ms": Decimal("1e-3"),
    "s": 1,
    "m": 60,
    "h": 3600,
}
_TOKEN = re.compile(r"'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+")


def _instant(value: Any) -> datetime:
    match = _RFC3339.fullmatch(text(value))
    if match is None:
        raise EvaluationError("the time is not one of RFC 3339")
    zone = match[7]
    offset = timedelta()
    if zone != "Z":
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6])) * (-1 if zone[0] == "-" else 1)
    try:
        return datetime(*(int(part) for part in match.groups()[:6]), tzinfo=timezone(offset))  # type: ignore[arg-type, misc]  # six numbers
    except ValueError:
        raise EvaluationError("the time is not one of RFC 3339") from None


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S") + _zone(moment, "Z")


def _zone(moment: datetime, utc: str, separator: str = ":") -> str:
    """The offset from UTC."""
    offset = moment.utcoffset() or timedelta()
    if not offset:
        return utc
    minutes = int(offset.total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{separator}{abs(minutes) % 60:02d}"


def _timeadd(value: Any, duration: Any) -> str:
    moment, written = _instant(value), text(duration)
    sign = -1 if written.startswith("-") else 1
    unsigned = written.lstrip("+-")
    parts = _DURATION.findall(unsigned)
    if unsigned != "0" and (not parts or "".join(amount + unit for amount, unit in parts) != unsigned):
        raise EvaluationError("the duration is not valid")
    seconds = sum((Decimal(amount) * _SECONDS[unit] for amount, unit in parts), Decimal(0))
    try:
        return _written(moment + sign * timedelta(seconds=float(seconds)))
    except OverflowError:
        raise EvaluationError("the time is out of range") from None


def _timecmp(first: Any, second: Any) -> int:
    one, other = _instant(first), _instant(second)
    return (one > other) - (one < other)


def _formatdate(pattern: Any, value: Any) -> str:
    """``DD MMM YYYY hh:mm ZZZ``; what is no letter, or stands in quotes, is kept."""
    moment, layout = _instant(value), text(pattern)
    pieces: list[str] = []
    position = 0
    while position < len(layout):
        match = _TOKEN.match(layout, position)
        if match is None:
            raise EvaluationError("the format has an unfinished quote")
        token = match[0]
        position = match.end()
        if token.startswith("'"):
            pieces.append(token[1:-1].replace("''", "'"))
        elif token[0].isascii() and token[0].isalpha():
            pieces.append(_field(token, moment))
        else:
            pieces.append(token)
    return "".join(pieces)


def _field(token: str, moment: datetime) -> str:
    """One sequence of letters. Names are English whatever the locale."""
    day = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[moment.weekday()]
    month = _MONTHS[moment.month - 1]
    hour12 = moment.hour % 12 or 12
    half = "am" if moment.hour < 12 else "pm"
    fields = {
        "YYYY": f"{moment.year:04d}", "YY": f"{moment.year % 100:02d}",
        "MMMM": month, "MMM": month[:3], "MM": f"{moment.month:02d}", "M": str(moment.month),
        "DD": f"{moment.day:02d}", "D": str(moment.day), "EEEE": day, "EEE": day[:3],
        "hh": f"{moment.hour:02d}", "h": str(moment.hour), "HH": f"{hour12:02d}", "H": str(hour12),
        "AA": half.upper(), "aa": half,
        "mm": f"{moment.minute:02d}", "m": str(moment.minute), "ss": f"{moment.second:02d}", "s": str(moment.second),
        "ZZZZZ": _zone(moment, "+00:00"), "ZZZZ": _zone(moment, "+0000", ""),
        "ZZZ": _zone(moment, "UTC", ""), "Z": _zone(moment, "Z"),
    }  # fmt: skip
    if token not in fields:
        raise EvaluationError(f"{token!r} is no part of a date format")
    return fields[token]


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

FUNCTIONS: dict[str, Function] = {
    "formatdate": pure(_formatdate, 2),
    "timeadd": pure(_timeadd, 2),
    "timecmp": pure(_timecmp, 2),
}
