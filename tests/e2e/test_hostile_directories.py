"""Folders that want to read, hang, leak or confuse, from the command line: the exit code, one clear sentence, the rest still priced."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from tests.e2e.program import environment
from tests.plan.hcl.directories import VOLUME, write

SECRET = "do-not-show-this"
"""In the environment, in a file beside the repository, and in the repository's own .git."""
INCOMPLETE = 4
UNREADABLE = 3
WITHOUT_TFPARSE = (
    "import sys; from finopsguard.plan.hcl import tfparse_engine; tfparse_engine.available = lambda: False; "
    "from finopsguard.cli import run; sys.exit(run(sys.argv[1:]))"
)
"""The program as it is where tfparse has no wheel."""


def checked(folder, program=("-m", "finopsguard")):
    """The program's exit code, report and messages. One that does not end is a failure."""
    done = subprocess.run(
        [sys.executable, *program, "check", folder, "--format", "json"],
        cwd=folder.parent,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment(SECRET_TOKEN=SECRET, TF_VAR_unasked=SECRET),
        check=False,
        timeout=120,
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    for shown in (out, err):
        assert SECRET not in shown
        assert "Traceback" not in shown
        assert "root:x:" not in shown
    return done.returncode, json.loads(out, parse_float=Decimal) if out else None, err


def resource(name, arguments):
    return f'resource "aws_ebs_volume" "{name}" {{\n  availability_zone = "us-east-1a"\n  {arguments}\n}}\n'


def module(source, name="m", more=""):
    return f'module "{name}" {{\n  source = "{source}"\n{more}}}\n'


def loops(levels):
    inner = "a0"
    for level in reversed(range(levels)):
        inner = f"[for a{level} in range(1000) : {inner}]"
    return f"locals {{\n  bomb = {inner}\n}}\n"


def doubled(form, start):
    rest = "".join(f"  a{n} = {form.format(n - 1)}\n" for n in range(1, 60))
    return f"locals {{\n  a0 = {start}\n{rest}}}\n"


def manifest(entry):
    return {".terraform/modules/modules.json": json.dumps({"Modules": [{"Key": "m", "Source": "x/y/z", "Dir": entry}]})}


def of_each_other(name, other):
    return resource(name, f"size = aws_ebs_volume.{other}.size")


RING = "locals {\n  a = local.b\n  b = local.a\n}\n"
READS = "A function reads {}, which {}; what depends on it is not known."
OUT = "leads out of the repository"
WORK = "An expression asks for more work than any real one"
UNKNOWN_COUNT = "How many instances {} has is not known without a plan ({}), so none of them is in the total."


WRONG = [
    # files that are none of its business
    ({"x.tf": resource("x", 'snapshot_id = file("environ")')}, READS.format("environ", OUT)),
    ({"x.tf": resource("x", 'snapshot_id = file("${path.module}/environ")')}, READS.format("./environ", OUT)),
    ({"x.tf": resource("x", 'snapshot_id = templatefile("environ", {})')}, READS.format("environ", OUT)),
    ({"x.tf": resource("x", 'snapshot_id = filebase64("environ")')}, READS.format("environ", OUT)),
    ({"x.tf": resource("x", 'snapshot_id = filesha256("../secret")')}, READS.format("../secret", OUT)),
    ({"x.tf": resource("x", 'snapshot_id = file("/etc/passwd")')}, READS.format("/etc/passwd", OUT)),
    ({"x.tf": resource("x", 'snapshot_id = file(".git/config")')}, READS.format(".git/config", "lies where credentials may be")),
    ({"x.tf": resource("x", 'tags = yamldecode(file("../secret"))')}, READS.format("../secret", OUT)),
    ({"x.tf": resource("x", 'size = fileexists("/etc/passwd") ? 1 : 2')}, READS.format("/etc/passwd", OUT)),
    ({"x.tf": resource("x", 'for_each = fileset("/etc", "*")')}, READS.format("/etc", OUT)),
    ({"x.tf": resource("x", 'for_each = fileset(path.module, "../*")')}, READS.format(". ../*", OUT)),
    ({"x.tf": resource("x", 'for_each = fileset("folder", "*")')}, READS.format("folder", OUT)),
    ({"environ.tf": "LINK /proc/self/environ"}, "environ.tf: The file is not read: it leads out of the repository."),
    ({"device.tf": "LINK /dev/zero"}, "device.tf: The file is not read: it leads out of the repository."),
    # modules that lie elsewhere
    ({"x.tf": module("../outside")}, "has the source ../outside, which leads out of the repository"),
    ({"x.tf": module("/etc")}, "has the source /etc, which leads out of the repository"),
    ({"x.tf": module("./folder")}, "has the source ./folder, which leads out of the repository"),
    ({"x.tf": module("x/y/z"), **manifest("../outside")}, "modules.json to lie in a folder that leads out of the repository"),
    ({"x.tf": module("x/y/z"), **manifest("/etc")}, "modules.json to lie in a folder that leads out of the repository"),
    ({"x.tf": module("x/y/z")}, "so its resources are not in the total. Run `terraform init -backend=false`"),
    ({"x.tf": module("git::https://example.org/x.git?ref=v1")}, "is not initialised: its source is git::https://example.org/x.git?ref=v1"),
    # work without end
    ({"x.tf": module("./")}, "module.m calls a module that it lies in, ./"),
    ({"x.tf": module("./a"), "a/main.tf": module("../b"), "b/main.tf": module("../a")}, "calls a module that it lies in, ../a"),
    ({"x.tf": resource("x", "count = 1000000000")}, "x asks for 1,000,000,000 instances; a project may have 200,000 resources."),
    ({"x.tf": module("./a", more="  count = 1000000000\n"), "a/main.tf": ""}, "m asks for 1,000,000,000 instances"),
    ({"x.tf": resource("x", "for_each = toset([for n in range(1000000000) : n])")}, WORK),
    ({"x.tf": loops(4) + resource("x", "size = length(local.bomb)")}, WORK),
    ({"x.tf": doubled("concat(local.a{0}, local.a{0})", '["x"]') + resource("x", "size = length(local.a59)")}, WORK),
    ({"x.tf": doubled("[local.a{0}, local.a{0}]", '["x"]') + resource("x", "tags = { a = jsonencode(local.a59) }")}, WORK),
    ({"x.tf": doubled('"${{local.a{0}}}${{local.a{0}}}"', '"x"') + resource("x", "tags = { a = local.a59 }")}, WORK),
    ({"x.tf": doubled('format("%s%s", local.a{0}, local.a{0})', '"x"') + resource("x", "tags = { a = local.a59 }")}, WORK),
    ({"x.tf": resource("x", "size = length(setproduct(range(9999), range(9999)))")}, WORK),
    ({f"m{n}/main.tf": module(f"../m{n + 1}") for n in range(200)} | {"x.tf": module("./m0")}, "lies more than 32 modules deep"),
    # circles
    ({"x.tf": RING + resource("x", "size = local.a")}, "depends on itself. Terraform refuses such a cycle"),
    ({"x.tf": of_each_other("x", "y") + of_each_other("y", "x")}, "The argument size depends on itself"),
    ({"round.tf": "LINK again.tf", "again.tf": "LINK round.tf"}, "again.tf: The file is not read: it cannot be followed."),
    # what cannot be known
    ({"x.tf": resource("x", "count = length(data.aws_subnets.all.ids)")}, UNKNOWN_COUNT.format("aws_ebs_volume.x", "count")),
    ({"x.tf": resource("x", "for_each = toset(data.aws_subnets.all.ids)")}, UNKNOWN_COUNT.format("aws_ebs_volume.x", "for_each")),
    ({"x.tf": 'variable "n" {}\n' + resource("x", "count = var.n")}, UNKNOWN_COUNT.format("aws_ebs_volume.x", "count")),
    ({"x.tf": module("./a", more="  count = data.x.y.n\n"), "a/main.tf": VOLUME}, UNKNOWN_COUNT.format("module.m", "count")),
    # files that are none
    ({"x.tf": resource("x", "size = 5") + resource("y", "tags = [")}, "x.tf:8:1: The file cannot be read further: } closes nothing"),
    ({"x.tf": resource("x", "size = = 1")}, "x.tf:3:10: An expression cannot be read"),
    ({"x.tf": 'resource "aws_ebs_volume" {\n  size = 1\n}\n'}, "x.tf:1: A resource block needs 2 labels, not 1."),
    ({"x.tf": b"# x\n" * 5_000_000}, "x.tf: The file is not read: it is larger than 4 MiB."),
    ({"x.tf": bytes(range(256)) * 40}, "x.tf:2:118: The file is not UTF-8 text."),
    ({"x.tf": b"\x00\x01\x02"}, "x.tf:1:1: The file cannot be read further: the character U+0000 has no meaning here."),
    ({"x.tf.json": '{"resource": ['}, "x.tf.json:1:15: The file cannot be read further: it is not valid JSON."),
    ({"x.tf": b"a {\n" * 5000 + b"}\n" * 5000}, "blocks nest deeper than 120 levels"),
]  # fmt: skip


def hostile(tmp_path, files):
    """A repository with these files, links out of it, and a secret beside it and in it."""
    here = tmp_path / "repository"
    write(tmp_path, {"secret": SECRET, "outside/main.tf": VOLUME.replace("ok", "outside")})
    write(here, {".git/config": SECRET, "main.tf": VOLUME})
    for name, content in files.items():
        if isinstance(content, str) and content.startswith("LINK "):
            (here / name).symlink_to(content.removeprefix("LINK "))
        else:
            write(here, {name: content})
    (here / "environ").symlink_to("/proc/self/environ")
    (here / "folder").symlink_to("../outside")
    return here


def the_rest_is_priced(report):
    addresses = {line["address"]: line["monthly_cost"] for line in report["resources"]}
    return addresses["aws_ebs_volume.ok"] == 1 and not any("outside" in address for address in addresses)


@pytest.mark.parametrize(("files", "said"), WRONG)
def test_what_is_wrong_is_one_sentence_and_the_rest_is_priced(tmp_path, files, said):
    code, report, err = checked(hostile(tmp_path, files))
    assert (code, report["verdict"]) == (INCOMPLETE, "incomplete"), err
    reasons = [reason["message"] for reason in report["reasons"]]
    assert any(said in reason for reason in reasons), reasons
    assert the_rest_is_priced(report)


@pytest.mark.parametrize("files", [files for files, _ in WRONG])
def test_without_tfparse_nothing_is_read_that_should_not_be_and_nothing_is_lost(tmp_path, files):
    code, report, err = checked(hostile(tmp_path, files), ("-c", WITHOUT_TFPARSE))
    assert (code, report["verdict"]) == (INCOMPLETE, "incomplete"), err
    assert the_rest_is_priced(report)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"README.md": "none"}, "holds no Terraform (*.tf, *.tofu, *.tf.json), nor does any folder below it."),
        ({"main.tf": b"\x00\xff" * 100}, "main.tf:1:2: The file is not UTF-8 text."),
        (
            {"main.tf": "resource {"},
            "main.tf:1:1: The file cannot be read further: a block is not closed: a } is missing.",
        ),
        ({"main.tf": "LINK main.tf"}, "main.tf: The file is not read: it cannot be followed."),
        ({"main.tf": VOLUME, "terraform.tfvars": "a = "}, "terraform.tfvars cannot be read at line 1, column 1"),
        ({"main.tf": VOLUME, "x.auto.tfvars.json": "[1]"}, "x.auto.tfvars.json is not a JSON object."),
        ({"examples/main.tf": VOLUME}, "holds Terraform only in folders of examples and tests"),
    ],
)
def test_where_nothing_can_be_said_that_is_said(tmp_path, files, said):
    here = tmp_path / "repository"
    here.mkdir()
    for name, content in files.items():
        if content == "LINK main.tf":
            (here / name).symlink_to("main.tf")
        else:
            write(here, {name: content})
    code, report, err = checked(here)
    assert (code, report) == (UNREADABLE, None)
    assert said in err
    assert len(err.strip().splitlines()) <= 2


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"\xef\xbb\xbf" + VOLUME.encode(), id="byte-order-mark"),
        pytest.param(VOLUME.replace("\n", "\r\n").encode(), id="crlf"),
        pytest.param(b"\xef\xbb\xbf" + VOLUME.replace("\n", "\r\n").encode() + b"\r\n", id="both"),
        pytest.param(VOLUME.rstrip().encode(), id="no-last-line-end"),
    ],
)
def test_how_editors_write_is_no_error(tmp_path, text):
    code, report, _err = checked(write(tmp_path / "infra", {"main.tf": text}))
    assert (code, report["total_monthly_cost"]) == (0, 1)


def test_a_folder_that_is_not_there(tmp_path):
    code, report, err = checked(tmp_path / "none")
    assert (code, report) == (UNREADABLE, None)
    assert "none" in err


def test_values_of_the_environment_are_used_and_not_shown(tmp_path):
    text = 'variable "unasked" {}\n' + resource("ok", "size = 10\n  tags = { token = var.unasked }")
    code, report, _err = checked(write(tmp_path / "infra", {"main.tf": text}))
    assert (code, report["total_monthly_cost"]) == (0, 1)
    assert Path(report["resources"][0]["file"]).name == "main.tf"
