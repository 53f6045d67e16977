"""The JSON report is an interface: its schema, its names and its digits are kept."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args, get_type_hints

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings

from finopsguard.report import render
from finopsguard.types import actual, policy, quota, result
from finopsguard.types.cost import Status
from finopsguard.types.result import Report
from tests.report.hostile import everywhere, hostile_texts
from tests.report.reports import D, component, report, resource
from tests.report.rich import rich_report

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

RECORDS: dict[str, type] = {
    "reason": result.Reason,
    "total": result.Total,
    "coverage": result.Coverage,
    "price_book": result.PriceBook,
    "price": result.PriceRef,
    "discount": result.DiscountLine,
    "discount_total": result.DiscountTotal,
    "commitment": result.CommitmentLine,
    "component": result.ComponentLine,
    "driver": result.Driver,
    "resource": result.ResourceLine,
    "unsupported": result.Unsupported,
    "drifted": result.Drifted,
    "project": result.ProjectLine,
    "conversion": result.Conversion,
    "policy": policy.PolicyResult,
    "waiver": policy.WaiverUse,
    "cause": actual.CauseLine,
    "match": actual.Match,
    "period": actual.Period,
    "actual": actual.ActualLine,
    "actual_total": actual.ActualTotal,
    "actual_source": actual.ActualSource,
    "unmatched_line": actual.UnmatchedLine,
    "unmatched": actual.Unmatched,
    "suggestion": actual.Suggestion,
    "utilisation": actual.UtilisationLine,
    "accuracy": actual.Accuracy,
    "forecast": actual.Forecast,
    "bill_discount": actual.BillDiscount,
    "quota": quota.QuotaLine,
}


NOT_SHOWN = {
    policy.Waiver,
    policy.Budget,
    policy.PolicyChoice,
    policy.UnusedCommitment,
    quota.Quota,
    quota.ServiceAnswer,
    quota.Flavor,
    quota.Stated,
    quota.Place,
    quota.Unanswered,
}
"""Records that rooms hand to each other; no report has them."""


def decoded(made: Report) -> Any:
    return json.loads(render(made, "json"), parse_float=Decimal)


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("made", [rich_report(), report(), report([resource("aws_instance.web")])])
def test_reports_follow_the_schema(made: Report) -> None:
    VALIDATOR.validate(decoded(made))


@given(hostile_texts)
@settings(max_examples=50, deadline=None)
def test_no_text_breaks_the_json(text: str) -> None:
    made = everywhere(text)
    VALIDATOR.validate(decoded(made))
    if text.isprintable():
        assert decoded(made)["resources"][0]["address"] == made.resources[0].address


def test_the_schema_refuses_what_is_no_report() -> None:
    wrong = decoded(rich_report())
    wrong["resources"][0]["monthly_cost"] = "288.32"
    with pytest.raises(jsonschema.ValidationError, match="is not of type 'number', 'null'"):
        VALIDATOR.validate(wrong)


def test_every_record_stands_in_the_schema_field_for_field() -> None:
    for schema, record in [(SCHEMA, Report), *((SCHEMA["$defs"][name], record) for name, record in RECORDS.items())]:
        fields = [field.encode_name for field in msgspec.structs.fields(record)]
        assert list(schema["properties"]) == fields
        assert schema["required"] == fields
        assert schema["additionalProperties"] is True
        assert all(named.get("description") for named in schema["properties"].values())


def test_no_record_and_no_definition_is_left_over() -> None:
    structs = {
        value
        for module in (result, policy, actual, quota)
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, msgspec.Struct)
    }
    assert structs - NOT_SHOWN == {*RECORDS.values(), Report}
    assert SCHEMA["$defs"].keys() == {*RECORDS, "verdict", "status"}


def test_null_is_allowed_where_a_record_may_not_know() -> None:
    for schema, record in [(SCHEMA, Report), *((SCHEMA["$defs"][name], record) for name, record in RECORDS.items())]:
        for name, hint in get_type_hints(record).items():
            named = schema["properties"][name]
            allowed = "null" in named.get("type", ()) or {"type": "null"} in named.get("anyOf", ())
            assert allowed == (type(None) in get_args(hint)), f"{record.__name__}.{name}"


def test_the_words_of_the_schema_are_those_of_the_program() -> None:
    assert SCHEMA["$defs"]["status"]["enum"] == [str(status) for status in Status]
    assert SCHEMA["$defs"]["verdict"]["enum"] == [str(verdict) for verdict in result.Verdict]
    outcomes = SCHEMA["$defs"]["policy"]["properties"]["result"]["enum"]
    assert outcomes == [str(outcome) for outcome in policy.PolicyOutcome]
    quotas = SCHEMA["$defs"]["quota"]["properties"]["status"]["enum"]
    assert quotas == [str(status) for status in quota.QuotaStatus]
    assert all(str(cause) in SCHEMA["$defs"]["cause"]["properties"]["cause"]["description"] for cause in actual.Cause)


def test_digits_are_kept() -> None:
    long = "0.0000166666666666666666666666666666666667"
    line = resource("aws_lambda_function.f", "create", "0", long, components=(component("Duration", "s", "1", long),))
    text = render(report([line]), "json")
    assert f'"unit_price": {long}' in text
    assert decoded(report([line]))["resources"][0]["monthly_cost"] == D(long)


def test_unknown_amounts_are_null_and_numbers_are_numbers() -> None:
    resources = {line["address"]: line for line in decoded(rich_report())["resources"]}
    assert resources["aws_lambda_function.thumbnails"]["monthly_cost"] is None
    assert resources["aws_instance.web"]["delta"] == D("210.24")


def test_a_name_that_is_not_utf_8_is_written_out() -> None:
    made = report([resource("aws_instance.web", "create", "0", "0.10", project="caf\udce9")])
    assert decoded(made)["projects"][0]["name"] == "caf\\udce9"
    assert decoded(made)["resources"][0]["monthly_cost"] == D("0.10")


def test_it_ends_with_one_newline() -> None:
    assert render(rich_report(), "json").endswith("}\n")


def test_what_nobody_can_read_is_not_indented(monkeypatch: pytest.MonkeyPatch) -> None:
    indented = render(rich_report(), "json")
    monkeypatch.setattr("finopsguard.report.json.READABLE", 100)
    compact = render(rich_report(), "json")
    assert compact.count("\n") == 1
    assert json.loads(compact) == json.loads(indented)


@pytest.mark.parametrize("name", ["json", "junit", "sarif"])
def test_formats_for_programs_need_no_jinja(name: str) -> None:
    code = (
        "import sys; sys.path.insert(0, 'guard')\n"
        "from finopsguard.report import render\n"
        f"from finopsguard.report.{name} import render\n"
        "assert not {'jinja2', 'markupsafe', 'yaml', 'click'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
