"""Values of the root module's variables, in Terraform's order of precedence (its page "Assign values to variables")."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from finopsguard.errors import PlanError
from finopsguard.plan.hcl.boundary import OutsideError, read
from finopsguard.plan.hcl.evaluate import Evaluator
from finopsguard.plan.hcl.module_files import Module
from finopsguard.plan.hcl.parse import parse
from finopsguard.plan.hcl.records import Inputs, Kind, Problem
from finopsguard.plan.hcl.scan import scan, tree
from finopsguard.plan.hcl.syntax import Name
from finopsguard.plan.hcl.tokens import TokenError
from finopsguard.plan.hcl.values import UNKNOWN, EvaluationError, TooMuchError
from finopsguard.plan.limits import printable

_PREFIX = "TF_VAR_"
_LARGEST = 4 * 1024 * 1024
_SIMPLE = ("string", "number", "bool")


class Given(msgspec.Struct):
    """What was given, by name."""

    values: dict[str, Any]
    secret: frozenset[str]
    """Names whose value came from ``TF_VAR_*``, where pipelines keep secrets."""
    warnings: list[str]
    refused: list[Problem] = []
    """Files of values that may not be read: what they would have set is not known."""


def given(directory: Path, boundary: Path, module: Module, inputs: Inputs, digest: Any) -> Given:
    """Values for the root module in a directory.

    ``TF_VAR_*`` < terraform.tfvars < terraform.tfvars.json < \\*.auto.tfvars(.json) by name < ``--var-file`` and ``--var`` in their order.
    Raises ``PlanError`` where one of these files cannot be read.
    """
    found = Given({}, frozenset(), [])
    secret = set()
    for name, block in module.variables.items():
        text = inputs.environ.get(_PREFIX + name)
        if text is not None:
            found.values[name] = _typed(text, block.body.attributes.get("type"))
            secret.add(name)
    for path in automatic_files(directory):
        try:
            data = read(path, boundary)
        except OutsideError as error:
            shown = os.path.normpath(Path(module.shown, path.name))
            found.refused.append(Problem(kind=Kind.REFUSED, message=f"The file is not read: it {error}", file=shown))
            continue
        digest.update(path.name.encode(errors="replace") + b"\0" + data)
        found.values |= _file(data, str(path), path.name)
    for name in inputs.var_files:
        data = read_named(name)
        digest.update(data)
        found.values |= _file(data, name, name)
    for name, text in inputs.variables:
        declared = module.variables.get(name)
        if declared is None:
            found.warnings.append(f"--var {printable(name)} names a variable that {module.shown} does not declare.")
            continue
        found.values[name] = _typed(text, declared.body.attributes.get("type"))
    secret -= {name for name, _ in inputs.variables}
    return Given(
        {name: value for name, value in found.values.items() if name in module.variables},
        frozenset(secret),
        found.warnings,
        found.refused,
    )


def automatic_files(directory: Path) -> Iterator[Path]:
    """Files that Terraform loads by itself."""
    for name in ("terraform.tfvars", "terraform.tfvars.json"):
        if os.path.lexists(directory / name):
            yield directory / name
    try:
        names = sorted(entry.name for entry in os.scandir(directory))
    except OSError:
        return
    for name in names:
        if name.endswith((".auto.tfvars", ".auto.tfvars.json")):
            yield directory / name


def read_named(name: str) -> bytes:
    """A file that the user names may lie anywhere."""
    try:
        with Path(name).open("rb") as file:
            data = file.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "the path is not valid"
        raise PlanError(
            f"The variable file {printable(name)} cannot be read: {reason}.",
            hint="Name a file that exists with --var-file.",
        ) from None
    if len(data) > _LARGEST:
        raise PlanError(f"The variable file {printable(name)} is larger than {_LARGEST >> 20} MiB.")
    return data


def _file(data: bytes, path: str, shown: str) -> dict[str, Any]:
    """The values in a ``.tfvars`` or ``.tfvars.json`` file."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PlanError(f"The variable file {printable(shown)} is not UTF-8 text.", hint="Save it as UTF-8.") from None
    if path.endswith(".json"):
        from finopsguard.plan.hcl.scan_json import decode_json  # noqa: PLC0415  few have JSON

        try:
            values = decode_json(text)
        except ValueError:
            values = None
        if not isinstance(values, dict):
            raise PlanError(f"The variable file {printable(shown)} is not a JSON object.", hint="Check its syntax.")
        return values
    scanned = scan(text, shown)
    if scanned.error is not None:
        error = scanned.error
        raise PlanError(
            f"The variable file {printable(shown)} cannot be read at line {error.line}, column {error.column}: {printable(error.message)}.",
            hint="Check its syntax.",
        )
    evaluator = Evaluator(_no_functions)
    found = {}
    for name, attribute in scanned.body.attributes.items():
        try:
            found[name] = evaluator.value(tree(attribute.expression), _no_names)
        except (TokenError, EvaluationError, TooMuchError) as problem:
            raise PlanError(
                f"The variable file {printable(shown)} cannot be read at line {attribute.line}: {printable(str(problem))}.",
                hint="Values there are constants.",
            ) from None
    return found


def _typed(text: str, type_: Any) -> Any:
    """A value on the command line or in the environment: plain text, unless the variable's type is a list, map or object."""
    try:
        if type_ is None:
            return text
        constraint = tree(type_.expression)
        if isinstance(constraint, Name) and constraint.name in _SIMPLE:
            return text
        return Evaluator(_no_functions).value(parse(text), _no_names)
    except (TokenError, EvaluationError, TooMuchError):
        return UNKNOWN


def _no_names(name: str) -> Any:
    raise EvaluationError(f"{printable(name, 40)} is not a constant")


def _no_functions(name: str, _arguments: list[Any], _names: Any) -> Any:
    raise EvaluationError(f"the function {printable(name, 40)} is not a constant")
