"""Where expressions find what names mean."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from finopsguard.plan.hcl.plain.files import Files
from finopsguard.plan.hcl.plain.limits import Budget


class Lazy(ABC):
    """Something of which only the parts that are asked for are evaluated: ``var``, ``module.app``."""

    @abstractmethod
    def attribute(self, name: str) -> Any:
        """The part of that name: a value or lazy too. Raises ``EvaluationError`` where there is none."""

    @abstractmethod
    def value(self) -> Any:
        """All of it."""

    def item(self, key: Any) -> Any:  # noqa: ARG002  what has instances overrides this
        """The instance with that key, lazy too; ``None`` where indexing is a matter of the value."""
        return None


class Namespace(Lazy):
    """Names that are looked up by a function: ``var``, ``local``, ``data``, a resource type."""

    def __init__(self, look_up: Callable[[str], Any], whole: Callable[[], Any]) -> None:
        self._look_up = look_up
        self._whole = whole

    def attribute(self, name: str) -> Any:
        """What the function answers."""
        return self._look_up(name)

    def value(self) -> Any:
        """What the whole is as a value; most are none."""
        return self._whole()


class Scope(msgspec.Struct, frozen=True):
    """Names of one place: loop variables over those of the module."""

    root: Callable[[str], Any]
    """What a name means that no loop binds. Raises ``EvaluationError`` for one that means nothing."""
    budget: Budget
    files: Files
    """Files as functions of this module see them."""
    names: Mapping[str, Any] = {}

    def binding(self, names: Mapping[str, Any]) -> "Scope":
        """The scope inside a loop, or of an instance (``count``, ``each``)."""
        return Scope(self.root, self.budget, self.files, {**self.names, **names})

    def look_up(self, name: str) -> Any:
        """A value, or something lazy."""
        return self.names[name] if name in self.names else self.root(name)
