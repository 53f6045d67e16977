"""Small plans in the shape that ``terraform show -json`` gives, and the ways to read them."""

import json
from pathlib import Path
from typing import Any

from finopsguard.plan import parse_plan
from finopsguard.types.plan import Plan, Region, ResourceChange, Side

REGISTRY = "registry.terraform.io/hashicorp/"
PROVIDERS = {"google": "google", "azurerm": "azurerm", "openstack": "openstack", "random": "random"}
FIXTURES = Path(__file__).parents[2] / "fixtures" / "plans"


def resource(
    type_: str,
    name: str,
    actions: list[str],
    before: Any = None,
    after: Any = None,
    *,
    module: str = "",
    index: Any = None,
    mode: str = "managed",
    unknown: Any = None,
    importing: Any = None,
    **keys: Any,
) -> dict[str, Any]:
    """One of ``resource_changes``; ``keys`` are further keys of it."""
    key = "" if index is None else f"[{json.dumps(index)}]"
    change: dict[str, Any] = {"actions": actions, "before": before, "after": after, "after_unknown": unknown or {}}
    if importing is not None:
        change["importing"] = importing
    return {
        "address": f"{module}{'.' if module else ''}{'data.' if mode == 'data' else ''}{type_}.{name}{key}",
        **({"module_address": module} if module else {}),
        "mode": mode,
        "type": type_,
        "name": name,
        **({} if index is None else {"index": index}),
        "provider_name": REGISTRY + PROVIDERS.get(type_.partition("_")[0], "aws"),
        "change": change,
        **keys,
    }


def in_state(type_: str, name: str, values: dict[str, Any], *, mode: str = "managed", **keys: Any) -> dict[str, Any]:
    """A resource of the root module in ``prior_state`` or ``planned_values``."""
    address = f"{'data.' if mode == 'data' else ''}{type_}.{name}"
    return {"address": address, "mode": mode, "type": type_, "name": name, "values": values, **keys}


def state(*resources: dict[str, Any]) -> dict[str, Any]:
    """``prior_state``."""
    return {"format_version": "1.0", "values": {"root_module": {"resources": list(resources)}}}


def block(type_: str, name: str, *, key: str = "", mode: str = "managed", **arguments: Any) -> dict[str, Any]:
    """A resource block of ``configuration``; ``for_each`` and ``count`` go where they belong."""
    meta = {f"{meta}_expression": arguments.pop(meta) for meta in ("for_each", "count") if meta in arguments}
    provider = PROVIDERS.get(type_.partition("_")[0], "aws")
    return {
        "address": f"{type_}.{name}",
        "mode": mode,
        "type": type_,
        "name": name,
        "provider_config_key": key or provider,
        "expressions": arguments,
        **meta,
    }


def refers(*references: str) -> dict[str, Any]:
    """An expression that refers to something."""
    return {"references": list(references)}


def says(value: Any) -> dict[str, Any]:
    """A constant expression."""
    return {"constant_value": value}


def configuration(*blocks: dict[str, Any], providers: dict[str, Any] | None = None, **root: Any) -> dict[str, Any]:
    """``configuration`` with these blocks in the root module; ``root`` are further keys of it."""
    return {"provider_config": providers or {}, "root_module": {"resources": list(blocks), **root}}


def provider(name: str = "aws", **arguments: Any) -> dict[str, Any]:
    """A provider configuration."""
    return {"name": name, "full_name": REGISTRY + name, "expressions": arguments}


def document(*changes: dict[str, Any], **keys: Any) -> dict[str, Any]:
    """A whole plan."""
    return {
        "format_version": "1.2",
        "terraform_version": "1.9.8",
        "planned_values": {"root_module": {}},
        "resource_changes": list(changes),
        **keys,
    }


def read(content: dict[str, Any] | str | bytes, **options: Any) -> Plan:
    """The plan that this content is read as."""
    if isinstance(content, dict):
        content = json.dumps(content)
    data = content.encode() if isinstance(content, str) else content
    return parse_plan(data, path="plan.json", **options)


def only(plan: Plan) -> ResourceChange:
    """The only change of a plan."""
    (change,) = plan.changes
    return change


def find(plan: Plan, address: str) -> ResourceChange:
    """The change of an address."""
    return next(change for change in plan.changes if change.address == address)


def region_of(plan: Plan, address: str = "") -> Region:
    """The region of a resource by the side that it has, the later one first."""
    change = find(plan, address) if address else only(plan)
    values = plan.context.values(change, Side.AFTER)
    if values is None:
        values = plan.context.values(change, Side.BEFORE)
    assert values is not None
    return plan.context.region(change, values)
