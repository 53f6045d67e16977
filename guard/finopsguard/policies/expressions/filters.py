"""Filters (``x | name(...)``) and tests (``x is name(...)``) that expressions may use. Nothing else of Jinja's own exists here."""

from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Any

import msgspec

from finopsguard.policies.expressions.compare import COMPARISONS, contains, equal, is_number, less
from finopsguard.policies.expressions.patterns import like
from finopsguard.policies.expressions.show import amount, percent, shown
from finopsguard.policies.expressions.unknown import AtLeast, Truth, Unknown
from finopsguard.policies.expressions.view import View, path, step

Following = Callable[[Any, str], list[Any]]


class Named(msgspec.Struct, frozen=True):
    """A filter or a test."""

    call: Callable[..., Any]
    fewest: int
    most: int
    doc: str
    example: str
    takes_unknown: bool = False
    """It answers something for an unknown input; the others hand it on."""


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    if isinstance(value, View):
        return list(value.items())
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _default(value: Any, otherwise: Any) -> Any:
    return otherwise if value is None else value


def _length(value: Any) -> int:
    if isinstance(value, View):
        return len(value.keys()) if isinstance(value.data, dict) else len(list(value.items()))
    return len(value) if isinstance(value, (str, list, tuple, dict)) else len(_list(value))


def _keys(value: Any) -> list[str]:
    if isinstance(value, View):
        return value.keys()
    return [str(key) for key in value] if isinstance(value, Mapping) else []


def _pluck(value: Any, keys: str) -> list[Any]:
    return [path(element, keys) for element in _list(value)]


def _where(value: Any, keys: str, wanted: Any) -> Any:
    """Elements whose ``keys`` equal ``wanted``; unknown where that is not known of one of them and none is certain to match."""
    found = []
    doubt: Unknown | None = None
    for element in _list(value):
        same = equal(path(element, keys), wanted)
        if same is True:
            found.append(element)
        elif isinstance(same, Unknown):
            doubt = same
    return doubt if doubt is not None and not found else found


def _difference(value: Any, other: Any) -> Any:
    if isinstance(other, Unknown):
        return other
    left = []
    for element in _list(value):
        inside = contains(_list(other), element)
        if isinstance(inside, Unknown):
            return inside
        if not inside:
            left.append(element)
    return left


def _common(value: Any, other: Any) -> Any:
    absent = _difference(value, other)
    return absent if isinstance(absent, Unknown) else [element for element in _list(value) if element not in absent]


def _unique(value: Any) -> Any:
    seen: list[Any] = []
    for element in _list(value):
        if isinstance(element, Unknown):
            return element
        if not any(equal(element, other) is True for other in seen):
            seen.append(element)
    return seen


def _extreme(value: Any, *, largest: bool) -> Any:
    best: Any = None
    for element in _list(value):
        if element is None:
            continue
        better = True if best is None else less(best, element) if largest else less(element, best)
        if isinstance(better, Unknown) or isinstance(element, Unknown):
            return element if isinstance(element, Unknown) else better
        best = element if better else best
    return best


def _sum(value: Any) -> Any:
    total = Decimal(0)
    for element in _list(value):
        if isinstance(element, Unknown):
            return element
        if element is not None and not is_number(element):
            return Unknown("a value to add is no number")
        total += element or 0
    return total


def _text(change: Callable[[str], str]) -> Callable[[Any], Any]:
    return lambda value: change(value) if isinstance(value, str) else value


def _before(value: Any, separator: str) -> Any:
    return value.partition(separator)[0] if isinstance(value, str) else value


def _after(value: Any, separator: str) -> Any:
    return value.partition(separator)[2] if isinstance(value, str) else value


def _swap(value: Any, old: str, new: str) -> Any:
    """Replaces a beginning: bounded, unlike Jinja's replace."""
    return new + value[len(old) :] if isinstance(value, str) and value.startswith(old) else value


def _round(value: Any, digits: int = 0) -> Any:
    if not is_number(value):
        return Unknown("a value to round is no number")
    number = Decimal(value)
    step = Decimal(1).scaleb(-min(max(int(digits), 0), 10))
    return number.quantize(step, rounding=ROUND_HALF_UP) if abs(number.adjusted()) < 15 else number


def _number(value: Any) -> Any:
    """A number written as text; Terraform's maps hold only text."""
    if is_number(value) or value is None:
        return value
    if isinstance(value, str) and len(value) <= 30:
        try:
            number = Decimal(value.strip())
        except ArithmeticError:
            return Unknown("a text is no number")
        return number if number.is_finite() and abs(number.adjusted()) <= 30 else Unknown("a number is out of range")
    return Unknown("a value is no number")


def _join(value: Any, separator: str = ", ") -> Any:
    return separator.join(shown(element) for element in _list(value))


def _follows(value: Any, attribute: str) -> Any:
    follow = getattr(value, "follows", None)
    return (
        follow(attribute)
        if follow is not None
        else Unknown("follows stands after resource, or a resource that it led to")
    )


def _referrers(value: Any, type_: str, attribute: str) -> Any:
    find = getattr(value, "referrers", None)
    return find(type_, attribute) if find is not None else Unknown("referrers stands after resource")


def _resources(value: Any, type_: str) -> Any:
    find = getattr(value, "resources", None)
    return find(type_) if find is not None else Unknown("resources stands after plan")


def _like(value: Any, patterns: Any) -> Truth:
    """Whole-text match of a pattern, or of any in a list, in which only ``*`` and ``?`` are special. Of a list, one element is enough."""
    if value is None:
        return False
    if isinstance(value, Unknown):
        return value
    if isinstance(value, (View, list, tuple)):
        answers = [_like_text(element, patterns) for element in _list(value)]
        return True if True in answers else next((answer for answer in answers if isinstance(answer, Unknown)), False)
    return _like_text(value, patterns)


def _like_text(value: Any, patterns: Any) -> Truth:
    if isinstance(value, Unknown):
        return value
    if not isinstance(value, str):
        return Unknown("like compares texts")
    return any(like(value, pattern) for pattern in _list(patterns) if isinstance(pattern, str))


def _lookup(value: Any, table: Any) -> Any:
    """The entry whose pattern matches, in the order of the table."""
    if not isinstance(value, str):
        return None
    return next((step(table, name) for name in _keys(table) if like(value, name)), None)


def _ceil(value: Any) -> Any:
    if not is_number(value):
        return Unknown("a value to round is no number")
    number = Decimal(value)
    return number.to_integral_value(ROUND_CEILING) if abs(number.adjusted()) < 15 else number


FILTERS: dict[str, Named] = {
    "after": Named(_after, 1, 1, "what stands behind the first separator", "'m5.large' | after('.') → large"),
    "before": Named(_before, 1, 1, "what stands before the first separator", "'m5.large' | before('.') → m5"),
    "ceil": Named(_ceil, 0, 0, "the next whole number", "70.08 | ceil → 71"),
    "common": Named(_common, 1, 1, "elements that are in another list too", "settings.types | common(types)"),
    "default": Named(
        _default,
        1,
        1,
        "another value where this one is not set (not where it is unknown)",
        "volume_type | default('gp2')",
        takes_unknown=True,
    ),
    "difference": Named(
        _difference, 1, 1, "elements that are not in another list", "settings.tags | difference(resource.tags | keys)"
    ),
    "first": Named(lambda value: next(iter(_list(value)), None), 0, 0, "the first element", "types | first"),
    "follows": Named(_follows, 1, 1, "resources that an attribute refers to", "resource | follows('subnet_id')"),
    "join": Named(_join, 0, 1, "elements as one text; ', ' between them", "settings.tags | join"),
    "keys": Named(_keys, 0, 0, "names in a mapping", "resource.tags | keys"),
    "length": Named(_length, 0, 0, "how many elements or characters", "resource.values.ebs_block_device | length"),
    "lookup": Named(
        _lookup,
        1,
        1,
        "the entry of a mapping whose name, a pattern, matches",
        "instance_type | lookup(settings.families)",
    ),
    "lower": Named(_text(str.lower), 0, 0, "in small letters", "resource.environment | lower"),
    "max": Named(lambda value: _extreme(value, largest=True), 0, 0, "the largest element", "sizes | max"),
    "min": Named(lambda value: _extreme(value, largest=False), 0, 0, "the smallest element", "sizes | min"),
    "money": Named(
        amount, 1, 1, "an amount in a currency", "estimate.monthly_cost | money(estimate.currency)", takes_unknown=True
    ),
    "number": Named(_number, 0, 0, "a number that is written as text", "resource.tags.days | number"),
    "percent": Named(percent, 0, 0, "a number with %", "totals.delta_percent | percent", takes_unknown=True),
    "pluck": Named(
        _pluck, 1, 1, "an attribute of every element", "resource.values.ebs_block_device | pluck('volume_type')"
    ),
    "referrers": Named(
        _referrers,
        2,
        2,
        "resources of a type whose attribute refers to this one",
        "resource | referrers('aws_volume_attachment', 'volume_id')",
    ),
    "resources": Named(
        _resources, 1, 1, "all resources of a type in the plan, as they will be", "plan | resources('aws_vpc_endpoint')"
    ),
    "round": Named(_round, 0, 1, "rounded, half away from zero", "utilisation.cpu.p95 | round"),
    "sum": Named(_sum, 0, 0, "elements added up", "sizes | sum"),
    "swap": Named(_swap, 2, 2, "another beginning", "'m5.large' | swap('m5.', 'm7g.') → m7g.large"),
    "unique": Named(_unique, 0, 0, "every element once", "types | unique"),
    "upper": Named(_text(str.upper), 0, 0, "in capitals", "estimate.currency | upper"),
    "where": Named(_where, 2, 2, "elements of which an attribute has a value", "disks | where('encrypted', true)"),
}
"""Name of a filter -> what it does."""


def _is_set(value: Any) -> bool:
    return value is not None


TESTS: dict[str, Named] = {
    "in": Named(COMPARISONS["in"], 1, 1, "is an element", "x is in ['a', 'b']"),
    "known": Named(
        lambda value: not isinstance(value, (Unknown, AtLeast)),
        0,
        0,
        "is not unknown",
        "estimate.monthly_cost is known",
        takes_unknown=True,
    ),
    "like": Named(
        _like, 1, 1, "matches a pattern (* and ?), or one of a list", "resource.values.instance_type is like('m4.*')"
    ),
    "none": Named(lambda value: value is None, 0, 0, "is not set", "resource.values.size is none"),
    "set": Named(_is_set, 0, 0, "is set; unknown where that is unknown", "actual is set"),
    "unknown": Named(
        lambda value: isinstance(value, (Unknown, AtLeast)),
        0,
        0,
        "is not known, or only in part",
        "resource.values.size is unknown",
        takes_unknown=True,
    ),
}
"""Name of a test -> what it does."""
