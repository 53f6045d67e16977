"""S3 buckets. Prices of us-east-1: Standard 0.023 per GB (0.022 from 50 TB, 0.021 from 500 TB), 0.005 per 1,000 PUT, 0.0004 per 1,000 GET;
Select 0.002 scanned, 0.0007 returned; infrequent access 0.0125 (one zone 0.01), 0.01 to retrieve; Glacier 0.0036, Deep Archive 0.00099,
Instant 0.004 per GB.
"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finopsguard.types.cost import Estimate, Status
from tests.resources.harness import cents, estimate, line, related

STANDARD = [
    ("Standard: Storage", "GB", "0.023"),
    ("Standard: PUT, COPY, POST, LIST requests", "1k requests", "0.005"),
    ("Standard: GET, SELECT, and all other requests", "1k requests", "0.0004"),
    ("Standard: Select data scanned", "GB", "0.002"),
    ("Standard: Select data returned", "GB", "0.0007"),
]


def bucket(values: dict[str, Any] | None = None, **options: Any) -> Estimate:
    return estimate("aws_s3_bucket", values or {}, **options)


def classes(found: Estimate) -> list[str]:
    return list(dict.fromkeys(part.name.partition(": ")[0] for part in found.components))


def lifecycle(*classes: str, status: str = "Enabled", **rule: Any) -> dict[str, Any]:
    rules = [{"status": status, "transition": [{"storage_class": name, "days": 30} for name in classes], **rule}]
    return {"found": related("aws_s3_bucket_lifecycle_configuration", {"rule": rules})}


def test_a_bucket_without_usage_lists_the_standard_class() -> None:
    found = bucket()
    assert found.status is Status.DEPENDS_ON_USAGE
    assert (found.monthly_cost, found.complete) == (None, True)
    assert [(part.name, part.unit, part.unit_price) for part in found.components] == [
        (n, u, Decimal(p)) for n, u, p in STANDARD
    ]
    assert all(part.quantity is None for part in found.components)
    assert found.usage_keys == (
        "standard.storage_gb",
        "standard.monthly_tier_1_requests",
        "standard.monthly_tier_2_requests",
        "standard.monthly_select_data_scanned_gb",
        "standard.monthly_select_data_returned_gb",
    )


def test_usage_of_the_standard_class() -> None:
    usage = {
        "storage_gb": 1000,
        "monthly_tier_1_requests": 100_000,
        "monthly_tier_2_requests": "2000000",
        "monthly_select_data_scanned_gb": 10,
    }
    found = bucket(usage={"standard": usage})
    # 1,000 x 0.023 + 100 x 0.005 + 2,000 x 0.0004 + 10 x 0.002
    assert cents(found.monthly_cost) == "24.32"
    assert line(found, "Standard: Select data returned").status is Status.DEPENDS_ON_USAGE


def test_storage_costs_less_above_50_and_500_terabytes() -> None:
    found = bucket(usage={"standard": {"storage_gb": 600_000}})
    # 51,200 x 0.023 + 460,800 x 0.022 + 88,000 x 0.021
    assert cents(found.monthly_cost) == "13163.20"
    assert [part.quantity for part in found.components if "Storage" in part.name] == [51_200, 460_800, 88_000]
    assert line(found, "Standard: Storage (first 50TB)").unit_price == Decimal("0.023")


@pytest.mark.parametrize(
    ("storage_class", "name"),
    [
        ("STANDARD_IA", "Standard - infrequent access"),
        ("ONEZONE_IA", "One zone - infrequent access"),
        ("INTELLIGENT_TIERING", "Intelligent tiering"),
        ("GLACIER", "Glacier flexible retrieval"),
        ("GLACIER_IR", "Glacier instant retrieval"),
        ("DEEP_ARCHIVE", "Glacier deep archive"),
    ],
)
def test_lifecycle_rules_name_further_classes(storage_class: str, name: str) -> None:
    assert classes(bucket(refers=lifecycle(storage_class))) == ["Standard", name]
    inside = {
        "lifecycle_rule": [{"enabled": True, "noncurrent_version_transition": [{"storage_class": storage_class}]}]
    }
    assert classes(bucket(inside)) == ["Standard", name]


def test_rules_that_are_off_name_nothing() -> None:
    assert classes(bucket(refers=lifecycle("GLACIER", status="Disabled"))) == ["Standard"]
    assert classes(bucket({"lifecycle_rule": [{"enabled": False, "transition": [{"storage_class": "GLACIER"}]}]})) == [
        "Standard"
    ]


def test_a_tiering_configuration_names_its_class() -> None:
    configuration = {"found": related("aws_s3_bucket_intelligent_tiering_configuration", {"tiering": []})}
    assert classes(bucket(refers=configuration)) == ["Standard", "Intelligent tiering"]


def test_the_usage_file_names_further_classes() -> None:
    usage = {
        "standard_infrequent_access": {
            "storage_gb": 100,
            "monthly_data_retrieval_gb": 20,
            "monthly_lifecycle_transition_requests": 5_000,
        },
        "one_zone_infrequent_access": {"storage_gb": 100},
        "glacier_flexible_retrieval": {
            "storage_gb": 1000,
            "monthly_expedited_data_retrieval_gb": 5,
            "early_delete_gb": 10,
        },
        "glacier_deep_archive": {"storage_gb": 1000, "monthly_standard_data_retrieval_gb": 10},
        "intelligent_tiering": {
            "frequent_access_storage_gb": 100,
            "infrequent_access_storage_gb": 100,
            "monitored_objects": 200_000,
        },
        "glacier_instant_retrieval": {"storage_gb": 100},
    }
    found = bucket(usage=usage)
    by_class = {
        name: sum(
            (part.monthly_cost or Decimal(0) for part in found.components if part.name.startswith(f"{name}: ")),
            Decimal(0),
        )
        for name in classes(found)
    }
    assert {name: cents(cost) for name, cost in by_class.items()} == {
        "Standard": "0.00",
        "Intelligent tiering": "4.05",  # 100 x 0.023 + 100 x 0.0125 + 200 x 0.0025
        "Standard - infrequent access": "1.50",  # 100 x 0.0125 + 20 x 0.01 + 5 x 0.01
        "One zone - infrequent access": "1.00",  # 100 x 0.01
        "Glacier instant retrieval": "0.40",  # 100 x 0.004
        "Glacier flexible retrieval": "3.79",  # 1,000 x 0.0036 + 5 x 0.03 + 10 x 0.0036
        "Glacier deep archive": "1.19",  # 1,000 x 0.00099 + 10 x 0.02
    }


def test_tags_are_billed_where_rules_choose_objects_by_them() -> None:
    assert "Object tagging" not in [part.name for part in bucket().components]
    by_tag = bucket(refers=lifecycle("GLACIER", filter=[{"tag": [{"key": "cold", "value": "yes"}]}]))
    assert line(by_tag, "Object tagging").status is Status.DEPENDS_ON_USAGE
    both = bucket(refers=lifecycle("GLACIER", filter=[{"and": [{"prefix": "a", "tags": {"cold": "yes"}}]}]))
    assert line(both, "Object tagging").unit == "10k tags"
    assert (
        cents(line(bucket(usage={"object_tags": 1_000_000}), "Object tagging").monthly_cost) == "0.65"
    )  # 100 x 0.0065


def test_a_region_that_the_book_lacks_has_no_price_for_what_is_used() -> None:
    found = bucket(region="mars-north-1", usage={"standard": {"storage_gb": 1}})
    assert line(found, "Standard: Storage").status is Status.NO_PRICE
    assert "mars-north-1" in line(found, "Standard: Storage").note
    assert not found.complete


@given(st.integers(0, 10**6), st.integers(0, 10**6))
@settings(max_examples=40)
def test_more_storage_never_costs_less(first: int, more: int) -> None:
    def cost(size: int) -> Decimal:
        found = bucket(usage={"standard": {"storage_gb": size}}).monthly_cost
        assert found is not None
        return found

    assert 0 <= cost(first) <= cost(first + more) <= (first + more) * Decimal("0.023")
