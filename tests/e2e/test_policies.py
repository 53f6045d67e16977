"""Policies from the outside: waivers, baselines, budgets, selection, environments, and what the formats say of them."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from finopsguard.cli import run
from tests.plans import change, plan

DISK = """\
resource "aws_ebs_volume" "{name}" {{
  availability_zone = "us-east-1a"
  size              = 100
  type              = "gp2"
}}
"""
PROVIDER = 'provider "aws" {\n  region = "us-east-1"\n}\n'
UNTIL = "until 2030-01-31"
BLOCKS = "policies: {gp2-to-gp3: block, unattached-volume: off}\n"
ROOT = (
    PROVIDER
    + f"# finopsguard:ignore[gp2-to-gp3] the image needs it owner=@web {UNTIL}\n"
    + DISK.format(name="above")
    + DISK.format(name="inside").replace('"gp2"', f'"gp2" # finopsguard:ignore[gp2-to-gp3] as above owner=@web {UNTIL}')
    + "# finopsguard:ignore[gp2-to-gp3] long ago until 2020-01-31\n"
    + DISK.format(name="expired")
    + "# finopsguard:ignore[gp2-to-gp3] for ever\n"
    + DISK.format(name="endless")
    + f"# finopsguard:ignore gp2-to-gp3 no brackets {UNTIL}\n"
    + DISK.format(name="malformed")
    + f"# finopsguard:ignore[gp2-to-gp4] mistyped {UNTIL}\n"
    + DISK.format(name="strange")
    + 'module "shop" {\n  for_each = toset(["eu", "us"])\n  source   = "./shop"\n}\n'
    + f'# finopsguard:ignore[gp2-to-gp3] the whole call {UNTIL}\nmodule "bar" {{\n  source = "./bar"\n}}\n'
)
IN_MODULE = DISK.format(name="data").replace("{\n", f"{{\n  # finopsguard:ignore[gp2-to-gp3] in a module {UNTIL}\n", 1)
EXPECTED = {
    "aws_ebs_volume.above": "waived",
    "aws_ebs_volume.inside": "waived",
    "aws_ebs_volume.expired": "fail",
    "aws_ebs_volume.endless": "fail",
    "aws_ebs_volume.malformed": "fail",
    "aws_ebs_volume.strange": "fail",
    'module.shop["eu"].aws_ebs_volume.data': "waived",
    'module.shop["us"].aws_ebs_volume.data': "waived",
    "module.bar.aws_ebs_volume.data": "waived",
}
VALUES = {"size": 100, "type": "gp2", "availability_zone": "us-east-1a"}

Check = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def check(here: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """Runs a check and gives its exit code and JSON report; without one, what it said."""

    def checked(*arguments: str) -> tuple[int, dict[str, Any]]:
        code = run(["check", *arguments, "--format", "json"])
        out, err = capsys.readouterr()
        return int(code), json.loads(out) if out else {"error": err}

    return checked


def written(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def infra(folder: Path, config: str = BLOCKS) -> None:
    bar = DISK.format(name="data")
    written(
        folder,
        {"infra/main.tf": ROOT, "infra/shop/main.tf": IN_MODULE, "infra/bar/main.tf": bar, "finopsguard.yml": config},
    )


def git(folder: Path, *arguments: str) -> None:
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def committed(folder: Path) -> None:
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "base")


def outcomes(report: dict[str, Any], policy: str = "gp2-to-gp3") -> dict[str, str]:
    return {row["address"]: row["result"] for row in report["policies"] if row["id"] == policy}


def statuses(report: dict[str, Any]) -> dict[str, str]:
    return {f"{row['address']} {row['where']}": row["status"] for row in report["waivers"]}


def plan_file(folder: Path, *addresses: str, **values: Any) -> str:
    changes = [change(address, ["create"], None, {**VALUES, **values}) for address in addresses]
    for entry in changes:
        if entry["address"].startswith("module."):
            entry["module_address"] = entry["address"].rpartition(".aws_")[0]
    (folder / "plan.json").write_text(json.dumps(plan(*changes)), encoding="utf-8")
    return "plan.json"


# Waivers


def test_comments_of_a_folder(here: Path, check: Check) -> None:
    infra(here)
    code, report = check("infra")
    assert (code, report["verdict"]) == (1, "fail")
    assert outcomes(report) == EXPECTED
    said = " ".join(report["warnings"])
    assert "infra/main.tf:27: A waiver does not count, because it does not name the policies" in said
    assert "does not exist: gp2-to-gp4. Did you mean gp2-to-gp3?" in said
    by_address = {row["address"]: row for row in report["policies"] if row["id"] == "gp2-to-gp3"}
    assert by_address["aws_ebs_volume.expired"]["waiver"].endswith("does not count, since it expired on 2020-01-31")
    assert by_address["aws_ebs_volume.endless"]["waiver"].endswith("since it names no day on which it ends")
    assert (
        "the image needs it, @web, until 2030-01-31 (infra/main.tf:4)" in by_address["aws_ebs_volume.above"]["waiver"]
    )
    assert sorted({row["status"] for row in report["waivers"]}) == ["expired", "used"]
    assert len(report["waivers"]) == 7


def test_comments_count_for_a_plan_made_from_them(here: Path, check: Check) -> None:
    infra(here)
    code, report = check(plan_file(here, *EXPECTED), "--source", "infra")
    assert (code, outcomes(report)) == (1, EXPECTED)
    place = {row["address"]: (row["file"], row["line"]) for row in report["policies"] if row["id"] == "gp2-to-gp3"}
    assert place["aws_ebs_volume.above"] == ("infra/main.tf", 5)
    assert place['module.shop["eu"].aws_ebs_volume.data'] == ("infra/shop/main.tf", 1)
    _, alone = check("plan.json")
    assert set(outcomes(alone).values()) == {"fail"}, "without the folder no comment is known"


def test_new_waivers_do_not_count_and_are_listed(here: Path, check: Check) -> None:
    infra(here)
    committed(here)
    changed = ROOT.replace(PROVIDER, PROVIDER + "\n\n").replace(
        f"# finopsguard:ignore[gp2-to-gp4] mistyped {UNTIL}\n", f"# finopsguard:ignore[gp2-to-gp3] added {UNTIL}\n"
    )
    waiver = (
        "waivers: [{policy: gp2-to-gp3, address: aws_ebs_volume.malformed, reason: r, owner: o, expires: 2030-01-31}]"
    )
    written(here, {"infra/main.tf": changed, "finopsguard.yml": f"{BLOCKS}new_waivers: true\n{waiver}\n"})
    code, report = check("infra", "--waivers-from", "HEAD")
    assert (code, outcomes(report)) == (1, EXPECTED), "a change that allows itself its waivers is not asked"
    found = {place.split()[0]: status for place, status in statuses(report).items()}
    assert (found["aws_ebs_volume.strange"], found["aws_ebs_volume.malformed"]) == ("new", "new")
    assert found["aws_ebs_volume.above"] == "used", "it only moved to another line"
    _, without = check("infra")
    assert outcomes(without)["aws_ebs_volume.strange"] == "waived"


def test_a_comment_copied_to_another_folder_is_new(here: Path, check: Check) -> None:
    infra(here)
    committed(here)
    written(here, {"other/main.tf": ROOT.partition('module "shop"')[0]})
    _, report = check("infra", "other", "--waivers-from", "HEAD")
    assert statuses(report)["aws_ebs_volume.above infra/main.tf:4"] == "used"
    assert statuses(report)["aws_ebs_volume.above other/main.tf:4"] == "new"


def test_a_new_call_of_a_module_brings_no_new_waiver(here: Path, check: Check) -> None:
    infra(here)
    committed(here)
    written(here, {"infra/more.tf": 'module "third" {\n  source = "./shop"\n}\n'})
    _, report = check("infra", "--waivers-from", "HEAD")
    assert outcomes(report)["module.third.aws_ebs_volume.data"] == "waived"


def test_the_base_may_let_new_waivers_count(here: Path, check: Check) -> None:
    infra(here, f"{BLOCKS}new_waivers: true\n")
    committed(here)
    written(here, {"infra/main.tf": ROOT.replace("gp2-to-gp4", "gp2-to-gp3"), "finopsguard.yml": BLOCKS})
    _, report = check("infra", "--waivers-from", "HEAD")
    assert outcomes(report)["aws_ebs_volume.strange"] == "waived"


def test_settings_outside_of_the_repository_are_no_part_of_the_change(here: Path, check: Check) -> None:
    waiver = "waivers: [{policy: gp2-to-gp3, address: '*', reason: r, owner: o, expires: 2030-01-31}]"
    infra(here / "repository")
    committed(here / "repository")
    written(here, {"trusted.yml": f"{BLOCKS}{waiver}\n"})
    code, report = check("repository/infra", "--config", "trusted.yml", "--waivers-from", "HEAD")
    assert (code, set(outcomes(report).values())) == (0, {"waived"})


def test_a_base_that_is_not_there_is_an_error(here: Path, check: Check) -> None:
    infra(here)
    committed(here)
    code, said = check("infra", "--waivers-from", "origin/main")
    assert code == 2
    assert "--waivers-from origin/main: there is no such revision" in said["error"]


@pytest.mark.parametrize(
    ("waiver", "said"),
    [
        ("{policy: gp2-to-gp4, address: '*', reason: r, owner: o, expires: 2030-01-31}", "Did you mean gp2-to-gp3?"),
        ("{policy: gp2-to-gp3, address: '*', reason: r, expires: 2030-01-31}", "has no owner"),
        ("{policy: gp2-to-gp3, address: '*', reason: r, owner: o, expires: soon}", "no day"),
    ],
)
def test_waivers_of_the_configuration_that_are_wrong(here: Path, check: Check, waiver: str, said: str) -> None:
    infra(here, f"{BLOCKS}waivers:\n  - {waiver}\n")
    code, answer = check("infra")
    assert code not in (0, 1)
    assert said in answer["error"]
    assert "finopsguard.yml:3" in answer["error"]


def test_an_expired_waiver_of_the_configuration_fails_and_says_so(here: Path, check: Check) -> None:
    waiver = "{policy: gp2-to-gp3, address: 'aws_*', reason: r, owner: o, expires: 2020-01-31}"
    written(here, {"finopsguard.yml": f"{BLOCKS}waivers: [{waiver}]\n"})
    code, report = check(plan_file(here, "aws_ebs_volume.data"))
    assert (code, outcomes(report)) == (1, {"aws_ebs_volume.data": "fail"})
    assert "expired on 2020-01-31" in report["reasons"][0]["message"]


# Baselines


def test_a_baseline_there_and_back(here: Path, check: Check) -> None:
    written(here, {"finopsguard.yml": BLOCKS})
    code, _ = check(plan_file(here, "aws_ebs_volume.old"), "--write-baseline", "known.json")
    assert code == 1
    first = (here / "known.json").read_text(encoding="utf-8")
    code, report = check("plan.json", "--baseline", "known.json", "--write-baseline", "known.json")
    assert (code, outcomes(report)) == (0, {"aws_ebs_volume.old": "waived"})
    assert (here / "known.json").read_text(encoding="utf-8") == first, "what is known stays known"
    code, report = check(plan_file(here, "aws_ebs_volume.old", "aws_ebs_volume.new"), "--baseline", "known.json")
    assert (code, outcomes(report)["aws_ebs_volume.new"]) == (1, "fail")


# Budgets


@pytest.mark.parametrize(
    ("budget", "code"),
    [
        ("limit: 10", 0),  # 100 GB of gp2 in us-east-1 are $10.00
        ("limit: 9.99", 1),
        ("limit: 9.99, action: warn", 0),
        ("limit: 5, project: plan.json", 1),
        ("limit: 5, project: '*.json'", 1),
        ("limit: 5, project: other.json", 0),
        ("limit: 5, module: module.shop", 1),
        ("limit: 5, module: module.bar", 0),
        ("limit: 5, tags: {Environment: 'dev*'}", 1),
        ("limit: 5, tags: {Environment: prod}", 0),
        ("limit: 5, team: PLATFORM", 1),
        ("limit: 5, team: shop", 0),
        ("max_increase: 9", 1),
        ("max_increase: 11, limit: 5", 1),
        ("max_increase: 9, limit: 50", 1),
        ("max_increase: 11, limit: 50", 0),
        ("max_increase: 10%", 4),  # of nothing
    ],
)
def test_budgets(here: Path, check: Check, budget: str, code: int) -> None:
    written(here, {"finopsguard.yml": f"budgets:\n  - {{name: tested, {budget}}}\n"})
    tags = {"Environment": "dev-3", "Owner": "platform"}
    assert check(plan_file(here, 'module.shop["eu"].aws_ebs_volume.data', tags=tags, tags_all=tags))[0] == code


def test_what_a_folder_adds_is_not_known_without_a_base(here: Path, check: Check) -> None:
    written(here, {"infra/main.tf": PROVIDER + DISK.format(name="data")})
    written(here, {"finopsguard.yml": "budgets:\n  - {name: tested, max_increase: 100}\n"})
    code, report = check("infra")
    assert code == 4
    assert "nothing tells what was there before" in report["reasons"][0]["message"]
    committed(here)
    assert check("infra", "--compare-to", "HEAD")[0] == 0


# What is judged


def test_which_policies(here: Path, check: Check) -> None:
    file = plan_file(here, "aws_ebs_volume.data")
    _, report = check(file, "--only-policy", "gp2-to-gp3", "--only-policy", "required-tags")
    assert {row["id"] for row in report["policies"]} == {"gp2-to-gp3", "required-tags"}
    _, report = check(file, "--skip-policy", "gp2-to-gp3")
    assert "gp2-to-gp3" not in {row["id"] for row in report["policies"]}
    code, said = check(file, "--only-policy", "gp2-to-gp4")
    assert (code, "Did you mean gp2-to-gp3?" in said["error"]) == (2, True)


@pytest.mark.parametrize(
    ("action", "size", "code"),
    [("block", 100, 1), ("block", None, 4), ("warn", 100, 0), ("info", 100, 0), ("warn", None, 0)],
)
def test_the_exit_code_follows_from_the_results(
    here: Path, check: Check, action: str, size: int | None, code: int
) -> None:
    assert run(["policy", "new", "rule", "--out", "rule.yaml"]) == 0
    text = (here / "rule.yaml").read_text(encoding="utf-8").replace("action: warn", f"action: {action}")
    text = text.replace("types: [aws_instance]", "types: [aws_ebs_volume]").replace("limit: 100", "limit: 5")
    (here / "rule.yaml").write_text(text, encoding="utf-8")
    changes = change("aws_ebs_volume.data", ["create"], None, {**VALUES, "size": size}, unknown={"size": size is None})
    (here / "plan.json").write_text(json.dumps(plan(changes)), encoding="utf-8")
    arguments = ("plan.json", "--policies", "rule.yaml", "--only-policy", "rule")
    assert check(*arguments)[0] == code
    soft, report = check(*arguments, "--soft-fail")
    assert (soft, report["verdict"]) == (0, {0: "pass", 1: "fail", 4: "incomplete"}[code])


@pytest.mark.parametrize(
    ("folder", "tags", "config", "expected"),
    [
        (".", {"Environment": "dev"}, "", "fail"),
        ("envs/dev", {}, "", "fail"),
        ("envs/prod", {}, "", "pass"),
        ("envs/dev", {"env": "production"}, "", "pass"),
        (".", {}, "environment: staging\n", "fail"),
        ("envs/lab", {}, "environments: {development: [lab]}\n", "fail"),
        (".", {}, "", "unknown"),
    ],
)
def test_environments(here: Path, check: Check, folder: str, tags: dict[str, str], config: str, expected: str) -> None:
    written(here, {"finopsguard.yml": config, f"{folder}/x": ""})
    plan_file(here / folder, "aws_ebs_volume.data", type="io2", iops=100, tags=tags, tags_all=tags)
    _, report = check(f"{folder}/plan.json", "--only-policy", "storage-class")
    assert set(outcomes(report, "storage-class").values()) == {expected}


RULE = """\
id: shrunk
title: Disks that change
why: For a test.
severity: low
action: block
match: {types: [aws_ebs_volume], actions: [update, delete, create]}
when: change.action == 'create' or change.before.size != 50
message: "{{ resource.address }}: {{ change.action }} of {{ change.before.size | default('nothing') }}"
fix: size = 50
"""


def test_a_policy_sees_both_states_of_folders(here: Path, check: Check) -> None:
    written(here, {"rules/shrunk.yaml": RULE})
    base = PROVIDER + DISK.format(name="same") + DISK.format(name="gone") + DISK.format(name="grown")
    written(here, {"infra/main.tf": base})
    committed(here)
    check("infra", "--out", "json=before.json")
    now = PROVIDER + DISK.format(name="same") + DISK.format(name="new")
    written(here, {"infra/main.tf": now + DISK.format(name="grown").replace("100", "200")})
    arguments = ("infra", "--policies", "rules", "--only-policy", "shrunk", "--compare-to")
    code, report = check(*arguments, "HEAD")
    assert code == 1
    assert sorted(row["message"] for row in report["policies"]) == [
        "aws_ebs_volume.gone: delete of 100",
        "aws_ebs_volume.grown: update of 100",
        "aws_ebs_volume.new: create of nothing",
    ]
    code, report = check(*arguments, "before.json")
    assert outcomes(report, "shrunk") == {
        "aws_ebs_volume.gone": "unknown",  # a report keeps no attributes, so what they were is not known
        "aws_ebs_volume.grown": "unknown",
        "aws_ebs_volume.new": "fail",
    }


# Formats


def places(here: Path, name: str) -> dict[str, tuple[str, int, str]]:
    log = json.loads((here / name).read_text(encoding="utf-8"))
    return {
        result["properties"]["address"]: (
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
            result["locations"][0]["physicalLocation"]["region"]["startLine"],
            result["partialFingerprints"]["finopsguard/v1"],
        )
        for result in log["runs"][0]["results"]
        if result["ruleId"] == "gp2-to-gp3"
    }


def test_fingerprints_stay_while_lines_move(here: Path, check: Check) -> None:
    infra(here)
    arguments = ("infra", "--out", "sarif=report.sarif", "--out", "junit=report.xml")
    check(*arguments)
    first = places(here, "report.sarif")
    assert first["aws_ebs_volume.expired"][:2] == ("infra/main.tf", 16)
    check(*arguments)
    assert places(here, "report.sarif") == first
    (here / "infra/main.tf").write_text("\n\n" + ROOT, encoding="utf-8")
    check(*arguments)
    moved = places(here, "report.sarif")
    assert moved["aws_ebs_volume.expired"][1] == 18
    assert {name: mark for name, (_, _, mark) in moved.items()} == {name: mark for name, (_, _, mark) in first.items()}
    assert len({mark for _, _, mark in first.values()}) == len(first)
    case = next(
        case
        for case in ET.parse(here / "report.xml").iter("testcase")
        if (case.get("classname"), case.get("name")) == ("gp2-to-gp3", "aws_ebs_volume.expired")
    )
    assert (case.get("file"), case.get("line")) == ("infra/main.tf", "18")
    assert "expired on 2020-01-31" in (case[0].text or "")


@pytest.mark.parametrize("format_", ["text", "markdown", "html"])
def test_a_page_says_once_what_is_true_of_many(here: Path, capsys: pytest.CaptureFixture[str], format_: str) -> None:
    file = plan_file(here, *(f"aws_ebs_volume.v{number}" for number in range(8)))
    assert run(["check", file, "--only-policy", "gp2-to-gp3", "--format", format_]) == 0
    page = capsys.readouterr().out
    assert len(re.findall("has a gp2 volume", page)) == 1
    assert "Policies: 8 warnings" in page
    assert ("and 3 more" in page) is (format_ == "text")
