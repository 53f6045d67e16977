"""Changes of a plan that states none: worked out from ``planned_values`` and ``prior_state``.

Terraform always writes ``resource_changes`` when there is a resource to tell of, except with ``-refresh-only``. Files
cut down by other tools lack it too.
"""

from collections.abc import Mapping

from finopsguard.plan.changes import provider_short_name
from finopsguard.plan.state import address_of, is_managed, prior_resources, resources, type_of
from finopsguard.plan.values import decode
from finopsguard.plan.wire import WireState, WireStateResource, WireStateValues, present
from finopsguard.types.plan import Action, ResourceChange

REFRESH_ONLY = (
    "The plan states no resource_changes, as with -refresh-only: the resources of its state are counted as unchanged."
)
WORKED_OUT = (
    "The plan states no resource_changes: they were worked out from planned_values and prior_state, where a value that is known only "
    "after apply looks like one that is not set."
)


def changes_from_values(
    planned: WireStateValues | None, prior: WireState | None
) -> tuple[list[ResourceChange], tuple[str, ...]]:
    """Managed resources of both, in the plan's order, and what to warn of. Nothing at all is a valid, empty plan."""
    after = {
        address_of(module, resource): (module, resource)
        for module, resource in resources(planned)
        if is_managed(module, resource)
    }
    before = {
        address_of(module, resource): (module, resource)
        for module, resource in prior_resources(prior)
        if is_managed(module, resource) and not resource.deposed_key
    }
    if not after:
        unchanged = [
            _change(address, module, Action.NO_OP, resource, resource) for address, (module, resource) in before.items()
        ]
        return unchanged, (REFRESH_ONLY,) if unchanged else ()
    found = []
    for address, (module, resource) in after.items():
        old = before[address][1] if address in before else None
        found.append(_change(address, module, _action(old, resource), old, resource))
    found += [
        _change(address, module, Action.DELETE, resource, None)
        for address, (module, resource) in before.items()
        if address not in after
    ]
    return found, (WORKED_OUT,)


def _action(old: WireStateResource | None, new: WireStateResource) -> Action:
    if old is None:
        return Action.CREATE
    return Action.NO_OP if _same(old, new) else Action.UPDATE


def _same(old: WireStateResource, new: WireStateResource) -> bool:
    """Whether nothing that is planned differs. What is known only after apply is left out of planned values."""
    before, after = decode(present(old.values)), decode(present(new.values))
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return bool(before == after)
    return all(key in before and before[key] == value for key, value in after.items())


def _change(
    address: str, module: str, action: Action, old: WireStateResource | None, new: WireStateResource | None
) -> ResourceChange:
    resource = new or old
    assert resource is not None, "a change has at least one side"
    type_ = type_of(resource)
    index = resource.index
    return ResourceChange(
        address=address,
        type=type_,
        name=resource.name or "",
        provider=provider_short_name(resource.provider_name, type_),
        module_address=module,
        index=str(index) if isinstance(index, float) else index,
        action=action,
        actions=(action.value,),
        before=present(old.values) if old else None,
        after=present(new.values) if new else None,
        before_sensitive=present(old.sensitive_values) if old else None,
        after_sensitive=present(new.sensitive_values) if new else None,
    )
