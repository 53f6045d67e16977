"""``finopsguard explain``: how each amount of one resource comes about."""

from typing import Any

import click

from finopsguard.commands.options import plan_options, settings_of
from finopsguard.console import show


@click.command()
@click.argument("plan")
@click.argument("address")
@plan_options
def explain(plan: str, address: str, **flags: Any) -> None:
    """Show how each amount of one resource comes about: attributes, price row (source, date), quantity, maths.

    ADDRESS is the resource's address in PLAN, such as 'module.app.aws_instance.web[0]'.
    """
    from finopsguard.explain import explain as run_explain
    from finopsguard.report.explain import explanation

    config, limits = settings_of(flags)
    show(explanation(run_explain(plan, address, config, limits=limits)))
