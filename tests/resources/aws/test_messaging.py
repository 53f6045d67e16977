"""SQS and SNS. Prices of us-east-1 per million: SQS requests 0.40, in order 0.50; SNS requests 0.50, HTTP 0.60, e-mail 20, Firehose 0.19,
mobile 0.50; FIFO requests 0.30 and 0.017 per GB, notifications 0.01 and 0.001 per GB.
"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finopsguard.types.cost import Estimate, Status
from tests.resources.harness import cents, estimate, line, related


def queue(values: dict[str, Any] | None = None, **usage: Any) -> Estimate:
    return estimate("aws_sqs_queue", values or {}, usage=usage)


def topic(values: dict[str, Any] | None = None, refers: Any = None, **usage: Any) -> Estimate:
    return estimate("aws_sns_topic", values or {}, usage=usage, refers=refers)


def subscription(protocol: str, **usage: Any) -> Estimate:
    return estimate("aws_sns_topic_subscription", {"protocol": protocol}, usage=usage)


def test_queues_depend_on_usage() -> None:
    found = queue()
    assert [(part.name, part.unit, part.unit_price, part.status) for part in found.components] == [
        ("Requests", "1M requests", Decimal("0.4"), Status.DEPENDS_ON_USAGE)
    ]
    assert found.usage_keys == ("monthly_requests",)


@pytest.mark.parametrize(
    ("values", "usage", "cost"),
    [
        ({}, {"monthly_requests": 1_000_000}, "0.40"),
        ({"fifo_queue": True}, {"monthly_requests": "2000000"}, "1.00"),
        # 65 KB are two requests, 256 KB four
        ({}, {"monthly_requests": 1_000_000, "request_size": 65}, "0.80"),
        ({}, {"monthly_requests": 1_000_000, "request_size_kb": 256}, "1.60"),
        ({}, {"monthly_requests": 1_000_000, "request_size": 0}, "0.40"),
    ],
)
def test_requests_of_a_queue(values: dict[str, Any], usage: dict[str, Any], cost: str) -> None:
    assert cents(queue(values, **usage).monthly_cost) == cost


def test_whether_a_queue_keeps_order_may_be_unknown() -> None:
    found = estimate(
        "aws_sqs_queue",
        {},
        unknown={"fifo_queue": True},
        configured=["fifo_queue"],
        usage={"monthly_requests": 1_000_000},
    )
    assert (cents(found.minimum), cents(found.maximum)) == ("0.40", "0.50")


def test_a_region_without_a_price_of_queues() -> None:
    found = estimate("aws_sqs_queue", {}, "mars-north-1", usage={"monthly_requests": 1})
    assert found.status is Status.NO_PRICE
    assert "mars-north-1" in found.components[0].note


def test_topics_depend_on_usage() -> None:
    found = topic()
    assert found.status is Status.DEPENDS_ON_USAGE
    assert [(part.name, part.unit, part.unit_price) for part in found.components] == [
        ("API requests", "1M requests", Decimal("0.5")),
        ("HTTP/HTTPS notifications", "100k notifications", Decimal("0.06")),
        ("Email/Email-JSON notifications", "100k notifications", Decimal(2)),
        ("Kinesis Firehose notifications", "1M notifications", Decimal("0.19")),
        ("Mobile Push notifications", "1M notifications", Decimal("0.5")),
        ("SMS notifications", "100 notifications", None),
    ]
    assert "sms_notification_price" in line(found, "SMS").note


def test_every_message_goes_to_every_subscription() -> None:
    found = topic(
        monthly_requests=1_000_000,
        request_size_kb=100,
        http_subscriptions=3,
        email_subscriptions=1,
        kinesis_subscriptions=2,
        mobile_push_subscriptions=1,
        sms_subscriptions=1,
        sms_notification_price=0.01,
    )
    costs = {part.name: cents(part.monthly_cost) for part in found.components}
    assert costs == {
        "API requests": "1.00",  # 2 million of 64 KB x 0.50
        "HTTP/HTTPS notifications": "3.60",  # 6 million x 0.60
        "Email/Email-JSON notifications": "20.00",
        "Kinesis Firehose notifications": "0.38",
        "Mobile Push notifications": "0.50",
        "SMS notifications": "10000.00",
    }


def test_the_book_has_no_price_for_macos() -> None:
    assert line(topic(monthly_requests=1, macos_subscriptions=1), "MacOS").status is Status.NO_PRICE


def test_topics_in_order() -> None:
    two = {
        name: related("aws_sns_topic_subscription", {"protocol": "sqs"}, name=name) for name in ("orders", "invoices")
    }
    found = topic({"fifo_topic": True}, two, monthly_requests=1_000_000, request_size_kb=1024)
    weight = Decimal(1_000_000) / 1024  # GB
    assert {part.name: cents(part.monthly_cost) for part in found.components} == {
        "FIFO Publish API requests": "0.30",
        "FIFO Publish API payload": cents(weight * Decimal("0.017")),
        "FIFO notifications": "0.02",
        "FIFO notification payload": cents(2 * weight * Decimal("0.001")),
    }
    alone = topic({"fifo_topic": True}, monthly_requests=1_000_000)
    assert line(alone, "FIFO notifications").status is Status.DEPENDS_ON_USAGE
    assert alone.usage_keys == ("request_size_kb",)


@pytest.mark.parametrize(
    ("protocol", "usage", "name", "cost"),
    [
        ("https", {"monthly_requests": 1_000_000}, "HTTP notifications", "0.60"),
        ("http", {"monthly_requests": 1_000_000, "request_size_kb": 200}, "HTTP notifications", "2.40"),
        ("email", {"monthly_requests": 1000}, "Email notifications", "0.02"),
        ("firehose", {"monthly_requests": "1000000"}, "Kinesis Firehose notifications", "0.19"),
        ("application", {"monthly_requests": 1_000_000}, "Mobile Push notifications", "0.50"),
        ("sms", {"monthly_requests": 100, "sms_notification_price": "0.05"}, "SMS notifications", "5.00"),
    ],
)
def test_subscriptions_by_protocol(protocol: str, usage: dict[str, Any], name: str, cost: str) -> None:
    found = subscription(protocol, **usage)
    assert (found.components[0].name, cents(found.monthly_cost)) == (name, cost)
    assert subscription(protocol).status is Status.DEPENDS_ON_USAGE


@pytest.mark.parametrize("protocol", ["sqs", "lambda"])
def test_deliveries_to_queues_and_functions_are_free(protocol: str) -> None:
    found = subscription(protocol, monthly_requests=10**9)
    assert (found.status, found.monthly_cost) == (Status.FREE, 0)
    assert protocol in found.notes[0]


def test_a_protocol_that_is_not_known() -> None:
    assert subscription("pigeon", monthly_requests=1).status is Status.NO_PRICE
    found = estimate(
        "aws_sns_topic_subscription",
        {},
        unknown={"protocol": True},
        configured=["protocol"],
        usage={"monthly_requests": 1},
    )
    assert "protocol" in found.components[0].note


@given(st.integers(0, 10**10), st.integers(0, 300))
@settings(max_examples=30)
def test_requests_scale_and_grow_with_size(count: int, size: int) -> None:
    one = queue(monthly_requests=count, request_size=size).monthly_cost
    assert one is not None
    assert one >= 0
    assert queue({"name": "q", "tags": {}}, monthly_requests=2 * count, request_size=size).monthly_cost == 2 * one
    larger = queue(monthly_requests=count, request_size=size + 64).monthly_cost
    assert larger is not None
    assert larger >= one
