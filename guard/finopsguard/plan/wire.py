"""The parts of plan JSON that this program reads, as Terraform writes them (its page "JSON Output Format", format 0.1
to 1.2).

Values stay ``Raw``: undecoded slices of the file. Every key may be missing and most may be null, as in plans found in
the wild.
"""

from decimal import Decimal

import msgspec

ABSENT = msgspec.Raw()
NULL = msgspec.Raw(b"null")


def present(raw: msgspec.Raw) -> msgspec.Raw | None:
    """``None`` for a key that is missing or null."""
    return None if raw is ABSENT or raw == NULL else raw


class WireChange(msgspec.Struct, gc=False):
    """``resource_changes[].change``."""

    actions: tuple[str, ...] | None = None
    before: msgspec.Raw = ABSENT
    after: msgspec.Raw = ABSENT
    after_unknown: msgspec.Raw = ABSENT
    before_sensitive: msgspec.Raw = ABSENT
    after_sensitive: msgspec.Raw = ABSENT
    importing: msgspec.Raw = ABSENT


class WireResourceChange(msgspec.Struct, gc=False):
    """One of ``resource_changes`` or ``resource_drift``."""

    address: str | None = None
    previous_address: str | None = None
    module_address: str | None = None
    mode: str | None = None
    type: str | None = None
    name: str | None = None
    index: str | int | float | None = None
    provider_name: str | None = None
    deposed: str | None = None
    action_reason: str | None = None
    change: WireChange | None = None


class WireDeferred(msgspec.Struct, gc=False):
    """One of ``deferred_changes``."""

    reason: str | None = None
    resource_change: WireResourceChange | None = None


class WireStateResource(msgspec.Struct, gc=False):
    """One resource of ``prior_state`` or ``planned_values``."""

    address: str | None = None
    mode: str | None = None
    type: str | None = None
    name: str | None = None
    index: str | int | float | None = None
    provider_name: str | None = None
    values: msgspec.Raw = ABSENT
    sensitive_values: msgspec.Raw = ABSENT
    deposed_key: str | None = None


class WireStateModule(msgspec.Struct, gc=False):
    """A module instance of ``prior_state`` or ``planned_values``."""

    address: str | None = None
    resources: list[WireStateResource] | None = None
    child_modules: "list[WireStateModule] | None" = None


class WireStateValues(msgspec.Struct, gc=False):
    """``planned_values``, and ``values`` of ``prior_state``."""

    root_module: WireStateModule | None = None


class WireState(msgspec.Struct, gc=False):
    """``prior_state``."""

    values: WireStateValues | None = None


class WirePlan(msgspec.Struct, gc=False):
    """The document."""

    format_version: msgspec.Raw = ABSENT
    plan_format_version: msgspec.Raw = ABSENT
    """Only in HCP Terraform's redacted plans, which are another format."""
    terraform_version: msgspec.Raw = ABSENT
    variables: msgspec.Raw = ABSENT
    planned_values: msgspec.Raw = ABSENT
    resource_changes: list[WireResourceChange] | None = None
    resource_drift: list[WireResourceChange] | None = None
    deferred_changes: list[WireDeferred] | None = None
    prior_state: WireState | None = None
    configuration: msgspec.Raw = ABSENT
    complete: msgspec.Raw = ABSENT
    errored: msgspec.Raw = ABSENT


PLAN = msgspec.json.Decoder(WirePlan, float_hook=Decimal)
PLANNED_VALUES = msgspec.json.Decoder(WireStateValues | None, float_hook=Decimal)
TOP_LEVEL = msgspec.json.Decoder(dict[str, msgspec.Raw])
"""Any JSON object, to see by its keys what it is."""
