"""A policy as it stands in its file."""

import re
from collections.abc import Callable
from functools import cached_property
from typing import Any

import msgspec

from finopsguard.policies.context import EACH
from finopsguard.policies.expressions.compile import compile_condition, compile_template
from finopsguard.policies.expressions.parse import Where
from finopsguard.policies.expressions.unknown import Truth
from finopsguard.policies.names import ContextNames, names_for

SEVERITIES = ("low", "medium", "high", "critical")
ACTIONS = ("block", "warn", "info")
"""``block`` makes the verdict fail, or incomplete where the answer is unknown; the others only show."""

LONGEST_MESSAGE = 1_500
LONGEST_FIX = 4_000
LONGEST_VALUE = 300


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """Which resources a policy is for; what is empty does not restrict."""

    types: tuple[str, ...] = ()
    """Resource types, where ``*`` stands for any characters."""
    actions: tuple[str, ...] = ("create", "update", "replace", "create-forget")
    modules: tuple[str, ...] = ()
    """Module addresses, with ``*``."""
    tags: dict[str, tuple[str, ...]] = {}
    """Tag -> patterns, of which one must match."""
    environments: tuple[str, ...] = ()


class Test(msgspec.Struct, frozen=True, kw_only=True):
    """One example of a policy: what it is given, and what it must say."""

    name: str
    given: dict[str, Any]
    expect: str
    """``fail``, ``pass`` or ``unknown``."""
    message: str = ""
    """What the message must contain."""
    line: int = 0


class Policy(msgspec.Struct, kw_only=True, dict=True):
    """One policy. Its expressions are compiled when they are first needed: most plans have resources for few policies."""

    id: str
    title: str
    why: str
    severity: str
    action: str
    default: bool
    each: str
    match: Match
    settings: dict[str, Any]
    lets: dict[str, str]
    """Names that the policy gives to expressions, each may use those before it."""
    texts: dict[str, str]
    """``when``, ``message``, ``fix``, ``observed`` and ``limit`` as written."""
    lines: dict[str, int]
    """Line of each of these texts, for messages."""
    tests: tuple[Test, ...]
    file: str
    named: bool = False
    """The user asked for it by name, or it is the user's own: an input that it lacks is then said to be missing."""

    @cached_property
    def condition(self) -> Callable[[Any], Truth]:
        """``when`` as a function of a subject."""
        return compile_condition(self.texts["when"], self.names, self._where("when"))

    @cached_property
    def message(self) -> Callable[[Any], str]:
        """``message`` as a function of a subject."""
        return self._template("message", LONGEST_MESSAGE)

    @cached_property
    def fix(self) -> Callable[[Any], str]:
        """``fix`` as a function of a subject."""
        return self._template("fix", LONGEST_FIX)

    @cached_property
    def observed(self) -> Callable[[Any], str]:
        """``observed`` as a function of a subject."""
        return self._template("observed", LONGEST_VALUE)

    @cached_property
    def limit(self) -> Callable[[Any], str]:
        """``limit`` as a function of a subject."""
        return self._template("limit", LONGEST_VALUE)

    @cached_property
    def needs(self) -> tuple[str, ...]:
        """Inputs that it cannot do without and that are there only if asked for."""
        each = EACH[self.each]
        texts = (self.texts["when"], *self.lets.values())
        named = [name for name in each.optional if any(re.search(rf"(?<![\w.'\"]){name}\b", text) for text in texts)]
        return (*named, *each.needs)

    @property
    def names(self) -> ContextNames:
        """The names that its expressions may use."""
        lets = {name: (text, self._where(f"let.{name}")) for name, text in self.lets.items()}
        return names_for(self.each, self.settings, lets)

    def compile(self) -> None:
        """Compiles all of it, so that a mistake is found now. Raises :class:`PolicyError`."""
        _ = self.condition, self.message, self.fix, self.observed, self.limit

    def _template(self, part: str, longest: int) -> Callable[[Any], str]:
        return compile_template(self.texts.get(part, ""), self.names, self._where(part), longest=longest)

    def _where(self, part: str) -> Where:
        return Where(self.file, self.lines.get(part, 1), part)
