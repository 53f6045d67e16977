"""Unit prices by Terraform resource type, as a public estimator publishes them for one region per cloud.

They are offered twice: as they are, under the service ``by-resource-type`` with the key ``TYPE[/BLOCK]/COMPONENT``,
and, for the components named in ``copies.tsv``, under the official service in their own region. There any other list
comes first.
"""

from collections import defaultdict
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from price_book.draft import Draft
from price_book.rows import Reader, SourceRow
from price_book.tables import table

SERVICE = "by-resource-type"
SOURCE = "resource-types-2026"
_FILE = "component_prices_by_resource_type.csv"
_PROVIDERS = {"google": "gcp"}
_NOT_LISTED = ("reserved", "sustained-use", "Committed", "spot)", "preemptible", "dev/test", "hybrid benefit")
"""Words in a component or note that say that its price is not a list price on demand, or one that changes daily."""


class Copy:
    """A row of ``copies.tsv``: which component is which key of an official service."""

    def __init__(self, cells: dict[str, str]) -> None:
        self.service, self.key, self.unit = cells["service"], cells["key"], cells["unit"]
        self.start = Decimal(cells["start"] or 0)
        self.per = Decimal(cells["per"] or 1)
        self.region = cells["region"]
        self.note = cells["note"]
        self.price = Decimal(cells["price"]) if cells["price"] else None


def compile_resource_types(reader: Reader, draft: Draft) -> None:
    """All of this module."""
    copies: dict[tuple[str, str, str], list[Copy]] = defaultdict(list)
    for cells in table("copies.tsv"):
        copies[cells["type"], cells["block"], cells["component"]].append(Copy(cells))
    prices: dict[tuple[str, str, str], list[tuple[SourceRow, str]]] = defaultdict(list)
    for number, cells in enumerate(reader.cells(_FILE), start=2):
        provider = _PROVIDERS.get(cells["provider"], cells["provider"])
        group = f"{provider}/{SERVICE}"
        if not cells["region"] or not cells["values_last_changed"]:
            draft.drop(group, "without a region or date")
            continue
        row = _row(provider, cells, f"{_FILE}:{number}")
        block = cells["sub_resource"].split(".")[0]
        for copy in copies.get((cells["resource_type"], block, cells["component"]), ()):
            _copy(draft, provider, row, copy)
        if any(word in cells["component"] or word in cells["note"] for word in _NOT_LISTED):
            draft.drop(group, "not a list price on demand")
        else:
            key = "/".join(filter(None, (cells["resource_type"], block, cells["component"])))
            prices[provider, row.region, key].append((row, cells["unit"]))
    for (provider, region, key), rows in prices.items():
        _offer(draft, provider, region, key, rows)


def _offer(draft: Draft, provider: str, region: str, key: str, rows: list[tuple[SourceRow, str]]) -> None:
    if len({(row.price, unit) for row, unit in rows}) > 1:
        draft.drop(
            f"{provider}/{SERVICE}",
            "one component with several prices: they depend on attributes the list does not name",
            len(rows),
        )
        return
    row, unit = max(rows, key=lambda pair: pair[0].date)
    draft.add(row, SERVICE, key, unit, region=region, sku="", source=SOURCE, zero=False)


def _copy(draft: Draft, provider: str, row: SourceRow, copy: Copy) -> None:
    if copy.price is not None and row.price != copy.price:
        return
    note = copy.note or f"listed for {row.sku}"
    price = row.price / copy.per
    draft.add(
        row,
        copy.service,
        copy.key,
        copy.unit,
        provider=provider,
        region=copy.region,
        price=price,
        start=copy.start,
        sku="",
        note=note,
        source=SOURCE,
    )


def _row(provider: str, cells: dict[str, str], where: str) -> SourceRow:
    listed, error = Decimal(cells["price"]), Decimal(cells["price_err"] or 0)
    price = shortest(listed, error) if cells["price_kind"] == "derived" else listed
    return SourceRow(
        {
            "provider": provider,
            "service": SERVICE,
            "region": cells["region"],
            "sku": cells["resource_type"],
            "attributes": "{}",
            "unit": cells["unit"],
            "usd_per_unit": str(price),
            "currency": "USD",
            "effective_date": cells["values_last_changed"],
            "source": "component prices by resource type",
        },
        where,
    )


def shortest(value: Decimal, error: Decimal) -> Decimal:
    """The decimal with the fewest places within ``value`` ± ``error``: a figure worked out from rounded ones is read
    back as listed.
    """
    for places in range(16):
        unit = Decimal(1).scaleb(-places)
        low = ((value - error) / unit).to_integral_value(ROUND_CEILING)
        high = ((value + error) / unit).to_integral_value(ROUND_FLOOR)
        if low <= high:
            nearest = (value / unit).to_integral_value(ROUND_HALF_EVEN)
            return min(max(nearest, low), high) * unit
    return value
