"""What drives a change of cost: the attributes behind the lines that changed."""

from typing import Any

from finopsguard.resources.sensitive import HIDDEN
from finopsguard.types.cost import Component, Estimate
from finopsguard.types.paths import at, is_marked, readable
from finopsguard.types.plan import PlanContext, ResourceChange, Side, Values
from finopsguard.types.result import Driver


def drivers(
    change: ResourceChange, context: PlanContext, before: Estimate, after: Estimate, old: Values, new: Values
) -> tuple[Driver, ...]:
    """Attributes that differ and that a changed line follows from; the changed lines themselves where no attribute of the resource does."""
    old_lines, new_lines = _by_name(before), _by_name(after)
    changed = [line for name, line in new_lines.items() if _amount(old_lines.get(name)) != _amount(line)]
    changed += [line for name, line in old_lines.items() if name not in new_lines]
    old_marks, new_marks = context.sensitive(change, Side.BEFORE), context.sensitive(change, Side.AFTER)
    filled_in = context.unknown(change)
    found: dict[str, Driver] = {}
    for path in dict.fromkeys(path for line in changed for path in line.inputs):
        was, will = at(old, path), at(new, path)
        if was == will or (will is None and is_marked(filled_in, path)):
            continue  # the same, or left to the provider, whose default was priced
        hidden = is_marked(old_marks, path) or is_marked(new_marks, path)
        found[path] = Driver(readable(path), HIDDEN if hidden else _shown(was), HIDDEN if hidden else _shown(will))
    if found:
        return tuple(found.values())
    if before.secret or after.secret:
        return ()
    return _lines(changed, old_lines, new_lines)


def _by_name(estimate: Estimate) -> dict[str, Component]:
    return {line.name: line for line in estimate.components}


def _amount(line: Component | None) -> Any:
    return None if line is None else (line.quantity, line.unit_price, line.monthly_cost)


def _shown(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return f"{len(value)} {'item' if len(value) == 1 else 'items'}"
    return str(value)


def _lines(changed: list[Component], old: dict[str, Component], new: dict[str, Component]) -> tuple[Driver, ...]:
    """Lines that changed kind or quantity, appeared or went: what a referred resource (a launch template) brought about."""
    came = {line.name: line for line in changed if line.name not in old}
    went = {line.name: line for line in changed if line.name not in new}
    found = []
    for name in dict.fromkeys(line.name for line in changed):
        if name in went:
            stem = _stem(name)
            successor = next((other for other in came if _stem(other) == stem), None)
            if successor is None:
                found.append(Driver(name, _quantity(went[name]), None))
            else:
                del came[successor]
                found.append(Driver(stem, _kind(name, stem), _kind(successor, stem)))
        elif name not in came and _quantity(old[name]) != _quantity(new[name]):
            found.append(Driver(name, _quantity(old[name]), _quantity(new[name])))
    return (*found, *(Driver(name, None, _quantity(line)) for name, line in came.items()))


def _stem(name: str) -> str:
    """A line's name without the kind in its last parentheses: ``Instance usage (Linux/UNIX, on-demand, m5.large)``."""
    head, opening, _kind_of_it = name.rpartition(" (")
    return head if opening and name.endswith(")") else name


def _kind(name: str, stem: str) -> str:
    return name[len(stem) + 2 : -1] if name != stem else name


def _quantity(line: Component) -> str:
    return "unknown" if line.quantity is None else f"{line.quantity.normalize():f} {line.unit}"
