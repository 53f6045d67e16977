"""``finopsguard init`` in repositories as people have them."""

from pathlib import Path

import pytest
import yaml

from finopsguard.cli import run
from finopsguard.config import load
from tests.plan.repository import git, repository, write

MAIN = 'provider "aws" {\n  region = "us-east-1"\n}\n\nresource "aws_eip" "a" {}\n'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    path = repository(tmp_path / "a repo", {"infra/prod/main.tf": MAIN, "infra/dev one/main.tf": MAIN})
    monkeypatch.chdir(path)
    return path


def init(capsys, *arguments):
    assert run(["init", *arguments]) == 0
    return capsys.readouterr().out


def test_settings_pipeline_and_hook_are_written_and_the_settings_work(folder, capsys):
    said = init(capsys, "--repository", "acme/finopsguard")
    assert [line.split()[0] for line in said.splitlines() if line and not line.startswith(" ")] == [
        "Found",
        "Wrote",
        "Wrote",
        "Wrote",
        "Next:",
    ]
    assert {project.path for project in load(None, folder).projects} == {
        str(folder / "infra/prod"),
        str(folder / "infra/dev one"),
    }
    workflow = yaml.safe_load((folder / ".github/workflows/finopsguard.yml").read_text(encoding="utf-8"))
    assert workflow["permissions"] == {}
    uses = [step["uses"] for step in workflow["jobs"]["cost"]["steps"]]
    assert uses[1].startswith("acme/finopsguard@v")
    hooks = yaml.safe_load((folder / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert hooks["repos"][0]["hooks"][0]["id"] == "finopsguard"
    assert run(["check"]) == 0


def test_a_second_time_changes_nothing_and_force_writes_anew(folder, capsys):
    init(capsys)
    (folder / "finopsguard.yml").write_text("budget: 5\n", encoding="utf-8")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and ".git/" not in str(path)}
    said = init(capsys)
    assert "Wrote" not in said
    assert "Replaced" not in said
    assert {path: path.read_bytes() for path in before} == before
    assert "Replaced finopsguard.yml" in init(capsys, "--force")
    assert load(None, folder).projects


INFRACOST = """version: 0.1
projects:
  - path: infra/prod
    name: prod
    usage_file: usage-prod.yml
    terraform_var_files: [prod.tfvars]
    terraform_vars: {size: large, count: 2, open: true}
  - path: infra/dev one
    terraform_workspace: blue
    env: {AWS_REGION: eu-west-1}
  - path: infra/dev one
    terraform_workspace: green
    exclude_paths: [x]
"""


def test_projects_and_usage_files_of_infracost_are_taken_over(folder, capsys):
    write(
        folder,
        {
            "infracost.yml": INFRACOST,
            "infracost-usage.yml": "version: 0.1\n",
            "usage-prod.yml": "version: 0.1\n",
            "infra/prod/prod.tfvars": "size = 1\n",
        },
    )
    said = init(capsys)
    config = load(None, Path(folder))
    prod, blue, green = config.projects
    assert (prod.name, prod.usage_file) == ("prod", str(folder / "usage-prod.yml"))
    assert prod.var_files == (str(folder / "infra/prod/prod.tfvars"),)
    assert dict(prod.variables) == {"size": "large", "count": "2", "open": "true"}
    assert (blue.workspace, green.workspace) == ("blue", "green")
    assert len({project.name for project in config.projects}) == 3
    assert config.usage_file == str(folder / "infracost-usage.yml")
    assert "env has no counterpart here" in said
    assert "exclude_paths has no counterpart here" in said


def test_a_templated_infracost_file_is_named_and_folders_are_looked_for(folder, capsys):
    write(folder, {"infracost.yml": "projects:\n{{- range $p := matchPaths }}\n"})
    said = init(capsys)
    assert "is a template" in said
    assert len(load(None, folder).projects) == 2


@pytest.mark.parametrize(
    ("file", "written"),
    [
        (".gitlab-ci.yml", ".gitlab/finopsguard.yml"),
        ("azure-pipelines.yml", ".azure-pipelines/finopsguard.yml"),
        (".github/workflows/tests.yml", ".github/workflows/finopsguard.yml"),
    ],
)
def test_the_forge_is_known_by_its_files(folder, capsys, file, written):
    write(folder, {file: "{}\n"})
    init(capsys)
    assert yaml.safe_load((folder / written).read_text(encoding="utf-8"))


def test_a_pipeline_of_bitbuckets_that_is_there_is_kept(folder, capsys):
    write(folder, {"bitbucket-pipelines.yml": "pipelines: {}\n"})
    assert "Kept     bitbucket-pipelines.yml" in init(capsys)
    assert (folder / "bitbucket-pipelines.yml").read_text(encoding="utf-8") == "pipelines: {}\n"


@pytest.mark.parametrize(
    ("remote", "written"),
    [
        ("git@gitlab.com:a/b.git", ".gitlab"),
        ("https://bitbucket.org/a/b", "bitbucket-pipelines.yml"),
        ("git@github.com:a/b", ".github"),
    ],
)
def test_else_by_the_remote(folder, capsys, remote, written):
    git(folder, "remote", "add", "origin", remote)
    init(capsys)
    assert (folder / written).exists()


@pytest.mark.parametrize("indent", ["", "  "])
def test_the_hook_joins_others(folder, capsys, indent):
    own = ("- repo: https://example.test/x # kept", "  rev: v1", "  hooks:", "    - id: x")
    text = "default_stages: [pre-commit]\nrepos:\n" + "".join(f"{indent}{line}\n" for line in own)
    write(folder, {".pre-commit-config.yaml": text})
    assert "Added    the hook" in init(capsys)
    after = (folder / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert after.startswith(text)
    assert [repo["hooks"][0]["id"] for repo in yaml.safe_load(after)["repos"]] == ["x", "finopsguard"]
    assert "Kept     .pre-commit-config.yaml" in init(capsys)


@pytest.mark.parametrize(
    "text", ["repos: []\n", "repos:\n  - repo: local\n    hooks: []\nci: {skip: [x]}\n", "repos: [\n", "- a\n"]
)
def test_where_it_cannot_join_it_is_shown(folder, capsys, text):
    write(folder, {".pre-commit-config.yaml": text})
    said = init(capsys)
    assert "Add to .pre-commit-config.yaml" in said
    assert (folder / ".pre-commit-config.yaml").read_text(encoding="utf-8") == text


def test_without_terraform_it_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert "no Terraform was found" in init(capsys)
    assert load(None, tmp_path).projects == ()


@pytest.mark.parametrize("name", ["no: yes", "on", "1.10", "a b", "# x", "'\"", "null", "x: {y}", "é", "@x"])
def test_any_folder_name_comes_back(tmp_path, monkeypatch, capsys, name):
    write(tmp_path, {f"{name}/main.tf": MAIN, "other/main.tf": MAIN})
    monkeypatch.chdir(tmp_path)
    init(capsys)
    assert str(tmp_path / name) in {project.path for project in load(None, tmp_path).projects}


def test_a_repository_that_is_none_is_refused(folder, capsys):
    assert run(["init", "--repository", "x; rm -rf /"]) == 2
    assert not (folder / "finopsguard.yml").exists()
