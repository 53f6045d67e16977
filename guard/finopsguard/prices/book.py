"""The price book: tab separated text, one file per provider, service and region, sorted by key (docs/prices.md).

A check needs some ten prices of a book with 190,000 rows, so nothing is parsed ahead: a partition is kept as text when
it is first asked for and a key is found in it with ``str.find``. Names that come from a plan choose files, so they are
held to plain names.
"""

from decimal import Decimal
from pathlib import Path

import msgspec

from finopsguard.errors import PriceError
from finopsguard.types.money import ZERO
from finopsguard.types.price import Price, Source, Tier

HEADER = "key\tfrom\tunit\tprice\tcurrency\tdate\tsource\tsku\tnote"
ANYWHERE = ("global", "all")
"""Partitions of what is listed at one price for all regions; read when the region's own partition lacks a key."""
APART = ("cn-", "china", "us-gov-", "usgov", "usdod", "bleu", "delos")
"""How regions with price lists of their own begin (China, governments): what holds elsewhere need not hold there."""
FACTS = "facts"
_NAME_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")
_HINT = "Reinstall finopsguard, or compile the book anew (docs/prices.md)."


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
    """A folder of prices; implements :class:`finopsguard.types.price.PriceLookup`. Opening reads nothing."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._texts: dict[tuple[str, str, str], str] = {}
        self._found: dict[tuple[str, str, str, str], Price | None] = {}
        self._facts: dict[tuple[str, str], dict[str, dict[str, str]]] = {}
        self._sources: dict[str, Source] | None = None

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
            price = self._read(provider, service, place, key)
            if price is not None:
                break
        self._found[asked] = price
        return price

    def keys(self, provider: str, service: str, region: str) -> tuple[str, ...]:
        """Every key of exactly this partition, sorted; empty if there is no such partition."""
        lines = self._text(provider, service, region).split("\n")[1:-1]
        return tuple(dict.fromkeys(line.partition("\t")[0] for line in lines))

    def facts(self, provider: str, kind: str, name: str) -> dict[str, str] | None:
        """What the lists say of a machine type: ``("aws", "instance_types", "m5.large")`` -> ``{"vcpu": "2"}``.

        Kinds: aws ``instance_types`` (vcpu, memory_gb), gcp ``machine_types`` (vcpu, memory_gb, local_ssd_gb, gpu,
        gpu_count), OpenStack clouds ``flavors`` (vcpu, ram_gb, disk_gb). A fact that no list states is absent.
        """
        if not (is_plain_name(provider) and is_plain_name(kind)):
            return None
        table = self._facts.get((provider, kind))
        if table is None:
            path = self.root / provider / FACTS / f"{kind}.tsv"
            table = {row.pop("name"): row for row in _rows(path)} if path.is_file() else {}
            self._facts[provider, kind] = table
        row = table.get(name)
        return {field: value for field, value in row.items() if value} if row is not None else None

    def partitions(self) -> tuple[Partition, ...]:
        """What is inside, without reading any prices."""
        rows = _rows(self.root / "partitions.tsv")
        return tuple(Partition(**{**row, "rows": int(row["rows"])}) for row in rows)  # type: ignore[arg-type]  # a row has all fields

    def services(self) -> tuple[ServiceInfo, ...]:
        """How each service and its keys are called officially."""
        return tuple(ServiceInfo(**row) for row in _rows(self.root / "services.tsv"))

    def regions(self, provider: str, service: str) -> tuple[str, ...]:
        """The partitions of a service: region codes, and ``global`` or ``all`` where it has such rows."""
        return tuple(p.region for p in self.partitions() if p.provider == provider and p.service == service)

    def source(self, source_id: str) -> Source | None:
        """The list with this id (one id of a sum's ``a + b``)."""
        return self.sources().get(source_id)

    def sources(self) -> dict[str, Source]:
        """Every list that prices were taken from, by id."""
        if self._sources is None:
            self._sources = {row["id"]: Source(**row) for row in _rows(self.root / "sources.tsv")}
        return self._sources

    def fx(self) -> tuple[Rate, ...]:
        """The exchange rates that come with the book."""
        return tuple(
            Rate(row["from"], row["to"], Decimal(row["rate"]), row["date"], row["source"])
            for row in _rows(self.root / "fx.tsv")
        )

    @property
    def hash(self) -> str:
        """SHA-256 over the table of partitions, which holds the SHA-256 of each: it names the whole book."""
        from hashlib import sha256  # noqa: PLC0415 - loads OpenSSL, which a lookup does not need

        return sha256(_bytes(self.root / "partitions.tsv")).hexdigest()

    @property
    def date(self) -> str:
        """The newest date of any row; empty for a book without rows."""
        header, *lines = _bytes(self.root / "partitions.tsv").decode().splitlines()
        column = header.split("\t").index("newest")
        return max((line.split("\t", column + 1)[column] for line in lines), default="")

    def _read(self, provider: str, service: str, region: str, key: str) -> Price | None:
        text = self._text(provider, service, region)
        # A key starts a line and ends at a tab. One that holds either cannot be in the book, and must not match across
        # cells.
        if not text or "\n" in key or "\t" in key:
            return None
        mark = f"\n{key}\t"
        at = text.find(mark)
        if at < 0:
            return None
        lines = []
        while at >= 0 and text.startswith(mark, at):
            end = text.find("\n", at + 1)
            lines.append(text[at + 1 : end].split("\t"))
            at = end
        return _price(provider, service, region, lines)

    def _text(self, provider: str, service: str, region: str) -> str:
        """A partition with a line break before its first row; empty if there is none."""
        place = (provider, service, region)
        text = self._texts.get(place)
        if text is None:
            text = self._load(place) if all(map(is_plain_name, place)) else ""
            self._texts[place] = text
        return text

    def _load(self, place: tuple[str, str, str]) -> str:
        path = self.root / place[0] / place[1] / f"{place[2]}.tsv"
        if place[1] == FACTS or not path.is_file():
            return ""
        text = _bytes(path).decode()
        if not text.startswith(HEADER + "\n") or not text.endswith("\n"):
            raise PriceError(f"The price table {'/'.join(place)} is damaged.", hint=_HINT)
        # Without the header: a service may well have a key called "key".
        return text[len(HEADER) :]


def is_plain_name(name: str) -> bool:
    """Whether ``name`` may be part of a path: letters, digits, ``.``, ``_`` and ``-``; no ``..``, no leading point."""
    return bool(name) and len(name) <= 100 and name[0] != "." and ".." not in name and _NAME_CHARACTERS.issuperset(name)


def _price(provider: str, service: str, region: str, lines: list[list[str]]) -> Price:
    try:
        tiers = tuple(Tier(Decimal(cells[1]) if cells[1] else ZERO, Decimal(cells[3])) for cells in lines)
        key, _, unit, _, currency, date, source, sku, note = lines[0]
    except (ArithmeticError, IndexError, ValueError):
        raise PriceError(
            f"The price table {provider}/{service}/{region} is damaged at {lines[0][0]!r}.", hint=_HINT
        ) from None
    return Price(provider, service, region, key, unit, tiers, currency, date, source, sku, note)


def _rows(path: Path) -> list[dict[str, str]]:
    header, *lines = _bytes(path).decode().splitlines()
    names = header.split("\t")
    return [dict(zip(names, line.split("\t"), strict=True)) for line in lines]


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PriceError(
            f"The price book cannot be read: {error.strerror or error} ({path.name}).", hint=_HINT
        ) from None
