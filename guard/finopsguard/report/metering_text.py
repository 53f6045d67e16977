"""The metering view as plain text and as JSON."""

import json
from decimal import Decimal

import msgspec

from finopsguard.report.escape import shortened, visible
from finopsguard.report.format import money, quantity
from finopsguard.types.metering import Cost, Group, MeteringView

UNITS = {
    "vcpus": "vCPU",
    "ram_gb": "GB RAM",
    "disk_gb": "GB disk",
    "size_gb": "GB",
    "objects": "objects",
}


def metering_text(view: MeteringView) -> str:
    """A line for each group with count, figures and monthly cost; then what is paid for and not used, and what is missing."""
    where = " · ".join(visible(shortened(part)) for part in (view.cloud, view.project, view.region, view.date) if part)
    rows = [(group.name, f"{group.count:,}", _figures(group), _cost(group)) for group in view.groups]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(4)]
    lines = [f"OpenStack project: {where}", ""]
    lines += [
        f"  {name.ljust(widths[0])}  {count.rjust(widths[1])}  {figures.ljust(widths[2])}  {cost}".rstrip()
        for name, count, figures, cost in rows
    ]
    idle = [group for group in view.groups if group.idle and group.count]
    if idle:
        lines += ["", "Paid for and not in use: " + "; ".join(f"{group.name} {_cost(group)}" for group in idle)]
    reasons = dict.fromkeys(visible(shortened(group.cost.why)) for group in view.groups if group.cost.why)
    lines += ["", *(f"Not known: {reason}" for reason in reasons)] if reasons else []
    lines += ["", *(f"Missing: {visible(shortened(name))}" for name in view.missing)] if view.missing else []
    return "\n".join(lines) + "\n"


def metering_json(view: MeteringView) -> str:
    """Every field by its name; amounts are numbers."""
    return (
        json.dumps(msgspec.to_builtins(view, enc_hook=_number, builtin_types=(Decimal,)), indent=2, default=_number)
        + "\n"
    )


def _figures(group: Group) -> str:
    return ", ".join(
        f"{quantity(value.quantize(Decimal('0.001')))} {UNITS[name]}" for name, value in group.figures.items()
    )


def _cost(group: Group) -> str:
    cost: Cost = group.cost
    if not group.count:
        return ""
    if cost.amount is None:
        return "not known"
    known = f"{money(cost.amount, cost.currency)}/mo"
    return f"{known} and {cost.unknown} not known" if cost.unknown else known


def _number(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} has no place in a report")
