"""Predicted against actual where a bill names no resources: sums by service, and no more certain than that."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from finopsguard.compare.causes import BY_CATEGORY
from finopsguard.compare.planned import Planned, list_cost
from finopsguard.compare.services import same_service
from finopsguard.compare.totals import Sum
from finopsguard.types.actual import ActualTotal, Cause
from finopsguard.types.bill import BilledResource

ZERO = Decimal(0)
NOT_TOLD = "the bill names no resources: what else runs in the account is in it"


def service_sums(
    charges: Sequence[BilledResource],
    resources: Sequence[Planned],
    times: Decimal,
    convert: Callable[[str, str], Decimal | None],
) -> tuple[ActualTotal, ...]:
    """One row per service that the plan has something of; services that share one price list (``EC2 - Other``) are one row. ``times`` is
    the share of a month that the bill covers. Nothing where a charge names a resource or carries tags.
    """
    if not charges or any(charge.key for charge in charges):
        return ()
    rows: list[ActualTotal] = []
    for currency in sorted({charge.currency for charge in charges}):
        billed: dict[str, list[BilledResource]] = defaultdict(list)
        for charge in charges:
            if charge.currency == currency and charge.service:
                billed[charge.service].append(charge)
        rows += _rows(billed, _predicted(resources, currency, times, convert), currency)
    return tuple(rows)


def _predicted(
    resources: Iterable[Planned], currency: str, times: Decimal, convert: Callable[[str, str], Decimal | None]
) -> dict[str, tuple[Decimal, Decimal, set[str]]]:
    """Price list's service -> list cost, cost after the estimate's own discounts, addresses."""
    found: dict[str, tuple[Decimal, Decimal, set[str]]] = {}
    for each in resources:
        rate = convert(each.currency, currency)
        for part in each.components if each.exists and rate is not None else ():
            cost = list_cost(part)
            if cost is None or part.price is None or part.monthly_cost is None or rate is None:
                continue
            listed, expected, addresses = found.get(part.price.service, (ZERO, ZERO, set()))
            found[part.price.service] = (
                listed + cost * times * rate,
                expected + part.monthly_cost * times * rate,
                addresses | {each.address},
            )
    return found


def _rows(
    billed: dict[str, list[BilledResource]],
    predicted: dict[str, tuple[Decimal, Decimal, set[str]]],
    currency: str,
) -> Iterable[ActualTotal]:
    for names, services in _together(billed, predicted):
        total = Sum()
        total.known = True
        addresses: set[str] = set()
        for service in services:
            listed, expected, here = predicted[service]
            total.listed += listed
            total.expected += expected
            addresses |= here
        for charge in (charge for name in names for charge in billed[name]):
            total.actual += charge.cost
            if own := BY_CATEGORY.get(charge.category):
                total.put(own, charge.cost)
        total.resources = len(addresses)
        rest = total.actual - total.listed - sum(total.amounts.values(), ZERO)
        total.put(*((Cause.UNEXPLAINED, rest, NOT_TOLD) if names else (Cause.UNMATCHED, rest, "not on the bill")))
        yield total.line("service", " + ".join(names or services), currency)


def _together(billed: Iterable[str], predicted: Iterable[str]) -> list[tuple[list[str], list[str]]]:
    """Names of the bill and of the price lists that may mean one service, each name once."""
    groups: list[tuple[list[str], list[str]]] = []
    names = sorted(billed)
    for service in sorted(predicted):
        mine = [name for name in names if same_service(service, name)]
        joined = ([*mine], [service])
        for group in [group for group in groups if not set(mine).isdisjoint(group[0])]:
            groups.remove(group)
            joined = (sorted({*joined[0], *group[0]}), [*group[1], *joined[1]])
        groups.append(joined)
    return groups
