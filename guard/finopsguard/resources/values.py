"""Reading attribute values the way estimates need them: with defaults, as exact numbers, and with what is unknown kept unknown.

Values come from JSON, so that what is nested in them is ``dict`` and ``list``; asking for these is many times faster than for ``Mapping``.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from finopsguard.types.money import MOST_DIGITS, usable
from finopsguard.types.paths import any_mark


class Unknown:
    """A value that stands in for one that only apply will tell (or that cannot be read). Whatever is computed from it is unknown too."""

    __slots__ = ("why",)

    def __init__(self, why: str) -> None:
        self.why = why

    def __str__(self) -> str:
        return "known after apply"

    __repr__ = __str__

    def __mul__(self, other: object) -> "Unknown":
        return self

    __rmul__ = __add__ = __radd__ = __sub__ = __rsub__ = __truediv__ = __rtruediv__ = __mul__


Number: TypeAlias = Decimal | Unknown
Text: TypeAlias = str | Unknown

NOTHING: Mapping[str, Any] = {}


def above(value: Number, threshold: int | Decimal) -> Number:
    """What of ``value`` exceeds ``threshold``; 0 when nothing does."""
    if isinstance(value, Unknown):
        return value
    return max(value - threshold, Decimal(0))


def larger(left: Number, right: Number) -> Number:
    """The larger of two numbers; unknown when one of them is."""
    if isinstance(left, Unknown):
        return left
    if isinstance(right, Unknown):
        return right
    return max(left, right)


class Trial:
    """One assumption about each unknown value that an estimate can be made with: the ends of its range are found by trying the others.

    ``asked`` maps a path to the alternatives that the estimate named for it; ``assumed`` is what this run takes them to be;
    ``refers`` tells that another resource was looked at; ``configured`` whether the configuration sets a path (``None``: nothing tells).
    ``secrets`` names the sensitive attributes that were read.
    """

    __slots__ = ("asked", "assumed", "configured", "refers", "secrets")

    def __init__(self, configured: Callable[[str], bool | None], assumed: Mapping[str, Any] = NOTHING) -> None:
        self.asked: dict[str, tuple[Any, ...]] = {}
        self.assumed = assumed
        self.configured = configured
        self.refers = False
        self.secrets: set[str] = set()

    def elsewhere(self, configured: Callable[[str], bool | None] | None = None) -> "Trial":
        """The same assumptions for another resource, of which ``configured`` (if anything) tells what its configuration sets."""
        other = Trial(configured or _nothing_tells, self.assumed)
        other.asked, other.secrets = self.asked, self.secrets
        return other

    def assuming(self, assumed: Mapping[str, Any]) -> "Trial":
        """Another run on the same resource, with other assumptions."""
        other = Trial(self.configured, assumed)
        other.secrets = self.secrets
        return other

    def pick(self, path: str, alternatives: tuple[Any, ...]) -> Any:
        """The value to take for an unknown ``path``: what this run assumes, else the first alternative."""
        self.asked[path] = alternatives
        return self.assumed.get(path, alternatives[0])


def _nothing_tells(_path: str) -> None:
    return None


class Watched(dict[str, Any]):
    """Attributes of which some are sensitive: a trial is told when one of these is read."""

    __slots__ = ("_marks", "_trial")

    def __init__(self, values: Mapping[str, Any], marks: Any, trial: Trial) -> None:
        super().__init__(values)
        self._marks = marks
        self._trial = trial

    def get(self, key: str, default: Any = None) -> Any:
        """As of any ``dict``."""
        if any_mark(self._marks.get(key) if isinstance(self._marks, dict) else self._marks):
            self._trial.secrets.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        if key not in self:
            raise KeyError(key)
        return self.get(key)


def watched(values: Mapping[str, Any], marks: Any, trial: Trial) -> Mapping[str, Any]:
    """``values``; watched where ``marks`` say that any of them is sensitive."""
    return Watched(values, marks, trial) if marks and any_mark(marks) else values


class Block:
    """A resource's attributes, or those of a nested block. Absent, null and ``""`` are all "not set": the default counts.

    An attribute that the configuration leaves out and the provider fills at apply has its default too. One that is set to something known
    only after apply is :class:`Unknown`, unless ``unknown`` names the values it can take: then the first is assumed, and the estimate
    becomes a range over all of them.
    """

    __slots__ = ("path", "trial", "unknown", "values")

    def __init__(self, values: Mapping[str, Any], unknown: Any, trial: Trial, path: str = "") -> None:
        self.values = values
        self.unknown = unknown
        self.trial = trial
        self.path = path

    def text(self, name: str, default: str = "", *, unknown: tuple[str, ...] = ()) -> Text:
        """A string attribute; numbers and booleans as Terraform writes them."""
        value = self.values.get(name)
        if value is None or value == "":
            return self._absent(name, unknown, default)  # type: ignore[no-any-return]
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "true" if value else "false"
        return str(value) if isinstance(value, int | Decimal) else Unknown(f"{self.where(name)} is not a string")

    def number(self, name: str, default: int | str | Decimal = 0, *, unknown: tuple[Decimal, ...] = ()) -> Number:
        """A numeric attribute, also when the plan writes it as a string."""
        value = self.values.get(name)
        if value is None or value == "":
            return self._absent(name, unknown, Decimal(default))  # type: ignore[no-any-return]
        return exact(value, self.where(name))

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A boolean attribute. Unknown: the default is assumed and the estimate covers both."""
        value = self.values.get(name)
        if value is None or value == "":
            return bool(self._absent(name, (default, not default), default))
        return value is True or (isinstance(value, str) and value.lower() in {"true", "1"}) or value == 1

    def block(self, name: str) -> "Block | None":
        """The only (or first) block of a kind; ``None`` where there is none."""
        for position, item in enumerate(self._items(name)):
            if isinstance(item, dict):
                return self._nested(name, position, item)
        return None

    def blocks(self, name: str) -> list["Block"]:
        """All blocks of a kind, in the plan's order. A single object counts as one block."""
        return [
            self._nested(name, position, item)
            for position, item in enumerate(self._items(name))
            if isinstance(item, dict)
        ]

    def texts(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...] | Unknown:
        """A list of strings."""
        value = self.values.get(name)
        if value is None:
            return self._absent(name, (), default)  # type: ignore[no-any-return]
        if not isinstance(value, list):
            return Unknown(f"{self.where(name)} is not a list")
        return tuple(str(item) for item in value if item is not None)

    def has(self, name: str) -> bool:
        """True when the attribute is set, to something known or to something that only apply tells."""
        if self.values.get(name) not in (None, ""):
            return True
        return bool(self.unknown) and self.is_unknown(name) and self.trial.configured(self.where(name)) is True

    def _items(self, name: str) -> list[Any]:
        items = self.values.get(name)
        if isinstance(items, list):
            return items
        return [items] if isinstance(items, dict) and items else []

    def _nested(self, name: str, position: int, item: dict[str, Any]) -> "Block":
        marks = self.unknown.get(name) if isinstance(self.unknown, dict) else self.unknown
        return Block(item, _of(marks, position), self.trial, f"{self.where(name)}.{position}")

    def is_unknown(self, name: str) -> bool:
        """True when the attribute (or any part of it) is known only after apply."""
        marks = self.unknown
        return marks is True or (isinstance(marks, dict) and any_mark(marks.get(name)))

    def where(self, name: str) -> str:
        """The attribute's path from the resource: ``root_block_device.0.volume_size``."""
        return f"{self.path}.{name}" if self.path else name

    def _absent(self, name: str, alternatives: tuple[Any, ...], default: Any) -> Any:
        if not self.unknown or not self.is_unknown(name):
            return default
        path = self.where(name)
        configured = self.trial.configured(path)
        if configured is False:
            return default
        if alternatives:
            return self.trial.pick(path, alternatives)
        if configured is None and default:
            return self.trial.pick(path, (default,))
        return Unknown(f"{path} is known only after apply")


def exact(value: Any, where: str) -> Number:
    """A number from JSON or YAML as ``Decimal``; :class:`Unknown` with the reason where it is none (never 0)."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return Unknown(f"{where} is not a number")
    try:
        number = usable(Decimal(str(value).strip()) if isinstance(value, float | str) else Decimal(value))
    except InvalidOperation:
        return Unknown(f"{where} is not a number")
    return Unknown(f"{where} is out of range") if number is None else number


def whole(text: str) -> int | None:
    """A number that is part of a name (``8`` of ``custom-8-16384``); ``None`` for what is none, or has more digits than any machine."""
    return int(text) if len(text) <= MOST_DIGITS and text.isascii() and text.isdigit() else None


def _of(marks: Any, position: int) -> Any:
    """What is unknown of one block, given the marks of all of its kind."""
    if isinstance(marks, list):
        return marks[position] if position < len(marks) else NOTHING
    return marks if marks is True or isinstance(marks, dict) else NOTHING
