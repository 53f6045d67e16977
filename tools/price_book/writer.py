"""Writes a resolved book as sorted text files. The same book gives the same bytes."""

import hashlib
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from shutil import rmtree

from price_book.draft import Draft, Line
from price_book.errors import CompileError
from price_book.services import SERVICES
from price_book.sources import SOURCES

HEADER = ("key", "from", "unit", "price", "currency", "date", "source", "sku", "note")
FX = (
    (
        "EUR",
        "USD",
        "1.1567",
        "2026-08-14",
        "European Central Bank euro reference rate, as quoted by mixxor/eu-cloud-prices",
    ),
)
PARTITIONS = ("provider", "service", "region", "rows", "oldest", "newest", "sha256", "sources")
FACTS_FOLDER = "facts"


def write(draft: Draft, target: Path) -> dict[str, int]:
    """Replaces the data folder; returns figures for the summary."""
    book = draft.resolve()
    _check_units(book)
    if target.exists():
        rmtree(target)
    target.mkdir(parents=True)
    partitions = []
    used: set[str] = set()
    for (provider, service, region), keys in sorted(book.items()):
        rows = [_cells(key, line) for key in sorted(keys) for line in keys[key]]
        path = target / provider / service / f"{region}.tsv"
        data = _table(HEADER, rows)
        _save(path, data)
        dates = [line.date for lines in keys.values() for line in lines]
        used |= {line.source for lines in keys.values() for line in lines}
        digest = hashlib.sha256(data).hexdigest()
        sources = " ".join(sorted({line.source for lines in keys.values() for line in lines}))
        partitions.append((provider, service, region, str(len(rows)), min(dates), max(dates), digest, sources))
    _save(target / "partitions.tsv", _table(PARTITIONS, partitions))
    _save_sources(target, used)
    _save_services(target, {(provider, service) for provider, service, _ in book})
    _save(target / "fx.tsv", _table(("from", "to", "rate", "date", "source"), FX))
    _save_facts(target, draft)
    return {"partitions": len(partitions), "rows": sum(int(row[3]) for row in partitions), "sources": len(used)}


def _check_units(book: dict[tuple[str, str, str], dict[str, list[Line]]]) -> None:
    """One key of a service has one unit, whatever the region: whoever multiplies by it must not have to look."""
    units: dict[tuple[str, str, str], str] = {}
    for (provider, service, region), keys in book.items():
        for key, lines in keys.items():
            if (
                units.setdefault((provider, service, key), lines[0].unit) != lines[0].unit
                and service != "by-resource-type"
            ):
                other = units[provider, service, key]
                raise CompileError(
                    f"{provider}/{service}/{region}: {key} is per {lines[0].unit}, elsewhere per {other}"
                )


def number(value: Decimal) -> str:
    """A decimal in plain notation without trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _cells(key: str, line: Line) -> tuple[str, ...]:
    start = number(line.start) if line.start else ""
    return key, start, line.unit, number(line.price), line.currency, line.date, line.source, line.sku, line.note


def _save_sources(target: Path, used: set[str]) -> None:
    rows = [
        (s.id, s.title, s.trust, s.licence, s.note)
        for s in sorted(SOURCES.values(), key=lambda s: s.id)
        if s.id in used
    ]
    _save(target / "sources.tsv", _table(("id", "title", "trust", "licence", "note"), rows))


def _save_services(target: Path, used: set[tuple[str, str]]) -> None:
    missing = used - SERVICES.keys()
    if missing:
        raise CompileError(f"services without a row in tools/price_book/services.py: {sorted(missing)}")
    rows = [(provider, name, *SERVICES[provider, name]) for provider, name in sorted(used)]
    _save(target / "services.tsv", _table(("provider", "service", "official", "title", "keys", "mapping"), rows))


def _save_facts(target: Path, draft: Draft) -> None:
    for (provider, kind), names in sorted(draft.facts.items()):
        columns = sorted({column for values in names.values() for column in values})
        rows = [(name, *(names[name].get(column, "") for column in columns)) for name in sorted(names)]
        _save(target / provider / FACTS_FOLDER / f"{kind}.tsv", _table(("name", *columns), rows))


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    lines = ["\t".join(header)]
    for row in rows:
        if any(mark in cell for cell in row for mark in "\t\n\r"):
            raise CompileError(f"a cell of {row!r} holds a tab or line break")
        lines.append("\t".join(row))
    return ("\n".join(lines) + "\n").encode()


def _save(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
