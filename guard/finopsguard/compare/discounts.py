"""Discounts that a bill shows: what was paid by what the same would have cost at list prices, per service."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from finopsguard.compare.services import same_service
from finopsguard.types.bill import Bill
from finopsguard.types.discount import Discount, DiscountKind

PROVIDERS = {"cur": "aws", "aws": "aws", "azure": "azurerm", "gcp": "google", "openstack": "openstack"}
SMALLEST = Decimal("0.001")
"""A discount of less than a thousandth is rounding."""
ZERO = Decimal(0)


def learned(bills: Iterable[Bill]) -> tuple[Discount, ...]:
    """One record per service and bill where less than list was paid. Services that cost more than list have none."""
    found = []
    for bill in bills:
        sums: dict[str, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
        for cost in bill.services():
            sums[cost.service][0] += cost.list
            sums[cost.service][1] += cost.effective
        for service, (listed, effective) in sorted(sums.items()):
            if not service or listed <= 0:
                continue
            rate = (1 - effective / listed).quantize(Decimal("0.0001"))
            if SMALLEST <= rate <= 1:
                found.append(
                    Discount(
                        name=f"{service} on the bill",
                        kind=DiscountKind.NEGOTIATED,
                        rate=rate,
                        provider=PROVIDERS.get(bill.summary.kind, ""),
                        service=service,
                        source=f"{bill.summary.name}, {bill.summary.start} to {bill.summary.end}",
                    )
                )
    return tuple(found)


def rate_of(discounts: Sequence[Discount], *, provider: str, service: str, type_: str, region: str) -> Decimal:
    """The rate of the record that says most of what it is for and fits; 0 where none fits. Records are not added up."""
    fitting = [
        discount
        for discount in discounts
        if (not discount.provider or discount.provider == provider)
        and (not discount.service or same_service(discount.service, service))
        and (not discount.resource_type or discount.resource_type == type_)
        and (not discount.region or discount.region == region)
    ]
    if not fitting:
        return ZERO
    return max(fitting, key=_precision).rate


def _precision(discount: Discount) -> int:
    return sum(map(bool, (discount.resource_type, discount.service, discount.region, discount.provider)))
