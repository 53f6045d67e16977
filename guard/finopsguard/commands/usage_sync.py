"""``finopsguard usage sync``: measured quantities for the usage file."""

from typing import Any

import click

from finopsguard.commands.options import plan_options, settings_of
from finopsguard.console import one_line, progress, say, show
from finopsguard.errors import Exit, UsageError

CLOUDS = ("aws", "gcp", "azure")


@click.command()
@click.argument("plans", nargs=-1, metavar="[PLAN|FOLDER]...")
@click.option("--cloud", "clouds", multiple=True, type=click.Choice(CLOUDS), help="Only this cloud. Repeatable.")
@click.option("--days", type=click.IntRange(1, 90), default=30, help="The last N complete days. Default: 30.")
@click.option("--overwrite", is_flag=True, help="Replace values too that were written or changed by hand.")
@click.option("--dry-run", is_flag=True, help="Ask the clouds, show what would change in the file, and write nothing.")
@click.option("--env-file", metavar="FILE", help="Settings and credentials. Default: .env, except under CI.")
@plan_options
def sync(plans: tuple[str, ...], clouds: tuple[str, ...], **flags: Any) -> int:
    """Write what live resources do into the usage file: requests, gigabytes, read and write units.

    PLAN is the output of `terraform show -json PLANFILE`; its resources that exist already are asked for by the names that the state
    has. What people wrote in the file stays as it is, unless --overwrite is given. Running it is consent to ask the clouds; they are
    only read.

    Exit codes: 0 done, 2 wrong usage, 3 input cannot be read, 4 something could not be measured.
    """
    import logging

    from finopsguard.live import usage_factory
    from finopsguard.usage_sync import difference, sync
    from finopsguard.write import write_file

    logging.getLogger("finopsguard").addHandler(logging.NullHandler())  # what went wrong is said once, here
    days, overwrite, dry_run, env_file = (flags.pop(name) for name in ("days", "overwrite", "dry_run", "env_file"))
    asked = clouds or CLOUDS
    config, limits = settings_of(flags)
    step = progress()
    try:
        found = sync(
            plans,
            config,
            limits,
            usage_factory(env_file or "", asked),
            asked,
            days=days,
            overwrite=overwrite,
            progress=step,
        )
    finally:
        step("")
    for file in found.files:
        changed = file.before != file.after
        if dry_run:
            show(difference(file), utf8=True)
        elif changed:
            try:
                write_file(file.path, file.after)
            except UsageError as error:
                raise UsageError(error.message, hint="Check --usage-file.") from None
        state = "would be changed" if dry_run and changed else "changed" if changed else "as it was"
        say(one_line(f"{file.path}: {file.quantities} quantities measured, {state}."))
        for kept in file.kept:
            line = f"  kept: {kept.address} {kept.key}: {kept.stands} (measured {kept.measured:f}): {kept.why}"
            say(one_line(line))
    say(f"{found.measured} of {found.resources} resources that can be measured have figures.")
    for failure in found.failures:
        say(f"Incomplete: {one_line(failure)}")
    return Exit.INCOMPLETE if found.failures else Exit.PASS
