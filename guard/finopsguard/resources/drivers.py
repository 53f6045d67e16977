"""What drives a change of cost: the attributes behind the lines that changed."""

from typing import Any

import msgspec

from finopsguard.resources.sensitive import HIDDEN
from finopsguard.types.cost import Component, Estimate
from finopsguard.types.paths import at, is_marked, readable
from finopsguard.types.plan import Values
from finopsguard.types.result import Driver


class State(msgspec.Struct, frozen=True, gc=False):
    """One of two states of a resource."""

    estimate: Estimate
    values: Values
    sensitive: Any
    unknown: Any = None


def drivers(was: State, will: State) -> tuple[Driver, ...]:
    """Attributes that differ and that a changed line follows from; the changed lines themselves where no attribute of the resource does."""
    before, after, old, new = was.estimate, will.estimate, was.values, will.values
    old_lines, new_lines = _by_name(before), _by_name(after)
    changed = [line for name, line in new_lines.items() if _amount(old_lines.get(name)) != _amount(line)]
    changed += [line for name, line in old_lines.items() if name not in new_lines]
    found: dict[str, Driver] = {}
    for path in dict.fromkeys(path for line in changed for path in line.inputs):
        left, right = at(old, path), at(new, path)
        if left == right or (right is None and is_marked(will.unknown, path)):
            continue  # the same, or left to the provider, whose default was priced
        hidden = is_marked(was.sensitive, path) or is_marked(will.sensitive, path)
        found[path] = Driver(readable(path), HIDDEN if hidden else _shown(left), HIDDEN if hidden else _shown(right))
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
