"""AWS offer files as AWS documents them ("Reading the service price list file"), small and in both variants."""

import csv
import json
from io import StringIO
from typing import Any, NamedTuple

from finopsguard.prices.book import PriceBook

TITLES = {
    "productFamily": "Product Family",
    "instanceType": "Instance Type",
    "operatingSystem": "Operating System",
    "tenancy": "Tenancy",
    "capacitystatus": "CapacityStatus",
    "preInstalledSw": "Pre Installed S/W",
    "licenseModel": "License Model",
    "usagetype": "usageType",
    "operation": "operation",
    "volumeApiName": "Volume API Name",
    "marketoption": "MarketOption",
}
"""Attribute in JSON -> column in CSV."""


class Row(NamedTuple):
    """One price of an offer file."""

    sku: str
    price: str
    unit: str
    attributes: dict[str, str]
    start: str = "0"
    term: str = "OnDemand"
    currency: str = "USD"


def machine(type_: str, price: str, sku: str = "", **changed: str) -> Row:
    """A Linux instance with shared tenancy."""
    attributes = {
        "productFamily": "Compute Instance",
        "instanceType": type_,
        "operatingSystem": "Linux",
        "tenancy": "Shared",
        "capacitystatus": "Used",
        "preInstalledSw": "NA",
        "licenseModel": "No License required",
        "usagetype": f"EUC1-BoxUsage:{type_}",
        "operation": "RunInstances",
        "marketoption": "OnDemand",
    }
    return Row(sku or f"SKU{type_.upper().replace('.', '')}", price, "Hrs", attributes | changed)


def meter(usage: str, price: str, unit: str, **attributes: str) -> Row:
    """Anything else, by its usage type in Frankfurt."""
    return Row(f"SKU{usage.upper()}", price, unit, {"usagetype": f"EUC1-{usage}", **attributes})


def known_machines(book: PriceBook, region: str = "eu-central-1") -> list[Row]:
    """Every Linux instance that the book has in a region, at its price."""
    rows = []
    for key in book.keys("aws", "AmazonEC2", region):
        type_, _, rest = key.partition("/")
        price = book.exact("aws", "AmazonEC2", region, key)
        if rest == "linux/shared/on-demand" and price is not None:
            rows.append(machine(type_, f"{price.unit_price:f}"))
    return rows


def as_csv(rows: list[Row], code: str = "AmazonEC2", version: str = "20261101000000") -> bytes:
    """The CSV variant: five lines about it, the header, a row a price."""
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(("FormatVersion", "v1.0"))
    writer.writerow(("Disclaimer", "This pricing list is for informational purposes only."))
    writer.writerow(("Publication Date", "2026-11-01T00:00:00Z"))
    writer.writerow(("Version", version))
    writer.writerow(("OfferCode", code))
    head = ("SKU", "OfferTermCode", "RateCode", "TermType", "PriceDescription", "EffectiveDate", "StartingRange")
    writer.writerow((*head, "EndingRange", "Unit", "PricePerUnit", "Currency", *TITLES.values(), "serviceCode"))
    for row in rows:
        values = [row.attributes.get(name, "") for name in TITLES]
        rate = f"{row.sku}.JRTCKXETXF.6YS6EN2CT7"
        first = (row.sku, "JRTCKXETXF", rate, row.term, 'per "unit", as listed', "2026-11-01", row.start)
        writer.writerow((*first, "Inf", row.unit, row.price, row.currency, *values, code))
    return out.getvalue().encode()


def as_json(rows: list[Row], code: str = "AmazonEC2", version: str = "20261101000000") -> bytes:
    """The JSON variant: products, then terms."""
    products: dict[str, Any] = {}
    terms: dict[str, Any] = {"OnDemand": {}, "Reserved": {}}
    for number, row in enumerate(rows):
        attributes = {name: value for name, value in row.attributes.items() if name != "productFamily"}
        product = {"sku": row.sku, "attributes": {"servicecode": code, **attributes}}
        if "productFamily" in row.attributes:
            product["productFamily"] = row.attributes["productFamily"]
        products[row.sku] = product
        dimension = {
            "rateCode": f"{row.sku}.JRTCKXETXF.{number}",
            "unit": row.unit,
            "beginRange": row.start,
            "endRange": "Inf",
            "description": "as listed",
            "pricePerUnit": {row.currency: row.price},
        }
        term = terms[row.term].setdefault(row.sku, {f"{row.sku}.JRTCKXETXF": {"priceDimensions": {}}})
        term[f"{row.sku}.JRTCKXETXF"]["priceDimensions"][f"{row.sku}.JRTCKXETXF.{number}"] = dimension
    head = {"formatVersion": "v1.0", "disclaimer": "for information", "offerCode": code, "version": version}
    return json.dumps(
        {**head, "publicationDate": "2026-11-01T00:00:00Z", "products": products, "terms": terms}
    ).encode()


def documents(
    content: bytes, code: str = "AmazonEC2", region: str = "eu-central-1", kind: str = "csv"
) -> dict[str, Any]:
    """The index, the region index and the offer file, by path."""
    base = "/offers/v1.0/aws"
    file = f"{base}/{code}/20261101000000/{region}/index"
    return {
        f"{base}/index.json": lambda _query: {
            "offers": {
                code: {
                    "offerCode": code,
                    "currentVersionUrl": f"{base}/{code}/current/index.json",
                    "currentRegionIndexUrl": f"{base}/{code}/current/region_index.json",
                }
            }
        },
        f"{base}/{code}/current/region_index.json": lambda _query: {
            "regions": {region: {"regionCode": region, "currentVersionUrl": f"{file}.json"}}
        },
        f"{file}.{kind}": content,
    }
