"""What the report says of an amount that follows from sensitive values: how much, and not why.

Names, quantities and price rows of its lines would tell the values.
"""

from typing import Any

from msgspec.structs import replace

from finopsguard.types.cost import Component, Estimate
from finopsguard.types.paths import any_mark
from finopsguard.types.plan import Region

HIDDEN = "(sensitive)"
WHY = "follows from a sensitive value, which is not shown"


def printed(estimate: Estimate) -> Estimate:
    """The estimate as it may be printed."""
    if not estimate.secret:
        return estimate
    lines = tuple(_shown(line, number) for number, line in enumerate(estimate.components, start=1))
    return replace(estimate, components=lines, notes=(WHY,))


def region_name(region: Region, marks: Any) -> str:
    """The region, unless the attribute that states it is sensitive."""
    return HIDDEN if region.name and marks and is_secret(marks, region.source) else region.name


def is_secret(marks: Any, attribute: str) -> bool:
    """Whether a top-level attribute, or anything in it, is marked as sensitive."""
    return marks is True or (isinstance(marks, dict) and any_mark(marks.get(attribute)))


def _shown(line: Component, number: int) -> Component:
    return Component(
        f"Part {number} {HIDDEN}",
        line.unit,
        None,
        None,
        line.monthly_cost,
        line.currency,
        line.status,
        line.usage_based,
        note=WHY,
        monthly_cost_max=line.monthly_cost_max,
    )
