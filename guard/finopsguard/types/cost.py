"""What a resource costs a month, component by component."""

from decimal import Decimal
from enum import StrEnum

import msgspec

from finopsguard.types.discount import AppliedDiscount
from finopsguard.types.price import Price


class Status(StrEnum):
    """Five words that are never mixed."""

    PRICED = "priced"
    FREE = "free"
    """The provider charges nothing for it by itself."""
    UNSUPPORTED = "unsupported"
    """This program does not know what the type is billed for."""
    NO_PRICE = "no_price"
    """It costs money; the amount is not known here: no published price in the book, or a price-relevant value known only after apply."""
    DEPENDS_ON_USAGE = "depends_on_usage"
    """The price is per unit used, and no quantity was given."""


class Component(msgspec.Struct, frozen=True, gc=False):
    """One line of an estimate: ``quantity x unit_price`` less discounts."""

    name: str
    """The line's name, prefixed by the path of a nested resource: ``root_block_device: Storage (general purpose SSD, gp3)``."""
    unit: str
    quantity: Decimal | None
    """Units a month; ``None`` where unknown, never 0 instead."""
    unit_price: Decimal | None
    """List price per ``unit``, in ``currency``."""
    monthly_cost: Decimal | None
    """After discounts; ``None`` where quantity or price is unknown."""
    currency: str
    status: Status
    usage_based: bool = False
    """The quantity comes, or would come, from a usage file or live usage."""
    price: Price | None = None
    note: str = ""
    """The assumption made, or why there is no amount."""
    inputs: tuple[str, ...] = ()
    """Attributes of the resource that this line follows from, as paths: ``root_block_device.0.volume_size``."""
    scale: Decimal = Decimal(1)
    """How many units of the price row make one ``unit`` of the line (1,000,000 where requests are shown in millions)."""
    discounts: tuple[AppliedDiscount, ...] = ()
    monthly_cost_max: Decimal | None = None
    """An upper bound where the amount itself is unknown (a spot price that cannot exceed a stated maximum)."""


class Estimate(msgspec.Struct, frozen=True, gc=False):
    """What one configuration of one resource costs a month. All amounts are in ``currency``."""

    status: Status
    currency: str
    components: tuple[Component, ...] = ()
    monthly_cost: Decimal | None = None
    """Sum of the known components; ``None`` when none is known. Partial when ``complete`` is false."""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    """Bounds over the values that are unknown until apply; ``maximum`` is ``None`` where there is no bound."""
    complete: bool = True
    """False when a component that costs money has no amount (``no_price``). ``depends_on_usage`` does not make it incomplete."""
    notes: tuple[str, ...] = ()
    """Assumptions that hold for the whole resource."""
    refers: bool = False
    """It follows from other resources too (a launch template), so it can change where its own attributes do not."""
    usage_keys: tuple[str, ...] = ()
    """Usage-file keys that would fill what depends on usage."""
    secret: bool = False
    """It follows from sensitive values: its lines and notes are not for printing."""
