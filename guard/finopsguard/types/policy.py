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


class WaiverUse(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A waiver that met a finding, or that would have if it still counted."""

    policy: str
    address: str
    reason: str
    owner: str = ""
    expires: str = ""
    """Last day on which it counts, ISO 8601."""
    where: str = ""
    """File and line that state it."""
    status: str = "used"
    """``used``, ``expired``, or ``new``: added by the change itself and so not counted."""


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
    """What waives it, in a line: reason, owner, expiry."""
    title: str = ""
    project: str = ""
    fingerprint: str = ""
    """Stable over runs: SARIF and baselines know the finding by it."""
