"""``finopsguard action``: what action.yml runs; not for people."""

import os
import sys

import click


@click.command(hidden=True)
def action() -> int:
    """Check as the GitHub Action does: inputs come from INPUT_* variables, the rest from the runner's."""
    from finopsguard.action import main

    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="backslashreplace")
    return main(os.environ, _say)


def _say(text: str) -> None:
    click.echo(text, nl=False)
    sys.stdout.flush()
