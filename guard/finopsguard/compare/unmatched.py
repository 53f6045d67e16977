"""What is planned and not on a bill, and what is billed and not planned."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from finopsguard.compare.cents import cents
from finopsguard.compare.matching import Matches
from finopsguard.compare.planned import Planned
from finopsguard.types.actual import Unmatched, UnmatchedLine
from finopsguard.types.bill import Bill, BilledResource, ChargeCategory
from finopsguard.types.cost import Status

MOST = 20
ZERO = Decimal(0)
COSTS = (Status.PRICED.value, Status.NO_PRICE.value, Status.UNSUPPORTED.value, Status.DEPENDS_ON_USAGE.value)
NEW, NOT_FOUND, NOT_PLANNED, NO_ID = "new", "not found", "not in the plan", "no resource id"
NOT_TOLD = "the bill names no resources"


def unmatched(resources: Sequence[Planned], results: Sequence[tuple[Bill, Matches]]) -> Unmatched:
    """Both sides, the largest first. What is free is on no bill by right and is left out."""
    found = {position for _, matches in results for position in matches.found}
    told = any(matches.found or any(charge.key for charge in matches.billed) for _, matches in results)
    missing = NOT_FOUND if told or not results else NOT_TOLD
    planned = [
        _planned(each, missing)
        for position, each in enumerate(resources)
        if position not in found and each.line.status in COSTS
    ]
    billed = [line for _, matches in results for line in _billed(matches.billed)]
    planned.sort(key=lambda line: (line.reason == NEW, -(line.amount or ZERO), line.name))
    billed.sort(key=lambda line: (-abs(line.amount or ZERO), line.name))
    return Unmatched(
        planned=tuple(planned[:MOST]),
        billed=tuple(billed[:MOST]),
        planned_count=len(planned),
        billed_count=len(billed),
    )


def _planned(each: Planned, missing: str) -> UnmatchedLine:
    """Amounts are of a whole month: of what is new, after the change."""
    amount = each.monthly if each.exists else each.line.monthly_cost
    return UnmatchedLine(
        name=each.address,
        amount=None if amount is None else cents(amount),
        currency=each.currency if each.exists else each.line.currency,
        reason=missing if each.exists else NEW,
    )


def _billed(charges: Sequence[BilledResource]) -> list[UnmatchedLine]:
    """By resource; charges without one by service or by what they are."""
    sums: dict[tuple[str, str, str, str], Decimal] = defaultdict(Decimal)
    for charge in charges:
        if charge.resource_id:
            name, reason = charge.resource_id, NOT_PLANNED
        else:
            name = charge.service or charge.category
            reason = NO_ID if charge.category == ChargeCategory.USAGE.value else charge.category.replace("_", " ")
        sums[name, charge.currency, charge.service, reason] += charge.cost
    return [
        UnmatchedLine(name=name, amount=cents(cost), currency=currency, service=service, reason=reason)
        for (name, currency, service, reason), cost in sums.items()
    ]
