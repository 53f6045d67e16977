"""Events and markers: whatever stands in them, nothing but numbers, hashes and plain keys comes out."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.errors import FinOpsGuardError, InputError, UsageError
from finopsguard.forges.event import read_event
from finopsguard.forges.github import client, pull_request_of
from finopsguard.forges.marker import KEY, Marker, checked_key, marker_of, without_marker
from tests.forges.servers import Fake, running

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["number", "head", "base", "sha", "repo", "full_name", "id"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(pull=JSON, run=JSON, number=st.text(max_size=5))
def test_an_event_of_any_shape_is_read_or_refused(pull, run, number, tmp_path_factory):
    file = tmp_path_factory.mktemp("event") / "event.json"
    file.write_text(json.dumps({"pull_request": pull, "workflow_run": run}), encoding="utf-8")
    event = read_event({"GITHUB_EVENT_PATH": str(file), "GITHUB_RUN_ID": number, "GITHUB_SHA": number})
    assert event.number is None or event.number > 0
    for commit in (event.head, event.base, event.merge):
        assert commit == "" or (len(commit) in {40, 64} and commit.isalnum())


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "\udcff"])
def test_an_event_that_is_no_json_is_one_sentence(tmp_path, text):
    file = tmp_path / "event.json"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError):
        read_event({"GITHUB_EVENT_PATH": str(file)})


def test_a_fork_that_was_deleted_is_a_fork(tmp_path):
    pull = {
        "number": 3,
        "head": {"sha": "a" * 40, "repo": None},
        "base": {"sha": "b" * 40, "repo": {"full_name": "a/b"}},
    }
    (tmp_path / "event.json").write_text(json.dumps({"pull_request": pull}), encoding="utf-8")
    assert read_event({"GITHUB_EVENT_PATH": str(tmp_path / "event.json")}).fork


MARKERS = st.builds(
    Marker,
    key=st.from_regex(KEY, fullmatch=True).filter(lambda key: "--" not in key),
    run=st.integers(0, 10**15),
    attempt=st.integers(0, 999),
    commit=st.sampled_from(["", "a" * 40]),
)


@given(MARKERS, st.booleans(), st.text(max_size=50))
def test_a_marker_comes_back_from_the_first_line(marker, html, rest):
    body = f"{marker.line(html=html)}\n{rest}"
    assert marker_of(body) == marker
    assert marker_of(body.replace("\n", "\r\n")) == marker
    assert without_marker(body) == rest.replace("\r\n", "\n").strip()
    assert marker_of(f"> {body}") is None
    assert marker_of(f"Quote:\n{body}") is None


@pytest.mark.parametrize("key", ["", "a b", "a-->", "a\nb", "-a", "x" * 101, "a--b", "é", "a)"])
def test_a_key_that_would_end_the_marker_is_refused(key):
    with pytest.raises(UsageError):
        checked_key(key)


class Echo(Fake):
    def answer(self, asked):
        return 200, [], {}


@given(branch=st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20))
def test_a_branch_of_any_name_stays_one_part_of_the_question(branch):
    fake = Echo()
    with running(fake) as address:
        found = pull_request_of(client({"GITHUB_API_URL": address}, "t"), "a/b", "c" * 40, f"mallory:{branch}")
    assert found is None
    assert [asked.path for asked in fake.asked] == ["/repos/a/b/pulls", f"/repos/a/b/commits/{'c' * 40}/pulls"]
    assert fake.asked[0].query["head"] == f"mallory:{branch}"


@pytest.mark.parametrize("name", ["", "a", "a/", "/b", "a/b/c", "../x", "a/..", "a b/c", "a/b?x=1", "a/b#c"])
def test_a_repository_that_is_none_is_never_asked_for(name):
    with pytest.raises(FinOpsGuardError):
        pull_request_of(client({"GITHUB_API_URL": "http://127.0.0.1:9"}, "t"), name, "c" * 40)
