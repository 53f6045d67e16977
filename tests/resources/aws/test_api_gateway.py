"""API Gateway. Per million in us-east-1: REST requests 3.50 (2.80 above 333 million, 2.38 above a billion, 1.51 above
20), HTTP 1.00 (0.90 above 300 million), messages 1.00, connection minutes 0.25; a cache of 0.5 GB 0.02 and of 6.1
GB 0.20 an hour.
"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finopsguard.types.cost import Estimate, Status
from tests.resources.harness import cents, estimate, line


def rest(**usage: Any) -> Estimate:
    return estimate("aws_api_gateway_rest_api", {"name": "shop"}, usage=usage)


def api(values: dict[str, Any] | None = None, **usage: Any) -> Estimate:
    return estimate("aws_apigatewayv2_api", values or {}, usage=usage)


def test_requests_of_a_rest_api_have_tiers() -> None:
    assert rest().status is Status.DEPENDS_ON_USAGE
    assert [part.name for part in rest().components] == ["Requests (first 333M)"]
    # 333 x 3.50 + 667 x 2.80 + 19,000 x 2.38 + 1,000 x 1.51
    found = rest(monthly_requests=21_000_000_000)
    assert {part.name: cents(part.monthly_cost) for part in found.components} == {
        "Requests (first 333M)": "1165.50",
        "Requests (next 667M)": "1867.60",
        "Requests (next 19B)": "45220.00",
        "Requests (over 20B)": "1510.00",
    }


def test_where_the_list_ends_at_the_second_tier() -> None:
    found = estimate("aws_api_gateway_rest_api", {}, "eu-west-1", usage={"monthly_requests": 10_000_000})
    assert cents(found.monthly_cost) == "35.00"
    assert "ends at the second tier" in found.components[0].note


@pytest.mark.parametrize(
    ("values", "name", "cost"),
    [
        ({"cache_cluster_enabled": True, "cache_cluster_size": "0.5"}, "Cache memory (0.5 GB)", "14.60"),
        ({"cache_cluster_enabled": "true", "cache_cluster_size": "6.1"}, "Cache memory (6.1 GB)", "146.00"),
        ({"cache_cluster_enabled": True, "cache_cluster_size": "237"}, "Cache memory (237 GB)", "2774.00"),
        ({"cache_cluster_enabled": True}, "Cache memory (0.5 GB)", "14.60"),
    ],
)
def test_the_cache_of_a_stage(values: dict[str, Any], name: str, cost: str) -> None:
    found = estimate("aws_api_gateway_stage", values)
    assert [(part.name, part.unit, part.quantity) for part in found.components] == [(name, "hours", 730)]
    assert cents(found.monthly_cost) == cost


def test_a_stage_without_a_cache_is_free() -> None:
    assert estimate("aws_api_gateway_stage", {"stage_name": "live"}).status is Status.FREE
    found = estimate(
        "aws_api_gateway_stage", {}, unknown={"cache_cluster_enabled": True}, configured=["cache_cluster_enabled"]
    )
    assert (cents(found.minimum), cents(found.maximum)) == ("0.00", "14.60")


def test_a_cache_that_the_book_lacks() -> None:
    values = {"cache_cluster_enabled": True, "cache_cluster_size": "7"}
    assert estimate("aws_api_gateway_stage", values).status is Status.NO_PRICE
    found = estimate("aws_api_gateway_stage", values, "mars-north-1")
    assert "mars-north-1" in found.components[0].note


@pytest.mark.parametrize(
    ("usage", "cost"),
    [
        ({"monthly_requests": 10_000_000}, "10.00"),
        # 513 KB are two requests
        ({"monthly_requests": "10000000", "request_size_kb": 513}, "20.00"),
        # 300 x 1.00 + 100 x 0.90
        ({"monthly_requests": 400_000_000}, "390.00"),
    ],
)
def test_an_http_api(usage: dict[str, Any], cost: str) -> None:
    assert cents(api({"protocol_type": "HTTP"}, **usage).monthly_cost) == cost


def test_a_websocket_api() -> None:
    found = api({"protocol_type": "WEBSOCKET"})
    assert [(part.name, part.unit, part.unit_price) for part in found.components] == [
        ("Messages (first 1B)", "1M messages", Decimal(1)),
        ("Connection duration", "1M minutes", Decimal("0.25")),
    ]
    usage = {"monthly_messages": 10_000_000, "message_size_kb": 33, "monthly_connection_mins": 4_000_000}
    # 2 x 10 x 1.00 + 4 x 0.25
    assert cents(api({"protocol_type": "WEBSOCKET"}, **usage).monthly_cost) == "21.00"


def test_an_unknown_protocol() -> None:
    found = estimate(
        "aws_apigatewayv2_api",
        {},
        unknown={"protocol_type": True},
        configured=["protocol_type"],
        usage={"monthly_requests": 1},
    )
    assert "protocol_type" in line(found, "Requests").note


@given(st.integers(0, 10**8), st.text(max_size=9))
@settings(max_examples=30)
def test_requests_scale_within_a_tier(count: int, name: str) -> None:
    one = rest(monthly_requests=count).monthly_cost
    assert one is not None
    assert one >= 0
    assert rest(monthly_requests=2 * count).monthly_cost == 2 * one
    assert api({"name": name}, monthly_requests=count).monthly_cost == Decimal(count) / 1_000_000
