"""The generated plans are what Terraform would write: same keys, same trees, and the same bytes for the same seed."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

MAKE_PLAN = Path(__file__).parents[2] / "benchmarks" / "make_plan.py"
COUNT = 600


def generate(out: Path, *options: str) -> bytes:
    subprocess.run([sys.executable, MAKE_PLAN, str(COUNT), out, *options], check=True, timeout=60)
    return out.read_bytes()


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return json.loads(generate(tmp_path_factory.mktemp("plan") / "plan.json"))


def in_modules(module: dict[str, Any], address: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every resource of a module tree with the address of the module it stands in."""
    for resource in module["resources"]:
        yield address, resource
    for child in module.get("child_modules", ()):
        yield from in_modules(child, child["address"])


def configured(module: dict[str, Any], prefix: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    for resource in module["resources"]:
        yield prefix, resource["address"]
    for name, call in module.get("module_calls", {}).items():
        yield from configured(call["module"], (*prefix, name))


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    first, again, other = (generate(tmp_path / "plan.json", "--seed", seed) for seed in ("1", "1", "2"))
    assert first == again != other


def test_top_level_keys_are_terraforms(plan: Any) -> None:
    assert list(plan) == [
        "format_version",
        "terraform_version",
        "variables",
        "planned_values",
        "resource_changes",
        "output_changes",
        "prior_state",
        "configuration",
        "relevant_attributes",
        "checks",
        "timestamp",
        "applyable",
        "complete",
        "errored",
    ]


def test_optional_sections_can_be_left_out(tmp_path: Path) -> None:
    plan = json.loads(generate(tmp_path / "plan.json", "--no-prior", "--no-config"))
    assert not {"prior_state", "configuration"} & plan.keys()
    assert len(plan["resource_changes"]) == COUNT


@pytest.mark.parametrize("provider", ["aws", "azurerm", "google", "openstack"])
def test_one_provider(tmp_path: Path, provider: str) -> None:
    option = "azure" if provider == "azurerm" else provider
    plan = json.loads(generate(tmp_path / "plan.json", "--provider", option, "--tofu"))
    names = {change["provider_name"] for change in plan["resource_changes"]}
    assert len(names) == 1
    assert names.pop().startswith("registry.opentofu.org/")
    assert {change["type"].split("_")[0] for change in plan["resource_changes"]} == {provider}


def test_addresses_are_unique_and_made_of_their_parts(plan: Any) -> None:
    changes = plan["resource_changes"]
    assert len({change["address"] for change in changes}) == COUNT
    for change in changes:
        module = f"{change['module_address']}." if "module_address" in change else ""
        data = "data." if change["mode"] == "data" else ""
        index = f"[{json.dumps(change['index'])}]" if "index" in change else ""
        assert change["address"] == f"{module}{data}{change['type']}.{change['name']}{index}"


def test_every_action_leaves_the_sides_that_terraform_leaves(plan: Any) -> None:
    seen = Counter()
    for resource in plan["resource_changes"]:
        change = resource["change"]
        actions = tuple(change["actions"])
        seen[actions] += 1
        assert (change["before"] is None) == (actions in {("create",), ("read",)})
        assert (change["after"] is None) == (actions == ("delete",))
        assert bool(change["after_unknown"]) == ("create" in actions or actions == ("read",))
        if actions in {("no-op",), ("update",)}:
            assert (change["before"] == change["after"]) == (actions == ("no-op",))
        assert ("replace_paths" in change) == (len(actions) == 2)
        assert (resource["mode"] == "data") == (actions == ("read",))
    assert len(seen) == 7
    assert [actions for actions, _ in seen.most_common(3)] == [("create",), ("no-op",), ("update",)]


def test_unknown_values_are_absent_from_after(plan: Any) -> None:
    for resource in plan["resource_changes"]:
        for name, mark in resource["change"]["after_unknown"].items():
            assert mark is not True or name not in resource["change"]["after"]


@pytest.mark.parametrize(("section", "side"), [("planned_values", "after"), ("prior_state", "before")])
def test_state_trees_hold_each_managed_resource_in_its_module(plan: Any, section: str, side: str) -> None:
    root = plan[section].get("values", plan[section])["root_module"]
    listed = {resource["address"]: (module, resource) for module, resource in in_modules(root)}
    expected = [
        change
        for change in plan["resource_changes"]
        if change["mode"] == "managed" and change["change"][side] is not None
    ]
    assert set(listed) == {change["address"] for change in expected}
    for change in expected:
        module, resource = listed[change["address"]]
        assert module == change.get("module_address", "")
        assert resource["values"] == change["change"][side]
        assert resource.get("index") == change.get("index")


def test_module_keys_are_count_and_for_each(plan: Any) -> None:
    modules = {change.get("module_address", "") for change in plan["resource_changes"]}
    assert {"", "module.app.module.db", "module.workers[3]", 'module.svc["a.b/c"].module.net[1].module.x'} <= modules


def test_configuration_names_every_resource_once_without_keys(plan: Any) -> None:
    root = plan["configuration"]["root_module"]
    found = Counter(configured(root))
    assert found.total() == len(found) == COUNT
    assert {prefix for prefix, _ in found} == {
        (),
        ("app",),
        ("app", "db"),
        ("svc",),
        ("svc", "net"),
        ("svc", "net", "x"),
        ("workers",),
    }
    assert "for_each_expression" in root["module_calls"]["svc"]
    assert "count_expression" in root["module_calls"]["workers"]


def test_passwords_are_marked_sensitive(plan: Any) -> None:
    databases = [change["change"] for change in plan["resource_changes"] if change["type"] == "aws_db_instance"]
    assert databases
    assert all(change["after"] is None or change["after_sensitive"]["password"] for change in databases)
