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


class Waiver(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Somebody's word that a finding may stand for a while: from ``finopsguard.yml``, or a comment beside the resource.

    It covers resources whose address matches one of ``addresses``, or those of the block it stands in.
    """

    policies: tuple[str, ...]
    """Ids of the policies that it waives; none for all would be too much, so there is at least one."""
    reason: str
    owner: str = ""
    expires: str = ""
    """Last day on which it counts, ISO 8601. One without is not counted."""
    file: str = ""
    line: int | None = None
    addresses: tuple[str, ...] = ()
    """Addresses, where ``*`` stands for any characters; ``*`` alone also covers findings that are of no resource."""
    block_type: str = ""
    """Of an inline waiver: the resource type of the block that it stands in or above; ``module`` for a module call."""
    block_name: str = ""
    module: str = ""
    """Address, without instance keys, of the module that the block is in; empty where that is not known or is the root module."""

    @property
    def key(self) -> tuple[object, ...]:
        """What it says, wherever it stands: a waiver that moves a line is not a new one."""
        where = (self.addresses, self.block_type, self.block_name, self.module)
        return (self.policies, self.reason, self.owner, self.expires, where)
