"""What the plan says of a resource that is already billed: its names, and its estimate before the change.

Last month's bill is that of the state before this change; what the change makes of it is not on any bill yet.
"""

from decimal import Decimal

import msgspec

from finopsguard.compare.identifiers import Identity, identities
from finopsguard.types.cost import Component, Estimate, Status
from finopsguard.types.paths import is_marked
from finopsguard.types.plan import Action, PlanContext, ResourceChange, Side
from finopsguard.types.result import ResourceLine

_NAMES = ("name", "bucket", "function_name", "identifier", "cluster_identifier", "cluster_id", "db_name")
_SECRET = (
    "id",
    "arn",
    "self_link",
    "instance_id",
    "disk_id",
    "root_block_device",
    "ebs_block_device",
    "os_disk",
    "name",
)


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """One resource of a plan, as bills are compared with it."""

    line: ResourceLine
    identities: tuple[Identity, ...] = ()
    names: frozenset[str] = frozenset()
    """What people call it: its name, its ``Name`` tag."""
    exists: bool
    """False for what this change creates: there is no bill of it yet."""
    status: str = Status.UNSUPPORTED.value
    complete: bool = False
    components: tuple[Component, ...] = ()
    """As it was last applied: the prediction."""
    live: tuple[Component, ...] = ()
    """As it is in the cloud; differs from ``components`` where it was changed outside Terraform."""
    currency: str = "USD"

    @property
    def address(self) -> str:
        """The resource's address."""
        return self.line.address

    @property
    def monthly(self) -> Decimal | None:
        """List cost a month as predicted; ``None`` where nothing of it is known."""
        known = [cost for part in self.components if (cost := list_cost(part)) is not None]
        if known:
            return sum(known, Decimal(0))
        return Decimal(0) if self.status in (Status.FREE.value, Status.DEPENDS_ON_USAGE.value) else None


def list_cost(part: Component) -> Decimal | None:
    """What a component costs a month before discounts."""
    if part.monthly_cost is None:
        return None
    return part.monthly_cost + sum((taken.amount for taken in part.discounts), Decimal(0))


def planned(
    change: ResourceChange,
    line: ResourceLine,
    before: Estimate | None,
    context: PlanContext,
    *,
    applied: Estimate | None = None,
) -> Planned:
    """The record of one change. ``before`` is the estimate of the state before it, ``applied`` that of the state that Terraform last made
    where the resource has drifted since. Raises ``PlanError`` when its values are damaged.
    """
    side = Side.BEFORE if change.before is not None or not change.importing else Side.AFTER
    values = context.values(change, side)
    exists = values is not None and (change.before is not None or change.importing)
    told = values if exists and values is not None else {}
    marks = context.sensitive(change, side)
    hidden = frozenset(name for name in _SECRET if is_marked(marks, name))
    estimate = before if exists else None
    predicted = applied or estimate
    return Planned(
        line=line,
        identities=tuple(dict.fromkeys(identities(line.provider, line.type, told, hidden))),
        names=frozenset(
            text for name in _NAMES if isinstance(text := told.get(name), str) and text and not is_marked(marks, name)
        )
        | ({line.tags["Name"]} if line.tags.get("Name") and exists else frozenset()),
        exists=exists or change.action is Action.FORGET,
        status=estimate.status.value if estimate else line.status,
        complete=estimate.complete if estimate else False,
        components=predicted.components if predicted else (),
        live=estimate.components if estimate else (),
        currency=estimate.currency if estimate else line.currency,
    )
