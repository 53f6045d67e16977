"""action.yml, the program and the lock files speak of the same things."""

import re
import tomllib

import click

from finopsguard.commands.check import check
from finopsguard.forges import inputs
from tests.e2e.action_runner import ACTION, ROOT

STEPS = {step["id"]: step for step in ACTION["runs"]["steps"]}
SHA = re.compile(r"[\w./-]+@[0-9a-f]{40}")


def test_every_input_reaches_the_program_and_nothing_else_does():
    handed = {name.removeprefix("INPUT_") for name in STEPS["check"]["env"] if name.startswith("INPUT_")}
    declared = {name.upper().replace("-", "_") for name in ACTION["inputs"]} - {"EXTRAS", "PYTHON_VERSION"}
    assert handed == declared
    read = {*inputs.LISTS, *inputs.TEXTS, *inputs.SWITCHES, *(name.upper() for name in inputs.REPORTS)}
    others = {
        "PLANS",
        "WORKING_DIRECTORY",
        "CONFIG",
        "CONFIG_FROM",
        "COMPARE_TO",
        "SOFT_FAIL",
        "DETAILS",
        "COMMENT",
        "COMMENT_WHEN",
        "COMMENT_KEY",
        "TOKEN",
    }
    assert read | others == handed


def test_every_flag_is_one_of_check():
    known = {name for parameter in check.params if isinstance(parameter, click.Option) for name in parameter.opts}
    assert set((inputs.LISTS | inputs.TEXTS | inputs.SWITCHES).values()) <= known


def test_no_expression_stands_in_a_script():
    assert not any("${{" in step.get("run", "") for step in STEPS.values())


def test_what_only_needs_credentials_is_known_for_forks():
    assert set(inputs.LIVE) <= set(inputs.LISTS | inputs.TEXTS)
    assert set(inputs.LISTS | inputs.TEXTS) >= inputs.TRUSTED


def test_every_action_is_pinned_by_its_commit():
    files = [ROOT / "action.yml", *(ROOT / ".github/workflows").glob("*.yml")]
    used = [found for file in files for found in re.findall(r"uses: (\S+)", file.read_text(encoding="utf-8"))]
    assert used
    assert all(SHA.fullmatch(name) or name == "./" for name in used)


def test_every_dependency_is_locked_with_hashes_and_no_index_is_named():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {"requirements.lock": project["dependencies"]}
    wanted |= {
        f"requirements-{extra}.lock": [*project["dependencies"], *needs]
        for extra, needs in project["optional-dependencies"].items()
        if extra != "all"
    }
    assert {path.name for path in (ROOT / "action").glob("*.lock")} == set(wanted)
    for name, needs in wanted.items():
        text = (ROOT / "action" / name).read_text(encoding="utf-8")
        assert "://" not in text
        locked = set(re.findall(r"^([\w.-]+)==\S+", text, re.MULTILINE))
        names = {re.split(r"[\[<>=!~; ]", need)[0].lower().replace("_", "-") for need in needs}
        assert names <= locked
        assert all("--hash=sha256:" in part for part in re.split(r"\n(?=[a-z])", text))


def test_every_report_format_asked_for_is_one():
    from finopsguard.report import FORMATS

    assert set(inputs.REPORTS) <= set(FORMATS)
