"""The price book: tab separated text, one file per provider, service and region, sorted by key (docs/prices.md).

A check needs some ten prices of a book with 190,000 rows or of five million, so nothing is parsed ahead: a partition
is opened when it is first asked for, and a key is found in its sorted lines by halving. Names that come from a plan
choose files, so they are held to plain names.

Books lie over each other: what ``prices update`` fetched over what is shipped, row over row by key, the newer date on top.
"""

from decimal import Decimal
from pathlib import Path

import msgspec

from finopsguard.errors import PriceError
from finopsguard.prices.shelf import HINT, Archive, Content, Folder, Shelf, find_lines
from finopsguard.types.money import ZERO
from finopsguard.types.price import Price, Source, Tier

HEADER = "key\tfrom\tunit\tprice\tcurrency\tdate\tsource\tsku\tnote"
ANYWHERE = ("global", "all")
"""Partitions of what is listed at one price for all regions; read when the region's own partition lacks a key."""
APART = ("cn-", "china", "us-gov-", "usgov", "usdod", "bleu", "delos")
"""How regions with price lists of their own begin (China, governments): what holds elsewhere need not hold there."""
FACTS = "facts"
TABLES = ("services.tsv", "sources.tsv", "fx.tsv")
"""What a book has beside its partitions; one over another may leave them to that."""
_NAME_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")
_ROWS = len(HEADER) + 1
"""Where the rows of a partition begin."""


class Partition(msgspec.Struct, frozen=True, gc=False):
    """What ``partitions.tsv`` says of one file of the book."""

    provider: str
    service: str
    region: str
    rows: int
    oldest: str
    newest: str
    sha256: str
    sources: str
    """Ids of the lists its rows come from, with spaces between."""


class ServiceInfo(msgspec.Struct, frozen=True, gc=False):
    """A row of ``services.tsv``: how a service and its keys are called in the provider's official price API."""

    provider: str
    service: str
    official: str
    title: str
    keys: str
    mapping: str


class Rate(msgspec.Struct, frozen=True, gc=False):
    """A row of ``fx.tsv``: 1 ``source`` = ``rate`` ``target``, as published by ``origin`` for ``date``."""

    source: str
    target: str
    rate: Decimal
    date: str
    origin: str


class PriceBook:
    """A folder or archive of prices; implements :class:`finopsguard.types.price.PriceLookup`. Opening reads nothing."""

    def __init__(self, root: Path, *, below: "PriceBook | None" = None, checked: bool = False) -> None:
        """``below`` answers what this book lacks. ``checked``: each partition is held to its hash when it is opened."""
        self.root = root
        self.below = below
        self._checked = checked
        self._shelf: Shelf = Archive(root) if root.is_file() else Folder(root)
        self._data: dict[tuple[str, str, str], Content] = {}
        self._found: dict[tuple[str, str, str, str], Price | None] = {}
        self._facts: dict[tuple[str, str], dict[str, dict[str, str]]] = {}
        self._sources: dict[str, Source] | None = None
        self._table: str | None = None

    @classmethod
    def shipped(cls) -> "PriceBook":
        """The book inside this package."""
        return cls(Path(__file__).parent / "data")

    def find(self, provider: str, service: str, region: str, key: str) -> Price | None:
        """The price of ``key`` in ``region``, or listed for all regions; ``None`` if the book lacks it.

        Raises :class:`PriceError` if the partition is damaged.
        """
        asked = (provider, service, region, key)
        try:
            return self._found[asked]
        except KeyError:
            pass
        price = None
        places = (region,) if region.startswith(APART) else (region, *ANYWHERE)
        for place in places:
            price = self.exact(provider, service, place, key)
            if price is not None:
                break
        self._found[asked] = price
        return price

    def exact(self, provider: str, service: str, region: str, key: str) -> Price | None:
        """The price in exactly this partition: this book's, or that of the book below where it is newer."""
        own = self._read(provider, service, region, key)
        listed = self.below.exact(provider, service, region, key) if self.below else None
        return listed if own is None or (listed is not None and listed.date > own.date) else own

    def keys(self, provider: str, service: str, region: str) -> tuple[str, ...]:
        """Every key of exactly this partition, sorted; empty if there is no such partition."""
        lines = bytes(self._content(provider, service, region)[_ROWS:]).decode().split("\n")[:-1]
        own = dict.fromkeys(line.partition("\t")[0] for line in lines)
        if self.below is None:
            return tuple(own)
        return tuple(sorted({*own, *self.below.keys(provider, service, region)}))

    def facts(self, provider: str, kind: str, name: str) -> dict[str, str] | None:
        """What the lists say of a machine type: ``("aws", "instance_types", "m5.large")`` -> ``{"vcpu": "2"}``.

        Kinds: aws ``instance_types`` (vcpu, memory_gb), gcp ``machine_types`` (vcpu, memory_gb, local_ssd_gb, gpu,
        gpu_count), OpenStack clouds ``flavors`` (vcpu, ram_gb, disk_gb). A fact that no list states is absent.
        """
        if not (is_plain_name(provider) and is_plain_name(kind)):
            return None
        table = self._facts.get((provider, kind))
        if table is None:
            rows = self._rows(f"{provider}/{FACTS}/{kind}.tsv")
            table = {row.pop("name"): row for row in rows}
            self._facts[provider, kind] = table
        row = table.get(name)
        if row is None and self.below is not None:
            return self.below.facts(provider, kind, name)
        return {field: value for field, value in row.items() if value} if row is not None else None

    def partitions(self) -> tuple[Partition, ...]:
        """What is inside, without reading any prices but of partitions that two books have."""
        lines = self._index().split("\n")[1:-1]
        own = [_partition(*line.split("\t")) for line in lines]
        if self.below is None:
            return tuple(own)
        places: dict[tuple[str, str, str], Partition] = {(p.provider, p.service, p.region): p for p in own}
        for listed in self.below.partitions():
            place = (listed.provider, listed.service, listed.region)
            places[place] = self._joined(places[place], listed) if place in places else listed
        return tuple(found for _place, found in sorted(places.items()))

    def _joined(self, own: Partition, listed: Partition) -> Partition:
        from finopsguard.prices.rows import joined  # noqa: PLC0415  an overview needs it, a check does not

        return joined(self, own, listed)

    def services(self) -> tuple[ServiceInfo, ...]:
        """How each service and its keys are called officially."""
        own = [ServiceInfo(**row) for row in self._rows("services.tsv")]
        known = {(info.provider, info.service) for info in own}
        listed = self.below.services() if self.below else ()
        return (*own, *(info for info in listed if (info.provider, info.service) not in known))

    def regions(self, provider: str, service: str) -> tuple[str, ...]:
        """The partitions of a service: region codes, and ``global`` or ``all`` where it has such rows."""
        return tuple(p.region for p in self.partitions() if p.provider == provider and p.service == service)

    def source(self, source_id: str) -> Source | None:
        """The list with this id (one id of a sum's ``a + b``)."""
        return self.sources().get(source_id)

    def sources(self) -> dict[str, Source]:
        """Every list that prices were taken from, by id."""
        if self._sources is None:
            own = {row["id"]: Source(**row) for row in self._rows("sources.tsv")}
            self._sources = {**(self.below.sources() if self.below else {}), **own}
        return self._sources

    def fx(self) -> tuple[Rate, ...]:
        """The exchange rates that come with the book."""
        own = tuple(
            Rate(row["from"], row["to"], Decimal(row["rate"]), row["date"], row["source"])
            for row in self._rows("fx.tsv")
        )
        return own or (self.below.fx() if self.below else ())

    @property
    def hash(self) -> str:
        """SHA-256 over the table of partitions, which holds the SHA-256 of each: it names the whole book.

        Of books over each other: over the hash of each.
        """
        from hashlib import sha256  # noqa: PLC0415 - loads OpenSSL, which a lookup does not need

        own = sha256(self._index().encode()).hexdigest()
        return sha256(f"{own} {self.below.hash}".encode()).hexdigest() if self.below else own

    @property
    def date(self) -> str:
        """The newest date of any row; empty for a book without rows."""
        header, *lines = self._index().splitlines()
        column = header.split("\t").index("newest")
        own = max((line.split("\t", column + 1)[column] for line in lines), default="")
        return max(own, self.below.date) if self.below else own

    def text(self, provider: str, service: str, region: str) -> bytes:
        """A partition's file as it is in this book alone; empty if there is none."""
        return bytes(self._content(provider, service, region))

    def _read(self, provider: str, service: str, region: str, key: str) -> Price | None:
        data = self._content(provider, service, region)
        # A key starts a line and ends at a tab. One that holds either cannot be in the book, and must not match across
        # cells.
        if not data or "\n" in key or "\t" in key:
            return None
        found = find_lines(data, _ROWS, key.encode("utf-8", "surrogatepass"))
        if not found:
            return None
        return price_of(provider, service, region, [line.decode().split("\t") for line in found])

    def _content(self, provider: str, service: str, region: str) -> Content:
        """A partition as it is in this book alone, empty if there is none."""
        place = (provider, service, region)
        data = self._data.get(place)
        if data is None:
            data = self._load(place) if all(map(is_plain_name, place)) else b""
            self._data[place] = data
        return data

    def _load(self, place: tuple[str, str, str]) -> Content:
        data = self._shelf.read(f"{place[0]}/{place[1]}/{place[2]}.tsv") if place[1] != FACTS else None
        if data is None:
            if self._listed(place):
                raise PriceError(f"The price table {'/'.join(place)} is missing.", hint=HINT)
            return b""
        if data[:_ROWS] != HEADER.encode() + b"\n" or data[-1:] != b"\n":
            raise PriceError(f"The price table {'/'.join(place)} is damaged.", hint=HINT)
        if self._checked:
            self._verify(place, data)
        return data

    def _listed(self, place: tuple[str, str, str]) -> bool:
        """Whether the table of partitions has this one: then its file has to be there."""
        return "\n" + "\t".join(place) + "\t" in self._index()

    def _verify(self, place: tuple[str, str, str], data: Content) -> None:
        from hashlib import sha256  # noqa: PLC0415 - loads OpenSSL, which the shipped book does not need

        line = self._index().partition("\n" + "\t".join(place) + "\t")[2].partition("\n")[0]
        if sha256(data).hexdigest() not in line.split("\t"):
            raise PriceError(
                f"The price table {'/'.join(place)} of {self.root} is not the one in its table of hashes.",
                hint="Make the book anew with prices export.",
            )

    def _index(self) -> str:
        """The table of partitions."""
        if self._table is None:
            data = self._shelf.read("partitions.tsv")
            if data is None:
                raise PriceError(f"The price book cannot be read: {self.root.name} has no partitions.tsv.", hint=HINT)
            self._table = bytes(data).decode()
        return self._table

    def _rows(self, name: str) -> list[dict[str, str]]:
        data = self._shelf.read(name)
        if data is None:
            if name in TABLES and self.below is None:
                raise PriceError(f"The price book cannot be read: {self.root.name} has no {name}.", hint=HINT)
            return []
        header, *lines = bytes(data).decode().splitlines()
        names = header.split("\t")
        return [dict(zip(names, line.split("\t"), strict=True)) for line in lines]


def _partition(
    provider: str, service: str, region: str, rows: str, oldest: str, newest: str, sha256: str, sources: str
) -> Partition:
    return Partition(provider, service, region, int(rows), oldest, newest, sha256, sources)


def is_plain_name(name: str) -> bool:
    """Whether ``name`` may be part of a path: letters, digits, ``.``, ``_`` and ``-``; no ``..``, no leading point."""
    return bool(name) and len(name) <= 100 and name[0] != "." and ".." not in name and _NAME_CHARACTERS.issuperset(name)


def price_of(provider: str, service: str, region: str, lines: list[list[str]]) -> Price:
    """The price that the cells of a key's lines state, one line a tier. Raises :class:`PriceError`."""
    try:
        tiers = tuple(Tier(Decimal(cells[1]) if cells[1] else ZERO, Decimal(cells[3])) for cells in lines)
        key, _, unit, _, currency, date, source, sku, note = lines[0]
    except (ArithmeticError, IndexError, ValueError):
        raise PriceError(
            f"The price table {provider}/{service}/{region} is damaged at {lines[0][0]!r}.", hint=HINT
        ) from None
    return Price(provider, service, region, key, unit, tiers, currency, date, source, sku, note)
