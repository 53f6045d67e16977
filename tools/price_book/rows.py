"""Reading of the collected CSV files.

Their columns: ``provider, service, region, sku, attributes (JSON), unit, usd_per_unit (in the row's currency),
currency, effective_date, source``.
"""

import csv
import json
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path

from price_book.errors import CompileError


class SourceRow:
    """One row of a collected list, as published."""

    def __init__(self, cells: dict[str, str], where: str) -> None:
        self.provider = cells["provider"]
        self.service = cells["service"]
        self.region = cells["region"]
        self.sku = cells["sku"]
        self.unit = cells["unit"]
        self.currency = cells["currency"]
        self.date = cells["effective_date"]
        self.source = cells["source"]
        self.where = where
        self._attributes = cells["attributes"]
        try:
            self.price = Decimal(cells["usd_per_unit"])
        except InvalidOperation:
            raise CompileError(f"{where}: {cells['usd_per_unit']!r} is not a price") from None
        if not self.price.is_finite() or self.price < 0:
            raise CompileError(f"{where}: a price of {self.price} cannot be")

    @cached_property
    def attributes(self) -> dict[str, str]:
        """The attributes as strings, lists as words; ``None`` and missing are both absent."""
        return {name: _text(value) for name, value in json.loads(self._attributes).items() if value is not None}

    @property
    def description(self) -> str:
        return self.attributes.get("description", "")

    @property
    def trust(self) -> str:
        """``low``, ``medium`` or ``high`` if the row itself says so, else empty: the trust of its source counts."""
        said = self.attributes.get("trust", "")
        if said.startswith("rounded"):
            return "medium"
        word = said.split(":")[0].split(" ")[0]
        return word if word in {"low", "medium", "high"} else ""


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return " ".join(map(str, value))
    return str(value)


class Reader:
    """The folder with the collected lists."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def rows(self, name: str) -> Iterator[SourceRow]:
        """The rows of ``name`` (``aws_ec2.csv``, ``second/aws_elb.csv``); none when the folder lacks that file."""
        path = self.root / name
        if not path.exists():
            return
        with path.open(encoding="utf-8", newline="") as handle:
            for number, cells in enumerate(csv.DictReader(handle), start=2):
                yield SourceRow(cells, f"{name}:{number}")

    def cells(self, name: str) -> Iterator[dict[str, str]]:
        """The rows of a file with columns of its own."""
        path = self.root / name
        if path.exists():
            with path.open(encoding="utf-8", newline="") as handle:
                yield from csv.DictReader(handle)
