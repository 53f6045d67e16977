"""The same report on every forge, through its API as it answers on this machine."""

import re
from decimal import Decimal

import pytest
from markdown_it import MarkdownIt

from finopsguard.commenting import comment
from finopsguard.errors import ForgeError, UsageError
from finopsguard.forges.bitbucket import Bitbucket
from finopsguard.forges.comments import Comment, Mode, When
from finopsguard.forges.gitlab import GitLab
from finopsguard.forges.http import Client
from finopsguard.forges.marker import Marker
from finopsguard.forges.registry import FORGES, detected
from finopsguard.forges.sticky import Outcome, put
from finopsguard.report import render
from tests.forges.fake_forges import FakeAzureDevOps, FakeBitbucket, FakeGitLab
from tests.forges.servers import running
from tests.report.reports import report, resource
from tests.report.rich import rich_report

TOKEN = "t0ken-of-the-job"
KINDS = ("gitlab", "azure-devops", "bitbucket")


class Pipeline:
    """A pipeline of a forge: its environment and the API behind it."""

    def __init__(self, name, fake, environ):
        self.name = name
        self.fake = fake
        self.environ = environ

    def put(self, file, run=10, **options):
        number = {"gitlab": "CI_PIPELINE_ID", "azure-devops": "BUILD_BUILDID", "bitbucket": "BITBUCKET_BUILD_NUMBER"}
        return comment(str(file), {**self.environ, number[self.name]: str(run)}, **options)


@pytest.fixture(params=KINDS)
def pipeline(request):
    fake = {"gitlab": FakeGitLab, "azure-devops": FakeAzureDevOps, "bitbucket": FakeBitbucket}[request.param]()
    for number in range(230):
        fake.add(f"Comment {number}", 7 if request.param == "gitlab" else "somebody")
    with running(fake) as address:
        environ = {
            "gitlab": {
                "GITLAB_CI": "true",
                "CI_API_V4_URL": f"{address}/api/v4",
                "CI_PROJECT_ID": "11",
                "CI_MERGE_REQUEST_IID": "3",
                "CI_COMMIT_SHA": "a" * 40,
                "GITLAB_TOKEN": TOKEN,
            },
            "azure-devops": {
                "TF_BUILD": "True",
                "SYSTEM_COLLECTIONURI": f"{address}/acme/",
                "SYSTEM_TEAMPROJECTID": "p1",
                "BUILD_REPOSITORY_ID": "r1",
                "SYSTEM_PULLREQUEST_PULLREQUESTID": "3",
                "SYSTEM_ACCESSTOKEN": TOKEN,
            },
            "bitbucket": {
                "BITBUCKET_API_URL": f"{address}/2.0",
                "BITBUCKET_WORKSPACE": "acme",
                "BITBUCKET_REPO_SLUG": "shop",
                "BITBUCKET_PR_ID": "3",
                "BITBUCKET_TOKEN": TOKEN,
            },
        }[request.param]
        yield Pipeline(request.param, fake, environ)


@pytest.fixture
def cheap(tmp_path):
    return written(tmp_path / "cheap.json", report([resource("aws_instance.web", "update", "10", "20")]))


@pytest.fixture
def rich(tmp_path):
    return written(tmp_path / "rich.json", rich_report())


def written(path, one):
    path.write_text(render(one, "json"), encoding="utf-8")
    return path


def test_the_first_run_posts_the_second_edits_and_an_unchanged_third_does_nothing(pipeline, cheap, rich):
    assert pipeline.put(cheap, run=1).endswith("posted.")
    assert pipeline.put(rich, run=2).endswith("updated.")
    assert pipeline.put(rich, run=3).endswith("unchanged.")
    (body,) = pipeline.fake.bodies()
    assert len(pipeline.fake.writes()) == 2
    assert len(body) <= {"gitlab": 1_000_000, "azure-devops": 150_000, "bitbucket": 32_768}[pipeline.name]


def test_an_older_run_leaves_a_newer_comment(pipeline, cheap, rich):
    pipeline.put(rich, run=20)
    newer = pipeline.fake.bodies()
    assert "a newer run" in pipeline.put(cheap, run=19)
    assert pipeline.fake.bodies() == newer


def test_an_older_run_leaves_a_report_that_a_newer_run_found_unchanged():
    comments = Kept()
    texts = {1: "one", 2: "another", 3: "one"}
    told = {
        run: put(comments, Marker(key="k", run=run, attempt=1, commit=f"c{run}"), texts[run], Mode.UPDATE)
        for run in (1, 3, 2)
    }
    assert told == {1: "posted", 3: "unchanged", 2: Outcome.OUTDATED}
    assert comments.bodies == ["<!-- finopsguard:k run=3 attempt=1 commit=c3 -->\none"]


class Kept:
    """Comments in memory."""

    html = True
    max_chars = 1_000

    def __init__(self):
        self.bodies = []

    def listed(self):
        return [Comment(id=str(place), body=body, ours=True) for place, body in enumerate(self.bodies)]

    def create(self, body):
        self.bodies.append(body)

    def edit(self, comment, body):
        self.bodies[int(comment.id)] = body

    def prepared(self, text):
        return text


def test_a_comment_of_somebody_else_with_our_marker_is_left_alone(pipeline, cheap):
    pipeline.put(cheap)
    planted = pipeline.fake.bodies()[0].replace("PASS", "planted")
    pipeline.fake.add(planted, 7 if pipeline.name == "gitlab" else "somebody")
    assert pipeline.put(cheap, run=11).endswith("unchanged.")


def test_deleted_and_posted_again(pipeline, cheap):
    pipeline.put(cheap)
    pipeline.put(cheap, run=11, mode=Mode.DELETE_AND_NEW)
    assert len(pipeline.fake.bodies()) == 1
    assert pipeline.fake.writes()[-2:] == ["DELETE", "POST"]


def test_hiding_is_githubs(pipeline, cheap):
    pipeline.put(cheap)
    with pytest.raises(UsageError, match="cannot hide"):
        pipeline.put(cheap, run=11, mode=Mode.HIDE_AND_NEW)


def test_a_comment_only_when_something_is_wrong(pipeline, cheap):
    assert pipeline.put(cheap, when=When.FAIL).endswith("not wanted.")
    assert pipeline.fake.writes() == []


def test_a_busy_server_is_asked_again_and_a_refusal_is_one_sentence_without_the_token(pipeline, cheap, monkeypatch):
    waits = []
    monkeypatch.setattr(Client.__init__, "__kwdefaults__", {"pause": waits.append})
    pipeline.fake.faults = [("GET", (503, None, {})), ("GET", (429, {"message": "slow down"}, {"Retry-After": "7"}))]
    assert pipeline.put(cheap).endswith("posted.")
    assert waits == [1.0, 7.0]
    refusal = (403, {"message": f"no {TOKEN[:3]}"}, {})
    pipeline.fake.faults = [("GET", refusal)]
    with pytest.raises(ForgeError) as caught:
        pipeline.put(cheap, run=11)
    assert caught.value.status == 403
    assert TOKEN not in str(caught.value)
    pipeline.fake.faults = [("GET", (500, b"<html>", {}))] * 4
    with pytest.raises(ForgeError, match="500"):
        pipeline.put(cheap, run=11)


def test_a_post_is_not_repeated_unless_the_server_did_nothing(pipeline, cheap, monkeypatch):
    monkeypatch.setattr(Client.__init__, "__kwdefaults__", {"pause": lambda _seconds: None})
    pipeline.fake.faults = [("POST", (502, None, {}))]
    with pytest.raises(ForgeError, match="502"):
        pipeline.put(cheap)
    assert pipeline.fake.bodies() == []
    pipeline.fake.faults = [("POST", (429, None, {}))]
    assert pipeline.put(cheap).endswith("posted.")
    assert len(pipeline.fake.bodies()) == 1


def test_the_token_is_sent_to_the_api_and_not_after_a_redirect(pipeline, cheap):
    pipeline.fake.faults = [("GET", (302, None, {"Location": f"{pipeline.fake.address}/elsewhere"}))]
    with pytest.raises(ForgeError, match="302"):
        pipeline.put(cheap)
    assert not any(asked.path == "/elsewhere" for asked in pipeline.fake.asked)


def test_no_token_no_request(pipeline, cheap):
    pipeline.environ = {name: value for name, value in pipeline.environ.items() if value != TOKEN}
    with pytest.raises(UsageError, match="TOKEN is not set"):
        pipeline.put(cheap)
    assert pipeline.fake.asked == []


def test_a_next_page_on_another_server_is_not_followed(tmp_path, cheap):
    fake = FakeGitLab()
    with running(fake) as address:
        environ = {
            "CI_API_V4_URL": f"{address}/api/v4",
            "CI_PROJECT_ID": "11",
            "CI_MERGE_REQUEST_IID": "3",
            "GITLAB_TOKEN": TOKEN,
        }
        fake.faults = [
            ("GET", (200, {"id": 42}, {})),
            ("GET", (200, [], {"Link": '<https://other.example.test/notes>; rel="next"'})),
        ]
        with pytest.raises(ForgeError, match="another server"):
            comment(str(cheap), environ, forge="gitlab")


@pytest.mark.parametrize(
    "address", ["http://git.example.test/api", "ftp://git.example.test", "git.example.test", "file:///etc"]
)
def test_a_token_is_sent_over_https_only(address):
    with pytest.raises(ForgeError, match="https"):
        Client(address, {"Authorization": TOKEN}, name="GitLab")


def test_a_server_that_is_not_there_is_one_sentence():
    waits = []
    with pytest.raises(ForgeError, match="cannot be reached"):
        Client("http://127.0.0.1:9", {}, name="GitLab", pause=waits.append).ask("GET", "user")
    assert waits == [1.0, 2.0, 4.0]


def test_every_forge_is_known_by_its_pipelines_environment():
    for name, (variable, _target) in FORGES.items():
        assert detected({variable: "true"}) == name
    with pytest.raises(UsageError):
        detected({})


def test_gitlab_runs_no_line_of_a_report_as_a_quick_action():
    text = "/merge\n  /close now\na /merge\n```hcl\n/approve\n```\n/label ~x\n//comment"
    prepared = GitLab(None, "1", 1, author="1").prepared(text)
    assert prepared == "\\/merge\n  \\/close now\na /merge\n```hcl\n/approve\n```\n\\/label ~x\n//comment"


def test_bitbucket_shows_no_tags_and_keeps_what_is_quoted():
    prepared = Bitbucket(None, "x", author="me").prepared(
        "<details><summary>By tag</summary>\n\n| a<br>b | `<br>` ``x`<sub>`` |\n</details>\n<sub>foot</sub>"
    )
    assert prepared == "\n**By tag**\n\n| a; b | `<br>` ``x`<sub>`` |\n\nfoot"


def test_bitbuckets_report_has_no_html_and_a_hidden_first_line(rich):
    fake = FakeBitbucket()
    with running(fake) as address:
        environ = {
            "BITBUCKET_API_URL": f"{address}/2.0",
            "BITBUCKET_WORKSPACE": "acme",
            "BITBUCKET_REPO_SLUG": "shop",
            "BITBUCKET_PR_ID": "3",
            "BITBUCKET_TOKEN": TOKEN,
        }
        comment(str(rich), environ, forge="bitbucket")
    (body,) = fake.bodies()
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(body)
    shown = re.sub(r"<code.*?</code>|<pre>.*?</pre>", "", html, flags=re.DOTALL)
    assert "finopsguard:default" not in shown
    assert not re.search(r"&lt;/?(details|summary|sub|br)", shown)


def test_the_amounts_of_a_report_survive_json(rich):
    from finopsguard.commenting import from_file

    assert from_file(str(rich)) == rich_report()
    assert isinstance(from_file(str(rich)).resources[0].monthly_cost, Decimal)
