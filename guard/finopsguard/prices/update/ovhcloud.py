"""OVHcloud's public order catalogue (OVHcloud API: ``GET /order/catalog/public/cloud``): amounts in 1e-8 of the currency, without tax."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from finopsguard.prices.update.pages import read_document
from finopsguard.prices.update.records import Known, Offer, PriceList, Scope, UpdateError
from finopsguard.prices.update.setup import Setup
from finopsguard.types.price import Source

BASE = "https://api.ovh.com/v1/order/catalog/public/cloud"
BASE_VARIABLE = "FINOPSGUARD_OVH_CATALOG"
SUBSIDIARY_VARIABLE = "FINOPSGUARD_OVH_SUBSIDIARY"
SUBSIDIARY = "DE"
"""The one that the shipped prices are of; prices in euros do not differ between subsidiaries."""
UNIT = Decimal("1e-8")
REGIONS = {"instances": "eu"}
"""Service -> partition of the book; the others are listed for all regions."""


class OvhCloud:
    """OVHcloud's order catalogue."""

    source = Source(
        "ovh-catalog", "OVHcloud order catalogue (api.ovh.com/v1/order/catalog/public/cloud)", "high", "facts only"
    )
    currencies: tuple[str, ...] = ("EUR",)

    def __init__(self, setup: Setup) -> None:
        self._setup = setup

    def lists(self, scope: Scope) -> Iterator[PriceList]:
        """The one document, read once for each service."""
        for service in sorted(self._setup.mapping.services()):
            region = REGIONS.get(service, "all")
            if scope.wants(service, region):
                yield Catalogue(self._setup, service, region)


class Catalogue:
    """Everything of the public cloud."""

    def __init__(self, setup: Setup, service: str, region: str) -> None:
        self.name = f"ovh {service}"
        self.official = "cloud"
        self.etag = ""
        self.version = ""
        self.service = service
        self._setup = setup
        self._region = region

    def open(self, known: Known | None) -> bool:  # noqa: ARG002  the document is one of few megabytes
        """Nothing is fetched ahead."""
        return True

    def offers(self) -> Iterator[Offer]:
        """Hourly prices of what is billed by consumption."""
        environ = self._setup.environ
        url = f"{environ.get(BASE_VARIABLE, BASE)}?ovhSubsidiary={environ.get(SUBSIDIARY_VARIABLE, SUBSIDIARY)}"
        catalogue = read_document(self._setup, url)
        try:
            currency = catalogue["locale"]["currencyCode"]
            for addon in catalogue["addons"]:
                for pricing in addon["pricings"]:
                    yield from self._offer(addon, pricing, currency)
        except (KeyError, TypeError) as error:
            raise UpdateError(
                f"OVHcloud's catalogue has no {error}: its schema has changed.", hint="Look for a newer finopsguard."
            ) from None

    def _offer(self, addon: dict[str, Any], pricing: dict[str, Any], currency: str) -> Iterator[Offer]:
        if pricing["intervalUnit"] == "hour" or (
            pricing["intervalUnit"] == "none" and pricing.get("type") == "consumption"
        ):
            attributes = {"plancode": addon["planCode"], "product": addon.get("product") or "", "region": self._region}
            yield Offer(addon["planCode"], "hour", Decimal(str(pricing["price"])) * UNIT, currency, attributes)

    def close(self) -> None:
        """Nothing was kept."""
