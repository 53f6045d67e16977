"""Step Functions (AWS: "AWS Step Functions pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.aws.chunks import in_units, started
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Number, Unknown
from finopsguard.types.money import MILLION, SECONDS_PER_HOUR, THOUSAND

STATES = "AmazonStates"
STANDARD, EXPRESS = "STANDARD", "EXPRESS"
REQUESTS, TRANSITIONS, DURATION, MEMORY = (
    "monthly_requests",
    "monthly_transitions",
    "workflow_duration_ms",
    "memory_mb",
)
DURATION_STEP, MEMORY_STEP = Decimal(100), Decimal(64)
"""Milliseconds and MB that durations and memory are rounded up to."""
MIB_PER_GIB = Decimal(1024)


@about(
    components=(("Transitions", "1K transitions"), ("Requests", "1M requests"), ("Duration (tier)", "GB-hours")),
    services=(STATES,),
    usage=(
        (TRANSITIONS, "state transitions (standard)"),
        (REQUESTS, "executions (express)"),
        (DURATION, "milliseconds an execution takes (express)"),
        (MEMORY, "MB an execution takes (express)"),
    ),
    assumptions=(
        "Standard unless the type says otherwise. An express execution is billed in steps of 100 ms and 64 MB.",
        "The account's 4,000 free transitions a month are not deducted; tiers start at the workflow's own duration.",
    ),
)
def state_machine(resource: Resource, bill: Bill) -> None:
    """``aws_sfn_state_machine``: transitions of a standard workflow, requests and memory of an express one."""
    type_ = resource.text("type", STANDARD)
    inputs = ("type",)
    if isinstance(type_, Unknown):
        bill.use("Transitions", "1K transitions", Missing(type_.why), key=TRANSITIONS, scale=THOUSAND, inputs=inputs)
    elif type_ == STANDARD:
        price = resource.price(STATES, "standard/transitions")
        bill.use("Transitions", "1K transitions", price, key=TRANSITIONS, scale=THOUSAND, inputs=inputs)
    else:
        price = resource.price(STATES, "express/requests")
        bill.use("Requests", "1M requests", price, key=REQUESTS, scale=MILLION, inputs=inputs)
        bill.use_amount(
            "Duration",
            "GB-hours",
            _gigabyte_hours(resource),
            resource.price(STATES, "express/duration"),
            keys=(REQUESTS, DURATION, MEMORY),
            inputs=inputs,
            name_first_tier=True,
        )


def _gigabyte_hours(resource: Resource) -> Number | None:
    requests, duration, memory = (resource.usage(key) for key in (REQUESTS, DURATION, MEMORY))
    if requests is None or duration is None or memory is None:
        return None
    hours = requests * (started(duration, DURATION_STEP) * DURATION_STEP) / THOUSAND / SECONDS_PER_HOUR
    return in_units(hours * (started(memory, MEMORY_STEP) * MEMORY_STEP), MIB_PER_GIB)
