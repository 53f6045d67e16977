"""Azure managed disks: by tier and redundancy, with their operations, snapshots, Ultra and Premium SSD v2 rates."""

import re

from price_book.draft import Draft
from price_book.rows import Reader, SourceRow

SERVICE = "storage"
GROUP = f"azure/{SERVICE}"
_KINDS = {
    "Premium SSD Managed Disks": "premium-ssd",
    "Standard SSD Managed Disks": "standard-ssd",
    "Standard HDD Managed Disks": "standard-hdd",
}
_FAST = {"Ultra Disks": "ultra", "Azure Premium SSD v2": "premium-v2"}
_FAST_PARTS = {
    "Provisioned Capacity": ("capacity", "GiB-hour"),
    "Provisioned IOPS": ("iops", "IOPS-hour"),
    "Provisioned Throughput (MBps)": ("throughput", "MBps-hour"),
    "Reservation per vCPU Provisioned": ("vcpu-reservation", "vCPU-hour"),
}
_PREVIEW_2019 = re.compile(r"[PES][678]0 ")


def is_disk(row: SourceRow) -> bool:
    """Whether a row of the storage list belongs to this module."""
    return row.attributes.get("productName", "") in _KINDS.keys() | _FAST.keys()


def compile_disks(reader: Reader, draft: Draft) -> None:
    """All of this module."""
    for row in reader.rows("azure_storage_eu5.csv"):
        if not is_disk(row):
            continue
        key, unit = disk_key(row.attributes)
        if not key:
            draft.drop(GROUP, "disk meter without a key")
            continue
        draft.add(row, SERVICE, key, unit, sku=row.attributes["meterId"])
    _other_regions(reader, draft)


def disk_key(a: dict[str, str]) -> tuple[str, str]:
    """Key and unit of a meter; empty for one that no Terraform resource is billed for."""
    product, meter, sku = a["productName"], a["meterName"], a["skuName"]
    redundancy = "ZRS" if "ZRS" in sku else "LRS"
    if product in _FAST:
        part = _FAST_PARTS.get(re.sub(r"^(Ultra|Premium) LRS ", "", meter))
        return (f"{_FAST[product]}/{redundancy}/{part[0]}", part[1]) if part else ("", "")
    if match := re.fullmatch(r"([PES]\d+) (LRS|ZRS) Disk( Mount| Operations)?", meter):
        tier, redundancy, what = match.groups()
        if what == " Operations":
            return f"disk-operations/{tier[0]}/{redundancy}", "10K-operations"
        return (f"disk-mount/{tier}/{redundancy}" if what else f"disk/{tier}/{redundancy}"), "month"
    endings = (
        ("Snapshots", f"snapshot/{_KINDS[product]}/{redundancy}", "GB-month"),
        ("Burst Enablement", f"disk-burst/{redundancy}/enablement", "month"),
        ("Burst Transactions", f"disk-burst/{redundancy}/transactions", "10K-operations"),
    )
    return next(((key, unit) for ending, key, unit in endings if meter.endswith(ending)), ("", ""))


def _other_regions(reader: Reader, draft: Draft) -> None:
    """The list of 2019 for the regions that nothing newer covers. Checked in three regions for the tiers up to 50."""
    note = "list of 2019; every cell checked in three regions still held in 2026"
    for row in reader.rows("second/azure_managed_disks_2019.csv"):
        match = re.fullmatch(r"([PES]\d+) (LRS|ZRS)", row.sku)
        if not match:
            draft.drop(GROUP, "snapshot or transaction row of 2019: nobody has checked it")
        elif _PREVIEW_2019.match(row.sku):
            draft.drop(GROUP, "preview price of 2019")
        else:
            draft.add(row, SERVICE, f"disk/{match[1]}/{match[2]}", "month", sku="", note=note)
