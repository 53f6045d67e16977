"""Azure storage accounts: blobs, files, queues and tables.

Key: ``PRODUCT/TIER/REDUNDANCY/METER``, such as ``blob/hot/LRS/storage`` or
``files/transaction-optimized/ZRS/write-operations``.
"""

import re
from decimal import Decimal

from price_book.azure_disks import is_disk
from price_book.draft import Draft
from price_book.rows import Reader, SourceRow

SERVICE = "storage"
GROUP = f"azure/{SERVICE}"
_PRODUCTS = {
    # productName: first part of the key. A StorageV2 account is billed for "General Block Blob v2".
    "General Block Blob v2": "blob",
    "General Block Blob v2 Hierarchical Namespace": "blob-hierarchical",
    "Azure Data Lake Storage Gen2 Hierarchical Namespace": "adls-hierarchical",
    "Azure Data Lake Storage Gen2 Flat Namespace": "adls-flat",
    "Blob Storage": "blob-v1",
    "General Block Blob": "block-blob-v1",
    "Premium Block Blob": "premium-block-blob",
    "Premium Block Blob v2 Hierarchical Namespace": "premium-block-blob-hierarchical",
    "Standard Page Blob v2": "page-blob",
    "Standard Page Blob": "page-blob-v1",
    "Premium Page Blob": "premium-page-blob",
    "Files v2": "files",
    "Files": "files-v1",
    "Premium Files": "files-premium",
    "Azure Files Provisioned v2": "files-provisioned-v2",
    "Queues v2": "queue",
    "Queues": "queue-v1",
    "Tables": "table",
}
_TIERED = {"blob", "blob-hierarchical", "adls-hierarchical", "adls-flat", "blob-v1"}
_UNITS = {
    "1 GB/Month": "GB-month",
    "1 GB": "GB",
    "1 GiB/Hour": "GiB-hour",
    "10K": "10K-operations",
    "10K/Month": "10K-month",
    "1M": "1M-operations",
    "1/Hour": "unit-hour",
    "1/Month": "month",
}
_TIERS = {
    "hot": "hot",
    "cool": "cool",
    "cold": "cold",
    "archive": "archive",
    "standard": "transaction-optimized",
    "premium": "premium",
    "hdd": "hdd",
    "ssd": "ssd",
}
_REDUNDANCY = re.compile(r"\b(RA-GZRS|RA-GRS|GZRS|GRS|ZRS|LRS)\b")
_METERS = {
    "data-stored": "storage",
    "list-and-create-container-operations": "list-operations",
    "all-other-operations": "other-operations",
}
# Hot blobs cost 96 % of the first tier from 50 TB and 92 % from 500 TB on, wherever all tiers are known. One list kept
# the last tier alone, another the first.
_SECOND, _LAST = Decimal("0.96"), Decimal("0.92")
_TIER_STARTS = (Decimal(0), Decimal(51_200), Decimal(512_000))


def compile_storage(reader: Reader, draft: Draft) -> None:
    """All of this module."""
    for row in reader.rows("azure_storage_eu5.csv"):
        if is_disk(row):
            continue
        a = row.attributes
        key, unit = storage_key(a), _UNITS.get(row.unit)
        if not key or not unit or "Free" in a["meterName"]:
            draft.drop(GROUP, "storage meter without a key")
        elif "warning" in a:
            _hot_from_last_tier(draft, row, key)
        else:
            draft.add(row, SERVICE, key, unit, sku=a["meterId"])
    for row in reader.rows("second/azure_eastus_seed.csv"):
        if row.service == "blobstorage":
            _eastus(draft, row)
    for row in reader.rows("azure_blob_hot_lrs.csv"):
        _hot_lrs(draft, row)


def storage_key(a: dict[str, str]) -> str:
    """The key of a meter, or an empty string for one that no Terraform resource is billed for."""
    product = _PRODUCTS.get(a["productName"])
    found = _REDUNDANCY.search(a["skuName"])
    if not product or not found:
        return ""
    words = a["skuName"][: found.start()].strip().lower()
    tier = _TIERS.get(words.split(" ")[0]) if words else "standard"
    if tier is None:
        return ""
    meter = _REDUNDANCY.sub("", a["meterName"])
    meter = re.sub(r"^\s*(Hot|Cool|Cold|Archive|Premium|HDD|SSD|Standard)\b", "", meter).strip()
    slug = re.sub(r"[^a-z0-9]+", "-", meter.lower()).strip("-")
    return f"{product}/{tier}/{found[1]}/{_METERS.get(slug, slug)}"


def _hot_from_last_tier(draft: Draft, row: SourceRow, key: str) -> None:
    """All tiers of a hot blob meter of which the list kept the last, if that makes a first price with at most four
    places.
    """
    first = row.price / _LAST
    if key.partition("/")[0] not in _TIERED or first != first.quantize(Decimal("0.0001")):
        draft.drop(GROUP, "tiered meter of which one tier is known")
        return
    note = "computed: the last tier is listed; first = it / 0.92, second = 0.96 x first, as where all are listed"
    _add_tiers(draft, row, key, first, note)


def _add_tiers(draft: Draft, row: SourceRow, key: str, first: Decimal, note: str) -> None:
    sku = row.attributes.get("meterId", "")
    for start, share in zip(_TIER_STARTS, (Decimal(1), _SECOND, _LAST), strict=True):
        draft.add(row, SERVICE, key, "GB-month", start=start, price=first * share, sku=sku, note=note, trust="medium")


def _eastus(draft: Draft, row: SourceRow) -> None:
    """The eastus list counts single operations and early deletion per GB; tiers are complete."""
    a = row.attributes
    key = storage_key(a)
    unit = {"requests": "10K-operations", "GB-Mo": "GB-month", "GB": "GB"}.get(row.unit)
    if not key or not unit:
        return draft.drop(GROUP, "storage meter without a key")
    price = row.price * 10_000 if row.unit == "requests" else row.price
    return draft.add(
        row, SERVICE, key, unit, price=price, start=Decimal(a.get("tierStart", 0)), sku=a.get("meterId", "")
    )


def _hot_lrs(draft: Draft, row: SourceRow) -> None:
    a = {**row.attributes, "skuName": "Hot LRS", "meterName": row.sku}
    key = storage_key(a)
    if row.unit == "operation":
        draft.add(row, SERVICE, key, "10K-operations", price=row.price * 10_000, sku="")
    else:
        _add_tiers(
            draft,
            row,
            key,
            row.price,
            "computed above 50 TB: 0.96 and 0.92 of the first tier, as wherever all tiers are listed",
        )
