"""Small plans written in a test, in the shape that ``terraform show -json`` gives."""

import json
from pathlib import Path
from typing import Any

from finopsguard.check import check
from finopsguard.config import Config
from finopsguard.types.result import Report, ResourceLine

REGISTRY = "registry.terraform.io/hashicorp/"


def change(
    address: str, actions: list[str], before: Any = None, after: Any = None, *, unknown: Any = None, **fields: Any
) -> dict[str, Any]:
    """One object of ``resource_changes``."""
    type_, _, name = address.rpartition(".")[0].rpartition(".")[2], None, address.rpartition(".")[2]
    change_fields = {
        key: fields.pop(key) for key in ("importing", "before_sensitive", "after_sensitive") if key in fields
    }
    return {
        "address": address,
        "mode": "managed",
        "type": type_,
        "name": name,
        "provider_name": REGISTRY + {"azurerm": "azurerm", "google": "google"}.get(type_.partition("_")[0], "aws"),
        "change": {
            "actions": actions,
            "before": before,
            "after": after,
            "after_unknown": unknown or {},
            **change_fields,
        },
        **fields,
    }


def plan(*changes: dict[str, Any], region: str = "us-east-1", **keys: Any) -> dict[str, Any]:
    """A plan whose AWS provider is in ``region``."""
    return {
        "format_version": "1.2",
        "terraform_version": "1.9.8",
        "planned_values": {"root_module": {}},
        "resource_changes": list(changes),
        "configuration": {
            "provider_config": {"aws": {"name": "aws", "expressions": {"region": {"constant_value": region}}}},
            "root_module": {},
        },
        **keys,
    }


def report(folder: Path, content: dict[str, Any], **config: Any) -> Report:
    """What a check of the plan finds."""
    file = folder / "plan.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return check([str(file)], Config(**config), environ={})


def only(found: Report) -> ResourceLine:
    """The report's only resource."""
    (line,) = found.resources
    return line
