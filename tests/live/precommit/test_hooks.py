"""The hooks as the real pre-commit runs them: it builds and installs this repository's HEAD. Needs git, pre-commit and a package index."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.plan.repository import git, repository

ROOT = Path(__file__).parents[3]
TERRAFORM = """provider "aws" {{
  region = "us-east-1"
}}

resource "aws_instance" "web" {{
  ami           = "ami-1"
  instance_type = "{size}"
}}
"""
PLAN = (ROOT / "fixtures/plans/demo.json").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def precommit():
    found = shutil.which("pre-commit", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if found is None:
        pytest.fail("pre-commit is not installed: pip install pre-commit")
    return found


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """One installation for all tests, as a user has one for all repositories."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def project(tmp_path):
    """A repository with a blank in its name and in the names of its folders."""
    return repository(
        tmp_path / "my repository", {"in fra/main.tf": TERRAFORM.format(size="m5.large"), "README.md": "x"}
    )


def run(precommit, home, project, hook, *arguments, config=None):
    if config is None:
        config = {
            "repos": [
                {"repo": str(ROOT), "rev": git(ROOT, "rev-parse", "HEAD"), "hooks": [{"id": hook, "verbose": True}]}
            ]
        }
    (project / ".pre-commit-config.yaml").write_text(json.dumps(config), encoding="utf-8")
    git(project, "add", "-A")
    return subprocess.run(
        [precommit, "run", hook, *arguments],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PRE_COMMIT_HOME": str(home), "NO_COLOR": "1"},
        timeout=300,
    )


def test_an_edit_is_told_with_its_cost(precommit, home, project):
    (project / "in fra/main.tf").write_text(TERRAFORM.format(size="m5.xlarge"), encoding="utf-8")
    done = run(precommit, home, project, "finopsguard")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "+$70.08/mo" in done.stdout
    assert "instance_type m5.large → m5.xlarge" in done.stdout


def test_an_edit_over_the_limit_is_stopped(precommit, home, project):
    (project / "finopsguard.yml").write_text("max_increase: 50\n", encoding="utf-8")
    (project / "in fra/main.tf").write_text(TERRAFORM.format(size="m5.xlarge"), encoding="utf-8")
    done = run(precommit, home, project, "finopsguard")
    assert done.returncode == 1
    assert "exit code: 1" in done.stdout


def test_files_of_other_kinds_do_not_start_it(precommit, home, project):
    (project / "README.md").write_text("y", encoding="utf-8")
    done = run(precommit, home, project, "finopsguard")
    assert "Skipped" in done.stdout


def test_plan_files(precommit, home, project):
    (project / "plans").mkdir()
    (project / "plans/prod.plan.json").write_text(PLAN, encoding="utf-8")
    done = run(precommit, home, project, "finopsguard-plan")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "prod.plan.json" in done.stdout or "PASS" in done.stdout


def test_what_init_writes_runs(precommit, home, project):
    environ = {**os.environ, "PYTHONPATH": str(ROOT / "guard")}
    subprocess.run(
        [sys.executable, "-m", "finopsguard", "init"], cwd=project, env=environ, check=True, capture_output=True
    )
    import yaml

    config = yaml.safe_load((project / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    config["repos"][0] |= {"repo": str(ROOT), "rev": git(ROOT, "rev-parse", "HEAD")}
    config["repos"][0]["hooks"][0]["verbose"] = True
    (project / "in fra/main.tf").write_text(TERRAFORM.format(size="m5.xlarge"), encoding="utf-8")
    done = run(precommit, home, project, "finopsguard", config=config)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "+$70.08/mo" in done.stdout


def test_the_repository_offers_its_hooks_to_try_repo(precommit, home, project):
    (project / "in fra/other.tf").write_text("# nothing\n", encoding="utf-8")
    git(project, "add", "-A")
    done = subprocess.run(
        [precommit, "try-repo", str(ROOT), "finopsguard", "--ref", git(ROOT, "rev-parse", "HEAD")],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PRE_COMMIT_HOME": str(home)},
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
