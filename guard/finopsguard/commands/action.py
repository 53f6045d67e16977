"""``finopsguard action``: what action.yml runs; not for people."""

import os
import sys

import click


@click.command(hidden=True)
def action() -> int:
    """Check as the GitHub Action does: inputs come from INPUT_* variables, the rest from the runner's."""
    from finopsguard.action import run
    from finopsguard.errors import FinOpsGuardError
    from finopsguard.forges.runner import Annotation, command
    from finopsguard.report.escape import visible

    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return run(os.environ, _say)
    except FinOpsGuardError as error:
        _say(command(Annotation(level="error", title="FinOpsGuard", message=visible(str(error)))))
        return int(error.exit_code)


def _say(text: str) -> None:
    click.echo(text, nl=False)
    sys.stdout.flush()
