"""Makes a pinned book of what counts now: one zip file, or a folder that shows differences in review."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from finopsguard.errors import UsageError
from finopsguard.prices.book import FACTS, PriceBook
from finopsguard.prices.rows import described, encoded, merged, place_of, table

BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The date of every file in the archive: the same prices give the same bytes."""


def export(book: PriceBook, target: Path, wanted: Callable[[str, str, str], bool]) -> PriceBook:
    """Writes the partitions for which ``wanted(provider, service, region)`` holds, and all else that a book has.

    A name that ends in ``.zip`` makes an archive. Raises :class:`UsageError` if there is something at ``target`` that is no book.
    """
    if target.is_dir() and any(target.iterdir()) and not (target / "partitions.tsv").is_file():
        raise UsageError(
            f"{target} is a folder with something else in it.",
            hint="Name an empty folder, or a file that ends in .zip.",
        )
    files = _files(book, wanted)
    if target.suffix == ".zip":
        _archive(files, target)
    elif target.suffix:
        raise UsageError(f"{target} is no name of a book.", hint="Name a file that ends in .zip, or a folder.")
    else:
        _folder(files, target)
    return PriceBook(target, checked=True)


def _files(book: PriceBook, wanted: Callable[[str, str, str], bool]) -> Iterator[tuple[str, bytes]]:
    found = []
    for partition in book.partitions():
        place = place_of(partition)
        if wanted(*place):
            prices = list(merged(book, place))
            found.append(described(place, prices))
            yield f"{place[0]}/{place[1]}/{place[2]}.tsv", encoded(prices)
    if not found:
        raise UsageError(
            "There is nothing to export: no price is of what was named.", hint="See finopsguard prices list."
        )
    yield "partitions.tsv", table(found)
    rows = [(s.id, s.title, s.trust, s.licence, s.note) for _id, s in sorted(book.sources().items())]
    yield "sources.tsv", _table(("id", "title", "trust", "licence", "note"), rows)
    infos = [(i.provider, i.service, i.official, i.title, i.keys, i.mapping) for i in book.services()]
    yield "services.tsv", _table(("provider", "service", "official", "title", "keys", "mapping"), sorted(infos))
    rates = [(r.source, r.target, f"{r.rate:f}", r.date, r.origin) for r in book.fx()]
    yield "fx.tsv", _table(("from", "to", "rate", "date", "source"), rates)
    lowest = book
    while lowest.below is not None:
        lowest = lowest.below
    for path in sorted(lowest.root.glob(f"*/{FACTS}/*.tsv")):
        yield path.relative_to(lowest.root).as_posix(), path.read_bytes()


def _table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> bytes:
    return ("\n".join("\t".join(row) for row in (header, *rows)) + "\n").encode()


def _archive(files: Iterator[tuple[str, bytes]], target: Path) -> None:
    temporary = target.with_name(f".{target.name}.new")
    try:
        with ZipFile(temporary, "w", ZIP_DEFLATED) as archive:
            for name, data in files:
                info = ZipInfo(name, BEGINNING)
                info.compress_type = ZIP_DEFLATED
                info.external_attr = 0o644 << 16
                archive.writestr(info, data)
        temporary.replace(target)
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {error.strerror or error}.", hint="Check the path.") from None
    finally:
        temporary.unlink(missing_ok=True)


def _folder(files: Iterator[tuple[str, bytes]], target: Path) -> None:
    try:
        for old in target.glob("*/*/*.tsv") if target.is_dir() else ():
            old.unlink()
        for name, data in files:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(data)
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {error.strerror or error}.", hint="Check the path.") from None
