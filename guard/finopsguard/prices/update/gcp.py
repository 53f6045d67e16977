"""Google Cloud Billing Catalog (Google: "Get publicly listed pricing information"): needs an API key, or credentials of the environment.

A price is whole units and nanos. Machine types have no SKU: they are the sum of their family's core and memory SKUs.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

from finopsguard.prices.update.pages import forget_pages, read_pages
from finopsguard.prices.update.records import Hit, Known, Offer, PriceList, Scope, UpdateError
from finopsguard.prices.update.setup import Setup
from finopsguard.types.price import Source

BASE = "https://cloudbilling.googleapis.com"
BASE_VARIABLE = "FINOPSGUARD_GCP_CATALOG"
KEYS = ("GOOGLE_API_KEY", "GCP_API_KEY", "CLOUD_BILLING_API_KEY")
SCOPE = "https://www.googleapis.com/auth/cloud-billing.readonly"
NANO = Decimal("1e-9")
COMPUTE = "compute-engine"
PART = "part/"
"""How the keys of core and memory begin; they are no keys of the book."""
SHARED_CORES = frozenset({"e2-micro", "e2-small", "e2-medium"})
"""Billed for a part of their vCPUs."""


class Gcp:
    """The Cloud Billing Catalog."""

    source = Source(
        "gcp-billing-catalog", "Google Cloud Billing Catalog API (cloudbilling.googleapis.com)", "high", "facts only"
    )
    currencies: tuple[str, ...] = ("USD",)

    def __init__(self, setup: Setup) -> None:
        self._setup = setup

    def lists(self, scope: Scope) -> Iterator[PriceList]:
        """The SKUs of a service, of all regions at once."""
        services = self._setup.mapping.services()
        wanted = {s: official for s, official in services.items() if not scope.services or s in scope.services}
        if not wanted:
            return
        headers = self._credentials()
        for service, official in sorted(wanted.items()):
            yield Skus(self._setup, service, official, headers)

    def _credentials(self) -> dict[str, str]:
        """A key goes into a header, so that no address holds it."""
        key = next((value for name in KEYS if (value := self._setup.environ.get(name))), "")
        if key:
            return {"X-Goog-Api-Key": key}
        try:
            import google.auth  # noqa: PLC0415  an extra, and slow to import
            import google.auth.transport.requests as transport  # noqa: PLC0415  the same
        except ImportError:
            raise UpdateError(
                "Google's catalogue needs an API key.",
                hint="Put one with the Cloud Billing API enabled in GOOGLE_API_KEY, or install finopsguard[gcp] for your credentials.",
            ) from None
        try:
            credentials, _project = google.auth.default(scopes=[SCOPE])
            credentials.refresh(transport.Request())
        except google.auth.exceptions.GoogleAuthError as error:
            raise UpdateError(
                f"Google does not accept the credentials: {error}.", hint="Or put an API key in GOOGLE_API_KEY."
            ) from None
        return {"Authorization": f"Bearer {credentials.token}"}


class Skus:
    """The SKUs of one service."""

    def __init__(self, setup: Setup, service: str, official: str, headers: Mapping[str, str]) -> None:
        self.name = f"gcp {service}"
        self.official = official
        self.etag = ""
        self.version = ""
        self._setup = setup
        self._headers = headers
        base = setup.environ.get(BASE_VARIABLE, BASE).rstrip("/")
        self._first = (
            f"{base}/v1/services/{quote(official)}/skus?{urlencode({'currencyCode': 'USD', 'pageSize': 5000})}"
        )

    def open(self, known: Known | None) -> bool:  # noqa: ARG002  the API does not say what has changed
        """Nothing is fetched ahead."""
        return True

    def offers(self) -> Iterator[Offer]:
        """Their prices, one for each region and tier."""
        for page in read_pages(self._setup, self._first, self._following, self._headers):
            skus = page.get("skus")
            if not isinstance(skus, list):
                raise UpdateError(
                    f"Google's catalogue of {self.name} has no skus: its schema has changed.",
                    hint="Look for a newer finopsguard.",
                )
            for sku in skus:
                try:
                    yield from _offers(sku)
                except (KeyError, TypeError, ValueError, ArithmeticError) as error:
                    raise UpdateError(
                        f"A SKU of {self.name} is not as documented ({error}): the schema has changed.",
                        hint="Look for a newer finopsguard.",
                    ) from None

    def _following(self, page: dict[str, Any]) -> str:
        token = page.get("nextPageToken")
        return f"{self._first}&{urlencode({'pageToken': token})}" if token else ""

    def close(self) -> None:
        """Removes the pages."""
        forget_pages(self._setup, self._first)


def _offers(sku: Mapping[str, Any]) -> Iterator[Offer]:
    category = sku["category"]
    attributes = {
        "description": sku["description"],
        "resourcefamily": category.get("resourceFamily", ""),
        "resourcegroup": category.get("resourceGroup", ""),
        "usagetype": category.get("usageType", ""),
    }
    if not sku["pricingInfo"]:
        return
    pricing = sku["pricingInfo"][-1]["pricingExpression"]  # in the order of time; the last is the current one
    for region in sku.get("serviceRegions") or ():
        for rate in pricing["tieredRates"]:
            money = rate["unitPrice"]
            price = Decimal(str(money.get("units") or "0")) + Decimal(money.get("nanos") or 0) * NANO
            start = Decimal(str(rate.get("startUsageAmount") or 0))
            where = {**attributes, "region": region}
            yield Offer(sku["skuId"], pricing["usageUnit"], price, money["currencyCode"], where, start)


def machines(hits: Iterable[Hit], setup: Setup) -> Iterator[Hit]:
    """The hits with machine types in place of their parts. Types with GPUs, local disks or shared cores are not such sums."""
    parts: dict[tuple[str, str, str], dict[str, Hit]] = {}
    for hit in hits:
        if not hit.key.startswith(PART):
            yield hit
            continue
        _, part, family, purchase = hit.key.split("/")
        known = parts.setdefault((hit.place[2], family, purchase), {})
        if part in known and known[part].price != hit.price:
            setup.refuse(f"{'/'.join(hit.place)} {hit.key}", f"matches several SKUs: {known[part].sku} and {hit.sku}")
            known[part] = Hit(hit.place, hit.key, hit.unit, hit.start, Decimal("NaN"), hit.currency, hit.sku)
        else:
            known.setdefault(part, hit)
    types = tuple(_summed_types(setup))
    for (region, family, purchase), known in parts.items():
        core, ram = known.get("core"), known.get("ram")
        if core is None or ram is None or core.price.is_nan() or ram.price.is_nan():
            continue
        for name, vcpu, memory in types:
            if name.partition("-")[0] == family:
                price = core.price * vcpu + ram.price * memory
                note = f"computed: {vcpu} vCPU and {memory} GB at the prices of {family}"
                place = ("gcp", COMPUTE, region)
                yield Hit(
                    place,
                    f"{name}/linux/{purchase}",
                    "hour",
                    core.start,
                    price,
                    core.currency,
                    f"{core.sku} + {ram.sku}",
                    note,
                )


def _summed_types(setup: Setup) -> Iterator[tuple[str, Decimal, Decimal]]:
    for name in machine_names(setup):
        facts = setup.book.facts("gcp", "machine_types", name) or {}
        if (
            name not in SHARED_CORES
            and not {"gpu", "local_ssd_gb"} & facts.keys()
            and {"vcpu", "memory_gb"} <= facts.keys()
        ):
            yield name, Decimal(facts["vcpu"]), Decimal(facts["memory_gb"])


def machine_names(setup: Setup) -> frozenset[str]:
    """Every machine type that the shipped book prices anywhere."""
    names = set()
    for region in setup.book.regions("gcp", COMPUTE):
        names |= {key.partition("/")[0] for key in setup.book.keys("gcp", COMPUTE, region) if "/linux/" in key}
    return frozenset(names)
