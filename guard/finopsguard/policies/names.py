"""The names that one policy's expressions may use: those of the context, its settings, and its own."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from finopsguard.policies.context import EACH, ROOTS, Name, Root
from finopsguard.policies.expressions.compile import Getter, compile_value
from finopsguard.policies.expressions.parse import Where
from finopsguard.policies.expressions.view import View

Lets = Mapping[str, tuple[str, Where]]
"""``let:`` of a policy: name -> expression, and where it stands."""


class ContextNames:
    """The names that policies of one kind may use, with their settings and what they name themselves; remembers which were used."""

    def __init__(self, each: str, settings: Mapping[str, Any], lets: Lets) -> None:
        self._roots = EACH[each].roots
        self._settings = settings
        self._lets = lets
        self._open: list[str] = list(lets)
        """Names that may be used: a name of ``let:`` sees those before it."""
        self._compiled: dict[str, Getter] = {}
        self.used: set[str] = set()

    def root(self, name: str) -> Getter | None:
        """The getter of a name; ``None`` where policies of this kind have none of it."""
        if name in self._open:
            return self._let(name)
        if name not in self._roots:
            return None
        self.used.add(name)
        if name == "settings":
            return Getter(None, {key: _constant(value) for key, value in self._settings.items()})
        return _root(name)

    def all(self) -> list[str]:
        """Every name."""
        return [*self._roots, *self._open]

    def _let(self, name: str) -> Getter:
        """Compiled once, and worked out once for a subject: names that use names could double the work each time."""
        if name in self._compiled:
            return self._compiled[name]
        text, where = self._lets[name]
        before, self._open = self._open, self._open[: self._open.index(name)]
        evaluate = compile_value(text, self, where)
        self._open = before
        key = object()

        def get(subject: Any) -> Any:
            memo: dict[object, Any] = subject.memo
            if key not in memo:
                memo[key] = evaluate(subject)
            return memo[key]

        self._compiled[name] = Getter(get, free=True)
        return self._compiled[name]


def names_for(each: str, settings: Mapping[str, Any], lets: Lets | None = None) -> ContextNames:
    """The names for one policy."""
    return ContextNames(each, settings, lets or {})


@cache
def _root(name: str) -> Getter:
    return _getter(ROOTS[name])


def _getter(name: Root | Name) -> Getter:
    return Getter(name.get, {key: _getter(inner) for key, inner in name.fields.items()}, free=name.free)


def _constant(value: Any) -> Getter:
    shown = View(value) if isinstance(value, (dict, list)) else value
    return Getter(lambda _subject: shown, free=isinstance(value, (dict, list)))
