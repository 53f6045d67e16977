"""From ``resource_changes`` as they stand in the file to the records that the other rooms speak."""

from collections.abc import Iterable

from finopsguard.plan.addresses import mode_of, parse
from finopsguard.plan.state import resource_address
from finopsguard.plan.wire import ABSENT, NULL, WireChange, WireResourceChange, present
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

_SHORT_NAMES = {"google-beta": "google"}
_NO_CHANGE = WireChange()


def provider_short_name(provider_name: str | None, type_: str) -> str:
    """``registry.terraform.io/hashicorp/google-beta`` -> ``google``; from the type's first word where the plan does not
    name it.
    """
    name = (provider_name or "").rstrip('"]').rpartition("/")[2].removeprefix("provider.")
    name = name or type_.partition("_")[0]
    return _SHORT_NAMES.get(name, name)


def resource_changes(wires: list[WireResourceChange]) -> list[ResourceChange]:
    """All of a list, in its order. The list is emptied on the way: a large plan is not held twice."""
    wires.reverse()
    providers: dict[tuple[str | None, str], str] = {}
    actions: dict[tuple[str, ...], tuple[Action, tuple[str, ...]]] = {
        key: (action, key) for key, action in ACTIONS.items()
    }
    texts: dict[str, str] = {}
    found: list[ResourceChange] = []
    while wires:
        wire = wires.pop()
        change = wire.change or _NO_CHANGE
        type_ = wire.type or _type_of(wire)
        provider = providers.get((wire.provider_name, type_))
        if provider is None:
            provider = providers[wire.provider_name, type_] = provider_short_name(wire.provider_name, type_)
        stated = tuple(change.actions or ())
        action, stated = actions.get(stated) or (Action.NOT_UNDERSTOOD, stated)
        module_address = wire.module_address or ""
        address = wire.address
        mode = wire.mode or mode_of(address or "", module_address)
        if not address:
            address = resource_address(module_address, type_, wire.name or "", wire.index, mode=mode)
        before, after = change.before, change.after
        found.append(
            ResourceChange(
                address=address,
                type=texts.setdefault(type_, type_),
                name=wire.name or "",
                provider=provider,
                mode=texts.setdefault(mode, mode),
                module_address=texts.setdefault(module_address, module_address),
                index=_index(wire.index),
                previous_address=wire.previous_address or "",
                deposed=wire.deposed or "",
                action=action,
                actions=stated,
                importing=change.importing is not ABSENT and change.importing != NULL,
                action_reason=wire.action_reason or "",
                before=None if before is ABSENT or before == NULL else before,
                after=None if after is ABSENT or after == NULL else after,
                after_unknown=present(change.after_unknown),
                before_sensitive=present(change.before_sensitive),
                after_sensitive=present(change.after_sensitive),
            )
        )
    return found


def without_repeats(changes: list[ResourceChange]) -> tuple[list[ResourceChange], int]:
    """An address that stands twice counts once: the last, as with repeated keys of JSON. Deposed objects are other
    objects.
    """
    last = {(change.address, change.deposed): change for change in changes}
    if len(last) == len(changes):
        return changes, 0
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
    """``count`` indexes are whole numbers; one written as 1.0 is 1."""
    return (
        int(index)
        if isinstance(index, float) and index.is_integer()
        else index
        if not isinstance(index, float)
        else str(index)
    )
