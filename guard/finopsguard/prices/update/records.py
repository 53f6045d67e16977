"""What the steps of an update hand to each other."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Protocol

import msgspec

from finopsguard.errors import PriceError
from finopsguard.prices.rows import Place
from finopsguard.types.money import ZERO
from finopsguard.types.price import Price, Source


class UpdateError(PriceError):
    """An official price list cannot be had, or is not what it is documented to be."""


class Offer(msgspec.Struct, gc=False):
    """One price of an official list, as published."""

    sku: str
    unit: str
    price: Decimal
    currency: str
    attributes: dict[str, str]
    """What the list says of the product, and ``region``."""
    start: Decimal = ZERO
    """Where its tier begins, in units a month."""


class Hit(msgspec.Struct, frozen=True, gc=False):
    """An offer as the price of a key of the book."""

    place: Place
    key: str
    unit: str
    start: Decimal
    price: Decimal
    currency: str
    sku: str
    note: str = ""


class Problem(msgspec.Struct, frozen=True, gc=False, order=True):
    """What was refused of an official list, and why."""

    where: str
    """``aws/AmazonEC2/eu-central-1 m5.large/linux/shared/on-demand``, or the list."""
    why: str


class Held(msgspec.Struct, frozen=True, gc=False):
    """A price that moved so far that a person has to accept it."""

    old: Price
    new: Price


class Change(msgspec.Struct, frozen=True, gc=False):
    """A key whose price is another one than before; ``old`` or ``new`` is missing for one that came or went."""

    place: Place
    key: str
    old: Price | None
    new: Price | None


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for; empty: everything."""

    providers: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()

    def wants(self, service: str, region: str) -> bool:
        """Whether prices of this place were asked for."""
        return (not self.services or service in self.services) and (not self.regions or region in self.regions)


class Known(msgspec.Struct, frozen=True):
    """How a list was when it was last taken in; what is unchanged is not read again."""

    etag: str
    version: str
    mapping: str
    """Digest of the mapping that it was read with."""
    places: tuple[Place, ...]


class PriceList(Protocol):
    """One document, or a row of pages, of an official list."""

    name: str
    """Names it in messages and in the record of what is known: ``aws AmazonEC2 eu-central-1``."""
    official: str
    """How the mapping calls it: an offer code, a service name."""
    etag: str
    """Set by :meth:`open`; empty where the provider has none."""
    version: str
    """Set by :meth:`open`: as the list calls itself."""

    def open(self, known: Known | None) -> bool:
        """Fetches it; ``False`` if it is unchanged since ``known``."""

    def offers(self) -> Iterator[Offer]:
        """What it offers; once."""

    def close(self) -> None:
        """Removes what was fetched: it has been taken in."""


class Provider(Protocol):
    """An official price list with its place in the book."""

    source: Source
    """Behind every price that it gives."""
    currencies: tuple[str, ...]
    """What it may be in."""

    def lists(self, scope: Scope) -> Iterator[PriceList]:
        """What has to be read."""
