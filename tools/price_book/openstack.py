"""Price lists of public OpenStack clouds. Amounts are in EUR without VAT, as published."""

import re

from price_book.draft import Draft
from price_book.rows import Reader, SourceRow

_UNITS = {
    "price_per_gb_monthly": "GB-month",
    "price_per_gb_hourly": "GB-hour",
    "price_per_gib_monthly": "GiB-month",
    "price_per_gib_hourly": "GiB-hour",
    "price_per_gb": "GB",
    "price_monthly": "month",
    "price_hourly": "hour",
    "retrieval_per_gib": "GiB",
    "ipv4_monthly": "month",
}
_KEYS = {
    # (service, sku) of the list: our service, key, unit.
    ("block_storage", "price_per_gb_monthly"): ("block-storage", "storage", "GB-month"),
    ("block_storage", "price_per_gb_hourly"): ("block-storage", "storage/hourly", "GB-hour"),
    ("block_storage", "ssd_price_per_gb"): ("block-storage", "storage/ssd", "GB-month"),
    ("block_storage", "ssd_price_per_gb_monthly"): ("block-storage", "storage/ssd", "GB-month"),
    ("snapshots", "price_per_gb_monthly"): ("block-storage", "snapshot", "GB-month"),
    ("object_storage", "price_per_gb_monthly"): ("object-storage", "storage", "GB-month"),
    ("object_storage", "price_per_gb_hourly"): ("object-storage", "storage/hourly", "GB-hour"),
    ("object_storage", "archive_price_per_gb_monthly"): ("object-storage", "storage/archive", "GB-month"),
    ("object_storage", "egress_price_per_gb"): ("object-storage", "egress", "GB"),
    ("egress", "price_per_gb"): ("network", "egress", "GB"),
    ("load_balancer", "price_hourly"): ("network", "load-balancer/hourly", "hour"),
    ("load_balancer", "price_monthly"): ("network", "load-balancer", "month"),
    ("load_balancer", "reserved_ipv4_hourly"): ("network", "load-balancer/ipv4/hourly", "hour"),
    ("load_balancer", "reserved_ipv4_monthly"): ("network", "load-balancer/ipv4", "month"),
    ("floating_ip", "price_monthly"): ("network", "floating-ip", "month"),
    ("primary_ip", "price_monthly"): ("network", "floating-ip", "month"),
    ("primary_ip", "ipv4_monthly"): ("network", "floating-ip", "month"),
    ("public_ip", "price_monthly"): ("network", "floating-ip", "month"),
    ("kubernetes", "control_plane"): ("kubernetes", "control-plane", "month"),
    ("kubernetes", "control_plane_monthly"): ("kubernetes", "control-plane", "month"),
    ("component_pricing", "cpu_per_vcpu_hourly"): ("instances", "component/vcpu", "vCPU-hour"),
    ("component_pricing", "cpu_per_vcpu_monthly"): ("instances", "component/vcpu/monthly", "vCPU-month"),
    ("component_pricing", "ram_per_gb_hourly"): ("instances", "component/ram", "GB-hour"),
    ("component_pricing", "ram_per_gb_monthly"): ("instances", "component/ram/monthly", "GB-month"),
}
_TIER = re.compile(r"tiers/(?P<tier>[A-Za-z0-9_]+)/(?P<what>\w+)")
_TIERED = {
    "block_storage": ("block-storage", "storage"),
    "object_storage": ("object-storage", "storage"),
    "load_balancer": ("network", "load-balancer"),
}
_DEDICATED = re.compile(r"dedicated_plans/(?P<plan>[a-z0-9-]+)/(?P<what>\w+)")


def compile_openstack(reader: Reader, draft: Draft) -> None:
    """Instances and services of every cloud."""
    for row in reader.rows("openstack_instances.csv"):
        a = row.attributes
        draft.add(row, "instances", row.sku, "hour", sku="", note="without VAT")
        facts = {"vcpu": a["vcpu"], "ram_gb": a["ram_gb"].removesuffix(".0"), "disk_gb": a.get("disk_gb", "")}
        draft.fact(row.provider, "flavors", row.sku, **facts)
    for row in reader.rows("openstack_services.csv"):
        _service(draft, row)
    for row in reader.rows("openstack_otc_sample.csv"):
        draft.add(row, "instances", row.attributes["flavor"], "hour", note="one example of the list; without VAT")


def _service(draft: Draft, row: SourceRow) -> None:
    service, key, unit = _KEYS.get((row.service, row.sku), ("", "", ""))
    if not key and (match := _TIER.fullmatch(row.sku)) and row.service in _TIERED and match["what"] in _UNITS:
        service, part = _TIERED[row.service]
        name = match["tier"].lower().replace("_", "-")
        key, unit = f"{part}/{name}{_suffix(match['what'])}", _UNITS[match["what"]]
    if not key and (match := _DEDICATED.fullmatch(row.sku)):
        service, key, unit = (
            "kubernetes",
            f"control-plane/{match['plan']}{_suffix(match['what'])}",
            _UNITS[match["what"]],
        )
    if not key:
        return draft.drop(f"{row.provider}/services", "no key")
    return draft.add(row, service, key, unit, sku="", note="without VAT")


def _suffix(what: str) -> str:
    if what.startswith("retrieval"):
        return "/retrieval"
    return "/hourly" if what.endswith("hourly") else ""
