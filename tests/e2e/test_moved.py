"""A folder in which resources got other addresses, against what it was: the same objects, neither deleted nor created."""

import json
from decimal import Decimal

import pytest

from finopsguard.cli import run
from tests.plan.repository import repository, write

# us-east-1: m5.large $0.096/h, m5.xlarge $0.192/h; gp2 $0.10 a GB, 8 GB by default
LARGE = Decimal("70.88")
XLARGE = Decimal("140.96")
PROVIDER = 'provider "aws" {\n  region = "us-east-1"\n}\n'


def server(name, size="m5.large", more=""):
    return f'resource "aws_instance" "{name}" {{\n  ami = "ami-1"\n  instance_type = "{size}"\n{more}}}\n'


def moved(origin, target):
    return f"moved {{\n  from = {origin}\n  to   = {target}\n}}\n"


MODULE = {"infra/m/main.tf": server("web")}
CALL = 'module "{}" {{\n  source = "./m"\n{}}}\n'
A, B = "aws_instance.a", "aws_instance.b"


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        pytest.param(server("a"), server("b") + moved(A, B), {B: (A, 0)}, id="renamed"),
        pytest.param(server("a"), server("b", "m5.xlarge") + moved(A, B), {B: (A, XLARGE - LARGE)}, id="renamed-and-larger"),
        pytest.param(
            server("a"), server("b") + server("a") + moved(A, B), {B: (A, 0), A: (None, LARGE)}, id="another-takes-the-old-name"
        ),
        pytest.param(
            server("a"), server("c") + moved(A, B) + moved(B, "aws_instance.c"), {"aws_instance.c": (A, 0)}, id="moved-twice"
        ),
        pytest.param(server("b"), server("b") + moved(A, B), {B: (None, 0)}, id="moved-long-ago"),
        pytest.param(server("a"), server("b"), {B: (None, LARGE), A: (None, -LARGE)}, id="renamed-without-a-block"),
        pytest.param(server("a"), server("a", more="  count = 2\n"), {f"{A}[0]": (A, 0), f"{A}[1]": (None, LARGE)}, id="count-came"),
        pytest.param(server("a", more="  count = 2\n"), server("a"), {A: (f"{A}[0]", 0), f"{A}[1]": (None, -LARGE)}, id="count-went"),
        pytest.param(
            server("a", more="  count = 1\n"),
            server("a", more='  for_each = toset(["x"])\n') + moved(f"{A}[0]", f'{A}["x"]'),
            {f'{A}["x"]': (f"{A}[0]", 0)},
            id="count-became-for_each",
        ),
        pytest.param(
            server("a", more="  count = 2\n"),
            server("b", more="  count = 2\n") + moved(A, B),
            {f"{B}[0]": (f"{A}[0]", 0), f"{B}[1]": (f"{A}[1]", 0)},
            id="all-instances",
        ),
        pytest.param(
            CALL.format("old", ""),
            CALL.format("new", "") + moved("module.old", "module.new"),
            {"module.new.aws_instance.web": ("module.old.aws_instance.web", 0)},
            id="module",
        ),
        pytest.param(
            server("a"),
            CALL.format("m", "") + moved(A, "module.m.aws_instance.web"),
            {"module.m.aws_instance.web": (A, 0)},
            id="into-a-module",
        ),
        pytest.param(
            CALL.format("m", ""),
            CALL.format("m", "  count = 2\n") + moved("module.m", "module.m[1]"),
            {
                "module.m[0].aws_instance.web": (None, LARGE),
                "module.m[1].aws_instance.web": ("module.m.aws_instance.web", 0),
            },
            id="module-with-count",
        ),
    ],
)  # fmt: skip
def test_what_moved_is_neither_deleted_nor_created(tmp_path, monkeypatch, capsys, before, after, wanted):
    monkeypatch.chdir(repository(tmp_path, {"infra/main.tf": PROVIDER + before, **MODULE}))
    write(tmp_path, {"infra/main.tf": PROVIDER + after})
    assert run(["check", "infra", "--compare-to", "HEAD", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out, parse_float=Decimal)["resources"]
    assert {line["address"]: (line["previous_address"], line["delta"]) for line in found} == wanted


def test_moves_within_a_module_follow_the_module(tmp_path, monkeypatch, capsys):
    old = {"infra/main.tf": PROVIDER + CALL.format("m", ""), "infra/m/main.tf": server("a")}
    monkeypatch.chdir(repository(tmp_path, old))
    new = {
        "infra/main.tf": PROVIDER + CALL.format("n", "") + moved("module.m", "module.n"),
        "infra/m/main.tf": server("b") + moved(A, B),
    }
    write(tmp_path, new)
    assert run(["check", "infra", "--compare-to", "HEAD", "--format", "json"]) == 0
    (line,) = json.loads(capsys.readouterr().out)["resources"]
    assert (line["address"], line["previous_address"], line["delta"]) == (f"module.n.{B}", f"module.m.{A}", 0)


@pytest.mark.parametrize(
    ("to", "imports"),
    [
        (A, {A}),
        ("module.m.aws_instance.web", {"module.m.aws_instance.web"}),
        ('aws_instance.many["x"]', {'aws_instance.many["x"]'}),
        ("aws_instance.many[each.key]", {'aws_instance.many["x"]', 'aws_instance.many["y"]'}),
    ],
)
def test_what_is_imported_exists_already(tmp_path, capsys, to, imports):
    many = server("many", more='  for_each = toset(["x", "y"])\n')
    block = f'import {{\n  to = {to}\n  id = "i-1"\n}}\n'
    gone = f"removed {{\n  from = {B}\n  lifecycle {{\n    destroy = false\n  }}\n}}\n"
    write(tmp_path, {"infra/main.tf": PROVIDER + server("a") + many + CALL.format("m", "") + block + gone, **MODULE})
    assert run(["check", str(tmp_path / "infra"), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)["resources"]
    assert {line["address"] for line in found if line["importing"]} == imports
