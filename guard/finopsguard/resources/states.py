"""A resource now and in another state of the code: the difference that a directory by itself cannot tell (``--compare-to``)."""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from finopsguard.types.cost import Status
from finopsguard.types.money import ZERO
from finopsguard.types.plan import Action
from finopsguard.types.result import ComponentLine, Driver, ResourceLine


def without_base(line: ResourceLine) -> ResourceLine:
    """Nothing is known of what was there before: neither a previous cost nor a difference."""
    return msgspec.structs.replace(line, previous_monthly_cost=None, delta=None)


def came(line: ResourceLine) -> ResourceLine:
    """It is not in the base."""
    known = line.complete and line.monthly_cost is not None
    return msgspec.structs.replace(
        line, action=Action.CREATE.value, previous_monthly_cost=ZERO, delta=line.monthly_cost if known else None
    )


def went(line: ResourceLine, project: str) -> ResourceLine:
    """It is in the base only."""
    known = line.complete and line.monthly_cost is not None
    return msgspec.structs.replace(
        line,
        project=project,
        action=Action.DELETE.value,
        monthly_cost=ZERO,
        previous_monthly_cost=line.monthly_cost,
        delta=-line.monthly_cost if known and line.monthly_cost is not None else None,
        monthly_cost_min=None,
        monthly_cost_max=None,
        forgotten_monthly_cost=None,
        file=None,
        line=None,
    )


def stayed(now: ResourceLine, then: ResourceLine, *, same: bool, drivers: Sequence[Driver] = ()) -> ResourceLine:
    """It is in both. ``same``: nothing of it has been edited."""
    delta = _delta(now, then)
    action = Action.NO_OP if same and not delta else Action.UPDATE
    return msgspec.structs.replace(
        now,
        action=action.value,
        previous_address=then.address if then.address != now.address else None,
        previous_monthly_cost=then.monthly_cost,
        delta=delta,
        drivers=tuple(drivers) if drivers or not delta else component_drivers(now.components, then.components),
    )


def _delta(now: ResourceLine, then: ResourceLine) -> Decimal | None:
    """What is unknown alike on both sides cancels out; in two currencies there is no difference to give."""
    if now.status == then.status == Status.FREE.value:
        return ZERO
    alike = _open(now) == _open(then) and now.status == then.status and now.status != Status.UNSUPPORTED.value
    if now.currency == then.currency and alike:
        return (now.monthly_cost or ZERO) - (then.monthly_cost or ZERO)
    known = now.complete and then.complete and now.monthly_cost is not None and then.monthly_cost is not None
    if now.currency != then.currency or not known:
        return None
    assert now.monthly_cost is not None
    assert then.monthly_cost is not None
    return now.monthly_cost - then.monthly_cost


def _open(line: ResourceLine) -> list[tuple[str, str, Decimal | None, str]]:
    return [(part.name, part.unit, part.quantity, part.note) for part in line.components if part.monthly_cost is None]


def component_drivers(now: Sequence[ComponentLine], then: Sequence[ComponentLine]) -> tuple[Driver, ...]:
    """Lines that differ, for where the attributes behind them are not known (a base read from a report)."""
    old, new = {part.name: part for part in then}, {part.name: part for part in now}
    names = dict.fromkeys([*new, *old])
    return tuple(
        Driver(name, _quantity(old.get(name)), _quantity(new.get(name)))
        for name in names
        if _quantity(old.get(name)) != _quantity(new.get(name))
    )


def _quantity(part: ComponentLine | None) -> str | None:
    if part is None:
        return None
    return "unknown" if part.quantity is None else f"{part.quantity.normalize():f} {part.unit}"
