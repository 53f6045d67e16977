"""Open Telekom Cloud's price calculator API, without an account: flavours of the Elastic Cloud Server, by region."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from finopsguard.prices.update.pages import read_document
from finopsguard.prices.update.records import Known, Offer, PriceList, Scope, UpdateError
from finopsguard.prices.update.setup import Setup
from finopsguard.types.price import Source

BASE = "https://calculator.otc-service.com/en/open-telekom-price-api/"
BASE_VARIABLE = "FINOPSGUARD_OTC_PRICES"
MOST = 5_000
FIELDS = ("opiFlavour", "productName", "osUnit")


class OpenTelekomCloud:
    """The price calculator's API."""

    source = Source("otc-price-api", "Open Telekom Cloud price API (calculator.otc-service.com)", "high", "facts only")
    currencies: tuple[str, ...] = ("EUR",)

    def __init__(self, setup: Setup) -> None:
        self._setup = setup

    def lists(self, scope: Scope) -> Iterator[PriceList]:
        """A service in a region."""
        for service, official in sorted(self._setup.mapping.services().items()):
            for region in self._setup.regions(service, scope):
                yield Prices(self._setup, official, region)


class Prices:
    """What one service costs in one region."""

    def __init__(self, setup: Setup, official: str, region: str) -> None:
        self.name = f"open-telekom-cloud {official} {region}"
        self.official = official
        self.etag = ""
        self.version = ""
        self._setup = setup
        self._region = region

    def open(self, known: Known | None) -> bool:  # noqa: ARG002  the API does not say what has changed
        """Nothing is fetched ahead."""
        return True

    def offers(self) -> Iterator[Offer]:
        """Its pay-per-use prices."""
        query = {"productType": "OTC", "serviceName": self.official, "filterBy[region]": self._region, "limitMax": MOST}
        url = f"{self._setup.environ.get(BASE_VARIABLE, BASE)}?{urlencode(query)}"
        try:
            response = read_document(self._setup, url)["response"]
            if int(response["stats"].get("maxPages") or 1) > 1:
                raise UpdateError(
                    f"Open Telekom Cloud lists more than {MOST:,} prices of {self.official}.",
                    hint="Look for a newer finopsguard.",
                )
            result = response["result"]
            # A flat list where it is filtered, lists by service where not.
            for item in result if isinstance(result, list) else result[self.official]:
                if item.get("region") == self._region:
                    yield self._offer(item)
        except (KeyError, TypeError, ValueError) as error:
            raise UpdateError(
                f"The price list of Open Telekom Cloud is not as known ({error}): its schema has changed.",
                hint="Look for a newer finopsguard.",
            ) from None

    def _offer(self, item: dict[str, Any]) -> Offer:
        attributes = {field.lower(): str(item.get(field) or "") for field in FIELDS}
        attributes["region"] = self._region
        amount, _, currency = str(item["priceAmount"]).partition(" ")
        try:
            price = Decimal(amount)
        except InvalidOperation:
            price = Decimal("NaN")  # refused with the key that it is the price of
        return Offer(item["id"], item["unit"], price, currency or item["currency"], attributes)

    def close(self) -> None:
        """Nothing was kept."""
