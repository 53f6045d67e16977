"""Functions that are given expressions, not values: ``try``, ``can``, templates, and those that ask about marks."""

from collections.abc import Callable
from typing import Any

from finopsguard.plan.hcl.plain import nodes
from finopsguard.plan.hcl.plain.conversion import to_string
from finopsguard.plan.hcl.plain.expressions import parse_expression
from finopsguard.plan.hcl.plain.parser import SourceError
from finopsguard.plan.hcl.plain.scope import Scope
from finopsguard.plan.hcl.plain.template import TemplateError, template
from finopsguard.plan.hcl.plain.values import (
    UNKNOWN,
    EvaluationError,
    Sensitive,
    Unknown,
    mark,
    plain,
)

Evaluate = Callable[[nodes.Node, Scope], Any]
_DEEPEST_TEMPLATE = 20


def _try(node: nodes.Call, scope: Scope, evaluate: Evaluate) -> Any:
    """The first argument that is no error."""
    for argument in node.arguments:
        try:
            return evaluate(argument, scope)
        except EvaluationError:
            continue
    raise EvaluationError("try: no argument gives a value")


def _can(node: nodes.Call, scope: Scope, evaluate: Evaluate) -> Any:
    """Whether the argument is no error; of an unknown that is not known yet."""
    _count(node, 1)
    try:
        value = evaluate(node.arguments[0], scope)
    except EvaluationError:
        return False
    return UNKNOWN if isinstance(plain(value), Unknown) else True


def _sensitive(node: nodes.Call, scope: Scope, evaluate: Evaluate) -> Any:
    _count(node, 1)
    return mark(evaluate(node.arguments[0], scope), sensitive=True)


def _nonsensitive(node: nodes.Call, scope: Scope, evaluate: Evaluate) -> Any:
    """The value is printed then, because its author says that it may be."""
    _count(node, 1)
    return plain(evaluate(node.arguments[0], scope))


def _issensitive(node: nodes.Call, scope: Scope, evaluate: Evaluate) -> Any:
    _count(node, 1)
    value = evaluate(node.arguments[0], scope)
    return UNKNOWN if isinstance(value, Unknown) else isinstance(value, Sensitive)


def _same(node: nodes.Call, scope: Scope, evaluate: Evaluate) -> Any:
    _count(node, 1)
    return evaluate(node.arguments[0], scope)


def _templatefile(node: nodes.Call, scope: Scope, evaluate: Evaluate) -> Any:
    """A file as a template that sees nothing but the given variables."""
    _count(node, 2)
    path, marked = _open(evaluate(node.arguments[0], scope))
    if isinstance(path, Unknown):
        return UNKNOWN
    try:
        data = scope.files.read(to_string(path))
    except OSError:
        raise EvaluationError(f"templatefile: there is no file {path!r}") from None
    if data is None:
        return UNKNOWN
    text = data.decode("utf-8", errors="replace").removeprefix("\ufeff")
    return _rendered(text, node.arguments[1], scope, evaluate, marked=marked)


def _templatestring(node: nodes.Call, scope: Scope, evaluate: Evaluate) -> Any:
    _count(node, 2)
    text, marked = _open(evaluate(node.arguments[0], scope))
    return (
        UNKNOWN
        if isinstance(text, Unknown)
        else _rendered(to_string(text), node.arguments[1], scope, evaluate, marked=marked)
    )


def _rendered(text: str, variables: nodes.Node, scope: Scope, evaluate: Evaluate, *, marked: bool) -> Any:
    """The template's text with the variables' values."""
    given = evaluate(variables, scope)
    marked = marked or isinstance(given, Sensitive)
    given = plain(given)
    if isinstance(given, Unknown):
        return UNKNOWN
    if not isinstance(given, dict):
        raise EvaluationError("a template's variables must be an object")
    depth = scope.names.get("(depth)", 0) + 1
    if depth > _DEEPEST_TEMPLATE:
        raise EvaluationError("templates call each other too deeply")
    try:
        parsed = template(text, parse_expression)
    except (TemplateError, SourceError) as error:
        raise EvaluationError(f"the template is not valid: {error}") from None
    inner = Scope(_nothing, scope.budget, scope.files, {**given, "(depth)": depth})
    return mark(evaluate(parsed, inner), sensitive=marked)


def _open(value: Any) -> tuple[Any, bool]:
    """A value without its mark, and whether it had one."""
    return plain(value), isinstance(value, Sensitive)


def _nothing(name: str) -> Any:
    raise EvaluationError(f"the template is given no {name!r}")


def _count(node: nodes.Call, wanted: int) -> None:
    if len(node.arguments) != wanted:
        raise EvaluationError(f"{node.name} takes {wanted} arguments")


SPECIAL: dict[str, Callable[[nodes.Call, Scope, Evaluate], Any]] = {
    "try": _try,
    "can": _can,
    "sensitive": _sensitive,
    "nonsensitive": _nonsensitive,
    "issensitive": _issensitive,
    "ephemeralasnull": _same,
    "templatefile": _templatefile,
    "templatestring": _templatestring,
}
