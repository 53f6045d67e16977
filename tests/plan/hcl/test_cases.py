"""Every engine answers as Terraform plans, on the shared cases under fixtures/hcl."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.plan.hcl.engines import CASES, answered, available, cases, evaluated, leaves, planned
from tools import record_hcl_plans

ENGINES = available()
FLATTENED = "whether an unknown item is a list is known only with a provider's schema"
SET = "which items a set has is not known while one of them is not"
MAY_BE_UNKNOWN = {
    ("plain", "unknowns", ".flattened"): FLATTENED,
    ("plain", "unknowns", ".set"): SET,
    ("tfparse", "unknowns", ".flattened"): FLATTENED,
    ("tfparse", "unknowns", ".set"): SET,
    (
        "tfparse",
        "unknowns",
        ".whole",
    ): "which attributes a resource has besides the configured ones only its schema says",
    ("tfparse", "sensitive", ".asked"): "what is sensitive is found from the text of expressions, after their values",
}
"""Engine, case and path of values that a plan knows and an engine calls unknown, with the reason."""


def plan_of(case: str) -> dict[str, Any]:
    """The recorded plan."""
    return dict(json.loads((CASES / case / "plan.json").read_text(encoding="utf-8")))


def allowed(engine: str, case: str, path: str) -> bool:
    """Whether a path lies in one that may be unknown."""
    return any((engine, case, start) in MAY_BE_UNKNOWN for start in (path[:end] for end in range(1, len(path) + 1)))


@pytest.mark.parametrize("case", cases())
@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_answers_as_terraform_plans(engine: str, case: str) -> None:
    evaluation = evaluated(ENGINES[engine], CASES / case)
    assert evaluation.problems == []

    wanted, found = planned(plan_of(case)), answered(evaluation)
    assert found.keys() == wanted.keys()

    differences = [
        (address, part, path, of_plan.get(path), of_engine.get(path))
        for address in wanted
        for part, plan, answer in zip(("value", "unknown", "sensitive"), wanted[address], found[address], strict=True)
        for of_plan, of_engine in [[dict(leaves(one if part == "value" else one or None)) for one in (plan, answer)]]
        for path in sorted(of_plan.keys() | of_engine.keys())
        if of_plan.get(path) != of_engine.get(path)
        and not (allowed(engine, case, path) and (part != "value" or of_engine.get(path) is None))
    ]
    assert differences == []


@pytest.mark.parametrize("case", cases())
def test_each_instance_names_the_lines_of_its_block(case: str) -> None:
    for instance in evaluated(ENGINES["plain"], CASES / case).instances:
        assert instance.line is not None
        assert instance.end_line is not None
        lines = Path(instance.file).read_text(encoding="utf-8").split("\n")
        assert instance.name in lines[instance.line - 1]
        assert lines[instance.end_line - 1].rstrip().endswith("}") or instance.file.endswith(".json")


@pytest.mark.parametrize("engine", ENGINES)
def test_files_of_opentofu_win_over_those_of_terraform(engine: str) -> None:
    found = answered(evaluated(ENGINES[engine], CASES / "tofu-files"))
    assert {address: value for address, (value, _, _) in found.items()} == {
        "terraform_data.server": "main.tofu",
        "terraform_data.only_tofu": "only.tofu",
        "terraform_data.only_terraform": "only-terraform.tf",
    }


def test_every_case_has_a_plan_or_is_for_opentofu() -> None:
    without = {path.name for path in CASES.iterdir() if path.is_dir()} - set(cases())
    assert without == {"tofu-files"}


@pytest.mark.skipif(
    shutil.which("terraform") is None, reason="terraform is not installed: recorded plans are not made again"
)
@pytest.mark.parametrize("case", cases())
def test_terraform_still_plans_what_is_recorded(case: str) -> None:
    again = record_hcl_plans.planned(CASES / case)
    assert planned(again) == planned(plan_of(case))
