"""Policies in Rego from the outside: ``check --policies DIR`` with the real regopy."""

import json
from pathlib import Path
from typing import Any

import pytest

from finopsguard.cli import run
from tests.plans import change, plan

pytest.importorskip("regopy")

RULES = """\
package finopsguard
deny contains finding if {
  some resource in input.resources
  resource.type == "aws_ebs_volume"
  resource.monthly_cost > 5
  msg := sprintf("%s costs %v", [resource.address, resource.monthly_cost])
  finding := {"id": "small-disks", "msg": msg, "address": resource.address, "observed": "dear", "limit": "5", "fix": "size = 50"}
}
"""
VALUES = {"size": 100, "type": "gp2", "availability_zone": "us-east-1a"}
WAIVER = "waivers: [{policy: small-disks, address: '*', reason: r, owner: o, expires: 2030-01-31}]\n"


def checked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    code = run(["check", "plan.json", "--policies", "rules", "--format", "json", *arguments])
    out, err = capsys.readouterr()
    return int(code), json.loads(out) if out else {"error": err}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/disks.rego").write_text(RULES, encoding="utf-8")
    content = plan(change("aws_ebs_volume.data", ["create"], None, VALUES))
    (tmp_path / "plan.json").write_text(json.dumps(content), encoding="utf-8")
    return tmp_path


def test_a_finding_fails_and_names_its_resource(capsys: pytest.CaptureFixture[str]) -> None:
    code, report = checked(capsys)
    (row,) = [row for row in report["policies"] if row["id"] == "small-disks"]
    assert (code, row["result"], row["address"], row["observed"]) == (1, "fail", "aws_ebs_volume.data", "dear")
    assert row["fix"] == "size = 50"
    assert any(
        reason["message"].startswith("small-disks: aws_ebs_volume.data costs 10") for reason in report["reasons"]
    )
    assert any(row["id"] == "gp2-to-gp3" for row in report["policies"]), "beside the others"


def test_waivers_and_baselines_count_for_it(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(capsys, "--write-baseline", "known.json")[0] == 1
    assert checked(capsys, "--baseline", "known.json")[0] == 0
    (here / "finopsguard.yml").write_text(WAIVER, encoding="utf-8")
    code, report = checked(capsys)
    assert (code, [row["policy"] for row in report["waivers"]]) == (0, ["small-disks"])


def test_what_is_no_rego_is_an_error_with_its_file(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "rules/disks.rego").write_text("package finopsguard\ndeny[msg] {\n", encoding="utf-8")
    code, said = checked(capsys)
    assert code not in (0, 1)
    assert "disks.rego:1: this is no Rego" in said["error"]
