"""Type conversion functions."""

from typing import Any

from finopsguard.plan.hcl.plain.conversion import ANY, BOOL, NUMBER, STRING, Type, convert
from finopsguard.plan.hcl.plain.functions.registry import Function
from finopsguard.plan.hcl.plain.values import UNKNOWN, Resource


def _to(wanted: Type) -> Function:
    def run(value: Any) -> Any:
        return UNKNOWN if isinstance(value, Resource) else convert(value, wanted)

    return Function(run, 1, 1, sees_unknown=True)


FUNCTIONS: dict[str, Function] = {
    "tobool": _to(BOOL),
    "tolist": _to(Type("list", ANY)),
    "tomap": _to(Type("map", ANY)),
    "tonumber": _to(NUMBER),
    "toset": _to(Type("set", ANY)),
    "tostring": _to(STRING),
}
