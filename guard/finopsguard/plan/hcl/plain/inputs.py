"""Values that the root module's variables are given, in Terraform's order of precedence: environment, files, command line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from finopsguard.errors import PlanError
from finopsguard.plan.hcl.boundary import OutsideError, read
from finopsguard.plan.hcl.plain.evaluate import evaluate
from finopsguard.plan.hcl.plain.expressions import parse_expression
from finopsguard.plan.hcl.plain.functions.encoding import FUNCTIONS as ENCODING
from finopsguard.plan.hcl.plain.nodes import Name, Node
from finopsguard.plan.hcl.plain.parser import SourceError
from finopsguard.plan.hcl.plain.scope import Scope
from finopsguard.plan.hcl.plain.session import Session
from finopsguard.plan.hcl.plain.tree import parse_body
from finopsguard.plan.hcl.plain.values import EvaluationError
from finopsguard.plan.hcl.records import Inputs, Kind
from finopsguard.plan.hcl.variables import automatic_files, read_named

_LITERAL = ("string", "number", "bool")


class Given(msgspec.Struct, frozen=True, gc=False):
    """A value that somebody gave a variable."""

    value: Any
    text: bool = False
    """Written as text: what it means depends on the variable's type."""


def given_values(inputs: Inputs, session: Session) -> dict[str, Given]:
    """The last value given to each variable. Raises ``PlanError`` when a file that was named cannot be read."""
    found = {
        name.removeprefix("TF_VAR_"): Given(value, text=True)
        for name, value in sorted(inputs.environ.items())
        if name.startswith("TF_VAR_")
    }
    for path in automatic_files(session.root):
        found.update(_file_values(path, session))
    for named in inputs.var_files:
        found.update(_named_file(named, session))
    found.update({name: Given(value, text=True) for name, value in inputs.variables})
    return found


def _named_file(name: str, session: Session) -> dict[str, Given]:
    """A file of ``--var-file``. The user named it, so it may lie anywhere."""
    try:
        text = read_named(name).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PlanError(f"The variable file {name} is not UTF-8 text.", hint="Save it as UTF-8.") from None
    return dict(_values(text, Path(name), session))


def _file_values(path: Path, session: Session) -> dict[str, Given]:
    """A file that was found."""
    with session.at("", session.shown(path), 0):
        try:
            return dict(_values(read(path, session.boundary).decode("utf-8-sig"), path, session))
        except OutsideError as error:
            session.report(Kind.REFUSED, f"The file is not read: it {error}.")
        except UnicodeDecodeError:
            session.report(Kind.SYNTAX, "The file is not UTF-8 text.")
    return {}


def _values(text: str, path: Path, session: Session) -> Iterator[tuple[str, Given]]:
    """Names and values of a file; one that cannot be parsed is reported."""
    file = session.shown(path)
    try:
        if path.name.endswith(".json"):
            document = ENCODING["jsondecode"].run(text)
            yield from ((name, Given(value)) for name, value in dict(document).items())
            return
        for name, assignment in parse_body(text, file).attributes.items():
            with session.at(f"var.{name}", file, assignment.line):
                yield name, Given(session.known_or_unknown(lambda value=assignment.value: constant(value, session)))  # type: ignore[misc]  # the default binds the loop's value
    except SourceError as error:
        with session.at("", file, error.line or 0):
            session.report(Kind.SYNTAX, f"The file cannot be parsed: {error}.", column=error.column)
    except (EvaluationError, TypeError, ValueError):
        with session.at("", file, 0):
            session.report(Kind.SYNTAX, "The file is not a JSON object.")


def constant(node: Node, session: Session) -> Any:
    """The value of an expression that refers to nothing."""
    return evaluate(node, Scope(_no_names, session.budget, session.files))


def _no_names(name: str) -> Any:
    raise EvaluationError(f"{name!r} is a reference, and values of variables hold none")


def meant(given: Given, type_: Node | None, session: Session) -> Any:
    """A given value; text is an expression for variables of a type that is not primitive."""
    if not given.text or not isinstance(given.value, str):
        return given.value
    if type_ is None or (isinstance(type_, Name) and type_.name in _LITERAL):
        return given.value
    try:
        return constant(parse_expression(given.value), session)
    except SourceError as error:
        raise EvaluationError(
            f"the value given on the command line or in the environment is not valid: {error}"
        ) from None
