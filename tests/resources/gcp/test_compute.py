"""Compute Engine machines. Prices of us-central1 in Google's list of 2026-07-30: n1-standard-16 0.759996, preemptible 0.26804;
n2-standard-8 0.388472; e2-medium 0.03350571; g2-standard-4 0.706832255; custom N1 0.03319155 per vCPU and 0.004446 per GB;
pd-standard 0.04, pd-ssd 0.17, local SSD 0.08 per GB.
"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.types.cost import Status
from tests.resources.harness import cents, estimate, line

INSTANCE = "google_compute_instance"


def machine(type_: str | None = "e2-medium", **values: Any) -> dict[str, Any]:
    boot = {"initialize_params": [{"image": "debian-cloud/debian-12", "size": 10, "type": "pd-standard"}]}
    return {"machine_type": type_, "boot_disk": [boot], **values}


def test_a_machine_without_discount_and_its_boot_disk() -> None:
    found = estimate(INSTANCE, machine(), "us-central1")
    assert found.status is Status.PRICED
    # 730 h x 0.03350571 + 10 GB x 0.04
    assert found.monthly_cost == Decimal("24.4591683") + Decimal("0.40")
    assert [(part.name, part.unit, part.quantity) for part in found.components] == [
        ("Instance usage (Linux/UNIX, on-demand, e2-medium)", "hours", 730),
        ("Standard provisioned storage (pd-standard)", "GB", 10),
    ]


def test_sustained_use_of_a_full_month_is_shown_apart_from_the_list_price() -> None:
    usage = line(estimate(INSTANCE, machine("n1-standard-16"), "us-central1"), "Instance usage")
    assert usage.unit_price == Decimal("0.759996")
    # 730 h x 0.759996 = 554.79708, less 30 % = 166.439124
    assert usage.monthly_cost == Decimal("388.357956")
    (discount,) = usage.discounts
    assert (discount.rate, discount.amount) == (Decimal("0.3"), Decimal("166.439124"))


@pytest.mark.parametrize(
    ("type_", "hours", "cost"),
    [
        # n1: 182.5 h at 100 %, then 80, 60 and 40 % of 0.759996
        ("n1-standard-16", "182.5", "138.70"),  # 182.5 x 0.759996
        ("n1-standard-16", "365", "249.66"),  # 182.5 x 0.759996 x (1 + 0.8)
        ("n1-standard-16", "547.5", "332.88"),  # ... x (1 + 0.8 + 0.6)
        ("n1-standard-16", "730", "388.36"),  # ... x (1 + 0.8 + 0.6 + 0.4)
        # n2: 13/15, 11/15 and 9/15 of 0.388472 after the first quarter
        ("n2-standard-8", "365", "132.34"),  # 182.5 x 0.388472 x (1 + 13/15)
        ("n2-standard-8", "730", "226.87"),  # 730 x 0.388472 x 0.8
        ("e2-medium", "365", "12.23"),  # 365 x 0.03350571: no discount
    ],
)
def test_sustained_use_grows_by_quarters_of_the_month(type_: str, hours: str, cost: str) -> None:
    found = estimate(INSTANCE, machine(type_), "us-central1", usage={"monthly_hrs": hours})
    assert cents(line(found, "Instance usage").monthly_cost) == cost


def test_both_names_of_the_hours_are_understood() -> None:
    found = estimate(INSTANCE, machine(), "us-central1", usage={"monthly_hours": 100})
    assert line(found, "Instance usage").quantity == 100


@pytest.mark.parametrize("scheduling", [{"preemptible": True}, {"provisioning_model": "SPOT"}])
def test_preemptible_machines_have_their_own_price_and_no_discount(scheduling: dict[str, Any]) -> None:
    found = estimate(INSTANCE, machine("n1-standard-16", scheduling=[scheduling]), "us-central1")
    usage = line(found, "Instance usage (Linux/UNIX, preemptible, n1-standard-16)")
    assert usage.monthly_cost == Decimal("195.6692")  # 730 h x 0.26804
    assert usage.discounts == ()


def test_a_custom_machine_pays_for_vcpus_and_memory() -> None:
    found = estimate(INSTANCE, machine("custom-6-20480"), "us-central1")
    vcpus = line(found, "Custom instance CPU (Linux/UNIX, on-demand, N1 6 vCPUs)")
    memory = line(found, "Custom Instance RAM (Linux/UNIX, on-demand, N1 20 GB)")
    assert (vcpus.quantity, vcpus.unit_price) == (730, Decimal("0.19914930"))  # 6 x 0.03319155
    assert cents(vcpus.monthly_cost) == "101.77"  # 730 h x 0.1991493 x 0.7
    assert cents(memory.monthly_cost) == "45.44"  # 730 h x 20 x 0.004446 x 0.7 = 45.43812


def test_custom_memory_beyond_six_and_a_half_gb_per_vcpu_is_extended() -> None:
    found = estimate(INSTANCE, machine("custom-2-15360-ext"), "us-central1")
    assert line(found, "Custom Instance RAM (Linux/UNIX, on-demand, N1 13 GB)")
    assert line(found, "Custom Instance Extended RAM (Linux/UNIX, on-demand, N1 2 GB)")


def test_scratch_disks_are_local_ssds_of_375_gb() -> None:
    found = estimate(INSTANCE, machine("n1-standard-16", scratch_disk=[{"interface": "NVME"}] * 2), "us-central1")
    storage = line(found, "Local SSD provisioned storage")
    assert (storage.quantity, storage.monthly_cost) == (750, Decimal(60))  # 2 x 375 GB x 0.08


def test_machines_that_bundle_gpus_or_local_ssds_are_not_charged_for_them_again() -> None:
    gpu = estimate(
        INSTANCE, machine("g2-standard-4", guest_accelerator=[{"type": "nvidia-l4", "count": 1}]), "us-central1"
    )
    # 730 h x 0.706832255 + 0.40
    assert cents(gpu.monthly_cost) == "516.39"
    assert "g2-standard-4 includes its GPUs: they are not charged again" in gpu.notes
    ssd = estimate(INSTANCE, machine("c3-standard-4-lssd", scratch_disk=[{"interface": "NVME"}]), "us-central1")
    assert len(ssd.components) == 2


def test_a_stopped_instance_pays_for_its_disk_only() -> None:
    found = estimate(INSTANCE, machine("n1-standard-16", desired_status="TERMINATED"), "us-central1")
    assert found.monthly_cost == Decimal("0.40")
    assert any("TERMINATED" in note for note in found.notes)


def test_a_boot_disk_that_is_not_described_is_10_gb_standard() -> None:
    found = estimate(INSTANCE, {"machine_type": "e2-medium"}, "us-central1")
    assert line(found, "Standard provisioned storage (pd-standard)").monthly_cost == Decimal("0.40")
    assert "boot disk: 10 GB assumed, the image decides" in found.notes


def test_a_boot_disk_of_its_own_is_billed_there() -> None:
    values = {"machine_type": "e2-medium", "boot_disk": [{"source": "projects/p/zones/us-central1-a/disks/d"}]}
    found = estimate(INSTANCE, values, "us-central1", configured=["boot_disk.0.source"])
    assert [part.unit for part in found.components] == ["hours"]


@pytest.mark.parametrize(
    ("image", "name", "cost"),
    [
        ("windows-cloud/windows-2022", "License (Windows Server)", "67.16"),  # 730 h x 0.092
        ("projects/rhel-cloud/global/images/family/rhel-9", "License (RHEL)", "21.02"),  # 730 h x 0.0288
        ("rhel-sap-cloud/rhel-9-2-sap-ha", "License (RHEL for SAP)", "32.85"),  # 730 h x 0.045
        ("suse-cloud/sles-15", "License (SLES)", "80.30"),  # 730 h x 0.11
        ("suse-sap-cloud/sles-15-sp5-sap", "License (SLES for SAP)", "124.10"),  # 730 h x 0.17
    ],
)
def test_licences_of_premium_images(image: str, name: str, cost: str) -> None:
    boot = {"initialize_params": [{"image": image, "size": 50}]}
    found = estimate(INSTANCE, machine("n1-standard-2", boot_disk=[boot]), "us-central1")
    assert cents(line(found, name).monthly_cost) == cost


@pytest.mark.parametrize(
    "image", ["ubuntu-os-cloud/ubuntu-2404-lts", "rhel-byos-cloud/rhel-9-byos", "me/postgresql-16"]
)
def test_other_images_carry_no_licence(image: str) -> None:
    found = estimate(INSTANCE, machine(boot_disk=[{"initialize_params": [{"image": image}]}]), "us-central1")
    assert not [part for part in found.components if part.name.startswith("License")]


def test_windows_on_a_custom_machine_is_charged_per_vcpu() -> None:
    boot = {"initialize_params": [{"image": "windows-cloud/windows-2022"}]}
    found = estimate(INSTANCE, machine("custom-6-20480", boot_disk=[boot]), "us-central1")
    assert line(found, "License (Windows Server)").monthly_cost == Decimal("201.48")  # 730 h x 6 x 0.046
    assert line(found, "Standard provisioned storage").quantity == 50


def test_an_edition_of_sql_server_has_no_listed_price() -> None:
    boot = {"initialize_params": [{"image": "windows-sql-cloud/sql-std-2022-win-2022"}]}
    found = estimate(INSTANCE, machine(boot_disk=[boot]), "us-central1")
    assert line(found, "License (SQL Server)").status is Status.NO_PRICE
    assert not found.complete


def test_numbers_written_as_strings() -> None:
    boot = {"initialize_params": [{"size": "100", "type": "pd-ssd"}]}
    found = estimate(INSTANCE, machine(boot_disk=[boot]), "us-central1")
    assert line(found, "SSD provisioned storage (pd-ssd)").monthly_cost == Decimal(17)  # 100 GB x 0.17


def test_a_machine_type_known_after_apply_has_no_price_but_its_disk_has() -> None:
    found = estimate(
        INSTANCE, machine(None), "us-central1", unknown={"machine_type": True}, configured=["machine_type"]
    )
    assert line(found, "Instance usage").note == "machine_type is known only after apply"
    assert (found.status, found.monthly_cost, found.maximum) == (Status.NO_PRICE, Decimal("0.40"), None)


def test_a_disk_type_that_the_provider_fills_in_has_its_default() -> None:
    boot = {"initialize_params": [{"image": "debian-cloud/debian-12"}]}
    unknown = {"boot_disk": [{"initialize_params": [{"size": True, "type": True}]}]}
    found = estimate(INSTANCE, machine(boot_disk=[boot]), "us-central1", unknown=unknown, configured=[])
    assert line(found, "Standard provisioned storage (pd-standard)").quantity == 10


def test_machines_that_take_no_persistent_disk_boot_from_hyperdisk() -> None:
    found = estimate(INSTANCE, {"machine_type": "n4-standard-4"}, "us-central1")
    assert line(found, "Hyperdisk provisioned storage (hyperdisk-balanced)").quantity == 10


def test_a_region_that_the_book_lacks_is_named() -> None:
    found = estimate(INSTANCE, machine(), "europe-nowhere9")
    assert found.status is Status.NO_PRICE
    assert "europe-nowhere9" in line(found, "Instance usage").note


def test_a_spot_machine_without_a_listed_price_costs_at_most_the_list_price() -> None:
    found = estimate(INSTANCE, machine("n2-custom-6-20480", scheduling=[{"preemptible": True}]), "us-central1")
    usage = line(found, "Custom instance CPU (Linux/UNIX, preemptible, N2 6 vCPUs)")
    assert usage.status is Status.NO_PRICE


def test_types_written_as_paths() -> None:
    path = "zones/us-central1-a/machineTypes/e2-medium"
    assert line(estimate(INSTANCE, machine(path), "us-central1"), "Instance usage").name.endswith("e2-medium)")


@given(hours=st.decimals(0, 730, places=2))
def test_more_hours_never_cost_less_and_never_more_than_the_list(hours: Decimal) -> None:
    cost = line(estimate(INSTANCE, machine("n1-standard-16"), "us-central1", usage={"monthly_hrs": hours}), "Instance")
    longer = line(
        estimate(INSTANCE, machine("n1-standard-16"), "us-central1", usage={"monthly_hrs": hours + 1}), "Instance"
    )
    assert cost.monthly_cost is not None
    assert longer.monthly_cost is not None
    assert 0 <= cost.monthly_cost <= hours * Decimal("0.759996")
    assert cost.monthly_cost < longer.monthly_cost


@given(count=st.integers(1, 24))
def test_local_ssds_scale_with_their_number(count: int) -> None:
    found = estimate(INSTANCE, machine("n1-standard-16", scratch_disk=[{}] * count), "us-central1")
    assert line(found, "Local SSD").monthly_cost == count * Decimal(30)


@given(vcpus=st.integers(1, 48).map(lambda half: 2 * half), gigabytes=st.integers(2, 200))
def test_bigger_custom_machines_cost_more(vcpus: int, gigabytes: int) -> None:
    def cost(cores: int, memory: int) -> Decimal:
        found = estimate(INSTANCE, machine(f"custom-{cores}-{memory * 1024}"), "us-central1")
        assert found.monthly_cost is not None
        return found.monthly_cost

    assert 0 < cost(vcpus, gigabytes) < min(cost(vcpus + 2, gigabytes), cost(vcpus, gigabytes + 1))


@given(
    labels=st.dictionaries(st.sampled_from(["a", "b"]), st.text(max_size=5)),
    platform=st.sampled_from([None, "Intel Skylake", "Intel Ice Lake"]),
    confidential=st.booleans(),
)
def test_attributes_that_are_not_billed_change_nothing(
    labels: dict[str, str], platform: str | None, confidential: bool
) -> None:
    plain = estimate(INSTANCE, machine("n2-standard-8"), "us-central1")
    values = machine(
        "n2-standard-8",
        labels=labels,
        min_cpu_platform=platform,
        advanced_machine_features=[{"threads_per_core": 1}],
        confidential_instance_config=[{"enable_confidential_compute": confidential}],
    )
    assert estimate(INSTANCE, values, "us-central1") == plain


def test_gpus_of_n1_machines_have_its_discount() -> None:
    values = machine("n1-standard-16", guest_accelerator=[{"type": "nvidia-tesla-t4", "count": 4}])
    found = line(estimate(INSTANCE, values, "us-central1"), "NVIDIA Tesla T4 (on-demand)")
    # 4 x 730 h x 0.35 x 0.7
    assert (found.quantity, found.monthly_cost) == (2920, Decimal("715.4"))


def test_gpus_of_preemptible_machines_cost_at_most_the_list_price() -> None:
    values = machine(
        "n1-standard-16",
        scheduling=[{"preemptible": True}],
        guest_accelerator=[{"type": "nvidia-tesla-t4", "count": 1}],
    )
    found = line(estimate(INSTANCE, values, "us-central1"), "NVIDIA Tesla T4 (preemptible)")
    assert (found.status, found.monthly_cost_max) == (Status.NO_PRICE, Decimal("255.5"))  # 730 h x 0.35


def test_extended_memory_has_its_own_rate() -> None:
    found = estimate(INSTANCE, machine("custom-2-15360-ext"), "us-central1")
    # 2 GB x 730 h x 0.00955 x 0.7
    assert cents(line(found, "Custom Instance Extended RAM").monthly_cost) == "9.76"


def test_custom_n2_machines() -> None:
    found = estimate(INSTANCE, machine("n2-custom-6-20480"), "us-central1")
    # 730 h x 6 x 0.03319155 x 0.8 and 730 h x 20 x 0.00444885 x 0.8
    assert cents(line(found, "Custom instance CPU (Linux/UNIX, on-demand, N2 6 vCPUs)").monthly_cost) == "116.30"
    assert cents(line(found, "Custom Instance RAM (Linux/UNIX, on-demand, N2 20 GB)").monthly_cost) == "51.96"
