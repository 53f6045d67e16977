"""Estimates one configuration of one resource: finds its function, runs it, and bounds what is unknown until apply."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from finopsguard.resources import free, openstack
from finopsguard.resources.bill import Bill
from finopsguard.resources.registry import BOOK_PROVIDER, estimator
from finopsguard.resources.resource import Resource
from finopsguard.resources.sensitive import is_secret
from finopsguard.resources.settings import Settings
from finopsguard.resources.values import Trial
from finopsguard.types.cost import Component, Estimate, Status
from finopsguard.types.money import ZERO
from finopsguard.types.plan import PlanContext, Region, ResourceChange, Side
from finopsguard.types.price import PriceLookup
from finopsguard.types.usage import UsageLookup

if TYPE_CHECKING:
    from finopsguard.resources.discounts import Discounts

MAX_TRIALS = 32
"""Combinations of unknown values that are tried; beyond that they are varied one at a time, and what each adds is added up."""
MAX_VARIED = 100
"""Values that are tried one at a time; beyond that there is no upper bound. Each is an estimate of the whole resource."""

MIXED = "lines in other currencies are not added to those in"

UNSUPPORTED = Estimate(Status.UNSUPPORTED, "USD", complete=False)


@cache
def _free(reason: str) -> Estimate:
    return Estimate(Status.FREE, "USD", monthly_cost=ZERO, minimum=ZERO, maximum=ZERO, notes=(reason,))


class Catalogue:
    """Prices resources of one plan from a price book, a usage file and settings."""

    def __init__(
        self,
        context: PlanContext,
        book: PriceLookup,
        usage: UsageLookup,
        settings: Settings,
        discounts: "Discounts | None" = None,
    ) -> None:
        self._discounts = discounts
        self._context = context
        self._book = book
        self._usage = usage
        self._settings = settings

    def status_by_type(self, change: ResourceChange) -> Estimate | None:
        """The answer when the type alone decides it (free or unsupported); values then need not be decoded."""
        if estimator(change.type) is not None:
            return None
        reason = free.reason(change)
        return _free(reason) if reason else UNSUPPORTED

    def estimate(
        self, change: ResourceChange, side: Side, values: Mapping[str, Any], unknown: Any, region: Region
    ) -> Estimate:
        """What ``values`` cost a month in ``region``. The type must have an estimate function."""
        function = estimator(change.type)
        if function is None:
            raise LookupError(f"{change.type} has no estimate")
        provider = BOOK_PROVIDER.get(change.provider)
        if provider is None:
            provider = openstack.cloud(change, self._context, self._settings)
        usage = self._usage.of(change.address, change.type)
        sensitive = self._context.sensitive(change, side)

        def run(trial: Trial) -> Bill:
            resource = Resource(
                change,
                side,
                values,
                unknown,
                trial,
                sensitive=sensitive,
                provider=provider,
                region=region,
                context=self._context,
                book=self._book,
                usage=usage,
                usages=self._usage,
                settings=self._settings,
            )
            bill = Bill(resource.usage)
            function(resource, bill)
            if self._discounts is not None:
                bill.components[:] = self._discounts.applied(bill.components, change.provider, change.type, region.name)
            return bill

        def configured(path: str) -> bool | None:
            return self._context.configured(change, path)

        trial = Trial(configured)
        bill = run(trial)
        estimate = _summary(bill, _alternatives(run, trial), refers=trial.refers)
        if trial.secrets or (sensitive and is_secret(sensitive, region.source)):
            return replace(estimate, secret=True)
        return estimate


class Others(msgspec.Struct, frozen=True, gc=False):
    """The bills under every other assumption about what is unknown."""

    notes: tuple[str, ...] = ()
    """What was assumed."""
    groups: Sequence[Sequence[Bill]] = ()
    """Bills that exclude each other; what one group adds may come on top of what another does."""
    too_many: bool = False
    """More is unknown than is tried."""


def _alternatives(run: Callable[[Trial], Bill], first: Trial) -> Others:
    if not first.asked:
        return Others()
    paths, choices = list(first.asked), list(first.asked.values())
    if sum(map(len, choices)) > MAX_VARIED:
        return Others((f"{len(paths)} values that cost depends on are known only after apply",), too_many=True)
    notes = tuple(_assumed(path, alternatives) for path, alternatives in first.asked.items())
    combinations = prod(map(len, choices))

    def bills(assumptions: Iterable[Mapping[str, Any]]) -> list[Bill]:
        return [run(first.assuming(assumed)) for assumed in assumptions]

    if combinations <= MAX_TRIALS:
        every = [dict(zip(paths, values, strict=True)) for values in product(*choices)]
        return Others(notes, [bills(every[1:])])
    groups = [bills({path: value} for value in options[1:]) for path, options in zip(paths, choices, strict=True)]
    return Others(notes, groups)


def _assumed(path: str, alternatives: tuple[Any, ...]) -> str:
    first, *others = (_shown(value) for value in alternatives)
    said = f"{path} is known only after apply: {first} assumed"
    return f"{said}, the range covers {', '.join(others)} too" if others else said


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _summary(bill: Bill, others: Others, *, refers: bool) -> Estimate:
    components = tuple(bill.components)
    notes = (*bill.notes, *others.notes)
    if not components:
        if bill.free_because:
            notes = (bill.free_because, *notes)
        low, high = _widened((ZERO, ZERO), others)
        return Estimate(Status.FREE, bill.currency, (), ZERO, low, high, not others.too_many, notes)
    currency = next((line.currency for line in components if line.monthly_cost is not None), components[0].currency)
    status, cost, complete = _outcome(components, currency)
    if not complete and any(line.currency != currency for line in components if line.monthly_cost is not None):
        notes = (*notes, f"{MIXED} {currency}; give an exchange rate (--fx)")
    own = _bounds(components, currency) if not complete else (cost or ZERO, cost or ZERO)
    low, high = _widened(own, others)
    complete = complete and not others.too_many
    return Estimate(status, currency, components, cost, low, high, complete, notes, refers, tuple(bill.usage_keys))


def _outcome(components: tuple[Component, ...], currency: str) -> tuple[Status, Decimal | None, bool]:
    """The status of the whole, its known cost, and whether all that costs money has an amount in the currency of the whole."""
    cost: Decimal | None = None
    complete = True
    for line in components:
        if line.monthly_cost is not None:
            if line.currency == currency:
                cost = line.monthly_cost if cost is None else cost + line.monthly_cost
            else:
                complete = False
        elif line.status is Status.NO_PRICE:
            complete = False
    if not complete:
        return Status.NO_PRICE, cost, False
    return (Status.DEPENDS_ON_USAGE if cost is None else Status.PRICED), cost, True


def _widened(bounds: tuple[Decimal, Decimal | None], others: Others) -> tuple[Decimal, Decimal | None]:
    """The bounds, and what they become under every other assumption about what is unknown."""
    if others.too_many:
        return ZERO, None
    low, high = bounds
    for group in others.groups:
        ends = [_bounds(tuple(other.components)) for other in group]
        low += min((end - bounds[0] for end, _ in ends if end < bounds[0]), default=ZERO)
        highest = _highest([bounds[1], *(end for _, end in ends)])
        high = None if high is None or highest is None or bounds[1] is None else high + highest - bounds[1]
    return max(low, ZERO), high


def _highest(ends: Sequence[Decimal | None]) -> Decimal | None:
    """The largest; ``None`` where one of them has no bound."""
    return None if None in ends else max(end for end in ends if end is not None)


def _bounds(components: tuple[Component, ...], currency: str = "") -> tuple[Decimal, Decimal | None]:
    """Least and most that the lines can cost; no upper bound where a line without one has no amount. Usage that nobody gave is left out."""
    low = ZERO
    high: Decimal | None = ZERO
    for line in components:
        if currency and line.currency != currency and line.monthly_cost is not None:
            high = None
        elif line.monthly_cost is not None:
            low += line.monthly_cost
            high = None if high is None else high + line.monthly_cost
        elif line.status is Status.NO_PRICE:
            high = None if high is None or line.monthly_cost_max is None else high + line.monthly_cost_max
    return low, high
