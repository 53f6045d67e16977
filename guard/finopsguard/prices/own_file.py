"""What the rows of a user's own price file do, told before a run depends on it: ``finopsguard prices check FILE``."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fnmatch import fnmatchcase

import msgspec

from finopsguard.prices.book import ANYWHERE, Partition, PriceBook
from finopsguard.prices.overrides import EVERY_REGION, PriceFile, stated
from finopsguard.types.discount import Discount, PriceOverride
from finopsguard.types.price import Price

CLOUDS = {"aws": "aws", "azurerm": "azure", "azure": "azure", "google": "gcp", "gcp": "gcp"}
"""Names of a cloud -> its name in the price book. Any other provider is an OpenStack cloud."""
OWN_SERVICES = frozenset({"flavors"})
"""Services that only price files have: sizes of an OpenStack cloud's flavors."""
FAR = Decimal(10)
"""A price that is this many times the list price, or as small a part of it, is rather per another unit."""

FEW = 3


class RowEffect(msgspec.Struct, frozen=True):
    """What one row does."""

    where: str
    """``own.yml:12``."""
    what: str
    says: str
    useless: bool = False
    """It matches nothing, or is never used."""
    doubtful: bool = False


def effects(files: Sequence[PriceFile], book: PriceBook, types: Collection[str] = ()) -> list[RowEffect]:
    """The effect of every row, in order. ``types`` are the resource types that can be priced."""
    checker = Checker(book, types)
    rows = [row for file in files for row in file.prices]
    last = {_place(row): row for row in rows}
    found = [checker.price(row, last[_place(row)]) for row in rows]
    return [*found, *(checker.discount(rule) for file in files for rule in file.discounts)]


def lines_of(found: Sequence[RowEffect]) -> list[str]:
    """Two lines for each row, and a last one that counts. Nothing in them is escaped."""
    lines = []
    for effect in found:
        mark = "NO USE " if effect.useless else "DOUBT  " if effect.doubtful else "ok     "
        lines += [f"{mark}{effect.where}  {effect.what}", f"         {effect.says}"]
    useless, doubtful = sum(effect.useless for effect in found), sum(effect.doubtful for effect in found)
    lines.append(f"{len(found):,} rows: {useless:,} without use, {doubtful:,} doubtful")
    return lines


class Checker:
    """Looks rows up in the book."""

    def __init__(self, book: PriceBook, types: Collection[str]) -> None:
        self._book = book
        self._types = types
        self._partitions = book.partitions()

    def price(self, row: PriceOverride, last: PriceOverride) -> RowEffect:
        """What a price does; ``last`` is the row that counts for its place."""
        what = f"{row.provider} {row.service} {row.region} {row.key}"
        if last is not row:
            return RowEffect(
                stated(row), what, f"never used: {stated(last)} has the same and comes later", useless=True
            )
        wrong = self._unknown(row)
        if wrong:
            return RowEffect(stated(row), what, f"matches nothing: {wrong}", useless=True)
        listed = self._listed(row)
        amount = f"{row.price.normalize():f} {row.currency} per {row.unit}"
        if not listed:
            return self._unlisted(row, what, amount)
        units = sorted({price.unit for price in listed} - {row.unit})
        if units:
            says = f"per {row.unit}, but the book's price is per {' or '.join(units)}: a run that needs it stops"
            return RowEffect(stated(row), what, says, useless=True)
        return RowEffect(stated(row), what, f"{amount} instead of {_span(listed)}", doubtful=_is_far(row, listed))

    def discount(self, rule: Discount) -> RowEffect:
        """What a discount is for."""
        what = f"discount {rule.name} ({rule.kind.value.replace('_', ' ')})"
        wrong = self.unknown_names(rule)
        if wrong:
            return RowEffect(rule.source, what, f"matches nothing: {wrong}", useless=True)
        fitting = list(self._fitting(rule))
        prices = sum(count for _partition, count in fitting)
        if not prices and self._is_own_cloud(rule):
            says = f"takes nothing off: the book has no prices of {rule.provider}, and own prices are what is paid"
            return RowEffect(rule.source, what, says, useless=True)
        if not prices:
            return RowEffect(
                rule.source, what, "matches nothing: no price in the book has such a key there", useless=True
            )
        services = sorted({f"{partition.provider} {partition.service}" for partition, _count in fitting})
        says = f"{_amount(rule)} {prices:,} prices in the book, of {', '.join(_few(services))}"
        if rule.resource_type:
            says += f", for {rule.resource_type} alone"
        return RowEffect(rule.source, what, says)

    def unknown_names(self, rule: Discount) -> str:
        """Which of the names that a rule matches by nothing has, with the nearest; empty when all are known."""
        if rule.provider and self._is_own_cloud(rule):
            return ""
        there = [each for each in self._partitions if _is_of(rule.provider, each)]
        if rule.service and rule.service not in {each.service for each in there}:
            return f"there is no service {rule.service!r}. {_nearest(rule.service, {each.service for each in there})}"
        regions = {each.region for each in there} - set(ANYWHERE)
        if rule.region and not any(fnmatchcase(region, rule.region) for region in regions):
            return f"there is no region {rule.region!r}. {_nearest(rule.region, regions)}"
        if (
            rule.resource_type
            and self._types
            and not any(fnmatchcase(type_, rule.resource_type) for type_ in self._types)
        ):
            return f"there is no price for {rule.resource_type!r}. {_nearest(rule.resource_type, self._types)}"
        return ""

    def _is_own_cloud(self, rule: Discount) -> bool:
        return bool(rule.provider) and rule.provider not in CLOUDS

    def _fitting(self, rule: Discount) -> Iterator[tuple[Partition, int]]:
        """Partitions with prices that a rule is for, and how many; what is listed for all regions counts for each."""
        for each in self._partitions:
            if not _is_of(rule.provider, each) or (rule.service and rule.service != each.service):
                continue
            if rule.region and each.region not in ANYWHERE and not fnmatchcase(each.region, rule.region):
                continue
            if not rule.keys:
                yield each, each.rows
                continue
            keys = self._book.keys(each.provider, each.service, each.region)
            count = sum(any(fnmatchcase(key, pattern) for pattern in rule.keys) for key in keys)
            if count:
                yield each, count

    def _unknown(self, row: PriceOverride) -> str:
        """Why no resource will ask for this price; empty where one may."""
        if row.provider not in CLOUDS.values():
            near = {"azurerm": "azure", "google": "gcp"}.get(row.provider)
            if near:
                return f"the price book calls this provider {near}."
            services = {
                each.service for each in self._partitions if each.provider not in CLOUDS.values()
            } | OWN_SERVICES
        else:
            services = {each.service for each in self._partitions if each.provider == row.provider}
        if row.service not in services:
            return f"there is no service {row.service!r}. {_nearest(row.service, services)}"
        regions = {each.region for each in self._partitions if each.provider == row.provider}
        if row.provider in CLOUDS.values() and row.region not in (*regions, EVERY_REGION):
            return f"there is no region {row.region!r}. {_nearest(row.region, regions)}"
        return ""

    def _listed(self, row: PriceOverride) -> list[Price]:
        """The book's prices that the row stands before."""
        regions = [row.region] if row.region != EVERY_REGION else self._book.regions(row.provider, row.service)
        found = (self._book.find(row.provider, row.service, region, row.key) for region in regions)
        return [price for price in found if price is not None]

    def _unlisted(self, row: PriceOverride, what: str, amount: str) -> RowEffect:
        if row.provider not in CLOUDS.values():
            return RowEffect(stated(row), what, f"{amount}; the book has no such price")
        regions = self._book.regions(row.provider, row.service)
        keys = {key for region in regions for key in self._book.keys(row.provider, row.service, region)}
        if row.key in keys:
            return RowEffect(stated(row), what, f"{amount}; the book has none for {row.region}")
        head, slash, rest = row.key.partition("/")
        if slash and any(key.endswith(slash + rest) and key.count("/") == row.key.count("/") for key in keys):
            return RowEffect(stated(row), what, f"{amount}; the book does not know {head}", doubtful=True)
        near = [key for key in keys if key[:2] == row.key[:2]][:5000]
        says = f"matches nothing: no price has the key {row.key!r}. {_nearest(row.key, near)}"
        return RowEffect(stated(row), what, says, useless=True)


def _few(names: Sequence[str]) -> list[str]:
    """The first names and how many more there are."""
    more = len(names) - FEW
    return [*names[:FEW], f"and {more} more services"] if more > 0 else list(names)


def _place(row: PriceOverride) -> tuple[str, str, str, str]:
    return (row.provider, row.service, row.region, row.key)


def _is_of(provider: str, partition: Partition) -> bool:
    """Whether prices are of a provider, by any of its names; ``openstack`` is every OpenStack cloud."""
    if provider == "openstack":
        return partition.provider not in CLOUDS
    return not provider or partition.provider == CLOUDS.get(provider, provider)


def _is_far(row: PriceOverride, listed: Iterable[Price]) -> bool:
    same = [price.unit_price for price in listed if price.currency == row.currency and price.unit_price]
    return any(row.price > FAR * amount or row.price * FAR < amount for amount in same)


def _span(listed: Sequence[Price]) -> str:
    """``0.107 USD``, or ``0.096 to 0.153 USD in 34 regions``; each currency by itself."""
    amounts: Mapping[str, list[Decimal]] = {price.currency: [] for price in listed}
    for price in listed:
        amounts[price.currency].append(price.unit_price)
    said = []
    for currency, several in amounts.items():
        low, high = (f"{amount.normalize():f}" for amount in (min(several), max(several)))
        said.append(f"{low} {currency}" if low == high else f"{low} to {high} {currency}")
    return " and ".join(said) + (f" in {len(listed)} regions" if len(listed) > 1 else "")


def _amount(rule: Discount) -> str:
    if rule.per_month is not None:
        return f"{rule.per_month.normalize():f} {rule.currency} a month for"
    rate = f"{(rule.rate * 100).normalize():f} %"
    if rule.per_hour is not None:
        return f"{rate} for {rule.per_hour.normalize():f} {rule.currency} an hour, on"
    if rule.count is not None:
        size = f" of size {rule.size}" if rule.size else ""
        return f"{rate} for {rule.count.normalize():f} at a time{size}, on"
    return f"{rate} off"


def _nearest(given: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only for a mistake

    lower = {name.lower(): name for name in sorted(known)}
    close = [lower[name] for name in get_close_matches(given.lower(), lower, n=3)]
    return f"Did you mean {' or '.join(close)}?" if close else "prices list shows what there is."
