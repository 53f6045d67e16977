"""Attribute values of a resource with the marks that lie over them: unknown until apply, or sensitive.

A step into a marked place gives :class:`Unknown`, a step to where there is nothing gives ``None``.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from finopsguard.policies.expressions.unknown import Unknown

Configured = Callable[[str], bool | None]

SENSITIVE = "is sensitive"
LATER = "is known only after apply"


class View:
    """A mapping or list of values, seen through its marks. ``path`` leads to it from the resource's own attributes."""

    __slots__ = ("configured", "data", "path", "sensitive", "unknown")

    def __init__(
        self,
        data: Any,
        unknown: Any = None,
        sensitive: Any = None,
        *,
        path: str = "",
        configured: Configured | None = None,
    ) -> None:
        self.data = data
        self.unknown = unknown
        self.sensitive = sensitive
        self.path = path
        self.configured = configured

    def __bool__(self) -> bool:
        return bool(self.data) or bool(self.unknown)

    def step(self, key: str | int) -> Any:
        """What is under ``key``: a plain value, a list of plain values, another view, ``None`` or :class:`Unknown`."""
        unknown = _mark(self.unknown, key) if self.unknown else None
        sensitive = _mark(self.sensitive, key) if self.sensitive else None
        if unknown is True or sensitive is True:
            return self._marked(key, hidden=sensitive is True)
        found = _child(self.data, key)
        if isinstance(found, (dict, list)):
            return View(found, unknown, sensitive, path=self._under(key), configured=self.configured)
        if found is None and unknown:
            return View(
                {} if isinstance(unknown, dict) else [],
                unknown,
                sensitive,
                path=self._under(key),
                configured=self.configured,
            )
        return found

    def items(self) -> Iterator[Any]:
        """The elements of a list; of a mapping (a block that nests singly) the mapping itself."""
        if isinstance(self.data, list):
            count = max(len(self.data), len(self.unknown) if isinstance(self.unknown, list) else 0)
            for position in range(count):
                yield self.step(position)
        elif self:
            yield self

    def keys(self) -> list[str]:
        """Names in a mapping, those with unknown values too."""
        marked = self.unknown if isinstance(self.unknown, dict) else {}
        return [str(name) for name in {**self.data, **marked}] if isinstance(self.data, dict) else []

    def _under(self, key: str | int) -> str:
        return f"{self.path}.{key}" if self.path else str(key)

    def _marked(self, key: str | int, *, hidden: bool) -> Unknown | None:
        """A marked place. One that nobody configured will be filled by the provider: it is not set, and its default counts."""
        path = self._under(key)
        if hidden:
            return Unknown(f"{path} {SENSITIVE}", hidden=True)
        if self.configured is not None and self.configured(path) is False:
            return None
        return Unknown(f"{path} {LATER}")


class Unseen(View):
    """The values of something that was there, of which nobody kept any: each is unknown."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__({}, unknown=True)

    def _marked(self, key: str | int, *, hidden: bool) -> Unknown | None:  # noqa: ARG002  as a view's
        return Unknown(f"what {self._under(key)} was is not in the report that is compared with")


def step(value: Any, key: Any) -> Any:
    """One step down from any value. What is not there is not set; what cannot be known stays unknown."""
    if isinstance(key, Unknown):
        return value if isinstance(value, Unknown) else key
    if isinstance(value, View):
        return value.step(key)
    return value if isinstance(value, Unknown) else _child(value, key)


def path(value: Any, keys: str) -> Any:
    """Several steps, separated by dots."""
    for key in keys.split("."):
        value = step(value, int(key) if key.isascii() and key.isdigit() else key)
    return value


def plain(value: Any) -> Any:
    """The value without its view; :class:`Unknown` where any part of it is marked."""
    if not isinstance(value, View):
        return value
    for marks, word in ((value.sensitive, SENSITIVE), (value.unknown, LATER)):
        if _any(marks):
            return Unknown(f"{value.path or 'a value'} {word}", hidden=marks is value.sensitive)
    return value.data


def _child(node: Any, key: Any) -> Any:
    """``0`` on a mapping stays where it is: some schemas nest a single block without a list."""
    if isinstance(node, (dict, Mapping)):
        try:
            return node.get(key, node if key == 0 and key is not False else None)
        except TypeError:
            return None
    if isinstance(node, (list, tuple)) and isinstance(key, int) and not isinstance(key, bool):
        return node[key] if 0 <= key < len(node) else None
    return None


def _mark(marks: Any, key: Any) -> Any:
    return marks if marks is True else _child(marks, key)


def _any(marks: Any) -> bool:
    if isinstance(marks, dict):
        return any(map(_any, marks.values()))
    if isinstance(marks, list):
        return any(map(_any, marks))
    return marks is True
