"""How the amounts of one resource come about: what ``finopsguard explain`` shows."""

import msgspec

from finopsguard.types.cost import Component, Estimate
from finopsguard.types.plan import Side
from finopsguard.types.price import Source
from finopsguard.types.result import ResourceLine


class Line(msgspec.Struct, frozen=True):
    """One component with everything that led to it."""

    component: Component
    attributes: tuple[tuple[str, str], ...]
    """What the resource says: attribute and value, ``not set`` where the default counts."""
    sources: tuple[Source, ...]
    """The lists behind the price row."""


class ExplainedSide(msgspec.Struct, frozen=True):
    """One side of the change."""

    side: Side
    estimate: Estimate
    lines: tuple[Line, ...]


class Explanation(msgspec.Struct, frozen=True):
    """One resource, explained."""

    resource: ResourceLine
    sides: tuple[ExplainedSide, ...]
