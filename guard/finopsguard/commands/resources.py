"""``finopsguard resources``: what each resource type is billed for."""

import click

from finopsguard.console import show


@click.group()
def resources() -> None:
    """What each resource type is billed for."""


@resources.command("list")
def resources_list() -> None:
    """Priced types by cloud, and how many more are free by name."""
    from finopsguard.resources.listing import listing

    show(listing())


@resources.command("show")
@click.argument("type_", metavar="TYPE")
def resources_show(type_: str) -> None:
    """Components, units, usage keys, assumptions and regions of one type, such as aws_instance."""
    from finopsguard.prices import PriceBook
    from finopsguard.resources.listing import details, regions_of

    show(details(type_, regions_of(PriceBook.shipped().partitions())))
