"""Resources of ``prior_state`` and ``planned_values``, which are trees of module instances."""

from collections.abc import Iterator

from finopsguard.plan.addresses import mode_of, parse
from finopsguard.plan.wire import WireState, WireStateModule, WireStateResource, WireStateValues


def resources(values: WireStateValues | None) -> Iterator[tuple[str, WireStateResource]]:
    """Every resource with the address of its module instance, parents first."""
    waiting: list[tuple[str, WireStateModule]] = [("", values.root_module)] if values and values.root_module else []
    while waiting:
        address, module = waiting.pop()
        for resource in module.resources or ():
            yield address, resource
        waiting += [(child.address or address, child) for child in reversed(module.child_modules or ())]


def prior_resources(state: WireState | None) -> Iterator[tuple[str, WireStateResource]]:
    """Those of ``prior_state``: what exists before this plan, data sources included."""
    return resources(state.values) if state else iter(())


def resource_address(
    module_address: str, type_: str, name: str, index: str | float | None, *, mode: str = "managed"
) -> str:
    """The address of a resource whose plan leaves it out."""
    path = f"{module_address}." if module_address else ""
    prefix = f"{mode}." if mode in ("data", "ephemeral") else ""
    return f"{path}{prefix}{type_}.{name}{_key(index)}"


def address_of(module_address: str, resource: WireStateResource) -> str:
    """The full address. Terraform 0.12 leaves the module and the index out of the one it states."""
    address = resource.address
    if not address:
        return resource_address(
            module_address, resource.type or "", resource.name or "", resource.index, mode=resource.mode or "managed"
        )
    if module_address and not address.startswith("module."):
        address = f"{module_address}.{address}"
    return address if resource.index is None or address.endswith("]") else address + _key(resource.index)


def _key(index: str | float | None) -> str:
    """``[0]``, ``["name"]`` or nothing, as in an address."""
    if isinstance(index, str):
        return '["' + index.replace("\\", "\\\\").replace('"', '\\"') + '"]'
    return "" if index is None else f"[{index}]"


def type_of(resource: WireStateResource) -> str:
    """As stated, else read off the address."""
    if resource.type:
        return resource.type
    parsed = parse(resource.address or "")
    return parsed.type if parsed else ""


def is_managed(module_address: str, resource: WireStateResource) -> bool:
    """Data sources are no resources that cost."""
    return (resource.mode or mode_of(resource.address or "", module_address)) == "managed"
