"""Where an amount comes from: quantity × unit price, where the price is from, and discounts apart from the list."""

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from finopsguard.report.amounts import after_text, before_text
from finopsguard.report.change_row import full_address
from finopsguard.report.format import NOT_KNOWN, money, price, quantity, rate, status_word
from finopsguard.types.money import ZERO
from finopsguard.types.result import ComponentLine, DiscountLine, ResourceLine

_SAME = Decimal("0.000000001")


class Component(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One component as it is shown."""

    name: str
    formula: str
    """``730 hours × $0.096``, which is the list cost."""
    list_cost: str
    """Before discounts; empty where it is not known."""
    cost: str
    """The monthly cost, or the word for why it is not known."""
    discounts: str
    """``list $554.80 − 30 % sustained use = $388.36``; empty without discounts."""
    source: str
    """``aws-ec2-bulk, 2026-05-01``."""
    sku: str
    note: str

    @property
    def equation(self) -> str:
        """``730 hours × $0.096 = $70.08``, or the formula and the word for why it has no result."""
        if self.list_cost:
            return " = ".join(filter(None, (self.formula, self.list_cost)))
        return ", ".join(filter(None, (self.formula, self.cost)))


class Detail(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One resource, component by component."""

    project: str
    address: str
    cost: str
    components: tuple[Component, ...]


def detail(line: ResourceLine, *, several: bool) -> Detail:
    """The components of one resource as it will be (as it was, if it is deleted)."""
    return Detail(
        project=line.project if several else "",
        address=full_address(line),
        cost=f"was {before_text(line)}" if line.action == "delete" else after_text(line),
        components=tuple(_component(component) for component in line.components),
    )


def _component(component: ComponentLine) -> Component:
    known = component.price
    return Component(
        name=component.name,
        formula=_formula(component),
        list_cost="" if component.monthly_cost is None else money(list_cost(component), component.currency),
        cost=_cost(component),
        discounts=discounted(component),
        source=", ".join(filter(None, (known.source, known.date))) if known else "",
        sku=known.sku if known else "",
        note=component.note,
    )


def _cost(component: ComponentLine) -> str:
    if component.monthly_cost is not None:
        return status_word("free") if component.status == "free" else money(component.monthly_cost, component.currency)
    return NOT_KNOWN if component.status == "priced" else status_word(component.status)


def _formula(component: ComponentLine) -> str:
    unit_price = None if component.unit_price is None else price(component.unit_price, component.currency)
    if component.quantity is None:
        return f"{unit_price} per {component.unit}" if unit_price else ""
    amount = f"{quantity(component.quantity)} {component.unit}"
    if unit_price is None:
        return amount
    return f"{amount} × {unit_price}" if _is_product(component) else f"{amount}, tiered, the first at {unit_price}"


def _is_product(component: ComponentLine) -> bool:
    """Whether quantity × unit price is the list cost; with tiers it is not."""
    if component.quantity is None or component.unit_price is None or component.monthly_cost is None:
        return True
    return abs(component.quantity * component.unit_price - list_cost(component)) <= _SAME * max(
        Decimal(1), abs(list_cost(component))
    )


def list_cost(component: ComponentLine) -> Decimal:
    """What the component would cost without discounts; 0 where nothing is known."""
    return sum((discount.amount for discount in component.discounts), component.monthly_cost or ZERO)


def discounted(component: ComponentLine) -> str:
    """From the list cost to what is paid, in one line."""
    if not component.discounts or component.monthly_cost is None:
        return ""
    before, after = (money(amount, component.currency) for amount in (list_cost(component), component.monthly_cost))
    return f"list {before}{''.join(_steps(component))} = {after}"


def _steps(component: ComponentLine) -> Iterator[str]:
    """One discount shows its share; of several also the amounts, since they do not add up as shares."""
    alone = len(component.discounts) == 1
    for discount in component.discounts:
        amount = "" if alone else f" ({money(discount.amount, component.currency)})"
        yield f" − {rate(discount.rate)} {_name(discount)}{amount}"


def _name(discount: DiscountLine) -> str:
    kind = discount.kind.replace("_", " ")
    return (
        kind if not discount.name or discount.name.replace("_", " ").casefold() == kind else f"{kind} ({discount.name})"
    )
