"""The fetched book on disk. What is written becomes the book by replacing one small file, so that nobody ever reads half an update."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from shutil import copyfile, rmtree

import msgspec

from finopsguard.prices.book import Partition, PriceBook
from finopsguard.prices.place import POINTER, fetched
from finopsguard.prices.rows import Place, described, encoded, place_of, table
from finopsguard.prices.update.records import Held, Known
from finopsguard.types.price import Price, Source

PREFIX = "book-"
STATE = "state.json"


class State(msgspec.Struct):
    """What an update remembers beside the prices."""

    lists: dict[str, Known] = {}
    held: list[Held] = []


class Store:
    """The fetched book of a data folder. Only who holds the lock writes."""

    def __init__(self, folder: Path, shipped: PriceBook) -> None:
        self.folder = folder
        self.shipped = shipped

    @property
    def book(self) -> PriceBook:
        """What counts now: fetched prices over the shipped ones."""
        own = fetched(self.folder)
        return PriceBook(own, below=self.shipped) if own else self.shipped

    def state(self) -> State:
        """What the last update left; empty before the first one."""
        own = fetched(self.folder)
        if own is None:
            return State()
        try:
            return msgspec.json.decode((own / STATE).read_bytes(), type=State)
        except (OSError, msgspec.DecodeError):
            return State()  # prices are whole without it: everything is fetched again

    def commit(self, changes: Mapping[Place, Iterable[Price]], state: State, sources: Iterable[Source]) -> None:
        """Writes a new generation with these partitions replaced and makes it the one that counts."""
        old = fetched(self.folder)
        number = int(old.name.removeprefix(PREFIX)) if old else 0
        new = self.folder / f"{PREFIX}{number + 1}"
        rmtree(new, ignore_errors=True)  # of a run that was interrupted before it counted
        new.mkdir(parents=True)
        partitions = {place_of(p): p for p in PriceBook(old).partitions()} if old else {}
        self._keep(old, new, [p for place, p in partitions.items() if place not in changes])
        for place, prices in changes.items():
            partitions.pop(place, None)
            rows = list(prices)
            if rows:
                partitions[place] = described(place, rows)
                _save(new.joinpath(*place[:2], f"{place[2]}.tsv"), encoded(rows))
        _save(new / "partitions.tsv", table(partitions.values()))
        _save(new / "sources.tsv", self._sources(old, sources))
        _save(new / STATE, msgspec.json.encode(state))
        _replace(self.folder / POINTER, new.name.encode())
        for number_before in self.folder.glob(f"{PREFIX}*"):
            if number_before not in (new, old):  # the last one may still be read
                rmtree(number_before, ignore_errors=True)

    def _keep(self, old: Path | None, new: Path, partitions: Iterable[Partition]) -> None:
        for partition in partitions if old else ():
            assert old is not None
            name = Path(partition.provider, partition.service, f"{partition.region}.tsv")
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(old / name, new / name)
            except OSError:  # file systems without links
                copyfile(old / name, new / name)

    def _sources(self, old: Path | None, sources: Iterable[Source]) -> bytes:
        known = PriceBook(old, below=self.shipped).sources() if old else {}
        every = {**{s.id: s for s in known.values() if self.shipped.source(s.id) is None}, **{s.id: s for s in sources}}
        header = ("id", "title", "trust", "licence", "note")
        rows = [header, *((s.id, s.title, s.trust, s.licence, s.note) for _id, s in sorted(every.items()))]
        return "".join("\t".join(row) + "\n" for row in rows).encode()


def _save(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _replace(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name}.new")
    _save(temporary, data)
    temporary.replace(path)
