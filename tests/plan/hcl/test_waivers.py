"""Inline waivers: what counts as one, where it may stand, and what is said of one that does not count."""

from pathlib import Path

import pytest
from msgspec import structs

from finopsguard.plan.hcl.directory import read_directory
from finopsguard.plan.hcl.records import Kind
from finopsguard.plan.hcl.waivers import Found, find_waivers
from finopsguard.plan.limits import Limits
from finopsguard.plan.source import with_places
from finopsguard.types.policy import Waiver
from tests.plan.hcl.directories import write


def found(folder: Path, text: str, name: str = "main.tf") -> Found:
    """The waivers of a directory with one file."""
    (folder / name).write_text(text, encoding="utf-8")
    return find_waivers(folder, folder)


def test_a_waiver_above_a_block(tmp_path: Path) -> None:
    answer = found(
        tmp_path,
        "# finopsguard:ignore[no-large-instances, tags] load test of the shop owner=@web until 2027-01-31\n"
        'resource "aws_instance" "load" {\n}\n',
    )
    assert answer.waivers == (
        Waiver(
            policies=("no-large-instances", "tags"),
            reason="load test of the shop",
            owner="@web",
            expires="2027-01-31",
            file=str(tmp_path / "main.tf"),
            line=1,
            block_type="aws_instance",
            block_name="load",
        ),
    )
    assert answer.problems == ()


@pytest.mark.parametrize(
    "comment",
    [
        "# finopsguard:ignore[p] why until 2027-01-31",
        "// finopsguard:ignore[p] why until 2027-01-31",
        "/* finopsguard:ignore[p] why until 2027-01-31 */",
        "#finopsguard:ignore[p]   why   until 2027-01-31  ",
        "## finopsguard:ignore [p] why until 2027-01-31",
        "# finopsguard:ignore[p] owner=@a why until 2027-01-31",
        "# finopsguard:ignore[p] why until 2027-01-31 owner=@a",
    ],
)
@pytest.mark.parametrize(
    "block",
    [
        '{comment}\nresource "a_b" "c" {{\n  x = 1\n}}\n',
        '{comment}\n# another\nresource "a_b" "c" {{\n}}\n',
        'variable "v" {{\n}}\n\n{comment}\nresource "a_b" "c" {{}}\n',
        'resource "a_b" "c" {{\n  {comment}\n  x = 1\n}}\n',
        'resource "a_b" "c" {{\n  x = 1 {comment}\n}}\n',
        'resource "a_b" "c" {{\n  y {{\n    {comment}\n  }}\n}}\n',
        'resource "a_b" "c" {{\n  x = {{\n    {comment}\n    z = 1\n  }}\n}}\n',
        'resource "a_b" "c" {{ {comment}\n  x = 1\n}}\n',
    ],
)
def test_all_its_forms_and_places(tmp_path: Path, comment: str, block: str) -> None:
    answer = found(tmp_path, block.format(comment=comment))
    assert [(w.policies, w.reason, w.expires, w.block_type, w.block_name) for w in answer.waivers] == [
        (("p",), "why", "2027-01-31", "a_b", "c")
    ]
    assert answer.problems == ()


@pytest.mark.parametrize(
    "text",
    [
        'resource "a_b" "c" {\n  x = "# finopsguard:ignore[p] why until 2027-01-31"\n}\n',
        'resource "a_b" "c" {\n  x = <<EOT\n# finopsguard:ignore[p] why until 2027-01-31\nEOT\n}\n',
        '# not the start: finopsguard:ignore[p] why until 2027-01-31\nresource "a_b" "c" {\n}\n',
        'resource "a_b" "c" {\n}\n',
    ],
)
def test_what_is_no_waiver(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) == Found((), ())


@pytest.mark.parametrize(
    ("comment", "why"),
    [
        ("# finopsguard:ignore[p] until 2027-01-31", "gives no reason"),
        ("# finopsguard:ignore[p]", "gives no reason"),
        ("# finopsguard:ignore[p] owner=@a", "gives no reason"),
        ("# finopsguard:ignore[p] why until 2027-02-30", "a date that is none"),
        ("# finopsguard:ignore[p] why until tomorrow", "a date that is none"),
        ("# finopsguard:ignore[p] why until 20270131", "a date that is none"),
        ("# finopsguard:ignore why until 2027-01-31", "does not name the policies"),
        ("# finopsguard:ignore[] why until 2027-01-31", "does not name the policies"),
        ("# finopsguard:ignore[*] why until 2027-01-31", "does not name the policies"),
        ("# finopsguard:ignore[p owner=@a why", "does not name the policies"),
        ("# finopsguard:ignore[p] owner=@a owner=@b why", "more than one owner"),
    ],
)
def test_one_that_is_not_well_formed_is_reported(tmp_path: Path, comment: str, why: str) -> None:
    answer = found(tmp_path, f'{comment}\nresource "a_b" "c" {{\n}}\n')
    assert answer.waivers == ()
    (problem,) = answer.problems
    assert why in problem.message
    assert (problem.kind, problem.line, problem.file) == (Kind.WAIVER, 1, str(tmp_path / "main.tf"))


@pytest.mark.parametrize(
    "text",
    [
        '# finopsguard:ignore[p] why until 2027-01-31\n\nresource "a_b" "c" {\n}\n',
        '# finopsguard:ignore[p] why until 2027-01-31\nvariable "v" {\n}\n',
        'resource "a_b" "c" {\n}\n# finopsguard:ignore[p] why until 2027-01-31\n',
    ],
)
def test_one_that_stands_at_no_block_is_reported(tmp_path: Path, text: str) -> None:
    answer = found(tmp_path, text)
    assert answer.waivers == ()
    assert ["neither in nor directly above" in problem.message for problem in answer.problems] == [True]


def test_a_trailing_comment_belongs_to_the_block_that_ends_there(tmp_path: Path) -> None:
    answer = found(tmp_path, 'resource "a_b" "c" {\n} # finopsguard:ignore[p] why\nresource "a_b" "d" {\n}\n')
    assert [(w.block_name, w.expires) for w in answer.waivers] == [("c", "")]


def test_local_modules_are_read_with_their_address_and_downloaded_ones_are_not(tmp_path: Path) -> None:
    waiver = "# finopsguard:ignore[p] why until 2027-01-31\n{}\n"
    (tmp_path / "main.tf").write_text(
        waiver.format('module "app" {\n  source = "./app"\n}') + '\nmodule "far" {\n  source = "example/far/aws"\n}\n',
        encoding="utf-8",
    )
    for folder, text in {
        "app": waiver.format('data "a_b" "c" {}') + '\nmodule "disk" {\n  source = "../disk"\n}\n',
        "disk": waiver.format('resource "a_b" "d" {}'),
        ".terraform/modules/far": waiver.format('resource "a_b" "e" {}'),
    }.items():
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "main.tf").write_text(text, encoding="utf-8")
    assert [(w.module, w.block_type, w.block_name) for w in find_waivers(tmp_path, tmp_path).waivers] == [
        ("", "module", "app"),
        ("module.app", "a_b", "c"),
        ("module.app.module.disk", "a_b", "d"),
    ]


def test_modules_that_call_themselves_or_lie_outside_end(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (outside / "main.tf").write_text('# finopsguard:ignore[p] why\nresource "a_b" "c" {}\n', encoding="utf-8")
    (inside / "main.tf").write_text(
        'module "self" {\n  source = "./"\n}\nmodule "out" {\n  source = "../out"\n}\n', encoding="utf-8"
    )
    (inside / "link.tf").symlink_to(outside / "main.tf")
    assert find_waivers(inside, inside) == Found((), ())


def test_a_file_that_cannot_be_parsed_is_named(tmp_path: Path) -> None:
    answer = found(tmp_path, '# finopsguard:ignore[p] why\nresource "a_b" "c" {\n  x = = 1\n}\n')
    assert [(problem.kind, problem.line) for problem in answer.problems] == [(Kind.SYNTAX, 3)]


WAIVED = '# finopsguard:ignore[p] why\nresource "aws_ebs_volume" "{}" {{\n  size = 10\n}}\n'


@pytest.mark.parametrize("named", ["infra", "./infra", "infra/", "modules/../infra", "."])
def test_files_are_called_as_resources_of_the_folder_and_of_its_plan_call_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    write(
        tmp_path,
        {
            ".git/HEAD": "",
            "infra/main.tf": WAIVED.format("here") + 'module "m" {\n  source = "../modules/m"\n}\n',
            "infra/data.tofu": WAIVED.format("tofu"),
            "modules/m/main.tf": WAIVED.format("there"),
        },
    )
    monkeypatch.chdir(tmp_path / "infra" if named == "." else tmp_path)
    found = find_waivers(Path(named), tmp_path)
    assert found.problems == ()
    waived = {(waiver.file, waiver.line + 1) for waiver in found.waivers}

    plan = read_directory(named)
    assert {(change.file, change.line) for change in plan.changes} == waived
    of_file = structs.replace(
        plan, changes=tuple(structs.replace(change, file="", line=None) for change in plan.changes)
    )
    placed = with_places(of_file, named, Limits())
    assert {(change.file, change.line) for change in placed.changes} == waived
