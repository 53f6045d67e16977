"""A directory as it was at another revision."""

import os

import pytest

from finopsguard.errors import InputError, UsageError
from finopsguard.plan.revision import at_revision
from tests.plan.repository import commit, git, repository, write


def contents(folder):
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    }


def test_files_are_as_they_were_and_the_working_tree_stays(tmp_path):
    root = repository(tmp_path / "repo", {"infra/main.tf": "old", "modules/a/main.tf": "module"})
    commit(root, {"infra/main.tf": "new"})
    write(root, {"infra/main.tf": "not committed", "infra/added.tf": "untracked"})
    with at_revision("HEAD~1", root / "infra") as folder:
        assert contents(folder) == {"main.tf": "old"}
        assert contents(folder.parent / "modules") == {"a/main.tf": "module"}
    assert not folder.exists()
    assert contents(root / "infra") == {"main.tf": "not committed", "added.tf": "untracked"}


def test_a_folder_that_was_not_there_is_empty(tmp_path):
    root = repository(tmp_path / "repo", {"README": "nothing yet"})
    commit(root, {"infra/main.tf": "new"})
    with at_revision("HEAD~1", root / "infra") as folder:
        assert contents(folder) == {}


def test_modules_that_are_initialised_now_stand_in(tmp_path):
    root = repository(tmp_path / "repo", {"infra/main.tf": "old", ".gitignore": ".terraform\n"})
    write(root, {"infra/.terraform/modules/modules.json": "{}", "infra/.terraform/modules/a/main.tf": "fetched"})
    with at_revision("HEAD", root / "infra") as folder:
        assert (folder / ".terraform/modules/a/main.tf").read_text(encoding="utf-8") == "fetched"


def test_names_that_are_odd_come_through(tmp_path):
    root = repository(tmp_path / "a repo with spaces", {"in fra/ä\n.tf": "old", "in fra/--help.tf": "x"})
    with at_revision("main", root / "in fra") as folder:
        assert contents(folder) == {"ä\n.tf": "old", "--help.tf": "x"}


def test_links_and_what_is_too_large_are_left_out(tmp_path):
    root = repository(tmp_path / "repo", {"infra/main.tf": "old", "infra/big.bin": "x" * 1_100_000})
    (root / "infra/link.tf").symlink_to("/proc/self/environ")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "link")
    with at_revision("HEAD", root / "infra") as folder:
        assert contents(folder) == {"main.tf": "old"}
        assert not (folder / "link.tf").is_symlink()


@pytest.mark.parametrize("revision", ["no-such-branch", "--help", "-h", "HEAD:infra/main.tf", "$(touch x)", ""])
def test_what_is_no_commit_is_wrong_usage(tmp_path, revision):
    root = repository(tmp_path / "repo", {"infra/main.tf": "old"})
    with pytest.raises(UsageError, match="no such revision"), at_revision(revision, root / "infra"):
        pass


def test_outside_of_a_repository_it_is_said(tmp_path):
    with pytest.raises(InputError, match="git cannot read"), at_revision("HEAD", tmp_path):
        pass


def test_a_git_hook_s_environment_does_not_lead_elsewhere(tmp_path, monkeypatch):
    root = repository(tmp_path / "repo", {"main.tf": "right"})
    other = repository(tmp_path / "other", {"main.tf": "wrong"})
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", os.devnull)
    with at_revision("HEAD", root) as folder:
        assert contents(folder) == {"main.tf": "right"}


def test_filters_of_the_repository_do_not_run(tmp_path):
    root = repository(tmp_path / "repo", {"main.tf": "old", ".gitattributes": "*.tf filter=evil export-ignore\n"})
    git(root, "config", "filter.evil.smudge", f"touch {tmp_path}/ran")
    with at_revision("HEAD", root) as folder:
        assert (folder / "main.tf").read_text(encoding="utf-8") == "old"
    assert not (tmp_path / "ran").exists()
