"""Azure virtual machines: Linux and Windows, on demand and spot, and what Windows adds to the Linux price of a size.

Names are ARM size names (``Standard_D2s_v3``). Two thirds of the list come from a source that is known to carry the
Windows price in about 3 % of its "Linux" rows; a row of it is kept only if it does not look like one.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from statistics import median

from price_book.draft import Draft
from price_book.rows import Reader, SourceRow

SERVICE = "virtual-machines"
GROUP = f"azure/{SERVICE}"
_LISTS = ("azure_virtual_machines_eu5.csv", "second/azure_virtual_machines_indonesiacentral.csv")
_NOT_MACHINES = ("CloudServices", "Cloud Services", "Dedicated")
_PURCHASES = {"on_demand": "on-demand", "spot": "spot"}
Prices = dict[str, dict[str, Decimal]]
"""Region -> size -> price on demand, from the lists that are trusted."""
# Families of which sampled Linux rows carried the Windows price in regions that the sources do not name.
_DOUBTED = {"Standard_B#ls_v2", "Standard_B#as_v2", "Standard_B#s_v2"}
_NEAR = 0.015
_FAR = 0.05
_LARGE = 0.3
"""Two regions' prices of one family keep one ratio within ``_NEAR``; one that is off by ``_FAR`` needs an explanation.
A Windows surcharge of ``_LARGE`` times the reference price cannot be taken for a regional difference."""


def compile_virtual_machines(reader: Reader, draft: Draft) -> None:
    """All of this module."""
    names = {
        row.sku.lower(): row.sku
        for row in reader.rows("azure_virtual_machines.csv")
        if row.sku.startswith(("Standard_", "Basic_"))
    }
    names |= {_squashed(size): size for size in names.values()}
    linux, windows = _listed(reader, draft, names)
    uplifts = surcharges(linux, windows) | _uplifts(reader, draft, names)
    _linux_elsewhere(reader, draft, linux, uplifts)


def arm_size(sku: str, product: str, names: dict[str, str]) -> str:
    """``D2s v3 Spot`` of the product ``Virtual Machines Dsv3 Series`` is ``Standard_D2s_v3``."""
    size = re.sub(r" (Spot|Low Priority)$", "", sku).removeprefix("Standard_").removeprefix("Basic_").replace(" ", "_")
    size = re.sub(r"(?<=[a-z])(v\d+)$", r"_\1", size) if "_" not in size else size
    if "promo" in product.lower() and not size.endswith("_Promo"):
        size += "_Promo"
    name = f"Basic_{size}" if re.search(r"\bBasic\b", product) else f"Standard_{size}"
    return names.get(name.lower()) or names.get(_squashed(name), name)


def _squashed(name: str) -> str:
    """The Retail Prices API writes some accelerator sizes without their underscores: ``NC40adsH100v5``."""
    return name.lower().replace("_", "").replace("standardstandard", "standard").strip()


def _listed(reader: Reader, draft: Draft, names: dict[str, str]) -> tuple[Prices, Prices]:
    """The Retail Prices API rows of six regions; returns their Linux and Windows prices on demand."""
    linux: Prices = defaultdict(dict)
    windows: Prices = defaultdict(dict)
    for name in _LISTS:
        for row in reader.rows(name):
            a = row.attributes
            product = a["productName"]
            purchase = _PURCHASES.get(a["purchase"])
            if purchase is None:
                draft.drop(GROUP, f"{a['purchase']}: terms and low priority are not in the book")
                continue
            if any(word in product for word in _NOT_MACHINES):
                draft.drop(GROUP, "dedicated host or cloud service")
                continue
            if a.get("meterName", "").endswith("Expired"):
                draft.drop(GROUP, "expired meter")
                continue
            size = arm_size(a.get("skuName", row.sku), product, names)
            draft.add(row, SERVICE, f"{size}/{a['os']}/{purchase}", "hour", sku=a["meterId"])
            if purchase == "on-demand":
                (windows if a["os"] == "windows" else linux)[row.region][size] = row.price
    return linux, windows


def surcharges(linux: Prices, windows: Prices) -> dict[str, Decimal]:
    """Size -> Windows minus Linux in some trusted region: enough to recognise a Windows price, not to publish one."""
    return {
        size: price - linux[region][size]
        for region, sizes in windows.items()
        for size, price in sizes.items()
        if size in linux[region]
    }


_A_V2 = re.compile(r"Standard_A\d+m?_v2")
"""Sizes whose Windows surcharge is another one in eastus than in the regions it was computed from."""


def _uplifts(reader: Reader, draft: Draft, names: dict[str, str]) -> dict[str, Decimal]:
    """What Windows adds. Sizes where it is not the same in every region checked are left out."""
    uplifts: dict[str, Decimal] = {}
    for row in reader.rows("second/azure_windows_uplift.csv"):
        a = row.attributes
        size = arm_size(row.sku, "", names)
        if size.lower() not in names:
            size = _spell(size)
        uplifts[size] = row.price
        if a["min"] != a["max"] or _A_V2.fullmatch(size):
            draft.drop(GROUP, "Windows surcharge that differs between regions")
            continue
        note = f"computed: Windows minus Linux; same in {a['regionsEqual']} regions"
        draft.add(row, SERVICE, f"windows-uplift/{size}", "hour", region="all", sku="", note=note)
    return uplifts


def _spell(size: str) -> str:
    """Capitals of a size that only the lower-case list names: the family letters, then lower case."""
    prefix, _, rest = size.partition("_")
    return f"{prefix}_" + re.sub(r"^[a-z]+", lambda match: match.group().upper(), rest)


def family(size: str) -> str:
    """``Standard_D2s_v3`` and ``Standard_D64s_v3`` are one family: their prices keep one ratio between two regions."""
    return re.sub(r"\d+(-\d+)?", "#", size, count=1)


def _linux_elsewhere(reader: Reader, draft: Draft, linux: Prices, uplifts: dict[str, Decimal]) -> None:
    by_region: dict[str, list[SourceRow]] = defaultdict(list)
    for row in reader.rows("azure_virtual_machines.csv"):
        if not row.sku.startswith(("Standard_", "Basic_")):
            draft.drop(GROUP, "dedicated host or cloud service")
        elif warning := row.attributes.get("warning", ""):
            draft.drop(
                GROUP,
                "carries a warning: " + ("Windows price" if "Windows" in warning else "far above the size's norm"),
            )
        else:
            by_region[row.region].append(row)
    reference = _references(linux)
    for rows in by_region.values():
        for row, reason in doubts(rows, reference, uplifts):
            if reason:
                draft.drop(GROUP, reason)
            else:
                draft.add(row, SERVICE, f"{row.sku}/linux/on-demand", "hour", sku="")


def _references(linux: Prices) -> dict[str, tuple[str, Decimal]]:
    """Size -> (region, Linux price) of the trusted region that lists most sizes of its family."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for region, sizes in linux.items():
        for size in sizes:
            counts[family(size)][region] += 1
    best = {name: max(sorted(regions), key=regions.__getitem__) for name, regions in counts.items()}
    return {
        size: (region, price)
        for region, sizes in linux.items()
        for size, price in sizes.items()
        if best[family(size)] == region
    }


def doubts(
    rows: list[SourceRow], reference: dict[str, tuple[str, Decimal]], uplifts: dict[str, Decimal]
) -> Iterator[tuple[SourceRow, str]]:
    """Each "Linux" row of one region with the reason why it is not believed, or an empty string.

    A row carries the Windows price if only minus the surcharge it keeps the ratio to the trusted region that another
    size of its family has here, or (when the whole family is off) that the region has on the whole.
    """
    ratios: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        if row.sku in reference and row.price:
            region, price = reference[row.sku]
            ratios[family(row.sku)].append(float(row.price / price))
            ratios[region].append(float(row.price / price))
    for row in rows:
        region, price = reference.get(row.sku, ("", Decimal(0)))
        doubted = family(row.sku) in _DOUBTED
        if not price or not row.price:
            yield row, "family with known Windows prices among its Linux rows" if doubted else ""
            continue
        siblings = ratios[family(row.sku)]
        as_linux = float(row.price / price)
        as_windows = float((row.price - uplifts.get(row.sku, Decimal(0))) / price)
        fits = any(abs(as_windows / ratio - 1) < _NEAR for ratio in siblings)
        if not fits and (doubted or as_linux - as_windows > _LARGE or not _shared(as_linux, siblings)):
            fits = _explains(as_linux, as_windows, median(ratios[region]))
        if fits and as_linux - as_windows > _FAR * as_windows:
            yield row, "looks like the Windows price: only minus the surcharge does it keep its family's ratio"
        elif doubted and not _shared(as_linux, siblings):
            yield row, "family with known Windows prices among its Linux rows"
        else:
            yield row, ""


def _explains(as_linux: float, as_windows: float, region_ratio: float) -> bool:
    """Whether the Windows reading fits the region's usual ratio and the Linux reading does not."""
    return abs(as_windows / region_ratio - 1) < 2 * _NEAR and abs(as_linux / region_ratio - 1) > _FAR


def _shared(ratio: float, siblings: list[float]) -> bool:
    """Whether most of a family has this ratio."""
    return sum(abs(ratio / other - 1) < _NEAR for other in siblings) * 2 > len(siblings)
