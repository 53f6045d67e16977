"""The command line: flags in, text out, an exit code. No logic of its own; each command imports what it needs when it runs."""

import sys
from importlib import import_module
from typing import cast

import click

from finopsguard import __version__
from finopsguard.commands import COMMANDS
from finopsguard.console import colour, one_line, say
from finopsguard.errors import Exit, FinOpsGuardError


def run(arguments: list[str] | None = None) -> int:
    """Run a command and answer its exit code. Expected errors are one message on standard error; a traceback is shown with ``--debug``."""
    given = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in given
    try:
        return int(main.main(args=given, prog_name="finopsguard", standalone_mode=False) or 0)
    except (click.exceptions.Abort, KeyboardInterrupt):
        say("Interrupted.")
        return Exit.INTERRUPTED
    except click.ClickException as error:
        error.show()
        return Exit.USAGE
    except FinOpsGuardError as error:
        return _failed(error, debug=debug)
    except Exception as error:  # noqa: BLE001  nothing may end in a bare traceback and Python's exit code 1, which means fail
        return _internal(error, debug=debug)


def _failed(error: FinOpsGuardError, *, debug: bool) -> int:
    if debug:
        _show_traceback(error)
    label = click.style("Error:", fg="red", bold=True) if colour(sys.stderr) else "Error:"
    say(f"{label} {one_line(str(error))}")
    return error.exit_code


def _internal(error: Exception, *, debug: bool) -> int:
    """Says where it happened. What went wrong is for the traceback: the text of an exception may hold a value of the plan."""
    if debug:
        _show_traceback(error)
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    where = f" in {last.tb_frame.f_globals.get('__name__')}, line {last.tb_lineno}" if last is not None else ""
    say(
        f"Internal error: {type(error).__name__}{where}.\n"
        "This is a bug in finopsguard. Run again with --debug for the traceback."
    )
    return Exit.INTERNAL


def _show_traceback(error: Exception) -> None:
    import traceback

    say("".join(traceback.format_exception(error)).rstrip())


class Commands(click.Group):
    """The commands of :data:`COMMANDS`, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  as click calls it
        """Names in the order of the registry."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  as click calls it
        """The command of that name."""
        target = COMMANDS.get(cmd_name)
        if target is None:
            return None
        module, _, function = target.partition(":")
        return cast("click.Command", getattr(import_module(module), function))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(__version__, message="%(prog)s %(version)s")
def main() -> None:
    """Say what a Terraform or OpenTofu change costs per month, why, and whether it may pass.

    Works offline: prices come from a book inside the package. Start with: terraform show -json plan.tfplan > plan.json, then
    finopsguard check plan.json
    """
