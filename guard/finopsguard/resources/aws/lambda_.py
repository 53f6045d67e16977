"""Lambda functions (AWS: "AWS Lambda pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Number, Unknown, above
from finopsguard.types.money import MILLION, THOUSAND

LAMBDA = "AWSLambda"
MIB_PER_GIB = Decimal(1024)
DEFAULT_MEMORY = 128
FREE_EPHEMERAL = 512
REQUESTS = "monthly_requests"
DURATION = "request_duration_ms"


@about(
    components=(
        ("Requests", "1M requests"),
        ("Duration (tier)", "GB-seconds"),
        ("Ephemeral storage", "GB-seconds"),
    ),
    services=(LAMBDA,),
    usage=((REQUESTS, "requests"), (DURATION, "milliseconds that a request is billed for on average")),
    assumptions=(
        "128 MB of memory and x86 unless the function says otherwise.",
        "The account's free requests and GB-seconds are not deducted; tiers start at the function's own quantity.",
        "Provisioned concurrency is priced with aws_lambda_provisioned_concurrency_config.",
    ),
)
def function(resource: Resource, bill: Bill) -> None:
    """``aws_lambda_function``: requests, and memory (and ephemeral storage above 512 MB) for as long as they run."""
    architectures = resource.texts("architectures", ("x86_64",))
    arch = "arm" if not isinstance(architectures, Unknown) and "arm64" in architectures else "x86"
    bill.use("Requests", "1M requests", resource.price(LAMBDA, arch, "requests"), key=REQUESTS, scale=MILLION)
    seconds = _seconds(resource)
    block = resource.block("ephemeral_storage")
    extra = above(block.number("size", FREE_EPHEMERAL), FREE_EPHEMERAL) if block else Decimal(0)
    if extra != 0:
        bill.use_amount(
            "Ephemeral storage",
            "GB-seconds",
            _times(seconds, extra),
            resource.price(LAMBDA, arch, "ephemeral-storage"),
            keys=(REQUESTS, DURATION),
            inputs=("ephemeral_storage.0.size", "architectures"),
        )
    bill.use_amount(
        "Duration",
        "GB-seconds",
        _times(seconds, resource.number("memory_size", DEFAULT_MEMORY)),
        resource.price(LAMBDA, arch, "duration"),
        keys=(REQUESTS, DURATION),
        inputs=("memory_size", "architectures"),
        name_first_tier=True,
    )


def _seconds(resource: Resource) -> Number | None:
    """Seconds a month that the function runs; ``None`` where the usage file does not say."""
    requests, duration = resource.usage(REQUESTS), resource.usage(DURATION)
    return None if requests is None or duration is None else requests * duration / THOUSAND


def _times(seconds: Number | None, megabytes: Number) -> Number | None:
    return None if seconds is None else seconds * megabytes / MIB_PER_GIB
