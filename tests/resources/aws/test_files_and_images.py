"""EFS and ECR. EFS in us-east-1 per GB: standard 0.30, one zone 0.16, infrequent access 0.025 and 0.0133, archive
0.008; 0.01 per GB read from or written to infrequent access; elastic 0.03 read, 0.06 written; 6.00 per MiB/s
provisioned. ECR 0.10 per GB.
"""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from finopsguard.types.cost import Estimate, Status
from tests.resources.harness import cents, estimate, line

TO_IA = {"lifecycle_policy": [{"transition_to_ia": "AFTER_30_DAYS"}]}


def files(values: dict[str, Any] | None = None, *, region: str = "us-east-1", **usage: Any) -> Estimate:
    return estimate("aws_efs_file_system", values or {}, region, usage=usage)


def test_storage_depends_on_usage() -> None:
    found = files({"encrypted": True})
    assert [(part.name, part.unit, part.unit_price, part.status) for part in found.components] == [
        ("Storage (standard)", "GB", Decimal("0.3"), Status.DEPENDS_ON_USAGE)
    ]
    assert cents(files(storage_gb=230).monthly_cost) == "69.00"


def test_one_zone() -> None:
    found = files({"availability_zone_name": "us-east-1a", **TO_IA}, storage_gb=100, infrequent_access_storage_gb=1000)
    # 100 x 0.16 + 1,000 x 0.0133
    assert cents(found.monthly_cost) == "29.30"
    assert line(found, "Storage (one zone)").unit_price == Decimal("0.16")
    assert line(found, "Storage (one zone, infrequent access)").unit_price == Decimal("0.0133")


def test_infrequent_access_and_archive() -> None:
    values = {"lifecycle_policy": [{"transition_to_ia": "AFTER_30_DAYS"}, {"transition_to_archive": "AFTER_90_DAYS"}]}
    found = files(
        values,
        storage_gb=10,
        infrequent_access_storage_gb="100",
        monthly_infrequent_access_read_gb=50,
        monthly_infrequent_access_write_gb=100,
        archive_storage_gb=1000,
    )
    # 10 x 0.30 + 100 x 0.025 + 50 x 0.01 + 100 x 0.01 + 1,000 x 0.008 = 3 + 2.50 + 0.50 + 1 + 8
    assert cents(found.monthly_cost) == "15.00"
    assert [part.name for part in files(TO_IA).components] == [
        "Storage (standard)",
        "Storage (standard, infrequent access)",
        "Read requests (infrequent access)",
        "Write requests (infrequent access)",
    ]


def test_provisioned_throughput_less_what_storage_includes() -> None:
    values = {"throughput_mode": "provisioned", "provisioned_throughput_in_mibps": 100}
    alone = files(values)
    # 100 x 6.00
    assert cents(alone.monthly_cost) == "600.00"
    assert "storage" in line(alone, "Provisioned").note
    # 230 GB include 11.5 MiB/s: 88.5 x 6.00 + 230 x 0.30 = 531 + 69
    assert cents(files(values, storage_gb=230).monthly_cost) == "600.00"
    assert line(files(values, storage_gb=230), "Provisioned").quantity == Decimal("88.5")
    assert line(files(values, storage_gb=10**6), "Provisioned").quantity == 0


def test_elastic_throughput() -> None:
    found = files({"throughput_mode": "elastic"}, monthly_elastic_read_gb=100, monthly_elastic_write_gb=10)
    # 100 x 0.03 + 10 x 0.06
    assert cents(found.monthly_cost) == "3.60"


def test_unknown_and_missing() -> None:
    found = estimate(
        "aws_efs_file_system",
        {"throughput_mode": "provisioned"},
        unknown={"provisioned_throughput_in_mibps": True},
        configured=["provisioned_throughput_in_mibps"],
    )
    assert line(found, "Provisioned").status is Status.NO_PRICE
    filled = estimate(
        "aws_efs_file_system", {}, unknown={"availability_zone_name": True, "throughput_mode": True}, configured=[]
    )
    assert [part.name for part in filled.components] == ["Storage (standard)"]
    assert "mars-north-1" in files(region="mars-north-1", storage_gb=1).components[0].note


def test_images() -> None:
    assert estimate("aws_ecr_repository", {}).status is Status.DEPENDS_ON_USAGE
    assert cents(estimate("aws_ecr_repository", {}, usage={"storage_gb": "25"}).monthly_cost) == "2.50"
    lost = estimate("aws_ecr_repository", {}, "mars-north-1", usage={"storage_gb": 1})
    assert "mars-north-1" in lost.components[0].note


@given(st.integers(0, 10**6), st.integers(0, 4096))
@settings(max_examples=30)
def test_storage_scales_and_throughput_grows(gigabytes: int, throughput: int) -> None:
    one = files(storage_gb=gigabytes).monthly_cost
    assert one is not None
    assert files({"creation_token": "x", "encrypted": True}, storage_gb=2 * gigabytes).monthly_cost == 2 * one

    def provisioned(amount: int) -> Decimal:
        values = {"throughput_mode": "provisioned", "provisioned_throughput_in_mibps": amount}
        cost = files(values, storage_gb=gigabytes).monthly_cost
        assert cost is not None
        return cost

    assert provisioned(throughput + 1) >= provisioned(throughput) >= one
