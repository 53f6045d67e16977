"""``format`` and ``formatlist``: the verbs of Go's fmt that Terraform takes."""

import re
from decimal import Decimal
from typing import Any

from finopsguard.plan.hcl.plain.functions.encoding import jsonencode
from finopsguard.plan.hcl.plain.functions.registry import Function, flag, number, pure, text, whole
from finopsguard.plan.hcl.plain.limits import check_items, check_string
from finopsguard.plan.hcl.plain.values import NUMBERS, EvaluationError, Set

_VERB = re.compile(
    r"%(?P<flags>[-+ #0]*)(?P<width>\d+)?(?:\.(?P<precision>\d+))?(?:\[(?P<place>\d+)\])?(?P<verb>[a-zA-Z%])"
)


def _format(template: Any, *values: Any) -> str:
    """Verbs take one value after the other; ``%[n]`` says which."""
    pattern = text(template)
    pieces: list[str] = []
    position = taken = most = 0
    while (found := pattern.find("%", position)) >= 0:
        pieces.append(pattern[position:found])
        match = _VERB.match(pattern, found)
        if match is None:
            raise EvaluationError("the format has an unfinished verb")
        position = match.end()
        if match["verb"] == "%":
            pieces.append("%")
            continue
        taken = int(match["place"]) if match["place"] else taken + 1
        most = max(most, taken)
        if not 0 < taken <= len(values):
            raise EvaluationError("the format has more verbs than values")
        pieces.append(_padded(match, _verb(match, values[taken - 1])))
    if most < len(values):
        raise EvaluationError("the format has fewer verbs than values")
    check_string(sum(map(len, pieces)))
    return "".join([*pieces, pattern[position:]])


def _verb(match: re.Match[str], value: Any) -> str:
    """One value as its verb writes it, not yet padded."""
    verb = match["verb"]
    precision = min(int(match["precision"]), 500) if match["precision"] else None
    if verb == "v":
        written = jsonencode(value) if value is None or isinstance(value, dict | list | tuple | Set) else text(value)
    elif verb == "s":
        written = text(value)[:precision]
    elif verb == "q":
        written = jsonencode(text(value))
    elif verb == "t":
        written = "true" if flag(value) else "false"
    elif verb in _NUMBERS:
        written = _number(match, verb, precision, value)
    else:
        raise EvaluationError(f"%{verb} is no verb of format")
    return written


def _number(match: re.Match[str], verb: str, precision: int | None, value: Any) -> str:
    """Digits with their sign."""
    if verb in "dbxXo":
        amount: int | Decimal = whole(value)
        digits = f"{abs(int(amount)):{_NUMBERS[verb]}}"
    else:
        amount = Decimal(number(value))
        digits = _fraction(verb, precision, float(abs(amount)), Decimal(abs(amount)))
    sign = "-" if amount < 0 else "+" if "+" in match["flags"] else " " if " " in match["flags"] else ""
    return sign + digits


def _fraction(verb: str, precision: int | None, rounded: float, exact: Decimal) -> str:
    """``%f %e %g``; Go writes at least two digits of an exponent and as few digits as tell a ``%g`` apart."""
    if verb == "f":
        return f"{exact:.{6 if precision is None else precision}f}"
    if verb in "eE":
        return f"{rounded:.{6 if precision is None else precision}{verb}}"
    if precision is not None:
        return f"{rounded:.{precision}{verb}}"
    return _shortest(exact, verb)


def _shortest(exact: Decimal, verb: str) -> str:
    """``%g``: as few digits as tell the number apart, with an exponent below -4 and from 6."""
    normal = NUMBERS.normalize(exact)
    if -4 <= normal.adjusted() < 6 or not normal:
        return f"{normal:f}"
    digits = "".join(map(str, normal.as_tuple().digits))
    exponent = f"{'e' if verb == 'g' else 'E'}{normal.adjusted():+03d}"
    return f"{digits[0]}{'.' if len(digits) > 1 else ''}{digits[1:]}{exponent}"


_NUMBERS = {"d": "d", "b": "b", "x": "x", "X": "X", "o": "o", "f": "f", "e": "e", "E": "E", "g": "g", "G": "G"}


def _padded(match: re.Match[str], written: str) -> str:
    """To the width that the verb asks for."""
    width = int(match["width"]) if match["width"] else 0
    check_string(width)
    if "-" in match["flags"]:
        return written.ljust(width)
    if "0" in match["flags"] and match["verb"] in _NUMBERS:
        return written.zfill(width)
    return written.rjust(width)


def _formatlist(template: Any, *values: Any) -> list[str]:
    """``format`` for each item of the lists among the values; what is no list stays for all."""
    lists = [list(value) for value in values if isinstance(value, list | tuple | Set)]
    if not lists:
        return [_format(template, *values)]
    count = len(lists[0])
    if any(len(items) != count for items in lists):
        raise EvaluationError("the lists have different lengths")
    check_items(count)
    return [
        _format(template, *(list(value)[place] if isinstance(value, list | tuple | Set) else value for value in values))
        for place in range(count)
    ]


FUNCTIONS: dict[str, Function] = {"format": pure(_format, 1, None), "formatlist": pure(_formatlist, 1, None)}
