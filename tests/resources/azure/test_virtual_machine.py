"""Virtual machines: East US prices of 2026-06 and the 2019 disk list, West Europe prices of 2026-08."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.resources.azure.sizes import canonical, takes_premium_disks, vcpus
from finopsguard.types.cost import Status
from tests.resources.harness import cents, estimate, line

LINUX = "azurerm_linux_virtual_machine"
WINDOWS = "azurerm_windows_virtual_machine"
HDD = {"caching": "ReadWrite", "storage_account_type": "Standard_LRS", "disk_size_gb": 30}


def linux(region="eastus", size="Standard_B1s", disk=HDD, usage=None, unknown=None, configured=None, **values):
    return estimate(
        LINUX, {"size": size, "os_disk": [disk], **values}, region, usage=usage, unknown=unknown, configured=configured
    )


def windows(region="eastus", size="Standard_F2", disk=HDD, usage=None, **values):
    return estimate(WINDOWS, {"size": size, "os_disk": [disk], **values}, region, usage=usage)


def test_a_linux_machine_with_its_disk():
    found = linux()
    # 730 h x $0.0104 = 7.592 and an S4 at $1.536
    assert cents(found.monthly_cost) == "9.13"
    assert [(c.name, c.unit) for c in found.components] == [
        ("Instance usage (Linux, pay as you go, Standard_B1s)", "hours"),
        ("os_disk: Storage (S4, LRS)", "months"),
        ("os_disk: Disk operations", "10k operations"),
    ]
    assert found.usage_keys == ("os_disk.monthly_disk_operations",)
    assert found.complete


@pytest.mark.parametrize("size", ["Standard_F2", "standard_f2", "STANDARD_F2"])
def test_a_size_is_found_however_it_is_spelled_and_shown_as_written(size):
    found = linux(size=size)
    assert cents(line(found, "Instance").monthly_cost) == "72.27"  # 730 h x $0.099
    assert line(found, "Instance").name == f"Instance usage (Linux, pay as you go, {size})"


@pytest.mark.parametrize(
    ("written", "listed"),
    [
        ("standard_d4s_v5", "Standard_D4s_v5"),
        ("STANDARD_E16-8AS_V4", "Standard_E16-8as_v4"),
        ("standard_nc96ads_a100_v4", "Standard_NC96ads_A100_v4"),
        ("standard_d2_v2_promo", "Standard_D2_v2_Promo"),
        ("basic_a2", "Basic_A2"),
        ("standard_ec96ads_cc_v5", "Standard_EC96ads_cc_v5"),
        ("standard_nd96is_noib_h100_v5", "Standard_ND96is_noIB_H100_v5"),
        ("small", "small"),
    ],
)
def test_names_of_sizes(written, listed):
    assert canonical(written) == listed


def test_what_a_name_says_of_a_size():
    assert [
        vcpus(size)
        for size in (
            "Standard_D2s_v3",
            "Standard_E16-8as_v4",
            "Standard_DS4_v2",
            "standard_d13",
            "Standard_A3",
            "Basic_A2",
        )
    ] == [2, 8, 8, 8, None, None]
    names = ("Standard_D2s_v3", "Standard_DS2_v2", "Standard_B2ms", "Standard_NC8as_T4_v3")
    assert all(takes_premium_disks(size) for size in names)
    assert not any(
        takes_premium_disks(size) for size in ("Standard_D2_v2", "Standard_D2_v3", "Basic_A2", "Standard_F2")
    )


def test_usage_gives_hours_and_operations():
    found = linux(usage={"monthly_hrs": 100, "os_disk": {"monthly_disk_operations": 2_000_000}})
    # 100 h x $0.0104 + $1.536 + 200 x $0.0005
    assert cents(found.monthly_cost) == "2.68"


@pytest.mark.parametrize(
    ("kind", "size", "name", "cost"),
    [
        ("Premium_LRS", 30, "P4", "5.28"),
        ("StandardSSD_LRS", "1000", "E30", "76.80"),
        ("Standard_LRS", 64, "S6", "3.01"),
    ],
)
def test_the_os_disk_is_a_managed_disk(kind, size, name, cost):
    found = linux(disk={"storage_account_type": kind, "disk_size_gb": size})
    storage = line(found, "os_disk: Storage")
    assert (storage.name, cents(storage.monthly_cost)) == (f"os_disk: Storage ({name}, LRS)", cost)
    assert storage.inputs == ("os_disk.0.storage_account_type", "os_disk.0.disk_size_gb")


def test_an_image_decides_the_size_of_an_os_disk_without_one():
    found = linux(
        disk={"storage_account_type": "Premium_LRS"}, unknown={"os_disk": [{"disk_size_gb": True}]}, configured=()
    )
    assert line(found, "os_disk: Storage").name == "os_disk: Storage (P4, LRS)"
    assert any("30 GB assumed" in note for note in found.notes)
    big = windows(disk={"storage_account_type": "Premium_LRS"})
    assert line(big, "os_disk: Storage").name == "os_disk: Storage (P10, LRS)"
    assert any("127 GB assumed" in note for note in big.notes)
    image = [{"publisher": "MicrosoftWindowsServer", "offer": "WindowsServer", "sku": "2022-datacenter-smalldisk-g2"}]
    small = windows(disk={"storage_account_type": "Premium_LRS"}, source_image_reference=image)
    assert line(small, "os_disk: Storage").name == "os_disk: Storage (P4, LRS)"


def test_an_ephemeral_os_disk_costs_nothing():
    found = linux(disk={"storage_account_type": "Standard_LRS", "diff_disk_settings": [{"option": "Local"}]})
    assert [c.name for c in found.components] == ["Instance usage (Linux, pay as you go, Standard_B1s)"]
    assert any("ephemeral" in note for note in found.notes)


def test_windows_by_its_own_row_and_by_the_licence_on_top_of_linux():
    listed = windows(region="westeurope", size="Standard_D2s_v3")
    assert cents(line(listed, "Instance").monthly_cost) == "154.76"  # 730 h x $0.212
    summed = windows(size="Standard_D2s_v3")
    # 730 h x ($0.096 + $0.092)
    assert cents(line(summed, "Instance").monthly_cost) == "137.24"
    assert line(summed, "Instance").name == "Instance usage (Windows, pay as you go, Standard_D2s_v3)"


@pytest.mark.parametrize("licence", ["Windows_Server", "Windows_Client"])
def test_hybrid_benefit_is_the_linux_price(licence):
    found = windows(license_type=licence)
    assert line(found, "Instance").name == "Instance usage (Windows, hybrid benefit, Standard_F2)"
    assert cents(line(found, "Instance").monthly_cost) == "72.27"
    assert cents(line(windows(license_type="None"), "Instance").monthly_cost) == "140.16"  # 730 h x $0.192


def test_spot_is_listed_in_some_regions():
    found = linux(region="westeurope", size="Standard_F2", priority="Spot")
    assert line(found, "Instance").name == "Instance usage (Linux, spot, Standard_F2)"
    assert cents(line(found, "Instance").monthly_cost) == "15.38"  # 730 h x $0.021067


def test_spot_without_a_listed_price_is_bounded_by_pay_as_you_go():
    found = linux(size="Standard_F2", priority="Spot")
    instance = line(found, "Instance")
    assert (instance.status, instance.monthly_cost) == (Status.NO_PRICE, None)
    assert cents(instance.monthly_cost_max) == "72.27"
    assert (cents(found.minimum), cents(found.maximum), found.complete) == ("1.54", "73.81", False)


def test_an_unknown_priority_gives_a_range():
    found = linux(
        region="westeurope", size="Standard_F2", disk={"storage_account_type": "Premium_LRS", "disk_size_gb": 30},
        unknown={"priority": True}, configured=("priority",),
    )  # fmt: skip
    # P4 at $5.808; 730 h x $0.021067 (spot) to 730 h x $0.114
    assert found.maximum - found.minimum == Decimal(730) * (Decimal("0.114") - Decimal("0.021067"))


def test_an_unknown_size_has_no_price():
    found = estimate(LINUX, {"os_disk": [HDD]}, "eastus", unknown={"size": True}, configured=("size",))
    assert (found.complete, cents(found.monthly_cost), found.maximum) == (False, "1.54", None)
    assert "size is known only after apply" in line(found, "Instance").note


@pytest.mark.parametrize("region", ["atlantis", ""])
def test_a_missing_region_or_size_is_named(region):
    found = linux(region=region)
    assert (found.status, found.monthly_cost) == (Status.NO_PRICE, None)
    assert (region or "unknown region") in line(found, "Instance").note
    assert "Standard_Q9" in line(linux(size="Standard_Q9"), "Instance").note


@pytest.mark.parametrize(
    ("more", "product"),
    [
        (
            {"source_image_reference": [{"publisher": "RedHat", "offer": "RHEL", "sku": "9-lvm-gen2"}]},
            "Red Hat Enterprise Linux",
        ),
        (
            {"source_image_reference": [{"publisher": "SUSE", "offer": "sles-15-sp5", "sku": "gen2"}]},
            "SUSE Linux Enterprise Server",
        ),
        (
            {
                "source_image_reference": [
                    {"publisher": "Canonical", "offer": "0001-com-ubuntu-pro-jammy", "sku": "pro-22_04-lts"}
                ]
            },
            "Ubuntu Pro",
        ),
        (
            {
                "source_image_reference": [
                    {"publisher": "MicrosoftSQLServer", "offer": "sql2022-ubuntupro2004", "sku": "standard"}
                ]
            },
            "SQL Server",
        ),
        ({"license_type": "RHEL_BASE"}, "Red Hat Enterprise Linux"),
        ({"plan": [{"publisher": "acme", "product": "wall", "name": "big"}]}, "marketplace plan acme/wall/big"),
    ],
)
def test_a_licence_that_comes_with_the_image_is_named_without_a_price(more, product):
    found = linux(**more)
    licence = line(found, "Software licence")
    assert licence.name == f"Software licence ({product})"
    assert (licence.status, found.complete, cents(found.monthly_cost)) == (Status.NO_PRICE, False, "9.13")


@pytest.mark.parametrize(
    "more",
    [
        {"license_type": "RHEL_BYOS", "source_image_reference": [{"publisher": "RedHat", "offer": "RHEL", "sku": "9"}]},
        {"source_image_reference": [{"publisher": "RedHat", "offer": "rhel-byos", "sku": "rhel-lvm9"}]},
        {"source_image_reference": [{"publisher": "SUSE", "offer": "opensuse-leap-15-5", "sku": "gen2"}]},
        {
            "source_image_reference": [
                {"publisher": "Canonical", "offer": "0001-com-ubuntu-server-jammy", "sku": "22_04-lts"}
            ]
        },
        {
            "source_image_reference": [
                {"publisher": "MicrosoftSQLServer", "offer": "sql2022-ws2022", "sku": "express-gen2"}
            ]
        },
    ],
)
def test_own_and_free_licences_add_nothing(more):
    assert linux(**more) == linux()


def test_a_machine_on_a_dedicated_host_has_no_hours():
    found = linux(dedicated_host_id="/subscriptions/0/hosts/h")
    assert cents(found.monthly_cost) == "1.54"
    assert any("dedicated host" in note for note in found.notes)
    licensed = windows(size="Standard_D2s_v3", dedicated_host_id="/subscriptions/0/hosts/h")
    assert cents(line(licensed, "Software licence (Windows").monthly_cost) == "67.16"  # 730 h x $0.092


def test_the_reservation_of_ultra_disks_depends_on_usage():
    more = {"additional_capabilities": [{"ultra_ssd_enabled": True}]}
    found = linux(region="westeurope", **more)
    reservation = line(found, "Ultra disk reservation")
    # $0.0078 x 730 a vCPU
    assert (reservation.name, reservation.unit, cents(reservation.unit_price)) == (
        "Ultra disk reservation (if unattached)",
        "vCPU",
        "5.69",
    )
    used = linux(region="westeurope", usage={"ultra_disk_reservation_vcpus": 2}, **more)
    assert used.monthly_cost - linux(region="westeurope").monthly_cost == Decimal(2) * Decimal("0.0078") * 730


def test_an_existing_os_disk_is_billed_by_itself():
    found = linux(os_managed_disk_id="/subscriptions/0/disks/d")
    assert [c.name for c in found.components] == ["Instance usage (Linux, pay as you go, Standard_B1s)"]


@given(hours=st.integers(0, 744), times=st.integers(1, 5))
def test_cost_scales_with_hours_and_is_never_negative(hours, times):
    one = line(linux(usage={"monthly_hrs": hours}), "Instance").monthly_cost
    more = line(linux(usage={"monthly_hrs": hours * times}), "Instance").monthly_cost
    assert more == one * times >= 0


@given(st.sampled_from([2, 4, 8, 16, 32, 48, 64]), st.sampled_from(["eastus", "westeurope", "uksouth"]))
def test_a_larger_size_of_a_family_costs_more(cores, region):
    sizes = [f"Standard_D{count}s_v5" for count in (2, 4, 8, 16, 32, 48, 64, 96)]
    larger = sizes[sizes.index(f"Standard_D{cores}s_v5") + 1]
    smaller = line(linux(region, f"Standard_D{cores}s_v5"), "Instance").monthly_cost
    assert smaller < line(linux(region, larger), "Instance").monthly_cost


@given(
    st.dictionaries(
        st.sampled_from(["name", "admin_username", "computer_name", "zone", "user_data"]), st.text(max_size=5)
    )
)
def test_unrelated_attributes_change_nothing(more):
    assert linux(**more) == linux()


def test_a_windows_surcharge_that_differs_between_regions_is_not_carried_over():
    # Standard_A8m_v2: $0.843 an hour by the surcharge of six other regions, $0.72 as listed for East US
    assert line(windows(size="Standard_A8m_v2"), "Instance").unit_price == Decimal("0.72")
    assert line(windows(region="uksouth", size="Standard_A8m_v2"), "Instance").status is Status.NO_PRICE
