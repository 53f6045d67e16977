"""``finopsguard init``: the files that a repository needs to begin."""

from pathlib import Path

import click

from finopsguard.console import show


@click.command()
@click.argument("folder", default=".")
@click.option(
    "--forge",
    type=click.Choice(("github", "gitlab", "azure-devops", "bitbucket")),
    help="Whose pipeline to write. Default: what the files and the remote say.",
)
@click.option("--repository", metavar="OWNER/NAME", default="", help="Where FinOpsGuard is taken from, on GitHub.")
@click.option("--force", is_flag=True, help="Write files anew that are there already.")
@click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error.")
def init(folder: str, forge: str | None, repository: str, *, force: bool) -> None:
    """Write finopsguard.yml, a pipeline and a hook for pre-commit, from what is in FOLDER. What is there already is kept.

    Projects and usage files of an infracost.yml are taken over.
    """
    from finopsguard.report.escape import visible
    from finopsguard.starting import start

    text = start(Path(folder), forge=forge or "", repository=repository, force=force).text()
    show("".join(f"{visible(line)}\n" for line in text.splitlines()))
