"""From ``resource_changes`` as they stand in the file to the records that the other rooms speak."""

from collections.abc import Iterable

import msgspec

from finopsguard.plan.addresses import mode_of, parse
from finopsguard.plan.state import resource_address
from finopsguard.plan.wire import ABSENT, NULL, WireChange, WireResourceChange
from finopsguard.types.plan import Action, ResourceChange

ACTIONS: dict[tuple[str, ...], Action] = {
    ("no-op",): Action.NO_OP,
    ("create",): Action.CREATE,
    ("read",): Action.READ,
    ("update",): Action.UPDATE,
    ("delete",): Action.DELETE,
    ("delete", "create"): Action.REPLACE,
    ("create", "delete"): Action.REPLACE,
    ("forget",): Action.FORGET,
    ("create", "forget"): Action.REPLACE_FORGET,
    ("forget", "create"): Action.REPLACE_FORGET,
}
"""Every combination that Terraform and OpenTofu document; anything else is not understood."""

_KNOWN = {actions: (action, actions) for actions, action in ACTIONS.items()}
_LEAVES_AN_OBJECT = (Action.CREATE, Action.UPDATE, Action.REPLACE, Action.REPLACE_FORGET)
_ALL = msgspec.Raw(b"true")
_MODES = ("managed", "data", "ephemeral")
_SHORT_NAMES = {"google-beta": "google"}
_NO_CHANGE = WireChange()


def provider_short_name(provider_name: str | None, type_: str) -> str:
    """``registry.terraform.io/hashicorp/google-beta`` -> ``google``; from the type's first word where the plan does not
    name it.
    """
    source = (provider_name or "").rstrip('"]')
    name = source.rpartition("/")[2]
    if "/" not in source:
        name = name.removeprefix("provider.").partition(".")[0]  # Terraform 0.12 writes aws, provider.aws or aws.alias
    name = name or type_.partition("_")[0]
    return _SHORT_NAMES.get(name, name)


def resource_changes(wires: list[WireResourceChange]) -> list[ResourceChange]:
    """All of a list, in its order. The list is emptied on the way: a large plan is not held twice."""
    wires.reverse()
    same: dict[str, str] = {}  # types, modes and module addresses repeat; one text of each is kept
    providers: dict[tuple[str | None, str], str] = {}
    found: list[ResourceChange] = []
    while wires:
        wire = wires.pop()
        change = wire.change or _NO_CHANGE
        type_ = wire.type or _type_of(wire)
        module_address = wire.module_address or ""
        mode = wire.mode if wire.mode in _MODES else mode_of(wire.address or "", module_address)
        address = wire.address or resource_address(module_address, type_, wire.name or "", wire.index, mode=mode)
        provider = providers.get((wire.provider_name, type_))
        if provider is None:
            provider = provider_short_name(wire.provider_name, type_)
            providers[wire.provider_name, type_] = provider
        action, actions = _KNOWN.get(change.actions or ()) or (Action.NOT_UNDERSTOOD, change.actions or ())
        before, after, importing = change.before, change.after, change.importing
        if (after is ABSENT or after == NULL) and _lacks_after(action, change):
            action = Action.NOT_UNDERSTOOD
        found.append(
            ResourceChange(
                address=address,
                type=same.setdefault(type_, type_),
                name=wire.name or "",
                provider=provider,
                mode=same.setdefault(mode, mode),
                module_address=same.setdefault(module_address, module_address),
                index=_index(wire.index),
                previous_address=wire.previous_address or "",
                deposed=wire.deposed or "",
                action=action,
                actions=actions,
                importing=importing is not ABSENT and importing != NULL,
                action_reason=wire.action_reason or "",
                before=None if before is ABSENT or before == NULL else before,
                after=None if after is ABSENT or after == NULL else after,
                after_unknown=None if change.after_unknown is ABSENT else change.after_unknown,
                before_sensitive=None if change.before_sensitive is ABSENT else change.before_sensitive,
                after_sensitive=None if change.after_sensitive is ABSENT else change.after_sensitive,
            )
        )
    return found


def _lacks_after(action: Action, change: WireChange) -> bool:
    """Whether there has to be something after the change: read as nothing, it would look like a saving."""
    if action is Action.NO_OP:
        return change.before is not ABSENT and change.before != NULL
    return action in _LEAVES_AN_OBJECT and change.after_unknown != _ALL


def without_repeats(changes: list[ResourceChange], addresses: set[str]) -> tuple[list[ResourceChange], int]:
    """An address that stands twice counts once: the last, as with repeated keys of JSON. Deposed objects are other objects.

    ``addresses`` are those of the changes: as many as changes nearly always, and then there is nothing to do.
    """
    if len(addresses) == len(changes):
        return changes, 0
    last = {(change.address, change.deposed): change for change in changes}
    kept = [change for change in changes if last[change.address, change.deposed] is change]
    return kept, len(changes) - len(kept)


def first_few(addresses: Iterable[str], *, most: int = 3) -> str:
    """``a, b, c and 4 more``."""
    every = list(addresses)
    shown = ", ".join(every[:most])
    return f"{shown} and {len(every) - most:,} more" if len(every) > most else shown


def _type_of(wire: WireResourceChange) -> str:
    parsed = parse(wire.address or "")
    return parsed.type if parsed else ""


def _index(index: str | float | None) -> str | int | None:
    """``count`` indexes are whole numbers; one written as 1.0 is 1, and anything else is kept as a text."""
    if isinstance(index, float):
        return int(index) if index.is_integer() else str(index)
    return index
