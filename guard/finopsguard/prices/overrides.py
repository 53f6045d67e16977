"""The user's own prices (``--prices FILE``), for negotiated rates and for clouds whose operators set their own.

YAML (a list of rows under ``prices:``) or CSV (a header with the same names); the format is described in
docs/prices.md.
"""

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from io import StringIO
from pathlib import Path
from typing import Any

import msgspec

from finopsguard.errors import PriceError
from finopsguard.files import MEBIBYTE, read_text
from finopsguard.prices.book import is_plain_name
from finopsguard.prices.currency import NoRateError, Rates, is_currency
from finopsguard.text import Located, load_yaml
from finopsguard.types.discount import Discount, PriceOverride
from finopsguard.types.money import ZERO, usable
from finopsguard.types.price import Price, PriceLookup, Source, Tier
from finopsguard.types.result import Conversion

REQUIRED = ("provider", "service", "region", "key", "unit", "price", "currency")
OPTIONAL = ("date", "note")
EVERY_REGION = "*"
USUAL = {"aws": "USD", "azure": "USD", "gcp": "USD"}
"""Currency of a cloud's own list where it lists no such price. One resource is added up in one currency."""
MAX_FILE = 16 * MEBIBYTE


class PriceFile(msgspec.Struct, frozen=True):
    """What a price file holds."""

    prices: tuple[PriceOverride, ...]
    discounts: tuple[Discount, ...] = ()
    """YAML only."""


def read_overrides(path: Path) -> tuple[PriceOverride, ...]:
    """The price rows of a price file. Raises :class:`PriceError` naming file and line for what is not as described."""
    return read_price_file(path).prices


def read_price_file(path: Path, earlier: Sequence[Discount] = ()) -> PriceFile:
    """All of a price file; names of discounts must differ from those of ``earlier`` ones. Raises :class:`PriceError` as above."""
    text = read_text(str(path), f"The price file {path}", MAX_FILE, PriceError, hint="Check --prices.")
    return parse_price_file(text, path.name, earlier)


def parse_overrides(text: str, name: str) -> tuple[PriceOverride, ...]:
    """The price rows of a price file's text; ``name`` ends in ``.csv`` for CSV and stands in messages and reports."""
    return parse_price_file(text, name).prices


def parse_price_file(text: str, name: str, earlier: Sequence[Discount] = ()) -> PriceFile:
    """The rows of a price file's text."""
    if name.lower().endswith(".csv"):
        return PriceFile(_prices(_csv_rows(text, name), name))
    document = load_yaml(text, name, PriceError)
    if not isinstance(document, Located) or not document or not set(document) <= {"prices", "discounts"}:
        raise PriceError(
            f"{name} is not a price file.", hint="It holds lists of rows, prices: and discounts: (docs/prices.md)."
        )
    discounts: tuple[Discount, ...] = ()
    if document.get("discounts") is not None:
        from finopsguard.discount_rules import read_discounts  # noqa: PLC0415  few files have discounts

        discounts = read_discounts(document["discounts"], name, PriceError, earlier)
    rows = _yaml_rows(document["prices"], name) if "prices" in document else ()
    return PriceFile(_prices(rows, name), discounts)


def _prices(rows: Iterable[tuple[int, dict[str, Any]]], name: str) -> tuple[PriceOverride, ...]:
    found: dict[tuple[str, str, str, str], int] = {}
    overrides = []
    for line, row in rows:
        override = _override(row, name, line)
        place = (override.provider, override.service, override.region, override.key)
        if place in found:
            message = f"{name}, line {line}: {override.key!r} has a price on line {found[place]} already."
            raise PriceError(message, hint="Keep one of them.")
        found[place] = line
        overrides.append(override)
    return tuple(overrides)


class OverriddenBook:
    """A book with the user's prices in front of it."""

    def __init__(self, book: PriceLookup, overrides: Iterable[PriceOverride], rates: Rates | None = None) -> None:
        self._book = book
        self._rates = rates
        self.conversions: dict[tuple[str, str], Conversion] = {}
        """Rates that own prices were converted by."""
        self._overrides = {(row.provider, row.service, row.region, row.key): row for row in overrides}
        self._files = {stated(row) for row in self._overrides.values()}

    def find(self, provider: str, service: str, region: str, key: str) -> Price | None:
        """The user's price for the region, else their price for every region, else the book's.

        Raises :class:`PriceError` if the user's price is per another unit than the book's.
        """
        listed = self._book.find(provider, service, region, key)
        own = self._overrides.get((provider, service, region, key)) or self._overrides.get(
            (provider, service, EVERY_REGION, key)
        )
        if own is None:
            return listed
        if listed is not None and listed.unit != own.unit:
            raise PriceError(
                f"{own.source}: the price of {key!r} is per {own.unit}, but this price is needed per {listed.unit}.",
                hint=f"Convert it and write unit: {listed.unit}.",
            )
        rate = self._rate(own.currency, listed.currency if listed else USUAL.get(provider, own.currency))
        return Price(
            provider=provider,
            service=service,
            region=region,
            key=key,
            unit=own.unit,
            tiers=(Tier(ZERO, own.price * rate.rate if rate else own.price),),
            currency=rate.target if rate else own.currency,
            date=own.date,
            source=stated(own),
            note="; ".join(note for note in (own.note, _converted(own, rate), _replaced(listed)) if note),
            own=True,
        )

    def _rate(self, source: str, target: str) -> Conversion | None:
        """How a price gets the currency that the rest of the resource is billed in; ``None`` where it has it, or there is no rate."""
        if source == target or self._rates is None:
            return None
        if (source, target) not in self.conversions:
            try:
                self.conversions[source, target] = self._rates.between(source, target)
            except NoRateError:
                return None
        return self.conversions[source, target]

    def facts(self, provider: str, kind: str, name: str) -> Mapping[str, str] | None:
        """What the book says of a machine type; price files state prices only."""
        return self._book.facts(provider, kind, name)

    def source(self, source_id: str) -> Source | None:
        """The list behind a price; a price file of the user is one too."""
        if source_id in self._files:
            name, _, line = source_id.rpartition(":")
            return Source(source_id, f"your price file {name}, line {line}", "high", note="given with --prices")
        return self._book.source(source_id)


def stated(row: PriceOverride) -> str:
    """Where a row stands: ``own.yml:12``."""
    return f"{row.source}:{row.line}"


def _converted(own: PriceOverride, rate: Conversion | None) -> str:
    """The price as it was written."""
    return f"{own.price.normalize():f} {own.currency} by the rate of {rate.date} ({rate.origin})" if rate else ""


def _replaced(listed: Price | None) -> str:
    """What the user's price stands in place of."""
    return f"in place of the list price {listed.unit_price.normalize():f} {listed.currency}" if listed else ""


def _csv_rows(text: str, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    reader = csv.reader(StringIO(text), strict=True)
    header: list[str] | None = None
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = [cell.strip() for cell in cells]
            elif len(cells) != len(header):
                raise PriceError(
                    f"{name}, line {reader.line_num}: {len(cells)} cells, but the header names {len(header)}."
                )
            else:
                filled = ((field, cell.strip()) for field, cell in zip(header, cells, strict=True))
                yield reader.line_num, {field: cell for field, cell in filled if cell}
    except csv.Error as error:
        raise PriceError(f"{name}, line {reader.line_num}: {error}.") from None
    if header is None:
        raise PriceError(f"{name} is empty.", hint=f"The first line names the columns: {','.join(REQUIRED)}.")


def _yaml_rows(rows: Any, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    if not isinstance(rows, list):
        raise PriceError(f"{name} is not a price file.", hint="prices: is a list of rows (docs/prices.md).")
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, Located):
            raise PriceError(f"{name}: row {number} of prices is not a mapping of names to values.")
        yield row.line, row


def _override(row: dict[str, Any], name: str, line: int) -> PriceOverride:
    where = f"{name}, line {line}"
    for field in row:
        if field not in REQUIRED and field not in OPTIONAL:
            raise PriceError(f"{where}: there is no field {field!r}.", hint=_nearest(str(field)))
    missing = [field for field in REQUIRED if row.get(field) in (None, "")]
    if missing:
        raise PriceError(f"{where}: {' and '.join(missing)} missing.", hint=f"A row needs {', '.join(REQUIRED)}.")
    texts = {field: str(row[field]).strip() for field in row if field != "price"}
    for field in ("provider", "service", "region"):
        if not is_plain_name(texts[field]) and not (field == "region" and texts[field] == EVERY_REGION):
            raise PriceError(
                f"{where}: {field} {texts[field]!r} is not a name.",
                hint="Use the names that finopsguard prices list shows.",
            )
    if not is_currency(texts["currency"]):
        raise PriceError(
            f"{where}: currency {texts['currency']!r} is not a code of three capital letters, such as EUR."
        )
    _check_date(texts.get("date", ""), where)
    return PriceOverride(price=_amount(row["price"], where), source=name, line=line, **texts)


def _amount(value: object, where: str) -> Decimal:
    try:
        amount = usable(Decimal(str(value))) if not isinstance(value, bool) else None
    except (InvalidOperation, ValueError):
        amount = None
    if amount is None:
        raise PriceError(
            f"{where}: price {value!r} is not a number.",
            hint="Write it with a point and without a currency sign: 0.096.",
        )
    if amount < 0:
        raise PriceError(
            f"{where}: price {value} is negative.",
            hint="A discount belongs under discounts:, in this file or finopsguard.yml.",
        )
    return amount


def _check_date(text: str, where: str) -> None:
    if not text:
        return
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        raise PriceError(f"{where}: date {text!r} is not a date.", hint="Write it as 2026-11-21.") from None


def _nearest(field: str) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only for a mistake

    names = (*REQUIRED, *OPTIONAL)
    close = get_close_matches(field, names, n=1)
    return f"Did you mean {close[0]!r}?" if close else f"The fields are {', '.join(names)}."
