"""How a function of Terraform's language is declared."""

from collections.abc import Callable
from typing import Any

import msgspec

from finopsguard.plan.hcl.plain.conversion import to_bool, to_number, to_string
from finopsguard.plan.hcl.plain.values import EvaluationError, Set, kind


class Function(msgspec.Struct, frozen=True, gc=False):
    """A function and what it may be given."""

    run: Callable[..., Any]
    """Is given values without marks. Raises ``EvaluationError`` where Terraform would."""
    least: int
    most: int | None
    """``None``: any number."""
    sees_unknown: bool = False
    """Works on collections that hold unknowns; others are unknown as soon as there is one in their arguments."""
    takes_unknown: bool = False
    """Also takes an argument that is unknown itself."""
    reads_files: bool = False
    """Its first argument is the :class:`~finopsguard.plan.hcl.plain.files.Files`."""


def pure(run: Callable[..., Any], least: int, most: int | None = -1, *, sees_unknown: bool = False) -> Function:
    """A function of its arguments alone; ``most`` is ``least`` unless given."""
    return Function(run, least, least if most == -1 else most, sees_unknown)


def text(value: Any) -> str:
    """An argument that is a string, or becomes one."""
    return to_string(value)


def number(value: Any) -> Any:
    """An argument that is a number, or becomes one."""
    return to_number(value)


def whole(value: Any) -> int:
    """An argument that is a whole number."""
    found = to_number(value)
    if not isinstance(found, int):
        raise EvaluationError("a whole number is required")
    return found


def flag(value: Any) -> bool:
    """An argument that is a bool, or becomes one."""
    return to_bool(value)


def sequence(value: Any) -> list[Any]:
    """An argument that is a list, set or tuple."""
    if isinstance(value, list | tuple | Set):
        return list(value)
    raise EvaluationError(f"a list is required, not a {kind(value)}")


def mapping(value: Any) -> dict[str, Any]:
    """An argument that is a map or object."""
    if isinstance(value, dict):
        return value
    raise EvaluationError(f"a map is required, not a {kind(value)}")
