"""Estimates one configuration of one resource: finds its function, runs it, and bounds what is unknown until apply."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import product
from typing import Any

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

MAX_TRIALS = 32
"""Combinations of unknown values that are tried; beyond that they are varied one at a time."""

UNSUPPORTED = Estimate(Status.UNSUPPORTED, "USD", complete=False)


@cache
def _free(reason: str) -> Estimate:
    return Estimate(Status.FREE, "USD", monthly_cost=ZERO, minimum=ZERO, maximum=ZERO, notes=(reason,))


class Catalogue:
    """Prices resources of one plan from a price book, a usage file and settings."""

    def __init__(self, context: PlanContext, book: PriceLookup, usage: UsageLookup, settings: Settings) -> None:
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
            return bill

        def configured(path: str) -> bool | None:
            return self._context.configured(change, path)

        trial = Trial(configured)
        bill = run(trial)
        estimate = _summary(bill, _alternatives(run, trial), refers=trial.refers)
        if trial.secrets or (sensitive and is_secret(sensitive, region.source)):
            return replace(estimate, secret=True)
        return estimate


def _alternatives(run: Callable[[Trial], Bill], first: Trial) -> tuple[tuple[str, ...], list[Bill]]:
    """The bills under every other assumption about what is unknown, and the notes that say what was assumed."""
    if not first.asked:
        return (), []
    notes = tuple(_assumed(path, alternatives) for path, alternatives in first.asked.items())
    paths, choices = list(first.asked), list(first.asked.values())
    combinations = 1
    for options in choices:
        combinations *= len(options)
    assumptions: Sequence[Mapping[str, Any]]
    if combinations <= MAX_TRIALS:
        assumptions = [dict(zip(paths, values, strict=True)) for values in product(*choices)][1:]
    else:
        assumptions = [{path: value} for path, options in zip(paths, choices, strict=True) for value in options[1:]]
    return notes, [run(first.assuming(assumed)) for assumed in assumptions]


def _assumed(path: str, alternatives: tuple[Any, ...]) -> str:
    first, *others = (_shown(value) for value in alternatives)
    said = f"{path} is known only after apply: {first} assumed"
    return f"{said}, the range covers {', '.join(others)} too" if others else said


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _summary(bill: Bill, others: tuple[tuple[str, ...], list[Bill]], *, refers: bool) -> Estimate:
    components = tuple(bill.components)
    notes = (*bill.notes, *others[0])
    if not components:
        if bill.free_because:
            notes = (bill.free_because, *notes)
        low, high = _widened((ZERO, ZERO), others[1])
        return Estimate(Status.FREE, bill.currency, (), ZERO, low, high, notes=notes)
    status, cost, complete = _outcome(components)
    own = _bounds(components) if not complete else (cost or ZERO, cost or ZERO)
    low, high = _widened(own, others[1])
    currency = next((line.currency for line in components if line.monthly_cost is not None), components[0].currency)
    return Estimate(status, currency, components, cost, low, high, complete, notes, refers, tuple(bill.usage_keys))


def _outcome(components: tuple[Component, ...]) -> tuple[Status, Decimal | None, bool]:
    """The status of the whole, its known cost, and whether anything that costs money has no amount."""
    cost: Decimal | None = None
    complete = True
    for line in components:
        if line.monthly_cost is not None:
            cost = line.monthly_cost if cost is None else cost + line.monthly_cost
        elif line.status is Status.NO_PRICE:
            complete = False
    if not complete:
        return Status.NO_PRICE, cost, False
    return (Status.DEPENDS_ON_USAGE if cost is None else Status.PRICED), cost, True


def _widened(bounds: tuple[Decimal, Decimal | None], others: Sequence[Bill]) -> tuple[Decimal, Decimal | None]:
    """The bounds, and what they become under every other assumption about what is unknown."""
    low, high = bounds
    for other in others:
        other_low, other_high = _bounds(tuple(other.components))
        low = min(low, other_low)
        high = None if high is None or other_high is None else max(high, other_high)
    return low, high


def _bounds(components: tuple[Component, ...]) -> tuple[Decimal, Decimal | None]:
    """Least and most that the lines can cost; no upper bound where a line without one has no amount. Usage that nobody gave is left out."""
    low = ZERO
    high: Decimal | None = ZERO
    for line in components:
        if line.monthly_cost is not None:
            low += line.monthly_cost
            high = None if high is None else high + line.monthly_cost
        elif line.status is Status.NO_PRICE:
            high = None if high is None or line.monthly_cost_max is None else high + line.monthly_cost_max
    return low, high
