"""Outcomes of policies as reports show them."""

from decimal import Decimal
from enum import StrEnum
from typing import Any

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
    """What waives it, in a line: reason, owner, expiry. Beside ``fail`` and ``unknown``: a waiver that does not count, and why."""
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
        """What it says: one that moves to another line is not a new one.

        A comment also is of its folder, or copies in other folders would pass for it. Which calls of its module it is found through does
        not matter.
        """
        folder = self.file.replace("\\", "/").rpartition("/")[0] if self.block_type else ""
        where = (self.addresses, self.block_type, self.block_name, folder)
        return (self.policies, self.reason, self.owner, self.expires, where)


class Budget(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One entry of ``budgets`` in ``finopsguard.yml``. What is empty does not restrict; all that is given must match."""

    name: str
    limit: Decimal | None = None
    """The most that all of it may cost a month, in ``currency``."""
    max_increase: Decimal | None = None
    """The most that a change may add a month, in ``currency``; in % of the previous cost with ``percent``."""
    percent: bool = False
    currency: str = ""
    """Empty: the report's."""
    project: str = ""
    """Name of a plan or directory; this and ``module`` may hold ``*``."""
    module: str = ""
    """Address of a module; what it calls belongs to it."""
    tags: dict[str, str] = {}
    team: str = ""
    """Value of the tag ``team`` or ``owner``, in any case."""
    action: str = ""
    """Empty: that of the policy, ``block``."""
    file: str = ""
    line: int | None = None


class PolicyChoice(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What ``policies`` in ``finopsguard.yml`` says of one policy."""

    id: str
    enabled: bool = True
    action: str = ""
    severity: str = ""
    settings: dict[str, Any] = {}
    where: str = ""
    """File and line, for messages."""


class UnusedCommitment(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A savings plan, reservation or committed use that a bill shows to be paid for and not used."""

    kind: str
    """``savings_plan``, ``reservation`` or ``committed_use``."""
    provider: str
    """``aws``, ``google``, ``azurerm``: as resources name it."""
    amount: Decimal
    """Unused, a month."""
    currency: str
    region: str = ""
    """Empty where it is of no region."""
    family: str = ""
    """``m5``, ``Standard_D``; empty where it covers all."""
    name: str = ""
    """Its id or name on the bill."""
