"""What the README shows is what the program does."""

import re
import shlex
from pathlib import Path

import click
import pytest

from finopsguard.cli import main, run
from finopsguard.errors import Exit

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_report_shown_is_how_the_report_begins(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    command, shown = re.search(
        r"`(finopsguard check [^`]*)` begins:\n\n```text\n(.*?)\n```", README, re.DOTALL
    ).groups()
    run(shlex.split(command)[1:])
    assert capsys.readouterr().out.startswith(shown + "\n")


@pytest.mark.parametrize(
    "flag", sorted(set(re.findall(r"`[^`]*?(--[a-z][a-z-]+)", README)) - {"--update-goldens", "--from", "--to"})
)
def test_every_flag_named_exists(flag):
    known = {name for command in commands(main) for parameter in command.params for name in parameter.opts}
    assert flag in known


def commands(group: click.Group):
    """The commands of a group, and of the groups in it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield command
        if isinstance(command, click.Group):
            yield from commands(command)


def test_every_path_linked_or_named_exists():
    named = re.findall(r"\]\(([^)#:]+)\)", README) + re.findall(
        r"`((?:guard|tools|tests|fixtures|docs)/[A-Za-z0-9_./-]+)`", README
    )
    assert named
    missing = [path for path in named if "<" not in path and not (ROOT / path).exists()]
    assert missing == []


def test_the_exit_codes_listed_are_all_there_are():
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)}
    assert listed == {code.value for code in Exit} - {Exit.INTERRUPTED}
