"""The command line as a user meets it: what stands on standard output, on standard error, and the exit code."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from finopsguard import __version__
from finopsguard.cli import run
from tests.e2e.program import ALL, DEMO, ROOT, process

DERIVED = ROOT / "fixtures/plans/derived"


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path, monkeypatch):
    """No finopsguard.yml of ours is in the way."""
    monkeypatch.chdir(tmp_path)


def test_version():
    done = process("--version")
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, f"finopsguard {__version__}\n", b"")


def test_version_imports_nothing_but_the_package():
    done = process("--version", PYTHONVERBOSE="1")
    for heavy in (b"import 'click'", b"import 'msgspec'", b"import 'jinja2'", b"import 'yaml'"):
        assert heavy not in done.stderr


def test_a_json_run_imports_no_evaluator_and_no_cloud():
    program = (
        "import sys; from finopsguard.cli import run; run(['check', sys.argv[1], '--format', 'json']);"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, DEMO],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "guard")},
        check=True,
    )
    loaded = set(done.stderr.decode().split())
    assert not loaded & {
        "hcl2",
        "tfparse",
        "boto3",
        "google.cloud.bigquery",
        "azure.identity",
        "openstack",
        "duckdb",
    }


def test_standard_output_carries_the_report_and_nothing_else(capsys):
    assert run(["check", DEMO, "--format", "json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["verdict"] == "pass"
    assert captured.err == ""


def test_a_plan_from_standard_input():
    done = process("check", "-", "--format", "json", stdin=Path(DEMO).read_bytes())
    assert done.returncode == 0
    assert json.loads(done.stdout)["resources"]


def test_over_budget_fails_and_soft_fail_gives_0_with_the_same_report(capsys):
    assert run(["check", DEMO, "--budget", "1"]) == 1
    hard = capsys.readouterr().out
    assert run(["check", DEMO, "--budget", "1", "--soft-fail"]) == 0
    soft = capsys.readouterr().out
    assert hard.startswith("FAIL")
    assert [line for line in hard.splitlines() if "exit" not in line] == [
        line for line in soft.splitlines() if "exit" not in line
    ]


def test_max_increase_by_amount_and_share(capsys):
    assert run(["check", DEMO, "--max-increase", "1"]) == 1
    assert run(["check", DEMO, "--max-increase", "1%"]) == 1
    assert run(["check", DEMO, "--max-increase", "1000000"]) == 0
    capsys.readouterr()


def test_an_action_that_is_not_understood_is_incomplete(capsys):
    assert run(["check", ALL, "--format", "json"]) == 4
    report = json.loads(capsys.readouterr().out)
    assert report["verdict"] == "incomplete"
    assert any("not understood" in reason["message"] for reason in report["reasons"])


def test_several_plans_make_one_report(capsys):
    run(["check", DEMO, ALL, "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    assert len(report["projects"]) == 2
    totals = [project["total_monthly_cost"] for project in report["projects"]]
    assert report["total_monthly_cost"] == pytest.approx(sum(totals))


def test_reports_are_written_beside_standard_output(tmp_path, capsys):
    names = ("json", "html", "markdown", "text")
    arguments = [part for name in names for part in ("--out", f"{name}={tmp_path}/report.{name}")]
    assert run(["check", DEMO, *arguments]) == 0
    assert capsys.readouterr().out == (tmp_path / "report.text").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["schema_version"]
    assert (tmp_path / "report.html").read_text(encoding="utf-8").lower().startswith("<!doctype html>")
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(f"report.{name}" for name in names)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["check"], 2, "Nothing to check"),
        (["check", DEMO, "--format", "yaml"], 2, "yaml"),
        (["check", DEMO, "--out", "pdf=x"], 2, "FORMAT=FILE"),
        (["check", DEMO, "--out", "json=no/such/folder/x.json"], 2, "cannot be written"),
        (["check", DEMO, "--budget", "much"], 2, "--budget"),
        (["check", DEMO, "--max-increase", "x%"], 2, "--max-increase"),
        (["check", DEMO, "--fx", "EUR"], 2, "--fx"),
        (["check", DEMO, "--fx", "EUR=0"], 2, "--fx"),
        (["check", DEMO, "--currency", "dollars"], 2, "--currency"),
        (["check", DEMO, "--hours-per-month", "0"], 2, "744"),
        (["check", DEMO, "--max-resources", "0"], 2, "--max-resources"),
        (["check", DEMO, "--config", "none.yml"], 2, "none.yml"),
        (["check", DEMO, "--usage-file", "none.yml"], 3, "none.yml"),
        (["check", DEMO, "--prices", "none.csv"], 3, "none.csv"),
        (["check", "none.json"], 3, "none.json"),
        (["check", DEMO, "--max-resources", "1"], 3, "--max-resources"),
        (["explain", DEMO, "aws_instance.nothing"], 3, "Nearest:"),
        (["prices", "show", "aws", "AmazonNothing"], 2, "AmazonNothing"),
        (["nonsense"], 2, "nonsense"),
    ],
)
def test_every_mistake_is_one_message_with_its_exit_code(arguments, code, said, capsys):
    assert run(arguments) == code
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""
    assert "Traceback" not in captured.err


def test_an_internal_error_is_one_line_and_debug_shows_more(monkeypatch, capsys):
    monkeypatch.setattr("finopsguard.check.check", lambda *_a, **_k: 1 / 0)
    assert run(["check", DEMO]) == 5
    said = capsys.readouterr().err
    assert "ZeroDivisionError" in said
    assert "Traceback" not in said
    assert run(["check", DEMO, "--debug"]) == 5
    assert "Traceback" in capsys.readouterr().err


def test_a_reader_that_stops_reading_is_no_error():
    done = subprocess.run(
        f"{sys.executable} -m finopsguard check {ALL} --details | head -1",
        shell=True,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "guard")},
        check=False,
    )
    assert done.stderr == b""
    assert done.stdout.count(b"\n") == 1


def test_no_colour_and_no_progress_outside_a_terminal():
    done = process("check", ALL)
    assert b"\x1b" not in done.stdout
    assert done.stderr == b""


@pytest.mark.parametrize("name", sorted(file.name for file in DERIVED.iterdir()))
def test_odd_input_gives_a_report_or_one_clear_sentence(name, capsys):
    code = run(["check", str(DERIVED / name), "--format", "json"])
    captured = capsys.readouterr()
    if code == 3:
        assert captured.out == ""
        assert captured.err.startswith("Error: ")
        assert captured.err.count("\n") == 1
        return
    report = json.loads(captured.out)
    assert code == {"pass": 0, "fail": 1, "incomplete": 4}[report["verdict"]]
    assert report["total_monthly_cost"] != 0 or report["coverage"]["free"] == len(report["resources"])


@pytest.mark.parametrize("command", [[], ["check"], ["explain"], ["prices"], ["prices", "list"], ["prices", "show"]])
def test_every_command_has_help(command, capsys):
    assert run([*command, "--help"]) == 0
    assert "Usage: finopsguard" in capsys.readouterr().out
