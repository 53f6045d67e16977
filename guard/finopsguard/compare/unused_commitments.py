"""What a bill shows to be committed to and left unused, in the words that policies know.

FOCUS states it by ``CommitmentDiscountStatus`` = Unused, AWS by the fees of reservations and savings plans that nothing used, Azure by
charges of type UnusedReservation and UnusedSavingsPlan.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from finopsguard.types.bill import Bill, BilledLine, BilledResource, ChargeCategory
from finopsguard.types.money import ZERO
from finopsguard.types.policy import UnusedCommitment

_KINDS = (("saving", "savings_plan"), ("reserv", "reservation"))
_PROVIDERS = (
    (("amazon", "aws"), "aws"),
    (("google", "compute engine", "cloud sql"), "google"),
    (("azure", "microsoft", "virtual machines"), "azurerm"),
)
_AWS_SIZE = re.compile(
    r"\b(?:db\.|cache\.)?([a-z][a-z0-9-]*\d[a-z0-9-]*)\.(?:nano|micro|small|medium|large|\d*xlarge|metal)"
)
HOURS_A_DAY = 24


def unused(bills: Iterable[Bill], hours_per_month: Decimal) -> tuple[UnusedCommitment, ...]:
    """Every commitment with unused parts, a month of them, the largest first."""
    found = [
        _commitment(resource, lines, _monthly(resource.cost, bill, hours_per_month))
        for bill in bills
        for resource in bill.resources()
        if resource.category == ChargeCategory.UNUSED_COMMITMENT.value and resource.cost > ZERO
        for lines in [bill.lines([resource.key]) if resource.key else ()]
    ]
    return tuple(sorted(found, key=lambda each: (-each.amount, each.name)))


def _monthly(cost: Decimal, bill: Bill, hours: Decimal) -> Decimal:
    """What the bill's days come to in a month."""
    return cost * hours / (bill.summary.days * HOURS_A_DAY) if bill.summary.days else cost


def _commitment(resource: BilledResource, lines: Sequence[BilledLine], amount: Decimal) -> UnusedCommitment:
    said = " ".join(
        (resource.resource_id, resource.resource_name, resource.service, *(line.usage_type for line in lines))
    )
    words = said.lower()
    size = _AWS_SIZE.search(said)
    return UnusedCommitment(
        kind=next((kind for part, kind in _KINDS if part in words), "committed_use"),
        provider=next((name for parts, name in _PROVIDERS if any(part in words for part in parts)), ""),
        amount=amount,
        currency=resource.currency,
        region=resource.region,
        family=size[1] if size else "",
        name=resource.resource_name or resource.resource_id,
    )
