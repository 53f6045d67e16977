"""The functions that both evaluators share (:mod:`finopsguard.plan.hcl.plain.functions`), for values of this one.

tfparse is asked where the rules are Go's own: regular expressions, dates, YAML, CSV, character sets. What is plain arithmetic, text and
collections is answered here, at once: a child process takes a tenth of a second.
"""

from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Any

from finopsguard.plan.hcl.values import UNKNOWN, EvaluationError, ListOf, SetOf, TooMuchError

if TYPE_CHECKING:
    from finopsguard.plan.hcl.plain.files import Files
    from finopsguard.plan.hcl.plain.functions.registry import Function

_FAMILIES = {
    "collections": "chunklist range setintersection setsubtract setunion sort transpose",
    "conversions": "tobool tonumber tostring",
    "encoding": "base64encode jsondecode jsonencode",
    "filesystem": "abspath basename dirname file filebase64 fileexists fileset",
    "formatting": "format formatlist",
    "hashes": """
        base64sha256 base64sha512 md5 sha1 sha256 sha512
        filebase64sha256 filebase64sha512 filemd5 filesha1 filesha256 filesha512
    """,
    "lookups": "alltrue anytrue index matchkeys sum",
    "networks": "cidrhost cidrnetmask cidrsubnet cidrsubnets",
    "numeric": "abs ceil floor log max min parseint pow signum",
    "patterns": "replace",
    "strings": """
        chomp endswith indent join lower split startswith strcontains strrev substr title trim trimprefix trimspace trimsuffix upper
    """,
}
_FAMILY = {name: family for family, names in _FAMILIES.items() for name in names.split()}


def answer(name: str, arguments: list[Any], files: "Files | None" = None) -> Any:
    """The value of a function of wholly known arguments; of ``file`` and its kin where there are files.

    Raises ``KeyError`` for one that is not answered here,
    :class:`EvaluationError` where Terraform refuses the call, and :class:`TooMuchError` beyond the limits.
    """
    if name == "replace" and _is_pattern(arguments):
        raise KeyError(name)
    function = _function(name)
    if len(arguments) < function.least or (function.most is not None and len(arguments) > function.most):
        raise EvaluationError(f"{name} does not take {len(arguments)} arguments")
    given = [files] if function.reads_files else []
    return _guarded(lambda: function.run(*given, *map(_theirs, arguments)))


def alike(value: Any, other: Any) -> Any:
    """A value converted to the type that it shares with another, as the branches of a conditional are."""
    if not _has_simple(value):
        return value
    from finopsguard.plan.hcl.plain.conversion import convert, shared_type, type_of  # noqa: PLC0415  seldom needed

    def converted() -> Any:
        mine = _theirs(value)
        shared = shared_type([type_of(mine), type_of(_theirs(other))])
        return mine if shared is None else convert(mine, shared)

    try:
        return _guarded(converted)
    except EvaluationError:
        return value


def _function(name: str) -> "Function":
    family: Any = import_module(f"finopsguard.plan.hcl.plain.functions.{_FAMILY[name]}")
    found: Function = family.FUNCTIONS[name]
    return found


def _is_pattern(arguments: list[Any]) -> bool:
    """``replace`` takes what stands between slashes as a regular expression."""
    pattern = arguments[1] if len(arguments) > 1 else ""
    return isinstance(pattern, str) and len(pattern) > 1 and pattern[0] == pattern[-1] == "/"


def _guarded(run: Any) -> Any:
    from finopsguard.plan.hcl.plain import limits, values  # noqa: PLC0415  slow to import, and not every directory calls functions

    try:
        return _ours(run())
    except values.EvaluationError as error:
        raise EvaluationError(str(error)) from None
    except limits.LimitReachedError:
        raise TooMuchError from None


def _theirs(value: Any) -> Any:
    """A value with Terraform's types as the library tells them apart: tuples are tuples, sets are its own."""
    if isinstance(value, dict):
        return {key: _theirs(item) for key, item in value.items()}
    if isinstance(value, SetOf):
        from finopsguard.plan.hcl.plain.values import Set  # noqa: PLC0415  as above

        return Set(map(_theirs, value))
    if isinstance(value, ListOf):
        return [_theirs(item) for item in value]
    return tuple(map(_theirs, value)) if isinstance(value, list) else value


def _ours(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _ours(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_ours(item) for item in value]
    if isinstance(value, list):
        return ListOf(map(_ours, value))
    if isinstance(value, str | int | Decimal) or value is None:
        return value
    return _of_their_own(value)


def _of_their_own(value: Any) -> Any:
    """A set, or the unknown that a refused file is."""
    from finopsguard.plan.hcl.plain.values import Set  # noqa: PLC0415  as above

    return SetOf(map(_ours, value)) if isinstance(value, Set) else UNKNOWN


def _has_simple(value: Any) -> bool:
    """Whether there is a number or truth value in it, which may have to become a text."""
    if isinstance(value, dict):
        return any(map(_has_simple, value.values()))
    return any(map(_has_simple, value)) if isinstance(value, list) else isinstance(value, int | Decimal)
