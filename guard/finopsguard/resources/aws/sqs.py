"""SQS queues (AWS: "Amazon SQS pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.aws.chunks import billed_requests, in_units
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.types.money import MILLION

SQS = "AWSQueueService"
REQUESTS = "monthly_requests"
CHUNK = Decimal(64)
"""KB of a request's payload that one billed request covers."""


@about(
    components=(("Requests", "1M requests"),),
    services=(SQS,),
    usage=((REQUESTS, "requests"), ("request_size", "KB of payload a request"), ("request_size_kb", "the same")),
    assumptions=(
        "Every started 64 KB of payload is a request; one where the usage file gives no size.",
        "The account's first million requests a month, which are free, are not deducted.",
    ),
)
def queue(resource: Resource, bill: Bill) -> None:
    """``aws_sqs_queue``: requests, dearer where the order is kept."""
    kind = "fifo" if resource.flag("fifo_queue") else "standard"
    bill.use_amount(
        "Requests",
        "1M requests",
        in_units(billed_requests(resource, REQUESTS, ("request_size", "request_size_kb"), CHUNK), MILLION),
        resource.price(SQS, kind, "requests"),
        keys=(REQUESTS,),
        inputs=("fifo_queue",),
        scale=MILLION,
    )
