"""Before, after and delta of one resource change, and what drives it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from finopsguard.resources.catalogue import Catalogue
from finopsguard.resources.drivers import State, drivers
from finopsguard.resources.sensitive import printed, region_name
from finopsguard.resources.tags import tags
from finopsguard.types.cost import Component, Estimate, Status
from finopsguard.types.discount import AppliedDiscount
from finopsguard.types.money import ZERO
from finopsguard.types.plan import Action, PlanContext, Region, ResourceChange, Side, Values
from finopsguard.types.price import Price
from finopsguard.types.result import ComponentLine, DiscountLine, Driver, PriceRef, ResourceLine

NOTHING: Mapping[str, Any] = {}
BEFORE, AFTER = Side.BEFORE, Side.AFTER
CREATE, NO_OP, NOT_UNDERSTOOD = Action.CREATE, Action.NO_OP, Action.NOT_UNDERSTOOD
WORD = {member: member.value for member in (*Action, *Status)}
"""What the report writes; one text for all lines, which asking a member each time would give too, only slower."""
LEFT_BEHIND = {Action.FORGET, Action.REPLACE_FORGET}
IMPORT_NOTE = "imported: already billed before this change"
FORGET_NOTE = "leaves the state without being destroyed: the cloud goes on billing it"


class Priced:
    """One change with both its estimates."""

    __slots__ = ("after", "before", "line", "region")

    def __init__(self, before: Estimate | None, after: Estimate | None, region: Region, line: ResourceLine) -> None:
        self.before = before
        self.after = after
        self.region = region
        self.line = line


def price_change(
    change: ResourceChange, project: str, catalogue: Catalogue, context: PlanContext, *, drifted: bool = False
) -> Priced:
    """Price both sides of a managed resource's change. Raises ``PlanError`` when its values are damaged.

    Both sides of a ``drifted`` resource lie before the change, and so does what they refer to.
    """
    old_values, new_values = _sides(change, context)
    shown = new_values if new_values is not None else old_values if old_values is not None else NOTHING
    region = context.region(change, shown)
    by_type = catalogue.status_by_type(change)
    after = before = None
    if new_values is not None:
        side = BEFORE if drifted else AFTER
        after = by_type or catalogue.estimate(change, side, new_values, context.unknown(change), region)
    same = change.action is NO_OP or (change.importing and old_values is None)
    if same and not (after is not None and after.refers and old_values is not None):
        before = after
    elif old_values is not None:
        before = by_type or catalogue.estimate(change, BEFORE, old_values, NOTHING, context.region(change, old_values))
    return _priced(change, project, context, before, after, region, old_values, new_values, shown)


def repriced(
    change: ResourceChange, project: str, context: PlanContext, before: Estimate | None, after: Estimate | None
) -> Priced:
    """A change whose estimates are made already, such as after a commitment was shared out."""
    old_values, new_values = _sides(change, context)
    shown = new_values if new_values is not None else old_values if old_values is not None else NOTHING
    region = context.region(change, shown)
    return _priced(change, project, context, before, after, region, old_values, new_values, shown)


def _sides(change: ResourceChange, context: PlanContext) -> tuple[Values | None, Values | None]:
    new_values = context.values(change, AFTER)
    if change.action is NO_OP and new_values is not None:
        return new_values, new_values
    if change.action is CREATE and not change.importing:  # whatever a plan made by hand says was there
        return None, new_values
    return context.values(change, BEFORE), new_values


def _priced(
    change: ResourceChange,
    project: str,
    context: PlanContext,
    before: Estimate | None,
    after: Estimate | None,
    region: Region,
    old_values: Values | None,
    new_values: Values | None,
    shown: Values,
) -> Priced:
    estimate = after or before
    told = printed(estimate) if estimate else None
    left_behind = before if change.action in LEFT_BEHIND else None
    if left_behind is not None:
        before = None
    old_cost, new_cost, delta = _amounts(change, before, after)
    if left_behind is not None and after is None:
        old_cost = new_cost = delta = ZERO
    moved: tuple[Driver, ...] = ()
    if delta != ZERO and before is not None and after is not None:
        moved = drivers(
            State(before, old_values or NOTHING, context.sensitive(change, BEFORE)),
            State(after, new_values or NOTHING, context.sensitive(change, AFTER), context.unknown(change)),
        )
    status = estimate.status if estimate else Status.UNSUPPORTED
    known = status is not Status.DEPENDS_ON_USAGE and after is not None
    line = ResourceLine(
        project=project,
        address=change.address,
        previous_address=change.previous_address or None,
        type=change.type,
        provider=change.provider,
        region=region_name(region, context.sensitive(change, BEFORE if change.after is None else AFTER)),
        region_source=region.source,
        module=change.module_address,
        tags=tags(change, context, shown),
        action=WORD[change.action],
        importing=change.importing,
        deposed=change.deposed or None,
        status=WORD[status],
        complete=(estimate is not None and estimate.complete) and change.action is not NOT_UNDERSTOOD,
        currency=estimate.currency if estimate else "USD",
        monthly_cost=new_cost,
        previous_monthly_cost=old_cost,
        delta=delta,
        monthly_cost_min=after.minimum if after and known else None,
        monthly_cost_max=after.maximum if after and known else None,
        forgotten_monthly_cost=left_behind.monthly_cost if left_behind else None,
        drivers=moved,
        depends_on_usage=estimate.usage_keys if estimate else (),
        notes=_notes(change, told, region),
        file=change.file or None,
        line=change.line,
        components=component_lines(told.components) if told else (),
    )
    return Priced(before or left_behind, after, region, line)


def _amounts(
    change: ResourceChange, before: Estimate | None, after: Estimate | None
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Previous cost, new cost and delta; ``None`` where not known. What is unknown alike on both sides cancels out."""
    old_cost = before.monthly_cost if before else ZERO
    new_cost = after.monthly_cost if after else ZERO
    if change.action is NOT_UNDERSTOOD:
        return (before.monthly_cost if before else None), (after.monthly_cost if after else None), None
    if (
        before is not after
        and before is not None
        and after is not None
        and before.currency != after.currency
        and old_cost
        and new_cost
    ):
        return None, new_cost, None  # own prices in another currency, and no rate between the two
    if before is after is not None and (change.action is NO_OP or after.status is not Status.UNSUPPORTED):
        return old_cost, new_cost, ZERO
    if (
        before is not None
        and after is not None
        and _open(before) == _open(after)
        and after.status is not Status.UNSUPPORTED
    ):
        return old_cost, new_cost, (new_cost or ZERO) - (old_cost or ZERO)
    if (before and not before.complete) or (after and not after.complete) or old_cost is None or new_cost is None:
        return old_cost, new_cost, None
    return old_cost, new_cost, new_cost - old_cost


def _open(estimate: Estimate) -> list[tuple[str, str, Decimal | None, str]]:
    """The lines whose amount is not known."""
    return [
        (line.name, line.unit, line.quantity, line.note) for line in estimate.components if line.monthly_cost is None
    ]


def _notes(change: ResourceChange, estimate: Estimate | None, region: Region) -> tuple[str, ...]:
    notes = estimate.notes if estimate else ()
    if region.note and estimate is not None and estimate.components:
        notes = (region.note, *notes)
    if change.importing:
        notes = (IMPORT_NOTE, *notes)
    if change.action in LEFT_BEHIND:
        notes = (FORGET_NOTE, *notes)
    if change.action is NOT_UNDERSTOOD:
        notes = (
            f"the plan's actions {', '.join(change.actions) or '(none)'} are not understood: no delta is given",
            *notes,
        )
    return notes


def component_lines(components: tuple[Component, ...]) -> tuple[ComponentLine, ...]:
    """Components as the report shows them."""
    return tuple(
        [
            ComponentLine(
                line.name,
                line.unit,
                line.quantity,
                line.unit_price,
                line.monthly_cost,
                line.currency,
                WORD[line.status],
                line.usage_based,
                _reference(line.price) if line.price is not None else None,
                line.note,
                tuple(map(_discount, line.discounts)) if line.discounts else (),
            )
            for line in components
        ]
    )


def _reference(price: Price) -> PriceRef:
    return PriceRef(price.source, price.date, price.sku, price.provider, price.service, price.region, price.key)


def _discount(taken: AppliedDiscount) -> DiscountLine:
    return DiscountLine(taken.name, taken.kind.value, taken.rate, taken.amount, taken.source)
