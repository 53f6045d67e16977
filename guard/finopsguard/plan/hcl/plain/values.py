"""Values of Terraform's language as Python objects.

========== =====================================
Terraform  Python
========== =====================================
null       ``None``
bool       ``bool``
number     ``int`` or ``Decimal`` (never float)
string     ``str``
tuple      ``tuple``
list       ``list``
set        :class:`Set`, in the order in which Terraform iterates it
object     ``dict``
map        :class:`Map`
unknown    :data:`UNKNOWN`
sensitive  :class:`Sensitive` around any of them
========== =====================================
"""

import re
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_EVEN, Context, Decimal, DecimalException
from typing import Any, Final

from finopsguard.plan.hcl.plain.limits import LONGEST_NUMBER, LimitReachedError

NUMBERS: Final = Context(prec=155, rounding=ROUND_HALF_EVEN, Emax=LONGEST_NUMBER, Emin=-LONGEST_NUMBER)
"""512 bits, as Terraform keeps them."""
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")


class EvaluationError(Exception):
    """Terraform would refuse this expression; ``try`` and ``can`` catch it. ``str()`` is a sentence."""


class Unknown:
    """What only a plan or an apply knows. There is one: :data:`UNKNOWN`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


class Sensitive:
    """A value that must not be shown; expressions that use it are sensitive too."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


class Map(dict[str, Any]):
    """A value of type map: its elements are all of one type, and an attribute it lacks is an error as in an object."""

    __slots__ = ()


class Resource(dict[str, Any]):
    """A resource's object: what the configuration does not set is the provider's to say, so unknown rather than missing."""

    __slots__ = ()


class Set:
    """A value of type set, without duplicates; strings and numbers in order."""

    __slots__ = ("items",)

    def __init__(self, items: Iterable[Any]) -> None:
        kept: dict[Any, Any] = {}
        for item in items:
            kept.setdefault(identity(item), item)
        self.items = [kept[key] for key in sorted(kept, key=_order)]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def identity(value: Any) -> Any:
    """A hashable that is equal for values that Terraform holds equal (within one type)."""
    value = plain(value)
    if isinstance(value, bool) or value is None or isinstance(value, Unknown):
        return (repr(value),)
    if isinstance(value, int | Decimal):
        return ("number", NUMBERS.normalize(Decimal(value)))
    if isinstance(value, str):
        return ("string", value)
    if isinstance(value, dict):
        return ("object", *((key, identity(value[key])) for key in sorted(value)))
    return (type(value).__name__, *(identity(item) for item in value))


def _order(key: Any) -> tuple[int, Any]:
    """Numbers by size, strings by code point, others by what they hold."""
    if key[0] == "number":
        return (0, key[1])
    return (1, key[1]) if key[0] == "string" else (2, repr(key))


def plain(value: Any) -> Any:
    """The value without its outermost mark."""
    while isinstance(value, Sensitive):
        value = value.value
    return value


def mark(value: Any, *, sensitive: bool) -> Any:
    """The value, marked once if ``sensitive``."""
    return Sensitive(value) if sensitive and not isinstance(value, Sensitive) else value


def unmarked(value: Any) -> tuple[Any, bool]:
    """The value without any mark inside, and whether there was one."""
    if isinstance(value, Sensitive):
        return unmarked(value.value)[0], True
    if isinstance(value, dict):
        pairs = {key: unmarked(item) for key, item in value.items()}
        if not any(found for _, found in pairs.values()):
            return value, False
        return type(value)({key: item for key, (item, _) in pairs.items()}), True
    if isinstance(value, list | tuple | Set):
        items = [unmarked(item) for item in value]
        if not any(found for _, found in items):
            return value, False
        return type(value)(item for item, _ in items), True
    return value, False


def weight(value: Any, seen: dict[int, int] | None = None) -> int:
    """How many values there are in it, with what stands in several places counted for each; what is shared is looked at once."""
    if isinstance(value, Sensitive):
        return weight(value.value, seen)
    if not isinstance(value, dict | list | tuple | Set):
        return 1
    seen = {} if seen is None else seen
    known = seen.get(id(value))
    if known is None:
        items = value.values() if isinstance(value, dict) else value
        known = seen[id(value)] = 1 + sum(weight(item, seen) for item in items)
    return known


def wholly_known(value: Any) -> bool:
    """True when nothing in it is unknown."""
    if isinstance(value, Unknown | Resource):
        return False
    if isinstance(value, Sensitive):
        return wholly_known(value.value)
    if isinstance(value, dict):
        return all(wholly_known(item) for item in value.values())
    if isinstance(value, list | tuple | Set):
        return all(wholly_known(item) for item in value)
    return True


def is_unknown(value: Any) -> bool:
    """True when the value itself is unknown."""
    return isinstance(plain(value), Unknown)


def number(value: int | Decimal | str) -> int | Decimal:
    """A number as it is kept: whole ones as ``int``. Raises :class:`EvaluationError` for text that is none."""
    if isinstance(value, int):
        return value
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        raise EvaluationError("a number is required")
    try:
        found = NUMBERS.create_decimal(value)
    except DecimalException:
        raise LimitReachedError(f"A number has more than {LONGEST_NUMBER:,} digits.") from None
    if not found.is_finite():
        raise EvaluationError("a number is required")
    return int(found) if found == found.to_integral_value() and found.adjusted() < LONGEST_NUMBER else found


def number_text(value: int | Decimal) -> str:
    """As Terraform writes a number into a string: ``1.5``, ``10``, never an exponent."""
    if isinstance(value, int):
        return str(value)
    text = f"{NUMBERS.normalize(value):f}"
    return "0" if text == "-0" else text


def kind(value: Any) -> str:
    """The name of a value's type, for messages: ``string``, ``list``."""
    value = plain(value)
    if value is None:
        return "null"
    for types, name in _KINDS:
        if isinstance(value, types):
            return name
    return "value"


_KINDS: tuple[tuple[Any, str], ...] = (
    (bool, "bool"),
    ((int, Decimal), "number"),
    (str, "string"),
    (tuple, "tuple"),
    (list, "list"),
    (Set, "set"),
    (Map, "map"),
    (dict, "object"),
    (Unknown, "unknown"),
)
