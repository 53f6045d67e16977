"""``finopsguard policy``: what policies there are, what they say, and whether their examples hold."""

from typing import TYPE_CHECKING

import click

from finopsguard.console import say, show

if TYPE_CHECKING:
    from finopsguard.config import Config

FOLDERS = click.option(
    "--policies", "folders", metavar="DIR", multiple=True, help="Own policies besides those shipped. Repeatable."
)
CONFIG = click.option("--config", metavar="FILE", help="Settings. Default: finopsguard.yml in the working directory.")
DEBUG = click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error.")


@click.group()
def policy() -> None:
    """Policies: list, show and test them, or begin a new one."""


@policy.command("list")
@FOLDERS
@CONFIG
@DEBUG
def policy_list(folders: tuple[str, ...], config: str | None) -> None:
    """Every policy with severity, action, whether it is on, and its title."""
    from finopsguard.policies.listing import list_text
    from finopsguard.policies.load import load
    from finopsguard.policies.select import select

    settings = _settings(config, folders)
    every = load(settings.policy_dirs)
    show(_visible(list_text(every, select(every, settings))))


@policy.command("show")
@click.argument("policy_id", metavar="ID")
@FOLDERS
@CONFIG
@DEBUG
def policy_show(policy_id: str, folders: tuple[str, ...], config: str | None) -> None:
    """One policy with its reason, condition, settings and file."""
    from finopsguard.errors import UsageError
    from finopsguard.policies.expressions.parse import near
    from finopsguard.policies.listing import show_text
    from finopsguard.policies.load import load
    from finopsguard.policies.select import select

    settings = _settings(config, folders)
    every = {one.id: one for one in load(settings.policy_dirs, tests=True)}
    if policy_id not in every:
        raise UsageError(f"There is no policy {policy_id}.", hint=near(policy_id, every, "policies"))
    chosen = {one.id: one for one in select(list(every.values()), settings)}
    show(_visible(show_text(chosen.get(policy_id, every[policy_id]), on=policy_id in chosen)))


@policy.command("test")
@click.argument("paths", nargs=-1, metavar="[DIR|FILE]...")
@click.option("-v", "--verbose", is_flag=True, help="Show every message and fix.")
@DEBUG
def policy_test(paths: tuple[str, ...], *, verbose: bool) -> int:
    """Run the examples in the `tests:` of policies; without a path, of those shipped. Exit code 1 if one does not hold."""
    from finopsguard.policies.listing import failed, test_text
    from finopsguard.policies.load import own, shipped

    policies = own(paths) if paths else shipped()
    text, outcomes = test_text(policies, verbose=verbose)
    show(_visible(text))
    return 1 if failed(policies, outcomes) else 0


@policy.command("new")
@click.argument("policy_id", metavar="ID")
@click.option("--out", metavar="FILE", help="Where to write it. Default: standard output.")
@DEBUG
def policy_new(policy_id: str, out: str | None) -> None:
    """A commented policy to begin with, whose examples hold; ID in small letters and dashes, as the file is to be called."""
    from finopsguard.policies.template import new_policy
    from finopsguard.write import write_file

    text = new_policy(policy_id, out or "")
    if out is None:
        show(text)
        return
    write_file(out, text)
    say(f"Written to {out}. Try it with: finopsguard policy test {out}")


def _settings(config: str | None, folders: tuple[str, ...]) -> "Config":
    from pathlib import Path

    from msgspec.structs import replace

    from finopsguard.config import load

    settings = load(config, Path())
    return replace(settings, policy_dirs=(*settings.policy_dirs, *folders))


def _visible(text: str) -> str:
    """Without what a terminal would obey: a policy file may be anybody's."""
    from finopsguard.report.escape import visible

    return "".join(f"{visible(line)}\n" for line in text.splitlines())
