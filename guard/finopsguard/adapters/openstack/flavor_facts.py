"""A price book that asks the cloud how big a flavor is, where no list says it: own rates per vCPU and GB then price it."""

from collections.abc import Mapping
from decimal import Decimal

from finopsguard.types.price import Price, PriceLookup, Source
from finopsguard.types.quota import Flavor, QuotaSource, Stated

FLAVORS = "flavors"
MIB_PER_GIB = 1024


class LiveFlavors:
    """:class:`finopsguard.types.price.PriceLookup` over another one and a cloud."""

    def __init__(self, book: PriceLookup, source: QuotaSource) -> None:
        self._book = book
        self._source = source

    def find(self, provider: str, service: str, region: str, key: str) -> Price | None:
        """The book's."""
        return self._book.find(provider, service, region, key)

    def source(self, source_id: str) -> Source | None:
        """The book's."""
        return self._book.source(source_id)

    def facts(self, provider: str, kind: str, name: str) -> Mapping[str, str] | None:
        """The book's facts, else the cloud's of a flavor."""
        listed = self._book.facts(provider, kind, name)
        if listed is not None or kind != FLAVORS:
            return listed
        flavor = self._source.flavor(self._source.place(Stated()), name=name)
        if not isinstance(flavor, Flavor):
            return None
        memory = Decimal(flavor.ram_mb) / MIB_PER_GIB
        return {"vcpu": str(flavor.vcpus), "ram_gb": str(memory), "disk_gb": str(flavor.disk_gb)}
