"""Which folders are projects."""

from pathlib import Path

import pytest

from finopsguard.errors import PlanError
from finopsguard.plan import read_any
from finopsguard.plan.hcl.discover import find_projects
from tests.plan.hcl.directories import VOLUME, write

CALL = 'module "app" {\n  source = "../../lib/app"\n}\n'


def found(path: Path, **asked: bool) -> list[str]:
    return [str(Path(project).relative_to(path)) for project in find_projects(str(path), **asked)]


def test_root_modules_are_those_that_nobody_calls(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            ".git/HEAD": "",
            "live/prod/main.tf": CALL,
            "live/dev/main.tofu": CALL,
            "lib/app/main.tf": VOLUME,
            "modules/unused/main.tf": VOLUME,
            "live/prod/.terraform/modules/x/main.tf": VOLUME,
            ".hidden/main.tf": VOLUME,
            "examples/one/main.tf": VOLUME,
            "lib/app/tests/main.tf": VOLUME,
            "docs/readme.md": "",
            "infra/cdktf.out/stacks/a/cdk.tf.json": "{}",
            "infra/cdktf.out/stacks/b/cdk.tf.json": '{"resource": {"aws_ebs_volume": {"v": {"size": 1}}}}',
        },
    )
    (tmp_path / "live" / "round").symlink_to(tmp_path)
    roots = ["infra/cdktf.out/stacks/a", "infra/cdktf.out/stacks/b", "live/dev", "live/prod"]
    assert sorted(found(tmp_path)) == roots
    assert sorted(found(tmp_path, include_examples=True)) == sorted([*roots, "examples/one", "lib/app/tests"])
    assert len(read_any(str(tmp_path))) == 4


def test_a_folder_with_terraform_is_the_one_that_is_meant(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": VOLUME, "other/main.tf": VOLUME})
    assert found(tmp_path) == ["."]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"readme.md": ""}, "holds no Terraform"),
        ({"examples/a/main.tf": VOLUME}, "only in folders of examples and tests"),
        ({"modules/a/main.tf": VOLUME}, "only modules that call one another"),
    ],
)
def test_nothing_to_check_is_said_with_what_to_do(tmp_path: Path, files: dict[str, str], said: str) -> None:
    with pytest.raises(PlanError, match=said) as caught:
        find_projects(str(write(tmp_path, dict(files))))
    assert caught.value.hint


def test_a_path_that_is_not_there_is_read_as_a_plan(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="does not exist"):
        read_any(str(tmp_path / "missing"))
