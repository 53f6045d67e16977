"""Compute Engine: machine types, custom machine rates, GPUs, disks, addresses, NAT, egress and operating system
licences.
"""

from collections import defaultdict
from decimal import Decimal

from price_book.draft import Draft
from price_book.rows import Reader, SourceRow

SERVICE = "compute-engine"
GROUP = f"gcp/{SERVICE}"
_PURCHASES = {"on_demand": "on-demand", "spot": "spot"}
_PLACES = Decimal("1e-12")
_DISKS = {
    # (sku, name) of the list: key. Replicated disks are regional disks.
    ("pd-standard", "hdd"): "disk/pd-standard",
    ("pd-standard", "hdd-replicated"): "disk/pd-standard/regional",
    ("pd-balanced", "balanced"): "disk/pd-balanced",
    ("pd-balanced", "balanced-replicated"): "disk/pd-balanced/regional",
    ("pd-ssd", "ssd"): "disk/pd-ssd",
    ("pd-ssd", "ssd-replicated"): "disk/pd-ssd/regional",
    ("pd-extreme", "extreme"): "disk/pd-extreme",
    ("hyperdisk-extreme", "hyperdisk-extreme"): "disk/hyperdisk-extreme",
    ("pd-local", "local"): "disk/local-ssd",
    ("pd-snapshot", "snapshot"): "snapshot",
    ("included-lssd-c4", "local-c4"): "disk/local-ssd/c4",
    ("included-lssd-c4a", "local-c4a"): "disk/local-ssd/c4a",
    ("included-lssd-c4d", "local-c4d"): "disk/local-ssd/c4d",
}
_NETWORK = {
    "cloud-nat-data-processing": ("nat/gb", "GB"),
    "external-ip-in-use-by-vm": ("ip/in-use", "hour"),
    "static-ip-unused": ("ip/unused", "hour"),
    "vpn-tunnel": ("vpn/tunnel", "hour"),
}
REGIONS = {"us-multi": "us", "europe-multi": "eu", "asia-multi": "asia"}


def compile_compute(reader: Reader, draft: Draft) -> None:
    """All of this module."""
    machines = _machines(reader, draft)
    _custom(draft, machines)
    _custom_n2(draft, machines)
    _disks(reader, draft)
    _network(reader, draft)
    for row in reader.rows("gcp_license.csv"):
        draft.add(row, SERVICE, f"license/{row.attributes['os']}/{row.sku}", "hour", sku="")


Machines = dict[tuple[str, str], dict[str, SourceRow]]


def _machines(reader: Reader, draft: Draft) -> Machines:
    """Offers every machine type; returns (region, purchase) -> type -> row."""
    found: Machines = defaultdict(dict)
    for row in reader.rows("gcp_compute_instance.csv"):
        a = row.attributes
        purchase = _PURCHASES[a["purchase"]]
        found[row.region, purchase][row.sku] = row
        if a.get("type") == "n1-custom":
            draft.drop(GROUP, "custom machine priced without its extended memory: used for the custom rates only")
            continue
        draft.add(row, SERVICE, f"{row.sku}/{a['os']}/{purchase}", "hour", sku="")
        gpus = {
            name: count
            for name, count in a.items()
            if name not in {"memory_gb", "os", "purchase", "vcpu", "type", "local-ssd"}
        }
        facts = {
            "vcpu": a["vcpu"],
            "memory_gb": a["memory_gb"].removesuffix(".0"),
            "local_ssd_gb": a.get("local-ssd", ""),
        }
        if gpus:
            name, count = next(iter(gpus.items()))
            facts |= {"gpu": name, "gpu_count": count}
        draft.fact("gcp", "machine_types", row.sku, **facts)
    return found


_N2_PREMIUM = Decimal("1.05")
"""Custom N2 machines cost 5 % more than predefined ones; published estimates confirm vCPU and memory for
us-central1.
"""


def _custom_n2(draft: Draft, machines: Machines) -> None:
    """N2 custom rates where the 5 % are confirmed: two predefined machines give the family's vCPU and memory rates."""
    types = machines.get(("us-central1", "on-demand"), {})
    standard, highmem = types.get("n2-standard-2"), types.get("n2-highmem-2")
    if standard is None or highmem is None:
        return
    memory = (highmem.price - standard.price) / 8
    vcpu = (standard.price - 8 * memory) / 2
    for part, unit, rate in (("vcpu", "vCPU-hour", vcpu), ("ram", "GB-hour", memory)):
        note = "computed: the rate of predefined N2 machines + 5 %"
        draft.add(
            standard,
            SERVICE,
            f"custom/n2/{part}/on-demand",
            unit,
            price=(rate * _N2_PREMIUM).quantize(_PLACES),
            sku="",
            note=note,
        )


def _custom(draft: Draft, machines: Machines) -> None:
    """N1 custom rates, from three listed custom machines: two give vCPU and memory, the third must agree."""
    for (_, purchase), types in machines.items():
        rows = [types.get(name) for name in ("custom-1-7680-ext", "custom-2-10240-ext", "custom-4-30720-ext")]
        if None in rows:
            continue
        one, two, four = (row for row in rows if row)
        memory = (2 * one.price - two.price) / 5
        vcpu = one.price - Decimal("7.5") * memory
        if abs(4 * vcpu + 30 * memory - four.price) > _PLACES:
            draft.drop(GROUP, "custom rates: the three listed machines disagree")
            continue
        note = "computed: from the listed custom machines with 1 vCPU 7.5 GB and 2 vCPU 10 GB; 4 vCPU 30 GB agrees"
        draft.add(
            two, SERVICE, f"custom/n1/vcpu/{purchase}", "vCPU-hour", price=vcpu.quantize(_PLACES), sku="", note=note
        )
        draft.add(
            two, SERVICE, f"custom/n1/ram/{purchase}", "GB-hour", price=memory.quantize(_PLACES), sku="", note=note
        )


def _disks(reader: Reader, draft: Draft) -> None:
    for row in reader.rows("gcp_compute_disk.csv"):
        a = row.attributes
        key = _DISKS.get((row.sku, a["name"]))
        if key is None or a["purchase"] not in _PURCHASES:
            draft.drop(GROUP, "disk under a commitment, or without a key")
            continue
        suffix = "/spot" if a["purchase"] == "spot" else ""
        draft.add(row, SERVICE, key + suffix, "GB-month", region=REGIONS.get(row.region, row.region), sku="")


def _network(reader: Reader, draft: Draft) -> None:
    for row in reader.rows("gcp_network.csv"):
        a = row.attributes
        if row.sku in _NETWORK:
            key, unit = _NETWORK[row.sku]
            draft.add(row, SERVICE, key, unit, sku="")
        elif row.sku == "internet-egress-premium":
            draft.add(
                row, SERVICE, f"egress/premium/{a['destination']}", "GB", start=Decimal(a["tier_start_gb"]), sku=""
            )
        else:
            draft.drop(GROUP, "Cloud NAT gateway: only its cap is listed, and that disagrees with Google's documents")
