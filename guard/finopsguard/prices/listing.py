"""What ``finopsguard prices list`` and ``prices show`` say: what is inside, how old it is and where it came from."""

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

import msgspec

from finopsguard.errors import UsageError
from finopsguard.prices.book import Partition, PriceBook
from finopsguard.types.price import Price, Source

MAX_REGIONS_SHOWN = 3


class ServiceSummary(msgspec.Struct, frozen=True, gc=False):
    """One service of the book."""

    provider: str
    service: str
    title: str
    official: str
    """Its code or name in the provider's price API."""
    keys: str
    """The pattern of its keys."""
    regions: tuple[str, ...]
    rows: int
    oldest: str
    newest: str
    sources: tuple[str, ...]


class Overview(msgspec.Struct, frozen=True, gc=False):
    """The whole book."""

    date: str
    hash: str
    services: tuple[ServiceSummary, ...]
    sources: tuple[Source, ...]
    """The lists that those services' prices come from."""


def overview(book: PriceBook, provider: str = "") -> Overview:
    """What the book holds, of one provider if named; reads no prices.

    Raises :class:`UsageError` for a provider that it lacks.
    """
    partitions = [p for p in book.partitions() if not provider or p.provider == provider]
    if provider and not partitions:
        raise UsageError(
            f"The price book has nothing of {provider!r}.",
            hint=_choose(provider, {p.provider for p in book.partitions()}),
        )
    services = tuple(_summaries(book, partitions))
    used = {source for service in services for source in service.sources}
    sources = tuple(source for name, source in sorted(book.sources().items()) if name in used)
    return Overview(book.date, book.hash, services, sources)


def select(book: PriceBook, provider: str, service: str, region: str, pattern: str = "") -> tuple[Price, ...]:
    """The prices of a partition whose key contains ``pattern``, or matches it if it has ``*`` or ``?``.

    Raises :class:`UsageError` naming the nearest provider, service or region if there is no such partition.
    """
    _check_names(book, provider, service, region)
    wanted = pattern if any(mark in pattern for mark in "*?[") else f"*{pattern}*"
    keys = (key for key in book.keys(provider, service, region) if fnmatchcase(key, wanted))
    return tuple(price for key in keys if (price := book.find(provider, service, region, key)))


def summary(book: PriceBook, provider: str, service: str) -> ServiceSummary:
    """One service. Raises :class:`UsageError` naming the nearest if there is none."""
    _check_names(book, provider, service)
    return next(_summaries(book, [p for p in book.partitions() if (p.provider, p.service) == (provider, service)]))


def list_text(found: Overview) -> str:
    """``prices list`` as a table, with the sources below it."""
    header = ("PROVIDER", "SERVICE", "REGIONS", "ROWS", "OLDEST", "NEWEST", "SOURCES")
    rows = [
        (s.provider, s.service, _regions(s.regions), f"{s.rows:,}", s.oldest, s.newest, str(len(s.sources)))
        for s in found.services
    ]
    lines = [f"Price book of {found.date}, {found.hash[:12]}: {sum(s.rows for s in found.services):,} prices", ""]
    lines += _columns((header, *rows), right={3, 6})
    lines += ["", "Sources:"]
    for source in found.sources:
        lines.append(f"  {source.id} ({source.trust} trust{', ' + source.licence if source.licence else ''})")
        lines.append(f"    {source.title}{'; ' + source.note if source.note else ''}")
    return "\n".join(lines) + "\n"


def service_text(found: ServiceSummary) -> str:
    """``prices show PROVIDER SERVICE``: what the service has and how to ask for more."""
    lines = [
        f"{found.title} ({found.provider}/{found.service}{', official: ' + found.official if found.official else ''})",
        f"{found.rows:,} prices, {found.oldest} to {found.newest}",
        f"Keys: {found.keys}",
        f"Regions: {', '.join(found.regions)}",
        f"Sources: {', '.join(found.sources)}",
    ]
    return "\n".join(lines) + "\n"


def show_text(prices: Iterable[Price]) -> str:
    """``prices show PROVIDER SERVICE REGION [PATTERN]``: every tier of every price with date, source and SKU."""
    header = ("KEY", "FROM", "PRICE", "UNIT", "DATE", "SOURCE", "SKU", "NOTE")
    rows = [
        (
            price.key if number == 0 else "",
            f"{tier.start:,f}" if tier.start else "",
            f"{tier.price:f} {price.currency}",
            price.unit,
            price.date,
            price.source,
            price.sku if number == 0 else "",
            price.note if number == 0 else "",
        )
        for price in prices
        for number, tier in enumerate(price.tiers)
    ]
    if not rows:
        return "No price matches.\n"
    return "\n".join(_columns((header, *rows), right={1})) + "\n"


def _summaries(book: PriceBook, partitions: Sequence[Partition]) -> Iterator[ServiceSummary]:
    groups: dict[tuple[str, str], list[Partition]] = {}
    for partition in partitions:
        groups.setdefault((partition.provider, partition.service), []).append(partition)
    infos = {(info.provider, info.service): info for info in book.services()}
    for place, members in groups.items():
        info = infos.get(place)
        yield ServiceSummary(
            *place,
            title=info.title if info else place[1],
            official=info.official if info else "",
            keys=info.keys if info else "",
            regions=tuple(member.region for member in members),
            rows=sum(member.rows for member in members),
            oldest=min(member.oldest for member in members),
            newest=max(member.newest for member in members),
            sources=tuple(sorted({source for member in members for source in member.sources.split()})),
        )


def _check_names(book: PriceBook, provider: str, service: str, region: str | None = None) -> None:
    partitions = book.partitions()
    for what, given, known in (
        ("provider", provider, {p.provider for p in partitions}),
        ("service", service, {p.service for p in partitions if p.provider == provider}),
        ("region", region, {p.region for p in partitions if (p.provider, p.service) == (provider, service)}),
    ):
        if given is not None and given not in known:
            raise UsageError(f"The price book has no {what} {given!r}.", hint=_choose(given, known))


def _choose(given: str, known: set[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only for a mistake

    lower = {name.lower(): name for name in sorted(known)}
    close = [lower[name] for name in get_close_matches(given.lower(), lower, n=3)]
    if close:
        return f"Did you mean {' or '.join(close)}?"
    return f"It has {', '.join(sorted(known))}."


def _regions(regions: tuple[str, ...]) -> str:
    return ", ".join(regions) if len(regions) <= MAX_REGIONS_SHOWN else f"{len(regions)} regions"


def _columns(rows: Sequence[Sequence[str]], right: set[int]) -> list[str]:
    """Rows with columns as wide as their widest cell; the columns in ``right`` are aligned to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = (
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  ".join(cells).rstrip())
    return lines
