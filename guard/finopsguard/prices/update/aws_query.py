"""The AWS Price List Query API through boto3 (``pricing:GetProducts``): slower than the bulk files, for networks without them."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from finopsguard.prices.update.aws_offer import offers_of, product_attributes
from finopsguard.prices.update.records import Known, Offer, PriceList, Scope, UpdateError
from finopsguard.prices.update.setup import Setup

if TYPE_CHECKING:
    from collections.abc import Mapping

HOME = "us-east-1"
"""The API answers for every region from a few."""
PAGE = 100


def query_lists(setup: Setup, scope: Scope) -> Iterator[PriceList]:
    """A query for each service and region that is asked for."""
    for service, code in sorted(setup.mapping.services().items()):
        for region in setup.regions(service, scope):
            if region not in ("global", "all") and not region.startswith("cn-"):
                yield Query(setup, code, region)


class Query:
    """All products of a service in a region."""

    def __init__(self, setup: Setup, code: str, region: str) -> None:
        self.name = f"aws-query {code} {region}"
        self.official = code
        self.etag = ""
        self.version = ""
        self._setup = setup
        self._region = region

    def open(self, known: Known | None) -> bool:  # noqa: ARG002  the API does not say what has changed
        """Nothing is fetched ahead."""
        return True

    def offers(self) -> Iterator[Offer]:
        """The on-demand prices. Raises :class:`UpdateError` for what AWS refuses."""
        wanted = self._setup.mapping.attributes(self.official)
        for text in self._products():
            try:
                entry: Mapping[str, Any] = json.loads(text, parse_float=str)
                product = entry["product"]
                attributes = product_attributes(product, self._region, wanted)
                yield from offers_of(product["sku"], attributes, entry.get("terms", {}).get("OnDemand", {}))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise UpdateError(f"The AWS price list of {self.official} has changed its schema: {error}.") from None

    def _products(self) -> Iterator[str]:
        try:
            import boto3  # noqa: PLC0415  an extra, and slow to import
            from botocore.config import Config  # noqa: PLC0415  the same
            from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415  the same
        except ImportError:
            raise UpdateError(
                "The Query API needs boto3.", hint="Install finopsguard[aws], or use the bulk files."
            ) from None
        try:
            client = boto3.client(
                "pricing", region_name=HOME, config=Config(retries={"mode": "adaptive", "max_attempts": 8})
            )
            pages = client.get_paginator("get_products").paginate(
                ServiceCode=self.official,
                Filters=[{"Type": "TERM_MATCH", "Field": "regionCode", "Value": self._region}],
                FormatVersion="aws_v1",
                PaginationConfig={"PageSize": PAGE},
            )
            for page in pages:
                yield from page["PriceList"]
        except (BotoCoreError, ClientError) as error:
            raise UpdateError(
                f"AWS does not answer about prices of {self.official}: {error}.",
                hint="The permission is pricing:GetProducts.",
            ) from None

    def close(self) -> None:
        """Nothing was kept."""
