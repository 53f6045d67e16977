"""What a run checks: paths, patterns, and the projects of finopsguard.yml."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from finopsguard.check import check
from finopsguard.cli import run as command
from finopsguard.config import Config, Project, load
from finopsguard.errors import ConfigError, UsageError
from finopsguard.inputs import projects
from tests.plans import change, plan

LARGE = {"instance_type": "m5.large"}
LARGE_COST = Decimal("70.88")  # 730 h x $0.096 + 8 GB x $0.10, in us-east-1


def write(folder, name, *changes):
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(plan(*changes)), encoding="utf-8")
    return file


def create(name):
    return change(f"aws_instance.{name}", ["create"], None, LARGE)


def run(folder, monkeypatch, *paths, settings=""):
    monkeypatch.chdir(folder)
    if settings:
        (folder / "finopsguard.yml").write_text(settings, encoding="utf-8")
    return check(paths, load(None, Path()), environ={})


def test_a_pattern_stands_for_what_it_matches_in_order(tmp_path, monkeypatch):
    for name in ("plans/b/plan.json", "plans/a/plan.json", "plans/top.json"):
        write(tmp_path, name, create("web"))
    found = run(tmp_path, monkeypatch, "plans/**/*.json")
    assert [project.name for project in found.projects] == ["plans/a/plan.json", "plans/b/plan.json", "plans/top.json"]
    assert found.total_monthly_cost == 3 * LARGE_COST


def test_a_pattern_without_a_match_is_wrong_usage(tmp_path, monkeypatch):
    with pytest.raises(UsageError, match="matches nothing"):
        run(tmp_path, monkeypatch, "plans/*.json")


def test_a_file_whose_name_looks_like_a_pattern_is_itself(tmp_path, monkeypatch):
    write(tmp_path, "pl*n.json", create("web"))
    write(tmp_path, "plan.json", create("web"), create("db"))
    assert run(tmp_path, monkeypatch, "pl*n.json").total_monthly_cost == LARGE_COST


def test_what_a_pattern_and_a_path_both_name_is_refused(tmp_path, monkeypatch):
    write(tmp_path, "a.json", create("web"))
    with pytest.raises(UsageError, match=r"a\.json is given twice"):
        run(tmp_path, monkeypatch, "a.json", "*.json")


PROJECTS = """
projects:
  - name: shop
    plan: plans/shop.json
    budget: 100
  - name: search
    plan: plans/search.json
    budget: 100
    usage_file: usage.yml
"""


@pytest.fixture
def two(tmp_path):
    write(tmp_path, "plans/shop.json", create("web"))
    write(tmp_path, "plans/search.json", create("one"), create("two"))
    (tmp_path / "usage.yml").write_text(
        "version: 0.1\nresource_usage:\n  aws_instance.one: {monthly_hrs: 73}\n", encoding="utf-8"
    )
    return tmp_path


def test_projects_of_the_configuration_are_checked_each_with_its_own_settings(two, monkeypatch):
    found = run(two, monkeypatch, settings=PROJECTS)
    assert [(project.name, project.verdict) for project in found.projects] == [("shop", "pass"), ("search", "pass")]
    # aws_instance.one runs 73 of 730 hours: a tenth of $70.08, and its disk all month
    assert found.projects[1].total_monthly_cost == LARGE_COST + Decimal("7.008") + Decimal("0.80")


def test_a_project_s_budget_fails_that_project(two, monkeypatch):
    found = run(two, monkeypatch, settings=PROJECTS.replace("usage_file: usage.yml", "usage_file:"))
    assert [(project.name, project.verdict) for project in found.projects] == [("shop", "pass"), ("search", "fail")]
    (why,) = found.reasons
    assert (why.code, why.project, why.observed, why.limit) == ("budget", "search", "$141.76", "$100.00")
    assert found.exit_code == 1


def test_a_path_that_is_a_project_takes_its_settings(two, monkeypatch):
    found = run(two, monkeypatch, "plans/shop.json", settings=PROJECTS.replace("100", "50"))
    assert [project.name for project in found.projects] == ["shop"]
    assert [why.limit for why in found.reasons] == ["$50.00"]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("projects: shop", "no list"),
        ("projects: []", "no list"),
        ("projects: [shop]", "no mapping"),
        ("projects: [{name: shop}]", "no path"),
        ("projects: [{path: a, budgett: 4}]", "unknown key budgett"),
        ("projects: [{path: a, budget: lots}]", "no amount"),
        ("projects: [{path: a}, {path: a}]", "twice"),
        ("projects: [{path: 3}]", "no text"),
    ],
)
def test_mistakes_in_projects_are_named(tmp_path, settings, said):
    (tmp_path / "finopsguard.yml").write_text(settings, encoding="utf-8")
    with pytest.raises(ConfigError, match=said):
        load(None, tmp_path)


def test_one_folder_is_a_project_for_each_environment(tmp_path):
    folder = tmp_path / "infra"
    folder.mkdir()
    listed = [Project(name=name, path=str(folder), workspace=name) for name in ("dev", "prod")]
    assert projects([], Config(projects=tuple(listed))) == listed
    assert projects([str(folder)], Config(projects=tuple(listed))) == listed
    with pytest.raises(UsageError, match=r"The folder .*infra is given twice"):
        projects([str(folder), str(folder)], Config())


def test_a_folder_and_one_around_it_would_count_twice(tmp_path, monkeypatch, capsys):
    (tmp_path / "live" / "prod").mkdir(parents=True)
    (tmp_path / "live" / "prod" / "main.tf").write_text('resource "aws_ebs_volume" "v" {\n  size = 10\n}\n')
    monkeypatch.chdir(tmp_path)
    assert command(["check", "live", "live/prod"]) == 2
    assert "The folder live/prod is given twice." in capsys.readouterr().err


def test_a_file_of_a_folder_is_no_plan(tmp_path, capsys):
    (tmp_path / "main.tf").write_text("locals {}\n")
    assert command(["check", str(tmp_path / "main.tf")]) == 3
    assert "Name the folder that it lies in" in capsys.readouterr().err
