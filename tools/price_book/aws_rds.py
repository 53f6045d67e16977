"""RDS and Aurora instances, their storage, backups and proxies; ElastiCache nodes.

Keys name engine and licence as Terraform does: ``mysql``, ``mariadb``, ``postgresql``, ``oracle-se2/license-included``,
``oracle-se2/bring-your-own-license``, ``oracle-ee/bring-your-own-license``, ``sqlserver-ex``, ``-web``, ``-se``,
``-ee`` (each with the licence included). Storage keys have no engine: the list has the same price for every engine.
"""

import re
from collections import defaultdict
from decimal import Decimal

from price_book.draft import Draft
from price_book.rows import Reader, SourceRow

SERVICE = "AmazonRDS"
_ENGINES = {
    "MySQL": "mysql",
    "MariaDB": "mariadb",
    "PostgreSQL": "postgresql",
    "Aurora MySQL": "aurora-mysql",
    "Aurora PostgreSQL": "aurora-postgresql",
}
_SQL_SERVER = {
    "Enterprise": "sqlserver-ee",
    "Standard": "sqlserver-se",
    "Web": "sqlserver-web",
    "Express": "sqlserver-ex",
}
_ORACLE = {"Enterprise": "oracle-ee", "Standard Two": "oracle-se2"}
_LICENCES = {"License included": "license-included", "Bring your own license": "bring-your-own-license"}
_DEPLOYMENTS = {"Single-AZ": "single-az", "Multi-AZ": "multi-az", "Multi-AZ (readable standbys)": "multi-az-cluster"}


def compile_rds(reader: Reader, draft: Draft) -> None:
    """All of this module."""
    for row in reader.rows("aws_rds.csv"):
        _instance(draft, row)
    _aurora(reader, draft)
    for row in reader.rows("aws_rds_storage.csv"):
        _storage(draft, row)
    for row in reader.rows("second/aws_eu-west-2_facts.csv"):
        _eu_west_2(draft, row)
    for row in reader.rows("aws_elasticache.csv"):
        _elasticache(draft, row)


def _instance(draft: Draft, row: SourceRow) -> None:
    a = row.attributes
    deployment = _DEPLOYMENTS.get(a.get("deployment") or a.get("DeploymentOption", ""))
    engine = a.get("engine") or _engine(a)
    if not engine or not deployment or a.get("LicenseModel") == "NA":
        return draft.drop("aws/AmazonRDS", "custom or unnamed engine, licence or deployment")
    if engine.startswith("aurora"):
        return draft.add(row, SERVICE, f"aurora/{row.sku}/{engine}/standard", "hour", sku=a.get("sku", ""))
    return draft.add(row, SERVICE, f"{row.sku}/{engine}/{deployment}", "hour", sku=a.get("sku", ""))


def _engine(a: dict[str, str]) -> str:
    engine, edition = a.get("DatabaseEngine", ""), a.get("DatabaseEdition", "")
    if engine == "SQL Server":
        return _SQL_SERVER.get(edition, "") if a.get("LicenseModel") == "License included" else ""
    if engine == "Oracle":
        licence = _LICENCES.get(a.get("LicenseModel", ""))
        return f"{_ORACLE[edition]}/{licence}" if licence and edition in _ORACLE else ""
    return _ENGINES.get(engine, "")


_SHARED_FAMILY = "family shows both configurations"


def _aurora(reader: Reader, draft: Draft) -> None:
    """Aurora instances. Rows that the source worked out from a smaller size are kept only where the family's listed
    sizes agree.
    """
    rows = list(reader.rows("second/aws_aurora_instances.csv"))
    rates: dict[tuple[str, str], set[Decimal]] = defaultdict(set)
    for row in rows:
        if row.attributes["derived"] == "as listed" and (units := _units(row.sku)):
            rates[row.region, _family(row.sku)].add((row.price / units).quantize(Decimal("1e-6")))
    for row in rows:
        derived = row.attributes["derived"]
        if derived.startswith("value is 1.3 x"):
            draft.drop("aws/AmazonRDS", "Aurora rate divided by 1.3: can be off by rounding")
            continue
        if derived == _SHARED_FAMILY:
            units = _units(row.sku)
            rate = (row.price / units).quantize(Decimal("1e-6")) if units else None
            if rates[row.region, _family(row.sku)] != {rate}:
                draft.drop(
                    "aws/AmazonRDS",
                    "Aurora rate worked out from a size whose own rate is rounded, or with nothing to compare",
                )
                continue
        for engine in row.attributes["engines"].split():
            draft.add(row, SERVICE, f"aurora/{row.sku}/{engine}/{row.attributes['storageConfig']}", "hour", sku="")


def _family(sku: str) -> str:
    return sku.rpartition(".")[0]


def _units(sku: str) -> Decimal | None:
    """How many ``large`` a size is, where prices are proportional to that."""
    size = sku.rpartition(".")[2]
    if size == "large":
        return Decimal(1)
    match = re.fullmatch(r"(\d*)xlarge", size)
    return Decimal(match[1] or 1) * 2 if match else None


_STORAGE = {
    # RDS usage type without its region prefix: key and unit.
    "RDS:GP2-Storage": ("storage/gp2/single-az", "GB-month"),
    "RDS:Multi-AZ-GP2-Storage": ("storage/gp2/multi-az", "GB-month"),
    "RDS:GP3-Storage": ("storage/gp3/single-az", "GB-month"),
    "RDS:Multi-AZ-GP3-Storage": ("storage/gp3/multi-az", "GB-month"),
    "RDS:PIOPS-Storage": ("storage/io1/single-az", "GB-month"),
    "RDS:Multi-AZ-PIOPS-Storage": ("storage/io1/multi-az", "GB-month"),
    "RDS:Multi-AZCluster-PIOPS-Storage": ("storage/io1/multi-az-cluster", "GB-month"),
    "RDS:StorageUsage": ("storage/standard/single-az", "GB-month"),
    "RDS:Multi-AZ-StorageUsage": ("storage/standard/multi-az", "GB-month"),
    "RDS:PIOPS": ("iops/io1/single-az", "IOPS-month"),
    "RDS:Multi-AZ-PIOPS": ("iops/io1/multi-az", "IOPS-month"),
    "RDS:Multi-AZCluster-PIOPS": ("iops/io1/multi-az-cluster", "IOPS-month"),
    "RDS:GP3-PIOPS": ("iops/gp3/single-az", "IOPS-month"),
    "RDS:Multi-AZ-GP3-PIOPS": ("iops/gp3/multi-az", "IOPS-month"),
    "RDS:GP3-Throughput": ("throughput/gp3/single-az", "MBps-month"),
    "RDS:Multi-AZ-GP3-Throughput": ("throughput/gp3/multi-az", "MBps-month"),
    "RDS:Mirror-GP2-Storage": ("storage/gp2/multi-az-mirror", "GB-month"),
    "RDS:Mirror-GP3-Storage": ("storage/gp3/multi-az-mirror", "GB-month"),
    "RDS:Mirror-PIOPS-Storage": ("storage/io1/multi-az-mirror", "GB-month"),
    "RDS:Mirror-StorageUsage": ("storage/standard/multi-az-mirror", "GB-month"),
    "RDS:Mirror-PIOPS": ("iops/io1/multi-az-mirror", "IOPS-month"),
    "RDS:Mirror-GP3-PIOPS": ("iops/gp3/multi-az-mirror", "IOPS-month"),
    "RDS:Mirror-GP3-Throughput": ("throughput/gp3/multi-az-mirror", "MBps-month"),
    "RDS:StorageIOUsage": ("storage/standard/requests", "request"),
    "RDS:ChargedBackupUsage": ("backup/rds", "GB-month"),
    "RDS:SnapshotExportToS3": ("snapshot-export/rds", "GB"),
    "RDS:ProxyUsage": ("proxy/vcpu", "vCPU-hour"),
    "RDS:Proxy-ASv2-Usage": ("proxy/acu", "ACU-hour"),
    "Aurora:StorageUsage": ("aurora/storage/standard", "GB-month"),
    "Aurora:StorageIOUsage": ("aurora/io-requests", "request"),
    "Aurora:BackupUsage": ("aurora/backup", "GB-month"),
    "Aurora:BacktrackUsage": ("aurora/backtrack", "change-record-hour"),
    "Aurora:ServerlessUsage": ("aurora/serverless-v1", "ACU-hour"),
    "Aurora:ServerlessV2Usage": ("aurora/serverless-v2/standard", "ACU-hour"),
    "Aurora:ReplicatedWriteIO": ("aurora/global-database/replicated-writes", "request"),
    "Aurora:SnapshotExportToS3": ("aurora/snapshot-export", "GB"),
}


def _storage(draft: Draft, row: SourceRow) -> None:
    a = row.attributes
    usage = re.sub(r"^[A-Z0-9]+-(?=[A-Z][A-Za-z]+:)", "", a.get("UsageType", ""))
    if usage in _STORAGE:
        key, unit = _STORAGE[usage]
        draft.add(row, SERVICE, key, unit, sku="")
    elif row.sku == "gp2" and "deployment" in a:
        draft.add(row, SERVICE, f"storage/gp2/{_DEPLOYMENTS[a['deployment']]}", "GB-month", sku="")
    else:
        draft.drop("aws/AmazonRDS", "storage row without a key (RDS Custom, Performance Insights, cluster features)")


_EU_WEST_2 = {
    "aurora-backup": ("aurora/backup", "GB-month", 1),
    "aurora-io": ("aurora/io-requests", "request", 1_000_000),
    "aurora-postgresql-serverless-v2-acu": ("aurora/serverless-v2/standard", "ACU-hour", 1),
    "proxy-acu": ("proxy/acu", "ACU-hour", 1),
    "proxy-vcpu": ("proxy/vcpu", "vCPU-hour", 1),
    "backup": ("backup/rds", "GB-month", 1),
    "gp3": ("storage/gp3/single-az", "GB-month", 1),
}


def _eu_west_2(draft: Draft, row: SourceRow) -> None:
    """Usage types quoted for eu-west-2. Aurora storage is left out: the source's own remark says that it looks too
    low.
    """
    if not row.service.startswith("rds"):
        return None
    if row.sku not in _EU_WEST_2 or "trust" in row.attributes:
        return draft.drop("aws/AmazonRDS", "eu-west-2 figure that is rounded or doubted")
    key, unit, per = _EU_WEST_2[row.sku]
    return draft.add(row, SERVICE, key, unit, price=row.price / Decimal(per), sku=row.attributes.get("usageType", ""))


def _elasticache(draft: Draft, row: SourceRow) -> None:
    a = row.attributes
    engine = (a.get("engine") or a.get("CacheEngine") or "").lower()
    if row.sku.startswith("cache.") and engine in {"redis", "memcached"}:
        draft.add(row, "AmazonElastiCache", f"{row.sku}/{engine}", "hour", sku=a.get("sku", ""))
    elif a.get("family") == "Storage Snapshot":
        draft.add(row, "AmazonElastiCache", "backup", "GB-month", sku=a.get("sku", ""))
    else:
        draft.drop("aws/AmazonElastiCache", "no key")
