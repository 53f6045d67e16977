"""Outcomes of policies as reports show them."""

from enum import StrEnum

import msgspec


class PolicyOutcome(StrEnum):
    """What a policy says of a resource or of the whole."""

    PASS = "pass"  # noqa: S105  a verdict, no password
    FAIL = "fail"
    UNKNOWN = "unknown"
    """An input was missing, unknown or unpriced: never a silent pass."""
    WAIVED = "waived"


class PolicyResult(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One row of the report's ``policies``."""

    id: str
    severity: str
    action: str
    """``block``, ``warn`` or ``info``."""
    result: PolicyOutcome
    address: str = ""
    file: str | None = None
    line: int | None = None
    observed: str = ""
    limit: str = ""
    message: str = ""
    fix: str = ""
    waiver: str | None = None
