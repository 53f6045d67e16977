"""Directories that want to read, hang or leak: each ends in one sentence, and the rest is still priced."""

import os
from pathlib import Path

import pytest

from finopsguard.errors import PlanError
from finopsguard.plan import read_any
from finopsguard.plan.hcl.directory import read_directory
from finopsguard.plan.hcl.questions import constant
from finopsguard.plan.hcl.tfparse_engine import ask
from tests.plan.hcl.directories import VOLUME, plan_of, values, write

OK = {"availability_zone": "us-east-1a", "size": 10}
WHOLE_VALUE = "secret of the machine"


def doubled(kind: str) -> str:
    """Local values each twice as large as the one before."""
    forms = {
        "list": "concat(local.a{0}, local.a{0})",
        "nested": "[local.a{0}, local.a{0}]",
        "text": '"${{local.a{0}}}${{local.a{0}}}"',
    }
    start = '"x"' if kind == "text" else '["x"]'
    rest = "".join(f"  a{n} = {forms[kind].format(n - 1)}\n" for n in range(1, 60))
    return f"locals {{\n  a0 = {start}\n{rest}}}\n"


def for_bomb() -> str:
    inner = "[for a in local.r : [for b in local.r : [for c in local.r : [for d in local.r : a]]]]"
    return f"locals {{\n  r = range(1000)\n  b = {inner}\n}}\n"


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ('resource "aws_ebs_volume" "x" {\n  count = 1000000000\n  size = 1\n}\n', "main.tf:6: aws_ebs_volume.x asks for 1,000,000,000"),
        ('module "m" {\n  source = "./"\n}\n', "main.tf:5: module.m calls a module that it lies in"),
        ('module "m" {\n  source = "../outside"\n}\n', "main.tf:5: module.m has the source ../outside, which leads out of"),
        ('module "m" {\n  source = "/etc"\n}\n', "main.tf:5: module.m has the source /etc, which leads out of the repository"),
        (f'{for_bomb()}resource "aws_ebs_volume" "x" {{\n  size = length(local.b)\n}}\n', "main.tf:7: An expression asks for more work"),
        (f'{doubled("list")}resource "aws_ebs_volume" "x" {{\n  size = length(local.a59)\n}}\n', "asks for more work"),
        (f'{doubled("nested")}resource "aws_ebs_volume" "x" {{\n  tags = {{ a = jsonencode(local.a59) }}\n}}\n', "asks for more work"),
        (f'{doubled("text")}resource "aws_ebs_volume" "x" {{\n  tags = {{ a = local.a59 }}\n}}\n', "asks for more work"),
        ('resource "aws_ebs_volume" "x" {\n  size = length(range(1000000000))\n}\n', "main.tf:6: An expression asks for more work"),
        ("locals {\n  a = local.b\n  b = local.a\n}\nresource \"aws_ebs_volume\" \"x\" {\n  size = local.a\n}", "a depends on itself"),
        ('resource "aws_ebs_volume" "x" {\n  size = aws_ebs_volume.x.size\n}\n', "The argument size depends on itself"),
        ('resource "aws_ebs_volume" "x" {\n  for_each = fileset("/etc", "*")\n}\n', "main.tf:6: A function reads /etc, which leads out"),
        ('resource "aws_ebs_volume" "x" {\n  for_each = fileset(path.module, "../*")\n}\n', "main.tf:6: A function reads . ../*, which"),
        ('resource "aws_ebs_volume" "x" {\n  snapshot_id = file("/proc/self/environ")\n}\n', "reads /proc/self/environ, which leads out"),
        ('resource "aws_ebs_volume" "x" {\n  snapshot_id = file("${path.module}/.git/config")\n}\n', "lies where credentials may be"),
        ('resource "aws_ebs_volume" "x" {\n  snapshot_id = file("link")\n}\n', "A function reads link, which leads out of the repository"),
        ('resource "aws_ebs_volume" "x" {\n  snapshot_id = templatefile("link", {})\n}\n', "A function reads link, which leads out"),
    ],
)  # fmt: skip
def test_what_is_refused_is_named_and_the_rest_is_priced(tmp_path: Path, extra: str, said: str) -> None:
    write(tmp_path, {"outside/main.tf": VOLUME, "secret": WHOLE_VALUE, "here/.git/config": "token"})
    here = tmp_path / "here"
    (here / "link").symlink_to(tmp_path / "secret")
    plan = plan_of(here, VOLUME + extra)

    assert values(plan)["aws_ebs_volume.ok"] == OK
    assert any(said in sentence for sentence in plan.incomplete), plan.incomplete
    everything = repr([*values(plan).values(), plan.incomplete, plan.warnings])
    assert WHOLE_VALUE not in everything
    assert "PATH=" not in everything


@pytest.mark.parametrize("key", ["n", "missing"])
def test_a_manifest_cannot_lead_out_of_the_repository(tmp_path: Path, key: str) -> None:
    manifest = f'{{"Modules": [{{"Key": "{key}", "Source": "registry.terraform.io/x/y/z", "Dir": "../outside"}}]}}'
    write(tmp_path, {"outside/main.tf": VOLUME, "here/.terraform/modules/modules.json": manifest})
    plan = plan_of(tmp_path / "here", VOLUME + 'module "n" {\n  source = "x/y/z"\n}\n')
    assert list(values(plan)) == ["aws_ebs_volume.ok"]
    said = "leads out of the repository" if key == "n" else "Run `terraform init -backend=false`"
    assert said in plan.incomplete[0]


def test_links_that_go_round_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": VOLUME})
    (tmp_path / "a.tf").symlink_to("b.tf")
    (tmp_path / "b.tf").symlink_to("a.tf")
    (tmp_path / "self").symlink_to(".")
    (plan,) = read_any(str(tmp_path))
    assert [sentence.partition(": ")[2] for sentence in plan.incomplete] == [
        "The file is not read: it cannot be followed."
    ] * 2


def test_a_link_inside_the_repository_is_a_file(tmp_path: Path) -> None:
    write(tmp_path, {".git/HEAD": "", "shared/volume.tf": VOLUME, "live/main.tf": ""})
    (tmp_path / "live" / "volume.tf").symlink_to("../shared/volume.tf")
    plan = plan_of(tmp_path / "live")
    assert values(plan) == {"aws_ebs_volume.ok": OK}
    assert plan.incomplete == ()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("big.tf", b"# x\n" * 5_000_000, "big.tf: The file is not read: it is larger than 4 MiB."),
        ("binary.tf", b"\x00\xff\xfe\x80" * 500, "binary.tf:1:2: The file is not UTF-8 text."),
        ("rubbish.tf", b"\x00\x01\x02", "rubbish.tf:1:1: The file cannot be read further: the character U+0000 has no meaning here."),
        ("deep.tf", b"a {\n" * 5000 + b"}\n" * 5000, "blocks nest deeper than 120 levels"),
        ("list.tf", b"locals {\n a = " + b"[" * 5000 + b"]" * 5000 + b"\n}\n", "brackets nest deeper than 120 levels"),
        ("text.tf", b"locals {\n a = " + b'"${' * 3000 + b"1" + b'}"' * 3000 + b"\n}\n", "templates nest deeper than 120 levels"),
        ("deep.tf.json", b'{"a":' * 5000 + b"1" + b"}" * 5000, "deep.tf.json:1:1: The file cannot be read further: it is not valid JSON."),
        ("cut.tf.json", b'{"resource": {', "cut.tf.json:1:15: The file cannot be read further: it is not valid JSON."),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_leaves_the_others(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    plan = plan_of(write(tmp_path, {"main.tf": VOLUME, name: content}))
    assert values(plan) == {"aws_ebs_volume.ok": OK}
    assert len(plan.incomplete) == 1
    assert said in plan.incomplete[0]


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.tf")
    plan = plan_of(tmp_path, VOLUME)
    assert plan.incomplete[0].endswith("pipe.tf: The file is not read: it is not a regular file.")


def test_errors_of_syntax_have_a_place_and_what_stands_before_is_priced(tmp_path: Path) -> None:
    broken = VOLUME.replace("ok", "before") + 'resource "aws_ebs_volume" "z" {\n  tags = {\n    a = "b\n  }\n}\n'
    plan = plan_of(write(tmp_path, {"a.tf": VOLUME, "b.tf": broken, "c.tf": 'resource "x" "y" {\n a = [1,2\n}\n'}))
    assert set(values(plan)) == {"aws_ebs_volume.ok"}
    assert "b.tf:7:9: The file cannot be read further: a text in quotes is not closed" in plan.incomplete[0]
    assert "c.tf:3:1: The file cannot be read further: } closes nothing that is open" in plan.incomplete[1]


def test_nothing_but_rubbish_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"x\.tf:1:2: The file is not UTF-8 text"):
        plan_of(write(tmp_path, {"x.tf": b"\x00\xff" * 100}))


def test_modules_that_multiply_or_nest_without_end_are_cut_off(tmp_path: Path) -> None:
    calls = "".join(f'module "m{n}" {{\n  source = "../l{{}}"\n}}\n' for n in range(10))
    files = {f"l{level}/main.tf": calls.replace("{}", str(level + 1)) for level in range(1, 9)}
    wide = write(
        tmp_path / "wide",
        {".git/HEAD": "", "l0/main.tf": VOLUME + calls.replace("{}", "1"), **files, "l9/main.tf": VOLUME},
    )
    plan = plan_of(wide / "l0")
    assert "calls more than 5,000 modules" in plan.incomplete[0]
    assert len(plan.changes) > 4000

    chain = {f"m{n}/main.tf": f'{VOLUME}module "m" {{\n  source = "../m{n + 1}"\n}}\n' for n in range(200)}
    deep = write(tmp_path / "deep", {".git/HEAD": "", **chain, "m200/main.tf": VOLUME})
    plan = plan_of(deep / "m0")
    assert len(plan.changes) == 33
    assert "lies more than 32 modules deep" in plan.incomplete[0]


def test_a_value_that_is_handed_on_without_end_is_unknown(tmp_path: Path) -> None:
    chain = "locals {\n  a0 = 1\n" + "".join(f"  a{n} = local.a{n - 1}\n" for n in range(1, 5000)) + "}\n"
    plan = plan_of(tmp_path, f'{VOLUME}{chain}resource "aws_ebs_volume" "x" {{\n  size = local.a4999\n}}\n')
    assert values(plan)["aws_ebs_volume.x"] == {}
    assert "hands on values through more steps" in plan.incomplete[0]


def test_tfparse_gets_constants_only() -> None:
    for hostile in (
        '${file("/etc/passwd")}',
        "%{ if true }",
        '"',
        "\\",
        "\n",
        "\x00",
        "\x08",
        "\ud800",
        '"}\n resource "a" "b" {}',
        "🤔",
    ):
        answers, ended = ask([f"title({constant(hostile)})", 'title("a b")'], 20)
        assert answers['title("a b")'] == '"A B"', ended
        assert "root:" not in str(answers)


def test_tfparse_is_ended_when_it_takes_too_long() -> None:
    assert ask(['title("a")'], 0.001) == ({}, "took longer than 0 s")


def test_the_environment_does_not_reach_the_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_VAR_size", "7")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", WHOLE_VALUE)
    plan = plan_of(tmp_path, 'variable "size" {}\nresource "aws_ebs_volume" "x" {\n  size = abs(var.size)\n}\n')
    assert values(plan) == {"aws_ebs_volume.x": {}}


@pytest.mark.parametrize("engine", ["tfparse", "plain"])
def test_values_that_may_not_be_read_leave_the_total_open(tmp_path: Path, engine: str) -> None:
    write(
        tmp_path, {"secret": "n = 2", "infra/.git/HEAD": "", "infra/main.tf": VOLUME + 'variable "n" { default = 1 }\n'}
    )
    (tmp_path / "infra" / "a.auto.tfvars").symlink_to("../secret")
    plan = read_directory(str(tmp_path / "infra"), engine=engine)
    assert plan.incomplete == (
        f"{tmp_path}/infra/a.auto.tfvars: The file is not read: it leads out of the repository.",
    )
