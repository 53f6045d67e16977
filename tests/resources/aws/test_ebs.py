"""EBS volumes and snapshots that stand alone. Prices of us-east-1 per GB: gp2 0.10, gp3 0.08, io1 and io2 0.125, st1 0.045, sc1 0.015,
magnetic 0.05; gp3 0.005 per IOPS and 0.04 per MiB/s; io1 and io2 0.065 per IOPS, 0.0455 above 32,000; snapshots 0.05.
"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finopsguard.types.cost import Estimate, Status
from tests.resources.harness import cents, estimate, line, related


def volume(values: dict[str, Any], **options: Any) -> Estimate:
    return estimate("aws_ebs_volume", values, **options)


@pytest.mark.parametrize(
    ("values", "cost", "names"),
    [
        ({"size": 40}, "4.00", ["Storage (general purpose SSD, gp2)"]),
        ({"size": "40", "type": ""}, "4.00", ["Storage (general purpose SSD, gp2)"]),
        ({"size": 40, "type": "gp3", "iops": 3000, "throughput": 125}, "3.20", ["Storage (general purpose SSD, gp3)"]),
        # 40 x 0.08 + 1,000 x 0.005 + 125 x 0.04
        (
            {"size": 40, "type": "gp3", "iops": 4000, "throughput": 250},
            "13.20",
            ["Storage (general purpose SSD, gp3)", "Provisioned IOPS", "Provisioned throughput"],
        ),
        # 100 x 0.125 + 1,000 x 0.065
        (
            {"size": 100, "type": "io1", "iops": 1000},
            "77.50",
            ["Storage (provisioned IOPS SSD, io1)", "Provisioned IOPS"],
        ),
        # 100 x 0.125 + 32,000 x 0.065 + 8,000 x 0.0455
        (
            {"size": 100, "type": "io2", "iops": 40000},
            "2456.50",
            [
                "Storage (provisioned IOPS SSD, io2)",
                "Provisioned IOPS (first 32K)",
                "Provisioned IOPS (next 32K)",
            ],
        ),
        ({"size": 500, "type": "st1"}, "22.50", ["Storage (throughput optimized HDD, st1)"]),
        ({"size": 500, "type": "sc1"}, "7.50", ["Storage (cold HDD, sc1)"]),
        ({"size": 10, "type": "standard"}, "0.50", ["Storage (magnetic)", "I/O requests"]),
    ],
)
def test_a_volume_costs_what_its_type_bills(values: dict[str, Any], cost: str, names: list[str]) -> None:
    found = volume(values)
    assert cents(found.monthly_cost) == cost
    assert [part.name for part in found.components] == names
    assert found.status is Status.PRICED


def test_requests_to_a_magnetic_volume_come_from_the_usage_file() -> None:
    found = volume({"size": 10, "type": "standard"}, usage={"monthly_standard_io_requests": "20000000"})
    requests = line(found, "I/O requests")
    assert (requests.unit, requests.unit_price, cents(requests.monthly_cost)) == ("1M request", Decimal("0.05"), "1.00")
    assert line(volume({"size": 10, "type": "standard"}), "I/O requests").status is Status.DEPENDS_ON_USAGE


@pytest.mark.parametrize("values", [{"snapshot_id": "snap-1"}, {"type": "gp3"}])
def test_a_volume_without_size_has_no_amount(values: dict[str, Any]) -> None:
    found = volume(values)
    assert (found.monthly_cost, found.complete) == (None, False)
    assert "size is not given" in line(found, "Storage").note


def test_a_size_that_apply_will_tell_has_no_amount() -> None:
    found = volume({"type": "gp3"}, unknown={"size": True}, configured=["size"])
    assert (found.monthly_cost, found.maximum) == (None, None)


def test_a_region_without_prices_is_named() -> None:
    found = volume({"size": 10}, region="mars-north-1")
    assert found.status is Status.NO_PRICE
    assert "mars-north-1" in line(found, "Storage").note


@given(st.integers(1, 16384), st.integers(0, 1000), st.sampled_from(["gp2", "gp3", "io1", "st1", "sc1", "standard"]))
@settings(max_examples=40)
def test_larger_volumes_never_cost_less(size: int, more: int, type_: str) -> None:
    small, large = (
        volume({"size": size, "type": type_}),
        volume({"size": size + more, "type": type_, "tags": {"a": "b"}}),
    )
    assert small.monthly_cost is not None
    assert large.monthly_cost is not None
    assert 0 < small.monthly_cost <= large.monthly_cost


@pytest.mark.parametrize("type_", ["aws_ebs_snapshot", "aws_ebs_snapshot_copy"])
def test_a_snapshot_depends_on_usage(type_: str) -> None:
    disk = related("aws_ebs_volume", {"size": 100})
    found = estimate(type_, {}, refers={"volume_id": disk})
    assert (found.status, found.monthly_cost) == (Status.DEPENDS_ON_USAGE, None)
    storage = line(found, "EBS snapshot storage")
    assert (storage.unit_price, storage.note) == (Decimal("0.05"), "at most the 100 GB of aws_ebs_volume.main")
    assert len(found.components) == 5


def test_usage_of_a_snapshot() -> None:
    usage = {
        "storage_gb": 60,
        "fast_snapshot_restore_hours": 100,
        "monthly_list_block_requests": 1_000_000,
        "monthly_get_block_requests": 100_000,
        "monthly_put_block_requests": 100_000,
    }
    found = estimate("aws_ebs_snapshot", {}, usage=usage)
    assert {part.name.partition(" ")[0]: cents(part.monthly_cost) for part in found.components} == {
        "EBS": "3.00",  # 60 x 0.05
        "Fast": "75.00",  # 100 x 0.75
        "ListChangedBlocks": "0.60",  # 1,000 x 0.0006
        "GetSnapshotBlock": "0.30",  # 100 x 0.003
        "PutSnapshotBlock": "0.60",  # 100 x 0.006
    }


def test_an_archived_snapshot_has_no_price_in_the_book() -> None:
    found = estimate("aws_ebs_snapshot", {"storage_tier": "archive"}, usage={"storage_gb": 60})
    assert line(found, "EBS snapshot storage").status is Status.NO_PRICE
