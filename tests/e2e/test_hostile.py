"""The whole program against a hostile pull request's author and an unlucky user: what it is given, where it runs, where it writes."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from finopsguard.cli import run
from tests.e2e.program import ALL, DEMO, environment, process, shell


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


# Where it writes


def test_a_reader_that_stops_reading_does_not_turn_a_failure_into_a_pass():
    done = shell(
        'for n in 1 2 3 4 5 6; do cp "$1" $n; done; $P check 1 2 3 4 5 6 --budget 1 --details --format html | head -1',
        ALL,
    )
    assert done.returncode == 1
    assert done.stderr == b""


@pytest.mark.parametrize("closed", [">&-", ">&- 2>&-"])
@pytest.mark.parametrize("name", ["text", "json"])
def test_a_closed_standard_output_leaves_the_verdict(closed, name):
    assert shell(f'$P check "$1" --format {name} --budget 1 {closed}', DEMO).returncode == 1
    assert shell(f'$P check "$1" --format {name} {closed}', DEMO).returncode == 0
    assert shell(f"$P --version {closed}").returncode == 0


def test_a_full_disk_is_one_sentence_and_no_pass():
    done = shell('$P check "$1" >/dev/full', DEMO)
    assert done.returncode == 2
    assert done.stderr.decode().startswith("Error: Standard output cannot be written: No space left")
    assert done.stderr.count(b"\n") == 1
    assert shell('$P check "$1" >/dev/full 2>/dev/full', DEMO).returncode == 2


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1"])
def test_every_format_can_be_written_in_every_encoding(encoding):
    text = process("check", DEMO, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert text.returncode == 0
    assert text.stdout.startswith(b"PASS")
    for name in ("json", "markdown", "html"):
        done = process("check", DEMO, "--format", name, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
        assert done.returncode == 0
        done.stdout.decode("utf-8")


def test_a_device_named_by_out_is_written_to_and_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE) as reader:
        assert run(["check", DEMO, "--format", "json", "--out", f"markdown={pipe}"]) == 0
        assert b"PASS" in reader.communicate()[0]
    assert pipe.is_fifo()
    done = shell('$P check "$1" --out json=/dev/stdout --out html=/dev/null >all; ls -l /dev/stdout /dev/null', DEMO)
    assert [line[:1] for line in done.stdout.decode().splitlines()] == ["c", "l"]


def test_a_link_named_by_out_is_replaced_and_not_followed(tmp_path):
    precious = tmp_path / "precious"
    precious.write_text("mine", encoding="utf-8")
    (tmp_path / "report.json").symlink_to(precious)
    assert run(["check", DEMO, "--out", "json=report.json"]) == 0
    assert precious.read_text(encoding="utf-8") == "mine"
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["verdict"] == "pass"


@pytest.mark.parametrize("target", [".", "x\0y", "n" * 300, "no/such/folder"])
def test_a_report_that_cannot_be_written_is_wrong_usage_and_leaves_nothing_behind(target, tmp_path, capsys):
    assert run(["check", DEMO, "--out", f"json={target}"]) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


# Where it runs


def test_modules_planted_in_the_working_directory_are_not_run(tmp_path):
    for name in (
        "yaml",
        "json",
        "click",
        "decimal",
        "msgspec",
        "markupsafe",
        "hashlib",
        "difflib",
        "shutil",
        "traceback",
    ):
        (tmp_path / f"{name}.py").write_text("open('planted', 'w')", encoding="utf-8")
    (tmp_path / "jinja2").mkdir()
    (tmp_path / "jinja2/__init__.py").write_text("open('planted', 'w')", encoding="utf-8")
    (tmp_path / ".env").write_text("AWS_REGION=eu-west-1\nFINOPSGUARD_SOFT_FAIL=true\n", encoding="utf-8")
    (tmp_path / "finopsguard.yml").write_text("hours_per_month: 730", encoding="utf-8")
    planted = process("check", DEMO, "--format", "markdown", "--budget", "1", cwd=tmp_path)
    assert planted.returncode == 1
    assert not (tmp_path / "planted").exists()
    (tmp_path / "empty").mkdir()
    assert (
        process("check", DEMO, "--format", "markdown", "--budget", "1", cwd=tmp_path / "empty").stdout == planted.stdout
    )


def test_a_working_directory_that_is_gone(tmp_path):
    done = shell('mkdir gone; cd gone; rmdir ../gone; $P check "$1"', DEMO, cwd=tmp_path)
    assert done.returncode == 0


@pytest.mark.parametrize("reading", [True, False])
def test_an_interrupt_is_one_word_and_130(reading, tmp_path):
    pipe = tmp_path / "plan.json"
    os.mkfifo(pipe)
    arguments = [sys.executable, "-m", "finopsguard", "check", str(pipe)]
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()) as started:
        writer = os.open(pipe, os.O_WRONLY)  # returns once the program has opened it for reading
        if reading:
            os.write(writer, b"{")
        started.send_signal(signal.SIGINT)
        os.close(writer)  # should the signal have come just before the read, the read ends with this
        said = started.communicate(timeout=30)[1]
    assert said.strip() == b"Interrupted."
    assert started.returncode == 130


# Files that are not what they seem


@pytest.mark.parametrize("flag", ["--config", "--usage-file", "--prices"])
@pytest.mark.parametrize("make", ["endless", "folder", "bytes", "nothing", "nul"])
def test_a_file_of_settings_that_is_none(flag, make, tmp_path, capsys):
    file = tmp_path / "settings.yml"
    if make == "endless":
        file.symlink_to("/dev/zero")
    elif make == "folder":
        file.mkdir()
    elif make == "bytes":
        file.write_bytes("budget: 1\n".encode("utf-16"))
    name = "a\0b" if make == "nul" else str(file)
    assert run(["check", DEMO, flag, name]) == (2 if flag == "--config" else 3)
    said = capsys.readouterr().err
    assert said.startswith("Error: ")
    assert said.count("\n") == 1
    assert {
        "endless": "larger than",
        "folder": "cannot be read",
        "bytes": "UTF-8",
        "nothing": "not exist",
        "nul": "not valid",
    }[make] in said


@pytest.mark.parametrize("make", ["dangling", "folder", "device"])
def test_a_configuration_file_that_is_no_file_is_not_passed_over(make, tmp_path, capsys):
    """Else a pull request could make its budget go away unnoticed."""
    file = tmp_path / "finopsguard.yml"
    file.mkdir() if make == "folder" else file.symlink_to("/dev/null" if make == "device" else "nowhere")
    assert run(["check", DEMO]) == 2
    assert "finopsguard.yml is no regular file" in capsys.readouterr().err


def test_a_file_that_grows_while_it_is_read_ends_at_the_cap(tmp_path, capsys):
    """Files of /proc have no size and hold something all the same."""
    assert run(["check", "/proc/self/maps", "--max-plan-size", "1"]) == 3
    assert "not JSON" in capsys.readouterr().err


@pytest.mark.parametrize("plan", ["/dev/zero", "/dev/null", "/etc/ssl", "/proc/self/mem"])
def test_a_plan_that_is_no_file(plan, capsys):
    assert run(["check", plan, "--max-plan-size", "8"]) == 3
    assert capsys.readouterr().err.count("\n") == 1


def test_a_closed_standard_input():
    done = shell("$P check - <&-")
    assert done.returncode == 3
    assert b"Standard input is closed" in done.stderr


# What it says


@pytest.mark.parametrize(
    "content",
    [
        '"\\e[2J\\e]0;owned\\a": 1',
        '"x\\u202ey": 1',
        '"a\\nError: all is well": 1',
        f"{'k' * 100_000}: 1",
        'usage_file: "\\0"',
    ],
)
def test_errors_quote_nothing_that_a_terminal_obeys(content, tmp_path, capsys):
    (tmp_path / "finopsguard.yml").write_text(content, encoding="utf-8")
    assert run(["check", DEMO]) in {2, 3}
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert said.rstrip("\n").isprintable()
    assert len(said) < 3_000


def test_an_internal_error_quotes_no_value_of_the_plan(monkeypatch, capsys):
    def broken(*_arguments, **_options):
        raise KeyError("hunter2")

    monkeypatch.setattr("finopsguard.pricing.price_change", broken)
    assert run(["check", DEMO]) == 5
    said = capsys.readouterr().err
    assert "KeyError" in said
    assert "hunter2" not in said


def test_file_names_that_are_not_text(tmp_path):
    plan = os.fsencode(tmp_path) + b"/caf\xe9-\x1b[31m.json"
    Path(os.fsdecode(plan)).write_bytes(Path(DEMO).read_bytes())
    for name in ("text", "json", "markdown", "html"):
        for locale in ({}, {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}):
            done = process("check", plan, plan + b"x", "--format", name, **locale)
            assert done.returncode == 3
            assert b"\x1b" not in done.stderr
            done = process("check", plan, "--format", name, "--out", f"{name}=report", cwd=tmp_path, **locale)
            assert done.returncode == 0, done.stderr
            assert b"\x1b[31m" not in done.stdout


def test_a_plan_that_is_named_twice_is_not_counted_twice(tmp_path, capsys):
    (tmp_path / "again.json").symlink_to(DEMO)
    for twice in ([DEMO, DEMO], [DEMO, "again.json"], ["-", "-"], [DEMO, os.path.relpath(DEMO)]):
        assert run(["check", *twice]) == 2
        assert "given twice" in capsys.readouterr().err


def test_two_plans_of_one_name_and_two_of_one_content_are_two(tmp_path, capsys):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "plan.json").write_bytes(Path(DEMO).read_bytes())
    assert run(["check", "a/plan.json", "b/plan.json", "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert [project["name"] for project in report["projects"]] == ["a/plan.json", "b/plan.json"]
    assert report["total_monthly_cost"] == pytest.approx(2 * report["projects"][0]["total_monthly_cost"])


def plan_of(*resources, **keys):
    changes = [
        {
            "address": f"{type_}.x{number}",
            "mode": "managed",
            "type": type_,
            "name": f"x{number}",
            "change": {"actions": ["create"], "before": None, "after": after, "after_unknown": unknown},
        }
        for number, (type_, after, unknown) in enumerate(resources)
    ]
    return {"format_version": "1.2", "terraform_version": "1.9.8", "resource_changes": changes, **keys}


def answer(plan, capsys, *flags):
    Path("plan.json").write_text(json.dumps(plan), encoding="utf-8")
    code = run(["check", "plan.json", "--format", "json", *flags])
    captured = capsys.readouterr()
    return code, json.loads(captured.out) if captured.out else captured.err


def test_thousands_of_unknown_values_give_no_bound_and_no_pass_under_strict(capsys):
    """Each alternative is an estimate of all of them: their square."""
    replicas = [{"region_name": "eu-west-1"}] * 3_000
    table = {"name": "x", "billing_mode": "PAY_PER_REQUEST", "replica": replicas}
    plan = plan_of(("aws_dynamodb_table", table, {"replica": [{"point_in_time_recovery": True}] * 3_000}))
    code, report = answer(plan, capsys, "--strict")
    assert code == 4
    assert report["resources"][0]["monthly_cost_max"] is None
    assert not report["resources"][0]["complete"]


def test_a_negative_size_takes_nothing_off_the_bill(capsys):
    server = ("aws_instance", {"instance_type": "m5.large"}, {})
    _, before = answer(plan_of(server), capsys)
    disk = ("aws_ebs_volume", {"size": -100_000, "type": "gp3", "availability_zone": "us-east-1a"}, {})
    _, after = answer(plan_of(server, disk), capsys)
    assert after["total_monthly_cost"] == before["total_monthly_cost"] > 0
    assert after["complete"] is False


def test_usage_that_is_no_quantity(tmp_path, capsys):
    table = ("aws_lambda_function", {"function_name": "x", "memory_size": 128}, {})
    for odd in ("-5", ".nan", "1e999999", "9" * 4_000, "true", "[1]", "'²'", "{a: 1}"):
        (tmp_path / "usage.yml").write_text(
            f"resource_usage: {{aws_lambda_function.x0: {{monthly_requests: {odd}, request_duration_ms: 100}}}}",
            encoding="utf-8",
        )
        code, report = answer(plan_of(table), capsys, "--usage-file", "usage.yml")
        if code == 3:
            assert report.startswith("Error: usage.yml")
        else:
            assert report["complete"] is False
            assert all(
                part["monthly_cost"] is None or part["monthly_cost"] >= 0
                for part in report["resources"][0]["components"]
            )


@pytest.mark.parametrize(
    "content", ["{}", '{"resource_changes": null, "planned_values": {}}', '{"resource_changes": []}']
)
def test_a_plan_without_resources(content, tmp_path, capsys):
    (tmp_path / "plan.json").write_text(content, encoding="utf-8")
    code = run(["check", "plan.json", "--strict", "--budget", "0"])
    assert code == (3 if content == "{}" else 0)
    capsys.readouterr()


def test_only_data_sources_cost_nothing(capsys):
    plan = plan_of(("aws_instance", {"instance_type": "m5.large"}, {}))
    plan["resource_changes"][0] |= {"mode": "data", "address": "data.aws_instance.x0"}
    code, report = answer(plan, capsys)
    assert (code, report["resources"], report["total_monthly_cost"] or 0) == (0, [], 0)
