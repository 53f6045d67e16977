"""What live resources do, by the clouds' metrics: asked only where the user says so (``--usage live``, ``usage sync``).

plans ──► the resources that exist ──► one question for each cloud and type ──► quantities by plan and address
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from finopsguard.compare.usage import SOURCES, LiveQuantities, Quantity, live_resources, quantities
from finopsguard.compare.usage.quantities import Window, last_days
from finopsguard.compare.usage.registry import CLOUDS
from finopsguard.errors import UsageError
from finopsguard.types.money import HOURS_PER_MONTH
from finopsguard.types.plan import Plan
from finopsguard.types.usage import ResourceUsage, UsageTarget

if TYPE_CHECKING:
    from finopsguard.adapters.usage import UsageFactory

DAYS = 30


class LiveUsage(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured."""

    lookups: Mapping[str, LiveQuantities]
    """By the plan's name: what :attr:`finopsguard.pricing.Pricing.live` takes."""
    resources: int
    """How many were asked for."""
    measured: int
    """Of how many there was a figure."""
    failures: tuple[str, ...] = ()
    """What could not be had, a sentence each: the verdict is then incomplete."""


class Question(msgspec.Struct, frozen=True):
    """Metrics of resources of one kind."""

    cloud: str
    kind: str
    metrics: tuple[str, ...]
    targets: tuple[UsageTarget, ...]


def clouds_of(text: str) -> tuple[str, ...]:
    """The clouds that ``--usage`` names: ``live`` is all, ``live:aws,gcp`` two. Raises :class:`UsageError`."""
    word, colon, rest = text.strip().lower().partition(":")
    named = tuple(dict.fromkeys(part.strip() for part in rest.split(","))) if colon else CLOUDS
    if word != "live" or not set(named) <= set(CLOUDS):
        raise UsageError(f"--usage {text} is not known.", hint=f"Write live, or live:{','.join(CLOUDS)}.")
    return named


def live_usage(
    plans: Sequence[Plan],
    factory: "UsageFactory",
    clouds: Sequence[str] = CLOUDS,
    *,
    days: int = DAYS,
    hours: Decimal = HOURS_PER_MONTH,
    deleted: bool = True,
    now: datetime | None = None,
) -> LiveUsage:
    """Quantities of the plans' resources that exist, from the last ``days`` complete days, for a month of ``hours``."""
    window = last_days(now or datetime.now(UTC), days)
    asked = [live for plan in plans for live in live_resources(plan, SOURCES, clouds, deleted=deleted)]
    groups: dict[tuple[str, str, tuple[str, ...]], list[UsageTarget]] = defaultdict(list)
    for live in asked:
        groups[live.source.cloud, live.source.kind, live.source.metrics].append(live.target)
    questions = [Question(*key, tuple(dict.fromkeys(targets))) for key, targets in groups.items()]
    answers, failures = ask(factory, questions, window)
    measured: dict[str, dict[str, list[Quantity]]] = {plan.name: {} for plan in plans}
    for live in asked:
        usage = answers.get((live.source.cloud, live.target))
        if usage is not None and (found := quantities(live.source, usage, window, hours)):
            measured[live.plan][live.address] = found
    return LiveUsage(
        lookups={plan: LiveQuantities(found) for plan, found in measured.items()},
        resources=len(asked),
        measured=sum(map(len, measured.values())),
        failures=failures,
    )


def ask(
    factory: "UsageFactory", questions: Iterable[Question], window: Window
) -> tuple[dict[tuple[str, UsageTarget], ResourceUsage], tuple[str, ...]]:
    """Answers by cloud and target, and why others could not be had. One question is one bulk request of the adapter."""
    answers: dict[tuple[str, UsageTarget], ResourceUsage] = {}
    failures: list[str] = []
    for each in questions:
        try:
            bulk = factory.get_many(each.cloud, each.targets, window.start, window.end, list(each.metrics))
        except ValueError as mistake:  # a name in the state that the cloud's metrics do not know
            failures.append(f"Usage of {each.kind} on {each.cloud} could not be asked for: {mistake}")
            continue
        if bulk is None:
            reason = factory.last_error
            failures.append(f"Usage of {each.kind} on {each.cloud} could not be read: {reason or 'no answer'}")
            continue
        failures += bulk.failures
        answers |= {
            (each.cloud, target): usage
            for target, usage in zip(each.targets, bulk.usages, strict=True)
            if usage is not None
        }
    return answers, tuple(dict.fromkeys(failures))
