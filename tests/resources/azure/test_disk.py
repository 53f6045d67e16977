"""Managed disks: prices as published for East US (calculator list), West Europe (Retail Prices API of 2026-08)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.types.cost import Status
from tests.resources.harness import cents, estimate, line, related

DISK = "azurerm_managed_disk"


def disk(kind, size, region="westeurope", **more):
    return estimate(DISK, {"storage_account_type": kind, "disk_size_gb": size}, region, **more)


@pytest.mark.parametrize(
    ("kind", "size", "region", "name", "cost"),
    [
        ("Standard_LRS", 1, "eastus", "Storage (S4, LRS)", "1.54"),  # the smallest HDD: 32 GiB, $1.536
        ("Standard_LRS", 128, "eastus", "Storage (S10, LRS)", "5.89"),  # $5.888
        ("Standard_LRS", 129, "eastus", "Storage (S15, LRS)", "11.33"),  # $11.328
        ("StandardSSD_LRS", 1000, "eastus", "Storage (E30, LRS)", "76.80"),
        ("StandardSSD_LRS", 4096, "eastus", "Storage (E50, LRS)", "307.20"),
        ("Premium_LRS", 32, "eastus", "Storage (P4, LRS)", "5.28"),  # $5.2795
        ("Premium_LRS", "1024", "eastus", "Storage (P30, LRS)", "135.17"),  # size as a string
        ("premium_lrs", 33, "eastus", "Storage (P6, LRS)", "10.21"),  # $10.207, kind in small letters
        ("Premium_LRS", 1024, "westeurope", "Storage (P30, LRS)", "148.68"),
    ],
)
def test_a_disk_is_billed_as_the_next_larger_tier(kind, size, region, name, cost):
    found = disk(kind, size, region)
    assert cents(line(found, "Storage").monthly_cost) == cost
    assert line(found, "Storage").name == name
    assert line(found, "Storage").unit == "months"


def test_zone_redundant_disks_have_prices_of_their_own():
    single, zones = disk("Premium_LRS", 1024), disk("Premium_ZRS", 1024)
    assert line(zones, "Storage").name == "Storage (P30, ZRS)"
    assert zones.monthly_cost > single.monthly_cost


def test_operations_of_standard_disks_depend_on_usage():
    found = disk("Standard_LRS", 128, "eastus")
    operations = line(found, "Disk operations")
    assert (operations.status, operations.unit_price, operations.unit) == (
        Status.DEPENDS_ON_USAGE,
        Decimal("0.0005"),
        "10k operations",
    )
    assert found.usage_keys == ("monthly_disk_operations",)
    # 3,000,000 operations = 300 x 10k x $0.0005 = $0.15 for HDD, x $0.002 = $0.60 for SSD; $5.888 and $9.60 for 128 GiB
    usage = {"monthly_disk_operations": 3_000_000}
    assert cents(disk("Standard_LRS", 128, "eastus", usage=usage).monthly_cost) == "6.04"
    assert cents(disk("StandardSSD_LRS", 128, "eastus", usage=usage).monthly_cost) == "10.20"
    assert [c.name for c in disk("Premium_LRS", 128, "eastus", usage=usage).components] == ["Storage (P10, LRS)"]


def test_a_performance_tier_is_billed_instead_of_the_sizes_own():
    found = estimate(DISK, {"storage_account_type": "Premium_LRS", "disk_size_gb": 128, "tier": "P30"}, "eastus")
    assert (line(found, "Storage").name, cents(found.monthly_cost)) == ("Storage (P30, LRS)", "135.17")


def test_kinds_and_tiers_count_in_any_case():
    small = estimate(
        "azurerm_managed_disk", {"storage_account_type": "premium_lrs", "disk_size_gb": 128, "tier": "p30"}, "eastus"
    )
    assert (small.components[0].name, cents(small.monthly_cost)) == ("Storage (P30, LRS)", "135.17")
    ultra = estimate("azurerm_managed_disk", {"storage_account_type": "ultrassd_lrs"}, "eastus")
    named = estimate("azurerm_managed_disk", {"storage_account_type": "UltraSSD_LRS"}, "eastus")
    assert ultra.monthly_cost == named.monthly_cost
    assert ultra.complete


def test_a_tier_that_azure_fills_in_is_the_sizes_own():
    found = estimate(
        DISK,
        {"storage_account_type": "Premium_LRS", "disk_size_gb": 128},
        "eastus",
        unknown={"tier": True},
        configured=(),
    )
    assert line(found, "Storage").name == "Storage (P10, LRS)"


@pytest.mark.parametrize(
    ("asked", "billed"),
    [(1, 4), (5, 8), (200, 256), (512, 512), (513, 1024), (1025, 2048), (2000, 2048), (65536, 65536)],
)
def test_an_ultra_disk_is_billed_in_whole_steps(asked, billed):
    found = disk("UltraSSD_LRS", asked)
    storage = line(found, "Storage")
    assert (storage.name, storage.quantity, storage.unit) == (f"Storage (ultra, {billed} GiB)", billed, "GiB")


def test_an_ultra_disk_is_billed_by_size_iops_and_throughput():
    found = estimate(
        DISK,
        {
            "storage_account_type": "UltraSSD_LRS",
            "disk_size_gb": 2000,
            "disk_iops_read_write": 4000,
            "disk_mbps_read_write": 20,
        },
        "eastus",
    )
    # 2,048 GiB x $0.000164 x 730 = 245.18656; 4,000 IOPS x $0.000068 x 730 = 198.56; 20 MB/s x $0.000479 x 730 = 6.9934
    assert cents(found.monthly_cost) == "450.74"
    assert [(c.name, c.unit) for c in found.components] == [
        ("Storage (ultra, 2048 GiB)", "GiB"),
        ("Provisioned IOPS", "IOPS"),
        ("Throughput", "MB/s"),
    ]
    assert line(found, "Storage").unit_price == Decimal("0.11972")


def test_an_ultra_disk_without_figures_says_what_is_assumed():
    found = estimate(DISK, {"storage_account_type": "UltraSSD_LRS"}, "eastus")
    assert [c.quantity for c in found.components] == [1024, 2048, 8]
    assert "assumed" in found.notes[0]


def test_premium_v2_includes_its_baseline():
    # 100 GiB x $0.00013 x 730 = 9.49; 1,000 IOPS over 3,000 x $0.000008 x 730 = 5.84; 75 MB/s over 125 x $0.000065 x 730 = 3.55875
    values = {
        "storage_account_type": "PremiumV2_LRS",
        "disk_size_gb": 100,
        "disk_iops_read_write": 4000,
        "disk_mbps_read_write": 200,
    }
    assert cents(estimate(DISK, values, "westeurope").monthly_cost) == "18.89"
    assert cents(disk("PremiumV2_LRS", 100).monthly_cost) == "9.49"


def test_bursting_and_shared_mounts():
    values = {
        "storage_account_type": "Premium_LRS",
        "disk_size_gb": 1024,
        "on_demand_bursting_enabled": True,
        "max_shares": 3,
    }
    found = estimate(DISK, values, "westeurope")
    # P30 148.68 + $31.949 a month for bursting; operations and mounts by usage
    assert cents(found.monthly_cost) == cents(line(found, "Storage").monthly_cost + Decimal("31.949"))
    assert found.usage_keys == ("monthly_burst_transactions", "shared_disk_mounts")
    used = estimate(DISK, values, "westeurope", usage={"monthly_burst_transactions": 50_000, "shared_disk_mounts": 2})
    # 5 x $0.0065 + 2 x $8.541
    assert used.monthly_cost - found.monthly_cost == Decimal("0.0325") + Decimal("17.082")


@pytest.mark.parametrize("values", [{"create_option": "FromImage"}, {"create_option": "Copy"}])
def test_a_disk_made_from_something_has_no_price_without_a_size(values):
    found = estimate(DISK, {"storage_account_type": "Premium_LRS", **values}, "eastus")
    assert (found.status, found.monthly_cost, found.complete) == (Status.NO_PRICE, None, False)
    assert "disk_size_gb is not set" in found.components[0].note


def test_a_copy_of_a_disk_in_the_plan_has_its_size():
    source = related(DISK, {"disk_size_gb": 500})
    found = estimate(
        DISK,
        {"storage_account_type": "Premium_LRS", "create_option": "Copy"},
        "eastus",
        refers={"source_resource_id": source},
    )
    assert (line(found, "Storage").name, cents(found.monthly_cost)) == ("Storage (P20, LRS)", "73.22")


def test_unknown_size_and_kind_have_no_price_and_say_why():
    size = estimate(
        DISK,
        {"storage_account_type": "Premium_LRS"},
        "eastus",
        unknown={"disk_size_gb": True},
        configured=("disk_size_gb",),
    )
    kind = estimate(
        DISK,
        {"disk_size_gb": 10},
        "eastus",
        unknown={"storage_account_type": True},
        configured=("storage_account_type",),
    )
    assert "disk_size_gb is known only after apply" in size.components[0].note
    assert "storage_account_type is known only after apply" in kind.components[0].note
    assert {size.maximum, kind.maximum, size.monthly_cost, kind.monthly_cost} == {None}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"storage_account_type": "Premium_LRS", "disk_size_gb": 8192}, "disk/P60/LRS (azure storage) in eastus"),
        (
            {"storage_account_type": "PremiumV2_LRS", "disk_size_gb": 10},
            "premium-v2/LRS/capacity (azure storage) in eastus",
        ),
        ({"storage_account_type": "Premium_LRS", "disk_size_gb": 40000}, "32,767"),
        ({"storage_account_type": "UltraSSD_LRS", "disk_size_gb": 70000}, "65,536"),
        ({"storage_account_type": "Floppy_LRS", "disk_size_gb": 1}, "Floppy_LRS"),
    ],
)
def test_what_has_no_price_is_named(values, said):
    found = estimate(DISK, values, "eastus")
    assert found.status is Status.NO_PRICE
    assert said in line(found, "Storage").note


def test_a_region_without_prices_is_named():
    assert "nowhere" in disk("Premium_LRS", 10, "nowhere").components[0].note


SIZES = st.integers(min_value=1, max_value=4096)


@given(size=SIZES, more=SIZES, kind=st.sampled_from(["Standard_LRS", "StandardSSD_LRS", "Premium_LRS"]))
def test_a_larger_disk_of_a_kind_never_costs_less(size, more, kind):
    assert disk(kind, size).monthly_cost <= disk(kind, min(size + more, 32767)).monthly_cost


@given(size=SIZES, name=st.text(max_size=10))
def test_what_does_not_matter_changes_nothing(size, name):
    plain = disk("Premium_LRS", size)
    other = estimate(
        DISK,
        {"storage_account_type": "Premium_LRS", "disk_size_gb": size, "name": name, "zone": "1", "tags": {"a": name}},
        "westeurope",
    )
    assert plain == other
    assert plain.monthly_cost > 0
