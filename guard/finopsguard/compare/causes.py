"""Why a resource costs something else than its estimate: each cause in turn takes its part of what is left, the rest is unexplained.

The parts of one pair of estimate and charge telescope, so nothing is counted twice (docs/actuals.md has the sums):

    predicted quantity × predicted price
      → the hours that it existed     partial_period
      → the size that was billed      size_drift
      → the quantity that was billed  usage
      → the list price on the bill    list_price
      → what was paid                 discount
"""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from finopsguard.compare.cause_notes import known_rate, number, price_note, ran, share_of_days
from finopsguard.compare.pairing import Charge, Pair, charges, pair
from finopsguard.compare.planned import Planned, list_cost
from finopsguard.compare.units import Family, sizes
from finopsguard.types.actual import Cause
from finopsguard.types.bill import BilledLine, ChargeCategory, Pricing
from finopsguard.types.cost import Component

ZERO = Decimal(0)
ONE = Decimal(1)
SAME_PRICE = Decimal("0.001")
"""Prices that differ by less than a thousandth are one price, rounded."""
SAME_SIZE = Decimal("0.01")
"""Storage that differs by less than a hundredth is of the same size: bills round hours and bytes."""
BY_CATEGORY = {
    ChargeCategory.TAX.value: Cause.TAX,
    ChargeCategory.SUPPORT.value: Cause.SUPPORT,
    ChargeCategory.CREDIT.value: Cause.CREDIT,
}
USED = frozenset((ChargeCategory.USAGE.value, ChargeCategory.PURCHASE.value))


class Ledger:
    """Amounts by cause, with what to say of them."""

    def __init__(self) -> None:
        self.amounts: dict[Cause, Decimal] = {}
        self.notes: dict[Cause, list[str]] = {}

    def add(self, cause: Cause, amount: Decimal, note: str = "") -> None:
        """Put down a part of the difference. Nothing is no cause."""
        if amount:
            self.amounts[cause] = self.amounts.get(cause, ZERO) + amount
            if note and note not in self.notes.setdefault(cause, []):
                self.notes[cause].append(note)

    def include(self, other: "Ledger") -> None:
        """Add what another has put down."""
        for cause, amount in other.amounts.items():
            self.add(cause, amount)

    @property
    def total(self) -> Decimal:
        """All that is put down."""
        return sum(self.amounts.values(), ZERO)


class Scale(msgspec.Struct, frozen=True):
    """From a month of the estimate to the hours that the bill covers."""

    hours: Decimal
    month: Decimal
    months: Decimal
    """The same hours in calendar months, by which storage is billed."""

    @property
    def share(self) -> Decimal:
        """Hours of the period by hours of a month."""
        return self.hours / self.month


def explain(
    planned: Planned,
    lines: Sequence[tuple[str, BilledLine]],
    scale: Scale,
    presence: Decimal,
    rate: Decimal,
    *,
    convert: Decimal = ONE,
) -> Ledger:
    """All causes but ``unmatched`` and ``unexplained``. ``presence`` is the share of the period in which the resource existed, ``rate`` the
    discount that is known for it, ``convert`` turns the estimate's currency into the bill's.
    """
    ledger = Ledger()
    for _, line in lines:
        if cause := BY_CATEGORY.get(line.category):
            ledger.add(cause, line.effective)
        elif line.promotion:
            ledger.add(Cause.CREDIT, line.promotion, "promotions")
    used = charges((part, line) for part, line in lines if line.category in USED)
    times = scale.share * convert
    _drift(planned, times, ledger)
    if used and all(map(_kindless, used)):
        _by_whole(planned.live, used, times, presence, rate, ledger)
        return ledger
    paired = pair(planned.live, used)
    for each in paired.pairs:
        _pair(each, scale, convert, presence, rate, ledger)
    for charge in paired.charges:
        _not_modelled(charge, ledger)
    for component in paired.components:
        _not_billed(component, times, presence, ledger)
    return ledger


def _kindless(charge: Charge) -> bool:
    """Some billing APIs say how much a resource cost and not what for."""
    return not charge.usage_type and charge.quantity is None and charge.list is None


def _by_whole(
    components: Sequence[Component],
    billed: Sequence[Charge],
    times: Decimal,
    presence: Decimal,
    rate: Decimal,
    ledger: Ledger,
) -> None:
    """Compare the estimate as a whole: time and the known discount can be told, what else differs cannot."""
    predicted = [(part, cost) for part in components if (cost := list_cost(part)) is not None]
    if components and all(part.usage_based for part in components):
        given = sum((cost for _, cost in predicted), ZERO) * times
        paid = sum((charge.effective for charge in billed), ZERO)
        ledger.add(Cause.USAGE, paid - given, "" if predicted else "no quantity was given")
        return
    lasting = sum((cost for part, cost in predicted if not part.usage_based), ZERO) * times
    ledger.add(Cause.PARTIAL_PERIOD, lasting * (presence - ONE), share_of_days(presence))
    if rate:
        left = sum((cost for _, cost in predicted), ZERO) * times - lasting * (ONE - presence)
        ledger.add(Cause.DISCOUNT, -left * rate, known_rate(rate))


def _drift(planned: Planned, times: Decimal, ledger: Ledger) -> None:
    """What changed outside Terraform moved the cost before this change did."""
    if planned.live is planned.components:
        return
    live = sum((list_cost(part) or ZERO for part in planned.live), ZERO)
    applied = sum((list_cost(part) or ZERO for part in planned.components), ZERO)
    ledger.add(Cause.SIZE_DRIFT, (live - applied) * times, "changed outside Terraform")


def _pair(each: Pair, scale: Scale, convert: Decimal, presence: Decimal, rate: Decimal, ledger: Ledger) -> None:
    part, charge = each.component, each.charge
    predicted = list_cost(part)
    if predicted is None:
        _unpredicted(part, charge, ledger)
        return
    cost = predicted * scale.share * convert
    quantity = (part.quantity or ZERO) * scale.share
    price = cost / quantity if quantity else ZERO
    if charge.quantity is None or not _comparable(charge, price, part):
        _by_cost(part, charge, cost, presence, rate, ledger)
        return
    billed = charge.quantity
    existed = ZERO
    if not part.usage_based:
        existed = min(quantity, max(quantity * presence, min(billed, quantity)))
        ledger.add(Cause.PARTIAL_PERIOD, (existed - quantity) * price, share_of_days(presence))
    else:
        existed = quantity
    resized = _resized(part, charge)
    listed = charge.list if charge.list is not None else billed * price
    if charge.list is None and resized:
        # of the other size no list price is known: what was paid, with the known discount put back
        listed = charge.effective / (ONE - rate) if rate < ONE else charge.effective
    paid_price = listed / billed if billed else price
    if resized:
        ledger.add(Cause.SIZE_DRIFT, existed * (paid_price - price), resized)
        ledger.add(Cause.USAGE, (billed - existed) * paid_price, ran(part, billed, existed))
    else:
        if charge.family is Family.CAPACITY and not part.usage_based:
            stored = (part.quantity or ZERO) * scale.months * presence
            existed = _grown(part, price, existed, billed, stored, ledger)
        ledger.add(Cause.USAGE, (billed - existed) * price, ran(part, billed, existed))
        ledger.add(Cause.LIST_PRICE, listed - billed * price, price_note(part, price, paid_price))
    _discount(charge, listed, rate, ledger)


def _unpredicted(part: Component, charge: Charge, ledger: Ledger) -> None:
    """The estimate knows the part and has no amount of it."""
    listed = charge.effective if charge.list is None else charge.list
    if part.usage_based:
        ledger.add(Cause.USAGE, listed, f"{part.name}: no quantity was given")
    else:
        ledger.add(Cause.NOT_MODELLED, listed, f"{part.name}: no price is known")
    if charge.list is not None:
        _discount(charge, listed, ZERO, ledger)


def _by_cost(part: Component, charge: Charge, cost: Decimal, presence: Decimal, rate: Decimal, ledger: Ledger) -> None:
    """Without a quantity to go by, costs are compared."""
    listed = charge.list
    if part.usage_based:
        at_list = charge.effective if listed is None else listed
        ledger.add(Cause.USAGE, at_list - cost, f"{part.name}: other quantities than predicted")
        if listed is not None:
            _discount(charge, listed, rate, ledger)
        return
    existed = cost * presence
    if listed is not None:
        existed = min(cost, max(existed, min(listed, cost)))
    ledger.add(Cause.PARTIAL_PERIOD, existed - cost, share_of_days(presence))
    if listed is None:
        _discount(charge, existed, rate, ledger)
        return
    if resized := _resized(part, charge):
        ledger.add(Cause.SIZE_DRIFT, listed - existed, resized)
    elif abs(listed - existed) > abs(existed) * SAME_PRICE:
        ledger.add(Cause.LIST_PRICE, listed - existed, f"{part.name}: another list cost on the bill")
    _discount(charge, listed, rate, ledger)


def _comparable(charge: Charge, price: Decimal, part: Component) -> bool:
    """Whether both count in one unit: hours do; elsewhere a million requests may be one."""
    if charge.family is Family.HOURS or charge.list is None or not charge.quantity or not price:
        return charge.family is Family.HOURS or bool(price and charge.quantity is not None and part.unit)
    ratio = charge.list / charge.quantity / price
    return Decimal("0.25") < ratio < 4


def _discount(charge: Charge, listed: Decimal, rate: Decimal, ledger: Ledger) -> None:
    """What was paid less than list. Where the bill does not know list prices, only what commitments and known rates explain."""
    left = charge.effective - listed
    kinds = ", ".join(sorted(charge.commitment_types)) or (
        "spot"
        if Pricing.SPOT.value in charge.pricing
        else "commitment"
        if Pricing.COMMITMENT.value in charge.pricing
        else ""
    )
    if charge.list is not None or kinds:
        ledger.add(Cause.DISCOUNT, left, kinds.replace("_", " "))
    elif rate:
        ledger.add(Cause.DISCOUNT, -listed * rate, known_rate(rate))


def _not_modelled(charge: Charge, ledger: Ledger) -> None:
    listed = charge.effective if charge.list is None else charge.list
    ledger.add(Cause.NOT_MODELLED, listed, charge.usage_type or "a charge that the estimate has no part for")
    if charge.list is not None:
        _discount(charge, listed, ZERO, ledger)


def _not_billed(part: Component, times: Decimal, presence: Decimal, ledger: Ledger) -> None:
    """Predicted and not on the bill. What depends on use was not used; the rest stays unexplained, but for absence."""
    cost = list_cost(part)
    if cost is None:
        return
    if part.usage_based:
        ledger.add(Cause.USAGE, -cost * times, f"{part.name}: not used")
    elif presence < ONE:
        ledger.add(Cause.PARTIAL_PERIOD, cost * times * (presence - ONE), share_of_days(presence))


def _resized(part: Component, charge: Charge) -> str:
    """``m5.large predicted, m5.xlarge billed``; empty where the sizes are the same or not stated."""
    if charge.family is not Family.HOURS:
        return ""
    predicted = sizes(f"{part.name} {part.price.key if part.price else ''}")
    billed = sizes(charge.usage_type)
    if not predicted or not billed or not predicted.isdisjoint(billed):
        return ""
    return f"{min(billed)} billed, {min(predicted)} predicted"


def _grown(
    part: Component, price: Decimal, existed: Decimal, billed: Decimal, stored: Decimal, ledger: Ledger
) -> Decimal:
    """Put down storage that is of another size than predicted. Answers with the quantity from which the rest, the calendar, is counted."""
    if abs(billed - stored) <= stored * SAME_SIZE:
        return existed
    ledger.add(
        Cause.SIZE_DRIFT,
        (billed - stored) * price,
        f"{number(billed)} {part.unit} billed, {number(stored)} predicted",
    )
    return existed + billed - stored
