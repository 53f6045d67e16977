"""Managed instance groups. Prices of us-central1: f1-micro 0.0076 an hour, n1-standard-16 0.759996, pd-ssd 0.17 and pd-standard 0.04
per GB, local SSD 0.08 per GB, NVIDIA T4 0.35 an hour.
"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.types.cost import Status
from tests.resources.harness import cents, estimate, line, related

ZONAL = "google_compute_instance_group_manager"
REGIONAL = "google_compute_region_instance_group_manager"


def made_from(template: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"version.0.instance_template": related("google_compute_instance_template", template), **more}


MICRO = {"machine_type": "f1-micro", "disk": [{"disk_type": "pd-ssd", "disk_size_gb": "25", "boot": True}]}


@pytest.mark.parametrize("type_", [ZONAL, REGIONAL])
def test_a_group_is_as_many_machines_as_it_should_have(type_: str) -> None:
    found = estimate(type_, {"target_size": 4}, "us-central1", refers=made_from(MICRO))
    # 4 x (730 h x 0.0076 x 0.7 + 25 GB x 0.17)
    assert cents(found.monthly_cost) == "32.53"
    assert [(part.name, part.quantity) for part in found.components] == [
        ("Instance usage (Linux/UNIX, on-demand, f1-micro)", 2920),
        ("disk: SSD provisioned storage (pd-ssd)", 100),
    ]


def test_scratch_disks_and_gpus_of_a_template() -> None:
    template = {
        "machine_type": "n1-standard-16",
        "disk": [
            {"source_image": "debian-cloud/debian-12"},
            {"type": "SCRATCH", "disk_type": "local-ssd", "disk_size_gb": 375},
            {"source": "existing"},
            {"disk_type": "pd-ssd", "disk_size_gb": 100},
        ],
        "guest_accelerator": [{"type": "nvidia-tesla-t4", "count": 2}],
    }
    found = estimate(ZONAL, {"target_size": 2}, "us-central1", refers=made_from(template))
    gpus = line(found, "NVIDIA Tesla T4 (on-demand)")
    # 2 machines x 2 GPUs x 730 h x 0.35 x 0.7
    assert (gpus.quantity, gpus.monthly_cost) == (2920, Decimal("715.4"))
    assert line(found, "Local SSD provisioned storage").monthly_cost == 60  # 2 x 375 GB x 0.08
    assert line(found, "disk[0]: Standard provisioned storage (pd-standard)").monthly_cost == Decimal("0.8")
    assert line(found, "disk[1]: SSD provisioned storage (pd-ssd)").monthly_cost == 34


def test_spot_templates() -> None:
    template = {**MICRO, "scheduling": [{"provisioning_model": "SPOT"}]}
    found = estimate(ZONAL, {"target_size": 1}, "us-central1", refers=made_from(template))
    assert line(found, "Instance usage (Linux/UNIX, preemptible, f1-micro)").monthly_cost == Decimal("0.49932")


def test_an_autoscaler_says_the_least() -> None:
    scaler = related("google_compute_autoscaler", {"autoscaling_policy": [{"min_replicas": 3, "max_replicas": 9}]})
    found = estimate(ZONAL, {}, "us-central1", refers=made_from(MICRO, target=scaler))
    assert line(found, "Instance usage").quantity == 3 * 730


def test_no_size_is_one_machine_and_said() -> None:
    found = estimate(ZONAL, {}, "us-central1", refers=made_from(MICRO))
    assert line(found, "Instance usage").quantity == 730
    assert "no target_size is stated: one machine assumed" in found.notes


def test_a_template_outside_the_plan_has_no_price() -> None:
    found = estimate(ZONAL, {"target_size": 2}, "us-central1")
    assert found.status is Status.NO_PRICE
    assert line(found, "Instance usage").note == "its instance template is not in the plan"


@given(size=st.integers(0, 100))
def test_groups_scale_with_their_size(size: int) -> None:
    one = estimate(ZONAL, {"target_size": 1}, "us-central1", refers=made_from(MICRO)).monthly_cost
    many = estimate(ZONAL, {"target_size": size}, "us-central1", refers=made_from(MICRO)).monthly_cost
    assert one is not None
    assert many == size * one
