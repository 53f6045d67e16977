"""JUnit is read by CI servers that agree on a schema nobody published: names, counts and order are kept to."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

from finopsguard.report import render
from finopsguard.types.policy import PolicyOutcome, PolicyResult
from finopsguard.types.result import Reason, Report, Verdict
from tests.report.hostile import everywhere, hostile_texts
from tests.report.reports import report, resource
from tests.report.rich import HOSTILE, rich_report

ATTRIBUTES = {
    "testsuites": ({"name", "tests", "failures", "errors", "skipped", "time"}, set()),
    "testsuite": ({"name", "tests", "failures", "errors", "skipped", "time"}, set()),
    "properties": (set(), set()),
    "property": ({"name", "value"}, set()),
    "testcase": ({"name", "classname", "time"}, {"file", "line"}),
    "failure": ({"message", "type"}, set()),
    "error": ({"message", "type"}, set()),
    "skipped": ({"message"}, set()),
}
"""Of each element, the attributes that must and those that may be there (Jenkins' junit-10.xsd; file and line: GitLab)."""
CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"properties", "testcase"},
    "properties": {"property"},
    "testcase": {"failure", "error", "skipped"},
}


def junit(made: Report) -> ET.Element:
    """The parsed document, after it was held against the schema and its own counts."""
    root = ET.fromstring(render(made, "junit"))
    assert root.tag == "testsuites"
    for element in root.iter():
        must, may = ATTRIBUTES[element.tag]
        assert must <= set(element.keys()) <= must | may
        assert {child.tag for child in element} <= CHILDREN.get(element.tag, set())
    for group in (root, *root.iter("testsuite")):
        cases = list(group.iter("testcase"))
        assert int(group.get("tests", "")) == len(cases)
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(group.get(name, "")) == sum(case.find(tag) is not None for case in cases)
    assert all(len(case) <= 1 for case in root.iter("testcase"))
    return root


def outcomes(made: Report) -> list[tuple[str, str, str, str]]:
    """Suite, rule, name and outcome of every case."""
    return [
        (suite.get("name", ""), case.get("classname", ""), case.get("name", ""), case[0].tag if len(case) else "passed")
        for suite in junit(made).iter("testsuite")
        for case in suite.iter("testcase")
    ]


@given(hostile_texts)
@settings(max_examples=60, deadline=None)
def test_any_text_makes_a_document_of_the_same_shape(text: str) -> None:
    def shape(made: Report) -> list[str]:
        return [element.tag for element in junit(made).iter()]

    assert shape(everywhere(text)) == shape(everywhere("plain"))


def test_what_each_finding_is() -> None:
    assert outcomes(rich_report()) == [
        ("FinOpsGuard", "budget", "whole run", "failure"),
        ("FinOpsGuard", "tags-required", "aws_instance.web", "passed"),
        ("prod/shop", "instance-size", "aws_instance.web", "failure"),
        (
            "prod/shop",
            "gpu-approval",
            HOSTILE.replace("\u202e", "\\u202e").replace("\x1b", "\\x1b"),
            "error",
        ),
        ("prod/shop", "storage-type", "aws_ebs_volume.scratch", "skipped"),
        ("prod/shop", "log-retention", "aws_s3_bucket.logs", "skipped"),
        ("prod/shop", "nat-gateway", "module.network.aws_nat_gateway.this[0]", "skipped"),
    ]


def test_a_failure_says_what_to_do_and_where() -> None:
    (case,) = [case for case in junit(rich_report()).iter("testcase") if case.get("classname") == "instance-size"]
    assert (case.get("file"), case.get("line")) == ("main.tf", "12")
    assert case[0].get("message") == "aws_instance.web is larger than m5.xlarge."
    assert case[0].text == (
        "observed: m5.2xlarge\nlimit: m5.xlarge\nmain.tf:12\n"
        "waiver: Black Friday, shop-team (main.tf:11): does not count, since it expired on 2026-11-01\nFix:\n"
        'resource "aws_instance" "web" {\n  instance_type = "m5.xlarge"\n}'
    )


def test_a_run_that_passes_has_a_case_that_passes() -> None:
    assert outcomes(report([resource("a_b.c")])) == [("FinOpsGuard", "verdict", "pass", "passed")]
    assert [suite.get("name") for suite in junit(report([resource("a_b.c")]))] == ["FinOpsGuard", "prod/shop"]


@pytest.mark.parametrize(("verdict", "outcome"), [(Verdict.FAIL, "failure"), (Verdict.INCOMPLETE, "error")])
def test_reasons_are_cases_of_their_project(verdict: Verdict, outcome: str) -> None:
    reason = Reason(code="plan", verdict=verdict, message="It ended with an error.", project="prod/shop")
    made = report([resource("a_b.c")], reasons=(reason,), verdict=verdict)
    assert outcomes(made) == [("prod/shop", "plan", "prod/shop", outcome)]


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({"result": PolicyOutcome.PASS}, "passed"),
        ({"result": PolicyOutcome.FAIL}, "failure"),
        ({"result": PolicyOutcome.UNKNOWN}, "error"),
        ({"result": PolicyOutcome.WAIVED}, "skipped"),
        ({"result": PolicyOutcome.FAIL, "action": "warn"}, "skipped"),
        ({"result": PolicyOutcome.UNKNOWN, "action": "info"}, "skipped"),
    ],
)
def test_only_what_blocks_turns_a_build_red(fields: dict[str, Any], outcome: str) -> None:
    defaults: dict[str, Any] = {"id": "size", "severity": "high", "action": "block"}
    made = report([resource("a_b.c")], policies=(PolicyResult(**(defaults | fields)),))
    assert outcomes(made)[-1] == ("prod/shop", "size", "whole plan", outcome)
