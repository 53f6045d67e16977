"""What to make of a machine's load. The thresholds and why they are what they are: docs/utilisation.md."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

import msgspec

from finopsguard.compare.utilisation.figures import Figures
from finopsguard.compare.utilisation.machines import Activity
from finopsguard.compare.utilisation.sizes import Facts, Step, compare, is_burstable, larger, smaller
from finopsguard.types.actual import Suggestion

LEAST_SAMPLES: Final = 168
"""A week of hours: less says nothing of weekends."""
BUSY: Final = Decimal(90)
"""p95 in % from which a machine is too small."""
ROOM: Final = Decimal(80)
"""p95 in % that a smaller size may have at most, ..."""
PEAK: Final = Decimal(100)
"""... and its highest hour."""
MEMORY_PEAK: Final = Decimal(90)
"""The same of memory, which cannot be waited for."""
ROOM_UNSEEN: Final = Decimal(40)
"""p95 in % that a smaller size may have where nobody knows the memory."""
BASELINE: Final = Decimal(5)
"""CPU in % that the smallest burstable size sustains without credits (Amazon EC2 User Guide, "Key concepts for burstable performance")."""
IDLE_CPU: Final = Decimal(5)
IDLE_BYTES: Final = Decimal(5_000_000)
"""A day, in and out (AWS Compute Optimizer, "Idle resource recommendations": 5 % and 5 MB a day over 14 days)."""
KEEPS_CPU: Final = Decimal(50)
KEEPS_MEMORY: Final = Decimal(70)
"""p95 in % under which a size has room enough, so that a change to a larger one is worth a question."""
UNSEEN: Final = "memory is not measured: look at it before"

Price = Callable[[str], Decimal | None]
"""Size -> what the resource costs a month with it; ``None`` where that is not known."""


class Loads(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured of a machine."""

    cpu: Figures
    other: tuple[tuple[str, Figures], ...] = ()
    """Further loads in % that follow the size: data and log throughput of a database."""
    memory: Figures | None = None
    activity: Decimal | None = None
    """Bytes a day, or the most connections; ``None`` where not measured."""
    active_by: Activity = Activity.TRAFFIC
    days: int = 0


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """A machine and what can be asked about its sizes."""

    type: str
    attribute: str
    """As Terraform writes it: ``settings.tier``."""
    before: str
    """Size that was measured."""
    after: str
    """Size that it has when the plan is applied."""
    index: str | int | None = None
    currency: str = "USD"
    price: Price
    facts: Facts


def advise(machine: Machine, loads: Loads) -> Suggestion | None:
    """Remove it, keep its size, or take the next one down or up; ``None`` where it fits or too little is known."""
    if loads.cpu.samples < LEAST_SAMPLES:
        return None
    if machine.before != machine.after:
        return _keep(machine, loads)
    if (why := idle(loads)) is not None:
        return removal(machine.index, machine.price(machine.after), machine.currency, why)
    if _busy(loads):
        return _up(machine, loads)
    return _down(machine, loads)


def idle(loads: Loads) -> str | None:
    """Why a machine counts as idle."""
    if loads.cpu.p95 >= IDLE_CPU or loads.activity is None or loads.days < LEAST_SAMPLES // 24:
        return None
    if loads.active_by is Activity.CONNECTIONS:
        return None if loads.activity else "idle: no connection, and p95 of the CPU is under 5 %"
    if loads.activity >= IDLE_BYTES:
        return None
    return f"idle: {loads.activity / 1_000_000:.1f} MB of traffic a day, and p95 of the CPU is under 5 %"


def removal(index: str | int | None, saving: Decimal | None, currency: str, why: str) -> Suggestion:
    """To do without a resource, as Terraform says it."""
    attribute, before, after = "count", "1", "0"
    if isinstance(index, str):
        attribute, before, after = "for_each", f'with "{index}"', f'without "{index}"'
    elif index is not None:
        before, after = f"with [{index}]", "one less"
    return Suggestion(
        attribute=attribute, before=before, after=after, monthly_saving=saving, currency=currency, note=why
    )


def _busy(loads: Loads) -> bool:
    every = [loads.cpu, *(found for _, found in loads.other), *([loads.memory] if loads.memory else [])]
    return any(found.p95 >= BUSY for found in every)


def _up(machine: Machine, loads: Loads) -> Suggestion | None:
    full = loads.memory is not None and loads.memory.p95 >= BUSY
    if not full and is_burstable(machine.after):
        return None  # a larger one may have no more CPU; its credits say, and they are not measured here
    step, price = _priced(machine, larger(machine.type, machine.after, machine.facts))
    if step is None:
        return None
    what = "memory" if full else "the CPU" if loads.cpu.p95 >= BUSY else "its throughput"
    return _resize(machine, step, price, f"too small: p95 of {what} is {BUSY} % or more")


def _down(machine: Machine, loads: Loads) -> Suggestion | None:
    step, price = _priced(machine, smaller(machine.type, machine.after, machine.facts))
    if step is None:
        return None
    seen = loads.memory is not None
    if is_burstable(machine.after) and (not seen or loads.cpu.p95 > BASELINE):
        return None
    room = ROOM if seen else ROOM_UNSEEN
    fits = all(
        found.p95 / step.cpu <= room and found.max / step.cpu <= PEAK
        for found in (loads.cpu, *(found for _, found in loads.other))
    )
    if loads.memory is not None:
        fits = fits and loads.memory.p95 / step.memory <= ROOM and loads.memory.max / step.memory <= MEMORY_PEAK
    present = machine.price(machine.after)
    cheaper = price is not None and present is not None and price < present
    return _resize(machine, step, price, "" if seen else UNSEEN) if fits and cheaper else None


def _keep(machine: Machine, loads: Loads) -> Suggestion | None:
    """The plan makes larger what has room enough as it is."""
    step = compare(machine.type, machine.before, machine.after, machine.facts)
    grows = step is not None and step.cpu >= 1 and step.memory >= 1 and (step.cpu > 1 or step.memory > 1)
    spare = all(found.p95 < KEEPS_CPU for found in (loads.cpu, *(found for _, found in loads.other)))
    roomy = loads.memory is None or loads.memory.p95 < KEEPS_MEMORY
    if not (grows and spare and roomy) or is_burstable(machine.before):
        return None
    present, price = machine.price(machine.after), machine.price(machine.before)
    if present is None or price is None or price >= present:
        return None
    note = f"measured on {machine.before}, which has room" + ("" if loads.memory is not None else f"; {UNSEEN}")
    return Suggestion(
        attribute=machine.attribute,
        before=machine.after,
        after=machine.before,
        monthly_saving=present - price,
        currency=machine.currency,
        note=note,
    )


def _priced(machine: Machine, steps: Iterable[Step]) -> tuple[Step | None, Decimal | None]:
    """The nearest size that the price book has for the resource's region."""
    for step in steps:
        if (price := machine.price(step.name)) is not None:
            return step, price
    return None, None


def _resize(machine: Machine, step: Step, price: Decimal | None, note: str) -> Suggestion:
    present = machine.price(machine.after)
    return Suggestion(
        attribute=machine.attribute,
        before=machine.after,
        after=step.name,
        monthly_saving=present - price if present is not None and price is not None else None,
        currency=machine.currency,
        note=note,
    )
