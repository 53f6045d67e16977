"""An AWS offer file, streamed (AWS: "Reading the service price list file"). Both variants hold the same; CSV is read three times as fast.

CSV: five lines about the file, the header, then a row for each price. JSON: ``products`` by SKU, then ``terms.OnDemand`` by SKU.
"""

import csv
import gzip
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any

from finopsguard.prices.update.json_stream import Stream
from finopsguard.prices.update.records import Offer, UpdateError
from finopsguard.prices.update.rules import attribute_name

FORMAT = "v1.0"
GZIP = b"\x1f\x8b"
CORE = ("SKU", "TermType", "StartingRange", "Unit", "PricePerUnit", "Currency")
"""Columns without which a CSV file cannot be read."""
ON_DEMAND = "OnDemand"
REGION_PREFIX = re.compile(
    r"(?:US[EW]|UG[EW]|USG[EW]|EU[CNSW]?|AP[NSEW]{1,2}|CA[NW]?|SAE|AFS|ME[CS]|ILC|MX[CW]|CN[NW])\d?-(?=[A-Z])"
)
"""How usage types begin outside N. Virginia: ``EUC1-``; what follows is the same in every region."""


Knows = Callable[[str, Mapping[str, str]], bool]
"""Whether a product, by SKU and attributes, is behind any key of the book."""


def opened(path: Path) -> IO[bytes]:
    """The file's bytes, whether it came compressed or not."""
    with path.open("rb") as file:
        compressed = file.read(2) == GZIP
    return gzip.open(path) if compressed else path.open("rb")  # type: ignore[return-value]  # GzipFile is one in all but name


def read_csv(path: Path, code: str, region: str, wanted: Collection[str], _knows: Knows) -> Iterator[Offer]:
    """On-demand prices of an offer file in CSV. ``wanted``: the attributes to keep. Raises :class:`UpdateError`."""
    try:
        with opened(path) as file, TextIOWrapper(file, encoding="utf-8", newline="") as text:
            yield from _rows(csv.reader(text), code, region, wanted)
    except (csv.Error, OSError, EOFError, UnicodeDecodeError) as error:
        raise UpdateError(f"The AWS offer {code} of {region} is damaged: {error}.", hint="Run it again.") from None


def _rows(reader: Any, code: str, region: str, wanted: Collection[str]) -> Iterator[Offer]:
    header = _header(reader, code, region)
    columns = {name: header.index(name) for name in CORE}
    kept = {name: at for at, title in enumerate(header) if (name := attribute_name(title)) in wanted}
    sku, term, start, unit, price, currency = columns.values()
    usage = header.index("usageType") if "usageType" in header else -1
    width = len(header)
    for row in reader:
        if len(row) != width:
            raise UpdateError(
                f"The AWS offer {code} of {region} has {len(row)} cells in line {reader.line_num}, not {width}."
            )
        if row[term] != ON_DEMAND:
            continue
        attributes = {name: row[at] for name, at in kept.items()}
        attributes["region"] = region
        if usage >= 0:
            attributes["usage"] = without_region(row[usage])
        yield Offer(row[sku], row[unit], _number(row[price]), row[currency], attributes, _number(row[start] or "0"))


def _header(reader: Any, code: str, region: str) -> list[str]:
    said: dict[str, str] = {}
    for row in reader:
        if row and row[0] == "SKU":
            if missing := [name for name in CORE if name not in row]:
                raise UpdateError(
                    f"The AWS offer {code} of {region} has no column {' and '.join(missing)}: its schema has changed.",
                    hint="Look for a newer finopsguard.",
                )
            _check_head(said, code, region)
            return list(row)
        if len(row) > 1:
            said[row[0]] = row[1]
        if reader.line_num > 20:
            break
    raise UpdateError(
        f"The AWS offer {code} of {region} has no header: its schema has changed.", hint="Look for a newer finopsguard."
    )


def _check_head(said: Mapping[str, str], code: str, region: str) -> None:
    version, offer = said.get("FormatVersion", ""), said.get("OfferCode", "")
    if version != FORMAT or offer != code:
        raise UpdateError(
            f"The AWS offer {code} of {region} is one of {offer or 'nobody'} in format {version or 'unknown'}, not {FORMAT}.",
            hint="Look for a newer finopsguard.",
        )


def read_json(path: Path, code: str, region: str, wanted: Collection[str], knows: Knows) -> Iterator[Offer]:
    """The same of an offer file in JSON. Its products come before their prices: those that ``knows`` are held meanwhile."""
    said: dict[str, str] = {}
    products: dict[str, dict[str, str]] = {}
    seen = 0
    try:
        with opened(path) as file:
            stream = Stream(file)
            for name in stream.members():
                if name == "products":
                    _check_head(
                        {"FormatVersion": said.get("formatVersion", ""), "OfferCode": said.get("offerCode", "")},
                        code,
                        region,
                    )
                    for sku in stream.members():
                        seen += 1
                        attributes = _attributes(stream.value(), region, wanted)
                        if knows(sku, attributes):
                            products[sku] = attributes
                elif name == "terms":
                    yield from _on_demand(stream, products)
                else:
                    value = stream.value()
                    said[name] = value if isinstance(value, str) else ""
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UpdateError(f"The AWS offer {code} of {region} is damaged or has changed its schema: {error}.") from None
    if not seen:
        raise UpdateError(f"The AWS offer {code} of {region} has no products: its schema has changed.")


def _on_demand(stream: Stream, products: Mapping[str, dict[str, str]]) -> Iterator[Offer]:
    for term in stream.members():
        for sku in stream.members():
            found = stream.value()
            if term == ON_DEMAND and sku in products:
                yield from offers_of(sku, products[sku], found)


def _attributes(product: Mapping[str, Any], region: str, wanted: Collection[str]) -> dict[str, str]:
    listed = {attribute_name(name): str(value) for name, value in product["attributes"].items()}
    listed["productfamily"] = str(product.get("productFamily", ""))
    attributes = {name: value for name, value in listed.items() if name in wanted}
    attributes |= {"region": region, "usage": without_region(listed.get("usagetype", ""))}
    return attributes


def product_attributes(product: Mapping[str, Any], region: str, wanted: Collection[str]) -> dict[str, str]:
    """Attributes of a product of the Query API, which is written as in the JSON file."""
    return _attributes(product, region, wanted)


def offers_of(sku: str, attributes: dict[str, str], terms: Mapping[str, Any]) -> Iterator[Offer]:
    """The prices of a SKU's on-demand terms."""
    for term in terms.values():
        for dimension in term["priceDimensions"].values():
            for currency, price in dimension["pricePerUnit"].items():
                start = _number(dimension.get("beginRange") or "0")
                yield Offer(sku, dimension["unit"], _number(price), currency, attributes, start)


def without_region(usage: str) -> str:
    """A usage type as N. Virginia has it: ``EUC1-EBS:VolumeUsage.gp3`` -> ``EBS:VolumeUsage.gp3``."""
    found = REGION_PREFIX.match(usage)
    return usage[found.end() :] if found else usage


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("NaN")  # refused with the key that it is the price of
