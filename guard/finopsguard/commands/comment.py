"""``finopsguard comment``: a report as a comment on a pull request."""

import os

import click

from finopsguard.console import one_line, say
from finopsguard.errors import UsageError

MODES = ("update", "new", "delete-and-new", "hide-and-new")


@click.command()
@click.option("--report", metavar="FILE", help="The JSON report: finopsguard check plan.json --out json=report.json.")
@click.option("--from-artifact", metavar="FILE", help="A JSON report of a fork's run: nothing in it is trusted.")
@click.option(
    "--forge",
    type=click.Choice(("github", "gitlab", "azure-devops", "bitbucket")),
    help="Default: the one whose pipeline this is.",
)
@click.option("--pull-request", metavar="N", default="", help="Its number. Default: that of the pipeline.")
@click.option("--mode", type=click.Choice(MODES), default="update", help="What becomes of an earlier comment.")
@click.option(
    "--when", "when", type=click.Choice(("always", "changed", "fail")), default="always", help="When to comment."
)
@click.option("--key", default="default", help="Tells comments of several jobs apart.")
@click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error.")
def comment(
    report: str | None, from_artifact: str | None, forge: str | None, pull_request: str, mode: str, when: str, key: str
) -> None:
    """Post a JSON report as a comment on a pull request, and keep that comment up to date.

    Tokens are read from the environment only: GITHUB_TOKEN; GITLAB_TOKEN; SYSTEM_ACCESSTOKEN or AZURE_DEVOPS_TOKEN; BITBUCKET_TOKEN.
    """
    from finopsguard.commenting import comment as post
    from finopsguard.forges.comments import Mode, When

    file = report or from_artifact
    if file is None or (report and from_artifact):
        raise UsageError("Give one report: --report FILE or --from-artifact FILE.")
    said = post(
        file,
        os.environ,
        artifact=report is None,
        forge=forge or "",
        number=pull_request,
        mode=Mode(mode),
        when=When(when),
        key=key,
    )
    say(f"Comment on {one_line(said)}")
