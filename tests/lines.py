"""Resource lines written by hand."""

from decimal import Decimal
from typing import Any

from finopsguard.types.result import ResourceLine


def money(amount: Any) -> Decimal | None:
    return None if amount is None else Decimal(str(amount))


def resource(address: str = "aws_instance.web", before: Any = 0, after: Any = 0, **fields: Any) -> ResourceLine:
    """A line that goes from ``before`` to ``after`` a month; ``None`` is unknown."""
    was, will = money(before), money(after)
    given: dict[str, Any] = {
        "project": "plan.json",
        "address": address,
        "type": address.split(".")[-2],
        "provider": "aws",
        "region": "us-east-1",
        "region_source": "provider",
        "module": "",
        "action": "no-op" if before == after else "update",
        "status": "priced" if after is not None else "no_price",
        "complete": after is not None,
        "currency": "USD",
        "monthly_cost": will,
        "previous_monthly_cost": was,
        "delta": None if was is None or will is None else will - was,
    }
    given.update(fields)
    return ResourceLine(**given)
