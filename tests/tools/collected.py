"""Collected price lists in the making, for tests of the compiler."""

import csv
import json
from pathlib import Path
from typing import Any

from compile_price_book import main

from finopsguard.prices.book import PriceBook

COLUMNS = (
    "provider",
    "service",
    "region",
    "sku",
    "attributes",
    "unit",
    "usd_per_unit",
    "currency",
    "effective_date",
    "source",
)
AWS_SITE = "lamngockhuong/aws-price s3.json@508fb45"
KARPENTER = "aws/karpenter-provider-aws zz_generated.pricing_aws.go@1d927085d"
EC2_SITE = "lamngockhuong/aws-price ec2-transformed.json@508fb45"
AZURE = "Azure/karpenter-provider-azure zz_generated.pricing.go@352646f5"
RADAR = "andy-diericks/azure-pricing-radar data/latest@cf741f2"
LINUX = {"os": "linux", "purchase": "on_demand", "tenancy": "shared"}


class Lists:
    """A folder of collected lists in the making."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.target = folder / "out"

    def add(self, name: str, *cells: Any) -> None:
        """One row: provider, service, region, sku, attributes, unit, price[, date[, source[, currency]]]."""
        provider, service, region, sku, attributes, unit, price, date, source, currency = (
            *cells,
            *("2026-09-01", "finops-mcp 0.12.0", "USD")[len(cells) - 7 :],
        )
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        new = not path.exists()
        with path.open("a", newline="") as handle:
            writer = csv.writer(handle)
            if new:
                writer.writerow(COLUMNS)
            writer.writerow(
                [provider, service, region, sku, json.dumps(attributes), unit, price, currency, date, source]
            )

    def compile(self) -> PriceBook:
        assert main(["--from", str(self.folder), "--to", str(self.target)]) == 0
        return PriceBook(self.target)


def amounts(book: PriceBook, *place: str) -> list[tuple[int, str]] | None:
    found = book.find(*place)
    return [(int(tier.start), str(tier.price)) for tier in found.tiers] if found else None


def ec2(lists: Lists, price: str, date: str, source: str, sku: str = "m5.large") -> None:
    lists.add("aws_ec2.csv", "aws", "ec2_instance", "us-east-1", sku, LINUX, "hour", price, date, source)


def s3(lists: Lists, description: str, price: str, unit: str = "GB Mo") -> None:
    attributes = {"description": description, "rateCode": "SKU.JRTCKXETXF.CODE"}
    lists.add("aws_s3.csv", "aws", "s3", "us-east-1", "SKU", attributes, unit, price, "2025-10-22", AWS_SITE)
