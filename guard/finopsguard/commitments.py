"""Savings plans, reservations, committed use and credits: what a run's plans share, once all of them are priced.

Each side of the change is shared out by itself, so a difference holds what moves within a commitment too.
"""

from collections.abc import Sequence
from decimal import Decimal

from msgspec.structs import replace

from finopsguard.pricing import Checked, Pricing
from finopsguard.resources import Priced, without_base
from finopsguard.resources.commitments import (
    NOTHING,
    Key,
    Share,
    Shares,
    Usage,
    capacity,
    measured,
    settled,
    share_out,
)
from finopsguard.resources.diff import repriced
from finopsguard.resources.discounts import Discounts, Place
from finopsguard.types.cost import Estimate
from finopsguard.types.discount import Discount
from finopsguard.types.money import ZERO
from finopsguard.types.plan import Action, ResourceChange
from finopsguard.types.result import CommitmentLine, ResourceLine

MOVED = "commitments cover another part of it than before the change"
LEFT_BEHIND = {Action.FORGET, Action.REPLACE_FORGET}
Found = tuple[str, ResourceChange, Priced]
"""Which plan, by a name that is the same before and after; the change; its estimates."""


def settle(
    named: Sequence[tuple[str, Checked]], pricing: Pricing, before: Shares | None = None
) -> tuple[Shares, tuple[CommitmentLine, ...]]:
    """Share the commitments out among priced plans, which are changed in place. They must have been priced with ``keep``.

    ``before`` is the answer for the base that the plans are compared with; plans that hold both sides need none.
    """
    discounts = pricing.discounts
    if discounts is None or not discounts.pools:
        return NOTHING, ()
    hours = pricing.config.hours_per_month
    found = [(name, change, priced) for name, each in named for change, priced in each.priced]
    old = [usage for each in found for usage in _usages(each, _before(each))]
    new = [usage for each in found for usage in _usages(each, each[2].after)]
    then = share_out(discounts, old, hours) if before is None else before
    now = share_out(discounts, new, hours, then)
    for name, each in named:
        _settle_plan(name, each, then if before is None else NOTHING, now, discounts)
    lines = tuple(_said(rule, now, hours) for rule in discounts.pools)
    return now, lines


def _settle_plan(name: str, each: Checked, then: Shares, now: Shares, discounts: Discounts) -> None:
    kept: list[tuple[ResourceChange, Priced]] = []
    lines: list[ResourceLine] = []
    for change, priced in each.priced:
        row = (name, change, priced)
        counted = _before(row)
        before = priced.before if counted is None else _settled(row, counted, then, discounts)
        after = priced.after and _settled(row, priced.after, now, discounts)
        if before is not priced.before or after is not priced.after:
            if priced.before is priced.after and after is not None:
                before, after = (after, after) if before == after else (before, _moved(after))
            priced = repriced(change, each.plan.name, each.plan.context, before, after)  # noqa: PLW2901
        kept.append((change, priced))
        lines.append(without_base(priced.line) if each.plan.stateless else priced.line)
    each.priced, each.lines = kept, lines


def _moved(estimate: Estimate) -> Estimate:
    """Why the cost of a resource changes that this change does not touch."""
    return replace(estimate, notes=(*estimate.notes, MOVED))


def _before(found: Found) -> Estimate | None:
    """What is billed before the change and may be covered then. What leaves the state uncounted is counted on no side."""
    _name, change, priced = found
    return None if change.action in LEFT_BEHIND else priced.before


def _usages(found: Found, estimate: Estimate | None) -> list[Usage]:
    if estimate is None:
        return []
    _name, change, priced = found
    place = Place(change.provider, change.type, priced.region.name)
    return [Usage(key, part, place) for key, part in zip(_keys(found, estimate), estimate.components, strict=True)]


def _keys(found: Found, estimate: Estimate) -> list[Key]:
    """A name for each line that is the same before and after the change."""
    name, change, _priced = found
    address = change.previous_address or change.address
    seen: dict[str, int] = {}
    keys = []
    for part in estimate.components:
        seen[part.name] = seen.get(part.name, 0) + 1
        keys.append((name, address, change.deposed, part.name, seen[part.name]))
    return keys


def _settled(found: Found, estimate: Estimate, shares: Shares, discounts: Discounts) -> Estimate:
    given: list[Sequence[Share]] = [shares.by_line.get(key, ()) for key in _keys(found, estimate)]
    return settled(estimate, given, discounts)


def _said(rule: Discount, shares: Shares, hours: Decimal) -> CommitmentLine:
    committed = measured(rule, capacity(rule, hours), hours)
    used = measured(rule, shares.used.get(rule.name, ZERO), hours)
    given = [(key, share) for key, each in shares.by_line.items() for share in each if share.rule is rule]
    return CommitmentLine(
        name=rule.name,
        kind=rule.kind.value,
        source=rule.source,
        unit=_unit(rule),
        committed=committed,
        used=used,
        unused=committed - used,
        resources=len({key[:3] for key, _share in given}),
    )


def _unit(rule: Discount) -> str:
    if rule.per_month is not None:
        return f"{rule.currency} a month"
    if rule.per_hour is not None:
        return f"{rule.currency} an hour"
    return f"instances of size {rule.size}" if rule.size else "instances"
