"""AWS: Price List bulk files, without an account (AWS: "Getting price list files manually"); the Query API through boto3 on request.

``index.json`` -> ``region_index.json`` of an offer -> its file of a region. A file's address holds its version.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from finopsguard.prices.update.aws_offer import read_csv, read_json
from finopsguard.prices.update.client import MissingError
from finopsguard.prices.update.pages import read_document
from finopsguard.prices.update.records import Known, Offer, PriceList, Scope, UpdateError
from finopsguard.prices.update.setup import Setup
from finopsguard.types.price import Source

BASE = "https://pricing.us-east-1.amazonaws.com"
BASE_VARIABLE = "FINOPSGUARD_AWS_PRICE_LIST"
"""A mirror of the bulk files."""
QUERY_VARIABLE = "FINOPSGUARD_AWS_QUERY"
"""1: prices come from the Query API with the credentials of the environment, not from the bulk files."""
INDEX = "/offers/v1.0/aws/index.json"
CHINA = "cn-"


class Aws:
    """The AWS Price List."""

    source = Source(
        "aws-price-list", "AWS Price List bulk files (pricing.us-east-1.amazonaws.com)", "high", "facts only"
    )
    currencies: tuple[str, ...] = ("USD",)

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._base = setup.environ.get(BASE_VARIABLE, BASE).rstrip("/")

    def lists(self, scope: Scope) -> Iterator[PriceList]:
        """A file for each service and region that is asked for."""
        if self._setup.environ.get(QUERY_VARIABLE) == "1":
            from finopsguard.prices.update.aws_query import query_lists  # noqa: PLC0415  needs boto3

            yield from query_lists(self._setup, scope)
            return
        offers: dict[str, Any] | None = None
        for service, code in sorted(self._setup.mapping.services().items()):
            regions = self._setup.regions(service, scope)
            if not regions:
                continue
            if offers is None:
                offers = self._document(INDEX, "offers")
            if code not in offers:
                self._setup.refuse(f"aws/{service}", f"the index has no offer {code}")
                continue
            yield from self._files(code, offers[code], service, regions)

    def _files(self, code: str, offer: dict[str, Any], service: str, regions: tuple[str, ...]) -> Iterator[PriceList]:
        known = self._document(offer["currentRegionIndexUrl"], "regions") if "currentRegionIndexUrl" in offer else {}
        for region in regions:
            if region in known:
                yield OfferFile(self._setup, code, region, self._base + known[region]["currentVersionUrl"])
            elif region in ("global", "all"):
                yield OfferFile(self._setup, code, region, self._base + offer["currentVersionUrl"])
            elif not region.startswith(CHINA):  # China has lists of its own, which need an account there
                self._setup.refuse(f"aws/{service}/{region}", "the offer has no such region")

    def _document(self, path: str, member: str) -> dict[str, Any]:
        url = self._base + path
        found = read_document(self._setup, url).get(member)
        if not isinstance(found, dict):
            raise UpdateError(f"{url} has no {member}: its schema has changed.", hint="Look for a newer finopsguard.")
        return found


class OfferFile:
    """The offer file of a service and region."""

    def __init__(self, setup: Setup, code: str, region: str, url: str) -> None:
        self.name = f"aws {code} {region}"
        self.official = code
        self.etag = ""
        self.version = url
        self._setup = setup
        self._code, self._region = code, region
        self._file = Path()

    def open(self, known: Known | None) -> bool:
        """Downloads the CSV file, or the JSON file where a mirror has no other."""
        if known and known.version == self.version and "/current/" not in self.version:
            return False
        etag = known.etag if known and known.version == self.version else ""
        stem = self.version.removesuffix(".json").removesuffix(".csv")
        for kind in (".csv", ".json"):
            self._file = self._setup.downloads / f"{self._code}-{self._region}{kind}"
            try:
                found = self._setup.client.fetch(stem + kind, self._file, etag=etag)
            except MissingError:
                if kind == ".json":
                    raise
                continue
            self.etag = found or etag
            return found is not None
        return False

    def offers(self) -> Iterator[Offer]:
        """Its on-demand prices."""
        read = read_csv if self._file.suffix == ".csv" else read_json
        mapping = self._setup.mapping
        yield from read(
            self._file, self._code, self._region, mapping.attributes(self._code), partial(mapping.knows, self._code)
        )

    def close(self) -> None:
        """Removes the download."""
        self._file.unlink(missing_ok=True)
