"""``finopsguard comment`` from the command line."""

import json

import pytest

from finopsguard.cli import run
from tests.e2e.program import DEMO, process
from tests.forges.fake_github import PERSON, FakeGitHub
from tests.forges.servers import running


@pytest.fixture
def report(tmp_path):
    file = tmp_path / "report.json"
    assert run(["check", DEMO, "--out", f"json={file}", "--format", "json"]) == 0
    return str(file)


@pytest.fixture
def server():
    fake = FakeGitHub(others=120)
    with running(fake):
        yield fake


@pytest.fixture
def environ(server, tmp_path):
    event = {"pull_request": {"number": 4, "head": {"sha": "a" * 40}, "base": {"sha": "b" * 40}}}
    (tmp_path / "event.json").write_text(json.dumps(event), encoding="utf-8")
    return {
        "GITHUB_ACTIONS": "true",
        "GITHUB_API_URL": server.address,
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
        "GITHUB_REPOSITORY": "acme/shop",
        "GITHUB_RUN_ID": "5",
        "GITHUB_TOKEN": "ghs_SECRET",
    }


def test_it_posts_and_says_so_on_standard_error(server, environ, report):
    done = process("comment", "--report", report, **environ)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"Comment on GitHub: posted.\n")
    assert "PASS" in server.reports()[0]
    assert process("comment", "--report", report, **environ).stderr == b"Comment on GitHub: unchanged.\n"


def test_a_persons_token_knows_that_persons_comments(server, environ, report):
    server.author = PERSON
    environ["GITHUB_TOKEN"] = "ghp_SECRET"
    process("comment", "--report", report, **environ)
    assert process("comment", "--report", report, **environ).stderr == b"Comment on GitHub: unchanged.\n"
    assert len(server.reports()) == 1


def test_what_the_forge_refuses_is_exit_code_4_without_the_token(server, environ, report):
    server.may_write = False
    done = process("comment", "--report", report, "--debug", **environ)
    assert done.returncode == 4
    assert b"Resource not accessible" in done.stderr
    assert b"SECRET" not in done.stderr + done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([], 2, "--report"),
        (["--report", "none.json"], 3, "none.json"),
        (["--report", DEMO], 3, "no JSON report"),
        (["--report", DEMO, "--from-artifact", DEMO], 2, "one report"),
        (["--report", DEMO, "--key", "a b"], 2, "key"),
        (["--report", DEMO, "--forge", "sourcehut"], 2, "sourcehut"),
    ],
)
def test_every_mistake_is_one_message_with_its_exit_code(arguments, code, said, capsys):
    assert run(["comment", *arguments]) == code
    assert said in capsys.readouterr().err


def test_outside_of_a_pipeline_it_asks_for_the_forge(report, monkeypatch, capsys):
    for name in ("GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "BITBUCKET_BUILD_NUMBER"):
        monkeypatch.delenv(name, raising=False)
    assert run(["comment", "--report", report]) == 2
    assert "--forge" in capsys.readouterr().err
