"""Distributions. Per GB to the internet: US and Europe 0.085 (0.08 above 10 TB), Japan 0.114; to the origin 0.02,
Japan 0.06. Per 10,000 requests: US 0.0075 and 0.0100 (HTTPS), Europe 0.0090 and 0.0120; Origin Shield 0.0075 in
us-east-1. A dedicated IP certificate 600.
"""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from finopsguard.types.cost import Estimate, Status
from tests.resources.harness import cents, estimate, line

TO_INTERNET, TO_ORIGIN = "monthly_data_transfer_to_internet_gb", "monthly_data_transfer_to_origin_gb"


def distribution(values: dict[str, Any] | None = None, **usage: Any) -> Estimate:
    return estimate("aws_cloudfront_distribution", values or {}, "eu-west-1", usage=usage)


def test_without_usage_the_areas_of_every_price_class_are_listed() -> None:
    found = distribution({"enabled": True, "price_class": "PriceClass_All"})
    assert (found.status, found.monthly_cost) == (Status.DEPENDS_ON_USAGE, None)
    assert [(part.name, part.unit, part.unit_price) for part in found.components] == [
        ("US, Mexico, Canada: Data transfer out to internet (first 10TB)", "GB", Decimal("0.085")),
        ("US, Mexico, Canada: Data transfer out to origin", "GB", Decimal("0.02")),
        ("US, Mexico, Canada: HTTP requests", "10k requests", Decimal("0.0075")),
        ("US, Mexico, Canada: HTTPS requests", "10k requests", Decimal("0.01")),
        ("Europe, Israel: Data transfer out to internet (first 10TB)", "GB", Decimal("0.085")),
        ("Europe, Israel: Data transfer out to origin", "GB", Decimal("0.02")),
        ("Europe, Israel: HTTP requests", "10k requests", Decimal("0.009")),
        ("Europe, Israel: HTTPS requests", "10k requests", Decimal("0.012")),
        ("Invalidation requests", "paths", Decimal("0.005")),
    ]


def test_traffic_of_two_areas() -> None:
    found = distribution(
        **{
            TO_INTERNET: {"us": 20_480, "japan": "100"},
            TO_ORIGIN: {"us": 100, "japan": 10},
            "monthly_https_requests": {"us": 10_000_000},
            "monthly_invalidation_requests": 200,
        }
    )
    costs = {part.name: cents(part.monthly_cost) for part in found.components if part.monthly_cost is not None}
    assert costs == {
        "US, Mexico, Canada: Data transfer out to internet (first 10TB)": "870.40",  # 10,240 x 0.085
        "US, Mexico, Canada: Data transfer out to internet (next 40TB)": "819.20",  # 10,240 x 0.08
        "US, Mexico, Canada: Data transfer out to origin": "2.00",
        "US, Mexico, Canada: HTTPS requests": "10.00",  # 1,000 x 0.01
        "Japan: Data transfer out to internet (first 10TB)": "11.40",
        "Japan: Data transfer out to origin": "0.60",
        "Invalidation requests": "1.00",
    }


def test_tiers_up_to_petabytes() -> None:
    found = distribution(**{TO_INTERNET: {"us": 6 * 1024 * 1024}})
    names = [part.name.partition("(")[2] for part in found.components if "internet" in part.name][:7]
    assert names == ["first 10TB)", "next 40TB)", "next 100TB)", "next 350TB)", "next 524TB)", "next 4PB)", "over 5PB)"]


def test_requests_of_an_area_without_a_price() -> None:
    found = distribution(monthly_http_requests={"india": 10_000})
    assert line(found, "India: HTTP requests").status is Status.NO_PRICE
    assert line(found, "India: HTTPS requests").status is Status.DEPENDS_ON_USAGE


def test_what_the_configuration_adds() -> None:
    found = distribution(
        {
            "origin": [
                {"origin_shield": [{"enabled": True, "origin_shield_region": "us-east-1"}]},
                {"origin_shield": [{"enabled": False, "origin_shield_region": "eu-west-1"}]},
            ],
            "default_cache_behavior": [{"realtime_log_config_arn": "arn:aws:cloudfront::1:realtime-log-config/x"}],
            "ordered_cache_behavior": [{"field_level_encryption_id": "abc"}],
            "viewer_certificate": [{"ssl_support_method": "vip"}],
        },
        monthly_shield_requests={"us": 1_000_000},
        monthly_encryption_requests=1_000_000,
        monthly_log_lines=100_000_000,
    )
    costs = {part.name: cents(part.monthly_cost) for part in found.components if part.monthly_cost is not None}
    assert costs == {
        "Origin shield HTTP requests (US us-east-1)": "0.75",
        "Field level encryption requests": "2.00",
        "Real-time log requests": "1.00",
        "Dedicated IP custom SSLs": "600.00",
    }


def test_certificates_of_the_usage_file() -> None:
    assert cents(distribution(custom_ssl_certificates=2).monthly_cost) == "1200.00"
    sni = distribution({"viewer_certificate": [{"ssl_support_method": "sni-only"}]})
    assert not any("SSL" in part.name for part in sni.components)


def test_an_unknown_certificate_has_no_price() -> None:
    found = estimate(
        "aws_cloudfront_distribution",
        {"viewer_certificate": [{}]},
        unknown={"viewer_certificate": [{"ssl_support_method": True}]},
        configured=["viewer_certificate.0.ssl_support_method"],
    )
    assert line(found, "Dedicated").status is Status.NO_PRICE


def test_functions() -> None:
    found = estimate("aws_cloudfront_function", {"name": "headers"}, usage={"monthly_requests": "30000000"})
    assert cents(found.monthly_cost) == "3.00"
    assert estimate("aws_cloudfront_function", {}).status is Status.DEPENDS_ON_USAGE


@given(st.integers(0, 5_000), st.text(max_size=9))
@settings(max_examples=20)
def test_traffic_scales_within_a_tier(gigabytes: int, comment: str) -> None:
    one = distribution(**{TO_INTERNET: {"us": gigabytes}}).monthly_cost
    assert one is not None
    assert one >= 0
    assert distribution({"comment": comment}, **{TO_INTERNET: {"us": 2 * gigabytes}}).monthly_cost == 2 * one
