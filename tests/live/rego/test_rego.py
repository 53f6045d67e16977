"""Policies in Rego, with the real regopy (extra ``rego``)."""

import json
from pathlib import Path

import pytest

from finopsguard.errors import PolicyError
from finopsguard.policies.rego import evaluate_rego

pytest.importorskip("regopy")

REPORT = json.dumps({"resources": [{"address": "aws_nat_gateway.a", "type": "aws_nat_gateway", "monthly_cost": 32.85}]})
OBJECTS = """\
package finopsguard
deny contains finding if {
  some resource in input.resources
  resource.type == "aws_nat_gateway"
  msg := sprintf("%s is a gateway", [resource.address])
  finding := {"msg": msg, "address": resource.address, "id": "no-gateways", "severity": "critical"}
}
warn contains "look twice" if input.resources[0].monthly_cost > 30
info contains "never" if input.resources[0].monthly_cost > 300
"""


def said(folder: Path, text: str, report: str = REPORT) -> list[tuple[str, str, str, str]]:
    file = folder / "rules.rego"
    file.write_text(text, encoding="utf-8")
    return [(row.id, row.action, str(row.result), row.message) for row in evaluate_rego([file], report)]


def test_objects_texts_and_rules_that_find_nothing(tmp_path: Path) -> None:
    assert said(tmp_path, OBJECTS) == [
        ("no-gateways", "block", "fail", "aws_nat_gateway.a is a gateway"),
        ("finopsguard.warn", "warn", "fail", "look twice"),
        ("finopsguard.info", "info", "pass", ""),
    ]


def test_as_rego_was_written_before_version_1(tmp_path: Path) -> None:
    text = 'package main\ndeny[msg] { input.resources[_].monthly_cost > 1; msg := "dear" }\n'
    assert said(tmp_path, text) == [("main.deny", "block", "fail", "dear")]


def test_what_says_that_it_passed(tmp_path: Path) -> None:
    text = 'package infracost\ndeny contains out if { out := {"msg": "fine", "failed": false} }\n'
    assert said(tmp_path, text) == [("infracost.deny", "block", "pass", "")]


def test_the_environment_is_not_there_to_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "very-secret")
    text = 'package main\ndeny contains msg if { msg := sprintf("%v", [opa.runtime().env]) }\n'
    assert "very-secret" not in said(tmp_path, text)[0][3]


@pytest.mark.parametrize(
    "text", ["", "package main\ndeny[msg] {", "deny = true", 'package main\ndeny contains to_number("x")\n']
)
def test_what_cannot_be_evaluated_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(PolicyError, match=r"(?i)rego"):
        said(tmp_path, text)
