"""Directories that are incomplete, wrong or hostile: what the plain engine says of them."""

from pathlib import Path
from typing import Any

import pytest

from finopsguard.errors import PlanError
from finopsguard.plan.hcl.plain_engine import evaluate
from finopsguard.plan.hcl.records import Evaluation, Inputs, Instance, Kind


def made(folder: Path, files: dict[str, str]) -> Path:
    """A directory with these files."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def evaluated(folder: Path, files: dict[str, str] | str, **inputs: Any) -> Evaluation:
    """What the engine makes of them."""
    root = made(folder, {"main.tf": files} if isinstance(files, str) else files)
    return evaluate(root, root, Inputs(**inputs))


def only(evaluation: Evaluation) -> Instance:
    """The one instance, of a directory without problems."""
    assert evaluation.problems == []
    (instance,) = evaluation.instances
    return instance


def kinds(evaluation: Evaluation) -> list[Kind]:
    """Kinds of its problems."""
    return [problem.kind for problem in evaluation.problems]


def test_nested_and_dynamic_blocks_are_lists(tmp_path: Path) -> None:
    instance = only(
        evaluated(
            tmp_path,
            """
            variable "disks" { default = { b = 2, a = 1 } }
            resource "aws_instance" "web" {
              instance_type = "m5.large"
              root_block_device { volume_size = 30 }
              ebs_block_device { device_name = "first" }
              dynamic "ebs_block_device" {
                for_each = var.disks
                iterator = disk
                content {
                  device_name = disk.key
                  volume_size = disk.value
                  dynamic "inner" {
                    for_each = [disk.value, 9]
                    content { number = inner.value + inner.key }
                  }
                }
              }
              dynamic "none" {
                for_each = []
                content {}
              }
              depends_on = [aws_instance.other]
              lifecycle { ignore_changes = [tags] }
            }""",
        )
    )
    assert instance.values == {
        "instance_type": "m5.large",
        "root_block_device": [{"volume_size": 30}],
        "ebs_block_device": [
            {"device_name": "first"},
            {"device_name": "a", "volume_size": 1, "inner": [{"number": 1}, {"number": 10}]},
            {"device_name": "b", "volume_size": 2, "inner": [{"number": 2}, {"number": 10}]},
        ],
        "none": [],
    }


def test_attributes_of_other_resources_are_what_they_set_or_unknown(tmp_path: Path) -> None:
    evaluation = evaluated(
        tmp_path,
        """
        data "aws_ami" "base" { owners = ["self"] }
        resource "aws_launch_template" "t" {
          instance_type = "m5.large"
          disk { ebs { volume_size = 8 } }
        }
        resource "aws_instance" "web" {
          ami           = data.aws_ami.base.id
          owner         = data.aws_ami.base.owners[0]
          instance_type = aws_launch_template.t.instance_type
          size          = aws_launch_template.t.disk[0].ebs[0].volume_size
          version       = aws_launch_template.t.latest_version
          arn           = "${aws_launch_template.t.arn}:x"
          nothing       = null
        }""",
    )
    web = evaluation.instances[-1]
    assert web.values == {"owner": "self", "instance_type": "m5.large", "size": 8}
    assert web.unknown == {"ami": True, "version": True, "arn": True}
    assert [instance.mode for instance in evaluation.instances] == ["data", "managed", "managed"]
    assert evaluation.problems == []


def test_a_dynamic_block_over_an_unknown_is_unknown(tmp_path: Path) -> None:
    evaluation = evaluated(
        tmp_path,
        """
        data "x_y" "z" {}
        resource "aws_instance" "web" {
          disk { size = 1 }
          dynamic "disk" {
            for_each = data.x_y.z.disks
            content { size = disk.value }
          }
        }""",
    )
    assert (evaluation.instances[-1].values, evaluation.instances[-1].unknown) == ({}, {"disk": True})


def test_default_tags_and_provider_aliases(tmp_path: Path) -> None:
    evaluation = evaluated(
        tmp_path,
        {
            "main.tf": """
            variable "region" { default = "eu-west-1" }
            provider "aws" {
              region = var.region
              default_tags { tags = { Team = "web", Env = "prod" } }
            }
            provider "aws" {
              alias  = "us"
              region = "us-east-1"
            }
            resource "aws_instance" "a" { tags = { Env = "dev" } }
            resource "aws_instance" "b" { provider = aws.us }
            module "inherits" { source = "./m" }
            module "given" {
              source    = "./m"
              providers = { aws = aws.us }
            }""",
            "m/main.tf": 'resource "aws_instance" "c" {}',
        },
    )
    assert evaluation.problems == []
    assert {
        instance.address: (instance.provider, instance.provider_values.get("region"), instance.values.get("tags_all"))
        for instance in evaluation.instances
    } == {
        "aws_instance.a": ("aws", "eu-west-1", {"Team": "web", "Env": "dev"}),
        "aws_instance.b": ("aws.us", "us-east-1", None),
        "module.inherits.aws_instance.c": ("aws", "eu-west-1", {"Team": "web", "Env": "prod"}),
        "module.given.aws_instance.c": ("aws.us", "us-east-1", None),
    }


@pytest.mark.parametrize(
    "meta", ["count = data.x_y.z.n", "for_each = data.x_y.z.names", "for_each = toset([data.x_y.z.id])"]
)
def test_an_unknown_count_is_no_instance_and_a_problem(tmp_path: Path, meta: str) -> None:
    evaluation = evaluated(tmp_path, f'data "x_y" "z" {{}}\nresource "aws_instance" "web" {{\n  {meta}\n}}\n')
    assert [instance.address for instance in evaluation.instances] == ["data.x_y.z"]
    (problem,) = evaluation.problems
    assert (problem.kind, problem.address, problem.line) == (Kind.UNKNOWN_COUNT, "aws_instance.web", 3)


def test_a_variable_without_value_is_unknown_and_named_once(tmp_path: Path) -> None:
    evaluation = evaluated(
        tmp_path, 'variable "size" {}\nresource "a_b" "c" {\n  x = var.size\n  y = "${var.size}!"\n}\n'
    )
    assert evaluation.instances[0].unknown == {"x": True, "y": True}
    assert [(problem.kind, problem.address) for problem in evaluation.problems] == [(Kind.NO_VALUE, "var.size")]
    assert "--var size=" in evaluation.problems[0].hint


def test_a_file_that_cannot_be_parsed_does_not_hide_the_others(tmp_path: Path) -> None:
    evaluation = evaluated(
        tmp_path,
        {
            "bad.tf": 'resource "a_b" "bad" {\n  x = = 1\n}\n',
            "bad.tf.json": "{",
            "latin.tf": "",
            "good.tf": 'resource "a_b" "good" {}\n',
        },
    )
    assert [instance.address for instance in evaluation.instances] == ["a_b.good"]
    assert [
        (problem.kind, Path(problem.file).name, problem.line, problem.column) for problem in evaluation.problems
    ] == [
        (Kind.SYNTAX, "bad.tf", 2, 7),
        (Kind.SYNTAX, "bad.tf.json", None, None),
    ]


@pytest.mark.parametrize(
    ("text", "ring"),
    [
        ("locals {\n  a = local.b\n  b = local.c\n  c = local.a\n}\n", "local.a -> local.b -> local.c -> local.a"),
        ('resource "a_b" "c" {\n  x = a_b.c.y\n}\n', "a_b.c -> a_b.c"),
        ('resource "a_b" "c" {\n  x = a_b.d.y\n}\nresource "a_b" "d" {\n  y = a_b.c.x\n}\n', "a_b.c -> a_b.d -> a_b.c"),
    ],
)
def test_a_cycle_is_named(tmp_path: Path, text: str, ring: str) -> None:
    evaluation = evaluated(tmp_path, text)
    assert kinds(evaluation) == [Kind.CYCLE]
    assert ring in evaluation.problems[0].message


def test_what_terraform_would_refuse_is_unknown_and_a_problem_with_its_line(tmp_path: Path) -> None:
    evaluation = evaluated(tmp_path, 'resource "a_b" "c" {\n  x = upper([1])\n  y = nowhere.z\n  z = 1\n}\n')
    assert (evaluation.instances[0].values, evaluation.instances[0].unknown) == ({"z": 1}, {"x": True, "y": True})
    assert [(problem.kind, problem.line) for problem in evaluation.problems] == [(Kind.INVALID, 2), (Kind.INVALID, 3)]


def test_a_module_that_is_not_there_is_named_with_what_to_do(tmp_path: Path) -> None:
    evaluation = evaluated(
        tmp_path, 'module "vpc" {\n  source = "example/vpc/aws"\n}\nresource "a_b" "c" {\n  x = module.vpc.id\n}\n'
    )
    assert evaluation.instances[0].unknown == {"x": True}
    (problem,) = evaluation.problems
    assert (problem.kind, problem.address) == (Kind.MISSING_MODULE, "module.vpc")
    assert "terraform init -backend=false" in problem.hint


def test_modules_that_call_each_other_end(tmp_path: Path) -> None:
    evaluation = evaluated(
        tmp_path,
        {
            "main.tf": 'module "a" {\n  source = "./a"\n}\nmodule "self" {\n  source = "./"\n}\n',
            "a/main.tf": 'resource "a_b" "c" {}\nmodule "b" {\n  source = "../b"\n}\n',
            "b/main.tf": 'module "a" {\n  source = "../a"\n}\n',
        },
    )
    assert [instance.address for instance in evaluation.instances] == ["module.a.a_b.c"]
    assert sorted(problem.address for problem in evaluation.problems if problem.kind is Kind.CYCLE) == [
        "module.a.module.b.module.a",
        "module.self",
    ]


@pytest.mark.parametrize("path", ["../secret.txt", "/etc/hostname", "link.txt", "folder/secret.txt", "a\\u0000b"])
def test_files_outside_of_the_repository_are_not_read(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    root = tmp_path / "repository"
    root.mkdir()
    (root / "link.txt").symlink_to("/proc/self/environ")
    (root / "folder").symlink_to(tmp_path)
    functions = ["file", "filebase64", "filesha256", "fileexists"]
    text = "".join(f'  {name} = try({name}("{path}"), null)\n' for name in functions)
    evaluation = evaluated(
        root, f'resource "a_b" "c" {{\n{text}  set = fileset("..", "*")\n  t = templatefile("{path}", {{}})\n}}\n'
    )
    assert evaluation.instances[0].values in ({}, {"fileexists": False})
    assert "secret" not in str(evaluation.instances)
    assert set(kinds(evaluation)) <= {Kind.REFUSED, Kind.INVALID}


def test_links_and_modules_outside_of_the_repository_are_not_followed(tmp_path: Path) -> None:
    outside = made(tmp_path / "out", {"main.tf": 'resource "a_b" "outside" {}\n'})
    root = made(
        tmp_path / "in",
        {
            "main.tf": 'module "up" {\n  source = "../out"\n}\n'
            'module "linked" {\n  source = "./linked"\n}\nmodule "listed" {\n  source = "x/y/z"\n}\n',
            ".terraform/modules/modules.json": '{"Modules": [{"Key": "listed", "Source": "x/y/z", "Dir": "../out"}]}',
        },
    )
    (root / "linked").symlink_to(outside)
    (root / "file.tf").symlink_to(outside / "main.tf")
    (root / "terraform.tfvars").symlink_to("/etc/passwd")
    evaluation = evaluate(root, root, Inputs())
    assert evaluation.instances == []
    assert kinds(evaluation) == [Kind.REFUSED] * 5
    assert [i.address for i in evaluate(root, tmp_path, Inputs()).instances] == [
        "a_b.outside", "module.up.a_b.outside", "module.linked.a_b.outside", "module.listed.a_b.outside",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        'resource "a_b" "c" {\n  count = 1000000000\n}\n',
        'resource "a_b" "c" {\n  for_each = { for n in range(50000) : n => n }\n}\n',
        "".join(f'resource "a_b" "c{n}" {{\n  count = 10000\n}}\n' for n in range(8)),
        "locals {\n  x = [for a in range(9999) : [for b in range(9999) : [for c in range(9999) : c]]]\n}\n",
        "locals {\n  x0 = [1, 1, 1, 1, 1, 1, 1, 1]\n"
        + "".join(f"  x{n} = [local.x{n - 1}, local.x{n - 1}, local.x{n - 1}, local.x{n - 1}]\n" for n in range(1, 30))
        + "  y = flatten(local.x29)\n}\n",
    ],
)
def test_what_asks_for_too_much_is_refused_in_a_sentence(tmp_path: Path, text: str) -> None:
    evaluation = evaluated(tmp_path, text)
    assert kinds(evaluation) == [Kind.REFUSED]
    assert evaluation.problems[0].message.endswith(".")
    assert len(evaluation.instances) <= 20_000


@pytest.mark.parametrize(
    "text",
    [
        "locals {\n  x = " + "[" * 20_000 + "]" * 20_000 + "\n}\n",
        "locals {\n  x = " + "(" * 5_000 + "1" + ")" * 5_000 + "\n}\n",
        "locals {\n  x = " + " + ".join(["1"] * 5_000) + "\n}\n",
        "locals {\n" + "".join(f"  v{n} = local.v{n + 1}\n" for n in range(5_000)) + "  v5000 = 1\n}\n",
        'locals {\n  x = "' + '${"' * 500 + '"}' * 500 + '"\n}\n',
        "a {" * 3_000 + "}" * 3_000,
    ],
)
def test_deep_files_never_end_in_a_recursion_error(tmp_path: Path, text: str) -> None:
    evaluated(tmp_path, text + "\n")
    evaluated(tmp_path, {"main.tf.json": '{"locals": {"x": ' + "[" * 50_000 + "]" * 50_000 + "}}"})


def test_what_is_no_directory_of_the_repository_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="not a directory"):
        evaluate(tmp_path / "none", tmp_path, Inputs())
    with pytest.raises(PlanError, match="outside"):
        evaluate(tmp_path, tmp_path / "in", Inputs())
    with pytest.raises(PlanError, match="cannot be read"):
        evaluate(tmp_path, tmp_path, Inputs(var_files=("none.tfvars",)))
    assert evaluate(tmp_path, tmp_path, Inputs()).instances == []
