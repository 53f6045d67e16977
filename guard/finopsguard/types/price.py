"""Published prices and where they come from."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Protocol

import msgspec

from finopsguard.types.money import ZERO


class Source(msgspec.Struct, frozen=True, gc=False):
    """One public list that prices were taken from (a row of ``prices/data/sources.tsv``)."""

    id: str
    title: str
    """What the list is, in words a reader can look up."""
    trust: str
    """``high``, ``medium`` or ``low``, from comparing it with other lists."""
    licence: str = ""
    note: str = ""


class Tier(msgspec.Struct, frozen=True, gc=False):
    """The price per unit from ``start`` units a month on, up to the next tier's start."""

    start: Decimal
    price: Decimal


class Price(msgspec.Struct, frozen=True, gc=False):
    """One row of a price book (several when tiered): what is published for ``key`` of a service in a region."""

    provider: str
    service: str
    """The provider's own service code or name: ``AmazonEC2``, ``Virtual Machines``, ``Compute Engine``."""
    region: str
    """The region code, or ``global`` / ``all`` where the provider lists one price for all."""
    key: str
    """What is priced, in attributes of the official list: ``m5.large/linux/shared/on-demand``."""
    unit: str
    """What one unit is, as published: ``hour``, ``GB-month``, ``request``."""
    tiers: tuple[Tier, ...]
    """At least one, rising by ``start``; the first starts at 0."""
    currency: str
    date: str
    """ISO date on which the source says that it read the price."""
    source: str
    """Id of a :class:`Source`; ``a + b`` where two rows were added."""
    sku: str = ""
    """What finds this price in the official list again: SKU or rate code (AWS, GCP), meter id (Azure), plan code (OVHcloud)."""
    note: str = ""
    own: bool = False
    """It is what the user pays, by their own statement (``--prices``): no discount is taken off it."""

    @property
    def unit_price(self) -> Decimal:
        """The price in the first tier."""
        return self.tiers[0].price

    def plus(self, other: "Price") -> "Price":
        """Two rows that are charged together for the same unit, such as Linux and the Windows licence; the older date counts."""
        if self.unit != other.unit or self.currency != other.currency or len(self.tiers) != 1 or len(other.tiers) != 1:
            raise ValueError(f"{self.key} and {other.key} cannot be added: their units, currencies or tiers differ")
        return Price(
            provider=self.provider,
            service=self.service,
            region=self.region,
            key=f"{self.key} + {other.key}",
            unit=self.unit,
            tiers=(Tier(ZERO, self.unit_price + other.unit_price),),
            currency=self.currency,
            date=min(self.date, other.date),
            source=self.source if self.source == other.source else f"{self.source} + {other.source}",
            sku=" + ".join(sku for sku in (self.sku, other.sku) if sku),
            note="; ".join(note for note in (self.note, other.note) if note),
            own=self.own or other.own,
        )


class PriceLookup(Protocol):
    """What rooms that need prices are handed."""

    def find(self, provider: str, service: str, region: str, key: str) -> Price | None:
        """The price of ``key`` in exactly this region (or where the service lists one price for all regions), else ``None``.

        Never another region's price.
        """

    def facts(self, provider: str, kind: str, name: str) -> Mapping[str, str] | None:
        """What the lists say of a machine type besides its price (``vcpu``, ``memory_gb`` ...); ``None`` where nothing.

        ``kind`` names the table: ``instance_types`` (aws), ``machine_types`` (gcp), ``flavors`` (OpenStack clouds).
        """

    def source(self, source_id: str) -> Source | None:
        """The list behind a price's ``source`` (one id of a sum)."""
