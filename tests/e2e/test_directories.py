"""Folders of Terraform from the command line: totals, differences from a base, file and line."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from finopsguard.cli import run
from tests.plan.repository import commit, repository, write

# us-east-1: m5.large $0.096/h, m5.xlarge $0.192/h; gp2 $0.10 a GB, 8 GB by default
LARGE = Decimal("70.88")
XLARGE = Decimal("140.96")

MAIN = """
provider "aws" {
  region = "us-east-1"
}

variable "size" {
  default = "m5.large"
}

resource "aws_instance" "web" {
  ami           = "ami-1"
  instance_type = var.size
}
"""
TWO = MAIN + 'module "more" {\n  source = "../modules/more"\n}\n'
MODULE = 'resource "aws_instance" "extra" {\n  ami           = "ami-1"\n  instance_type = "m5.large"\n}\n'


@pytest.fixture
def there(tmp_path, monkeypatch):
    """A repository with one root module, and the working directory in it."""
    root = repository(tmp_path / "a repo", {"infra/main.tf": MAIN, "modules/more/main.tf": MODULE, "README.md": ""})
    monkeypatch.chdir(root)
    return root


def check(capsys, *arguments):
    code = run(["check", *map(str, arguments), "--format", "json"])
    captured = capsys.readouterr()
    return code, json.loads(captured.out, parse_float=Decimal) if captured.out else captured.err


def test_a_folder_has_a_total_and_no_difference(there, capsys):
    code, found = check(capsys, "infra")
    assert code == 0
    assert (found["total_monthly_cost"], found["previous_monthly_cost"], found["delta_monthly_cost"]) == (
        LARGE,
        None,
        None,
    )
    (line,) = found["resources"]
    assert (line["address"], line["file"], line["line"]) == ("aws_instance.web", "infra/main.tf", 10)
    assert (line["delta"], line["previous_monthly_cost"]) == (None, None)


def test_an_increase_cannot_be_tested_without_a_base(there, capsys):
    code, found = check(capsys, "infra", "--max-increase", "10")
    assert code == 4
    assert "nothing tells what was there before" in found["reasons"][0]["message"]
    assert "--compare-to HEAD" in found["reasons"][0]["fix"]


def test_variables_are_taken_in_terraform_s_order(there, capsys, monkeypatch):
    monkeypatch.setenv("TF_VAR_size", "t3.medium")
    small = Decimal("31.168")  # $0.0416/h and the disk
    assert check(capsys, "infra")[1]["total_monthly_cost"] == small
    write(there, {"infra/a.auto.tfvars": 'size = "m5.xlarge"\n'})
    assert check(capsys, "infra")[1]["total_monthly_cost"] == XLARGE
    write(there, {"large.tfvars": 'size = "m5.large"\n'})
    assert check(capsys, "infra", "--var-file", "large.tfvars")[1]["total_monthly_cost"] == LARGE
    assert (
        check(capsys, "infra", "--var-file", "large.tfvars", "--var", "size=m5.xlarge")[1]["total_monthly_cost"]
        == XLARGE
    )


def test_a_difference_from_a_revision(there, capsys):
    write(there, {"infra/main.tf": TWO.replace("m5.large", "m5.xlarge")})
    code, found = check(capsys, "infra", "--compare-to", "HEAD")
    assert code == 0
    assert (found["previous_monthly_cost"], found["total_monthly_cost"]) == (LARGE, XLARGE + LARGE)
    assert found["delta_monthly_cost"] == XLARGE
    by_address = {line["address"]: line for line in found["resources"]}
    assert by_address["aws_instance.web"]["action"] == "update"
    assert by_address["aws_instance.web"]["drivers"] == [
        {"attribute": "instance_type", "before": "m5.large", "after": "m5.xlarge"}
    ]
    assert by_address["module.more.aws_instance.extra"]["action"] == "create"


def test_what_is_gone_since_the_revision_is_a_saving(there, capsys):
    commit(there, {"infra/main.tf": TWO})
    write(there, {"infra/main.tf": MAIN})
    _code, found = check(capsys, "infra", "--compare-to", "HEAD")
    assert found["delta_monthly_cost"] == -LARGE
    gone = next(line for line in found["resources"] if line["action"] == "delete")
    assert (gone["address"], gone["monthly_cost"], gone["file"]) == ("module.more.aws_instance.extra", 0, None)


def test_nothing_edited_is_no_change(there, capsys):
    _code, found = check(capsys, "infra", "--compare-to", "HEAD", "--max-increase", "0")
    assert found["delta_monthly_cost"] == 0
    assert [line["action"] for line in found["resources"]] == ["no-op"]


def test_roots_come_and_go(there, capsys):
    commit(there, {"old/main.tf": MAIN})
    Path("old/main.tf").unlink()
    write(there, {"new/main.tf": MAIN.replace("m5.large", "m5.xlarge")})
    _code, found = check(capsys, ".", "--compare-to", "HEAD")
    assert {project["name"]: project["delta_monthly_cost"] for project in found["projects"]} == {
        "infra": 0,
        "new": XLARGE,
        "old": -LARGE,
    }


def test_what_a_base_lacks_is_said_and_leaves_the_verdict_open(there, capsys):
    commit(there, {"infra/broken.tf": "resource {"})
    Path("infra/broken.tf").unlink()
    code, found = check(capsys, "infra", "--compare-to", "HEAD")
    assert code == 4
    assert found["reasons"][0]["message"].startswith("In the base: infra/broken.tf:1:1: ")


def test_files_of_the_base_are_named_as_those_of_today(there, capsys):
    unknown = 'resource "aws_instance" "{}" {{\n  count = data.x.y.n\n  instance_type = "m5.large"\n}}\n'
    caller = 'module "a" {\n  source = "../../modules/a"\n}\n'
    commit(there, {"live/one/main.tf": caller, "live/two/main.tf": caller, "modules/a/main.tf": unknown.format("was")})
    Path("live/two/main.tf").unlink()
    write(there, {"modules/a/main.tf": unknown.format("same"), "live/one/more.tf": MAIN})
    _code, found = check(capsys, "live", "--compare-to", "HEAD")
    assert [reason["message"].partition(": How")[0] for reason in found["reasons"]] == [
        "modules/a/main.tf:2",
        "In the base: modules/a/main.tf:2",
        "modules/a/main.tf:2",
    ]


def test_what_is_wrong_on_both_sides_is_said_once(there, capsys):
    commit(there, {"infra/broken.tf": "resource {"})
    _code, found = check(capsys, "infra", "--compare-to", "HEAD")
    assert [reason["message"].partition(": The")[0] for reason in found["reasons"]] == ["infra/broken.tf:1:1"]


def test_a_base_that_cannot_be_read_at_all_is_named(there, capsys):
    commit(there, {"infra/main.tf": "resource {"})
    write(there, {"infra/main.tf": MAIN})
    assert run(["check", "infra", "--compare-to", "HEAD"]) == 3
    assert "In the base: infra/main.tf:1:1: " in capsys.readouterr().err


def test_a_difference_from_an_earlier_report(there, capsys, tmp_path):
    earlier = tmp_path / "earlier.json"
    assert run(["check", "infra", "--out", f"json={earlier}"]) == 0
    capsys.readouterr()
    write(there, {"infra/main.tf": MAIN.replace("m5.large", "m5.xlarge")})
    _code, found = check(capsys, "infra", "--compare-to", earlier)
    assert found["delta_monthly_cost"] == XLARGE - LARGE


@pytest.mark.parametrize(
    ("content", "said"), [("", "no JSON report"), ("[]", "no JSON report"), ('{"resources": 3}', "no JSON report")]
)
def test_what_is_no_report_is_refused(there, capsys, tmp_path, content, said):
    file = tmp_path / "report.json"
    file.write_text(content, encoding="utf-8")
    code, message = check(capsys, "infra", "--compare-to", file)
    assert code == 3
    assert said in message


def test_a_revision_is_for_folders(there, capsys):
    code, message = check(capsys, Path(__file__).parents[2] / "fixtures/plans/demo.json", "--compare-to", "HEAD")
    assert code == 2
    assert "is for folders" in message


def test_a_revision_that_is_not_there(there, capsys):
    code, message = check(capsys, "infra", "--compare-to", "no-such-branch")
    assert code == 2
    assert "no such revision" in message


def plan_of(*changes):
    return json.dumps({"format_version": "1.2", "resource_changes": list(changes)})


def created(address, module=""):
    type_, name = address.split(".")[-2:]
    return {
        "address": address,
        "module_address": module,
        "mode": "managed",
        "type": type_,
        "name": name,
        "change": {"actions": ["create"], "before": None, "after": {"instance_type": "m5.large"}, "after_unknown": {}},
    }


def test_a_plan_beside_its_source_has_file_and_line(there, capsys):
    write(there, {"infra/main.tf": TWO})
    changes = [
        created("aws_instance.web"),
        created("module.more.aws_instance.extra", "module.more"),
        created("aws_instance.x"),
    ]
    write(there, {"infra/plan.json": plan_of(*changes), "plan.json": plan_of(*changes)})
    places = [("infra/main.tf", 10), ("modules/more/main.tf", 1), (None, None)]
    for arguments in (["infra/plan.json"], ["plan.json", "--source", "infra"]):
        _code, found = check(capsys, *arguments)
        assert [(line["file"], line["line"]) for line in found["resources"]] == places
    _code, found = check(capsys, "plan.json")
    assert {line["file"] for line in found["resources"]} == {None}


def test_a_source_without_terraform_is_wrong_usage(there, capsys):
    write(there, {"plan.json": plan_of()})
    code, message = check(capsys, "plan.json", "--source", "modules")
    assert code == 2
    assert "holds no Terraform" in message
