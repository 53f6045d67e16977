"""Whatever a pipeline writes is read as the plan that it is, or refused by a sentence that names it and the fix."""

import gzip
import json
import subprocess
import sys
from contextlib import suppress

import pytest

from finopsguard.errors import Exit, PlanError
from finopsguard.plan import Limits, read_plan
from finopsguard.types.plan import Side
from tests.plan.shapes import FIXTURES, document, read, resource

WEB = resource("aws_instance", "web", ["create"], None, {"instance_type": "m5.large", "tags": {"Name": "größe"}})
PLAN = document(WEB)
TEXT = json.dumps(PLAN, ensure_ascii=False)
INDENTED = json.dumps(PLAN, indent=2, ensure_ascii=False)
DERIVED = FIXTURES / "derived"


def addresses(plan):
    return [change.address for change in plan.changes]


@pytest.mark.parametrize(
    ("data", "warning"),
    [
        (TEXT.encode(), ""),
        (INDENTED.replace("\n", "\r\n").encode() + b"\r\n\r\n", ""),
        (b"\xef\xbb\xbf" + TEXT.encode(), ""),
        (TEXT.encode("utf-16"), ""),
        (TEXT.encode("utf-16-le"), ""),
        (TEXT.encode("utf-16-be"), ""),
        (("\ufeff" + TEXT).encode("utf-16-be"), ""),
        (TEXT.encode("utf-32"), ""),
        (TEXT.encode("utf-32-be"), ""),
        (gzip.compress(TEXT.encode()), ""),
        (gzip.compress(TEXT[:50].encode()) + gzip.compress(TEXT[50:].encode()), ""),
        (gzip.compress(TEXT.encode("utf-16")), ""),
        ("\x1b[0m\x1b[1mAcquiring state lock…\x1b[0m\n" + TEXT, "before"),
        ("╷\n│ Warning: Deprecated attribute {x}\n╵\n" + INDENTED, "before"),
        ('time="1" msg={"level": "info"}\n' + TEXT, "before"),
        ("[command]/opt/terraform-bin show -json tfplan\n" + TEXT + "\n::debug::exitcode: 0\n", Side.AFTER),
        (TEXT + "\n::set-output name=stdout::" + TEXT + "\n::set-output name=exitcode::0\n", Side.AFTER),
        ("::debug::stdout: " + TEXT + "\n", "before"),
        (TEXT + "\nReleasing state lock. This may take a few moments...\n", Side.AFTER),
        (json.dumps({"tfplan": PLAN}), "under the key tfplan"),
        (json.dumps({"run": 7, "plan": PLAN, "log": {"lines": 3}}), "under the key plan"),
        (json.dumps([PLAN]), "in a JSON array"),
        (TEXT + "\0\0\0", ""),
    ],
)
def test_a_plan_is_found_in_what_pipelines_write(data, warning):
    plan = read(data if isinstance(data, bytes) else data.encode())
    assert addresses(plan) == ["aws_instance.web"]
    values = plan.context.values(plan.changes[0], Side.AFTER)
    assert values["tags"] == {"Name": "größe"}
    assert any(warning in line for line in plan.warnings) if warning else plan.warnings == ()
    assert plan.incomplete == ()


@pytest.mark.parametrize("name", sorted(path.name for path in DERIVED.iterdir()))
def test_every_derived_plan_is_a_plan_or_one_sentence(name):
    refused = {
        "deep-nesting.json": "deeper than 200 levels",
        "empty.json": "is empty",
        "format-2.0.json": "format_version 2.0",
        "format-only.json": "nothing else",
        "human-text.json": "as people read it",
        "ndjson-two-plans.json": "holds 2 plans",
        "null.json": "not a plan",
        "truncated.json": "cut short",
        "whitespace.json": "is empty",
    }
    path = str(DERIVED / name)
    if name in refused:
        with pytest.raises(PlanError) as caught:
            read_plan(path)
        assert refused[name] in caught.value.message
        assert caught.value.hint
        assert caught.value.exit_code is Exit.UNREADABLE
        return
    plan = read_plan(path)
    assert len(plan.changes) == (40 if name == "resource_changes-null.json" else 8)
    for change in plan.changes:
        for side in Side:
            plan.context.values(change, side)


NOT_PLANS = {
    "empty": ("", "is empty", "show -json"),
    "white space": (" \r\n\t", "is empty", "show -json"),
    "binary plan": (b"PK\x03\x04\x14\x00\x08", "binary plan", "show -json FILE"),
    "human text": ("\x1b[1mTerraform will perform the following actions:\x1b[0m\n\n  # aws_x.y", "as people read it", "show -json"),
    "opentofu text": ("OpenTofu used the selected providers to generate the following execution plan.", "as people read it", "show -json"),
    "nothing to do": ("No changes. Your infrastructure matches the configuration.", "as people read it", "show -json"),
    "failed": ("\n╷\n│ Error: Failed to read plan\n╵\n", "error message", "show -json"),
    "log of plan -json": ('{"@level":"info","@message":"Terraform 1.9.8","type":"version"}\n' * 3, "log that", "show -json"),
    "one line of that log": ('{"@level":"info","@message":"Terraform 1.9.8"}', "log that", "show -json"),
    "state": ('{"format_version":"1.0","values":{"root_module":{}}}', "JSON of a state", "show -json"),
    "raw state": ('{"version":4,"serial":3,"lineage":"1-2","resources":[]}', "state file", "show -json"),
    "old raw state": ('{"version":3,"serial":3,"modules":[]}', "state file", "show -json"),
    "redacted": ('{"plan_format_version":"1.1","resource_changes":[],"provider_schemas":{}}', "redacted plan", "json-output"),
    "api answer": ('{"data":{"id":"plan-1","type":"plans"}}', "HCP Terraform's API", "json-output"),
    "schemas": ('{"format_version":"1.0","provider_schemas":{}}', "providers schema", "show -json"),
    "validate": ('{"format_version":"1.0","valid":true,"diagnostics":[]}', "validate -json", "show -json"),
    "cloudformation": ('{"AWSTemplateFormatVersion":"2010-09-09"}', "CloudFormation", "Terraform"),
    "format version only": ('{"format_version":"0.1"}', "nothing else", "show -json"),
    "empty object": ("{}", "empty JSON object", "show -json"),
    "other object": ('{"hello":"world"}', "no resource_changes and no planned_values", "show -json"),
    "null changes and nothing else": ('{"format_version":"1.2","resource_changes":null}', "no planned_values", "show -json"),
    "null": ("null", "not a plan", "show -json"),
    "number": ("17", "not a plan", "show -json"),
    "array": ("[1, 2]", "not a plan", "show -json"),
    "array of objects": ('[{"a": 1}]', "JSON array", "show -json"),
    "array of plans": (json.dumps([PLAN, PLAN]), "holds 2 plans", "file of its own"),
    "two plans": (TEXT + "\n" + TEXT, "holds 2 plans", "file of its own"),
    "two plans on a line": (TEXT + "\n\n  " + INDENTED, "holds 2 plans", "file of its own"),
    "web page": ("<!DOCTYPE html><html></html>", "web page", "show -json"),
    "words": ("hello", "is not JSON", "show -json"),
    "cut": (TEXT[:-40], "cut short", "Write it again"),
    "cut after a log": ("log line\n" + TEXT[:-40], "cut short", "Write it again"),
    "cut gzip": (gzip.compress(TEXT.encode())[:-20], "cut short", "again"),
    "damaged gzip": (b"\x1f\x8b\x08\x00" + b"\xff" * 40, "damaged gzip", "again"),
    "major version 2": (json.dumps({**PLAN, "format_version": "2.0"}), "format_version 2.0", "Update"),
    "major version 10": (json.dumps({**PLAN, "format_version": "10.3"}), "format_version 10.3", "Update"),
    "latin-1": (TEXT.encode("latin-1"), "not UTF-8", "OutputEncoding"),
    "latin-1 in undecoded values": (json.dumps(PLAN).replace("\\u00f6", "ö").encode("latin-1"), "not UTF-8", "OutputEncoding"),
    "a quote eaten by a code page": (('\ufeff' + TEXT.replace('größe"', "gr�")).encode("utf-16"), "cannot be read", "OutputEncoding"),
    "wrong types": (json.dumps({**PLAN, "resource_changes": {"a": 1}}), "$.resource_changes", "show -json"),
    "wrong types inside": (json.dumps(document({**WEB, "type": 7})), "$.resource_changes[0].type", "show -json"),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_PLANS)
def test_what_is_not_a_plan_is_named_with_its_fix(name):
    content, said, hint = NOT_PLANS[name]
    with pytest.raises(PlanError) as caught:
        read(content)
    assert said in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.message.startswith("plan.json ")
    assert len(str(caught.value)) < 500
    assert str(caught.value).isprintable()


def test_json_that_goes_on_after_the_plan_is_read_and_called_incomplete():
    plan = read(TEXT + '},\n "sensitive": true\n}')
    assert addresses(plan) == ["aws_instance.web"]
    assert plan.incomplete == ("More JSON follows after the plan's end, so the file may be damaged.",)


def test_nan_beside_what_is_priced_is_a_warning():
    plan = read(json.dumps({**PLAN, "x": float("nan"), "y": [float("inf"), float("-inf")]}))
    assert "NaN" in plan.warnings[0]
    assert plan.incomplete == ()


def test_nan_among_values_makes_the_plan_incomplete_rather_than_a_default():
    plan = read(
        json.dumps(document(resource("aws_ebs_volume", "a", ["create"], None, {"size": float("nan"), "note": "NaN"})))
    )
    assert plan.context.values(plan.changes[0], Side.AFTER) == {"size": None, "note": "NaN"}
    assert "NaN" in plan.incomplete[0]


def test_half_a_surrogate_pair_is_replaced_and_whole_pairs_stay():
    plan = read(
        json.dumps(document(resource("aws_x", "a", ["create"], None, {"t": "\ud83d", "u": "😀", "v": "\\ud83d"})))
    )
    assert plan.context.values(plan.changes[0], Side.AFTER) == {"t": "�", "u": "😀", "v": "\\ud83d"}


def test_the_last_of_repeated_keys_counts():
    plan = read('{"format_version":"9.9",' + TEXT[1:])
    assert plan.format_version == "1.2"


@pytest.mark.parametrize(("stated", "version"), [('"0.1"', "0.1"), ('"1.99"', "1.99"), ("1.2", "1.2"), ("1", "1")])
def test_minor_format_versions_are_read(stated, version):
    plan = read(f'{{"format_version": {stated}, "resource_changes": []}}')
    assert plan.format_version == version
    assert plan.warnings == ()


@pytest.mark.parametrize(
    "stated", ["", '"format_version": null,', '"format_version": "latest",', '"format_version": {},']
)
def test_a_plan_without_a_format_version_is_read_with_a_warning(stated):
    plan = read(f'{{{stated} "resource_changes": [], "planned_values": null}}')
    assert plan.warnings == ("The plan does not state a format_version.",)


def test_a_plan_without_resources_is_a_valid_empty_one():
    plan = read({"format_version": "1.2", "planned_values": {"root_module": {}}, "errored": False})
    assert (plan.changes, plan.warnings, plan.incomplete) == ((), (), ())


def test_unknown_keys_are_passed_over():
    assert addresses(read({**PLAN, "action_invocations": [{"a": 1}], "cost_estimate": {"x": [1, {}]}})) == [
        "aws_instance.web"
    ]


def test_the_digest_is_that_of_the_file(tmp_path):
    file = tmp_path / "plan.json.gz"
    file.write_bytes(gzip.compress(TEXT.encode()))
    expected = subprocess.run(["sha256sum", file], capture_output=True, text=True, check=True).stdout.split()[0]
    plan = read_plan(str(file))
    assert plan.sha256 == expected
    assert (plan.name, plan.path) == (str(file), str(file))


def test_standard_input_is_read(tmp_path):
    code = "from finopsguard.plan import read_plan; p = read_plan('-'); print(p.name, p.path, len(p.changes))"
    done = subprocess.run(
        [sys.executable, "-c", code], input=TEXT.encode(), capture_output=True, check=True, env={"PYTHONPATH": "guard"}
    )
    assert done.stdout.decode().strip() == "standard input - 1"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("nowhere.json", "does not exist"),
        (".", "is a folder"),
        ("a\0b", "cannot be read"),
        ("evil\x1b[31m\nname", "does not exist"),
    ],
)
def test_a_path_that_cannot_be_read_is_one_sentence(tmp_path, monkeypatch, path, said):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PlanError, match=said) as caught:
        read_plan(path)
    assert str(caught.value).isprintable()


def test_an_oversized_file_is_refused_unread(tmp_path):
    file = tmp_path / "huge.json"
    with file.open("wb") as handle:
        handle.truncate(2 * 1024**3)
    with pytest.raises(PlanError, match="2,048 MiB; a plan may be 512 MiB") as caught:
        read_plan(str(file))
    assert "--max-plan-size" in caught.value.hint


@pytest.mark.parametrize("stream", [gzip.compress(b" " * 5_000_000), None])
def test_what_is_packed_or_piped_is_capped_too(stream):
    if stream is None:
        code = "from finopsguard.plan import *\ntry: read_plan('-', limits=Limits(max_bytes=1000))\nexcept Exception as e: print(e)"
        done = subprocess.run(
            [sys.executable, "-c", code],
            input=b" " * 5000,
            capture_output=True,
            check=True,
            env={"PYTHONPATH": "guard"},
        )
        said = done.stdout.decode()
    else:
        with pytest.raises(PlanError) as caught:
            read(stream, limits=Limits(max_bytes=1_000_000))
        said = str(caught.value)
    assert "larger than allowed" in said
    assert "--max-plan-size" in said


PERCENT = json.dumps({**PLAN, "comment": "10%\n"}, indent=1)


@pytest.mark.parametrize("marker", ["::debug::stdout: ", "::set-output name=stdout::", "::notice ::"])
@pytest.mark.parametrize("text", [TEXT, PERCENT])
def test_a_plan_that_a_wrapper_repeats_is_no_second_plan(marker, text):
    repeated = text.replace("%", "%25").replace("\n", "%0A")
    for copy in (text, repeated):
        plan = read(f"{text}\n{marker}{copy}\n{marker}{copy}\n")
        assert plan.incomplete == ()
        assert addresses(plan) == ["aws_instance.web"]


@pytest.mark.parametrize("marker", ["::debug::stdout: ", "::set-output name=stdout::"])
def test_another_plan_behind_a_marker_makes_the_first_incomplete(marker):
    """Which of the two would be applied cannot be told."""
    plan = read(f"{TEXT}\n{marker}{TEXT}\n{marker}{TEXT.replace('m5', 't3').replace('web', 'big')}\n")
    assert addresses(plan) == ["aws_instance.web"]
    assert plan.incomplete == ("The file holds another plan, which differs and is not read.",)


@pytest.mark.parametrize(
    "data",
    [
        b"log\n" + b'{"resource_changes":[]} ' * 20_000,
        b'log\n{"a": NaN, "b": "' + b'\\"' * 200_000,
        b'log\n{"a": NaN, "b": "' + b'\\"' * 200_000 + b"\\",
        b"log\n" + b'{"a": NaNx \n' * 20_000,
        b'log {"' + b'{"a":1}' * 50_000,
        b"log\n" + b'{ "a": \n' * 50_000,
        b"log" + (b"{" + b" " * 1_000) * 1_000,
        gzip.compress(b"", mtime=0) * 100_002,
        gzip.compress(b"", mtime=0) * 50_000 + b"junk",
    ],
    ids=range(9),
)
def test_no_text_takes_long_to_be_refused(data):
    """Each once took the square of its length: hours for what a pull request may hold."""
    with suppress(PlanError):
        assert read(data).incomplete


def test_small_members_of_a_gzip_file_make_one_text():
    pieces = [gzip.compress(TEXT[start : start + 3].encode(), mtime=0) for start in range(0, len(TEXT), 3)]
    assert addresses(read(b"".join(pieces))) == ["aws_instance.web"]
    assert addresses(read(b"".join(pieces) + b"\0\0")) == ["aws_instance.web"]
    with pytest.raises(PlanError, match="cut short"):
        read(b"".join(pieces)[:-9])
