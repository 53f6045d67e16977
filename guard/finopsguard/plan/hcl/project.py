"""A root module and what it calls, under evaluation: its inputs, its problems, and the answers of functions."""

import os
from pathlib import Path
from typing import Any, Protocol

from finopsguard.plan.hcl.boundary import OutsideError
from finopsguard.plan.hcl.evaluate import Evaluator
from finopsguard.plan.hcl.expansion import Copy, Expansion, Key
from finopsguard.plan.hcl.file_functions import FILE_FUNCTIONS, FileFunctions
from finopsguard.plan.hcl.functions import ENGINE, ONLY_AT_APPLY, shaped
from finopsguard.plan.hcl.library import answer
from finopsguard.plan.hcl.module_files import Loader, Module
from finopsguard.plan.hcl.modules import MissingError, Modules
from finopsguard.plan.hcl.operations import Names
from finopsguard.plan.hcl.records import Kind, Problem
from finopsguard.plan.hcl.scan import Attribute, Block, Expression
from finopsguard.plan.hcl.scope import Scope
from finopsguard.plan.hcl.tokens import TokenError
from finopsguard.plan.hcl.values import PENDING, UNKNOWN, EvaluationError, as_number, mark_in
from finopsguard.plan.hcl.variables import Given
from finopsguard.plan.limits import printable

MAX_MODULES = 5_000
"""Instances of modules in one directory. Ten modules that each call ten, nine levels deep, would be a billion."""


class Oracle(Protocol):
    """Who answers the functions that are not answered here."""

    def __call__(self, name: str, arguments: list[Any], /) -> Any:
        """The value of a function of wholly known arguments; ``PENDING`` until the engine was asked, ``UNKNOWN`` where it does not say.

        Raises :class:`EvaluationError` where the engine refuses the call.
        """


class Project:
    """What the scopes of one evaluation share. A new one is made for each round of questions to the engine."""

    def __init__(
        self,
        loader: Loader,
        root: Path,
        modules: Modules,
        given: Given,
        workspace: str,
        oracle: Oracle,
        max_instances: int,
    ) -> None:
        self.loader = loader
        self.workspace = workspace
        self.max_instances = max_instances
        self.problems: dict[tuple[str, str, int | None], Problem] = {}
        self.evaluator = Evaluator(self._function)
        self.directory = root
        self._modules = modules
        self._given = given
        self._oracle = oracle
        self._files = FileFunctions(loader.boundary, root, self.evaluator, self._refuse)
        self._counted = 0
        self._scopes = 0
        self.place: Expression | None = None
        """The expression that is being evaluated."""
        self.root = Scope(self, loader.load(root))

    def paths(self, module: Path) -> dict[str, str]:
        """``path`` in a module. Terraform is taken to run in the root module, as ``path.root`` says."""
        return {"module": os.path.relpath(module, self.directory), "root": ".", "cwd": str(self.directory)}

    def add(self, problem: Problem) -> None:
        """A problem, once for each place."""
        self.problems.setdefault((problem.kind, problem.message, problem.line), problem)

    def given(self, name: str, _block: Block) -> list[Any] | None:
        """What was given for a variable of the root module, in a list."""
        return [self._given.values[name]] if name in self._given.values else None

    def no_value(self, scope: Scope, block: Block) -> None:
        """Nobody gives a value to a required variable."""
        name = block.labels[0]
        if scope.parent is None:
            message = (
                f"Variable {printable(name)} has no default and no value was given, so what depends on it is not known"
            )
            hint = f"Give one: --var '{printable(name)}=...', --var-file FILE or TF_VAR_{printable(name)}."
        else:
            message = f"{scope.address} is not given variable {printable(name)}, which has no default"
            hint = "Set it in the module block."
        self.add(Problem(kind=Kind.NO_VALUE, message=message, hint=hint, file=block.file, line=block.line))

    def syntax(self, expression: Expression, error: TokenError) -> None:
        """The text of an expression is none."""
        before = expression.text[: error.offset]
        line = expression.line + before.count("\n")
        column = error.offset - before.rfind("\n") + (expression.column - 1 if "\n" not in before else 0)
        message = f"An expression cannot be read: {printable(error.message)}"
        self.add(Problem(kind=Kind.SYNTAX, message=message, file=expression.file, line=line, column=column))

    def too_much(self, expression: Expression, *, deep: bool) -> None:
        """An expression asks for too much work, or for too many stack frames."""
        why = "hands on values through more steps" if deep else "asks for more work"
        message = f"An expression {why} than any real one; what depends on it is not known"
        self.add(Problem(kind=Kind.REFUSED, message=message, file=expression.file, line=expression.line))

    def cycle(self, scope: Scope, key: Any, at: Attribute | None) -> None:
        """A value that needs itself."""
        what = (
            {"var": "variable", "local": "local value", "output": "output"}.get(key[0], "")
            if isinstance(key[0], str)
            else ""
        )
        named = f"{what} {printable(str(key[1]))}" if what else f"argument {printable(at.name)}" if at else "block"
        place = f" of {scope.address}" if scope.address else ""
        message = f"The {named}{place} depends on itself"
        self.add(
            Problem(
                kind=Kind.CYCLE,
                message=message,
                hint="Terraform refuses such a cycle: `terraform validate` shows it.",
                file=at.expression.file if at else "",
                line=at.line if at else None,
            )
        )

    def counted(self, block: Block, value: Any) -> Expansion:
        """The instances that a ``count`` makes, unless they are more than allowed."""
        if value is UNKNOWN or value is PENDING or value is None:
            return Expansion(None, "count", value is PENDING)
        try:
            number = as_number(value)
        except EvaluationError:
            return Expansion(None, "count")
        if number < 0 or number != int(number):
            return Expansion(None, "count")
        if not self.allowed(block, int(number)):
            return Expansion([], "count")
        return Expansion([Copy(key) for key in range(int(number))], "count")

    def allowed(self, block: Block, number: int) -> bool:
        """Counts instances; what is beyond the limit is refused."""
        self._counted += number
        if self._counted <= self.max_instances:
            return True
        self._counted -= number
        message = f"{name_of(block)} asks for {number:,} instances; a project may have {self.max_instances:,} resources"
        hint = "If this directory is to be trusted, raise --max-resources."
        count = block.body.attributes.get("count")
        line = count.line if count else block.line
        self.add(Problem(kind=Kind.REFUSED, message=message, hint=hint, file=block.file, line=line))
        return False

    def called(self, scope: Scope, block: Block, copy: Copy) -> Scope | None:
        """The instance of a module that a call makes."""
        self._scopes += 1
        if self._scopes > MAX_MODULES:
            message = f"The directory calls more than {MAX_MODULES:,} modules; the rest is not in the total"
            self.add(Problem(kind=Kind.REFUSED, message=message, file=self.root.module.shown))
            return None
        found = self._modules.find(scope, block)
        if isinstance(found, MissingError):
            self.add(found.problem)
            return None
        return self._scope(scope, block, copy, found)

    def _scope(self, scope: Scope, block: Block, copy: Copy, module: Module) -> Scope:
        name = block.labels[0]
        address = f"{scope.address}.module.{name}" if scope.address else f"module.{name}"
        child = Scope(self, module, address + key_text(copy.key), (*scope.path, name), scope)
        child.call = block
        child.copy = copy
        return child

    def _function(self, name: str, arguments: list[Any], _names: Names) -> Any:
        """The answer of a function."""
        try:
            return shaped(name, arguments)
        except KeyError:
            pass
        except TypeError:
            raise EvaluationError(f"{name} is called with arguments it does not take") from None
        if name in ONLY_AT_APPLY:
            return UNKNOWN
        mark = mark_in(arguments)
        if mark is not None:
            return mark
        if name in FILE_FUNCTIONS:
            return self._files.answer(name, arguments)
        try:
            return answer(name, arguments)
        except KeyError:
            return self._oracle(name, arguments) if name in ENGINE else UNKNOWN
        except (TypeError, ArithmeticError):
            raise EvaluationError(f"{name} is called with arguments it does not take") from None

    def _refuse(self, path: str, error: OutsideError) -> None:
        file = self.place.file if self.place else self.loader.shown(self.directory)
        message = f"A function reads {printable(path, 80)}, which {error}; what depends on it is not known"
        self.add(Problem(kind=Kind.REFUSED, message=message, file=file, line=self.place.line if self.place else None))


def name_of(block: Block) -> str:
    """``aws_instance.web``, ``data.aws_ami.base``, ``module.app``."""
    labels = ".".join(map(printable, block.labels))
    return labels if block.type == "resource" else f"{block.type}.{labels}"


def key_text(key: Key) -> str:
    """``[0]``, ``["name"]`` or nothing, as in an address."""
    if isinstance(key, str):
        escaped = (
            key.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("${", "$${").replace("%{", "%%{")
        )
        return f'["{escaped}"]'
    return "" if key is None else f"[{key}]"
