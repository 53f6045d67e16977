"""Azure virtual machines: Linux and Windows, on demand and spot, and what Windows adds to the Linux price of a size.

Names are ARM size names (``Standard_D2s_v3``). Two thirds of the list come from a source that is known to carry the Windows
price in about 3 % of its "Linux" rows; a row of it is kept only if it does not look like one.
"""

import re
from collections import defaultdict
from decimal import Decimal
from statistics import median

from price_book.draft import Draft
from price_book.rows import Reader, SourceRow

SERVICE = "virtual-machines"
GROUP = f"azure/{SERVICE}"
_LISTS = ("azure_virtual_machines_eu5.csv", "second/azure_virtual_machines_indonesiacentral.csv")
_NOT_MACHINES = ("CloudServices", "Cloud Services", "Dedicated")
_PURCHASES = {"on_demand": "on-demand", "spot": "spot"}
_REFERENCE_REGION = "westeurope"
# Sizes of which the second hunt found Linux rows with the Windows price, in regions it does not name.
_DOUBTED = {"standard_b8ls_v2", "standard_b16as_v2", "standard_b16ls_v2", "standard_b32as_v2", "standard_b32s_v2"}
_NEAR = 0.02
_FAR = 0.05


def compile_virtual_machines(reader: Reader, draft: Draft) -> None:
    """All of this module."""
    names = {row.sku.lower(): row.sku for row in reader.rows("azure_virtual_machines.csv") if row.sku.startswith(("Standard_", "Basic_"))}
    linux = _listed(reader, draft, names)
    uplifts = _uplifts(reader, draft, names)
    _linux_elsewhere(reader, draft, linux, uplifts)


def arm_size(sku: str, product: str, names: dict[str, str]) -> str:
    """``D2s v3 Spot`` of the product ``Virtual Machines Dsv3 Series`` is ``Standard_D2s_v3``."""
    size = re.sub(r" (Spot|Low Priority)$", "", sku).removeprefix("Standard_").removeprefix("Basic_").replace(" ", "_")
    size = re.sub(r"(?<=[a-z])(v\d+)$", r"_\1", size) if "_" not in size else size
    if "Promo" in product and not size.endswith("_Promo"):
        size += "_Promo"
    name = f"Basic_{size}" if re.search(r"\bBasic\b", product) else f"Standard_{size}"
    return names.get(name.lower(), name)


def _listed(reader: Reader, draft: Draft, names: dict[str, str]) -> dict[str, Decimal]:
    """The Retail Prices API rows of six regions; returns the Linux prices of the reference region."""
    reference: dict[str, Decimal] = {}
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
            size = arm_size(a.get("skuName", row.sku), product, names)
            draft.add(row, SERVICE, f"{size}/{a['os']}/{purchase}", "hour", sku=a["meterId"])
            if (row.region, a["os"], purchase) == (_REFERENCE_REGION, "linux", "on-demand"):
                reference[size] = row.price
    return reference


def _uplifts(reader: Reader, draft: Draft, names: dict[str, str]) -> dict[str, Decimal]:
    """What Windows adds. Sizes where it is not the same in every region checked are left out."""
    uplifts: dict[str, Decimal] = {}
    for row in reader.rows("second/azure_windows_uplift.csv"):
        a = row.attributes
        size = arm_size(row.sku, "", names)
        if size.lower() not in names:
            size = _spell(size)
        uplifts[size] = row.price
        if a["min"] != a["max"]:
            draft.drop(GROUP, "Windows surcharge that differs between regions")
            continue
        note = f"computed: Windows minus Linux; same in {a['regionsEqual']} regions"
        draft.add(row, SERVICE, f"windows-uplift/{size}", "hour", region="all", sku="", note=note)
    return uplifts


def _spell(size: str) -> str:
    """Capitals of a size that only the lower-case list names: the family letters, then lower case."""
    prefix, _, rest = size.partition("_")
    return f"{prefix}_" + re.sub(r"^[a-z]+", lambda match: match.group().upper(), rest)


def _linux_elsewhere(reader: Reader, draft: Draft, reference: dict[str, Decimal], uplifts: dict[str, Decimal]) -> None:
    by_region: dict[str, list[SourceRow]] = defaultdict(list)
    for row in reader.rows("azure_virtual_machines.csv"):
        if not row.sku.startswith(("Standard_", "Basic_")):
            draft.drop(GROUP, "dedicated host or cloud service")
        elif warning := row.attributes.get("warning", ""):
            draft.drop(GROUP, "carries a warning: " + ("Windows price" if "Windows" in warning else "far above the size's norm"))
        else:
            by_region[row.region].append(row)
    for rows in by_region.values():
        usual = _usual_ratios(rows, reference)
        for row in rows:
            reason = _doubt(row, reference, uplifts, usual)
            if reason:
                draft.drop(GROUP, reason)
            else:
                draft.add(row, SERVICE, f"{row.sku}/linux/on-demand", "hour", sku="")


def family(size: str) -> str:
    """``Standard_D2s_v3`` and ``Standard_D64s_v3`` are of one family: their prices keep one ratio between two regions."""
    return re.sub(r"\d+(-\d+)?", "#", size, count=1)


def _usual_ratios(rows: list[SourceRow], reference: dict[str, Decimal]) -> dict[str, float]:
    """Family -> the median of price over reference price in this region; ``""`` -> that of all families."""
    ratios: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        if row.sku in reference:
            ratio = float(row.price / reference[row.sku])
            ratios[family(row.sku)].append(ratio)
            ratios[""].append(ratio)
    return {name: median(values) for name, values in ratios.items() if len(values) > 2}


def _doubt(row: SourceRow, reference: dict[str, Decimal], uplifts: dict[str, Decimal], usual: dict[str, float]) -> str:
    """Why a "Linux" row is not believed, or an empty string."""
    listed, uplift = reference.get(row.sku), uplifts.get(row.sku)
    doubted = row.sku.lower() in _DOUBTED
    expected = usual.get(family(row.sku), usual.get("")) if listed else None
    if not listed or not expected:
        return "size with known Windows prices among its Linux rows" if doubted else ""
    as_linux = abs(float(row.price / listed) / expected - 1)
    if doubted and as_linux > _NEAR:
        return "size with known Windows prices among its Linux rows"
    if uplift and as_linux > _FAR:
        as_windows = abs(float((row.price - uplift) / listed) / expected - 1)
        if as_windows < _NEAR:
            return "looks like the Windows price: only minus the surcharge does it keep its family's ratio"
    return ""
