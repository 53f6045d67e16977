"""The records of a view as pieces of markdown: cells of tables and items of lists, each already escaped."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache

from jinja2 import Environment
from markupsafe import Markup

from finopsguard.report import gfm, templating
from finopsguard.report.apart import Item
from finopsguard.report.change_row import Change
from finopsguard.report.detail import Component, Detail
from finopsguard.report.gfm_sections import FILTERS, also
from finopsguard.report.rollup import Rollup, RollupRow
from finopsguard.report.templating import done
from finopsguard.report.totals import TotalRow
from finopsguard.report.unpriced import UnpricedRow
from finopsguard.report.verdict import Why
from finopsguard.report.view import SHOWN_DRIVERS
from finopsguard.types.result import Driver

_BREAK = "<br>"
_INDENT = "   "
_LONGEST_NAME = 100
_LONGEST_VALUE = 60
_LONGEST_SENTENCE = 600


def row(*cells: object) -> str:
    """A row of a table; what is not escaped yet is prose."""
    return gfm.row(*(cell if isinstance(cell, Markup) else gfm.prose(cell) for cell in cells))


def strong(amount: str) -> str:
    """An amount that the eye is to find; words are no amount."""
    return f"**{gfm.amount(amount)}**" if any(map(str.isdigit, amount)) else amount


def symbol(action: str) -> str:
    """The action's sign; none for a resource whose cost changes though nothing is done to it."""
    return gfm.code(action) if action.strip() else ""


def reason(why: Why, index: int, short: bool) -> str:  # noqa: FBT001 - called from the template
    """One item of the numbered list of reasons; a short one has no fix."""
    longest = _LONGEST_VALUE if short else _LONGEST_SENTENCE // 2
    rule = f"{gfm.code(why.rule, _LONGEST_VALUE)}: " if why.rule else ""
    message = gfm.prose(why.message or "no message", 2 * _LONGEST_VALUE if short else _LONGEST_SENTENCE)
    parts = [
        f"{rule}{message}",
        _figures(why),
        ", ".join(gfm.code(value, longest) for value in (why.place, why.address, why.project) if value),
    ]
    if why.also and not short:
        parts.append(also(why))
    if why.waiver and not short:
        parts.append(f"Waiver: {gfm.prose(why.waiver)}")
    if why.fix and not short and not why.as_block:
        parts.append(f"Fix: {gfm.prose(why.fix, _LONGEST_SENTENCE)}")
    text = f"{index}. {_BREAK.join(filter(None, parts))}"
    return f"{text}\n\n{gfm.block(why.fix, indent=_INDENT)}\n" if why.as_block and not short else text


def _figures(found: Why) -> str:
    """What was observed, against which limit."""
    figures = (("observed", found.observed), ("limit", found.limit))
    return ", ".join(f"{name} {gfm.code(value, _LONGEST_VALUE)}" for name, value in figures if value)


def resource(row: Change) -> str:
    """A resource, what drives its cost, and what to know about its amounts."""
    return _BREAK.join(filter(None, (gfm.code(row.address), drivers(row.drivers), gfm.prose(", ".join(row.marks)))))


def drivers(changes: Sequence[Driver]) -> str:
    """Attribute, value before and value after, three times at most."""
    shown = [
        f"{gfm.code(driver.attribute, _LONGEST_NAME)} {_values(driver)}".rstrip() for driver in changes[:SHOWN_DRIVERS]
    ]
    left = len(changes) - len(shown)
    return ", ".join([*shown, *([f"{left} more"] if left > 0 else [])])


def _values(driver: Driver) -> str:
    return " → ".join(gfm.code(value, _LONGEST_NAME) for value in (driver.before, driver.after) if value is not None)


def obj(item: Item) -> str:
    """An object that is forgotten, imported, moved or drifted."""
    where = f" ({gfm.code(item.project, _LONGEST_NAME)})" if item.project else ""
    moved = f", was {gfm.code(item.previous_address)}" if item.previous_address else ""
    amount = f": {gfm.amount(item.amount)}" if item.amount else ""
    driven = f", {drivers(item.drivers)}" if item.drivers else ""
    return f"{gfm.code(item.address)}{where}{moved}{amount}{driven}"


def total_change(total: TotalRow) -> str:
    """The change in a total, with its share of what it was."""
    return strong(total.delta) + (f" ({total.percent})" if total.percent else "")


def rollup_title(rollup: Rollup) -> str:
    """What the rows of a roll-up have in common."""
    return f"Tag {gfm.code(rollup.key, _LONGEST_NAME)}" if rollup.key else rollup.kind


def rollup_name(row: RollupRow) -> str:
    """A module or a tag's value."""
    name = f"{gfm.code(row.project, _LONGEST_NAME)} {gfm.code(row.name)}" if row.project else gfm.code(row.name)
    return f"{name}, partial" if row.partial else name


def members(row: UnpricedRow) -> str:
    """The resource, or how many of which type, and the first few of them, one a line."""
    if row.count == 1:
        return codes(row.addresses)
    return _BREAK.join([f"{row.count:,} × {gfm.code(row.what)}, such as", *map(gfm.code, row.addresses)])


def codes(values: Iterable[str]) -> str:
    """Code spans, one a line."""
    return _BREAK.join(map(gfm.code, values))


def lines(values: Iterable[str]) -> str:
    """Sentences, one a line."""
    return _BREAK.join(map(gfm.prose, values))


def detail_title(detail: Detail) -> str:
    """A resource above its components."""
    project = f"{gfm.code(detail.project, _LONGEST_NAME)} " if detail.project else ""
    return f"**{project}{gfm.code(detail.address)}**"


def component_name(component: Component) -> str:
    """A component, its discounts and its note."""
    return _BREAK.join(
        gfm.prose(text) for text in (component.name or "(no name)", component.discounts, component.note) if text
    )


_FILTERS: tuple[Callable[..., str], ...] = (
    gfm.code,
    gfm.prose,
    gfm.amount,
    strong,
    symbol,
    reason,
    resource,
    drivers,
    obj,
    total_change,
    rollup_title,
    rollup_name,
    members,
    codes,
    lines,
    detail_title,
    component_name,
    *FILTERS,
)


@cache
def environment() -> Environment:
    """The markdown templates' environment."""
    env = templating.environment(done(gfm.prose), {function.__name__: done(function) for function in _FILTERS})
    env.globals["row"] = done(row)
    return env
