"""Comments for forks: a second workflow reads what the fork's run has written, and trusts none of it."""

import json

import pytest

from finopsguard.commenting import FROM_A_FORK, LARGEST_ARTIFACT, comment
from finopsguard.errors import ForgeError, InputError
from finopsguard.report import render
from tests.forges.fake_github import FakeGitHub
from tests.forges.servers import running
from tests.report.rich import rich_report

HEAD = "c" * 40


@pytest.fixture
def server():
    fake = FakeGitHub(others=3)
    fake.pulls = [
        {"number": 8, "state": "open", "head": {"sha": "d" * 40, "label": "mallory:topic"}},
        {"number": 9, "state": "open", "head": {"sha": HEAD, "label": "mallory:topic"}},
    ]
    with running(fake):
        yield fake


@pytest.fixture
def environ(server, tmp_path):
    event = {
        "workflow_run": {
            "id": 77,
            "run_attempt": 1,
            "head_sha": HEAD,
            "head_branch": "topic",
            "head_repository": {"full_name": "mallory/shop"},
            "pull_requests": [],
        }
    }
    (tmp_path / "event.json").write_text(json.dumps(event), encoding="utf-8")
    return {
        "GITHUB_ACTIONS": "true",
        "GITHUB_API_URL": server.address,
        "GITHUB_EVENT_NAME": "workflow_run",
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
        "GITHUB_REPOSITORY": "acme/shop",
        "GITHUB_RUN_ID": "1000",
        "GITHUB_TOKEN": "ghs_x",
    }


@pytest.fixture
def artifact(tmp_path):
    file = tmp_path / "report.json"
    file.write_text(render(rich_report(), "json"), encoding="utf-8")
    return file


def test_the_report_reaches_the_pull_request_whose_head_was_checked(server, environ, artifact):
    assert comment(str(artifact), environ, artifact=True) == "GitHub: posted."
    posts = [asked for asked in server.asked if asked.method == "POST"]
    assert [asked.path for asked in posts] == ["/repos/acme/shop/issues/9/comments"]
    (body,) = server.reports()
    assert body.startswith(f"<!-- finopsguard:default run=77 attempt=1 commit={HEAD} -->")
    assert FROM_A_FORK.split(",")[0] in body


def test_a_pull_request_that_has_moved_on_gets_no_comment(server, environ, artifact):
    server.pulls[1]["head"]["sha"] = "e" * 40
    with pytest.raises(ForgeError, match="No open pull request"):
        comment(str(artifact), environ, artifact=True)
    assert server.writes() == []


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        "<html>",
        '{"verdict": "pass"}',
        "[" * 200_000,
        '{"verdict": {"a": 1}, "resources": "x"}',
    ],
)
def test_what_is_no_report_is_refused(server, environ, artifact, content):
    artifact.write_text(content, encoding="utf-8")
    with pytest.raises(InputError):
        comment(str(artifact), environ, artifact=True)
    assert server.asked == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("total_monthly_cost", "1e999999999x"),
        ("resources", [{"address": 1}]),
        ("verdict", "PASS"),
        ("schema_version", "9.0"),
        ("delta_monthly_cost", "1e999999999"),
        ("total_monthly_cost", "NaN"),
        ("warnings", [{}]),
    ],
)
def test_a_field_of_another_type_is_refused(server, environ, artifact, field, value):
    content = json.loads(artifact.read_text(encoding="utf-8"))
    artifact.write_text(json.dumps({**content, field: value}), encoding="utf-8")
    with pytest.raises(InputError):
        comment(str(artifact), environ, artifact=True)


def test_a_report_that_is_too_large_is_refused(server, environ, artifact):
    with artifact.open("a", encoding="utf-8") as file:
        file.write(" " * LARGEST_ARTIFACT)
    with pytest.raises(InputError, match="larger than 20 MiB"):
        comment(str(artifact), environ, artifact=True)


def test_hostile_text_in_a_report_stays_text(server, environ, artifact):
    content = json.loads(artifact.read_text(encoding="utf-8"))
    content["warnings"] = ["<img src=x onerror=alert(1)> @everyone #1 [x](javascript:1)\n\n# Heading\n/merge"]
    content["price_book"] = {"date": "<b>", "hash": "</sub><script>", "oldest": "x"}
    content["tool_version"] = "</sub>@everyone"
    artifact.write_text(json.dumps(content), encoding="utf-8")
    comment(str(artifact), environ, artifact=True)
    from markdown_it import MarkdownIt

    html = MarkdownIt("gfm-like", {"linkify": False}).render(server.reports()[0])
    for harm in ("<img", "<script", 'href="javascript', "<h1"):
        assert harm not in html
