"""``finopsguard quota``: what a project of an OpenStack cloud may use, and whether plans fit it."""

import click

from finopsguard.console import progress, show
from finopsguard.errors import Exit

FORMATS = ("text", "json")


@click.group()
def quota() -> None:
    """What a project of an OpenStack cloud may use, and whether plans fit it.

    Credentials: OS_* variables (an openrc file), or an entry of clouds.yaml in ~/.config/openstack or /etc/openstack. No clouds.yaml of the
    working directory is read.
    """


@quota.command("show")
@click.argument("source", default="openstack", metavar="[openstack[:CLOUD]]")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", help="Format on standard output.")
@click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error.")
def quota_show(source: str, format_: str) -> int:
    """Every quota of the login's project with what is used.

    Exit codes: 0 all services answered, 2 wrong usage, 4 one or more did not.
    """
    from finopsguard.adapters.openstack import OpenStackError, open_quotas
    from finopsguard.adapters.openstack.names import cloud_of
    from finopsguard.live import say_once
    from finopsguard.report.quota_table import quotas_json, quotas_text
    from finopsguard.types.quota import AnswerStatus, Stated

    say_once()
    quotas = open_quotas(cloud_of(source))
    try:
        place = quotas.place(Stated())
        if place.refused:
            raise OpenStackError(
                f"The quotas of {quotas.cloud or 'the cloud'} cannot be read: {place.refused}",
                hint="Check the credentials with: openstack token issue.",
            )
        answers = quotas.all(place)
    finally:
        quotas.close()
    show((quotas_json if format_ == "json" else quotas_text)(place, answers), utf8=format_ == "json")
    whole = all(answer.status is not AnswerStatus.ERROR for answer in answers.values())
    return Exit.PASS if whole else Exit.INCOMPLETE


@quota.command("check")
@click.argument("plans", nargs=-1, required=True, metavar="PLAN...")
@click.option(
    "--quotas",
    "source",
    default="openstack",
    metavar="openstack[:CLOUD]",
    help="Cloud whose quotas count. Default: that of OS_*.",
)
@click.option("--headroom", default="10%", metavar="N%", help="Less room than this share of a limit is tight.")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", help="Format on standard output.")
@click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error.")
def quota_check(plans: tuple[str, ...], source: str, headroom: str, format_: str) -> int:
    """Whether plans fit the quotas of the projects that they are for; all of them together.

    Exit codes: 0 they fit, 1 they do not, 2 wrong usage, 3 a plan cannot be read, 4 a quota or what the plan takes is not known.
    """
    import os

    from finopsguard.adapters.openstack import open_quotas
    from finopsguard.adapters.openstack.names import cloud_of
    from finopsguard.compare.quota_reasons import quota_reasons
    from finopsguard.compare.quotas import check_quotas
    from finopsguard.config import share
    from finopsguard.live import say_once
    from finopsguard.plan import Limits, read_plan
    from finopsguard.report.quota_table import lines_json, lines_text
    from finopsguard.verdict import exit_code, verdict

    say_once()
    tight, cloud = share(headroom, "--headroom"), cloud_of(source)
    step = progress()
    step("reading plans")
    read = [read_plan(path, limits=Limits(), environ=os.environ) for path in plans]
    quotas = open_quotas(cloud)
    step("asking for quotas")
    try:
        lines = check_quotas(read, quotas, tight=tight)
    finally:
        quotas.close()
        step("")
    reasons = quota_reasons(lines)
    word = verdict(reasons)
    if format_ == "json":
        show(lines_json(lines, word, reasons), utf8=True)
    else:
        said = "".join(f"{reason.verdict.upper()}: {reason.message} {reason.fix}\n" for reason in reasons)
        show(lines_text(lines) + ("\n" + said if said else ""))
    return exit_code(word, soft_fail=False)
