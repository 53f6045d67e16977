"""``path.cwd`` and ``abspath``: Terraform is taken to run in the root module, whose folder often names the environment."""

from pathlib import Path

import pytest

from finopsguard.plan.hcl.directory import read_directory
from tests.plan.hcl.directories import values, write

ENVIRONMENTS = [
    "basename(abspath(path.module))",
    "basename(abspath(path.root))",
    "basename(path.cwd)",
    'trimspace(file("${path.cwd}/name"))',
    'trimspace(file(abspath("${path.root}/../prod/name")))',
]


@pytest.mark.parametrize("engine", ["tfparse", "plain"])
@pytest.mark.parametrize("expression", ENVIRONMENTS)
def test_the_folder_may_name_the_environment(tmp_path: Path, engine: str, expression: str) -> None:
    main = f'resource "aws_instance" "web" {{\n  instance_type = {expression} == "prod" ? "m5.large" : "t3.nano"\n}}\n'
    write(tmp_path, {".git/HEAD": "", "live/prod/main.tf": main, "live/prod/name": "prod\n"})
    plan = read_directory(str(tmp_path / "live" / "prod"), engine=engine)
    assert values(plan) == {"aws_instance.web": {"instance_type": "m5.large"}}
    assert plan.incomplete == ()


@pytest.mark.parametrize("engine", ["tfparse", "plain"])
def test_a_whole_path_opens_nothing_outside(tmp_path: Path, engine: str) -> None:
    main = 'resource "aws_instance" "web" {\n  instance_type = file(abspath("${path.module}/../secret"))\n}\n'
    write(tmp_path, {"secret": "sesame", "infra/.git/HEAD": "", "infra/main.tf": main})
    plan = read_directory(str(tmp_path / "infra"), engine=engine)
    assert "sesame" not in str(values(plan))
    assert len(plan.incomplete) == 1
    assert "leads out of the repository" in plan.incomplete[0]
