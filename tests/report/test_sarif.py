"""Code scanning keeps what it is told: the same finding must stay the same, and no line may be made up."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings

from finopsguard.report import render
from finopsguard.report.sarif import uri
from finopsguard.types.policy import PolicyOutcome, PolicyResult
from finopsguard.types.result import Reason, Report, Verdict
from tests.report.hostile import everywhere, hostile_texts
from tests.report.reports import report, resource
from tests.report.rich import rich_report

VALIDATOR = jsonschema.Draft202012Validator(
    json.loads((Path(__file__).parent / "sarif.schema.json").read_text(encoding="utf-8"))
)


def run(made: Report) -> Any:
    log = json.loads(render(made, "sarif"))
    VALIDATOR.validate(log)
    return log["runs"][0]


def by_rule(made: Report) -> dict[str, Any]:
    return {result["ruleId"]: result for result in run(made)["results"]}


def finding(**fields: Any) -> PolicyResult:
    defaults: dict[str, Any] = {
        "id": "size",
        "severity": "high",
        "action": "block",
        "result": PolicyOutcome.FAIL,
        "address": "aws_instance.web",
        "message": "Too large.",
    }
    return PolicyResult(**(defaults | fields))


@given(hostile_texts)
@settings(max_examples=60, deadline=None)
def test_any_text_makes_a_valid_log(text: str) -> None:
    for result in run(everywhere(text))["results"]:
        assert "](" not in result["message"]["text"]
        assert "{" not in result["message"]["text"].replace("{{", "")


def test_rules_are_those_of_the_results_and_say_what_they_are() -> None:
    made = run(rich_report())
    rules = made["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in made["results"]] == [
        result["ruleId"] for result in made["results"]
    ]
    (size,) = [rule for rule in rules if rule["id"] == "instance-size"]
    assert size["shortDescription"]["text"] == "Instances are no larger than needed"
    assert len({rule["id"] for rule in rules}) == len(rules)


def test_levels() -> None:
    levels = {name: result["level"] for name, result in by_rule(rich_report()).items()}
    assert levels == {
        "budget": "error",
        "instance-size": "error",
        "nat-gateway": "error",  # waived: suppressed, at the level that it has
        "gpu-approval": "warning",  # blocks, and could not be decided
        "storage-type": "warning",
        "log-retention": "note",
    }
    assert by_rule(rich_report())["gpu-approval"]["message"]["text"].startswith("Could not be decided: ")


def test_a_reason_that_a_finding_states_is_one_result() -> None:
    names = [result["ruleId"] for result in run(rich_report())["results"]]
    assert names.count("instance-size") == 1
    assert "policy" not in names


def test_a_finding_stands_where_it_is_known_to_be() -> None:
    (place,) = by_rule(rich_report())["instance-size"]["locations"]
    assert place == {
        "physicalLocation": {"artifactLocation": {"uri": "main.tf"}, "region": {"startLine": 12}},
        "logicalLocations": [{"fullyQualifiedName": "aws_instance.web", "kind": "resource"}],
    }


def test_the_line_of_the_resource_is_taken_where_the_policy_names_none() -> None:
    line = resource("aws_instance.web", "create", "0", "5", file="web.tf", line=7)
    (place,) = by_rule(report([line], policies=(finding(),)))["size"]["locations"]
    assert place["physicalLocation"] == {"artifactLocation": {"uri": "web.tf"}, "region": {"startLine": 7}}


def test_without_a_line_it_stands_at_the_plan_and_no_line_is_made_up() -> None:
    made = report([resource("aws_instance.web", "create", "0", "5")], policies=(finding(),))
    (place,) = by_rule(made)["size"]["locations"]
    assert place["physicalLocation"] == {"artifactLocation": {"uri": "prod/shop/plan.json"}}
    assert place["logicalLocations"][0]["fullyQualifiedName"] == "aws_instance.web"
    (place,) = by_rule(report([], policies=(finding(file="main.tf"),)))["size"]["locations"]
    assert place["physicalLocation"] == {"artifactLocation": {"uri": "main.tf"}}


def test_standard_input_is_no_file() -> None:
    made = report([resource("aws_instance.web", "create", "0", "5")], policies=(finding(),))
    piped = msgspec.structs.replace(made.projects[0], path="-")
    (place,) = by_rule(msgspec.structs.replace(made, projects=(piped,)))["size"]["locations"]
    assert place.keys() == {"logicalLocations"}


def test_waived_findings_are_suppressed_and_others_are_not() -> None:
    results = by_rule(rich_report())
    assert results["nat-gateway"]["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "Endpoints come in Q1, owner network-team, until 2026-12-31",
        }
    ]
    assert [name for name, result in results.items() if "suppressions" in result] == ["nat-gateway"]


def test_fingerprints_stay_when_lines_and_amounts_move_and_differ_between_findings() -> None:
    def marks(*findings: PolicyResult) -> list[str]:
        made = report([resource("aws_instance.web")], policies=findings)
        return [result["partialFingerprints"]["finopsguard/v1"] for result in run(made)["results"]]

    (one,) = marks(finding(file="a.tf", line=3, observed="m5.large", message="Costs $5."))
    (other,) = marks(finding(file="a.tf", line=99, observed="m5.xlarge", message="Costs $9."))
    assert one == other
    assert len(set(marks(finding(), finding(address="b"), finding(id="x"), finding()))) == 4
    assert marks(finding(fingerprint="abc")) == ["abc:1"]


def test_a_verdict_without_policies_has_its_reasons() -> None:
    reason = Reason(
        code="plan", verdict=Verdict.INCOMPLETE, message="The plan ended with an error.", project="prod/shop"
    )
    (result,) = run(report([resource("a_b.c")], reasons=(reason,)))["results"]
    assert (result["ruleId"], result["level"]) == ("plan", "warning")
    assert run(report([resource("a_b.c")]))["results"] == []


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("a b/ä#?.tf", "a%20b/%C3%A4%23%3F.tf"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"),
        ("../modules/x.tf", "../modules/x.tf"),
        ("/elsewhere/x.tf", "file:///elsewhere/x.tf"),
    ],
)
def test_files_as_uris(file: str, expected: str) -> None:
    assert uri(file) == expected


def test_an_absolute_file_in_the_working_directory_is_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert uri(str(tmp_path / "sub" / "main.tf")) == "sub/main.tf"
