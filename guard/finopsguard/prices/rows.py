"""Whole partitions: rows as text, books laid over each other, and the table of partitions."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from hashlib import sha256

import msgspec

from finopsguard.prices.book import HEADER, Partition, PriceBook, price_of
from finopsguard.types.price import Price

PARTITIONS = "provider\tservice\tregion\trows\toldest\tnewest\tsha256\tsources"

Place = tuple[str, str, str]
"""Provider, service, region: what names a partition."""


def place_of(partition: Partition) -> Place:
    """Where a partition stands."""
    return partition.provider, partition.service, partition.region


def prices_in(book: PriceBook, place: Place) -> Iterator[Price]:
    """Every price of a partition of this book alone, sorted by key; the partition is read once and held as text."""
    lines: list[list[str]] = []
    for line in book.text(*place)[len(HEADER) + 1 :].decode().splitlines():
        cells = line.split("\t")
        if lines and lines[0][0] != cells[0]:
            yield price_of(*place, lines)
            lines = []
        lines.append(cells)
    if lines:
        yield price_of(*place, lines)


def merged(book: PriceBook, place: Place) -> Iterator[Price]:
    """Every price of a partition with the books below: row over row by key, the newer date on top."""
    if book.below is None:
        yield from prices_in(book, place)
        return
    prices = {price.key: price for price in merged(book.below, place)}
    for own in prices_in(book, place):
        if own.key not in prices or prices[own.key].date <= own.date:
            prices[own.key] = own
    for key in sorted(prices, key=str.encode):
        yield prices[key]


def joined(book: PriceBook, own: Partition, listed: Partition) -> Partition:
    """What the table would say of a partition that two books have."""
    rows = list(merged(book, place_of(own)))
    found = described(place_of(own), rows)
    return msgspec.structs.replace(found, sha256=f"{own.sha256}+{listed.sha256}")


def described(place: Place, prices: Iterable[Price]) -> Partition:
    """The row of the table of partitions for these prices, at least one."""
    every = list(prices)
    dates = [price.date for price in every]
    sources = " ".join(sorted({source for price in every for source in price.source.split(" + ")}))
    rows = sum(len(price.tiers) for price in every)
    return Partition(*place, rows, min(dates), max(dates), sha256(encoded(every)).hexdigest(), sources)


def encoded(prices: Iterable[Price]) -> bytes:
    """A partition's file. The prices are sorted by key."""
    lines = [HEADER]
    for price in prices:
        for tier in price.tiers:
            start = number(tier.start) if tier.start else ""
            cells = (price.key, start, price.unit, number(tier.price), price.currency, price.date, price.source)
            lines.append("\t".join((*cells, price.sku, price.note)))
    return ("\n".join(lines) + "\n").encode()


def table(partitions: Iterable[Partition]) -> bytes:
    """The file ``partitions.tsv``."""
    lines = [PARTITIONS]
    for p in sorted(partitions, key=place_of):
        lines.append("\t".join((*place_of(p), str(p.rows), p.oldest, p.newest, p.sha256, p.sources)))  # noqa: PERF401  reads better
    return ("\n".join(lines) + "\n").encode()


def number(value: Decimal) -> str:
    """A decimal in plain notation without trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
