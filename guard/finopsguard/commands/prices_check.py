"""``finopsguard prices check``: what own price files do."""

import os
from pathlib import Path

import click

from finopsguard.console import show


@click.command("check")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
def prices_check(files: tuple[str, ...]) -> int:
    """Say what each row of own price FILEs does: which list price it replaces, what a discount is for, what matches nothing.

    Exit codes: 0 every row has a use, 1 one has none, 3 a file cannot be read.
    """
    from finopsguard.prices import open_book
    from finopsguard.prices.overrides import PriceFile, read_price_file
    from finopsguard.prices.own_file import effects, lines_of
    from finopsguard.report.escape import visible
    from finopsguard.resources.registry import PRICED

    read: list[PriceFile] = []
    for file in files:
        read.append(read_price_file(Path(file), tuple(rule for earlier in read for rule in earlier.discounts)))
    found = effects(read, open_book("", os.environ), PRICED)
    show("".join(f"{visible(line)}\n" for line in lines_of(found)))
    return 1 if any(effect.useless for effect in found) else 0
