"""The text of ``finopsguard explain``: attributes, price row, quantity and maths for every line of one resource."""

from collections.abc import Iterator
from decimal import Decimal

from finopsguard.report.escape import visible
from finopsguard.report.format import money, price, quantity, rate, status_word
from finopsguard.types.cost import Component, Estimate, Status
from finopsguard.types.discount import AppliedDiscount
from finopsguard.types.explanation import ExplainedSide, Explanation, Line
from finopsguard.types.plan import Side
from finopsguard.types.price import Price

LABEL = 12
HEADINGS = {Side.BEFORE: "Before the change", Side.AFTER: "After the change"}


def explanation(found: Explanation) -> str:
    """All of it as plain text, ending with a newline."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Explanation) -> Iterator[str]:
    resource = found.resource
    yield visible(resource.address)
    yield _row("type", f"{resource.type} ({visible(resource.provider)}), {resource.action}")
    if resource.previous_address:
        yield _row("moved from", visible(resource.previous_address))
    yield _row("region", f"{visible(resource.region) or 'not known'} (from: {resource.region_source})")
    yield _row(
        "delta",
        "not known" if resource.delta is None else money(resource.delta, resource.currency, signed=True) + " a month",
    )
    for driver in resource.drivers:
        yield _row(
            "driven by",
            f"{driver.attribute}: {visible(driver.before or 'not set')} → {visible(driver.after or 'not set')}",
        )
    if not found.sides:
        yield ""
        why = visible("; ".join(resource.notes)) or "its bill is not known to this program"
        yield f"{resource.type} is {status_word(resource.status)}: {why}."
    for side in found.sides:
        yield ""
        yield from _side(side)


def _side(side: ExplainedSide) -> Iterator[str]:
    estimate = side.estimate
    yield f"{HEADINGS[side.side]}: {_total(estimate)}"
    for note in estimate.notes:
        yield f"  * {visible(note)}"
    for line in side.lines:
        yield ""
        yield from _component(line)
    if estimate.status in {Status.FREE, Status.UNSUPPORTED} and not side.lines:
        yield f"  {status_word(estimate.status)}"


def _total(estimate: Estimate) -> str:
    if estimate.monthly_cost is None:
        return status_word(estimate.status)
    known = money(estimate.monthly_cost, estimate.currency) + " a month"
    if not estimate.complete:
        return f"at least {known}: a part has no price"
    if estimate.maximum is not None and estimate.maximum != estimate.minimum and estimate.minimum is not None:
        return f"{known}, between {money(estimate.minimum, estimate.currency)} and {money(estimate.maximum, estimate.currency)}"
    return known


def _component(line: Line) -> Iterator[str]:
    part = line.component
    yield f"  {visible(part.name)}"
    for name, value in line.attributes:
        yield _row("attribute", f"{visible(name)} = {visible(value)}", 4)
    if part.price is not None:
        yield from _price_row(part.price, line)
    yield _row("quantity", f"{_quantity(part)} {part.unit}" if part.quantity is not None else _why_no_quantity(part), 4)
    yield _row("maths", _maths(part), 4)
    for taken in part.discounts:
        yield _row("discount", _discount(taken, part.currency), 4)
    if part.note:
        yield _row("note", visible(part.note), 4)


def _price_row(row: Price, line: Line) -> Iterator[str]:
    tier = "" if len(row.tiers) == 1 else f" in the first of {len(row.tiers)} tiers"
    yield _row("price", f"{price(row.unit_price, row.currency)} per {visible(row.unit)}{tier}: {visible(row.key)}", 4)
    place = (
        f"{row.provider} {visible(row.service)}",
        visible(row.region),
        visible(row.date),
        f"SKU {visible(row.sku)}" if row.sku else "",
    )
    yield _row("listed", ", ".join(part for part in place if part), 4)
    for source in line.sources:
        yield _row("source", f"{visible(source.title)} (trust: {source.trust})", 4)
    if not line.sources:
        yield _row("source", visible(row.source), 4)
    if row.note:
        yield _row("row note", visible(row.note), 4)


def _maths(part: Component) -> str:
    if part.unit_price is None and part.monthly_cost is not None:
        return _exact(part.monthly_cost, part.currency)
    if part.unit_price is None:
        return "no price, so no amount" if part.status is Status.NO_PRICE else "no quantity and no price, so no amount"
    each = price(part.unit_price, part.currency)
    if part.scale != 1 and part.price is not None:
        each += f" ({quantity(part.scale)} x {price(part.unit_price / part.scale, part.currency)})"
    if part.quantity is None or part.monthly_cost is None:
        return f"? x {each} per {part.unit}"
    listed = part.quantity * part.unit_price
    said = f"{_quantity(part)} x {each} = {_exact(listed, part.currency)}"
    for taken in part.discounts:
        said += f" - {rate(taken.rate)} {visible(taken.name)} ({money(taken.amount, part.currency)})"
    if part.discounts:
        said += f" = {_exact(part.monthly_cost, part.currency)}"
    return said


def _discount(taken: AppliedDiscount, currency: str) -> str:
    """One step, with where it was stated."""
    where = f" ({visible(taken.source)})" if taken.source else ""
    kind = taken.kind.value.replace("_", " ")
    return f"{kind}: {visible(taken.name)}{where}, {rate(taken.rate)}, {money(taken.amount, currency)} a month"


def _quantity(part: Component) -> str:
    return quantity(part.quantity) if part.quantity is not None else "?"


def _exact(amount: Decimal, currency: str) -> str:
    return f"{money(amount, currency)} a month"


def _why_no_quantity(part: Component) -> str:
    return "depends on usage" if part.status is Status.DEPENDS_ON_USAGE else "not known"


def _row(label: str, text: str, indent: int = 2) -> str:
    return f"{' ' * indent}{label:<{LABEL}}{text}"
