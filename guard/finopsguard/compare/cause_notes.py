"""What is said beside a cause: quantities and prices in a few figures."""

from decimal import Decimal

from finopsguard.types.cost import Component

ONE = Decimal(1)


def ran(part: Component, billed: Decimal, predicted: Decimal) -> str:
    """How much was billed, and how much was predicted."""
    return f"{part.name}: {number(billed)} {part.unit} billed, {number(predicted)} predicted"


def price_note(part: Component, price: Decimal, paid: Decimal) -> str:
    """Two prices of one unit."""
    return f"{part.name}: {number(paid)} a unit on the bill, {number(price)} in the price book"


def share_of_days(presence: Decimal) -> str:
    """For how much of the period something existed; empty for all of it."""
    return f"existed for {number(presence * 100)} % of the period" if presence < ONE else ""


def known_rate(rate: Decimal) -> str:
    """A discount that was known beforehand."""
    return f"{number(rate * 100)} % as known for the service"


def number(value: Decimal) -> str:
    """A quantity to four figures or so."""
    return f"{value.quantize(Decimal('0.0001') if abs(value) < 1 else Decimal('0.01')).normalize():f}"
