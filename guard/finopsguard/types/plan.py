"""A Terraform plan as the other rooms see it, whether it came from plan JSON or from a directory of Terraform."""

from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum
from typing import Any, Protocol

import msgspec

Values = Mapping[str, Any]
"""Attribute values of one resource as Terraform's JSON gives them. Numbers with a fraction are ``Decimal``."""


class Action(StrEnum):
    """What Terraform will do, in the words of its plan summary."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    NO_OP = "no-op"
    READ = "read"
    FORGET = "forget"
    """Leaves the state; the cloud goes on billing it."""
    REPLACE_FORGET = "create-forget"
    """A new one is made and the old one leaves the state without being destroyed: both are billed."""
    NOT_UNDERSTOOD = "not-understood"
    """An action this program does not know: reported, never read as no change."""


class Side(StrEnum):
    """Which of the two states of a change."""

    BEFORE = "before"
    AFTER = "after"


class ResourceChange(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One object of ``resource_changes``. Values stay undecoded JSON until asked for: most of a plan costs nothing."""

    address: str
    type: str
    name: str
    provider: str
    """Short name of the provider: ``aws``, ``google`` (also for google-beta), ``azurerm``, ``openstack``."""
    mode: str = "managed"
    module_address: str = ""
    index: str | int | None = None
    previous_address: str = ""
    deposed: str = ""
    """Key of an old object that waits for deletion; the address then repeats that of the current object."""
    action: Action = Action.NO_OP
    actions: tuple[str, ...] = ()
    """As the plan states them; ``("create", "delete")`` is create-before-destroy."""
    importing: bool = False
    """Already billed before this change, though new to the state."""
    action_reason: str = ""
    before: msgspec.Raw | None = None
    after: msgspec.Raw | None = None
    before_unseen: bool = False
    """It was there before, and its values are not at hand: the base is a report, which holds none."""
    after_unknown: msgspec.Raw | None = None
    before_sensitive: msgspec.Raw | None = None
    after_sensitive: msgspec.Raw | None = None
    file: str = ""
    line: int | None = None


class Region(msgspec.Struct, frozen=True, gc=False):
    """Where a resource is billed and how that was found."""

    name: str
    """Region code as the provider's price list writes it: ``eu-west-1``, ``westeurope``, ``europe-west1``; empty when not known."""
    source: str
    """One of ``region location availability_zone arn zone self_link provider resource_group parent environment default``."""
    note: str = ""
    """What a reader should know of it: the zone is a local zone, the region was read off other resources of the same provider."""

    @property
    def assumed(self) -> bool:
        """True when nothing in the plan says where the resource is."""
        return self.source == "default"


MOST_FOLLOWED = 100
"""Resources that :meth:`PlanContext.follow` answers with at most. An attribute means one or a few; a hostile plan could make each of many
refer to all."""


class Related(msgspec.Struct, frozen=True, gc=False):
    """Another resource that a reference leads to."""

    address: str
    type: str
    values: Values
    unknown: Any
    """``after_unknown`` of that resource: ``True``, a mapping, or empty."""
    configured: Callable[[str], bool | None] | None = None
    """:meth:`PlanContext.configured` of that resource, by path; ``None`` where nothing tells."""
    sensitive: Any = None
    """``after_sensitive`` or ``before_sensitive`` of that resource, as its values are."""
    follow: Callable[[str], Sequence["Related"]] | None = None
    """:meth:`PlanContext.follow` from that resource on, by attribute path; ``None`` where nothing tells."""


class PlanContext(Protocol):
    """Questions about a resource that only the plan it stands in can answer."""

    def values(self, change: ResourceChange, side: Side) -> Values | None:
        """Decoded values of one side; ``None`` where there is none (before a create, after a delete). Raises ``PlanError`` when damaged."""

    def unknown(self, change: ResourceChange) -> Any:
        """Decoded ``after_unknown``: a mapping in the shape of the values, ``True`` for all of it, or ``{}``."""

    def sensitive(self, change: ResourceChange, side: Side) -> Any:
        """Decoded ``before_sensitive`` / ``after_sensitive``: same shapes. What it marks is never printed, logged or cached."""

    def region(self, change: ResourceChange, values: Values) -> Region:
        """Where the resource is billed, given one side's decoded values."""

    def follow(
        self, change: ResourceChange, attribute: str, *, side: Side = Side.AFTER, types: Collection[str] = ()
    ) -> Sequence[Related]:
        """Resources that ``attribute`` (a path, ``launch_template.0.id``) refers to: by configuration, else by a known id or name.

        ``types`` are those that the caller would take, all if none are named.
        """

    def referrers(
        self, change: ResourceChange, type_: str, attribute: str, *, side: Side = Side.AFTER
    ) -> Sequence[Related]:
        """Resources of a type whose ``attribute`` refers to this one: a scaling target to its table."""

    def configured(self, change: ResourceChange, path: str) -> bool | None:
        """Whether the configuration sets an attribute (``root_block_device.0.volume_size``); ``None`` without a configuration.

        Tells an unknown that the provider will fill with its documented default from one that depends on another resource.
        """

    def provider_setting(self, change: ResourceChange, name: str) -> str | None:
        """A constant (or variable-given) argument of the provider configuration that manages this resource, such as ``auth_url``."""


class Plan(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One plan, ready to be priced."""

    name: str
    """The project's name: the file's or folder's path as the user gave it."""
    path: str
    changes: tuple[ResourceChange, ...]
    """Managed resources and data sources, in the plan's order; deposed objects among them."""
    context: PlanContext
    drift: tuple[ResourceChange, ...] = ()
    """What changed outside Terraform: shown, not counted as this change's doing."""
    format_version: str = ""
    terraform_version: str = ""
    sha256: str = ""
    incomplete: tuple[str, ...] = ()
    """Why this plan is not the whole story (errored, deferred, -target): each a sentence. A verdict on it is ``incomplete``."""
    warnings: tuple[str, ...] = ()
    stateless: bool = False
    """No state and no earlier version is known, as for a directory: everything is listed as created, and a delta is not known."""
    earlier: Mapping[str, tuple[str, ...]] = {}
    """Of a directory: addresses that a resource may have had before, by its address, the latest first (``moved`` blocks)."""
