"""``finopsguard prices``: the price book, and how it is kept true."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from finopsguard.commands.options import plan_options, settings_of
from finopsguard.commands.prices_check import prices_check
from finopsguard.console import progress, show
from finopsguard.errors import Exit, UsageError

if TYPE_CHECKING:
    from finopsguard.prices.update.run import Outcome

BOOK = click.option(
    "--price-book", metavar="FILE|FOLDER", default="", help="Another book: one of prices export, or: shipped."
)
SCOPE = (
    click.option(
        "--provider", multiple=True, metavar="NAME", help="aws, azure, gcp, ovhcloud or otc. Repeatable. Default: all."
    ),
    click.option("--service", multiple=True, metavar="NAME", help="As prices list calls it. Repeatable."),
    click.option("--region", multiple=True, metavar="NAME", help="Region code. Repeatable."),
)
QUERY_API = click.option(
    "--query-api",
    is_flag=True,
    help="AWS: ask the Query API through boto3 (your credentials, pricing:GetProducts), not the bulk files.",
)


def _scoped(command: Any) -> Any:
    for option in reversed(SCOPE):
        command = option(command)
    return command


@click.group()
def prices() -> None:
    """What the price book holds, how old it is, and where it came from."""


prices.add_command(prices_check)


@prices.command("list")
@click.argument("provider", default="")
@BOOK
def prices_list(provider: str, price_book: str) -> None:
    """Services in the book, of one PROVIDER if named, with regions, rows, dates and sources."""
    from finopsguard.prices import open_book
    from finopsguard.prices.listing import list_text, overview

    show(list_text(overview(open_book(price_book, os.environ), provider)))


@prices.command("show")
@click.argument("provider")
@click.argument("service")
@click.argument("region", default="")
@click.argument("pattern", default="")
@BOOK
def prices_show(provider: str, service: str, region: str, pattern: str, price_book: str) -> None:
    """Price rows with unit, date, source and SKU, such as: prices show aws AmazonEC2 eu-west-1 'm5.*'

    Without REGION: what the service has. PATTERN is part of a key, or has * and ? as wildcards.
    """
    from finopsguard.prices import open_book
    from finopsguard.prices.listing import select, service_text, show_text, summary

    book = open_book(price_book, os.environ)
    if region:
        show(show_text(select(book, provider, service, region, pattern)))
    else:
        show(service_text(summary(book, provider, service)))


@prices.command("update")
@_scoped
@QUERY_API
@click.option("--dry-run", is_flag=True, help="Fetch and compare, and write nothing.")
@click.option("--confirm", is_flag=True, help="Let prices count that moved by 90 % or more.")
@click.option("--all", "everything", is_flag=True, help="Name every change.")
def prices_update(*, query_api: bool, dry_run: bool, confirm: bool, everything: bool, **scope: tuple[str, ...]) -> int:
    """Fetch official price lists into your data folder, over the shipped book.

    Goes to the network. Without --provider, --service or --region everything is fetched, which is many gigabytes of AWS. What an
    interrupted run has is kept and gone on from. Exit code 4: a list could not be had, or was not as documented.
    """
    from finopsguard.prices.update.summary import update_lines

    outcome = _update(scope, query_api=query_api, dry_run=dry_run, confirm=confirm)
    show("\n".join(update_lines(outcome, dry_run=dry_run, everything=everything)) + "\n")
    return Exit.INCOMPLETE if outcome.failed or not outcome.lists else Exit.PASS


@prices.command("verify")
@_scoped
@QUERY_API
@click.option("--all", "everything", is_flag=True, help="Name every price.")
def prices_verify(*, query_api: bool, everything: bool, **scope: tuple[str, ...]) -> int:
    """Compare the book with the official lists: components whose price moved, is gone, or matches several SKUs. Writes nothing.

    Exit code 1: there are such prices; 4: a list could not be had.
    """
    from finopsguard.prices.update.summary import verify_lines

    outcome = _update(scope, query_api=query_api, dry_run=True, confirm=False, afresh=True)
    lines, differs = verify_lines(outcome, everything=everything)
    show("\n".join(lines) + "\n")
    return Exit.INCOMPLETE if outcome.failed or not outcome.lists else Exit.FAIL if differs else Exit.PASS


@prices.command("accept")
@click.argument("pattern", default="*")
def prices_accept(pattern: str) -> int:
    """Let prices count that an update held back because they moved by 90 % or more.

    PATTERN: 'aws/AmazonEC2/* m5.*' for example; without it all of them.
    """
    from finopsguard.prices import PriceBook
    from finopsguard.prices.age import today
    from finopsguard.prices.place import data_folder
    from finopsguard.prices.update.run import accept
    from finopsguard.prices.update.summary import held_line

    found = accept(data_folder(os.environ), pattern, today(os.environ).isoformat(), PriceBook.shipped())
    if not found:
        raise UsageError("No price that was held back matches.", hint="finopsguard prices update lists them.")
    show("\n".join((f"{len(found):,} accepted", *(held_line(held) for held in found))) + "\n")
    return Exit.PASS


@prices.command("export")
@click.argument("target", metavar="FILE.zip|FOLDER")
@_scoped
@BOOK
def prices_export(target: str, price_book: str, **scope: tuple[str, ...]) -> None:
    """Pin what counts now, for check --price-book: the same prices in every run until you pin anew."""
    from finopsguard.prices import open_book
    from finopsguard.prices.export import export

    made = export(
        open_book(price_book, os.environ),
        Path(target),
        lambda provider, service, region: (
            (not scope["provider"] or provider in scope["provider"])
            and (not scope["service"] or service in scope["service"])
            and (not scope["region"] or region in (*scope["region"], "global", "all"))
        ),
    )
    show(f"{target}: prices of {made.date}, book {made.hash}\n")


@prices.command("diff")
@click.argument("old")
@click.argument("new")
@click.argument("plans", nargs=-1, metavar="[PLAN|FOLDER]...")
@click.option("--all", "everything", is_flag=True, help="Name every change.")
@plan_options
def prices_diff(old: str, new: str, plans: tuple[str, ...], *, everything: bool, **flags: Any) -> None:
    """What changes from one book to another, and what that does to plans.

    OLD and NEW: a book of prices export; shipped: the one of this package; current: with what prices update fetched.
    """
    from finopsguard.prices import open_book
    from finopsguard.prices.diff import difference_lines, differences

    before, after = open_book(old, os.environ), open_book(new, os.environ)
    lines = [f"from {before.hash[:12]} of {before.date} to {after.hash[:12]} of {after.date}"]
    lines += difference_lines(list(differences(before, after)), everything=everything)
    if plans:
        from finopsguard.commands.repriced import repriced_lines

        config, limits = settings_of(flags)
        lines += ["", *repriced_lines(plans, config, limits, old, new)]
    show("\n".join(lines) + "\n")


def _update(
    scope: dict[str, tuple[str, ...]], *, query_api: bool, dry_run: bool, confirm: bool, afresh: bool = False
) -> "Outcome":
    from finopsguard.prices.age import today
    from finopsguard.prices.place import data_folder
    from finopsguard.prices.update.aws import QUERY_VARIABLE
    from finopsguard.prices.update.client import Client
    from finopsguard.prices.update.records import Scope
    from finopsguard.prices.update.run import Updater

    step = progress()
    environ = {**os.environ, **({QUERY_VARIABLE: "1"} if query_api else {})}
    try:
        updater = Updater(
            data_folder(environ),
            environ,
            Client(environ, step),
            today(os.environ).isoformat(),
            step,
            confirm=confirm,
            dry_run=dry_run,
            afresh=afresh,
        )
        asked = Scope(providers=scope["provider"], services=scope["service"], regions=scope["region"])
        return updater.run(asked)
    finally:
        step("")
