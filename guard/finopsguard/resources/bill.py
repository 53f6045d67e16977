"""The bill of one resource: what its estimate writes lines into."""

from collections.abc import Callable
from decimal import Decimal

from finopsguard.resources.tiers import second_tier, span, split
from finopsguard.resources.values import Number, Unknown
from finopsguard.types.cost import Component, Status
from finopsguard.types.discount import AppliedDiscount, DiscountKind
from finopsguard.types.money import ONE
from finopsguard.types.price import Price

TIER_NOTE = "tiers start at this resource's own quantity; the provider counts the whole account's"


class Missing:
    """In place of a price: why there is none."""

    __slots__ = ("why",)

    def __init__(self, why: str) -> None:
        self.why = why


def together(first: Price | Missing, second: Price | Missing) -> Price | Missing:
    """Two prices that are charged together for the same unit; missing when one of them is."""
    if isinstance(first, Missing):
        return first
    if isinstance(second, Missing):
        return second
    return first.plus(second)


class Rebate:
    """A discount that the provider gives by itself on a line: its name, kind and share of the list cost."""

    __slots__ = ("kind", "name", "rate")

    def __init__(self, name: str, kind: DiscountKind, rate: Decimal) -> None:
        self.name = name
        self.kind = kind
        self.rate = rate


class Bill:
    """Lines of one resource.

    :meth:`within` gives a view for a nested resource, whose names carry its path and whose quantities are multiplied.
    """

    __slots__ = ("components", "currency", "free_because", "notes", "prefix", "times", "usage", "usage_keys")

    def __init__(self, usage: Callable[[str], Number | None], currency: str = "USD") -> None:
        self.usage = usage
        self.components: list[Component] = []
        self.notes: list[str] = []
        self.usage_keys: list[str] = []
        self.free_because = ""
        self.currency = currency
        self.prefix = ""
        self.times: Number = ONE

    def within(self, path: str, times: Number = ONE) -> "Bill":
        """A view of this bill for ``times`` copies of a nested resource at ``path``; an empty path leaves the names as they are."""
        view = Bill.__new__(Bill)
        view.components, view.notes, view.usage_keys = self.components, self.notes, self.usage_keys
        view.currency, view.free_because, view.usage = self.currency, "", self.usage
        view.prefix = f"{self.prefix}{path}: " if path else self.prefix
        view.times = self.times * times
        return view

    def note(self, text: str) -> None:
        """An assumption that holds for the whole resource."""
        if text not in self.notes:
            self.notes.append(text)

    def free(self, because: str) -> None:
        """In this configuration the provider charges nothing for the resource by itself."""
        self.free_because = because

    def add(
        self,
        name: str,
        unit: str,
        quantity: Number,
        price: Price | Missing,
        *,
        inputs: tuple[str, ...] = (),
        scale: Decimal = ONE,
        note: str = "",
        rebate: Rebate | None = None,
        at_most: Price | Missing | None = None,
    ) -> None:
        """A line whose quantity follows from the configuration.

        ``scale`` is how many units of the price row make one ``unit``; ``at_most`` prices an upper bound where ``price`` is missing.
        """
        self._line(
            name,
            unit,
            counted(quantity * self.times),
            price,
            inputs,
            scale,
            note,
            usage=False,
            rebate=rebate,
            at_most=at_most,
        )

    def add_tiered(
        self, name: str, unit: str, quantity: Number, price: Price | Missing, *, inputs: tuple[str, ...] = ()
    ) -> None:
        """Like :meth:`add`, for tiers that begin anew in each resource (IOPS of a volume): a line per tier that ``quantity`` reaches."""
        if isinstance(price, Missing) or isinstance(quantity, Unknown) or quantity <= second_tier(price, quantity):
            self.add(name, unit, quantity, price, inputs=inputs)
            return
        for position, part in enumerate(split(quantity, [tier.start for tier in price.tiers])):
            if part:
                named = f"{name} ({span(price, position, unit)})"
                rate = price.tiers[position].price
                self._line(named, unit, part * self.times, price, inputs, ONE, "", usage=False, unit_price=rate)

    def use(
        self,
        name: str,
        unit: str,
        price: Price | Missing,
        *,
        key: str,
        inputs: tuple[str, ...] = (),
        scale: Decimal = ONE,
        note: str = "",
        name_first_tier: bool = False,
    ) -> None:
        """A line whose quantity the usage file gives under ``key``, in units of the price row; without it the line depends on usage.

        Tiered prices make a line per tier reached. ``name_first_tier`` names the tier even where one is enough.
        """
        given = self.usage(key)
        quantity = None if given is None else given if scale is ONE else given / scale
        self.use_amount(
            name,
            unit,
            quantity,
            price,
            keys=(key,),
            inputs=inputs,
            scale=scale,
            note=note,
            name_first_tier=name_first_tier,
        )

    def use_amount(
        self,
        name: str,
        unit: str,
        quantity: Number | None,
        price: Price | Missing,
        *,
        keys: tuple[str, ...],
        inputs: tuple[str, ...] = (),
        scale: Decimal = ONE,
        note: str = "",
        name_first_tier: bool = False,
    ) -> None:
        """Like :meth:`use`, for a quantity (in ``unit``) worked out from several ``keys``; ``None`` where one of them is not given."""
        if quantity is None:
            for key in keys:
                if key not in self.usage_keys and self.usage(key) is None:
                    self.usage_keys.append(key)
            self._depends(name, unit, price, inputs, scale, note, name_first_tier=name_first_tier)
            return
        quantity = counted(quantity * self.times)
        if isinstance(price, Price) and isinstance(quantity, Decimal) and len(price.tiers) > 1:
            self._tiers(name, unit, quantity, price, inputs, scale, note, name_first_tier=name_first_tier)
            return
        self._line(name, unit, quantity, price, inputs, scale, note, usage=True)

    def _line(
        self,
        name: str,
        unit: str,
        quantity: Number,
        price: Price | Missing,
        inputs: tuple[str, ...],
        scale: Decimal,
        note: str,
        *,
        usage: bool,
        rebate: Rebate | None = None,
        at_most: Price | Missing | None = None,
        unit_price: Decimal | None = None,
    ) -> None:
        name = self.prefix + name if self.prefix else name
        amount = quantity if isinstance(quantity, Decimal) else None
        if isinstance(price, Missing) or amount is None:
            self._unpriced(name, unit, quantity, price, inputs, scale, note, usage=usage, at_most=at_most)
            return
        if unit_price is None:
            unit_price = _unit_price(price, scale)
        cost = amount * unit_price
        discounts: tuple[AppliedDiscount, ...] = ()
        if rebate is not None:
            taken = cost * rebate.rate
            discounts = (AppliedDiscount(rebate.name, rebate.kind, rebate.rate, taken),)
            cost -= taken
        self.components.append(
            Component(
                name,
                unit,
                amount,
                unit_price,
                cost,
                price.currency,
                Status.PRICED,
                usage,
                price,
                note,
                inputs,
                scale,
                discounts,
            )
        )

    def _unpriced(
        self,
        name: str,
        unit: str,
        quantity: Number,
        price: Price | Missing,
        inputs: tuple[str, ...],
        scale: Decimal,
        note: str,
        *,
        usage: bool,
        at_most: Price | Missing | None,
    ) -> None:
        known = price if isinstance(price, Price) else None
        why = quantity.why if isinstance(quantity, Unknown) else price.why if isinstance(price, Missing) else ""
        bound = None
        if isinstance(at_most, Price) and isinstance(quantity, Decimal):
            bound = at_most.unit_price * scale * quantity
        self.components.append(
            Component(
                name,
                unit,
                quantity if isinstance(quantity, Decimal) else None,
                _unit_price(known, scale) if known else None,
                None,
                known.currency if known else self.currency,
                Status.NO_PRICE,
                usage,
                known,
                _said(why, note),
                inputs,
                scale,
                monthly_cost_max=bound,
            )
        )

    def _depends(
        self,
        name: str,
        unit: str,
        price: Price | Missing,
        inputs: tuple[str, ...],
        scale: Decimal,
        note: str,
        *,
        name_first_tier: bool,
    ) -> None:
        known = price if isinstance(price, Price) else None
        why = price.why if isinstance(price, Missing) else ""
        if known and name_first_tier and len(known.tiers) > 1:
            name = f"{name} ({span(known, 0, unit)})"
        self.components.append(
            Component(
                self.prefix + name,
                unit,
                None,
                _unit_price(known, scale) if known else None,
                None,
                known.currency if known else self.currency,
                Status.DEPENDS_ON_USAGE,
                True,  # noqa: FBT003  usage_based; a name would make this, the most frequent line, three times slower
                known,
                _said(why, note),
                inputs,
                scale,
            )
        )

    def _tiers(
        self,
        name: str,
        unit: str,
        quantity: Decimal,
        price: Price,
        inputs: tuple[str, ...],
        scale: Decimal,
        note: str,
        *,
        name_first_tier: bool,
    ) -> None:
        tiers = price.tiers
        for position, part in enumerate(split(quantity * scale, [tier.start for tier in tiers])):
            if position and not part:
                break
            reached_more = quantity * scale > tiers[1].start
            label = f"{name} ({span(price, position, unit)})" if name_first_tier or reached_more else name
            said = _said(note, TIER_NOTE)
            self._line(
                label,
                unit,
                part / scale,
                price,
                inputs,
                scale,
                said,
                usage=True,
                unit_price=tiers[position].price * scale,
            )


def _unit_price(price: Price, scale: Decimal) -> Decimal:
    """The first tier's price of ``scale`` units."""
    return price.unit_price if scale is ONE else price.unit_price * scale


def _said(first: str, second: str) -> str:
    return f"{first}; {second}" if first and second else first or second


def counted(quantity: Number) -> Number:
    """``quantity``; not known where it is negative, which nothing billed is: it would hide what other lines cost."""
    return Unknown("the quantity is negative") if isinstance(quantity, Decimal) and quantity < 0 else quantity
