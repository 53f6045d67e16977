"""API Gateway (AWS: "Amazon API Gateway pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.aws.chunks import billed_requests, in_units
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Unknown
from finopsguard.types.money import MILLION
from finopsguard.types.price import Price

API_GATEWAY = "AmazonApiGateway"
REQUESTS, MESSAGES, MINUTES = "monthly_requests", "monthly_messages", "monthly_connection_mins"
REQUEST_CHUNK, MESSAGE_CHUNK = Decimal(512), Decimal(32)
"""KB that one billed request to an HTTP API, and one billed message of a WebSocket API, covers."""
DEFAULT_CACHE = "0.5"


@about(
    components=(("Requests (tier)", "1M requests"),),
    services=(API_GATEWAY,),
    usage=((REQUESTS, "requests"),),
    assumptions=("The cache is priced with aws_api_gateway_stage. Tiers start at the API's own requests.",),
)
def rest_api(resource: Resource, bill: Bill) -> None:
    """``aws_api_gateway_rest_api``: requests."""
    price: Price | Missing = resource.price(API_GATEWAY, "rest/requests/all-tiers")
    if isinstance(price, Missing):
        price = resource.price(API_GATEWAY, "rest/requests")
    note = price.note if isinstance(price, Price) and "ends at" in price.note else ""
    bill.use("Requests", "1M requests", price, key=REQUESTS, scale=MILLION, note=note, name_first_tier=True)


@about(
    components=(("Cache memory (SIZE GB)", "hours"),),
    services=(API_GATEWAY,),
    assumptions=("Requests are priced with aws_api_gateway_rest_api.",),
)
def stage(resource: Resource, bill: Bill) -> None:
    """``aws_api_gateway_stage``: its cache, where it has one."""
    if not resource.flag("cache_cluster_enabled"):
        bill.free("a stage without a cache costs nothing by itself")
        return
    size = resource.text("cache_cluster_size", DEFAULT_CACHE)
    price = Missing(size.why) if isinstance(size, Unknown) else resource.price(API_GATEWAY, "cache", f"{size}-gb")
    inputs = ("cache_cluster_enabled", "cache_cluster_size")
    bill.add(f"Cache memory ({size} GB)", "hours", resource.settings.hours, price, inputs=inputs)


@about(
    components=(
        ("Requests (tier)", "1M requests"),
        ("Messages (tier)", "1M messages"),
        ("Connection duration", "1M minutes"),
    ),
    services=(API_GATEWAY,),
    usage=(
        (REQUESTS, "requests (HTTP)"),
        ("request_size_kb", "KB a request (HTTP)"),
        (MESSAGES, "messages (WebSocket)"),
        ("message_size_kb", "KB a message (WebSocket)"),
        (MINUTES, "minutes of all connections (WebSocket)"),
    ),
    assumptions=("Every started 512 KB of a request and 32 KB of a message is billed as one.",),
)
def http_or_websocket_api(resource: Resource, bill: Bill) -> None:
    """``aws_apigatewayv2_api``: requests of an HTTP API; messages and connections of a WebSocket API."""
    protocol = resource.text("protocol_type", "HTTP")
    inputs = ("protocol_type",)
    if protocol == "WEBSOCKET":
        bill.use_amount(
            "Messages",
            "1M messages",
            in_units(billed_requests(resource, MESSAGES, ("message_size_kb",), MESSAGE_CHUNK), MILLION),
            resource.price(API_GATEWAY, "websocket/messages"),
            keys=(MESSAGES,),
            inputs=inputs,
            scale=MILLION,
            name_first_tier=True,
        )
        price = resource.price(API_GATEWAY, "websocket/connection")
        bill.use("Connection duration", "1M minutes", price, key=MINUTES, inputs=inputs, scale=MILLION)
        return
    bill.use_amount(
        "Requests",
        "1M requests",
        in_units(billed_requests(resource, REQUESTS, ("request_size_kb",), REQUEST_CHUNK), MILLION),
        Missing(protocol.why) if isinstance(protocol, Unknown) else resource.price(API_GATEWAY, "http/requests"),
        keys=(REQUESTS,),
        inputs=inputs,
        scale=MILLION,
        name_first_tier=True,
    )
