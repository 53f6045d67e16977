"""What all modules of one evaluation share: limits, the files that may be read, and the list of problems."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from finopsguard.plan.hcl.boundary import OutsideError
from finopsguard.plan.hcl.plain.files import Files
from finopsguard.plan.hcl.plain.limits import MOST_INSTANCES, Budget, LimitReachedError
from finopsguard.plan.hcl.plain.values import UNKNOWN, EvaluationError
from finopsguard.plan.hcl.records import Kind, Problem
from finopsguard.plan.limits import printable

Key = tuple[Any, ...]


class Session:
    """One evaluation of one root module."""

    def __init__(self, root: Path, boundary: Path, workspace: str) -> None:
        self.named = root
        """The root module's directory as it was named."""
        self.root = Path(os.path.realpath(root))
        self.boundary = Path(os.path.realpath(boundary))
        self.workspace = workspace
        self.budget = Budget()
        self.files = Files(self.root, self.boundary, self._refuse)
        self.problems: list[Problem] = []
        self.ended: tuple[str, str, int] | None = None
        """Where a limit was reached."""
        self._known: set[tuple[str, ...]] = set()
        self._places: list[tuple[str, str, int]] = []
        self._values: dict[Key, Any] = {}
        self._open: dict[Key, str] = {}
        self._rings: set[Key] = set()
        self._instances = 0

    def _refuse(self, path: str, error: OutsideError) -> None:
        self.report(Kind.REFUSED, f"A function reads {path}, which {error}; what depends on it is not known.")

    def shown(self, path: Path) -> str:
        """A file as the user can open it, from where the root module was named."""
        return os.path.normpath(self.named / os.path.relpath(path, self.root))

    def count(self, instances: int = 1) -> None:
        """Counts instances of resources and modules. Raises :class:`LimitReachedError` beyond :data:`MOST_INSTANCES`."""
        self._instances += instances
        if self._instances > MOST_INSTANCES:
            raise LimitReachedError(f"There are more than {MOST_INSTANCES:,} instances; the rest was not evaluated.")

    @property
    def address(self) -> str:
        """The address of what is being evaluated."""
        return self._places[-1][0] if self._places else ""

    @contextmanager
    def at(self, address: str, file: str, line: int) -> Iterator[None]:
        """Problems that are reported inside have this place."""
        self._places.append((address, file, line))
        try:
            yield
        except LimitReachedError:
            self.ended = self.ended or self._places[-1]
            raise
        finally:
            self._places.pop()

    def report(self, kind: Kind, message: str, *, hint: str = "", column: int | None = None) -> None:
        """Adds a problem at the current place, once."""
        address, file, line = self._places[-1] if self._places else ("", "", 0)
        shown = printable(message, 300)
        if (kind, shown, address, file, str(line)) in self._known:
            return
        self._known.add((kind, shown, address, file, str(line)))
        self.problems.append(
            Problem(kind=kind, message=shown, hint=hint, address=address, file=file, line=line or None, column=column)
        )

    def known_or_unknown(self, compute: Callable[[], Any]) -> Any:
        """The value, or unknown and a problem where Terraform would refuse the expression."""
        try:
            return compute()
        except EvaluationError as error:
            message = str(error)
            self.report(Kind.INVALID, f"{message[:1].upper()}{message[1:]}.")
            return UNKNOWN

    def once(self, key: Key, label: str, compute: Callable[[], Any]) -> Any:
        """The value of a named thing, computed when first asked for. Things that need each other are unknown, and reported as a ring."""
        if key in self._values:
            return self._values[key]
        if key in self._open:
            keys = list(self._open)
            ring = keys[keys.index(key) :]
            self._rings.update(ring)
            names = " -> ".join([self._open[member] for member in ring] + [label])
            self.report(Kind.CYCLE, f"These need each other: {names}.", hint="Take one of the references out.")
            return UNKNOWN
        self._open[key] = label
        try:
            value = compute()
        finally:
            del self._open[key]
        self._values[key] = UNKNOWN if key in self._rings else value
        return self._values[key]
