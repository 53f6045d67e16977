"""Azure Retail Prices, without an account (Microsoft: "Azure Retail Prices REST API overview"): pages of up to 1,000 meters."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode, urlsplit

from finopsguard.prices.update.pages import forget_pages, read_pages
from finopsguard.prices.update.records import Known, Offer, PriceList, Scope, UpdateError
from finopsguard.prices.update.rules import attribute_name
from finopsguard.prices.update.setup import Setup
from finopsguard.types.price import Source

BASE = "https://prices.azure.com/api/retail/prices"
BASE_VARIABLE = "FINOPSGUARD_AZURE_PRICES"
VERSION = "2023-01-01-preview"
FIELDS = ("armRegionName", "armSkuName", "meterId", "meterName", "productName", "skuName", "serviceName")
ANYWHERE = ("global", "all")
"""Regions of the book that the list has as ``Global`` or without a region."""


class Azure:
    """Azure Retail Prices."""

    source = Source("azure-retail-prices", "Azure Retail Prices API (prices.azure.com)", "high", "facts only")
    currencies: tuple[str, ...] = ("USD",)

    def __init__(self, setup: Setup) -> None:
        self._setup = setup

    def lists(self, scope: Scope) -> Iterator[PriceList]:
        """The meters of a service in a region."""
        for service, official in sorted(self._setup.mapping.services().items()):
            for region in self._setup.regions(service, scope):
                yield Meters(self._setup, official, region)


class Meters:
    """What one service is billed by in one region."""

    def __init__(self, setup: Setup, official: str, region: str) -> None:
        self.name = f"azure {official} {region}"
        self.official = official
        self.etag = ""
        self.version = ""
        self._setup = setup
        self._region = region
        named = (
            "(armRegionName eq 'Global' or armRegionName eq '')"
            if region in ANYWHERE
            else f"armRegionName eq '{region}'"
        )
        where = f"serviceName eq '{official}' and {named} and priceType eq 'Consumption'"
        self._base = setup.environ.get(BASE_VARIABLE, BASE)
        query = {"api-version": VERSION, "currencyCode": "'USD'", "meterRegion": "'primary'", "$filter": where}
        self._first = f"{self._base}?{urlencode(query)}"

    def open(self, known: Known | None) -> bool:  # noqa: ARG002  the API does not say what has changed
        """Nothing is fetched ahead."""
        return True

    def offers(self) -> Iterator[Offer]:
        """Its prices as they are billed: neither reserved, nor for development subscriptions."""
        for page in read_pages(self._setup, self._first, self._following):
            items = page.get("Items")
            if not isinstance(items, list):
                raise UpdateError(
                    f"{self._base} has no Items: its schema has changed.", hint="Look for a newer finopsguard."
                )
            for item in items:
                yield from self._offer(item)

    def _offer(self, item: dict[str, Any]) -> Iterator[Offer]:
        try:
            if item["type"] != "Consumption" or item.get("isPrimaryMeterRegion") is False:
                return
            attributes = {attribute_name(field): str(item.get(field) or "") for field in FIELDS}
            attributes["region"] = self._region
            price, start = _number(item["unitPrice"]), _number(item["tierMinimumUnits"])
            yield Offer(item["meterId"], item["unitOfMeasure"], price, item["currencyCode"], attributes, start)
        except (KeyError, TypeError) as error:
            raise UpdateError(
                f"A meter of {self.official} has no {error}: the schema of Azure Retail Prices has changed.",
                hint="Look for a newer finopsguard.",
            ) from None

    def _following(self, page: dict[str, Any]) -> str:
        """The next page, always at the address that was asked: a list cannot send us elsewhere."""
        link = page.get("NextPageLink")
        return f"{self._base}?{urlsplit(link).query}" if isinstance(link, str) and link else ""

    def close(self) -> None:
        """Removes the pages."""
        forget_pages(self._setup, self._first)


def _number(value: object) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return Decimal("NaN")  # refused with the key that it is the price of
