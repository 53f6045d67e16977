"""How the amounts of one resource come about."""

import os
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from finopsguard.config import Config, Project
from finopsguard.errors import InputError
from finopsguard.inputs import projects
from finopsguard.plan import Limits
from finopsguard.pricing import Pricing
from finopsguard.resources.diff import Priced, price_change
from finopsguard.resources.sensitive import HIDDEN, printed
from finopsguard.types.cost import Component
from finopsguard.types.explanation import ExplainedSide, Explanation, Line
from finopsguard.types.paths import at, is_marked, readable
from finopsguard.types.plan import Plan, ResourceChange, Side, Values
from finopsguard.types.price import PriceLookup, Source

LONGEST_COMPARED, MOST_COMPARED = 200, 5_000
"""Addresses that are compared with one that is not in the plan; it takes the product of their lengths."""


def explain(path: str, address: str, config: Config, *, limits: Limits | None = None) -> Explanation:
    """Explain ``address`` in the plan at ``path``. Raises :class:`InputError` with the nearest addresses when it is not there."""
    pricing = Pricing(config, limits or Limits(), os.environ, lambda _step: None)
    project, *_ = projects([path], config)
    plans = list(pricing.read(project))
    plan, change = _find(plans, path, address)
    if pricing.shares:
        found = _sharing(plans, plan, change, project, pricing)
    else:
        found = price_change(change, plan.name, pricing.catalogue(plan, project), plan.context)
    sides = []
    for side, estimate in ((Side.BEFORE, found.before), (Side.AFTER, found.after)):
        if estimate is not None and (side is Side.AFTER or estimate is not found.after):
            told = printed(estimate)
            values = plan.context.values(change, side) or plan.context.values(change, Side.BEFORE) or {}
            marks = plan.context.sensitive(change, side)
            lines = tuple(
                Line(part, _attributes(part, values, marks), _sources(part, pricing.prices)) for part in told.components
            )
            sides.append(ExplainedSide(side, told, lines))
    return Explanation(found.line, tuple(sides))


def _sharing(plans: Sequence[Plan], plan: Plan, change: ResourceChange, project: Project, pricing: Pricing) -> Priced:
    """The change as it is priced beside all others, which share its commitments."""
    from finopsguard.commitments import settle  # noqa: PLC0415  few runs have commitments

    checked = [(each.name, pricing.price(each, project, keep=True)) for each in plans]
    settle(checked, pricing)
    ours = next(each for _name, each in checked if each.plan is plan)
    return next(found for other, found in ours.priced if other is change)


def _find(plans: Sequence[Plan], path: str, address: str) -> tuple[Plan, ResourceChange]:
    managed = [(plan, change) for plan in plans for change in plan.changes if change.mode == "managed"]
    exact = [each for each in managed if each[1].address == address]
    if exact:
        return next((each for each in exact if not each[1].deposed), exact[0])
    candidates = [change.address for _plan, change in managed if len(change.address) <= LONGEST_COMPARED]
    near = get_close_matches(address[:LONGEST_COMPARED], candidates[:MOST_COMPARED], 3, 0.4)
    hint = f"Nearest: {', '.join(near)}." if near else "List them with: finopsguard check PLAN --format json."
    raise InputError(f"There is no managed resource {address} in {path}.", hint=hint)


def _attributes(part: Component, values: Values, marks: Any) -> tuple[tuple[str, str], ...]:
    return tuple(
        (readable(path), HIDDEN if is_marked(marks, path) else _shown(at(values, path))) for path in part.inputs
    )


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "not set"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping | list):
        return f"{len(value)} given"
    return str(value)


def _sources(part: Component, prices: PriceLookup) -> tuple[Source, ...]:
    if part.price is None:
        return ()
    found = (prices.source(source.strip()) for source in part.price.source.split(" + "))
    return tuple(source for source in found if source is not None)
