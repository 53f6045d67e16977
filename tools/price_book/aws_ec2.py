"""EC2 instances with their licence surcharges, EBS, load balancers and data transfer."""

import re
from decimal import Decimal

from price_book.draft import Draft
from price_book.rows import Reader, SourceRow
from price_book.tables import TABLES, table

SERVICE = "AmazonEC2"
_SOFTWARE = {"windows": "windows", "suse": "suse"}
_MIB_PER_GIB = Decimal(1024)
_NITRO_SIZES = {"large": "2", "xlarge": "4"}


def compile_ec2(reader: Reader, draft: Draft) -> None:
    """All of this module."""
    _own_facts(draft)
    linux = _instances(reader, draft)
    uplifts = _uplifts(reader, draft)
    _listed_windows(reader, draft, linux, uplifts)
    _ebs(reader, draft)
    _elb(reader, draft)
    _egress(reader, draft)


def _instances(reader: Reader, draft: Draft) -> dict[str, Decimal]:
    """Linux on demand, and facts of the types; returns eu-west-1 prices for the check of licensed rows."""
    eu_west_1: dict[str, Decimal] = {}
    for row in reader.rows("aws_ec2.csv"):
        a = row.attributes
        if (a.get("os"), a.get("purchase"), a.get("tenancy")) != ("linux", "on_demand", "shared"):
            draft.drop("aws/AmazonEC2", "not Linux on demand on shared hardware")
            continue
        draft.add(row, SERVICE, f"{row.sku}/linux/shared/on-demand", "hour", sku="")
        if row.region == "eu-west-1":
            eu_west_1[row.sku] = row.price
        if "vcpu" in a:
            draft.fact(
                "aws", "instance_types", row.sku, vcpu=a["vcpu"], memory_gb=a.get("memory_gb", "").removesuffix(".0")
            )
    return eu_west_1


def _uplifts(reader: Reader, draft: Draft) -> dict[str, Decimal]:
    """Windows by type, RHEL and SUSE by number of vCPUs; valid in every commercial region."""
    windows: dict[str, Decimal] = {}
    for row in reader.rows("second/aws_ec2_windows_uplift.csv"):
        note = f"computed: Windows minus Linux; same in {row.attributes['regionsConfirmed']} regions checked"
        draft.add(row, SERVICE, f"windows-uplift/{row.sku}", "hour", region="all", sku="", note=note)
        windows[row.sku] = row.price
        if vcpu := row.attributes.get("vcpu"):
            draft.fact("aws", "instance_types", row.sku, vcpu=vcpu)
    for row in reader.rows("second/aws_ec2_rhel_suse_uplift.csv"):
        system = row.service.removeprefix("ec2_").removesuffix("_uplift")
        draft.add(
            row,
            SERVICE,
            f"{system}-uplift/{row.sku}",
            "hour",
            region="all",
            sku="",
            note="computed: licensed minus Linux",
        )
    return windows


def _listed_windows(reader: Reader, draft: Draft, linux: dict[str, Decimal], uplifts: dict[str, Decimal]) -> None:
    """The 2023 Windows rows of eu-west-1, where today's Linux price plus the surcharge still gives them. RHEL changed
    in 2024.
    """
    for row in reader.rows("aws_ec2_windows_rhel_suse_eu-west-1.csv"):
        system = row.attributes.get("os", "")
        if system != "windows":
            draft.drop("aws/AmazonEC2", f"{system} row of 2023: replaced by the surcharge list")
        elif row.sku not in linux or linux[row.sku] + uplifts.get(row.sku, Decimal(0)) != row.price:
            draft.drop("aws/AmazonEC2", "windows row of 2023 that today's Linux price plus surcharge does not confirm")
        else:
            draft.add(row, SERVICE, f"{row.sku}/windows/shared/on-demand", "hour", sku="")


def _ebs(reader: Reader, draft: Draft) -> None:
    for name in ("aws_ebs.csv", "second/aws_ebs_io.csv"):
        for row in reader.rows(name):
            _ebs_row(draft, row)


_USAGE_TYPES = {
    # AWS usage type without its region prefix: key and unit.
    "EBS:FastSnapshotRestore": ("ebs/fast-snapshot-restore", "hour"),
    "EBS:SnapshotArchiveRetrieval": ("ebs/snapshot-archive/retrieval", "GB"),
    "EBS:SnapshotArchiveStorage": ("ebs/snapshot-archive/storage", "GB-month"),
    "EBS:SnapshotUsage": ("ebs/snapshot/storage", "GB-month"),
    "EBS:VolumeIOUsage": ("ebs/standard/requests", "request"),
    "EBS:VolumeP-IOPS.gp3": ("ebs/gp3/iops", "IOPS-month"),
    "EBS:VolumeP-IOPS.piops": ("ebs/io1/iops", "IOPS-month"),
    "EBS:VolumeP-IOPS.io2": ("ebs/io2/iops", "IOPS-month"),
    "EBS:VolumeP-IOPS.io2.tier2": ("ebs/io2/iops", "IOPS-month"),
    "EBS:VolumeP-IOPS.io2.tier3": ("ebs/io2/iops", "IOPS-month"),
    "EBS:VolumeP-Throughput.gp3": ("ebs/gp3/throughput", "MiBps-month"),
    "EBS:VolumeUsage": ("ebs/standard/storage", "GB-month"),
    "EBS:VolumeUsage.gp2": ("ebs/gp2/storage", "GB-month"),
    "EBS:VolumeUsage.gp3": ("ebs/gp3/storage", "GB-month"),
    "EBS:VolumeUsage.io2": ("ebs/io2/storage", "GB-month"),
    "EBS:VolumeUsage.piops": ("ebs/io1/storage", "GB-month"),
    "EBS:VolumeUsage.sc1": ("ebs/sc1/storage", "GB-month"),
    "EBS:VolumeUsage.st1": ("ebs/st1/storage", "GB-month"),
}
_IO2_STARTS = {"tier2": Decimal(32_000), "tier3": Decimal(64_000)}
_COMPONENTS = {
    # (volume type, component) of the other lists.
    ("snapshot", "snapshot"): ("ebs/snapshot/storage", "GB-month"),
    ("fast-snapshot-restore", "per snapshot and AZ"): ("ebs/fast-snapshot-restore", "hour"),
    ("snapshot-archive", "retrieval"): ("ebs/snapshot-archive/retrieval", "GB"),
    ("snapshot-archive", "storage"): ("ebs/snapshot-archive/storage", "GB-month"),
}
_PARTS = {"storage": "GB-month", "iops": "IOPS-month", "throughput": "MiBps-month"}
_VOLUMES = {"gp2", "gp3", "io1", "io2", "standard", "st1", "sc1"}


def _ebs_row(draft: Draft, row: SourceRow) -> None:
    a = row.attributes
    usage = re.sub(r"^[A-Z0-9]+-", "", a.get("UsageType", ""))
    start = Decimal(a.get("tier_start", a.get("tierStart", "0")))
    if usage in _USAGE_TYPES:
        key, unit = _USAGE_TYPES[usage]
        start = _IO2_STARTS.get(usage.rpartition(".")[2], Decimal(0))
    elif (row.sku, a.get("component", "")) in _COMPONENTS:
        key, unit = _COMPONENTS[row.sku, a["component"]]
    elif row.sku in _VOLUMES and a.get("component") in _PARTS:
        key, unit = f"ebs/{row.sku}/{a['component']}", _PARTS[a["component"]]
    else:
        return draft.drop("aws/AmazonEC2", "EBS row without a key, or of low trust")
    price, note = row.price, ""
    if row.unit.lower().startswith("gibps"):
        price, note = row.price / _MIB_PER_GIB, f"listed as {row.price.normalize():f} per GiBps-month"
    if free := a.get("free") or a.get("free_mibps"):
        note = "; ".join(filter(None, (note, f"the first {free} of each volume are included")))
    if a.get("trust", "").startswith("rounded"):
        note = "; ".join(filter(None, (note, "rounded to 3 places in the source")))
    return draft.add(row, SERVICE, key, unit, start=start, price=price, sku=a.get("sku", ""), note=note)


_ELB_KEYS = {
    "alb-hour": ("alb/hour", "hour"),
    "alb-lcu": ("alb/lcu", "LCU-hour"),
    "alb-lcu-hour": ("alb/lcu", "LCU-hour"),
    "alb-trust-store-hour": ("alb/trust-store", "hour"),
    "nlb-hour": ("nlb/hour", "hour"),
    "nlb-nlcu": ("nlb/lcu", "LCU-hour"),
    "nlb-lcu-hour": ("nlb/lcu", "LCU-hour"),
    "gwlb-hour": ("gwlb/hour", "hour"),
    "gwlb-lcu-hour": ("gwlb/lcu", "LCU-hour"),
    "clb-hour": ("clb/hour", "hour"),
}
_ELB_FAMILIES = {
    "Load Balancer": "clb",
    "Load Balancer-Application": "alb",
    "Load Balancer-Network": "nlb",
    "Load Balancer-Gateway": "gwlb",
}
_ELB_USAGE = {
    "LoadBalancerUsage": ("hour", "hour"),
    "LCUUsage": ("lcu", "LCU-hour"),
    "DataProcessing-Bytes": ("gb", "GB"),
}


def _elb(reader: Reader, draft: Draft) -> None:
    for name in ("aws_elb.csv", "second/aws_elb.csv"):
        for row in reader.rows(name):
            a = row.attributes
            usage = a.get("UsageType", "").partition("-")[2]
            if row.sku in _ELB_KEYS:
                key, unit = _ELB_KEYS[row.sku]
            elif a.get("family") in _ELB_FAMILIES and usage in _ELB_USAGE:
                part, unit = _ELB_USAGE[usage]
                key = f"{_ELB_FAMILIES[a['family']]}/{part}"
            else:
                draft.drop("aws/AWSELB", "no key")
                continue
            draft.add(row, "AWSELB", key, unit, sku=a.get("sku", ""), note=a.get("note", ""))


def _egress(reader: Reader, draft: Draft) -> None:
    """Data to the internet. The first 100 GB a month of an account are free; that allowance is not in the list."""
    note = "the account's free 100 GB a month are not deducted"
    for row in reader.rows("aws_data_transfer.csv"):
        a = row.attributes
        if row.sku != "internet-egress" or "tier_start_gb" not in a:
            draft.drop("aws/AWSDataTransfer", "no key")
            continue
        draft.add(row, "AWSDataTransfer", "internet-out", "GB", start=Decimal(a["tier_start_gb"]), sku="", note=note)


def _own_facts(draft: Draft) -> None:
    """What this folder keeps itself: sizes of instance types (EC2 DescribeInstanceTypes, as kept in moto), CPU credits
    of the price page.
    """
    for cells in table("aws_instance_types.tsv"):
        draft.fact("aws", "instance_types", cells["name"], vcpu=cells["vcpu"], memory_gb=cells["memory_gb"])
    for row in Reader(TABLES).rows("quoted.csv"):
        note = "surplus CPU credits in unlimited mode, Linux, RHEL and SLES: the same for all sizes and in all regions"
        draft.add(row, SERVICE, row.sku, row.unit, sku="", note=note)
