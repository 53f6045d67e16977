"""SNS topics and subscriptions (AWS: "Amazon SNS pricing")."""

from decimal import Decimal
from typing import NamedTuple

from finopsguard.resources.about import about
from finopsguard.resources.aws.chunks import billed_requests, in_units
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Number, Unknown
from finopsguard.types.money import MILLION, ZERO
from finopsguard.types.price import Price, Tier

SNS = "AmazonSNS"
REQUESTS, SIZE = "monthly_requests", "request_size_kb"
CHUNK = Decimal(64)
"""KB of a message that one billed request, and one billed notification over HTTP, covers."""
KB_PER_GB = Decimal(1024 * 1024)
HUNDRED_THOUSAND, HUNDRED = Decimal(100_000), Decimal(100)
SMS_PRICE = "sms_notification_price"


class Protocol(NamedTuple):
    """A way of delivery: its name, unit and units of the price per unit, its price's key, its count of subscriptions in a usage file."""

    name: str
    unit: str
    scale: Decimal
    price: str
    usage: str


PROTOCOLS = (
    Protocol("HTTP/HTTPS notifications", "100k notifications", HUNDRED_THOUSAND, "http", "http_subscriptions"),
    Protocol("Email/Email-JSON notifications", "100k notifications", HUNDRED_THOUSAND, "email", "email_subscriptions"),
    Protocol("Kinesis Firehose notifications", "1M notifications", MILLION, "firehose", "kinesis_subscriptions"),
    Protocol("Mobile Push notifications", "1M notifications", MILLION, "mobile-push", "mobile_push_subscriptions"),
    Protocol("MacOS notifications", "1M notifications", MILLION, "macos", "macos_subscriptions"),
    Protocol("SMS notifications", "100 notifications", HUNDRED, "sms", "sms_subscriptions"),
)
FREE_PROTOCOLS = ("sqs", "lambda")
SUBSCRIPTIONS = {
    "http": ("HTTP notifications", "http"),
    "https": ("HTTP notifications", "http"),
    "email": ("Email notifications", "email"),
    "email-json": ("Email notifications", "email"),
    "firehose": ("Kinesis Firehose notifications", "firehose"),
    "application": ("Mobile Push notifications", "mobile-push"),
    "sms": ("SMS notifications", "sms"),
}
"""Protocol of a subscription -> name of its line and its price's key."""


@about(
    components=(
        ("API requests", "1M requests"),
        *((protocol.name, protocol.unit) for protocol in PROTOCOLS),
        ("FIFO Publish API requests", "1M requests"),
        ("FIFO Publish API payload", "GB"),
        ("FIFO notifications", "1M notifications"),
        ("FIFO notification payload", "GB"),
    ),
    services=(SNS,),
    usage=(
        (REQUESTS, "messages published"),
        (SIZE, "KB a message"),
        *((protocol.usage, "subscriptions") for protocol in PROTOCOLS),
        (SMS_PRICE, "USD a text message, which depends on the country"),
    ),
    assumptions=(
        "Every started 64 KB of a message is a request. Notifications to SQS queues and Lambda functions are free.",
        "The account's free requests and notifications of each month are not deducted.",
        "Each message goes to every subscription that the usage file counts; an aws_sns_topic_subscription has its own line.",
    ),
)
def topic(resource: Resource, bill: Bill) -> None:
    """``aws_sns_topic``: what is published, and delivered to the subscriptions that the usage file counts."""
    if resource.flag("fifo_topic"):
        _fifo(resource, bill)
        return
    requests = billed_requests(resource, REQUESTS, (SIZE,), CHUNK)
    price = resource.price(SNS, "standard/requests")
    inputs = ("fifo_topic",)
    amount = in_units(requests, MILLION)
    bill.use_amount("API requests", "1M requests", amount, price, keys=(REQUESTS,), inputs=inputs, scale=MILLION)
    for protocol in PROTOCOLS:
        subscriptions = resource.usage(protocol.usage)
        if subscriptions is None and protocol.price == "macos":
            continue
        messages = requests if protocol.price == "http" else resource.usage(REQUESTS)
        delivered = None if messages is None or subscriptions is None else messages * subscriptions
        bill.use_amount(
            protocol.name,
            protocol.unit,
            in_units(delivered, protocol.scale),
            _notification(resource, protocol.price),
            keys=(protocol.usage, REQUESTS),
            scale=protocol.scale,
        )


def _fifo(resource: Resource, bill: Bill) -> None:
    """FIFO topics are billed by messages and by what they weigh, published and delivered to the plan's subscriptions."""
    messages, size = resource.usage(REQUESTS), resource.usage(SIZE)
    weight = None if messages is None or size is None else messages * size / KB_PER_GB
    copies = Decimal(len(resource.referrers("aws_sns_topic_subscription", "topic_arn"))) or None
    _fifo_line(resource, bill, "FIFO Publish API requests", "requests", messages)
    _fifo_line(resource, bill, "FIFO Publish API payload", "publish-payload", weight)
    _fifo_line(resource, bill, "FIFO notifications", "notifications", _copied(messages, copies))
    _fifo_line(resource, bill, "FIFO notification payload", "notification-payload", _copied(weight, copies))


def _copied(amount: Number | None, copies: Decimal | None) -> Number | None:
    return None if amount is None or copies is None else amount * copies


def _fifo_line(resource: Resource, bill: Bill, name: str, key: str, amount: Number | None) -> None:
    price = resource.price(SNS, "fifo", key)
    inputs = ("fifo_topic",)
    if "payload" in key:
        bill.use_amount(name, "GB", amount, price, keys=(REQUESTS, SIZE), inputs=inputs)
        return
    unit = "1M requests" if key == "requests" else "1M notifications"
    bill.use_amount(name, unit, in_units(amount, MILLION), price, keys=(REQUESTS,), inputs=inputs, scale=MILLION)


def _notification(resource: Resource, kind: str) -> Price | Missing:
    """The price of one notification; of a text message what the usage file says, since it depends on the country."""
    if kind != "sms":
        return resource.price(SNS, "standard/notifications", kind)
    given = resource.usage(SMS_PRICE)
    if given is None:
        return Missing(f"the price of a text message depends on the country: give {SMS_PRICE} in the usage file")
    if isinstance(given, Unknown):
        return Missing(given.why)
    tiers = (Tier(ZERO, given),)
    return Price(
        "aws", SNS, resource.region, "standard/notifications/sms", "notification", tiers, "USD", "", "usage file"
    )


@about(
    components=(
        *dict.fromkeys((name, "1M notifications") for name, kind in SUBSCRIPTIONS.values() if kind != "sms"),
        ("SMS notifications", "100 notifications"),
    ),
    services=(SNS,),
    usage=((REQUESTS, "messages delivered"), (SIZE, "KB a message (HTTP)"), (SMS_PRICE, "USD a text message")),
    assumptions=(
        "Deliveries to SQS queues and Lambda functions are free; the queue and the function bill for their own part.",
    ),
)
def subscription(resource: Resource, bill: Bill) -> None:
    """``aws_sns_topic_subscription``: deliveries, by protocol."""
    protocol = resource.text("protocol")
    if protocol in FREE_PROTOCOLS:
        bill.free(f"SNS delivers to {protocol} without charge")
        return
    name, kind = SUBSCRIPTIONS.get(str(protocol), ("Notifications", ""))
    price: Price | Missing = Missing(protocol.why) if isinstance(protocol, Unknown) else _notification(resource, kind)
    if not isinstance(protocol, Unknown) and not kind:
        price = Missing(f"the price book knows no {protocol} subscription")
    unit, scale = ("100 notifications", HUNDRED) if kind == "sms" else ("1M notifications", MILLION)
    delivered = billed_requests(resource, REQUESTS, (SIZE,), CHUNK) if kind == "http" else resource.usage(REQUESTS)
    bill.use_amount(name, unit, in_units(delivered, scale), price, keys=(REQUESTS,), inputs=("protocol",), scale=scale)
