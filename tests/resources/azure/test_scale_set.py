"""Scale sets and the older machine types: East US and West Europe prices as in the tests of machines and disks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.resources.harness import cents, estimate, line

SET = "azurerm_linux_virtual_machine_scale_set"
HDD = {"caching": "ReadWrite", "storage_account_type": "Standard_LRS", "disk_size_gb": 30}


def scale_set(count=4, region="eastus", type_=SET, usage=None, **values):
    return estimate(type_, {"sku": "Basic_A2", "instances": count, "os_disk": [HDD], **values}, region, usage=usage)


def test_a_set_is_as_many_machines_with_their_disks():
    found = scale_set()
    # 4 x 730 h x $0.079 + 4 x $1.536
    assert cents(line(found, "Instance").monthly_cost) == "230.68"
    assert cents(line(found, "os_disk: Storage").monthly_cost) == "6.14"
    assert (line(found, "Instance").quantity, line(found, "os_disk: Storage").quantity) == (2920, 4)
    assert line(found, "Instance").name == "Instance usage (Linux, pay as you go, Basic_A2)"


def test_a_windows_set():
    found = scale_set(type_="azurerm_windows_virtual_machine_scale_set")
    assert cents(line(found, "Instance").monthly_cost) == "388.36"  # 4 x 730 h x $0.133


def test_the_usage_file_gives_the_number_of_machines():
    found = scale_set(usage={"instances": 2, "os_disk": {"monthly_disk_operations": 1_000_000}})
    # 2 x 730 h x $0.079 + 2 x $1.536 + 2 x 100 x $0.0005
    assert cents(found.monthly_cost) == "118.51"


def test_data_disks_of_a_set():
    disks = [
        {"storage_account_type": "Premium_LRS", "disk_size_gb": 64},
        {"storage_account_type": "StandardSSD_LRS", "disk_size_gb": "100"},
    ]
    found = scale_set(data_disk=disks)
    assert cents(line(found, "data_disk[0]: Storage (P6, LRS)").monthly_cost) == "40.83"  # 4 x $10.207
    assert cents(line(found, "data_disk[1]: Storage (E10, LRS)").monthly_cost) == "38.40"  # 4 x $9.60


def test_no_machines_cost_nothing():
    assert scale_set(0).monthly_cost == 0


def test_unknown_count_has_no_price():
    found = estimate(
        SET, {"sku": "Basic_A2", "os_disk": [HDD]}, "eastus", unknown={"instances": True}, configured=("instances",)
    )
    assert (found.complete, found.monthly_cost, found.maximum) == (False, None, None)


def test_an_orchestrated_set_with_a_priority_mix():
    values = {
        "sku_name": "Standard_F2",
        "instances": 10,
        "priority": "Spot",
        "priority_mix": [{"base_regular_count": 2, "regular_percentage_above_base": 25}],
        "os_profile": [{"linux_configuration": [{}]}],
        "os_disk": [HDD],
    }
    found = estimate("azurerm_orchestrated_virtual_machine_scale_set", values, "westeurope")
    # 2 + 25 % of 8 = 4 regular at $0.114, 6 spot at $0.021067
    assert cents(line(found, "Instance usage (Linux, pay as you go").monthly_cost) == "332.88"
    assert cents(line(found, "Instance usage (Linux, spot").monthly_cost) == "92.27"


def test_an_orchestrated_set_of_windows_and_one_without_machines():
    values = {
        "sku_name": "Standard_F2",
        "instances": 1,
        "os_profile": [{"windows_configuration": [{}]}],
        "os_disk": [HDD],
    }
    found = estimate("azurerm_orchestrated_virtual_machine_scale_set", values, "eastus")
    assert cents(line(found, "Instance").monthly_cost) == "140.16"  # 730 h x $0.192
    empty = estimate("azurerm_orchestrated_virtual_machine_scale_set", {"platform_fault_domain_count": 1}, "eastus")
    assert (empty.status.value, empty.monthly_cost) == ("free", 0)


def machine(region="eastus", usage=None, **values):
    given = {
        "vm_size": "Standard_F2",
        "storage_os_disk": [{"create_option": "FromImage", "managed_disk_type": "Standard_LRS", "disk_size_gb": 30}],
    }
    return estimate("azurerm_virtual_machine", {**given, **values}, region, usage=usage)


def test_the_older_machine():
    found = machine()
    assert cents(found.monthly_cost) == "73.81"  # 730 h x $0.099 + $1.536
    assert [c.name for c in found.components] == [
        "Instance usage (Linux, pay as you go, Standard_F2)",
        "storage_os_disk: Storage (S4, LRS)",
        "storage_os_disk: Disk operations",
    ]


@pytest.mark.parametrize(
    "more",
    [
        {"os_profile_windows_config": [{"timezone": ""}]},
        {"storage_image_reference": [{"publisher": "MicrosoftWindowsServer"}]},
        {"storage_os_disk": [{"os_type": "Windows", "create_option": "Attach", "managed_disk_id": "/disks/d"}]},
    ],
)
def test_the_older_machine_is_windows_where_something_says_so(more):
    assert line(machine(**more), "Instance").name == "Instance usage (Windows, pay as you go, Standard_F2)"


def test_data_disks_of_the_older_machine():
    disks = [
        {"create_option": "Empty", "managed_disk_type": "Premium_LRS", "disk_size_gb": 32},
        {"create_option": "Attach", "managed_disk_id": "/disks/d", "disk_size_gb": 1024},
        {"create_option": "Empty", "managed_disk_type": "Standard_LRS", "disk_size_gb": 500},
    ]
    usage = {
        "storage_data_disk": {"monthly_disk_operations": 20_000},
        "storage_os_disk": {"monthly_disk_operations": 10_000},
    }
    found = machine(storage_data_disk=disks, usage=usage)
    # 72.27 + 1.536 + 0.0005 + P4 5.2795 + S20 21.76 + 2 x 0.0005; the attached disk is billed by itself
    assert cents(found.monthly_cost) == "100.85"
    assert any("storage_data_disk[1]: an existing disk" in note for note in found.notes)


def test_unmanaged_disks_are_billed_with_their_account():
    found = machine(storage_os_disk=[{"create_option": "FromImage", "vhd_uri": "https://a.blob/os.vhd"}])
    assert len(found.components) == 1
    assert any("unmanaged" in note for note in found.notes)


def test_the_older_scale_set():
    values = {
        "sku": [{"name": "Standard_F2", "tier": "Standard", "capacity": 3}],
        "os_profile_windows_config": [{}],
        "license_type": "Windows_Server",
        "storage_profile_os_disk": [{"create_option": "FromImage", "managed_disk_type": "Premium_LRS"}],
        "storage_profile_data_disk": [
            {"lun": 0, "create_option": "Empty", "disk_size_gb": 32, "managed_disk_type": "Premium_LRS"}
        ],
    }
    found = estimate("azurerm_virtual_machine_scale_set", values, "westeurope")
    assert line(found, "Instance").name == "Instance usage (Windows, hybrid benefit, Standard_F2)"
    assert cents(line(found, "Instance").monthly_cost) == "249.66"  # 3 x 730 h x $0.114
    assert line(found, "storage_os_disk: Storage").name == "storage_os_disk: Storage (P10, LRS)"
    assert line(found, "storage_data_disk[0]: Storage (P4, LRS)").quantity == 3


@given(count=st.integers(1, 100))
def test_cost_scales_with_count(count):
    assert scale_set(count).monthly_cost == count * scale_set(1).monthly_cost > 0


@given(st.dictionaries(st.sampled_from(["name", "upgrade_mode", "overprovision", "zones"]), st.text(max_size=5)))
def test_unrelated_attributes_change_nothing(more):
    assert scale_set(**more) == scale_set()
