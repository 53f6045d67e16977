"""How much of the plans' existing machines is used, what of all is used by nothing, and what a smaller size would save.

priced plans ──► machines that exist ──► metrics in bulk ──► percentiles ──► the next size, priced by the same catalogue ──► lines
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from finopsguard.compare.usage.quantities import Window, last_days
from finopsguard.compare.usage.registry import CLOUDS
from finopsguard.compare.usage.targets import existing, state, target_of
from finopsguard.compare.utilisation.figures import Figures, figures
from finopsguard.compare.utilisation.judge import Loads, Machine, advise, removal
from finopsguard.compare.utilisation.machines import MACHINES, Activity, Measured, Memory
from finopsguard.compare.utilisation.sizes import memory_gb
from finopsguard.compare.utilisation.unused import SILENT, STATED, Silent, unattached
from finopsguard.live_usage import Question, ask
from finopsguard.pricing import Checked, Pricing
from finopsguard.resources import Catalogue
from finopsguard.types.actual import Period, UtilisationLine
from finopsguard.types.money import ZERO
from finopsguard.types.paths import at, is_marked
from finopsguard.types.plan import Action, Plan, ResourceChange, Side
from finopsguard.types.usage import ResourceUsage, UsageTarget

if TYPE_CHECKING:
    from finopsguard.adapters.usage import UsageFactory

DAYS = 14
GIB = Decimal(2**30)
_LEAVES = {Action.DELETE, Action.FORGET, Action.NOT_UNDERSTOOD}


class Utilisation(msgspec.Struct, frozen=True, kw_only=True):
    """What the report's section of the same name shows."""

    lines: tuple[UtilisationLine, ...]
    failures: tuple[str, ...] = ()
    """What could not be had, a sentence each."""


class Subject(msgspec.Struct, frozen=True):
    """One resource that stays, and where to ask about it."""

    plan: Plan
    change: ResourceChange
    catalogue: Catalogue
    measured: Measured | Silent
    target: UsageTarget


def utilisation(
    checked: Sequence[Checked],
    pricing: Pricing,
    factory: "UsageFactory",
    clouds: Sequence[str] = CLOUDS,
    *,
    days: int = DAYS,
    now: datetime | None = None,
) -> Utilisation:
    """Lines of all existing machines, and of what is attached to nothing, for the last ``days`` complete days."""
    window = last_days(now or datetime.now(UTC), days)
    subjects: list[Subject] = []
    lines: list[UtilisationLine] = []
    for each in checked:
        catalogue = pricing.catalogue(each.plan, each.project)
        for change in existing(each.plan):
            if change.action in _LEAVES or change.after is None:
                continue
            if (subject := _subject(each.plan, change, catalogue, clouds)) is not None:
                subjects.append(subject)
            elif change.type in STATED and (line := _stated(each.plan, change, catalogue)) is not None:
                lines.append(line)
    groups: dict[tuple[str, str, tuple[str, ...]], list[UsageTarget]] = defaultdict(list)
    for one in subjects:
        groups[one.measured.cloud, one.measured.kind, one.measured.metrics].append(one.target)
    questions = [Question(*key, tuple(dict.fromkeys(targets))) for key, targets in groups.items()]
    answers, failures = ask(factory, questions, window)
    for one in subjects:
        usage = answers.get((one.measured.cloud, one.target))
        if usage is not None:
            lines += _lines(one, usage, window, pricing)
    return Utilisation(lines=tuple(lines), failures=failures)


def _subject(plan: Plan, change: ResourceChange, catalogue: Catalogue, clouds: Sequence[str]) -> Subject | None:
    measured = MACHINES.get(change.type) or SILENT.get(change.type)
    if measured is None or measured.cloud not in clouds:
        return None
    values = state(plan, change)
    if values is None:
        return None
    if isinstance(measured, Silent):
        name, wanted = measured.only
        if (values.get(name) or wanted) != wanted or _joined(plan, change, measured.joined_by):
            return None
    target = target_of(plan, change, values, measured.kind, measured.named_by)
    if target is None:
        return None
    if isinstance(measured, Silent) and target.region is None and not target.resource_id.startswith("arn:"):
        return None  # in another region it would be silent too
    return Subject(plan, change, catalogue, measured, target)


def _lines(one: Subject, usage: ResourceUsage, window: Window, pricing: Pricing) -> list[UtilisationLine]:
    if isinstance(one.measured, Silent):
        used = any(point.value for point in usage.metrics)
        return [] if used else [_unused(one.plan, one.change, one.catalogue, one.measured.note, window)]
    before = _size(one.plan, one.change, Side.BEFORE, one.measured.size)
    after = _size(one.plan, one.change, Side.AFTER, one.measured.size)
    points: dict[str, list[float]] = defaultdict(list)
    for point in usage.metrics:
        points[point.metric_name].append(point.value)

    def facts(kind: str, name: str) -> Mapping[str, str] | None:
        return pricing.prices.facts(measured.cloud, kind, name)

    measured = one.measured
    cpu = figures(points.get(measured.load[0], ()))
    if cpu is None:
        return []
    others = [(name, figures(points.get(name, ()))) for name in measured.load[1:]]
    known = tuple((name, found) for name, found in others if found is not None)
    total = memory_gb(one.change.type, before, facts) if before else None
    memory = figures(_used(measured, points.get(measured.memory, ()), total))
    advice = None
    if before and after and len(known) == len(others):
        loads = Loads(
            cpu=cpu,
            other=known,
            memory=memory,
            activity=_activity(measured, points, window),
            active_by=measured.active_by,
            days=window.days,
        )
        quote = _Quotes(one)
        machine = Machine(
            type=one.change.type,
            attribute=measured.size.replace(".0.", "."),
            before=before,
            after=after,
            index=one.change.index,
            currency=quote.currency,
            price=quote.price,
            facts=facts,
        )
        advice = advise(machine, loads)
    rows: list[tuple[str, Figures]] = [("cpu", cpu), *known, *([("memory", memory)] if memory is not None else [])]
    period = _period(window)
    return [
        UtilisationLine(
            project=one.plan.name,
            address=one.change.address,
            metric=name,
            p50=found.p50,
            p95=found.p95,
            max=found.max,
            samples=found.samples,
            period=period,
            suggestion=advice if name == "cpu" else None,
        )
        for name, found in rows
    ]


def _used(measured: Measured, values: Sequence[float], total_gb: Decimal | None) -> list[float]:
    """Memory in use, in %."""
    if measured.memory_states is Memory.USED:
        return list(values)
    if measured.memory_states is Memory.AVAILABLE:
        return [100 - value for value in values]
    if total_gb is None:
        return []
    return [max(0.0, 100 - 100 * value / float(total_gb * GIB)) for value in values]


def _activity(measured: Measured, points: Mapping[str, Sequence[float]], window: Window) -> Decimal | None:
    """Bytes a day, or the most connections. Half of an answer is none: what came in is not what went out."""
    each = [points.get(name) for name in measured.activity]
    if not all(each):
        return None
    if measured.active_by is Activity.CONNECTIONS:
        return Decimal(repr(max(value for values in each for value in values or ())))
    return sum((Decimal(repr(value)) for values in each for value in values or ()), ZERO) / window.days


class _Quotes:
    """What a resource costs a month with one attribute changed."""

    def __init__(self, one: Subject) -> None:
        self._one = one
        self._path = one.measured.size.split(".") if isinstance(one.measured, Measured) else []
        self.currency = "USD"
        self._known: dict[str, Decimal | None] = {}

    def price(self, size: str) -> Decimal | None:
        """``None`` where the book has not all prices of that size."""
        if size not in self._known:
            self._known[size] = self._estimate(size)
        return self._known[size]

    def _estimate(self, size: str) -> Decimal | None:
        context = self._one.plan.context
        values = context.values(self._one.change, Side.AFTER)
        if values is None:
            return None
        changed = _with(values, self._path, size)
        amount, self.currency = _cost(self._one.plan, self._one.change, self._one.catalogue, changed)
        return amount


def _cost(
    plan: Plan, change: ResourceChange, catalogue: Catalogue, values: Mapping[str, Any]
) -> tuple[Decimal | None, str]:
    """What the resource costs a month with these values, and in which currency; no amount where any part of it is not known."""
    context = plan.context
    if catalogue.status_by_type(change) is not None:
        return None, "USD"
    found = catalogue.estimate(change, Side.AFTER, values, context.unknown(change), context.region(change, values))
    known = found.complete and not found.secret and found.minimum == found.maximum
    return (found.monthly_cost if known else None), found.currency


def _with(value: Any, path: Sequence[str], new: str) -> Any:
    """A copy with another value at the end of the path."""
    if not path:
        return new
    if isinstance(value, list):
        at = int(path[0])
        return [_with(item, path[1:], new) if position == at else item for position, item in enumerate(value)]
    return {**value, path[0]: _with(value.get(path[0]), path[1:], new)}


def _size(plan: Plan, change: ResourceChange, side: Side, path: str) -> str:
    """The stated size; empty where it is not known or not to be shown."""
    values: Any = plan.context.values(change, side)
    if values is None and side is Side.BEFORE:
        values = plan.context.values(change, Side.AFTER)
    if values is None or is_marked(plan.context.sensitive(change, side), path):
        return ""
    found = at(values, path)
    return found if isinstance(found, str) else ""


def _stated(plan: Plan, change: ResourceChange, catalogue: Catalogue) -> UtilisationLine | None:
    stated, values = STATED[change.type], state(plan, change)
    after = plan.context.values(change, Side.AFTER)
    if values is None or after is None or not unattached(stated, values, after, plan.context.unknown(change)):
        return None
    return None if _joined(plan, change, stated.joined_by) else _unused(plan, change, catalogue, stated.note, None)


def _joined(plan: Plan, change: ResourceChange, by: Sequence[tuple[str, str]]) -> bool:
    """Whether anything in the plan attaches it."""
    return any(plan.context.referrers(change, type_, attribute) for type_, attribute in by)


def _unused(
    plan: Plan, change: ResourceChange, catalogue: Catalogue, why: str, window: Window | None
) -> UtilisationLine:
    values = plan.context.values(change, Side.AFTER) or {}
    saving, currency = _cost(plan, change, catalogue, values)
    return UtilisationLine(
        project=plan.name,
        address=change.address,
        metric="use",
        p50=ZERO,
        p95=ZERO,
        max=ZERO,
        samples=0 if window else 1,
        unit="",
        period=_period(window) if window else None,
        suggestion=removal(change.index, saving, currency, why),
    )


def _period(window: Window) -> Period:
    return Period(window.start.date().isoformat(), window.end.date().isoformat())
