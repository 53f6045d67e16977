"""Disks. Prices of us-central1 per GB: pd-standard 0.04, pd-balanced 0.10, pd-ssd 0.17 (regional 0.34), pd-extreme 0.125 and 0.065 per
IOPS, hyperdisk-extreme 0.125 and 0.032 per IOPS, snapshots 0.05, images 0.05.
"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.types.cost import Status
from tests.resources.harness import estimate, line, related

DISK = "google_compute_disk"
SNAPSHOT = "google_compute_snapshot"


@pytest.mark.parametrize(
    ("type_", "name", "cost"),
    [
        (None, "Standard provisioned storage (pd-standard)", "4"),  # 100 GB x 0.04
        ("pd-balanced", "Balanced provisioned storage (pd-balanced)", "10"),
        ("pd-ssd", "SSD provisioned storage (pd-ssd)", "17"),
        ("projects/p/zones/us-central1-a/diskTypes/pd-ssd", "SSD provisioned storage (pd-ssd)", "17"),
        ("pd-extreme", "Extreme provisioned storage (pd-extreme)", "12.5"),
        ("hyperdisk-extreme", "Hyperdisk provisioned storage (hyperdisk-extreme)", "12.5"),
    ],
)
def test_capacity_by_type(type_: str | None, name: str, cost: str) -> None:
    found = estimate(DISK, {"type": type_, "size": "100"}, "us-central1")
    assert line(found, name).monthly_cost == Decimal(cost)


@pytest.mark.parametrize(
    ("type_", "iops", "cost"),
    [
        ("pd-extreme", 10_000, "650"),  # 10,000 x 0.065
        ("pd-extreme", None, "162.5"),  # 2,500 x 0.065
        ("hyperdisk-extreme", 10_000, "320"),  # 10,000 x 0.032
    ],
)
def test_provisioned_iops(type_: str, iops: int | None, cost: str) -> None:
    found = estimate(DISK, {"type": type_, "size": 100, "provisioned_iops": iops}, "us-central1")
    assert line(found, "Provisioned IOPS").monthly_cost == Decimal(cost)


def test_other_disks_are_not_billed_for_iops() -> None:
    assert len(estimate(DISK, {"type": "pd-ssd", "size": 10, "provisioned_iops": 100}, "us-central1").components) == 1


def test_a_disk_type_that_the_book_lacks() -> None:
    found = estimate(DISK, {"type": "hyperdisk-throughput", "size": 2048, "provisioned_throughput": 180}, "us-central1")
    assert found.status is Status.NO_PRICE
    assert [part.unit for part in found.components] == ["GB", "MBps"]


@pytest.mark.parametrize(
    ("values", "refers", "size"),
    [
        ({"type": "pd-standard"}, {}, 500),
        ({"type": "pd-ssd"}, {}, 100),
        ({"image": "debian-cloud/debian-12"}, {}, 10),
        ({"image": "own"}, {"image": related("google_compute_image", {"disk_size_gb": 40})}, 40),
        ({"snapshot": "own"}, {"snapshot": related("google_compute_snapshot", {"disk_size_gb": 80})}, 80),
    ],
)
def test_sizes_that_are_not_given(values: dict[str, Any], refers: dict[str, Any], size: int) -> None:
    found = estimate(DISK, values, "us-central1", refers=refers)
    assert found.components[0].quantity == size
    assert any("assumed" in note for note in found.notes) == (not refers)


def test_a_size_known_after_apply_has_no_price() -> None:
    found = estimate(DISK, {"type": "pd-ssd"}, "us-central1", unknown={"size": True}, configured=["size"])
    assert line(found, "SSD").note == "size is known only after apply"


def test_regional_disks_have_their_own_rate() -> None:
    found = estimate("google_compute_region_disk", {"type": "pd-ssd", "size": 100}, "us-central1")
    assert line(found, "SSD provisioned storage (pd-ssd, regional)").monthly_cost == 34


@pytest.mark.parametrize("type_", ["google_compute_image", "google_compute_machine_image"])
def test_images_depend_on_usage(type_: str) -> None:
    found = estimate(type_, {}, "us-central1")
    assert (found.status, found.usage_keys) == (Status.DEPENDS_ON_USAGE, ("storage_gb",))
    assert estimate(type_, {}, "us-central1", usage={"storage_gb": 100}).monthly_cost == 5  # 100 GB x 0.05


@pytest.mark.parametrize(
    ("region", "values", "cost"),
    [
        ("us-central1", {"storage_locations": ["us-central1"]}, "5.0"),  # 100 GB x 0.05
        ("us-central1", {"storage_locations": ["EU"]}, "7.5"),  # 100 GB x 0.075
        ("us-central1", {}, "6.5"),  # 100 GB x 0.065, the group of regions nearest by
        ("europe-west1", {}, "7.5"),  # 100 GB x 0.075
        ("australia-southeast1", {}, "8.3"),  # 100 GB x 0.083
    ],
)
def test_snapshots_lie_in_a_group_of_regions_unless_a_region_is_stated(
    region: str, values: dict[str, Any], cost: str
) -> None:
    found = estimate(SNAPSHOT, values, region, usage={"storage_gb": 100})
    assert found.monthly_cost == Decimal(cost)
    assert any("nearest to" in note for note in found.notes) == (not values)
    unused = estimate(SNAPSHOT, values, region)
    assert (unused.status, unused.usage_keys) == (Status.DEPENDS_ON_USAGE, ("storage_gb",))


def test_a_snapshot_lies_near_its_disk() -> None:
    refers = {"source_disk": related("google_compute_disk", {"zone": "europe-west1-b"})}
    found = estimate(SNAPSHOT, {}, "us-central1", refers=refers, usage={"storage_gb": 100})
    assert found.monthly_cost == Decimal("7.5")
    regional = {"source_disk": related("google_compute_region_disk", {"region": "asia-east1"})}
    assert estimate(SNAPSHOT, {}, refers=regional, usage={"storage_gb": 100}).monthly_cost == Decimal("8.3")


@pytest.mark.parametrize(
    ("values", "unknown", "why"),
    [
        ({"storage_locations": ["us"], "snapshot_type": "ARCHIVE"}, {}, "snapshot/archive"),
        ({}, {"storage_locations": True}, "known only after apply"),
    ],
)
def test_snapshots_without_a_price(values: dict[str, Any], unknown: dict[str, Any], why: str) -> None:
    found = estimate(
        SNAPSHOT, values, "us-central1", unknown=unknown, configured=list(unknown), usage={"storage_gb": 100}
    )
    assert found.status is Status.NO_PRICE
    assert why in found.components[0].note
    assert "nearest to africa-south1" in estimate(SNAPSHOT, {}, "africa-south1").components[0].note


def test_a_region_that_the_book_lacks_is_named() -> None:
    assert "moon1" in line(estimate(DISK, {"size": 1}, "moon1"), "Standard").note


@given(size=st.integers(1, 65_536), kind=st.sampled_from(["pd-standard", "pd-balanced", "pd-ssd"]))
def test_bigger_disks_cost_more(size: int, kind: str) -> None:
    costs = [estimate(DISK, {"type": kind, "size": gb}, "us-central1").monthly_cost for gb in (size, size + 1)]
    assert costs[0] is not None
    assert costs[1] is not None
    assert 0 < costs[0] < costs[1]
