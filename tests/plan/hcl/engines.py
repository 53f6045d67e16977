"""The engines that evaluate directories, and what recorded plans say in their words."""

import importlib
import importlib.util
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from finopsguard.plan.hcl.records import Engine, Evaluation, Inputs

ROOT = Path(__file__).parents[3]
CASES = ROOT / "fixtures" / "hcl"
MODULES = {"plain": "finopsguard.plan.hcl.plain_engine", "tfparse": "finopsguard.plan.hcl.tfparse_engine"}
"""Each has a function ``evaluate``; one that is not there, or whose library has no wheel here, is left out."""


def available() -> dict[str, Engine]:
    """Engines by name."""
    found: dict[str, Engine] = {}
    for name, module in MODULES.items():
        if importlib.util.find_spec(module) and (name != "tfparse" or importlib.util.find_spec("tfparse")):
            found[name] = importlib.import_module(module).evaluate
    return found


def cases() -> list[str]:
    """Names of the shared cases that have a plan."""
    return sorted(path.parent.name for path in CASES.glob("*/plan.json"))


def inputs_of(case: Path) -> Inputs:
    """What ``inputs.json`` of a case says."""
    path = case / "inputs.json"
    given = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return Inputs(
        var_files=tuple(str(case / name) for name in given.get("var_files", [])),
        variables=tuple((name, value) for name, value in given.get("variables", [])),
        environ=given.get("environ", {}),
        workspace=given.get("workspace", "default"),
    )


def evaluated(engine: Engine, case: Path) -> Evaluation:
    """The case as an engine sees it."""
    return engine(case, case, inputs_of(case))


def normal(value: Any) -> Any:
    """Numbers as 64-bit floats, as terraform's JSON has them."""
    if isinstance(value, dict):
        return {key: normal(item) for key, item in value.items()}
    if isinstance(value, list):
        return [normal(item) for item in value]
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return float(value)
    return value


def marks(value: Any) -> Any:
    """Marks without those that say nothing: ``{"a": True, "b": [False]}`` -> ``{"a": True}``."""
    if isinstance(value, dict):
        kept = {key: marks(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item} or False
    if isinstance(value, list):
        items = [marks(item) for item in value]
        return items if any(items) else False
    return value is True


def planned(plan: dict[str, Any]) -> dict[str, tuple[Any, Any, Any]]:
    """By address: ``input`` as it is planned, what of it is unknown, what is sensitive."""
    return {
        change["address"]: (
            normal(change["change"]["after"].get("input")),
            marks(_of(change["change"]["after_unknown"])),
            marks(_of(change["change"]["after_sensitive"])),
        )
        for change in plan["resource_changes"]
    }


def answered(evaluation: Evaluation) -> dict[str, tuple[Any, Any, Any]]:
    """The same of an engine's answer."""
    return {
        instance.address: (
            normal(instance.values.get("input")),
            marks(_of(instance.unknown)),
            marks(_of(instance.sensitive)),
        )
        for instance in evaluation.instances
        if instance.mode == "managed"
    }


def _of(marked: Any) -> Any:
    """What a mark says of ``input``."""
    return marked.get("input", False) if isinstance(marked, dict) else marked


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Paths and values at the ends of a value, for messages that a reader can use."""
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from leaves(item, f"{path}.{key}")
    elif isinstance(value, list) and value:
        for place, item in enumerate(value):
            yield from leaves(item, f"{path}[{place}]")
    elif path or value is not None:
        yield path, value
