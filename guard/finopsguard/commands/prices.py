"""``finopsguard prices``: the price book."""

import click

from finopsguard.commands.prices_check import prices_check
from finopsguard.console import show


@click.group()
def prices() -> None:
    """What the price book holds, how old it is, and where it came from."""


prices.add_command(prices_check)


@prices.command("list")
@click.argument("provider", default="")
def prices_list(provider: str) -> None:
    """Services in the book, of one PROVIDER if named, with regions, rows, dates and sources."""
    from finopsguard.prices import PriceBook
    from finopsguard.prices.listing import list_text, overview

    show(list_text(overview(PriceBook.shipped(), provider)))


@prices.command("show")
@click.argument("provider")
@click.argument("service")
@click.argument("region", default="")
@click.argument("pattern", default="")
def prices_show(provider: str, service: str, region: str, pattern: str) -> None:
    """Price rows with unit, date, source and SKU, such as: prices show aws AmazonEC2 eu-west-1 'm5.*'

    Without REGION: what the service has. PATTERN is part of a key, or has * and ? as wildcards.
    """
    from finopsguard.prices import PriceBook
    from finopsguard.prices.listing import select, service_text, show_text, summary

    book = PriceBook.shipped()
    if region:
        show(show_text(select(book, provider, service, region, pattern)))
    else:
        show(service_text(summary(book, provider, service)))
