"""Google Cloud services besides Compute Engine: storage, databases, monitoring, load balancing, DNS, CDN."""

import re
from decimal import Decimal

from price_book.draft import Draft
from price_book.gcp_compute import REGIONS
from price_book.rows import Reader, SourceRow

_CLASSES = {"archiv": "archive", "dra": "durable-reduced-availability"}
_BUCKET = re.compile(r"(bucket|retrieval)/([a-z]+)(?:-(?:multi|dual))?")


def compile_google_services(reader: Reader, draft: Draft) -> None:
    """All of this module."""
    for row in reader.rows("gcp_cloud_storage.csv"):
        _bucket(draft, row)
    for row in reader.rows("gcp_monitoring.csv"):
        start = Decimal(re.match(r"\d+", row.attributes["tier_mib"]).group())  # type: ignore[union-attr]  # the list has no other form
        draft.add(
            row,
            "cloud-monitoring",
            "metrics",
            "MiB",
            start=start,
            sku="",
            note="the account's free 150 MiB a month are not deducted",
        )
    for row in reader.rows("second/gcp_cloud_sql.csv"):
        _sql(draft, row)
    for row in reader.rows("second/gcp_memorystore_redis.csv"):
        draft.add(row, "memorystore-redis", row.sku.replace("-", "/"), "GiB-hour", sku="")
    _list_of_2019(reader, draft)


def _bucket(draft: Draft, row: SourceRow) -> None:
    match = _BUCKET.fullmatch(row.sku)
    if not match:
        return draft.drop("gcp/cloud-storage", "no key")
    what, storage_class = match[1], _CLASSES.get(match[2], match[2])
    key = f"{storage_class}/{'storage' if what == 'bucket' else 'retrieval'}"
    return draft.add(
        row,
        "cloud-storage",
        key,
        "GB-month" if what == "bucket" else "GB",
        region=REGIONS.get(row.region, row.region),
        sku="",
    )


_SQL = {
    "db-n1-standard-1": ("db-n1-standard-1", "hour"),
    "db-g1-small": ("db-g1-small", "hour"),
    "db-f1-micro": ("db-f1-micro", "hour"),
    "enterprise-vcpu-zonal": ("vcpu", "vCPU-hour"),
    "enterprise-vcpu-regional": ("vcpu/regional", "vCPU-hour"),
    "enterprise-ram-zonal": ("ram", "GiB-hour"),
    "enterprise-ram-regional": ("ram/regional", "GiB-hour"),
    "ssd-storage-zonal": ("storage/ssd", "GB-month"),
    "ssd-storage-regional": ("storage/ssd/regional", "GB-month"),
    "hdd-storage-zonal": ("storage/hdd", "GB-month"),
    "hdd-storage-regional": ("storage/hdd/regional", "GB-month"),
    "backup": ("backup", "GB-month"),
}


def _sql(draft: Draft, row: SourceRow) -> None:
    if row.sku not in _SQL:
        return draft.drop("gcp/cloud-sql", "share of a commitment")
    key, unit = _SQL[row.sku]
    derived = row.attributes.get("derived")
    note = f"computed: {derived}" if derived else ""
    return draft.add(row, "cloud-sql", key, unit, sku="", note=note)


_OLD_REGIONAL = {
    "FORWARDING_RULE_CHARGE_BASE": ("compute-engine", "load-balancer/forwarding-rule/first-five", "hour"),
    "FORWARDING_RULE_CHARGE_EXTRA": ("compute-engine", "load-balancer/forwarding-rule", "hour"),
    "NETWORK_LOAD_BALANCED_INGRESS": ("compute-engine", "load-balancer/ingress", "GB"),
    "CP-CLOUDSQL-BACKUP": ("cloud-sql", "backup", "GB-month"),
    **{
        f"CP-MEMORYSTORE-REDIS-{tier.upper()}-{size.upper()}": ("memorystore-redis", f"{tier}/{size}", "GiB-hour")
        for tier in ("basic", "standard")
        for size in ("m1", "m2", "m3", "m4", "m5")
    },
}
_OLD_GLOBAL = {
    "CP-KMS-KEY-VERSION": ("cloud-kms", "key-version/software", "version-month"),
    "CP-KMS-CRYPTO-OPERATION": ("cloud-kms", "operations/software", "operation"),
    "CP-CLOUDCDN-CACHE-LOOKUP-REQUESTS": ("cloud-cdn", "lookups", "request"),
    "CP-CLOUDCDN-CACHE-INVALIDATION": ("cloud-cdn", "invalidations", "path"),
}
_OLD_TIERED = {
    "CP-CLOUD-DNS-QUERIES": ("cloud-dns", "queries", "query"),
    "CP-CLOUD-DNS-ZONES": ("cloud-dns", "managed-zone", "zone-month"),
    **{
        f"CP-CLOUDCDN-CACHE-EGRESS-{area}": ("cloud-cdn", f"cache-egress/{area.lower()}", "GB")
        for area in ("NA", "EU", "APAC", "AU", "CN", "OTHER")
    },
}
_NOTE = "list of 2019 that nothing newer contradicts"
_REGION = re.compile(r"[a-z]+-[a-z]+\d+")


def _list_of_2019(reader: Reader, draft: Draft) -> None:
    """What the list of 2019 has alone. Its known changes (snapshots, queries, addresses, Pub/Sub, egress) are left
    out.
    """
    tiers: dict[str, list[tuple[Decimal, SourceRow]]] = {}
    for row in reader.rows("second/gcp_pricelist_2019.csv"):
        if row.sku in _OLD_TIERED:
            tiers.setdefault(row.sku, []).append((Decimal(row.attributes["tierUpTo"]), row))
        elif row.sku in _OLD_REGIONAL and _REGION.fullmatch(row.region):
            service, key, unit = _OLD_REGIONAL[row.sku]
            draft.add(row, service, key, unit, sku="", note=_NOTE)
        elif row.sku in _OLD_GLOBAL:
            service, key, unit = _OLD_GLOBAL[row.sku]
            draft.add(row, service, key, unit, region="global", sku="", note=_NOTE)
        else:
            draft.drop("gcp/pricelist-2019", "known to have changed, or confirmed by nothing newer")
    for sku, rows in tiers.items():
        service, key, unit = _OLD_TIERED[sku]
        start = Decimal(0)
        for upper, row in sorted(rows, key=lambda pair: pair[0]):
            draft.add(row, service, key, unit, region="global", start=start, sku="", note=_NOTE)
            start = upper
