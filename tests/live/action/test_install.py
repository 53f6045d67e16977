"""The Action with its real installation from the lock files. Needs a package index."""

import json

import pytest

from tests.e2e.action_runner import ROOT, run_action
from tests.forges.fake_github import FakeGitHub
from tests.forges.servers import running


@pytest.mark.parametrize("extras", ["", "aws, openstack"])
def test_every_step_of_the_action_runs(tmp_path, extras):
    (tmp_path / "work").mkdir()
    (tmp_path / "temp").mkdir()
    event = {
        "pull_request": {
            "number": 1,
            "head": {"sha": "a" * 40, "repo": {"full_name": "a/b"}},
            "base": {"sha": "b" * 40, "repo": {"full_name": "a/b"}},
        }
    }
    (tmp_path / "event.json").write_text(json.dumps(event), encoding="utf-8")
    for name in ("venv.py", "pip.py", "pip/__init__.py"):
        path = tmp_path / "work" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("raise SystemExit('planted')\n", encoding="utf-8")
    server = FakeGitHub()
    with running(server) as address:
        environ = {
            "GITHUB_API_URL": address,
            "GITHUB_EVENT_NAME": "pull_request",
            "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
            "GITHUB_REPOSITORY": "a/b",
            "GITHUB_RUN_ID": "1",
            "GITHUB_RUN_ATTEMPT": "1",
            "GITHUB_WORKSPACE": str(tmp_path / "work"),
        }
        asked = {
            "plans": str(ROOT / "fixtures/plans/demo.json"),
            "config-from": "head",
            "budget": "1200",
            "extras": extras,
        }
        done = run_action(asked, environ, tmp_path / "temp", install=True)
    assert done.code == 1, done.log
    assert done.outputs["verdict"] == "fail"
    assert "❌ FAIL" in server.reports()[0]
